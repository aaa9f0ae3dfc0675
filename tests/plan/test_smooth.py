"""Worth drawn out of noise: what is a product is found, what is not stays where it is certain."""

import numpy as np

from wfm.center.horizon import Horizon
from wfm.plan.smooth import smoothed

HORIZON = Horizon(start="2026-01-05", days=7, interval_minutes=30, timezone="UTC")
BY_DAY = np.array([2.0, 1.5, 1.0, 1.0, 0.8, 0.5, 0.3])[HORIZON.day_of_interval]
CLOCK = HORIZON.clock_min_of_interval / 60
IS_OPEN = (CLOCK >= 8) & (CLOCK < 20)
PRODUCT = np.where(IS_OPEN, BY_DAY * (1 + np.sin(CLOCK / 3) ** 2), 0.0)


def by_hours(values):
    """The same for both halves of an hour, as it is measured."""
    return np.repeat(values.reshape(-1, 2).mean(axis=1), 2)


def test_noise_is_taken_off_a_product_of_day_and_hour():
    noise = by_hours(np.random.default_rng(1).normal(size=len(PRODUCT))) * IS_OPEN
    truth = by_hours(PRODUCT)
    errors = np.full(len(truth), 0.5)
    found = smoothed(truth + noise, errors, IS_OPEN, HORIZON, 2)
    assert np.mean((found - truth) ** 2) < 0.35 * np.mean(noise**2)


def test_what_is_certain_stays():
    odd = by_hours(PRODUCT)
    odd[20:24] += 5
    found = smoothed(odd, np.zeros(len(odd)), IS_OPEN, HORIZON, 2)
    assert np.allclose(found, odd)


def test_closed_hours_are_worth_nothing():
    nothing = np.zeros(len(PRODUCT), dtype=bool)
    assert not smoothed(PRODUCT + 1, PRODUCT, nothing, HORIZON, 2).any()
    assert not smoothed(PRODUCT + 1, PRODUCT, IS_OPEN, HORIZON, 2)[~IS_OPEN].any()
