"""Stopping at a precision, joining batches, strata and controls: what they promise holds."""

import math
from dataclasses import replace

import numpy as np
import pytest
from scipy.special import ndtri

from wfm.center.errors import UsageError
from wfm.center.target import Measure, Target
from wfm.simulate.control import controlled_ratio, demand_controls
from wfm.simulate.estimate import ratio
from wfm.simulate.model_file import ModelFile, compile_file
from wfm.simulate.precision import (
    FIRST,
    joined,
    next_batch,
    queue_half_widths,
    simulate_until,
    target_half_widths,
)
from wfm.simulate.simulate import simulate_model
from wfm.simulate.strata import (
    STRATA,
    blocked_ratio,
    strata_of,
    stratified_ratio,
    stratified_uniforms,
)

SMALL = ModelFile(
    lam_per_hour=(60,),
    period_min=60,
    svc_min=(3.0,),
    pat_min=(2.0,),
    skills=((0,),),
    staff=((4,),),
)


def run(first, count, seed=1):
    free = compile_file(SMALL)
    offered = free.offered(seed, count, first)
    aht_s = np.broadcast_to(free.aht_s, offered.shape)
    return simulate_model(free.model, offered, aht_s, seed=seed, first_replication=first)


# ---- stop at a half-width


def test_replications_stop_when_the_half_width_is_reached():
    found = simulate_until(run, 2.0)
    assert found.reached
    assert found.half_widths["type-0"] <= 2.0
    assert found.outcome.replications > FIRST
    again = run(0, found.outcome.replications)
    assert np.array_equal(again.tallies.answered_within, found.outcome.tallies.answered_within)
    assert queue_half_widths(again) == found.half_widths


def test_it_gives_up_at_the_most_and_says_so():
    found = simulate_until(run, 0.01, most=45)
    assert not found.reached
    assert found.outcome.replications == 45
    with pytest.raises(UsageError, match="percentage points above 0"):
        simulate_until(run, 0.0)


def test_targets_are_what_must_be_precise():
    targets = (
        Target(name="level", answered_within_s=20, goal=0.8),
        Target(name="lost", measure=Measure.ABANDONMENT, goal=0.05),
        Target(name="speed", measure=Measure.ASA, goal=20),
    )
    found = simulate_until(run, 2.5, target_half_widths(targets))
    assert set(found.half_widths) == {"level", "lost"}
    assert max(found.half_widths.values()) <= 2.5


def test_batches_follow_the_square_root_law_but_at_most_double():
    assert next_batch(30, 1.0, 0.5) == 30
    assert next_batch(100, 1.1, 1.0) == 30
    assert next_batch(100, 1.0001, 1.0) == 10
    assert next_batch(90, 4.0, 1.0, most=100) == 10


def test_stopping_when_the_interval_is_narrow_does_not_spoil_it():
    experiments, most, asked = 600, 600, 2.0
    rng = np.random.default_rng(6)
    above, below = busy_days(rng.random((most, experiments)), rng)
    count = np.full(experiments, FIRST)
    open_ = np.ones(experiments, dtype=bool)
    low, high = np.empty(experiments), np.empty(experiments)
    while open_.any():
        for n in np.unique(count[open_]):
            at = np.flatnonzero(open_ & (count == n))
            found = ratio(above[:n, at], below[:n, at])
            low[at], high[at] = found.low, found.high
        widths = 50 * (high - low)
        open_ &= (widths > asked) & (count < most)
        for at in np.flatnonzero(open_):
            count[at] += next_batch(int(count[at]), float(widths[at]), asked, most)
    assert 100 < count.mean() < 400
    assert 0.93 < np.mean((low <= true_ratio()) & (true_ratio() <= high)) < 0.97


def test_only_batches_of_one_run_that_follow_one_another_are_joined():
    first, second = run(0, 3), run(3, 2)
    both = joined((first, second))
    assert both.replications == 5
    assert np.array_equal(both.tallies.offered, run(0, 5).tallies.offered)
    with pytest.raises(ValueError, match="3 is next"):
        joined((first, run(4, 2)))
    with pytest.raises(ValueError, match="different queues"):
        joined((first, replace(second, seed=2)))
    with pytest.raises(ValueError, match="no outcomes"):
        joined(())


# ---- strata


def test_every_block_has_one_day_in_each_stratum_and_numbers_stay_uniform():
    drawn = stratified_uniforms(7, 0, 400, 3)
    for block in range(40):
        rows = drawn[block * STRATA : (block + 1) * STRATA]
        for day in range(3):
            assert sorted((rows[:, day] * STRATA).astype(int)) == list(range(STRATA))
    assert np.array_equal((drawn[:, 2] * STRATA).astype(int), strata_of(7, 0, 400, 2))
    assert np.array_equal(stratified_uniforms(7, 205, 3, 3), drawn[205:208])
    assert abs(np.corrcoef(drawn[:, 0], drawn[:, 1])[0, 1]) < 0.15
    other = stratified_uniforms(7, 0, 400, 3, queue=1)
    assert abs(np.corrcoef(drawn[:, 0], other[:, 0])[0, 1]) < 0.15


def test_a_model_file_draws_its_busy_days_in_strata():
    free = compile_file(
        ModelFile(
            lam_per_hour=(3000,),
            period_min=60,
            svc_min=(1,),
            skills=((0,),),
            staff=((60,),),
            busyness_shape=4.0,
        )
    )
    plain = free.offered(3, 200).sum(axis=(1, 2))
    layered = free.offered(3, 200, strata=10).sum(axis=(1, 2))

    def error_of_blocks(counts):
        return counts.reshape(20, 10).mean(axis=1).std()

    assert abs(layered.mean() - 3000) < 4 * 1500 / 200**0.5
    assert error_of_blocks(layered) < 0.5 * error_of_blocks(plain)


