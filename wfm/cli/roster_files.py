"""Roster files that commands are given: where they are, how they are read, what to say of it."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from wfm.cli.show import load

if TYPE_CHECKING:
    from wfm.center.roster_columns import RosterLayout
    from wfm.center.scenario import Scenario
    from wfm.schedule.read import RosterFile


def roster_path(given: Path) -> Path:
    """The roster file that is given, or the one of a run folder."""
    return given / "roster.csv" if given.is_dir() else given


def scenario_of(path: Path, given: Path | None) -> "Scenario":
    """The scenario that is named, or the one beside a roster file."""
    return load(given or path.parent)


def read_file(
    path: Path, scenario: "Scenario", layout: "RosterLayout | None" = None
) -> "RosterFile":
    """A roster file; how it was read, where that is not plain, goes to stderr."""
    from wfm.schedule.read import read_roster_file

    found = read_roster_file(path, scenario, layout)
    for note in found.notes:
        print(f"wfm: {path}: {note}", file=sys.stderr)
    return found
