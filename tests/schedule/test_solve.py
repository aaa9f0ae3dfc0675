"""Rosters of the scheduler: legal, cheap, the same for a seed; and reasons when there is none."""

from datetime import date
from itertools import pairwise, product
from typing import Any

import numpy as np
import pytest

from tests.schedule.builder import bank, by_clock, center, requirement
from wfm.center.errors import InfeasibleError
from wfm.center.roster import Roster, Shift, Span
from wfm.center.scenario import Scenario
from wfm.center.shift import Activity
from wfm.schedule.check import check
from wfm.schedule.coverage import coverage
from wfm.schedule.solve import Solution, Stopped, TracePoint, schedule
from wfm.staff.requirement import Requirement

SHORT = {"name": "short", "earliest_start": "08:00", "latest_start": "10:00", "step_minutes": 60,
         "length_minutes": 240, "breaks": [{"name": "tea", "minutes": 30, "earliest_min": 60,
         "latest_min": 120, "step_minutes": 60}]}  # fmt: skip
NIGHT = {"name": "night", "earliest_start": "22:00", "length_minutes": 480}


def money(scenario: Scenario, asked: Requirement, roster: Roster) -> float:
    """The objective, from the roster alone."""
    rates = {a.id: scenario.contract_of(a).cost_per_hour for a in scenario.agents}
    pay = sum(shift.paid_minutes / 60 * rates[shift.agent] for shift in roster.shifts)
    found = coverage(scenario, asked, roster)
    prices = scenario.prices
    under = prices.under_cost_per_hour * found.under_hours
    return pay + under + prices.over_cost_per_hour * found.over_hours


def assert_sound(scenario: Scenario, asked: Requirement, solution: Solution) -> None:
    assert check(scenario, solution.roster) == ()
    assert solution.cost == pytest.approx(money(scenario, asked, solution.roster))
    assert 0 <= solution.bound <= solution.cost + 1e-6
    # A bound is proven or is 0: no cost is negative, and before a bound there is none to show.
    assert {bound for _, _, bound in solution.trace} <= {0.0, solution.bound}
    costs = [cost for _, cost, _ in solution.trace]
    assert all(later <= earlier + 1e-6 for earlier, later in pairwise(costs))


def test_a_bank_is_rostered_legally_and_well() -> None:
    scenario, asked = bank(agents=20, days=14)
    solution = schedule(scenario, asked, seed=3, seconds=1.5)
    assert_sound(scenario, asked, solution)
    assert solution.gap < 0.1
    assert "gap" in repr(solution)


@pytest.mark.parametrize("agents", [2, 10])
def test_equal_calls_give_equal_rosters(agents: int, monkeypatch: pytest.MonkeyPatch) -> None:
    # However busy the machine is, work ends the search and not the clock.
    monkeypatch.setattr("wfm.schedule.budget.CLOCK_SLACK", 1_000.0)
    scenario, asked = bank(agents=agents, days=7)
    first, second = (schedule(scenario, asked, seed=5, seconds=0.2) for _ in range(2))
    assert first.status in ("optimal", "work limit")
    assert first.roster == second.roster


@pytest.mark.parametrize("seed", range(4))
def test_tiny_centers_are_solved_to_the_optimum(seed: int) -> None:
    rng = np.random.default_rng(seed)
    people = [{"id": "a1", "skills": ["x"]}, {"id": "a2", "skills": ["x", "y"]}]
    if seed % 2:
        people.append({"id": "a3", "skills": ["y"]})
    days = 2 if seed % 2 else 3
    scenario = center(
        agents=people,
        days=days,
        queues=("x", "y"),
        shifts=[SHORT],
        rules={"max_consecutive_days": {"days": 2}},
        scheduling={"under_cost_per_hour": 45, "over_cost_per_hour": 5},
    )
    asked = requirement(
        scenario,
        rng.choice([0, 0.6, 1, 1.5], size=(2, scenario.horizon.n_intervals))
        * (by_clock(scenario, {(8, 14): 1}) > 0),
    )
    solution = schedule(scenario, asked, seed=seed, seconds=1.0)
    assert_sound(scenario, asked, solution)
    best = cheapest_by_enumeration(scenario, asked)
    assert solution.cost == pytest.approx(best)
    assert solution.bound <= best + 1e-6


