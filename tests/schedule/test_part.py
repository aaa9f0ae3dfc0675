"""A part of a plan: what the rest may still mend is not broken, and maxima are whole."""

from datetime import date
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.schedule.builder import center
from wfm.center.roster import Roster, Shift, Span
from wfm.center.scenario import Scenario
from wfm.center.shift import Activity
from wfm.schedule.check import charges, check
from wfm.schedule.part import PartVerdict, judge_part
from wfm.schedule.read import RosterFile
from wfm.schedule.rules import RULES

PLAIN: dict[str, Any] = {"name": "plain", "earliest_start": "00:00", "latest_start": "23:00",
                         "step_minutes": 60, "length_minutes": 480}  # fmt: skip
MONDAY = date(2026, 1, 5)
# Bounds that a roster of some weeks keeps or breaks, one of each rule of more than one shift.
BOUNDS: dict[str, dict[str, Any]] = {
    "allowed_weekdays": {"days": "mon-fri"},
    "average_paid_hours": {"min": 8, "max": 40, "weeks": 2},
    "complete_weekends": {"exceptions": 1},
    "fixed_rotation": {"pattern": ["plain", "-"], "first_day": MONDAY},
    "forbidden_successions": {"after": {"plain": ["plain"]}},
    "forward_rotation": {},
    "max_consecutive_days": {"days": 3},
    "max_start_variation_per_week": {"hours": 4},
    "max_weekends": {"weekends": 1, "of": 2},
    "min_consecutive_days": {"days": 2},
    "min_consecutive_days_off": {"days": 2},
    "min_rest": {"hours": 12},
    "min_start_to_start": {"hours": 22},
    "min_weekly_rest": {"hours": 60},
    "paid_time_step": {"minutes": 960},
    "period_days_off": {"min": 4, "max": 10},
    "period_paid_hours": {"min": 40, "max": 80},
    "shift_count": {"min": {"plain": 4}, "max": {"plain": 8}},
    "total_weekends": {"max": 1},
    "weekly_paid_hours": {"min": 16, "max": 32},
    "working_days_per_week": {"min": 2, "max": 4},
}
OF_ONE_SHIFT = {"shift_breaks", "shift_hours", "shift_paid_hours"}


def plan(rules: dict[str, Any], **more: Any) -> Scenario:
    return center(agents=1, days=14, shifts=[PLAIN], rules=rules, **more)


@cache
def bounded(name: str) -> tuple[Scenario, Scenario]:
    """A plan with a hard rule, and with the same rule at a price."""
    return plan({name: BOUNDS[name]}), plan({name: BOUNDS[name] | {"price": 5}})


def rostered(scenario: Scenario, worked: dict[int, int]) -> Roster:
    """Shifts of the first agent by day of the plan and hour of the start."""
    shifts = []
    for day, hour in worked.items():
        start = scenario.horizon.second_of(day, hour * 60)
        spans = (Span(Activity.ON_QUEUE, start, start + 8 * 3600),)
        shifts.append(Shift("a1", scenario.horizon.dates[day], "plain", spans))
    return Roster(scenario.horizon, tuple(shifts))


def judged(scenario: Scenario, roster: Roster, days: range) -> PartVerdict:
    """The verdict on some days of a roster of everybody."""
    dates = scenario.horizon.dates[days.start : days.stop]
    shifts = tuple(shift for shift in roster.shifts if shift.day in dates)
    people = frozenset(agent.id for agent in scenario.agents)
    file = RosterFile(Roster(scenario.horizon, shifts), {}, (), dates, people)
    return judge_part(scenario, file)


def messages(verdict: PartVerdict) -> tuple[list[str], list[str]]:
    return [v.message for v in verdict.broken], [v.message for v in verdict.undecided]


def test_every_rule_that_looks_beyond_a_shift_is_tried_here() -> None:
    assert set(BOUNDS) | OF_ONE_SHIFT == set(RULES)


