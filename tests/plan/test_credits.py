"""Penalty steps are priced by the period, and weighed against pay."""

import numpy as np
import pytest
from pydantic import ValidationError

from tests.simulate.test_outcome import outcome
from wfm.center.target import Target
from wfm.plan.credits import due, move_that_pays

STEPS = ({"figure": "80 %", "amount": 100}, {"figure": 0.75, "amount": 400})
PRICED = Target(name="a", queue="q0", goal=0.8, answered_within_s=20, per="day", credits=STEPS)


def test_the_worst_step_that_a_period_reaches_is_due():
    figures = np.array([[0.9, 0.8, 0.79], [0.7, np.nan, 0.75]])
    assert due(PRICED, figures) == pytest.approx(np.array([[0, 0, 100], [400, 0, 100]]))


def test_more_is_worse_for_times_and_losses():
    asa = Target(name="b", measure="asa", goal=30, credits=[{"figure": "1 min", "amount": 5}])
    assert due(asa, np.array([[59.0, 61.0]])) == pytest.approx(np.array([[0, 5]]))


@pytest.mark.parametrize("figure", [0.9, "85 %"])
def test_a_step_where_the_goal_is_reached_is_refused(figure):
    with pytest.raises(ValidationError, match="although the goal"):
        Target.model_validate(PRICED.model_dump() | {"credits": [{"figure": figure, "amount": 1}]})


def test_a_service_just_below_a_step_is_raised_where_staff_is_cheap_and_lowered_where_dear():
    within = np.full((3, 2, 2, 48), 10)
    within[:, 0, 0] = 7
    found = outcome(answered_within=within, offered=np.full((3, 2, 48), 10))
    # 70 % on both days: 800 due; 80 % is half a step up on the logit scale.
    up = move_that_pays(PRICED, found, lambda move: 100 * move)
    assert up == pytest.approx(0.54, abs=0.03)
    assert move_that_pays(PRICED, found, lambda move: 5000 * move) == pytest.approx(-0.6)
    assert move_that_pays(PRICED, found, lambda move: 5000 * abs(move)) == 0.0
