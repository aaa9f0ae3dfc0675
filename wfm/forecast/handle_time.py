"""AHT of days to come: its own level, weekday and time of day, weighted by contacts."""

import numpy as np
from numpy.typing import NDArray

from wfm.forecast.day_table import DayTable, Grid

HALF_LIFE_DAYS = 45.0
PRIOR_CONTACTS = 200.0
LEAST_DAYS = 5


def predict_aht(past: DayTable, days: range, slower: Grid | None = None) -> Grid:
    """Mean handle time of days to come.

    The level is an exponentially weighted mean over contacts; weekdays and slots are factors on
    it, shrunk to 1 by the number of contacts behind them.

    Parameters
    ----------
    past : DayTable
    days : range
    slower : array of shape (queues, days.stop), optional
        What newcomers add to the log of each day's handle time; see `wfm.forecast.ramp`.

    Returns
    -------
    array of shape (queues, len(days), slots), NaN for a queue without any handle time
    """
    age = days.start - np.arange(past.n_days)
    weekday = (past.first_day.weekday() + np.arange(past.n_days)) % 7
    weekday_ahead = (past.first_day.weekday() + np.arange(days.start, days.stop)) % 7
    predicted = np.full((len(past.queues), len(days), past.n_slots), np.nan)
    for q, (calls, aht) in enumerate(zip(past.offered, past.aht_s, strict=True)):
        weight = handled(calls, aht) * 0.5 ** (age[:, None] / HALF_LIFE_DAYS)
        if weight.sum() <= 0:
            continue
        ramp = np.zeros(days.stop) if slower is None else slower[q]
        work = weight * np.nan_to_num(aht) * np.exp(-ramp[: past.n_days, None])
        level = work.sum() / weight.sum()
        by_weekday = np.array(
            [_shrunk(work[weekday == d].sum(), weight[weekday == d].sum(), level) for d in range(7)]
        )
        expected = weight * by_weekday[weekday][:, None]
        by_slot = _shrunk(work.sum(axis=0), expected.sum(axis=0) / level, level) / level
        by_day = by_weekday[weekday_ahead] * np.exp(ramp[days.start :])
        predicted[q] = by_day[:, None] * by_slot
    return predicted


def aht_day_sd(past: DayTable, cv: NDArray[np.float64]) -> Grid:
    """Spread of a day's mean handle time beyond that of its contacts, shape (queues,).

    Day to day changes of the log of the daily mean hold twice the wanted variance and twice the
    sampling variance cv^2 / contacts, which is taken off; zero where days are too few.

    Parameters
    ----------
    past : DayTable
    cv : array of shape (queues,)
        Coefficient of variation of single handle times.
    """
    spread = np.zeros(len(past.queues))
    for q, (calls, aht) in enumerate(zip(past.offered, past.aht_s, strict=True)):
        contacts = handled(calls, aht)
        per_day = contacts.sum(axis=1)
        work = (contacts * np.nan_to_num(aht)).sum(axis=1)
        log_mean = np.log(np.maximum(work, 1e-9) / np.maximum(per_day, 1e-9))
        # Same weekdays are compared, so that the weekly pattern is not taken for noise.
        pairs = (per_day[7:] > 0) & (per_day[:-7] > 0)
        if pairs.sum() < LEAST_DAYS:
            continue
        change = (log_mean[7:] - log_mean[:-7])[pairs]
        sampling = cv[q] ** 2 * (1 / per_day[7:][pairs] + 1 / per_day[:-7][pairs])
        typical = np.minimum(change**2, 9 * np.median(change**2) / 0.455)
        spread[q] = np.sqrt(max(0.0, float(np.mean(typical - sampling))) / 2)
    return spread


def handled(calls: Grid, aht: Grid) -> Grid:
    """Contacts behind each handle time; 0 where there is none."""
    return np.where(np.isnan(aht), 0.0, np.nan_to_num(calls))


def _shrunk(work: Grid, contacts: Grid, level: float) -> Grid:
    mean: Grid = (work + PRIOR_CONTACTS * level) / (contacts + PRIOR_CONTACTS)
    return mean
