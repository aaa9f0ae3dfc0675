"""Rosters from files: what was written is read back, what is wrong is told with its line."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.schedule.builder import by_clock, center, requirement
from wfm.center.errors import DataError
from wfm.schedule.check import check
from wfm.schedule.read import read_roster, read_roster_file
from wfm.schedule.solve import schedule

SCENARIO = center(agents=2, timezone="America/New_York")
HEADER = "agent,day,shift,activity,start,end,paid,state,version\n"
GOOD = (
    "a1,2026-01-05,day,on_queue,2026-01-05T08:00:00-05:00,2026-01-05T12:00:00-05:00,True,draft,1\n"
)


def write(folder: Path, text: str) -> Path:
    file = folder / "roster.csv"
    file.write_text(text)
    return file


def test_written_rosters_are_read_back(tmp_path: Path) -> None:
    asked = requirement(SCENARIO, by_clock(SCENARIO, {(9, 17): 2}))
    roster = schedule(SCENARIO, asked, seed=1, seconds=0.05).roster
    file = tmp_path / "roster.csv"
    roster.to_frame().to_csv(file, index=False)
    again = read_roster(file, SCENARIO)
    assert again == roster
    assert check(SCENARIO, again) == ()


def test_local_times_and_short_files(tmp_path: Path) -> None:
    text = "agent,day,shift,activity,start,end\n" + (
        "a1,2026-01-05,day,on_queue,2026-01-05T08:00,2026-01-05T12:00\n"
    )
    (shift,) = read_roster(write(tmp_path, text), SCENARIO).shifts
    assert (shift.start_s, shift.end_s) == (8 * 3600, 12 * 3600)
    assert shift.spans[0].paid


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (GOOD.replace("a1,", "zz,"), "unknown agent 'zz'"),
        (GOOD.replace("2026-01-05,", "5 Jan,"), "day '5 Jan' is not a date"),
        (GOOD.replace("2026-01-05,", "2027-01-05,"), "outside the horizon"),
        (GOOD.replace("on_queue", "working"), "unknown activity 'working'"),
        (GOOD.replace("True", "maybe"), "paid is 'maybe'"),
        (GOOD.replace("draft", "final"), "unknown state 'final'"),
        (GOOD.replace(",1\n", ",one\n"), "version 'one'"),
        (GOOD.replace("2026-01-05T08:00:00-05:00", "8am"), "start '8am' is not a time"),
        (GOOD.replace("T12", "T07"), "no later than it starts"),
        (GOOD.replace("T08", "T11"), "overlaps on_queue before it"),
        (GOOD.replace("T08", "T12").replace("T12:00:00-05:00,T", "T13:00:00-05:00,T")
             .replace("T12:00:00-05:00,True", "T13:00:00-05:00,True").replace("day", "late"),
         "differs in shift"),
        (GOOD.replace("2026-01-05,", "2026-01-06,").replace("T08", "T11"),
         "starts on 2026-01-05, before its day 2026-01-06"),
        (GOOD.replace("T08", "T12").replace("2026-01-05T12:00:00-05:00,True", "2026-01-07T01:00,1"),
         "more than two days after its day"),
    ],
)  # fmt: skip
def test_wrong_rows_are_told_with_file_and_line(tmp_path: Path, row: str, message: str) -> None:
    file = write(tmp_path, HEADER + GOOD + row)
    with pytest.raises(DataError) as caught:
        read_roster(file, SCENARIO)
    assert message in str(caught.value)
    assert str(caught.value).startswith(f"{file}:3: ")


def test_shifts_of_two_days_that_overlap_are_told(tmp_path: Path) -> None:
    night = "a1,2026-01-05,night,on_queue,2026-01-05T22:00,2026-01-06T07:00,true,draft,1\n"
    early = "a1,2026-01-06,day,on_queue,2026-01-06T06:00,2026-01-06T14:00,true,draft,1\n"
    file = write(tmp_path, HEADER + night + early)
    with pytest.raises(DataError, match="starts before the one on 2026-01-05 ends"):
        read_roster(file, SCENARIO)


def test_lines_of_a_roster(tmp_path: Path) -> None:
    other = GOOD.replace("2026-01-05", "2026-01-06")
    file = write(tmp_path, HEADER + GOOD + GOOD.replace("T12", "T13").replace("T08", "T12") + other)
    monday = date(2026, 1, 5)
    assert read_roster_file(file, SCENARIO).lines == {
        ("a1", monday): 2,
        ("a1", monday + timedelta(days=1)): 4,
    }


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "is empty"),
        (HEADER, "has a header but no rows"),
        ("agent,day\na1,2026-01-05\n", "no column is known as the start: there are 'agent', 'day'"),
        (HEADER + "a1,2026-01-05\n", "has 2 cells where the header has 9"),
        ("agent," + HEADER + "a1," + GOOD, "column 'agent' is given twice"),
    ],
)
def test_files_that_are_no_roster(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(DataError, match=message):
        read_roster(write(tmp_path, text), SCENARIO)
