"""Histories and forecasts made by hand."""

from datetime import date

import numpy as np

from wfm.center.history import History
from wfm.center.horizon import Horizon
from wfm.forecast.day_table import DayTable
from wfm.forecast.forecast import Forecast
from wfm.forecast.uncertainty import Uncertainty

WEEK = np.array([1.3, 1.05, 1.0, 0.95, 1.0, 0.5, 0.3])


def horizon(days=7, *, start=date(2026, 3, 2), interval_minutes=60, timezone="UTC"):
    return Horizon(start=start, days=days, interval_minutes=interval_minutes, timezone=timezone)


def forecast(offered, *, grid=None, queues=None, aht_s=300.0, **uncertainty):
    """A forecast of given means; without further words nothing but Poisson is uncertain."""
    offered = np.atleast_2d(np.asarray(offered, dtype=float))
    n = len(offered)
    grid = grid or horizon(offered.shape[1] // 24)
    plain = {
        "day_sd": np.zeros((n, grid.days)),
        "day_autocorrelation": np.zeros(n),
        "queue_correlation": np.eye(n),
        "interval_sd": np.zeros(offered.shape),
        "interval_autocorrelation": np.zeros(n),
        "aht_day_sd": np.zeros(n),
    }
    return Forecast(
        horizon=grid,
        queues=queues or tuple(f"q{i}" for i in range(n)),
        model="made",
        statistical=offered,
        offered=offered,
        aht_s=np.full(offered.shape, aht_s),
        uncertainty=Uncertainty(**(plain | uncertainty)),
    )


def day_means(first, days, *, per_day=1000.0, week=WEEK):
    """Mean contacts of each day."""
    weekday = (first.weekday() + np.arange(days)) % 7
    return per_day * week[weekday]


def bell(slots=24):
    """A profile of the day: open from a third to five sixths of it."""
    clock = np.arange(slots) / slots
    inside = (clock >= 1 / 3) & (clock < 5 / 6)
    shape = np.where(inside, np.exp(-(((clock - 0.5) / 0.2) ** 2)), 0.0)
    return shape / shape.sum()


def table(offered, *, first=date(2025, 9, 1), aht_s=None, queues=None):
    """A day table of an array (queues, days, slots)."""
    offered = np.asarray(offered, dtype=float)
    offered = offered[None] if offered.ndim == 2 else offered
    return DayTable(
        queues or tuple(f"q{i}" for i in range(len(offered))),
        first,
        24 * 60 // offered.shape[2],
        offered,
        np.full(offered.shape, np.nan if aht_s is None else aht_s),
    )


def counts(means, seed=1):
    """Poisson counts by day and slot around means by day."""
    return np.random.default_rng(seed).poisson(np.outer(means, bell())).astype(float)


def history(offered, *, grid, queues=("sales",), aht_s=None):
    offered = np.atleast_2d(np.asarray(offered, dtype=float))
    handle = np.full(offered.shape, np.nan if aht_s is None else aht_s)
    return History(grid, tuple(queues), offered, handle)
