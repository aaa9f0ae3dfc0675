"""Workbook, calendars, tables, and all of them together."""

import csv
import warnings
import zipfile
from dataclasses import replace
from datetime import date, datetime

import icalendar
import openpyxl
import pytest

from tests.report.build_plan import small_plan
from wfm.center.roster import Roster
from wfm.report.bundle import write_all
from wfm.report.calendars import calendar, file_names, write_calendars
from wfm.report.tables import TABLES
from wfm.report.workbook import write_workbook


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    path = tmp_path_factory.mktemp("book") / "roster.xlsx"
    write_workbook(small_plan(), path)
    with warnings.catch_warnings(action="ignore", category=UserWarning):  # of data bars, unread
        return openpyxl.load_workbook(path)


def events(text: bytes) -> list[icalendar.Event]:
    return list(icalendar.Calendar.from_ical(text).walk("VEVENT"))


def test_workbook_has_its_sheets_and_frozen_heads(book):
    assert book.sheetnames == ["Summary", "Roster", "Shifts", "Staffing", "Targets"]
    assert book["Roster"].freeze_panes == "E2"
    assert book["Shifts"].freeze_panes == "A2"


def test_name_that_begins_like_a_formula_stays_text(book):
    cells = [c for row in book["Roster"].iter_rows() for c in row if c.value == "=1+1"]
    assert cells
    assert all(cell.data_type == "s" for cell in cells)
    everything = [c for sheet in book for row in sheet.iter_rows() for c in row]
    assert not any(cell.data_type == "f" for cell in everything)


def test_figures_and_days_can_be_reckoned_with(book):
    plan = small_plan()
    heads = [cell.value for cell in book["Targets"][1]]
    for row, result in zip(book["Targets"].iter_rows(min_row=2), plan.targets, strict=True):
        told = dict(zip(heads, row, strict=True))
        assert told["Achieved"].value == pytest.approx(result.achieved)
        assert told["Probability"].value == pytest.approx(result.probability)
        assert told["Probability"].number_format == "0.0%"
        is_share = result.measure in ("service_level", "abandonment", "occupancy")
        assert told["Goal"].number_format == ("0.0%" if is_share else '#,##0" s"')
    facts = {row[0].value: row[1] for row in book["Summary"].iter_rows(min_row=6)}
    assert facts["First day"].value.date() == plan.scenario.horizon.dates[0]
    assert facts["Agents with shifts"].number_format == "#,##0"
    assert {row[2].value.date() for row in book["Shifts"].iter_rows(min_row=2)} == {
        shift.day for shift in plan.roster.shifts
    }


def test_grid_shows_shift_times_time_off_and_paid_hours(book):
    plan, sheet = small_plan(), book["Roster"]
    heads = [cell.value for cell in sheet[1]]
    rows = {row[0].value: row for row in sheet.iter_rows(min_row=2) if row[0].value}
    shift = plan.roster.by_agent["A01"][0]
    column = heads.index(datetime(shift.day.year, shift.day.month, shift.day.day))
    assert rows["A01"][column].value == "08:00–16:00"
    assert rows["A10"][column].value == "annual leave"
    paid = sum(s.paid_minutes for s in plan.roster.by_agent["A01"]) / 60
    assert rows["A01"][-1].value == pytest.approx(paid)
    assert rows["A01"][-2].value + rows["A01"][-3].value == pytest.approx(paid)


def test_staffing_sheet_adds_up(book):
    plan = small_plan()
    rows = list(book["Staffing"].iter_rows(min_row=2, values_only=True))
    assert sum(r[5] for r in rows) / 2 == pytest.approx(plan.coverage.under_hours, abs=0.01)
    assert sum(r[6] for r in rows) / 2 == pytest.approx(plan.coverage.over_hours, abs=0.01)


def test_calendar_times_are_right_on_both_sides_of_the_clock_change():
    plan = small_plan()
    found = events(calendar(plan.scenario, plan.roster, "A01"))
    shifts = {e["UID"]: e for e in found}
    before, after = (shifts[f"A01/2026-10-{day}@wfm"] for day in (19, 26))
    assert before["DTSTART"].dt.isoformat() == "2026-10-19T07:00:00+00:00"
    assert after["DTSTART"].dt.isoformat() == "2026-10-26T08:30:00+00:00"
    assert "08:30–16:30" in after["SUMMARY"]
    assert "meal (unpaid)" in before["DESCRIPTION"]
    assert "Europe/London" in before["DESCRIPTION"]


def test_changed_entry_keeps_its_uid_and_raises_its_sequence():
    plan = small_plan()
    changed = tuple(replace(s, version=s.version + 1) for s in plan.roster.shifts)
    first, second = (
        events(calendar(plan.scenario, roster, "A02"))
        for roster in (plan.roster, Roster(plan.roster.horizon, changed))
    )
    assert [e["UID"] for e in first] == [e["UID"] for e in second]
    assert {e["SEQUENCE"] for e in first} == {1}
    assert {e["SEQUENCE"] for e in second} == {2}


def test_agent_on_leave_has_a_calendar_with_whole_days(tmp_path):
    plan = small_plan()
    paths = write_calendars(plan.scenario, plan.roster, tmp_path)
    assert [p.name for p in paths] == [f"A{i:02d}.ics" for i in range(1, 11)]
    (event,) = events((tmp_path / "A10.ics").read_bytes())
    assert event["DTSTART"].dt == date(2026, 10, 19)
    assert event["DTEND"].dt == date(2026, 10, 28)
    assert event["SUMMARY"] == "Time off: annual leave"


def test_file_names_are_safe_and_differ_on_any_file_system():
    names = file_names(["A1", "a1", "../../etc/passwd", "CON", "José Núñez", "..", "x" * 200])
    assert len({n.lower() for n in names}) == len(names)
    assert not any(set(name) & set('/\\:*?"<>| ') for name in names)
    assert not any(name.startswith(".") or name.upper() == "CON" for name in names)
    assert max(map(len, names)) < 80


def test_folder_holds_everything_and_twice_the_same(tmp_path):
    folders = [tmp_path / "first", tmp_path / "second"]
    for folder in folders:
        folder.mkdir()
        write_all(small_plan(), folder)
    names = [
        sorted(p.relative_to(f).as_posix() for p in f.rglob("*") if p.is_file()) for f in folders
    ]
    assert names[0] == names[1]
    assert {"report.html", "roster.xlsx", "roster.csv", "calendars/A01.ics"} <= set(names[0])
    assert {f"{name}.csv" for name in TABLES} <= set(names[0])
    for name in names[0]:
        assert (folders[0] / name).read_bytes() == (folders[1] / name).read_bytes(), name
    assert zipfile.is_zipfile(folders[0] / "roster.xlsx")
    with (folders[0] / "targets.csv").open(encoding="utf-8") as file:
        assert [row["name"] for row in csv.DictReader(file)] == ["voice-80-20", "lost", "wait"]
