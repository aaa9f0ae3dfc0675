"""Sampled demand against its parameters, and what common random numbers promise."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import poisson

from tests.forecast.made import forecast, horizon
from wfm.forecast.forecast import per_day
from wfm.forecast.paths import poisson_counts

DAYS = 14


def uncertain(n_queues=1, mean=200.0, **uncertainty):
    return forecast(np.full((n_queues, DAYS * 24), mean), grid=horizon(DAYS), **uncertainty)


@pytest.mark.parametrize("mean", [1e-9, 0.03, 0.7, 4.0, 11.0, 16.5, 60.0, 900.0, 40000.0])
def test_counts_are_the_exact_poisson_quantiles(mean):
    uniform = np.concatenate([np.linspace(0.0005, 0.9995, 999), [1e-12, 1 - 1e-12]])
    counts = poisson_counts(uniform, np.full(uniform.shape, mean))
    np.testing.assert_array_equal(counts, poisson.ppf(uniform, mean))


@given(
    uniform=st.floats(1e-9, 1 - 1e-9),
    mean=st.floats(0, 5000),
    more=st.floats(0, 100),
)
@settings(max_examples=60, deadline=None)
def test_a_count_never_falls_as_the_mean_rises(uniform, mean, more):
    low, high = poisson_counts(np.array([uniform, uniform]), np.array([mean, mean + more]))
    assert low <= high


def test_without_uncertainty_only_poisson_is_left():
    paths = uncertain().sample(300, seed=4).offered
    assert paths.mean() == pytest.approx(200, rel=0.002)
    assert paths.var(axis=0).mean() == pytest.approx(200, rel=0.02)


def test_the_sample_mean_is_offered():
    made = uncertain(
        day_sd=np.full((1, DAYS), 0.2),
        interval_sd=np.full((1, DAYS * 24), 0.1),
        interval_autocorrelation=np.array([0.6]),
    )
    assert made.sample(2000, seed=1).offered.mean() == pytest.approx(200, rel=0.01)


def test_days_spread_as_their_parameter_says_and_hang_together():
    made = uncertain(
        mean=5000.0, day_sd=np.full((1, DAYS), 0.1), day_autocorrelation=np.array([0.7])
    )
    daily = per_day(made.sample(3000, seed=2).offered, made.horizon)[:, 0] / (24 * 5000)
    assert np.log(daily).std(axis=0).mean() == pytest.approx(0.1, rel=0.04)
    correlation = np.corrcoef(daily.T)
    assert np.diag(correlation, 1).mean() == pytest.approx(0.7, abs=0.03)
    assert np.diag(correlation, 3).mean() == pytest.approx(0.7**3, abs=0.05)


def test_intervals_spread_as_their_parameter_says_and_hang_together():
    made = uncertain(
        mean=1e6,
        interval_sd=np.full((1, DAYS * 24), 0.08),
        interval_autocorrelation=np.array([0.5]),
    )
    factor = np.log(made.sample(200, seed=2).offered[:, 0] / 1e6)
    assert factor.std() == pytest.approx(0.08, rel=0.02)
    assert np.corrcoef(factor[:, 1:].ravel(), factor[:, :-1].ravel())[0, 1] == pytest.approx(
        0.5, abs=0.02
    )


def test_queues_are_busy_together():
    made = uncertain(
        n_queues=2,
        mean=1e5,
        day_sd=np.full((2, DAYS), 0.1),
        queue_correlation=np.array([[1, 0.6], [0.6, 1]]),
    )
    daily = per_day(made.sample(1500, seed=5).offered, made.horizon)
    seen = np.corrcoef(daily[:, 0].ravel(), daily[:, 1].ravel())[0, 1]
    assert seen == pytest.approx(0.6, abs=0.03)


def test_handle_times_vary_by_day_around_their_mean():
    made = uncertain(aht_day_sd=np.array([0.05]))
    aht = made.sample(2000, seed=5).aht_s
    assert aht.mean() == pytest.approx(300, rel=0.005)
    assert np.log(aht[:, 0, ::24]).std() == pytest.approx(0.05, rel=0.05)
    assert np.all(aht[:, 0, :24] == aht[:, 0, :1])


def test_a_replication_is_the_same_whatever_is_drawn_beside_it():
    made = uncertain(
        n_queues=3,
        day_sd=np.full((3, DAYS), 0.1),
        queue_correlation=np.full((3, 3), 0.5) + 0.5 * np.eye(3),
        interval_sd=np.full((3, DAYS * 24), 0.1),
        interval_autocorrelation=np.full(3, 0.4),
        aht_day_sd=np.full(3, 0.1),
    )
    many = made.sample(7, seed=11)
    few = made.sample(3, seed=11)
    late = made.sample(2, seed=11, first_replication=5)
    np.testing.assert_array_equal(many.offered[:3], few.offered)
    np.testing.assert_array_equal(many.offered[5:], late.offered)
    np.testing.assert_array_equal(many.aht_s[5:], late.aht_s)
    assert np.any(many.offered[0] != made.sample(1, seed=12).offered[0])


def test_more_volume_keeps_the_draws():
    words = {"day_sd": np.full((1, DAYS), 0.1), "interval_sd": np.full((1, DAYS * 24), 0.1)}
    base = uncertain(mean=20.0, **words).sample(20, seed=3).offered
    more = uncertain(mean=23.0, **words).sample(20, seed=3).offered
    assert np.all(more >= base)
    assert np.corrcoef(base.ravel(), more.ravel())[0, 1] > 0.95


def test_closed_intervals_are_exactly_zero():
    mean = np.full((1, DAYS * 24), 50.0)
    mean[0, ::2] = 0.0
    made = forecast(mean, grid=horizon(DAYS), day_sd=np.full((1, DAYS), 0.5))
    assert not made.sample(50, seed=1).offered[:, :, ::2].any()
    assert not made.quantiles([0.99], n=50, seed=1)[:, :, ::2].any()


def test_quantiles_come_from_the_paths():
    made = uncertain(day_sd=np.full((1, DAYS), 0.1))
    paths = made.sample(99, seed=8).offered
    np.testing.assert_array_equal(
        made.quantiles([0.5, 0.9], n=99, seed=8), np.quantile(paths, [0.5, 0.9], axis=0)
    )
    daily = made.daily_quantiles([0.1, 0.9], n=400, seed=8)
    assert daily.shape == (2, 1, DAYS)
    assert np.all(daily[0] < made.daily)
    assert np.all(daily[1] > made.daily)


def test_paths_as_a_table():
    frame = uncertain(n_queues=2).sample(2, seed=1, first_replication=4).to_frame()
    assert list(frame.columns) == ["replication", "queue", "interval_start", "offered", "aht_s"]
    assert len(frame) == 2 * 2 * DAYS * 24
    assert set(frame["replication"]) == {4, 5}