def cheapest_by_enumeration(scenario: Scenario, asked: Requirement) -> float:
    """Cost of the best of all rosters; days are apart but for the rule on days in a row."""
    n_agents, n_days = len(scenario.agents), scenario.horizon.days
    # A day off, or one of three starts with one of two breaks.
    each = [None, *product((8, 9, 10), (60, 120))]
    by_day: list[dict[tuple[bool, ...], float]] = []
    for day in range(n_days):
        best: dict[tuple[bool, ...], float] = {}
        for choice in product(each, repeat=n_agents):
            shifts = [
                shift_of(scenario, agent, day, *start_and_tea)
                for agent, start_and_tea in enumerate(choice)
                if start_and_tea is not None
            ]
            cost = money(scenario, asked, Roster(scenario.horizon, tuple(shifts)))
            worked = tuple(c is not None for c in choice)
            best[worked] = min(cost, best.get(worked, np.inf))
        by_day.append(best)
    # The cost of the days without any shift is in each of them.
    idle = money(scenario, asked, Roster(scenario.horizon, ()))
    total = np.inf
    for pattern in product(*by_day):
        runs = [sum(day[a] for day in pattern) for a in range(n_agents)]
        if n_days < 3 or max(runs) < 3:
            costs = [best[p] - idle for best, p in zip(by_day, pattern, strict=True)]
            total = min(total, idle + sum(costs))
    return total


def shift_of(scenario: Scenario, agent: int, day: int, hour: int, tea_min: int) -> Shift:
    start = scenario.horizon.second_of(day, hour * 60)
    tea = start + tea_min * 60
    spans = (
        Span(Activity.ON_QUEUE, start, tea),
        Span(Activity.BREAK, tea, tea + 1800),
        Span(Activity.ON_QUEUE, tea + 1800, start + 4 * 3600),
    )
    return Shift(scenario.agents[agent].id, scenario.horizon.dates[day], "short", spans)


def test_nobody_works_when_nobody_is_needed() -> None:
    scenario = center(rules={"max_consecutive_days": {"days": 5}})
    solution = schedule(scenario, requirement(scenario, 0), seed=1, seconds=0.1)
    assert solution.roster.shifts == ()
    assert solution.cost == 0
    assert solution.status == "optimal"


def test_minimum_hours_are_given_even_so() -> None:
    scenario = center(agents=1)
    solution = schedule(scenario, requirement(scenario, 0), seed=1, seconds=0.1)
    assert solution.roster.paid_hours == 32
    assert solution.cost == pytest.approx(32 * 22)
    assert solution.status == "optimal"


def test_hours_are_added_only_where_they_pay() -> None:
    asked = {(9, 12): 1}

    def hours(under_cost: float) -> float:
        scenario = center(rules={}, scheduling={"under_cost_per_hour": under_cost})
        needed = requirement(scenario, by_clock(scenario, asked))
        return schedule(scenario, needed, seed=1, seconds=0.1).roster.paid_hours

    assert hours(50) == 0  # three hours a day are not worth eight at 20
    assert hours(100) == 7 * 8


def test_night_shifts_cover_past_midnight_and_end_outside_the_horizon() -> None:
    dear = {"under_cost_per_hour": 200}
    scenario = center(agents=2, days=2, shifts=[NIGHT], rules={}, scheduling=dear)
    asked = requirement(scenario, by_clock(scenario, {(22, 24): 1, (0, 6): 1}))
    solution = schedule(scenario, asked, seed=1, seconds=0.1)
    assert_sound(scenario, asked, solution)
    assert sorted(shift.day for shift in solution.roster.shifts) == list(scenario.horizon.dates)
    # Only the first morning, before any night of the horizon, stays open.
    assert coverage(scenario, asked, solution.roster).under_hours == 6
    assert coverage(scenario, asked, solution.roster).over_hours == 0


