"""Figures, promises and tables of an outcome."""

from dataclasses import fields

import numpy as np
import pytest

from tests.simulate.small import horizon, queues
from wfm.center.target import Formula, Measure, Target
from wfm.simulate.estimate import proportion, ratio
from wfm.simulate.outcome import Outcome
from wfm.simulate.tallies import Tallies

N, K, Q, T = 3, 2, 2, 48


def outcome(**changes):
    def plain(value, *shape):
        return np.full(shape, value)

    empty = dict.fromkeys((f.name for f in fields(Tallies)), plain(0, N, Q, T))
    counts = empty | {
        "offered": plain(10, N, Q, T),
        "answered": plain(8, N, Q, T),
        "answered_within": np.stack([plain(6, N, Q, T), plain(8, N, Q, T)], axis=1),
        "abandoned": plain(2, N, Q, T),
        "abandoned_within": plain(1, N, K, Q, T),
        "short_abandoned": plain(1, N, Q, T),
        "blocked": plain(0, N, Q, T),
        "virtual_within": plain(7, N, K, Q, T),
        "waiting_at_end": plain(0, N, Q, T),
        "wait_s_of_answered": plain(80.0, N, Q, T),
        "handled_s": plain(800.0, N, Q, T),
        "agents_on_queue_s": plain(2000.0, N, T),
        "agents_busy_s": plain(1600.0, N, T),
    }
    return Outcome(
        horizon(days=2),
        queues(2, thresholds_s=[20.0, 60.0], own_threshold=[0, 1]),
        Tallies(**(counts | changes)),
        seed=1,
    )


@pytest.mark.parametrize(
    ("formula", "level"),
    [
        (Formula.OFFERED, 0.6),
        (Formula.OFFERED_LESS_SHORT, 6 / 9),
        (Formula.ANSWERED, 0.75),
        (Formula.WITH_ABANDONS, 0.7),
        (Formula.VIRTUAL, 0.7),
    ],
)
def test_the_five_formulas(formula, level):
    assert outcome().service_level("q0", formula).mean == pytest.approx(level)


def test_other_measures():
    found = outcome()
    assert found.abandonment("q0").mean == pytest.approx(0.2)
    assert found.asa(None).mean == pytest.approx(10)
    assert found.occupancy().mean == pytest.approx(0.8)
    assert found.service_level("q1", Formula.OFFERED).mean == pytest.approx(0.8)
    assert found.service_level(None, Formula.OFFERED).mean == pytest.approx(0.7)
    assert len(found.service_level("q0", Formula.OFFERED, "day")) == 2
    assert len(found.service_level("q0", Formula.OFFERED, "interval")) == T


def test_every_threshold_is_tallied_apart():
    found = outcome()
    strict = Target(name="a", queue="q1", goal=0.6, answered_within_s=20)
    lax = Target(name="b", queue="q0", goal=0.8, answered_within_s=60)
    assert found.judge(strict).achieved == pytest.approx(0.6)
    assert found.judge(lax).achieved == pytest.approx(0.8)
    with pytest.raises(ValueError, match="30 s was not tallied"):
        found.service_level("q0", Formula.OFFERED, within_s=30)


def test_a_target_is_met_by_the_figure_and_by_its_probability():
    within = outcome().tallies.answered_within.copy()
    within[0] = 10
    found = outcome(answered_within=within)
    target = Target(name="a", queue="q0", goal=0.7, answered_within_s=20)
    assert found.per_replication(target).tolist() == [1.0, 0.6, 0.6]
    result = found.judge(target)
    assert result.achieved == pytest.approx(22 / 30)
    assert result.probability == pytest.approx(1 / 3)
    assert not result.met
    assert found.judge(target.model_copy(update={"probability": 0.3})).met
    assert result.low < result.achieved < result.high


def test_ceilings():
    found = outcome()
    assert found.judge(Target(name="a", measure=Measure.ABANDONMENT, goal=0.2)).met
    assert not found.judge(Target(name="a", measure=Measure.ASA, goal=9)).met
    assert found.judge(Target(name="a", measure=Measure.ASA, goal=9)).formula == "asa"


def test_nothing_offered_is_neither_0_nor_100_percent():
    nothing = np.zeros((N, Q, T), dtype=int)
    found = outcome(offered=nothing, answered_within=np.zeros((N, K, Q, T), dtype=int))
    target = Target(name="a", queue="q0", goal=0.7, answered_within_s=20)
    result = found.judge(target)
    assert np.isnan(result.achieved)
    assert np.isnan(result.probability)
    assert not result.met
    assert found.to_frame().service_level.isna().all()
    assert str(found.service_level("q0", Formula.OFFERED)) == "nothing offered"


def test_tables():
    found = outcome()
    frame = found.to_frame()
    assert len(frame) == Q * T
    assert frame.loc[0, "answered_within"] == 6
    assert str(frame.interval_start.dt.tz) == "UTC"
    daily = found.daily_frame()
    assert list(daily.day) == ["2026-03-02", "2026-03-03"] * 2
    assert daily.offered.tolist() == [240.0] * 4
    assert found.headline_frame().offered.tolist() == [480.0] * 2
    assert "q0 60.0%" in repr(found)


def test_ratio_is_of_sums_with_the_delta_method():
    found = ratio([[1.0], [3.0], [2.0]], [[2.0], [3.0], [5.0]], share=False)
    assert found.mean[0] == pytest.approx(0.6)
    # Residuals -0.2, 1.2, -1.0: error sqrt(2.48 / 6) / (10 / 3); t quantile 4.3027.
    assert found.high[0] - 0.6 == pytest.approx(4.302653 * np.sqrt(2.48 / 6) / (10 / 3), rel=1e-6)
    alone = ratio([[1.0]], [[2.0]])
    assert alone.mean[0] == 0.5
    assert np.isnan(alone.low[0])


def test_wilson():
    found = proportion(10, 10)
    assert found.mean == 1
    assert found.high == pytest.approx(1)
    assert found.low == pytest.approx(0.72246, abs=1e-5)
    assert np.isnan(proportion(0, 0).mean)
