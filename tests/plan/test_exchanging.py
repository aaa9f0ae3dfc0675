"""From which roster exchanges begin, and what is learned from round to round."""

from dataclasses import replace

import numpy as np
import pytest

from tests.report.build_plan import small_plan
from wfm.plan.exchange import Exchanged
from wfm.plan.exchanging import cost_when_even, exchanging, probed
from wfm.staff.marginal import Marginal


@pytest.fixture(scope="module")
def plan():
    return small_plan()


def marginal_of(value):
    return Marginal((("a",),), np.full((1, 1, 4), value))


def even(plan, cost, spare):
    targets = plan.scenario.targets
    return cost_when_even(cost, np.full(len(targets), spare), targets, plan.requirement)


def test_a_cheap_roster_that_misses_little_is_a_better_start_than_a_dear_one_that_holds(plan):
    assert even(plan, 1000.0, -0.02) < even(plan, 1020.0, 0.0)
    assert even(plan, 1000.0, -0.4) > even(plan, 1020.0, 0.0)


def test_what_is_left_to_spare_counts_in_favour_but_not_without_end(plan):
    assert even(plan, 1000.0, 0.2) < even(plan, 1000.0, 0.0)
    assert even(plan, 1000.0, 3.0) == even(plan, 1000.0, 1.0)


def test_probings_are_averaged(plan):
    state = exchanging(
        plan.roster, np.zeros(1), np.zeros((1, 4)), np.ones(len(plan.scenario.agents))
    )
    for value in (1.0, 2.0, 6.0):
        state = probed(state, lambda _, value=value: marginal_of(value))
    assert state.worth.values == pytest.approx(3.0)
    assert state.probings == 3


def test_exchanges_that_are_not_gone_on_from_leave_no_trace_in_the_worth(plan):
    state = probed(
        exchanging(plan.roster, np.zeros(1), np.zeros((1, 4)), np.ones(len(plan.scenario.agents))),
        lambda _: marginal_of(1.0),
    )
    found = Exchanged(replace(plan.roster), np.zeros(1), 1, marginal_of(0.2))
    after = state.after(found, np.zeros(1), np.array([False]))
    assert after.worth.values == pytest.approx(0.2)
    assert after.at(found.roster, np.zeros(1)).worth.values == pytest.approx(0.2)
    back = after.at(plan.roster, np.zeros(1))
    assert back.worth.values == pytest.approx(1.0)
    assert probed(back, lambda _: marginal_of(2.0)).worth.values == pytest.approx(1.5)


def test_what_was_promised_too_much_is_held_back_but_of_priced_targets(plan):
    state = exchanging(
        plan.roster, np.array([0.1, 0.1]), np.zeros((1, 4)), np.ones(len(plan.scenario.agents))
    )
    found = Exchanged(plan.roster, state.to_spare, 1, marginal_of(1.0))
    after = state.after(found, np.array([0.05, 0.05]), np.array([False, True]))
    assert after.reserve[0] > 0
    assert after.reserve[1] == 0
    assert after.to_spare[0] < 0.05 - after.reserve[0]


def test_a_roster_that_holds_is_not_asked_to_keep_more():
    held = exchanging(None, np.array([0.0, 0.3]), np.zeros((1, 4)), np.ones(1))
    missed = exchanging(None, np.array([-0.1, 0.3]), np.zeros((1, 4)), np.ones(1))
    assert held.to_spare.min() == 0
    assert missed.to_spare[0] < -0.1
