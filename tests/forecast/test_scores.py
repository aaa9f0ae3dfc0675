"""Measures worked out by hand."""

import numpy as np
import pytest

from wfm.forecast.scores import PROBABILITIES, Case, place_among, score


def case(actual, mean, spread=0.0):
    actual, mean = np.array(actual, dtype=float), np.array(mean, dtype=float)
    offset = (np.array(PROBABILITIES) - 0.5) * spread
    drawn = (np.linspace(0, 1, 1001) - 0.5) * spread
    return Case(
        actual,
        mean,
        mean[None] + offset[:, None, None],
        place_among(mean[None] + drawn[:, None, None], actual),
        place_among(mean.sum(axis=1)[None] + drawn[:, None], np.nansum(actual, axis=1)),
    )


def test_errors_of_intervals_days_and_weeks():
    found = score([case([[10, 20], [30, 40]], [[12, 16], [30, 44]])])
    assert found.wape == pytest.approx(10 / 100)
    assert found.daily_wape == pytest.approx((2 + 4) / 100)
    assert found.weekly_wape == pytest.approx(2 / 100)
    assert found.bias == pytest.approx(2 / 100)
    assert found.rmse == pytest.approx(np.sqrt((4 + 16 + 0 + 16) / 4))
    assert found.within10 == pytest.approx(70 / 100)
    assert found.floor == pytest.approx(np.sqrt(2 / np.pi * np.array([12, 16, 30, 44])).sum() / 100)


def test_a_point_as_every_quantile_costs_its_absolute_error():
    found = score([case([[10, 20]], [[12, 16]])])
    assert found.wql == pytest.approx(
        2 * np.mean([(1 - p) * 2 + p * 4 for p in PROBABILITIES]) / 30
    )
    assert found.coverage80 == pytest.approx(0.0)


def test_coverage_counts_values_inside_the_band():
    found = score([case([[10, 13.5], [14.6, 5]], [[10, 10], [10, 10]], spread=10)])
    assert found.coverage80 == pytest.approx(2 / 4)
    assert found.coverage90 == pytest.approx(2 / 4)
    assert found.daily_coverage80 == pytest.approx(2 / 2)


@pytest.mark.parametrize("mean", [0.05, 0.6, 3.0, 40.0])
def test_coverage_of_a_right_forecast_is_what_it_says_however_few_contacts_there_are(mean):
    rng = np.random.default_rng(5)
    actual = rng.poisson(mean, (400, 24)).astype(float)
    drawn = rng.poisson(mean, (99, 400, 24))
    expected = np.full(actual.shape, mean)
    bands = np.quantile(drawn, PROBABILITIES, axis=0)
    daily = place_among(drawn.sum(axis=2), actual.sum(axis=1))
    found = score([Case(actual, expected, bands, place_among(drawn, actual), daily)])
    assert found.coverage80 == pytest.approx(0.8, abs=0.015)
    assert found.coverage90 == pytest.approx(0.9, abs=0.015)
    assert found.daily_coverage80 == pytest.approx(0.8, abs=0.05)


def test_what_was_not_recorded_is_not_scored():
    gaps = [[10, np.nan], [np.nan, np.nan]]
    found = score([case(gaps, [[12, 99], [50, 50]])])
    assert found.wape == pytest.approx(0.2)
    assert found.daily_wape == pytest.approx(0.2)
    assert np.isnan(score([case([[np.nan]], [[1]])]).wape)


def test_windows_keep_their_first_days():
    whole = case(np.ones((9, 2)), np.full((9, 2), 2.0))
    assert whole.first_days(7).actual.shape == (7, 2)
    assert score([whole]).weekly_wape == pytest.approx(1.0)
