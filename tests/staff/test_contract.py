"""Requirements for what is promised over a day or the horizon."""

import numpy as np
import pytest

from tests.report.build_plan import SMALL, made_plan
from wfm.center.scenario import Scenario
from wfm.simulate import erlang
from wfm.simulate.periods import first_intervals
from wfm.staff.contract import CAP, Aims, ContractStaffing


@pytest.fixture(scope="module")
def staffing():
    plan = made_plan(Scenario.model_validate(SMALL), contacts=(18.0, 6.0))
    return ContractStaffing.of(plan.scenario, plan.forecast)


def over(staffing, **changes):
    """A staffing with a single target, on the voice queue."""
    target = SMALL["targets"][0] | changes
    scenario = Scenario.model_validate(
        SMALL | {"targets": [target], "staffing": {"max_occupancy": 1.0}}
    )
    return ContractStaffing.of(scenario, staffing.forecast)


def model_level(made, needed):
    """Service level of each interval by Erlang A, at the mean of the forecast."""
    found = erlang.measures("a", made.base.workload_erlangs[0], needed, 240.0, 180.0, 20.0)
    return found.service_level("offered")


def test_a_promise_over_the_horizon_takes_fewer_hours_than_one_per_interval(staffing):
    horizon, daily, each = (
        over(staffing, per=per).requirement(Aims()).required_hours
        for per in ("horizon", "day", "interval")
    )
    assert horizon <= daily + 1e-6
    assert horizon < 0.99 * over(staffing).base.required_hours
    assert each <= over(staffing).base.required_hours + 1e-6


@pytest.mark.parametrize("per", ["day", "horizon"])
def test_the_model_reaches_the_aim_over_every_period(staffing, per):
    made = over(staffing, per=per)
    needed = made.requirement(Aims()).required_net[0]
    offered = made.base.offered[0]
    first = first_intervals(made.scenario.horizon, made.scenario.targets[0].per)
    kept = np.add.reduceat(model_level(made, needed) * offered, first)
    level = kept / np.add.reduceat(offered, first)
    # The table is of uncertain loads, which bring less than their mean does.
    assert np.all(level > 0.795)
    assert np.all(level < 0.87)


def test_more_is_asked_for_a_higher_aim_and_never_less_than_the_minimum(staffing):
    low, high = (
        staffing.requirement(Aims({"voice-80-20": aim, "lost": 0.2})).required_net
        for aim in (0.6, 0.9)
    )
    assert high[0].sum() > low[0].sum()
    assert np.all(low >= staffing.base.for_minimum - 1e-9)


def test_the_occupancy_cap_holds_for_queues_that_share_people_together(staffing):
    aims = Aims({"voice-80-20": 0.3, "lost": 0.5, "wait": 3600.0, CAP: 0.8})
    needed = staffing.requirement(aims).required_net.sum(axis=0)
    workload = staffing.base.workload_erlangs.sum(axis=0)
    assert np.all(needed >= workload / 0.8 - 1e-9)
