"""History, locked and published entries stay as they are, whatever the search would rather do."""

from dataclasses import replace

import pytest

from tests.schedule.builder import bank, by_clock, center, requirement
from tests.schedule.test_solve import assert_sound
from wfm.center.errors import InfeasibleError
from wfm.center.roster import Roster, Shift, State
from wfm.schedule.solve import schedule


def with_state(roster: Roster, state: State, every: int) -> Roster:
    shifts = (replace(s, state=state) if i % every == 0 else s for i, s in enumerate(roster.shifts))
    return Roster(roster.horizon, tuple(shifts))


def test_kept_entries_are_in_the_result_as_they_were_and_the_cost_counts_them() -> None:
    scenario, asked = bank(agents=12, days=7)
    first = schedule(scenario, asked, seed=1, seconds=0.3).roster
    start = with_state(with_state(first, State.LOCKED, 3), State.PUBLISHED, 5)
    more = replace(asked, required_gross=asked.required_gross * 1.4)
    solution = schedule(scenario, more, seed=2, seconds=0.3, warm_start=start)
    assert_sound(scenario, more, solution)
    kept = {shift for shift in start.shifts if shift.state is not State.DRAFT}
    assert kept <= set(solution.roster.shifts)
    assert solution.roster != start


def test_nobody_gets_another_shift_in_the_past() -> None:
    scenario, asked = bank(agents=8, days=7)
    first = schedule(scenario, asked, seed=1, seconds=0.2).roster
    over = scenario.horizon.dates[2]
    shifts = tuple(replace(s, state=State.HISTORY) if s.day <= over else s for s in first.shifts)
    past = [shift for shift in shifts if shift.day <= over]
    more = replace(asked, required_gross=asked.required_gross * 2)
    start = Roster(first.horizon, shifts)
    solution = schedule(scenario, more, seed=2, seconds=0.2, warm_start=start)
    assert [shift for shift in solution.roster.shifts if shift.day <= over] == past


def test_a_kept_shift_is_worked_even_where_nobody_is_needed() -> None:
    scenario = center(agents=2, rules={"weekly_paid_hours": {"max": 40}})
    busy = requirement(scenario, by_clock(scenario, {(9, 16): 2.0}))
    start = with_state(schedule(scenario, busy, seed=1, seconds=0.2).roster, State.PUBLISHED, 4)
    published = [shift for shift in start.shifts if shift.state is State.PUBLISHED]
    idle = requirement(scenario, 0.0)
    solution = schedule(scenario, idle, seed=1, seconds=0.2, warm_start=start)
    assert list(solution.roster.shifts) == published
    assert solution.cost == pytest.approx(solution.bound)


def shifts_on(roster: Roster, days: tuple[int, ...]) -> tuple[Shift, ...]:
    dates = {roster.horizon.dates[day] for day in days}
    return tuple(replace(s, state=State.LOCKED) for s in roster.by_agent["a1"] if s.day in dates)


def test_entries_that_clash_with_the_rules_are_explained() -> None:
    scenario = center(agents=1, rules={"weekly_paid_hours": {"min": 40, "max": 40}})
    everyday = requirement(scenario, by_clock(scenario, {(8, 20): 1.0}))
    full = schedule(scenario, everyday, seed=1, seconds=0.1).roster
    worked = tuple((s.day - scenario.horizon.start).days for s in full.shifts)
    locked = Roster(full.horizon, shifts_on(full, worked[:3]))
    strict = center(agents=1, rules={"weekly_paid_hours": {"min": 8, "max": 16}})
    with pytest.raises(InfeasibleError) as caught:
        schedule(strict, everyday, seed=1, seconds=0.1, warm_start=locked)
    assert "agent 'a1'" in str(caught.value)
    assert "no weekly_paid_hours" in str(caught.value)
    assert "a draft on" in str(caught.value)


def test_a_kept_entry_on_time_off_is_named() -> None:
    scenario = center(agents=1, rules={})
    everyday = requirement(scenario, by_clock(scenario, {(8, 20): 1.0}))
    roster = schedule(scenario, everyday, seed=1, seconds=0.1).roster
    day = roster.shifts[0].day
    off = {"agent": "a1", "first_day": day, "last_day": day}
    ill = center(agents=1, rules={}, time_off=[off])
    locked = Roster(roster.horizon, (replace(roster.shifts[0], state=State.LOCKED),))
    with pytest.raises(InfeasibleError, match="time_off"):
        schedule(ill, everyday, seed=1, seconds=0.1, warm_start=locked)
