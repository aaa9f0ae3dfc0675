"""Where targets stand in a simulated outcome."""

import numpy as np
import pytest

from tests.simulate.test_outcome import T, outcome
from wfm.center.target import Measure, Per, Target
from wfm.staff.standing import probability_to_aim_at, scale, standing, unscale

LEVEL = Target(name="a", queue="q0", goal=0.8, answered_within_s=20, probability=0.9)


@pytest.mark.parametrize(
    "target",
    [
        LEVEL,
        Target(name="b", measure=Measure.ABANDONMENT, goal=0.05),
        Target(name="c", measure=Measure.ASA, goal=30),
    ],
)
def test_better_is_higher_on_the_scale_of_every_measure(target):
    better = target.goal * (1.1 if target.measure.higher_is_better else 0.9)
    assert scale(target, better) > scale(target, target.goal)
    assert unscale(target, scale(target, target.goal)) == pytest.approx(target.goal)


def test_a_target_stands_by_its_bad_paths_not_by_its_mean():
    within = outcome().tallies.answered_within.copy()
    within[0, 0, 0], within[1, 0, 0], within[2, 0, 0] = 10, 9, 6
    found = standing(LEVEL, outcome(answered_within=within), 0.9)
    assert found.achieved == pytest.approx(25 / 30)
    assert found.at_probability < 0.8
    assert found.gap < 0
    assert found.probability == pytest.approx(2 / 3)


def test_a_promise_per_interval_stands_by_its_worst_intervals():
    within = np.full((3, 2, 2, T), 10)
    within[:, 0, 0, : T // 4] = 0
    found = standing(
        LEVEL.model_copy(update={"per": Per.INTERVAL}), outcome(answered_within=within), 0.9
    )
    assert found.at_probability < 0.01
    assert standing(LEVEL, outcome(answered_within=within), 0.9).at_probability > 0.7


def test_the_margin_shrinks_with_paths_and_never_asks_for_certainty():
    few, many = (probability_to_aim_at(LEVEL, n, n) for n in (20, 2000))
    assert 0.9 < many < few <= 0.95
