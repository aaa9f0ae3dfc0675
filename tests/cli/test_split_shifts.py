"""Split shifts through the command line: scheduled, checked, explained, repaired."""

import csv
from pathlib import Path

import pytest

from tests.cli.tiny_center import tiny, wfm, write_tiny

SPLIT = {
    "name": "split",
    "earliest_start": "09:00",
    "length_minutes": 480,
    "split": {"minutes": 120, "earliest_min": 150, "latest_min": 210, "pay_hours": 0.5},
    "breaks": [{"name": "tea", "minutes": 15, "earliest_min": 60, "latest_min": 90}],
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    contract = tiny()["contracts"][0] | {"shifts": ["split"]}
    made = write_tiny(tmp_path_factory.mktemp("split"), shifts=[SPLIT], contracts=[contract])
    done = wfm("schedule", made, "--out", made / "roster.csv", "--seconds", "0.2", "-q")
    assert done.returncode == 0, done.stderr
    return made


def test_the_roster_names_the_gap_and_keeps_every_rule(folder: Path) -> None:
    with (folder / "roster.csv").open() as stream:
        gaps = [row for row in csv.DictReader(stream) if row["activity"] == "off_duty"]
    assert gaps
    assert {row["paid"] for row in gaps} == {"False"}
    done = wfm("roster", "check", folder / "roster.csv")
    assert done.returncode == 0, done.stdout
    assert "every rule is kept" in done.stdout


def test_a_supervisor_reads_both_parts(folder: Path) -> None:
    with (folder / "roster.csv").open() as stream:
        first = next(csv.DictReader(stream))
    agent, day = first["agent"], first["day"]
    done = wfm("roster", "explain", folder / "roster.csv", "--agent", agent, "--day", day, "-q")
    assert done.returncode == 0, done.stderr
    assert " works split 09:00-1" in done.stdout
    mended = folder / "mended.csv"
    done = wfm("roster", "repair", folder / "roster.csv", "--absent", f"{agent}:{day}",
               "--out", mended, "-q")  # fmt: skip
    assert done.returncode == 0, done.stderr
    changes = wfm("roster", "diff", folder / "roster.csv", mended).stdout
    assert "is off, was split 09:00-1" in changes