@pytest.mark.parametrize("name", BOUNDS)
@settings(max_examples=20, deadline=None)
@given(data=st.data())
def test_what_a_part_breaks_the_plan_breaks_however_it_goes_on(
    name: str, data: st.DataObject
) -> None:
    scenario = data.draw(st.sampled_from(bounded(name)))
    hours = data.draw(st.lists(st.sampled_from([None, 8, 13]), min_size=14, max_size=14))
    worked = {day: hour for day, hour in enumerate(hours) if hour is not None}
    first = data.draw(st.integers(0, 13))
    days = range(first, data.draw(st.integers(first + 1, 14)))
    roster = rostered(scenario, worked)
    verdict = judged(scenario, roster, days)
    whole = (*check(scenario, roster), *charges(scenario, roster))
    # More work makes what is certain worse, or leaves it as it is.
    certain = sum(violation.amount for violation in (*verdict.broken, *verdict.priced))
    assert certain <= sum(violation.amount for violation in whole) + 1e-9
    if len(days) == 14:
        assert (*verdict.broken, *verdict.priced) == whole
        assert not verdict.undecided


def test_two_days_of_a_week_have_the_weeks_hours_as_their_limit() -> None:
    scenario = plan({"weekly_paid_hours": {"min": 32, "max": 40}})
    verdict = judged(scenario, rostered(scenario, {0: 9, 1: 9}), range(2))
    assert messages(verdict) == (
        [],
        ["16 paid hours rostered in the week of 05 Jan 2026, at least 32 are due"],
    )


def test_what_is_too_much_already_is_broken_though_days_are_missing() -> None:
    scenario = plan({"weekly_paid_hours": {"max": 20}, "working_days_per_week": {"max": 2}})
    broken, open_ = messages(judged(scenario, rostered(scenario, {0: 9, 1: 9, 2: 9}), range(3)))
    assert [text.partition(",")[2] for text in broken] == [
        " at most 20 are allowed", " at most 2 are allowed",
    ]  # fmt: skip
    assert not open_


def test_a_week_is_judged_whole_where_no_other_day_can_have_a_shift() -> None:
    weekdays = PLAIN | {"days": "mon-fri"}
    scenario = center(
        agents=1, days=14, shifts=[weekdays], rules={"weekly_paid_hours": {"min": 24}}
    )
    roster = rostered(scenario, {0: 9})
    assert len(judged(scenario, roster, range(5)).broken) == 1
    assert not judged(scenario, roster, range(4)).broken
    leave = {"agent": "a1", "first_day": "2026-01-09", "last_day": "2026-01-09"}
    off = center(
        agents=1, days=14, shifts=[weekdays], rules={"weekly_paid_hours": {"min": 24}},
        time_off=[leave],
    )  # fmt: skip
    assert len(judged(off, roster, range(4)).broken) == 1


def test_weeks_without_a_day_in_the_file_are_not_told_at_all() -> None:
    scenario = plan({"weekly_paid_hours": {"min": 8}, "min_consecutive_days": {"days": 2}})
    verdict = judged(scenario, rostered(scenario, {9: 9}), range(9, 10))
    assert [v.rule for v in verdict.undecided] == ["min_consecutive_days"]


def test_rules_of_several_people_wait_for_the_days_and_people_that_are_missing() -> None:
    scenario = plan({}).model_copy(
        update={"joint_rules": {"people_on_shift": {"shift": "plain", "min": 1}}}
    )
    verdict = judged(scenario, rostered(scenario, {1: 9}), range(3))
    assert [f"{v.day:%d}" for v in verdict.broken] == ["05", "07"]
    assert not verdict.undecided
    nobody = judge_part(
        scenario, RosterFile(Roster(scenario.horizon, ()), {}, (), (MONDAY,), frozenset())
    )
    assert not nobody.broken
    assert (nobody.missing_agents, nobody.unjudged_joint_rules) == (1, ("people_on_shift",))
