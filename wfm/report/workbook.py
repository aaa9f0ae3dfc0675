"""The roster as an Excel workbook: summary, grid, shifts, staffing, targets."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import xlsxwriter

from wfm.center.agent import Agent
from wfm.center.roster import Shift
from wfm.plan.plan import Plan
from wfm.report.figures.clock import day_name
from wfm.report.figures.names import names_of
from wfm.report.findings import verdict_line, why

_TINTS = ("#cfe3f3", "#fde0b8", "#cdeade", "#f0d5e6", "#f3ecb8", "#dcd6f0", "#f6cfc2", "#dde2e8")
_TIME_OFF = "#d5d9df"


@dataclass(frozen=True)
class _Styles:
    """Cell formats of the workbook, made once."""

    title: Any
    head: Any
    text: Any
    wrapped: Any
    bold: Any
    number: Any
    hours: Any
    count: Any
    share: Any
    seconds: Any
    moment: Any
    date: Any
    day: Any
    time_off: Any
    shifts: dict[str, Any]
    met: Any
    missed: Any

    @classmethod
    def of(cls, book: Any, templates: Sequence[str]) -> "_Styles":
        def style(**looks: Any) -> Any:
            return book.add_format(
                {"font_name": "Calibri", "font_size": 10, "valign": "top"} | looks
            )

        def cell(colour: str) -> Any:
            return style(
                bg_color=colour, align="center", border=1, border_color="#ffffff", text_wrap=True
            )

        tints = {t: cell(_TINTS[i % len(_TINTS)]) for i, t in enumerate(templates)}
        return cls(
            title=style(bold=True, font_size=16),
            head=style(bold=True, bottom=1, text_wrap=True, align="left", valign="bottom"),
            text=style(),
            wrapped=style(text_wrap=True),
            bold=style(bold=True),
            number=style(num_format="#,##0.00"),
            hours=style(num_format="#,##0.0"),
            count=style(num_format="#,##0"),
            share=style(num_format="0.0%"),
            seconds=style(num_format='#,##0" s"'),
            moment=style(num_format="yyyy-mm-dd hh:mm", align="left"),
            date=style(num_format="yyyy-mm-dd", align="left"),
            day=style(num_format="ddd d mmm", bold=True, bottom=1, rotation=90, align="center"),
            time_off=cell(_TIME_OFF),
            shifts=tints,
            met=style(bold=True, font_color="#00795a"),
            missed=style(bold=True, font_color="#b04700"),
        )


def write_workbook(plan: Plan, path: Path) -> None:
    """Write ``roster.xlsx`` with the sheets Summary, Roster, Shifts, Staffing and Targets.

    Text is written as text, whatever it begins with, so that no name becomes a formula. Times are
    wall-clock times of the center.

    Parameters
    ----------
    plan : Plan
    path : Path
        File to write.
    """
    templates = sorted({s.template for s in plan.roster.shifts})
    book = xlsxwriter.Workbook(
        path, {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    # A fixed date, so that the same plan gives the same bytes.
    created = plan.roster.horizon.start_utc.astimezone(UTC).replace(tzinfo=None)
    book.set_properties({"title": f"Roster of {plan.scenario.name}", "created": created})
    styles = _Styles.of(book, templates)
    _summary(plan, book.add_worksheet("Summary"), styles)
    _grid(plan, book.add_worksheet("Roster"), styles)
    _spans(plan, book.add_worksheet("Shifts"), styles)
    _staffing(plan, book.add_worksheet("Staffing"), styles)
    _targets(plan, book.add_worksheet("Targets"), styles)
    book.close()


def _summary(plan: Plan, sheet: Any, styles: _Styles) -> None:
    scenario, cover = plan.scenario, plan.coverage
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, 1, 18)
    sheet.set_column(2, 2, 60)
    sheet.write_string(0, 0, scenario.name, styles.title)
    sheet.write_string(1, 0, scenario.description, styles.text)
    if scenario.base is not None:
        words = f"What-if on {scenario.base}: {scenario.levers.describe()}"
        sheet.write_string(2, 0, words, styles.bold)
    sheet.write_string(3, 0, verdict_line(plan), styles.met if plan.met else styles.missed)
    counted = ", agents counted by proficiency" if cover.by_proficiency else ""
    facts: list[tuple[str, date | float, str]] = [
        ("First day", scenario.horizon.dates[0], ""),
        ("Last day", scenario.horizon.dates[-1], scenario.horizon.timezone),
        ("Paid hours", plan.paid_hours, "hours"),
        ("Cost", plan.cost, scenario.currency),
        ("Agents with shifts", len(plan.roster.by_agent), f"of {len(scenario.agents)}"),
        ("Too few agents", cover.under_hours, f"agent-hours below the requirement{counted}"),
        ("Too many agents", cover.over_hours, f"agent-hours above the requirement{counted}"),
        ("Contacts expected", float(plan.forecast.offered.sum()), ""),
    ]
    for row, (name, value, unit) in enumerate(facts, start=5):
        sheet.write_string(row, 0, name, styles.text)
        if isinstance(value, date):
            sheet.write_datetime(row, 1, _midnight(value), styles.date)
        else:
            style = styles.count if isinstance(value, int) else styles.hours
            sheet.write_number(row, 1, value, style)
        sheet.write_string(row, 2, unit, styles.text)
    row = 5 + len(facts) + 1
    sheet.write_string(row, 0, "Colours in the sheet Roster", styles.bold)
    for template, style in styles.shifts.items():
        row += 1
        sheet.write_string(row, 0, template or "no template", style)
    sheet.write_string(row + 1, 0, "time off", styles.time_off)


def _grid(plan: Plan, sheet: Any, styles: _Styles) -> None:
    """A row an agent, a column a day, then paid hours of each week."""
    horizon, roster = plan.roster.horizon, plan.roster
    agents = sorted(plan.scenario.agents, key=lambda a: (a.team, a.contract, a.id))
    first_day = 4
    weeks = -(-horizon.days // 7)
    _heads(sheet, 0, ("Agent", "Name", "Team", "Contract"), styles)
    for j, day in enumerate(horizon.dates):
        sheet.write_datetime(0, first_day + j, _midnight(day), styles.day)
    for w in range(weeks):
        monday = day_name(horizon.dates[w * 7])
        sheet.write_string(
            0, first_day + horizon.days + w, f"Paid hours from {monday}", styles.head
        )
    sheet.write_string(0, first_day + horizon.days + weeks, "Paid hours in all", styles.head)
    sheet.set_row(0, 62)
    for row, agent in enumerate(agents, start=1):
        for column, words in enumerate((agent.id, agent.display_name, agent.team, agent.contract)):
            sheet.write_string(row, column, words, styles.text)
        shifts = {s.day: s for s in roster.by_agent.get(agent.id, ())}
        paid = np.zeros(weeks)
        off = _days_off(plan, agent)
        for j, day in enumerate(horizon.dates):
            if day in shifts:
                paid[j // 7] += shifts[day].paid_minutes / 60
                style = styles.shifts[shifts[day].template]
                sheet.write_string(row, first_day + j, _times(plan, shifts[day]), style)
            elif day in off:
                sheet.write_string(row, first_day + j, off[day] or "time off", styles.time_off)
        for w, hours in enumerate(paid):
            sheet.write_number(row, first_day + horizon.days + w, hours, styles.hours)
        sheet.write_number(row, first_day + horizon.days + weeks, paid.sum(), styles.hours)
    last = len(agents) + 1
    sheet.write_string(last, 1, "Agents with a shift", styles.bold)
    working = [sum(s.day == day for s in roster.shifts) for day in horizon.dates]
    for j, count in enumerate(working):
        sheet.write_number(last, first_day + j, count, styles.bold)
    sheet.set_column(0, 0, 9)
    sheet.set_column(1, 1, 20)
    sheet.set_column(2, 3, 13)
    sheet.set_column(first_day, first_day + horizon.days - 1, 11)
    sheet.set_column(first_day + horizon.days, first_day + horizon.days + weeks, 11)
    sheet.freeze_panes(1, first_day)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


def _times(plan: Plan, shift: Shift) -> str:
    return shift.hours(plan.roster.horizon, "–").replace(", ", "\n")


def _days_off(plan: Plan, agent: Agent) -> dict[date, str]:
    return {
        day: absence.reason
        for absence in plan.scenario.time_off
        if absence.agent == agent.id
        for day in plan.roster.horizon.dates
        if absence.first_day <= day <= absence.last_day
    }


def _spans(plan: Plan, sheet: Any, styles: _Styles) -> None:
    """One row a span of a shift."""
    heads = ("Agent", "Name", "Day", "Shift", "Activity", "Start", "End", "Hours", "Paid", "State")
    _heads(sheet, 0, heads, styles)
    names = names_of(plan.scenario)
    moment = plan.roster.horizon.moment
    row = 0
    for shift in plan.roster.shifts:
        for span in shift.spans:
            row += 1
            sheet.write_string(row, 0, shift.agent, styles.text)
            sheet.write_string(row, 1, names.get(shift.agent, shift.agent), styles.text)
            sheet.write_datetime(row, 2, _midnight(shift.day), styles.date)
            sheet.write_string(row, 3, shift.template, styles.text)
            sheet.write_string(row, 4, span.activity.value, styles.text)
            for column, second in ((5, span.start_s), (6, span.end_s)):
                wall = moment(second).replace(tzinfo=None)
                sheet.write_datetime(row, column, wall, styles.moment)
            sheet.write_number(row, 7, span.minutes / 60, styles.number)
            sheet.write_string(row, 8, "yes" if span.paid else "no", styles.text)
            sheet.write_string(row, 9, shift.state.value, styles.text)
    _as_list(sheet, row, len(heads), (9, 20, 12, 14, 12, 17, 17, 8, 7, 10))


def _staffing(plan: Plan, sheet: Any, styles: _Styles) -> None:
    """One row a planning group and interval in which anybody is required or there."""
    heads = ("Start", "Start (UTC)", "Group", "Required", "Scheduled", "Too few", "Too many")
    _heads(sheet, 0, heads, styles)
    horizon, row = plan.coverage.horizon, 0
    for cover in plan.coverage.groups:
        for i in np.flatnonzero((cover.required > 0) | (cover.scheduled > 0)):
            row += 1
            local = horizon.moment(float(horizon.interval_start_s[i]))
            sheet.write_datetime(row, 0, local.replace(tzinfo=None), styles.moment)
            utc = local.astimezone(UTC).replace(tzinfo=None)
            sheet.write_datetime(row, 1, utc, styles.moment)
            sheet.write_string(row, 2, cover.name, styles.text)
            figures = (cover.required, cover.scheduled, cover.under, cover.over)
            for column, values in enumerate(figures, start=3):
                sheet.write_number(row, column, round(float(values[i]), 4), styles.number)
    for column, colour in ((5, "#e58a3f"), (6, "#5c9dcf")):
        bar = {"type": "data_bar", "bar_color": colour, "bar_solid": True}
        sheet.conditional_format(1, column, max(row, 1), column, bar)
    _as_list(sheet, row, len(heads), (17, 17, 24, 11, 11, 11, 11))


def _targets(plan: Plan, sheet: Any, styles: _Styles) -> None:
    heads = (
        "Target",
        "Promise",
        "Goal",
        "Achieved",
        "95% low",
        "95% high",
        "Probability",
        "Prob. low",
        "Prob. high",
        "Asked",
        "Verdict",
    )
    _heads(sheet, 0, heads, styles)
    for row, (target, result) in enumerate(
        zip(plan.scenario.targets, plan.targets, strict=True), start=1
    ):
        sheet.write_string(row, 0, target.name, styles.wrapped)
        sheet.write_string(row, 1, target.describe(), styles.wrapped)
        unit = styles.share if target.measure.is_share else styles.seconds
        figures = [(v, unit) for v in (target.goal, result.achieved, result.low, result.high)]
        chances = (result.probability, result.probability_low, result.probability_high)
        figures += [(p, styles.share) for p in (*chances, target.probability)]
        for column, (figure, style) in enumerate(figures, start=2):
            # Where nothing was offered there is no figure, and a workbook knows none for that.
            if np.isfinite(figure):
                sheet.write_number(row, column, figure, style)
        sheet.write_string(
            row, 10, why(target, result), styles.met if result.met else styles.missed
        )
    _as_list(sheet, len(plan.targets), len(heads), (20, 60, *[10] * 8, 32))


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day)


def _heads(sheet: Any, row: int, words: Sequence[str], styles: _Styles) -> None:
    for column, word in enumerate(words):
        sheet.write_string(row, column, word, styles.head)


def _as_list(sheet: Any, last_row: int, columns: int, widths: Sequence[float]) -> None:
    """Filter and frozen header of a tidy sheet."""
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(last_row, 1), columns - 1)