@pytest.mark.parametrize(("start", "hours"), [("2026-03-27", 23), ("2026-10-23", 25)])
def test_days_of_a_clock_change(start: str, hours: int) -> None:
    shifts = [
        {"name": "night", "earliest_start": "22:00", "length_minutes": 480},
        {"name": "day", "earliest_start": "05:00", "latest_start": "14:00", "step_minutes": 60,
         "length_minutes": 480},
    ]  # fmt: skip
    scenario = center(
        agents=8, days=4, start=date.fromisoformat(start), shifts=shifts,
        rules={"min_rest": {"hours": 11}, "max_consecutive_days": {"days": 3}},
        scheduling={"under_cost_per_hour": 200},
    )  # fmt: skip
    asked = requirement(scenario, 1)
    solution = schedule(scenario, asked, seed=1, seconds=0.5)
    assert_sound(scenario, asked, solution)
    covered = coverage(scenario, asked, solution.roster)
    assert covered.required.sum() / 2 == 72 + hours
    assert covered.under_hours == 5  # before the first shift of the horizon


def test_nobody_works_on_time_off_or_outside_employment() -> None:
    off = {"agent": "a1", "first_day": date(2026, 1, 6), "last_day": date(2026, 1, 8)}
    people: list[dict[str, Any]] = [{"id": "a1"}, {"id": "a2", "last_day": date(2026, 1, 7)}]
    scenario = center(agents=people, time_off=[off], rules={})
    asked = requirement(scenario, by_clock(scenario, {(8, 20): 5}))
    solution = schedule(scenario, asked, seed=1, seconds=0.1)
    assert_sound(scenario, asked, solution)
    worked = {
        name: {s.day.day for s in shifts} for name, shifts in solution.roster.by_agent.items()
    }
    assert worked == {"a1": {5, 9, 10, 11}, "a2": {5, 6, 7}}


def test_breaks_are_placed_where_they_hurt_least() -> None:
    scenario = center(agents=1, days=1, rules={})
    need = by_clock(scenario, {(8, 11): 3, (11.5, 17): 3})
    solution = schedule(scenario, requirement(scenario, need), seed=1, seconds=0.1)
    (shift,) = solution.roster.shifts
    (lunch,) = [span for span in shift.spans if span.activity.value == "meal"]
    assert scenario.horizon.moment(lunch.start_s).strftime("%H:%M") == "11:00"


def test_warm_start_is_kept_when_nothing_is_better() -> None:
    scenario, asked = bank(agents=12, days=7)
    first = schedule(scenario, asked, seed=1, seconds=0.3)
    again = schedule(scenario, asked, seed=2, seconds=0.02, warm_start=first.roster)
    assert again.cost <= first.cost + 1e-6
    # A roster that breaks rules is repaired.
    doubled = Roster(scenario.horizon, tuple(s for s in first.roster.shifts if s.day.weekday() < 3))
    mended = schedule(scenario, asked, seed=2, seconds=0.1, warm_start=doubled)
    assert_sound(scenario, asked, mended)


def test_infeasible_rules_are_explained() -> None:
    off = {"agent": "a2", "first_day": date(2026, 1, 12), "last_day": date(2026, 1, 15)}
    scenario = center(
        agents=2,
        days=14,
        rules={"working_days_per_week": {"min": 5, "max": 5}, "min_rest": {"hours": 11},
               "min_consecutive_days_off": {"days": 3}, "max_consecutive_days": {"days": 3}},
        time_off=[off],
    )  # fmt: skip
    with pytest.raises(InfeasibleError) as caught:
        schedule(scenario, requirement(scenario, 1), seed=1, seconds=0.1)
    message = str(caught.value)
    assert "2 of 2 agents" in message
    assert "agent 'a1' (contract 'full'): " in message
    assert "clash in the week" in message
    assert "working_days_per_week (Exactly 5 working days a calendar week)" in message
    assert "max_consecutive_days.days 5 instead of 3" in message
    assert "min_rest" not in message


