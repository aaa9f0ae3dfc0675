"""What the report tells a planner to look at."""

from dataclasses import replace
from datetime import date

import numpy as np

from tests.report.build_plan import small_plan
from wfm.center.horizon import Horizon
from wfm.report.findings import (
    days_off_goal,
    poorest_intervals,
    recurring_stretches,
    verdict_line,
)

FORTNIGHT = Horizon(start=date(2026, 6, 1), days=14, interval_minutes=30, timezone="Europe/London")


def test_stretch_is_found_by_weekday_and_time_with_its_hours():
    lacking = np.zeros(FORTNIGHT.n_intervals)
    for week in (0, 1):
        monday = week * 7 * 48
        lacking[monday + 18 : monday + 22] = 2.0
    (found,) = recurring_stretches(FORTNIGHT, lacking)
    assert found.when == "Mondays 09:00–11:00"
    assert (found.agents, found.hours) == (2.0, 8.0)


def test_stretches_with_most_hours_come_first():
    lacking = np.zeros(FORTNIGHT.n_intervals)
    lacking[20:22], lacking[48 + 20 : 48 + 30] = 3.0, 3.0
    assert [s.weekday for s in recurring_stretches(FORTNIGHT, lacking)] == [1, 0]


def with_goal(goal):
    plan = small_plan()
    target = plan.scenario.targets[0].model_copy(update={"goal": goal})
    scenario = plan.scenario.model_copy(update={"targets": (target,)})
    return replace(plan, scenario=scenario, targets=(plan.outcome.judge(target),))


def test_days_off_goal_are_the_worst_first():
    plan = with_goal(0.95)
    days = days_off_goal(plan, plan.scenario.targets[0])
    levels = [level for _, level in days]
    assert levels == sorted(levels)
    assert all(level < 0.95 for level in levels)


def test_poorest_intervals_are_below_the_goal_and_sorted_by_contacts_late():
    found = poorest_intervals(with_goal(0.9))
    assert all(p.level < 0.9 and p.late > 0 for p in found)
    assert [p.late for p in found] == sorted((p.late for p in found), reverse=True)


def test_verdict_names_what_is_missed():
    assert verdict_line(with_goal(0.999)) == "The target is not met: voice-80-20."
    assert verdict_line(small_plan()) == "All 3 targets are met."
