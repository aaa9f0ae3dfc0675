"""Command `roster check`: a roster from anywhere against the rules, whole or a part of a plan."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from wfm.cli.roster_files import read_file, roster_path, scenario_of
from wfm.cli.show import (
    DateFormatOption,
    JsonOption,
    can_be_written,
    print_json,
    print_table,
    write_frame,
)

if TYPE_CHECKING:
    from wfm.center.scenario import Scenario
    from wfm.schedule.part import PartVerdict
    from wfm.schedule.read import RosterFile
    from wfm.schedule.violation import Violation

# Rows of a table on the screen; of more, the first.
SHOWN = 20


def check(
    file: Annotated[Path, typer.Argument(help="Roster CSV, or a run folder.", metavar="FILE|RUN")],
    scenario: Annotated[
        Path | None,
        typer.Option(help="Scenario whose rules hold; by default the one beside the roster."),
    ] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="List every entry, however many there are.")
    ] = False,
    part: Annotated[
        bool,
        typer.Option(
            "--part",
            help="The file is a part of the plan, such as a week of a team: judge its days and "
            "people only.",
        ),
    ] = False,
    agent_column: Annotated[
        str | None, typer.Option(help="Column of agents, ids or names.")
    ] = None,
    day_column: Annotated[
        str | None, typer.Option(help="Column of the days on which shifts begin.")
    ] = None,
    start_column: Annotated[str | None, typer.Option(help="Column of starts.")] = None,
    end_column: Annotated[str | None, typer.Option(help="Column of ends.")] = None,
    shift_column: Annotated[str | None, typer.Option(help="Column of shift templates.")] = None,
    activity_column: Annotated[str | None, typer.Option(help="Column of activities.")] = None,
    date_format: DateFormatOption = None,
    off_code: Annotated[
        list[str] | None,
        typer.Option(
            metavar="WORD",
            help="Word in the place of a shift that means a day off, such as VAC; as often as "
            "needed.",
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", "-o", help="CSV of the roster as wfm writes it.", callback=can_be_written
        ),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Check a roster, wfm's or any other, against the rules; exit code 3 if a hard one is broken.

    A roster of another tool may be a list of shifts or of activities, or a grid with a row for each
    agent and a column for each day; usual names of columns are known by themselves.
    """
    from wfm.center.roster_columns import RosterLayout
    from wfm.schedule.check import charges
    from wfm.schedule.check import check as violations_of
    from wfm.schedule.part import judge_part

    path = roster_path(file)
    loaded = scenario_of(path, scenario)
    layout = RosterLayout(
        agent=agent_column,
        day=day_column,
        start=start_column,
        end=end_column,
        shift=shift_column,
        activity=activity_column,
        date_format=date_format,
        off=tuple(off_code or ()),
    )
    found = read_file(path, loaded, layout)
    verdict = judge_part(loaded, found) if part else None
    if out is not None:
        write_frame(found.roster.to_frame(), out)

    def row(broken: "Violation") -> tuple[int | None, str, str, str, str]:
        line = found.lines.get((broken.agent, broken.day))
        return line, broken.agent, str(broken.day), broken.rule, broken.message

    broken = verdict.broken if verdict else violations_of(loaded, found.roster)
    charged = verdict.priced if verdict else charges(loaded, found.roster)
    rows = [row(v) for v in broken]
    priced = [(*row(v), v.cost) for v in charged]
    undecided = [row(v) for v in verdict.undecided] if verdict else []
    header = ("line", "agent", "day", "rule", "message")
    if as_json:
        figures = {
            "violations": [dict(zip(header, r, strict=True)) for r in rows],
            "charges": [dict(zip((*header, "cost"), r, strict=True)) for r in priced],
            "notes": found.notes,
        }
        if verdict is not None:
            figures["not_judged"] = [dict(zip(header, r, strict=True)) for r in undecided]
        print_json(figures)
    elif rows:
        count = "1 rule is" if len(rows) == 1 else f"{len(rows)} rules are"
        _print_first(header, rows, f"{path}: {count} broken", everything)
    else:
        print(f"{path}: every rule is kept" + (" as far as the file tells" if verdict else ""))
    if priced and not as_json:
        print()
        title = f"{len(priced)} priced rules are not kept"
        _print_first((*header, "costs"), priced, title, everything)
    if verdict is not None and not as_json:
        _print_not_judged(verdict, header, undecided, everything)
    elif rows and not as_json:
        _print_missing(loaded, found)
    if rows:
        raise typer.Exit(3)


def _print_missing(scenario: "Scenario", file: "RosterFile") -> None:
    """That a file is a part of the plan, where it is: then much is broken that may not be."""
    days = (file.days[-1] - file.days[0]).days + 1 if file.days else 0
    told = [
        f"{count} of {whole} {what}"
        for count, whole, what in (
            (days, scenario.horizon.days, "days"),
            (len(file.agents), len(scenario.agents), "agents"),
        )
        if count < whole
    ]
    if told:
        print(
            f"the file tells of {' and '.join(told)}: the others count as off here; --part judges "
            "what it tells alone"
        )


def _print_not_judged(
    verdict: "PartVerdict", header: Sequence[str], rows: Sequence[Sequence[Any]], everything: bool
) -> None:
    """What a part of a plan cannot tell: how often each rule, or one by one where all is asked."""
    days = f"{verdict.first} to {verdict.last}"
    if rows and everything:
        print()
        title = f"not judged, as the file tells of {days} only and work on other days may mend it"
        print_table(header, rows, title=title)
    elif rows:
        print(
            f"not judged, as the file tells of {days} only and work on other days may mend it: "
            f"{_by_rule(header, rows)} (--all lists them)"
        )
    if verdict.unjudged_joint_rules:
        print(
            f"rules of several people are not judged ({', '.join(verdict.unjudged_joint_rules)}): "
            f"{verdict.missing_agents} agents are not in the file"
        )


def _by_rule(header: Sequence[str], rows: Sequence[Sequence[Any]]) -> str:
    """How often each rule occurs in a table."""
    counts = Counter(row[header.index("rule")] for row in rows)
    return ", ".join(f"{rule} {count:,}" for rule, count in counts.most_common())


def _print_first(
    header: Sequence[str], rows: Sequence[Sequence[Any]], title: str, everything: bool
) -> None:
    """A table of what is broken; of a long one the first rows, and how often each rule is."""
    shown = rows if everything or len(rows) <= SHOWN else rows[:SHOWN]
    print_table(header, shown, title=title)
    if len(shown) < len(rows):
        more = len(rows) - len(shown)
        print(f"... and {more:,} more (--all lists them); in all: {_by_rule(header, rows)}")
