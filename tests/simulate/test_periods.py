"""Promises per day, week and month, judged on the simulated periods."""

from datetime import date

import numpy as np
import pytest

from tests.simulate.test_outcome import T, outcome
from wfm.center.horizon import Horizon
from wfm.center.target import Measure, Per, Target
from wfm.simulate.periods import first_intervals


def test_weeks_begin_on_monday_and_months_on_their_first() -> None:
    # Thursday 28 January 2027 and the six days after it.
    made = Horizon(start=date(2027, 1, 28), days=7, interval_minutes=60, timezone="UTC")
    assert first_intervals(made, Per.DAY).tolist() == list(range(0, 168, 24))
    assert first_intervals(made, Per.WEEK).tolist() == [0, 4 * 24]
    assert first_intervals(made, Per.MONTH).tolist() == [0, 4 * 24]
    assert first_intervals(made, Per.HORIZON).tolist() == [0]
    assert len(first_intervals(made, Per.INTERVAL)) == 168


def test_a_daily_promise_counts_days_and_a_horizon_forgives_them():
    within = outcome().tallies.answered_within.copy()
    within[:, 0, 0, : T // 2] = 10
    found = outcome(answered_within=within)
    promise = {"name": "a", "queue": "q0", "goal": 0.8, "answered_within_s": 20}
    assert found.judge(Target(**promise)).probability == 1
    daily = found.judge(Target(**promise, per=Per.DAY, probability=0.9))
    assert daily.achieved == pytest.approx(0.8)
    assert daily.probability == pytest.approx(0.5)
    assert not daily.met


def test_occupancy_and_age_of_the_oldest_are_judged():
    oldest_s = np.zeros((3, 2, T))
    oldest_s[0, 1, 5] = 7200.0
    found = outcome(oldest_s=oldest_s)
    assert found.judge(Target(name="o", measure=Measure.OCCUPANCY, goal=0.8)).met
    assert not found.judge(Target(name="o", measure=Measure.OCCUPANCY, goal=0.79)).met
    old = Target(name="a", queue="q1", measure=Measure.AGE_OF_OLDEST, goal=3600)
    assert found.per_replication(old).tolist() == [7200.0, 0.0, 0.0]
    assert found.judge(old).probability == pytest.approx(2 / 3)
    assert found.judge(old).met
    assert found.judge(old.model_copy(update={"per": Per.DAY})).probability == pytest.approx(5 / 6)
