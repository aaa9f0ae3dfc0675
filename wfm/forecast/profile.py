"""How a day's contacts spread over its slots, by weekday, drifting slowly."""

import numpy as np
from numpy.typing import NDArray

Grid = NDArray[np.float64]

HALF_LIFE_DAYS = 60.0
POOLED_DAYS = 1.0
POOLED_CONTACTS = 200.0
SMOOTH_CONTACTS = 2000.0


def pooled_profile(calls: Grid) -> Grid:
    """Share of the day's contacts in each slot over all days; NaN cells are left out.

    Parameters
    ----------
    calls : array of shape (days, slots)

    Returns
    -------
    array of shape (slots,), summing to 1 unless there is no contact at all
    """
    known = ~np.isnan(calls)
    per_day = np.where(known, calls, 0.0).sum(axis=0) / np.maximum(known.sum(axis=0), 1)
    share: Grid = per_day / max(per_day.sum(), 1e-12)
    return share


def predict_profiles(
    calls: Grid,
    common: NDArray[np.bool_],
    weekday: NDArray[np.int64],
    day: int,
    weekdays_ahead: NDArray[np.int64],
) -> Grid:
    """Profile of days to come: the weekday's own, shrunk to that of all weekdays.

    Parameters
    ----------
    calls : array of shape (days, slots)
    common : array of bool, shape (days,)
        Days to learn from.
    weekday : array of int, shape (days,)
    day : int
        First day to come; older days count less.
    weekdays_ahead : array of int
        Weekday of each day to come.

    Returns
    -------
    array of shape (days to come, slots), each row summing to 1
    """
    weight = np.where(common, 0.5 ** ((day - np.arange(len(calls))) / HALF_LIFE_DAYS), 0.0)
    filled = np.nan_to_num(calls)
    seen = (~np.isnan(calls)).astype(np.float64)

    def share(rows: Grid) -> tuple[Grid, float]:
        per_slot = (rows @ filled) / np.maximum(rows @ seen, 1e-12)
        total = per_slot.sum()
        return per_slot / max(total, 1e-12), total

    pooled, volume = share(weight)
    profiles = np.empty((len(weekdays_ahead), calls.shape[1]))
    prior_days = POOLED_DAYS + POOLED_CONTACTS / max(volume, 1.0)
    for number in np.unique(weekdays_ahead):
        own_weight = weight * (weekday == number)
        own, _ = share(own_weight)
        n = own_weight.sum()
        mixed = (n * own + prior_days * pooled) / (n + prior_days)
        profiles[weekdays_ahead == number] = mixed / max(mixed.sum(), 1e-12)
    return profiles
