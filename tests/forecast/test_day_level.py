"""The level of a day: what a busy day tells of the next ones."""

import numpy as np

from wfm.forecast.day_level import fit_levels

DAYS = np.arange(300)
WEEKDAY = DAYS % 7


def levels(correlation, seed=3):
    """Levels of a queue of 2,000 contacts a day whose busyness is like that of the day before."""
    rng = np.random.default_rng(seed)
    busy = rng.standard_normal(len(DAYS))
    for day in DAYS[1:]:
        busy[day] = correlation * busy[day - 1] + np.sqrt(1 - correlation**2) * busy[day]
    busy[-1] = 2.0
    totals = rng.poisson(2000 * np.exp(0.1 * busy)).astype(float)
    return fit_levels(totals, WEEKDAY, np.ones((300, 300)), 0.05, DAYS)


def ahead(fitted):
    """Forecasts of the next four days."""
    return fitted.predict(np.ones((4, 300)), 300 + np.arange(4))


def test_the_days_after_a_busy_one_are_busier_where_days_are_alike():
    fitted = levels(0.7)
    assert 0.3 < fitted.carried < 0.8
    change = ahead(fitted) / ahead(levels(0.0))[0] - 1
    assert 0.03 < change[0] < 0.2
    assert np.all(np.diff(change) < 0)


def test_a_busy_day_says_nothing_where_days_are_on_their_own():
    fitted = levels(0.0)
    assert fitted.carried < 0.1
    assert np.ptp(ahead(fitted)) < 0.01 * ahead(fitted).mean()


def test_a_forecast_of_the_past_knows_its_own_last_day_only():
    fitted = levels(0.7)
    before = fitted.process.hindcast(200, np.arange(200, 204))
    left = np.log(fitted.hindcast(200, np.arange(200, 204))) - fitted.center - before
    assert np.sign(left[0]) == np.sign(fitted.process.white[199])
    np.testing.assert_allclose(left[1:] / left[:-1], 0.5)
