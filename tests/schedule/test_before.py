"""A plan goes on from the roster before it."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError

from tests.schedule.builder import by_clock, center, requirement
from wfm.center.past_shift import PastShift
from wfm.center.roster import Roster
from wfm.center.scenario import Scenario
from wfm.schedule.check import check
from wfm.schedule.employment import Employment, WeekBefore
from wfm.schedule.problem import problem_of
from wfm.schedule.solve import schedule
from wfm.schedule.why import why

EARLY = {"name": "early", "earliest_start": "06:00", "length_minutes": 480}
LATE = {"name": "late", "earliest_start": "15:00", "length_minutes": 480}
MONDAY = date(2026, 1, 5)


def row(agent: str, day: int, start: int, end: int, shift: str = "late") -> dict[str, Any]:
    on = MONDAY + timedelta(days=day)
    begin, stop = (datetime.combine(on, time()) + timedelta(hours=h) for h in (start, end))
    return {"agent": agent, "day": on, "shift": shift, "start": begin, "end": stop}


def after(scenario: Scenario, *rows: dict[str, Any]) -> Scenario:
    plain = scenario.model_dump(mode="python", exclude={"base", "levers", "sources"})
    return Scenario.model_validate(plain | {"before": rows})


def test_the_first_day_rests_after_the_last_evening() -> None:
    scenario = center(agents=2, days=1, shifts=[EARLY, LATE], rules={"min_rest": {"hours": 11}})
    asked = requirement(scenario, by_clock(scenario, {(6, 14): 1.0}))
    # One agent worked until 23:00 on Sunday, in two activities; the other until Friday.
    rows = (row("a1", -1, 15, 19), row("a1", -1, 19, 23), row("a2", -3, 15, 23),
            row("gone", -1, 15, 23), row("a1", 0, 6, 14, "early"))  # fmt: skip
    plan = after(scenario, *rows)
    assert len(plan.before) == 4
    made = schedule(plan, asked, seed=1, seconds=0.1).roster
    assert [shift.agent for shift in made.shifts] == ["a2"]
    tired = Roster(made.horizon, tuple(_given("a1", shift) for shift in made.shifts))
    (broken,) = check(plan, tired)
    assert (broken.rule, broken.day) == ("min_rest", MONDAY)
    assert "7 h of rest" in broken.message
    assert check(scenario, tired) == ()
    told = {found.describe(a.shift): a for found in [why(plan, asked, made, "a1", MONDAY)]
            for a in found.alternatives}  # fmt: skip
    assert [v.rule for v in told["early 06:00-14:00"].broken] == ["min_rest"]


def test_a_week_is_known_where_the_past_of_anybody_reaches_its_monday() -> None:
    scenario = center(agents=3, days=4, start=MONDAY + timedelta(days=3), shifts=[EARLY, LATE])
    # The first worked from Monday on, the second on Wednesday only; of the third nothing is told.
    rows = (row("a1", 0, 15, 23), row("a1", 1, 15, 23), row("a2", 2, 15, 23))
    known = [Employment.of(after(scenario, *rows), a).week_before for a in scenario.agents]
    assert known == [WeekBefore(3, 0, 2, 2 * 480.0), WeekBefore(3, 0, 1, 480.0), None]
    # Without the Monday nobody's week is whole.
    late = after(scenario, *rows[1:])
    assert all(Employment.of(late, agent).week_before is None for agent in scenario.agents)


@pytest.mark.parametrize(
    ("rows", "wrong"),
    [
        ([row("a1", -1, 15, 23) | {"day": MONDAY - timedelta(days=3)}], 0),
        ([row("a1", -3, 8, 16), row("a1", -3, 39, 47)], None),
        ([row("a2", -2, 8, 16), row("a1", -2, 26, 30)], 1),
        ([row("a1", -2, 22, 26), row("a1", -2, 26, 30)], None),
        ([row("a1", -2, 24, 30)], None),
    ],
)  # fmt: skip
def test_a_shift_before_the_plan_begins_on_its_day(rows: list[dict[str, Any]], wrong: Any) -> None:
    scenario = center(agents=2, days=1, shifts=[EARLY, LATE])
    if wrong is None:
        assert after(scenario, *rows).before
        return
    with pytest.raises(ValidationError, match="belongs to the day on which it begins") as caught:
        after(scenario, *rows)
    (error,) = caught.value.errors()
    assert error["ctx"]["error"].clashes[0][0] == ("before", wrong)


def _given(agent: str, shift: Any) -> Any:
    return replace(shift, agent=agent)


def test_runs_of_days_go_on() -> None:
    scenario = center(agents=1, days=5, shifts=[EARLY], rules={"max_consecutive_days": {"days": 5}})
    asked = requirement(scenario, by_clock(scenario, {(6, 14): 1.0}))
    rows = (row("a1", day, 6, 14, "early") for day in (-4, -3, -2, -1))
    made = schedule(after(scenario, *rows), asked, seed=1, seconds=0.1).roster
    assert [shift.day.day for shift in made.shifts] == [5, 7, 8, 9]


def test_times_that_cannot_be_compared_are_told() -> None:
    scenario = center(agents=1)
    aware = row("a1", -1, 6, 14) | {"start": "2026-01-04T06:00+00:00", "end": "2026-01-04T14:00Z"}
    with pytest.raises(ValidationError, match="some times have an offset"):
        after(scenario, aware, row("a1", -2, 6, 14))
    with pytest.raises(ValidationError, match="ends before it starts"):
        PastShift.model_validate(row("a1", -1, 14, 6))
    with pytest.raises(ValidationError, match="is not a time"):
        PastShift.model_validate(row("a1", -1, 6, 14) | {"start": "noon"})


@pytest.mark.parametrize("price", [None, 7.0])
def test_agents_with_different_pasts_share_a_graph_where_these_say_the_same(
    price: float | None,
) -> None:
    more = {} if price is None else {"price": price}
    rules = {"min_rest": {"hours": 11} | more, "max_consecutive_days": {"days": 3} | more}
    scenario = center(agents=4, days=14, shifts=[EARLY, LATE], rules=rules)
    plan = after(
        scenario,
        row("a1", -1, 6, 14, "early"),
        row("a2", -3, 6, 14, "early"), row("a2", -1, 5, 13, "early"),
        row("a3", -1, 15, 23),
    )  # fmt: skip
    problem = problem_of(plan, requirement(plan, 0.0))
    one, two, tired, free = (candidate.graph for candidate in problem.candidates)
    # All three worked yesterday; only the third is not yet rested in the morning.
    assert one is two
    assert tired is not one
    assert free is not one
    choices = np.zeros(14, dtype=np.int32)
    choices[:2] = 1
    for graph, charged in ((one, 0.0), (tired, 4 * (price or 0)), (free, 0.0)):
        assert graph.charged(choices) == (None if graph is tired and price is None else charged)
    choices[2] = 1
    assert one.charged(choices) == (None if price is None else price)
    assert free.charged(choices) == 0


def wednesday(rules: dict[str, Any], **more: Any) -> Scenario:
    """A plan that begins in the middle of a week."""
    return center(
        agents=1, days=12, start=MONDAY + timedelta(days=2), shifts=[EARLY], rules=rules, **more
    )


@pytest.mark.parametrize(
    ("rules", "worked", "least", "most"),
    [
        # Monday and Tuesday were worked: three days are left of five, and none after five.
        ({"weekly_paid_hours": {"min": 40, "max": 40}}, (-3, 0, 1), 3, 3),
        ({"weekly_paid_hours": {"max": 16}}, (-3, 0, 1), 0, 0),
        ({"weekly_paid_hours": {"max": 8}}, (-3, 0, 1), 0, 0),
        ({"weekly_paid_hours": {"min": 40, "max": 40}}, (-3,), 5, 5),
        ({"working_days_per_week": {"min": 5, "max": 5}}, (-3, 0), 4, 4),
        ({"working_days_per_week": {"max": 1}}, (-3, 0, 1), 0, 0),
    ],
)
def test_a_week_that_began_before_the_plan_counts_what_was_worked(
    rules: dict[str, Any], worked: tuple[int, ...], least: int, most: int
) -> None:
    plan = after(wednesday(rules), *(row("a1", day, 6, 14, "early") for day in worked))
    for demand, due in ((0.0, least), (1.0, most)):
        asked = requirement(plan, by_clock(plan, {(6, 14): demand}))
        made = schedule(plan, asked, seed=1, seconds=0.1).roster
        assert check(plan, made) == ()
        assert sum(shift.day < MONDAY + timedelta(days=7) for shift in made.shifts) == due


def test_a_week_whose_beginning_is_not_known_is_cut() -> None:
    plan = after(wednesday({"weekly_paid_hours": {"min": 35, "max": 35}}),
                 row("a1", 1, 6, 14, "early"))  # fmt: skip
    assert Employment.of(plan, plan.agents[0]).week_before is None


def test_paid_activities_and_time_off_before_the_plan_are_counted() -> None:
    off = {"agent": "a1", "first_day": MONDAY, "last_day": MONDAY, "paid_hours_per_day": 8}
    plan = after(
        wednesday({}, time_off=[off]),
        row("a1", -1, 6, 14, "early"),
        row("a1", 1, 6, 10, "early") | {"paid": "True"},
        row("a1", 1, 10, 11, "early") | {"paid": "False"},
        row("a1", 1, 11, 14, "early") | {"paid": "True"},
    )
    found = Employment.of(plan, plan.agents[0]).week_before
    assert found == WeekBefore(shift_days=2, unpaid_off=0, working_days=2, paid_min=480 + 420)
