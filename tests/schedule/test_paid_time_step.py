"""Rule paid_time_step: weeks by hand, beside time off and cut weeks, and solved."""

from datetime import date
from typing import Any

from tests.schedule.builder import by_clock, center, requirement
from wfm.center.roster import Roster, Shift, Span
from wfm.center.scenario import Scenario
from wfm.center.shift import Activity
from wfm.schedule.check import check
from wfm.schedule.solve import schedule
from wfm.schedule.violation import Violation

LONG = {"name": "long", "earliest_start": "08:00", "length_minutes": 450}
SHORT = {"name": "short", "earliest_start": "08:00", "length_minutes": 300}
STEP = {"paid_time_step": {"minutes": 60}}


def broken(worked: dict[int, int], **more: Any) -> list[tuple[int, float]]:
    """Days and amounts for shifts of so many minutes on days of a fortnight."""
    scenario = center(**{"agents": 1, "days": 14, "shifts": [LONG, SHORT], "rules": STEP} | more)
    return [(v.day.day, v.amount) for v in violations(scenario, worked)]


def violations(scenario: Scenario, worked: dict[int, int]) -> tuple[Violation, ...]:
    shifts = []
    for day, minutes in worked.items():
        start = scenario.horizon.second_of(day, 480)
        span = Span(Activity.ON_QUEUE, start, start + 60 * minutes)
        name = "long" if minutes == 450 else "short"
        shifts.append(Shift("a1", scenario.horizon.dates[day], name, (span,)))
    return check(scenario, Roster(scenario.horizon, tuple(shifts)))


def test_weeks_by_hand() -> None:
    assert broken({0: 450, 1: 450, 7: 300}) == []
    assert broken({}) == []
    assert broken({0: 450, 1: 300, 7: 450, 8: 450}) == [(5, 30)]
    assert broken({0: 450, 7: 450}) == [(5, 30), (12, 30)]


def test_paid_time_off_counts() -> None:
    off = {"agent": "a1", "first_day": date(2026, 1, 6), "last_day": date(2026, 1, 6),
           "paid_hours_per_day": 7.5}  # fmt: skip
    assert broken({0: 450}, time_off=[off]) == []
    assert broken({0: 300}, time_off=[off]) == [(5, 30)]


def test_cut_weeks_are_not_judged() -> None:
    assert broken({0: 450}, start=date(2026, 1, 6), days=6) == []
    assert broken({0: 450}, agents=[{"id": "a1", "last_day": date(2026, 1, 9)}]) == []


def test_the_message_has_its_figures() -> None:
    scenario = center(agents=1, shifts=[LONG, SHORT], rules=STEP)
    (found,) = violations(scenario, {0: 450})
    assert found.message == "7.5 paid hours in the week of 05 Jan 2026 are no multiple of 60 min"


def test_a_solved_roster_keeps_it() -> None:
    scenario = center(agents=3, days=14, shifts=[LONG, SHORT], rules=STEP)
    asked = requirement(scenario, by_clock(scenario, {(8, 15): 1.0, (8, 13): 1.0}))
    solution = schedule(scenario, asked, seed=1, seconds=0.3)
    assert check(scenario, solution.roster) == ()
    assert {shift.template for shift in solution.roster.shifts} == {"long", "short"}