def test_time_off_in_a_clash_is_named() -> None:
    off = {"agent": "a1", "first_day": date(2026, 1, 8), "last_day": date(2026, 1, 8)}
    scenario = center(
        agents=2,
        rules={"min_consecutive_days_off": {"days": 7}, "working_days_per_week": {"min": 5}},
        time_off=[off],
    )
    with pytest.raises(InfeasibleError) as caught:
        schedule(scenario, requirement(scenario, 1), seed=1, seconds=0.1)
    message = str(caught.value)
    assert "1 of 2 agents" in message
    assert "and time off on Thu 08 Jan clash in the week Mon 05 Jan to Sun 11 Jan 2026" in message
    assert "with no time off on Thu 08 Jan" in message
    assert "working_days_per_week.min 4 instead of 5" in message


def test_progress_is_told() -> None:
    told: list[tuple[str, float]] = []
    scenario = center(rules={})
    schedule(
        scenario, requirement(scenario, 1), seed=1, seconds=0.05,
        progress=lambda stage, done: told.append((stage, done)),
    )  # fmt: skip
    assert told[-1][1] == 1.0
    assert all(0 <= done <= 1 for _, done in told)


def test_breaks_and_starts_inside_intervals_are_costed_exactly() -> None:
    shift = {"name": "odd", "earliest_start": "07:30", "latest_start": "10:00", "step_minutes": 30,
             "length_minutes": 450, "breaks": [
                 {"name": "first", "minutes": 10, "earliest_min": 60, "latest_min": 120},
                 {"name": "second", "minutes": 10, "earliest_min": 75, "latest_min": 180},
                 {"name": "lunch", "minutes": 45, "activity": "meal", "paid": False,
                  "earliest_min": 200, "latest_min": 260, "step_minutes": 20}]}  # fmt: skip
    scenario = center(agents=5, interval_minutes=60, shifts=[shift], rules={})
    asked = requirement(scenario, by_clock(scenario, {(7, 13): 2.3, (10, 18): 1.6}))
    assert_sound(scenario, asked, schedule(scenario, asked, seed=1, seconds=0.3))


def test_queues_without_common_people_are_planned_side_by_side() -> None:
    people = [{"id": f"x{i}", "skills": [q]} for i, q in enumerate(("x", "x", "y", "z"))]
    people.append({"id": "yz", "skills": ["y", "z"], "contract": "part"})
    contracts = [
        {"name": "full", "shifts": ["day"], "cost_per_hour": 20,
         "rules": {"weekly_paid_hours": {"min": 16, "max": 40}}},
        {"name": "part", "shifts": ["short"], "cost_per_hour": 25,
         "rules": {"min_weekly_rest": {"hours": 60}}},
    ]  # fmt: skip
    scenario = center(
        agents=people,
        days=10,
        queues=("x", "y", "z"),
        shifts=[{"name": "day", "earliest_start": "08:00", "length_minutes": 480}, SHORT],
        contracts=contracts,
    )
    asked = requirement(scenario, by_clock(scenario, {(8, 14): 1}))
    solution = schedule(scenario, asked, seed=1, seconds=0.5)
    assert_sound(scenario, asked, solution)
    assert len(coverage(scenario, asked, solution.roster).groups) == 2
    assert len(solution.roster.by_agent) == 5


def test_what_is_interrupted_keeps_its_best_roster() -> None:
    scenario = center(rules={})
    asked = requirement(scenario, by_clock(scenario, {(9, 17): 2.0}))

    def interrupted(point: TracePoint) -> None:
        if len(seen) > 2:
            raise KeyboardInterrupt
        seen.append(point)

    seen: list[TracePoint] = []
    with pytest.raises(Stopped) as stopped:
        schedule(scenario, asked, seed=1, seconds=5.0, watch=interrupted)
    seen.clear()
    assert_sound(scenario, asked, stopped.value.solution())
