"""Rosters of other tools through the command line, and as shifts before the plan."""

import json
from pathlib import Path

import pytest

from tests.cli.tiny_center import wfm, write_tiny
from wfm.center.files import read_scenario

GRID = """\
Agent;Mon 26.10.2026;Tue 27.10.2026;Wed 28.10.2026
Agent 0;day@09:00;-;09:30-17:00
A1;VAC;09:15-17:00;OFF
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = write_tiny(tmp_path)
    (made / "grid.csv").write_text(GRID, encoding="utf-8")
    return made


def test_a_grid_is_checked_with_its_lines_and_what_was_taken_is_said(folder: Path) -> None:
    done = wfm("roster", "check", folder / "grid.csv", "--off-code", "VAC", "--json")
    assert done.returncode == 3, done.stderr
    assert "those of 2 shifts are taken at their earliest places" in done.stderr
    found = json.loads(done.stdout)
    (broken,) = found["violations"]
    assert (broken["line"], broken["agent"], broken["rule"]) == (3, "A1", "template")
    assert "dates are read as DD.MM.YYYY" in found["notes"]


def test_a_part_of_the_plan_is_judged_by_itself(folder: Path) -> None:
    text = (folder / "scenario.yaml").read_text()
    (folder / "scenario.yaml").write_text(
        text.replace("min: 0", "min: 35")
        + "\njoint_rules: {people_on_shift: {shift: day, min: 1}}\n"
    )
    (folder / "grid.csv").write_text(
        "Agent,2026-10-27,2026-10-28,2026-10-29\n"
        "A0,day@09:00,day@09:30,-\nA1,day@09:00,-,-\nA2,-,-,-\n"
    )
    arguments = ("roster", "check", folder / "grid.csv", "--json")
    whole = json.loads(wfm(*arguments).stdout)["violations"]
    assert {v["agent"] for v in whole} == {"*", *(f"A{i}" for i in range(9))}
    assert "people_on_shift" in {v["rule"] for v in whole}
    part = json.loads(wfm(*arguments, "--part").stdout)
    assert part["violations"] == []
    assert [(v["agent"], v["rule"]) for v in part["not_judged"]] == [
        (f"A{i}", "weekly_paid_hours") for i in range(3)
    ]
    assert (
        "the file tells of 3 of 5 days and 3 of 9 agents: the others count as off here; --part "
        "judges what it tells alone"
    ) in wfm(*arguments[:-1]).stdout
    done = wfm(*arguments[:-1], "--part")
    assert done.returncode == 0
    assert (
        "not judged, as the file tells of 2026-10-27 to 2026-10-29 only and work on other days may "
        "mend it: weekly_paid_hours 3 (--all lists them)\n"
        "rules of several people are not judged (people_on_shift): 6 agents are not in the file"
    ) in done.stdout
    every = wfm(*arguments[:-1], "--part", "--all").stdout
    assert "14 paid hours rostered in the week of 26 Oct 2026, at least 21 are due" in every


def test_what_cannot_be_read_is_told_with_line_and_column(folder: Path) -> None:
    done = wfm("roster", "check", folder / "grid.csv")
    assert done.returncode == 5
    assert "grid.csv:3: column 'Mon 26.10.2026': 'VAC' is no shift" in done.stderr
    assert "--off-code 'VAC'" in done.stderr


def test_other_commands_read_it_and_it_is_written_in_our_columns(folder: Path) -> None:
    (folder / "grid.csv").write_text(GRID.replace("VAC", "-"), encoding="utf-8")
    ours = folder / "ours.csv"
    wfm("roster", "check", folder / "grid.csv", "--out", ours)
    done = wfm("roster", "diff", folder / "grid.csv", ours)
    assert "nothing changed" in done.stdout
    asked = wfm("roster", "ask", folder / "grid.csv", "--off", "A0:2026-10-28", "-q")
    assert asked.returncode in (0, 3), asked.stderr


def test_shifts_before_the_plan_may_come_from_another_tool(folder: Path) -> None:
    (folder / "before.csv").write_text(
        "Employee,Date,Code,Start,End\n"
        "Agent 0,25.10.2026,day,09:00,16:30\n"
        "Somebody who left,25.10.2026,day,09:00,16:30\n",
        encoding="utf-8",
    )
    text = (folder / "scenario.yaml").read_text()
    (folder / "scenario.yaml").write_text(text + "\nbefore: before.csv\n")
    (entry,) = read_scenario(folder).before
    assert (entry.agent, entry.shift, f"{entry.end:%Y-%m-%d %H:%M}") == (
        "A0", "day", "2026-10-25 16:30",
    )  # fmt: skip
    (folder / "before.csv").write_text(
        "Employee,Date,Code,Start,End\nAgent 77,25.10.2026,day,09:00,16:30\n", encoding="utf-8"
    )
    done = wfm("roster", "check", folder / "grid.csv")
    assert "before.csv:2: none of its people are agents of the scenario" in done.stderr
