"""Ways out of a clash are priced by the roster that each of them leaves."""

from typing import Any

import pytest

from tests.schedule.builder import by_clock, center, requirement
from wfm.center.contract import RulesFor
from wfm.center.errors import InfeasibleError
from wfm.center.scenario import Scenario
from wfm.schedule.explain import explain
from wfm.schedule.problem import problem_of
from wfm.schedule.solve import schedule
from wfm.schedule.ways_out import PricedWays

DAY = {"name": "day", "earliest_start": "08:00", "length_minutes": 480}
FREE = {"weekly_paid_hours": {"max": 40}}
CLASH = {"max_consecutive_days": {"days": 1}, "working_days_per_week": {"min": 5}}


def for_one(rules: dict[str, Any]) -> Scenario:
    scenario = center(agents=2, shifts=[DAY], rules=FREE)
    return scenario.model_copy(update={"rules": (RulesFor(agents=("a1",), rules=rules),)})


def test_each_way_costs_what_the_roster_with_it_costs() -> None:
    scenario = for_one(CLASH)
    asked = requirement(scenario, by_clock(scenario, {(8, 16): 1.0}))
    problem = problem_of(scenario, asked)
    candidate = problem.candidates[0]
    priced = PricedWays(problem)
    clash = explain(
        scenario, candidate.employment.agent, candidate.rules, candidate.options,
        lambda graph: priced.cost(0, graph),
    )  # fmt: skip
    told = {way.words: way.cost for way in clash.ways_out}
    changes = {
        "max_consecutive_days.days 2 instead of 1": {"max_consecutive_days": {"days": 2}},
        "working_days_per_week.min 4 instead of 5": {"working_days_per_week": {"min": 4}},
    }
    assert set(told) == set(changes)
    for words, change in changes.items():
        freed = schedule(for_one(CLASH | change), asked, seed=1, seconds=0.2)
        assert told[words] == pytest.approx(freed.cost)
    assert [way.cost for way in clash.ways_out] == sorted(told.values())


def test_the_message_tells_prices_and_that_they_are_estimates() -> None:
    scenario = for_one(CLASH)
    asked = requirement(scenario, by_clock(scenario, {(8, 16): 2.0}))
    with pytest.raises(InfeasibleError) as caught:
        schedule(scenario, asked, seed=1, seconds=0.1)
    message = str(caught.value)
    assert "(the roster costs about " in message
    assert " more)" in message
    assert "prices are estimates" in message
