"""Shifts from every start, their pauses where they cost least; the checker accepts them."""

import numpy as np
import pytest

from tests.schedule.builder import DAY_SHIFT, center
from wfm.center.roster import Roster
from wfm.plan.placed import Placing
from wfm.schedule.check import check

TWO_PAUSES = DAY_SHIFT | {
    "days": "mon-fri",
    "breaks": [
        {"name": "first", "minutes": 30, "earliest_min": 60, "latest_min": 240, "step_minutes": 30},
        {"name": "then", "minutes": 30, "earliest_min": 180, "latest_min": 420, "step_minutes": 30},
    ],
}


@pytest.fixture
def placing():
    of = center(shifts=[TWO_PAUSES], rules={})
    return of, Placing(of.horizon, of.shift("day"))


def test_worth_is_that_of_the_time_on_queue(placing):
    of, placing = placing
    prices = np.random.default_rng(3).uniform(1, 2, (2, of.horizon.n_intervals))
    sums = np.concatenate([np.zeros((2, 1)), np.cumsum(prices, axis=1)], axis=1)
    worth, pauses = placing.worths(sums)
    for kind, day, start in [(0, 0, 0), (1, 3, 2), (1, 4, 4)]:
        shift = placing.shift("a1", day, start, pauses[kind, day, start])
        on = Roster(of.horizon, (shift,)).on_queue(("a1",))[0]
        assert on @ prices[kind] == pytest.approx(worth[kind, day, start])
        assert not check(of, Roster(of.horizon, (shift,)))
    assert np.isneginf(worth[:, 5:]).all()


def test_pauses_fall_where_an_agent_is_worth_least_and_never_on_each_other(placing):
    of, placing = placing
    prices = np.ones((1, of.horizon.n_intervals))
    prices[0, 24] = 0.1  # noon of Monday
    sums = np.concatenate([np.zeros((1, 1)), np.cumsum(prices, axis=1)], axis=1)
    _, pauses = placing.worths(sums)
    assert 60 * 8 + pauses[0, 0, 0, 0] == 720
    assert (pauses[..., 1] >= pauses[..., 0] + 30).all()
