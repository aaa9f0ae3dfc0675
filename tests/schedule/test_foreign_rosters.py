"""Rosters of other tools: lists of shifts or activities, grids, and what is wrong with some."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.schedule.builder import by_clock, center, requirement
from wfm.center.errors import DataError
from wfm.center.roster import Roster
from wfm.center.roster_columns import RosterLayout
from wfm.schedule.check import check
from wfm.schedule.read import RosterFile, read_roster_file
from wfm.schedule.solve import schedule

LUNCH: dict[str, Any] = {"name": "lunch", "activity": "meal", "minutes": 30, "paid": False,
                         "earliest_min": 180, "latest_min": 300, "step_minutes": 30}  # fmt: skip
TEA = LUNCH | {"name": "tea", "activity": "break", "minutes": 15, "paid": True,
               "earliest_min": 60, "latest_min": 120}  # fmt: skip
SHIFTS: list[dict[str, Any]] = [
    {"name": "early", "earliest_start": "07:00", "latest_start": "09:00", "step_minutes": 60,
     "length_minutes": 510, "breaks": [TEA, LUNCH]},
    {"name": "night", "earliest_start": "22:00", "length_minutes": 480, "breaks": [LUNCH]},
    {"name": "split", "earliest_start": "09:00", "length_minutes": 660,
     "split": {"minutes": 180, "earliest_min": 240}, "breaks": [TEA]},
]  # fmt: skip
PEOPLE = [{"id": "a1", "name": "Ann Lee"}, {"id": "a2", "name": "Bo"}, {"id": "a3", "name": "Bo"}]
SCENARIO = center(agents=PEOPLE, shifts=SHIFTS, rules={"min_rest": {"hours": 11}})
MONDAY = date(2026, 1, 5)


def read(folder: Path, text: str, **layout: Any) -> RosterFile:
    file = folder / "foreign.csv"
    file.write_text(text, encoding="utf-8")
    return read_roster_file(file, SCENARIO, RosterLayout(**layout))


def told(roster: Roster) -> list[tuple[str, str, str, str]]:
    """Agent, day, template, hours of each shift."""
    return [
        (s.agent, s.day.isoformat()[5:], s.template, s.hours(roster.horizon)) for s in roster.shifts
    ]


def refused(folder: Path, text: str, **layout: Any) -> str:
    with pytest.raises(DataError) as caught:
        read(folder, text, **layout)
    return str(caught.value)


def test_whole_shifts_by_usual_names_of_columns_and_people(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        "Employee;Date;Start Time;End Time;Site\n"
        "a1;;;;north\n"
        "Ann Lee;13.01.2026;8:00 AM;4:30 PM;north\n"
        "a2;05.01.2026;10:00 PM;6:00 AM;south\n".replace("13.01", "06.01"),
    )
    assert told(found.roster) == [
        ("a1", "01-06", "early", "08:00-16:30"),
        ("a2", "01-05", "night", "22:00-06:00"),
    ]
    assert check(SCENARIO, found.roster) == ()
    early, night = found.roster.shifts
    assert [(s.activity.value, s.minutes, s.paid) for s in early.spans][1::2] == [
        ("break", 15, True), ("meal", 30, False),
    ]  # fmt: skip
    assert early.spans[0].minutes == 60
    assert night.paid_minutes == 450
    assert found.lines[("a2", MONDAY)] == 4
    assert found.notes == (
        "columns are read so: 'Employee' as agent, 'Date' as day, 'Start Time' as start, "
        "'End Time' as end",
        "not read: column 'Site'",
        "dates are read as DD.MM.YYYY",
        "pauses are not in the file: those of 2 shifts are taken at their earliest places",
    )


def test_activities_of_a_night_by_the_clock(tmp_path: Path) -> None:
    rows = "".join(
        f"a1,2026-01-05,night,{row}\n"
        for row in (
            "Phone,22:00,00:00", "Phone,00:00,02:00", "Lunch,02:00,02:30", "Phone,02:30,06:00"
        )
    )  # fmt: skip
    found = read(tmp_path, "Agent,Date,Code,Type,Begin,Finish\n" + rows)
    assert check(SCENARIO, found.roster) == ()
    (shift,) = found.roster.shifts
    assert shift.hours(SCENARIO.horizon) == "22:00-06:00"
    assert shift.paid_minutes == 450
    assert found.notes[-1] == (
        "the file does not tell what is paid: pauses of 1 shift are paid as their templates say"
    )


def test_activities_without_a_day_belong_to_the_shift_that_they_go_on(tmp_path: Path) -> None:
    text = (
        "Person,Activity,Start,End\n"
        "a1,on queue,2026-01-05 22:00,2026-01-06 02:00\n"
        "a1,meal,2026-01-06 02:00,2026-01-06 02:30\n"
        "a1,on queue,2026-01-06 02:30,2026-01-06 06:00\n"
        "a1,on queue,2026-01-07 22:00,2026-01-08 06:00\n"
    )
    found = read(tmp_path, text)
    assert [row[:3] for row in told(found.roster)] == [
        ("a1", "01-05", "night"), ("a1", "01-07", "night"),
    ]  # fmt: skip
    assert [v.message for v in check(SCENARIO, found.roster)] == ["0 pauses, shift 'night' has 1"]


def test_pauses_laid_over_the_row_of_a_shift(tmp_path: Path) -> None:
    text = (
        "Agent\tDate\tType\tFrom\tTo\n"
        "a1\t05/01/2026\tShift\t08:00\t16:30\n"
        "a1\t05/01/2026\ttea\t09:00\t09:15\n"
        "a1\t05/01/2026\tlunch\t12:00\t12:30\n"
    )
    found = read(tmp_path, text, date_format="DD/MM/YYYY")
    assert check(SCENARIO, found.roster) == ()
    (shift,) = found.roster.shifts
    assert [s.activity.value for s in shift.spans] == [
        "on_queue", "break", "on_queue", "meal", "on_queue",
    ]  # fmt: skip
    outside = text + "a1\t05/01/2026\tmeeting\t17:00\t17:30\n"
    assert "meeting does not lie in the shift of that day" in refused(
        tmp_path, outside, date_format="DD/MM/YYYY"
    )


def test_a_grid_of_names_hours_and_days_off(tmp_path: Path) -> None:
    text = (
        "Agent;Team;Mon 2026-01-05;Tue 2026-01-06;Wed 2026-01-07;Thu 2026-01-08\n"
        "Ann Lee;x;early@07:00;EARLY 08:00-16:30;-;09:00–17:30\n"
        "a2;x;night;OFF;vac;\n"
        "a3;x;;09:00-13:00, 16:00-20:00;split;\n"
    )
    found = read(tmp_path, text, off=("VAC",))
    assert told(found.roster) == [
        ("a1", "01-05", "early", "07:00-15:30"),
        ("a1", "01-06", "early", "08:00-16:30"),
        ("a1", "01-08", "early", "09:00-17:30"),
        ("a2", "01-05", "night", "22:00-06:00"),
        ("a3", "01-06", "split", "09:00-13:00, 16:00-20:00"),
        ("a3", "01-07", "split", "09:00-13:00, 16:00-20:00"),
    ]
    assert check(SCENARIO, found.roster) == ()


def test_a_split_shift_is_two_rows_of_a_day(tmp_path: Path) -> None:
    text = (
        "agent,day,start,end\n"
        "a1,2026-01-05 00:00:00,16:00,20:00\n"
        "a1,2026-01-05,09:00,13:00\n"
        "a2,2026-01-05,09:00,12:00\n"
        "a2,2026-01-05,16:00,20:00\n"
    )
    found = read(tmp_path, text)
    assert [row[2] for row in told(found.roster)] == ["split", ""]
    assert [v.agent for v in check(SCENARIO, found.roster)] == ["a2"]
    assert "09:00-12:00, 16:00-20:00 are the hours of no shift of contract 'full'" in (
        check(SCENARIO, found.roster)[0].message
    )
    assert found.notes[-1] == (
        "no shift of the agent's contract has the hours of 1 shift: no pauses are placed there"
    )


def test_without_paid_the_templates_tell_what_is_paid(tmp_path: Path) -> None:
    rows = "".join(
        f"a1,2026-01-05,early,{activity},2026-01-05T{start},2026-01-05T{end}\n"
        for activity, start, end in (
            ("on_queue", "08:00", "09:00"), ("break", "09:00", "09:15"),
            ("on_queue", "09:15", "12:00"), ("meal", "12:00", "12:30"),
            ("on_queue", "12:30", "16:30"),
        )
    )  # fmt: skip
    found = read(tmp_path, "agent,day,shift,activity,start,end\n" + rows)
    assert check(SCENARIO, found.roster) == ()
    assert found.roster.paid_hours == 8


def test_columns_as_told(tmp_path: Path) -> None:
    text = "Agent,Cover for,D,In,Out\na1,a3,2026-01-05,08:00,16:30\n"
    columns = {"agent": "Cover for", "day": "D", "start": "In", "end": "Out"}
    assert told(read(tmp_path, text, **columns).roster)[0][0] == "a3"
    message = refused(tmp_path, text, **columns | {"end": "Until"})
    assert "foreign.csv:1: has no column 'Until'; there are 'Agent', 'Cover for'" in message
    assert "(--end-column)" in message


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("Bo\n", "no column is known as the agent"),
        ("Employee,Person,Date,Start,End\na1,a1,2026-01-05,08:00,16:30\n",
         "'Employee' and 'Person' may both be the agent; say which with --agent-column"),
        ("Name,Date,Start,End\nBo,2026-01-05,08:00,16:30\n",
         ":2: column 'Name': 2 agents are called 'Bo' (a2, a3); write their ids"),
        ("Name,Date,Start,End\nCy,2026-01-05,08:00,16:30\n", "unknown agent 'Cy'"),
        ("Name,Date,Start,End\na1,05/01/2026,08:00,16:30\n",
         "may be DD/MM/YYYY or MM/DD/YYYY; say which with --date-format"),
        ("Name,Date,Start,End\na1,2026-01-05,8:00 AM,4:30\n", "only one of the times has AM or PM"),
        ("Name,Date,Start,End\na1,2026-01-05,08:00,\n",
         ":2: column 'End': there is a start but no end"),
        ("Name,Date,Start,End\na1,2026-01-05,25:00,26:00\n", "'25:00' is not a time"),
        ("Name,Start,End\na1,08:00,16:30\n", "'08:00' has no date and there is no column of dates"),
        ("Name,Date,Shift\na1,2026-01-05,early\n", "write which, such as early@07:00"),
        ("Name,Date,Start,End\na1,2026-01-05,9,17\n", "start '9' is not a time; write 09:00"),
        ("Name,Date,Start,End\na1,2026-01-05,08:00,0.7083\n",
         "end '0.7083' is a share of a day, as spreadsheets store times; give the column the "
         "format of a time there, so that it says 17:00"),
        ("Name,Date,Start,End\na1,2026-01-05,nine,17:00\n", "write 08:30 or 8:30 AM"),
        ("Name,Start,End\na1,9,17\n", "write it as 2026-01-05T08:00:00+00:00"),
        ("Agent,2026-01-05,05.01.2026\na1,-,-\n",
         "'05.01.2026' is written DD.MM.YYYY and other dates of the file YYYY-MM-DD"),
        ("Name,Date,Start,End\na1,25/01/2026,08:00,16:30\na1,2026-01-06,08:00,16:30\n",
         ":2: column 'Date': day '25/01/2026' is written DD/MM/YYYY and other dates of the file "
         "YYYY-MM-DD: write all of them in one way"),
        ("Name,Date,Start,End\na1,05/01/2026,08:00,16:30\na1,06.01.2026,08:00,16:30\n",
         "day '06.01.2026' is written DD.MM.YYYY and other dates of the file DD/MM/YYYY"),
        ("Name,Start,End\na1,05/01/2026 08:00,05/01/2026 16:30\n"
         "a1,2026-01-06 08:00,2026-01-06 16:30\na1,2026-01-07 08:00,2026-01-07 16:30\n",
         ":2: column 'Start': start '05/01/2026 08:00': '05/01/2026' is written DD/MM/YYYY or"),
        ("Name,Date,Start,End\na1,2026-01-05,24:00,06:00\n",
         ":2: starts on 2026-01-06 at 00:00, when its day 2026-01-05 is over; a shift belongs to "
         "the day on which it begins: write 2026-01-06 as its day"),
        ("Agent,2026-01-05\na1,24:00-06:00\n", "write 2026-01-06 as its day"),
        ("Agent,2026-01-05,Mon 2026-01-05\na1,-,-\n", "the day 2026-01-05 has two columns"),
        ("Agent,2026-01-05\na1,sick\n",
         ":2: column '2026-01-05': 'sick' is no shift of the scenario, no hours such as"),
        ("Agent,2026-01-05\na1,late 08:00-16:30\n", "'late' is no shift of the scenario"),
        ("Agent,2026-01-05\na1,08:00-16:30 north\n", "is not understood; write hours as"),
        ("Agent,9999-12-31\na1,22:00-06:00\n", "'9999-12-31' is not a date"),
        ("Agent,2027-01-05\na1,night\n", ":2: column '2027-01-05': day 2027-01-05 is outside"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_told_with_its_place(
    tmp_path: Path, text: str, message: str
) -> None:
    rows = text if "\n" in text[:-1] else text + "a1\n"
    assert message in refused(tmp_path, rows)


def test_a_date_that_is_not_as_told_is_told_so(tmp_path: Path) -> None:
    text = "Name,Date,Start,End\na1,2026-01-05,07:00,15:30\n"
    message = refused(tmp_path, text, date_format="DD/MM/YYYY")
    assert "day '2026-01-05' is not a date DD/MM/YYYY, as --date-format says" in message


def test_the_end_of_a_day_may_be_written_24_00(tmp_path: Path) -> None:
    text = "Name,Date,Start,End\na1,2026-01-05,15:30,24:00\n"
    assert told(read(tmp_path, text).roster) == [("a1", "01-05", "", "15:30-00:00")]


def test_a_roster_as_a_grid_of_hours_is_the_same_roster(tmp_path: Path) -> None:
    need = requirement(SCENARIO, by_clock(SCENARIO, {(7, 20): 1.0, (22, 24): 1.0}))
    roster = schedule(SCENARIO, need, seed=1, seconds=0.05).roster
    days = SCENARIO.horizon.dates
    hours = {(s.agent, s.day): s.hours(roster.horizon) for s in roster.shifts}
    lines = ["Agent," + ",".join(f"{day:%d.%m.%Y}" for day in days)]
    for agent in SCENARIO.agents:
        cells = ",".join(f'"{hours.get((agent.id, day), "-")}"' for day in days)
        lines.append(f"{agent.id},{cells}")
    again = read(tmp_path, "\n".join(lines)).roster
    assert told(again) == told(roster)
    assert again.paid_hours == roster.paid_hours
    assert check(SCENARIO, again) == ()


def test_hours_that_several_shifts_have_are_not_guessed(tmp_path: Path) -> None:
    twin = SHIFTS[0] | {"name": "desk"}
    scenario = center(agents=PEOPLE, shifts=[*SHIFTS, twin], rules={})
    file = tmp_path / "twins.csv"
    file.write_text("Agent,2026-01-05\na1,08:00-16:30\n")
    with pytest.raises(DataError, match="08:00-16:30 may be shift 'early' or 'desk'; write which"):
        read_roster_file(file, scenario)
    file.write_text("Agent,2026-01-05\na1,desk 08:00-16:30\n")
    assert read_roster_file(file, scenario).roster.shifts[0].template == "desk"