def test_strata_need_whole_blocks():
    with pytest.raises(ValueError, match="not whole blocks"):
        blocked_ratio(np.ones((15, 1)), np.ones((15, 1)))


# ---- coverage of the 95 % intervals, by experiment


def coverage(estimates, truth):
    return np.mean((estimates.low <= truth) & (truth <= estimates.high))


def busy_days(uniform, rng, sd=0.15, overload=1.2):
    """Sums of days whose level falls with their volume, with the contacts they were drawn from."""
    level = np.exp(sd * ndtri(uniform) - sd**2 / 2)
    offered = rng.poisson(300 * level)
    share = 1 / (1 + np.exp(4 * (level - overload)))
    return rng.binomial(offered, share), offered


def true_ratio(**days):
    middles = (np.arange(1_000_000) + 0.5) / 1_000_000
    above, below = busy_days(middles, np.random.default_rng(0), **days)
    return above.sum() / below.sum()


EXPERIMENTS = 4000


def test_intervals_of_ratios_hold_the_truth_95_times_in_100():
    rng = np.random.default_rng(1)
    above, below = busy_days(rng.random((30, EXPERIMENTS)), rng)
    assert 0.93 < coverage(ratio(above, below), true_ratio()) < 0.97


def test_intervals_of_very_unequal_days_hold_it_too():
    rng = np.random.default_rng(1)
    unequal = {"sd": 0.3, "overload": 1.35}
    above, below = busy_days(rng.random((30, EXPERIMENTS)), rng, **unequal)
    truth = true_ratio(**unequal)
    assert 0.935 < coverage(ratio(above, below), truth) < 0.965


def test_intervals_with_controls_hold_it_as_often_and_are_narrower():
    rng = np.random.default_rng(2)
    above, below = busy_days(rng.random((60, EXPERIMENTS)), rng)
    found = controlled_ratio(above, below, (below - 300.0)[:, None, :])
    assert 0.93 < coverage(found.estimates, true_ratio()) < 0.97
    plain = ratio(above, below)
    narrower = (found.estimates.high - found.estimates.low) / (plain.high - plain.low)
    assert np.median(narrower) < 0.6
    assert np.median(found.variance_left) == pytest.approx(np.median(narrower) ** 2, rel=0.2)


def test_intervals_with_strata_hold_it_as_often_and_are_narrower():
    rng = np.random.default_rng(3)
    n = 10 * STRATA
    stratum = np.tile(np.arange(STRATA), n // STRATA)
    inside = rng.random((n, EXPERIMENTS))
    above, below = busy_days((stratum[:, None] + inside) / STRATA, rng)
    plain = ratio(*busy_days(rng.random((n, EXPERIMENTS)), rng))
    for found in (stratified_ratio(above, below, stratum), blocked_ratio(above, below)):
        assert 0.93 < coverage(found, true_ratio()) < 0.97
        assert np.median((found.high - found.low) / (plain.high - plain.low)) < 0.6


def test_intervals_of_the_engine_hold_its_truth_95_times_in_100():
    experiments, each = 200, 20
    outcome = run(0, experiments * each, seed=11)
    t = outcome.tallies
    within = t.answered_within[:, 0, 0].sum(axis=1)
    offered = t.offered[:, 0].sum(axis=1)
    truth = within.sum() / offered.sum()
    above, below = (v.reshape(experiments, each).T for v in (within, offered))
    assert 0.93 < coverage(ratio(above, below), truth) < 0.97
    controls = (below - 60.0)[:, None, :]
    found = controlled_ratio(above, below, controls)
    assert 0.93 < coverage(found.estimates, truth) < 0.97
    assert np.median(found.variance_left) < 0.75


# ---- controls


def test_controls_that_explain_nothing_or_are_too_many_do_no_harm():
    rng = np.random.default_rng(4)
    above, below = busy_days(rng.random((20, 500)), rng)
    plain = ratio(above, below)
    few = controlled_ratio(above[:9], below[:9], np.ones((9, 2)))
    assert np.array_equal(few.estimates.mean, ratio(above[:9], below[:9]).mean)
    constant = controlled_ratio(above, below, np.zeros((20, 2)))
    assert constant.estimates.mean == pytest.approx(plain.mean)
    many = busy_days(rng.random((200, 500)), rng)
    noise = controlled_ratio(*many, rng.normal(size=(200, 1)))
    assert np.median(noise.variance_left) == pytest.approx(1.0, abs=0.1)
    nothing = controlled_ratio(np.zeros((20, 1)), np.zeros((20, 1)), np.ones((20, 1)))
    assert math.isnan(nothing.estimates.mean[0])


def test_controls_of_demand_have_mean_zero():
    rng = np.random.default_rng(5)
    expected, aht_s = np.array([[10.0, 20.0], [5.0, 0.0]]), np.array([[100.0], [360.0]])
    offered = rng.poisson(expected, size=(20_000, 2, 2))
    found = demand_controls(offered, aht_s, expected, aht_s)
    assert found.shape == (20_000, 2)
    assert np.abs(found.mean(axis=0) / found.std(axis=0)).max() < 4 / math.sqrt(20_000)
    by_hand = (offered[0] - expected).sum(axis=1) @ [100 / 3600, 360 / 3600]
    assert found[0, 1] == pytest.approx(by_hand)
