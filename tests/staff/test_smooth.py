"""Worth drawn out of noise: what is a product is found, what is not stays where it is certain."""

import numpy as np

from wfm.center.horizon import Horizon
from wfm.staff.smooth import Measured, drawn

HORIZON = Horizon(start="2026-01-05", days=7, interval_minutes=60, timezone="UTC")
CLOCK = HORIZON.clock_min_of_interval / 60
AT = np.flatnonzero((CLOCK >= 8) & (CLOCK < 20))
BY_DAY = np.array([2.0, 1.5, 1.0, 1.0, 0.8, 0.5, 0.3])[HORIZON.day_of_interval]
PROFILE = (BY_DAY * (1 + np.sin(CLOCK / 3) ** 2))[AT]


def noisy(truth, sd, seed, paths=12):
    """What so many paths say of a truth, and what they say on average of each hour."""
    return Measured(
        AT, truth[:, None] + np.random.default_rng(seed).normal(0, sd, (len(AT), paths))
    )


def error(found, truth):
    return float(np.mean((found - truth) ** 2))


def test_noise_is_taken_off_a_product_of_day_and_hour():
    measured = noisy(PROFILE, 3.0, 1)
    (found,) = drawn([measured], HORIZON)
    assert error(found, PROFILE) < 0.35 * error(measured.mean, PROFILE)


def test_kinds_of_people_lend_each_other_their_profile():
    sizes = (1.0, 0.6, 0.2, 0.4)
    kinds = [noisy(size * PROFILE, 3.0, seed) for seed, size in enumerate(sizes)]
    alone = sum(
        error(drawn([kind], HORIZON)[0], size * PROFILE)
        for kind, size in zip(kinds, sizes, strict=True)
    )
    together = sum(
        error(found, size * PROFILE)
        for found, size in zip(drawn(kinds, HORIZON), sizes, strict=True)
    )
    assert together < 0.8 * alone


def test_a_kind_that_is_certainly_different_keeps_its_shape():
    odd = PROFILE[::-1].copy()
    found = drawn([noisy(PROFILE, 0.05, 1), noisy(odd, 0.05, 2)], HORIZON)
    assert error(found[1], odd) < 0.01


def test_days_that_differ_by_chance_only_are_worth_the_same():
    flat = np.ones(len(AT))
    (found,) = drawn([noisy(flat, 5.0, 3, paths=40)], HORIZON)
    by_day = [found[HORIZON.day_of_interval[AT] == day].mean() for day in range(7)]
    assert np.ptp(by_day) < 0.35


def test_what_is_certain_stays():
    odd = PROFILE.copy()
    odd[20:24] += 5
    (found,) = drawn([noisy(odd, 1e-9, 4)], HORIZON)
    assert np.allclose(found, odd)


def test_people_who_change_nothing_are_worth_nothing():
    nothing = Measured(AT, np.zeros((len(AT), 4)))
    closed = Measured(AT[:0], np.zeros((0, 4)))
    found = drawn([nothing, closed, noisy(PROFILE, 1.0, 5, paths=4)], HORIZON)
    assert not found[0].any()
    assert found[1].shape == (0,)
    assert np.isfinite(found[2]).all()
