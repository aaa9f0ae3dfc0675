"""What an agent more is worth, measured in the engine: something when open, nothing else."""

import numpy as np
import pytest

from tests.report.build_plan import small_plan
from wfm.center.roster import Roster, Shift, Span
from wfm.center.shift import Activity
from wfm.center.target import Per
from wfm.plan.live_through import Living, live_paths
from wfm.plan.marginal import marginal
from wfm.staff.kinds import kinds_of
from wfm.staff.marginal import probings
from wfm.staff.standing import standing


def ones(plan):
    return np.ones(len(plan.scenario.agents))


@pytest.fixture(scope="module")
def measured():
    plan = small_plan()
    targets = tuple(t for t in plan.scenario.targets if t.name != "lost")
    calls = []

    def simulate(scenario, roster):
        calls.append(roster)
        return live_paths(scenario, plan.forecast, roster, Living(workers=1), 0, 24)

    found = marginal(
        plan.scenario, plan.roster, ones(plan), targets, (0.8,) * len(targets), simulate
    )
    return plan, targets, found, calls


def test_an_agent_more_helps_when_open_and_is_worth_nothing_when_closed(measured):
    plan, _, found, calls = measured
    assert found.kinds == kinds_of(plan.scenario)
    assert len(calls) == 1 + probings(plan.scenario)
    clock = plan.scenario.horizon.clock_min_of_interval / 60
    for of_target in found.values:
        assert not of_target[0, (clock < 8) | (clock >= 18)].any()
        assert of_target[0].sum() > 0


def test_what_was_measured_is_about_what_an_agent_all_day_brings(measured):
    """The worths of a day's hours together are what somebody there for all of them changes."""
    plan, targets, found, _ = measured
    scenario, horizon = plan.scenario, plan.scenario.horizon
    more = scenario.agents[0].model_copy(update={"id": "more"})
    shifts = tuple(
        Shift("more", horizon.dates[d], "", (Span(Activity.ON_QUEUE, *(
            horizon.second_of(d, 60 * hour) for hour in (8, 18))),))
        for d in range(horizon.days)
    )  # fmt: skip
    people = scenario.model_copy(update={"agents": (*scenario.agents, more)})
    before = live_paths(scenario, plan.forecast, plan.roster, Living(workers=1), 0, 24)
    there = Roster(horizon, (*plan.roster.shifts, *shifts))
    after = live_paths(people, plan.forecast, there, Living(workers=1), 0, 24)
    for target, values in zip(targets, found.values, strict=True):
        rose = standing(target, after, 0.8).gap - standing(target, before, 0.8).gap
        assert values[0].sum() == pytest.approx(rose, rel=0.6)


def test_a_promise_by_the_day_hangs_on_its_bad_days(measured):
    plan, targets, _, _ = measured
    by_day = targets[0].model_copy(update={"per": Per.DAY})

    def simulate(scenario, roster):
        return live_paths(scenario, plan.forecast, roster, Living(workers=1), 0, 12)

    found = marginal(plan.scenario, plan.roster, ones(plan), (by_day,), (0.9,), simulate)
    assert np.isfinite(found.values).all()
    assert found.values.sum() > 0
