"""A split shift in what is published: two parts, and nothing between them."""

import icalendar

from tests.report.build_plan import SMALL
from wfm.center.roster import Roster, Shift, Span
from wfm.center.scenario import Scenario
from wfm.center.shift import Activity
from wfm.report.calendars import calendar
from wfm.report.figures.roster_day import roster_day
from wfm.report.figures.roster_overview import roster_overview
from wfm.schedule.coverage import coverage
from wfm.staff.requirement import Requirement

SPLIT = {
    "name": "split",
    "earliest_start": "09:00",
    "length_minutes": 540,
    "split": {"minutes": 180, "earliest_min": 180},
    "breaks": [{"name": "tea", "minutes": 30, "earliest_min": 420, "latest_min": 450}],
}


def split_roster() -> tuple[Scenario, Roster]:
    contracts = [{"name": "full-time", "shifts": ["split"], "cost_per_hour": 20}]
    scenario = Scenario.model_validate(SMALL | {"shifts": [SPLIT], "contracts": contracts})
    start = scenario.horizon.second_of(0, 9 * 60)
    edges = (
        (Activity.ON_QUEUE, 0, 180),
        (Activity.OFF_DUTY, 180, 360),
        (Activity.ON_QUEUE, 360, 420),
        (Activity.BREAK, 420, 450),
        (Activity.ON_QUEUE, 450, 540),
    )
    spans = tuple(
        Span(a, start + b * 60, start + e * 60, a is not Activity.OFF_DUTY) for a, b, e in edges
    )
    shift = Shift("A01", scenario.horizon.start, "split", spans)
    return scenario, Roster(scenario.horizon, (shift,))


def test_a_split_shift_is_two_appointments():
    scenario, roster = split_roster()
    made = icalendar.Calendar.from_ical(calendar(scenario, roster, "A01"))
    first, second = (dict(event) for event in made.walk("VEVENT"))
    assert str(first["SUMMARY"]) == "Shift split 09:00–12:00"
    assert str(second["SUMMARY"]) == "Shift split 15:00–18:00"
    assert first["DTEND"].dt.hour == 11
    assert second["DTSTART"].dt.hour == 14
    assert first["UID"] == "A01/2026-10-19@wfm"
    assert second["UID"] == "A01/2026-10-19/2@wfm"
    assert "off" not in str(first["DESCRIPTION"])
    assert "break" in str(second["DESCRIPTION"])
    assert "The day's hours are 09:00–12:00, 15:00–18:00, 6 paid hours." in first["DESCRIPTION"]


def test_figures_leave_the_gap_blank():
    scenario, roster = split_roster()
    horizon = scenario.horizon
    import numpy as np

    need = np.zeros((2, horizon.n_intervals))
    zero = np.zeros_like(need)
    required = Requirement(
        horizon, scenario.queue_names, zero, zero, zero, need, zero, zero, need, need, 0.0, "given"
    )
    figure = roster_day(scenario, roster, coverage(scenario, required, roster), 0)
    bars = {trace.name: trace for trace in figure.data if trace.type == "bar"}
    assert set(bars) == {"on queue", "break"}
    assert list(zip(bars["on queue"].base, bars["on queue"].x, strict=True)) == [
        (9, 3), (15, 1), (16.5, 1.5),
    ]  # fmt: skip
    words = roster_overview(scenario, roster).data[1].text
    assert "split 09:00–12:00, 15:00–18:00" in words[0][0]
