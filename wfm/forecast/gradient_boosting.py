"""LightGBM on the calendar and on the same slot of earlier weeks; an optional member."""

from collections.abc import Mapping
from datetime import date

import numpy as np
from numpy.typing import NDArray

from wfm.forecast.day_table import DayTable, Grid
from wfm.forecast.days import describe_days

LAGS = 4
LEARNT_DAYS = 400
PARAMETERS = {
    "objective": "poisson",
    "n_estimators": 300,
    "learning_rate": 0.05,
    "num_leaves": 31,
    "min_child_samples": 20,
    "random_state": 1,
    "n_jobs": 1,
    "verbose": -1,
}


def gradient_boosting(past: DayTable, days: range, holidays: Mapping[date, str]) -> Grid:
    """Mean by gradient-boosted trees (Ke et al., 2017, "LightGBM").

    Each slot is told by its place in the day, weekday, place in the month, holidays and their
    neighbours, and the same slot of four earlier weeks that lie before every day to be forecast.
    See `wfm.forecast.fitted.Model` for parameters and result.
    """
    from lightgbm import LGBMRegressor

    mean = np.zeros((len(past.queues), len(days), past.n_slots))
    nearest = 7 * -(-(days.stop - past.n_days) // 7)
    oldest = max(0, past.n_days - LEARNT_DAYS)
    calendar = _calendar(past, days.stop, holidays)
    for q, offered in enumerate(past.offered):
        if not past.recorded[q].any():
            continue
        whole = np.full((days.stop, past.n_slots), np.nan)
        whole[: past.n_days] = offered
        learnt = np.arange(oldest, past.n_days)
        x, y = _features(whole, calendar, learnt, nearest), offered[learnt].ravel()
        told = ~np.isnan(y)
        model = LGBMRegressor(**PARAMETERS).fit(x[told], y[told])
        ahead = _features(whole, calendar, np.array(days), nearest)
        said = np.asarray(model.predict(ahead), dtype=np.float64).reshape(len(days), -1)
        mean[q] = np.where(_open(past, q)[calendar[np.array(days), 0].astype(int)], said, 0.0)
    return mean


def _calendar(past: DayTable, stop: int, holidays: Mapping[date, str]) -> Grid:
    """Weekday, place in the month, holiday and its neighbours; shape (stop, 6)."""
    days = describe_days(past.first_day, stop, holidays, past.operating_weekdays)
    parts = (days.weekday, days.month_phase, days.holiday, days.after, days.second_after)
    return np.column_stack([*parts, days.before]).astype(np.float64)


def _features(whole: Grid, calendar: Grid, days: NDArray[np.int64], nearest: int) -> Grid:
    """One row a day and slot."""
    n_slots = whole.shape[1]
    lagged = []
    for week in range(LAGS):
        before = days - nearest - 7 * week
        known = np.where(before[:, None] >= 0, whole[np.maximum(before, 0)], np.nan)
        lagged.append(known.ravel())
    lags = np.column_stack(lagged)
    told = ~np.isnan(lags)
    level = np.where(told, lags, 0.0).sum(axis=1) / np.maximum(told.sum(axis=1), 1)
    slot = np.tile(np.arange(n_slots, dtype=np.float64), len(days))
    return np.column_stack([np.repeat(calendar[days], n_slots, axis=0), slot, lags, level])


def _open(past: DayTable, q: int) -> NDArray[np.bool_]:
    """Slots in which a weekday ever had contacts, shape (7, slots)."""
    weekday = (past.first_day.weekday() + np.arange(past.n_days)) % 7
    ever = np.nan_to_num(past.offered[q]) > 0
    return np.stack([ever[weekday == number].any(axis=0) for number in range(7)])
