"""Worth of an agent by day and time of day, drawn from measurements that chance has blurred."""

import numpy as np
from numpy.typing import NDArray

from wfm.center.horizon import Horizon

Grid = NDArray[np.float64]

SWEEPS = 8


def smoothed(
    values: Grid, errors: Grid, is_open: NDArray[np.bool_], horizon: Horizon, length: int
) -> Grid:
    """Draw a measured worth towards a product of a factor of the day and one of the time of day.

    As far as its scatter around that product is no more than chance (empirical Bayes; Efron and
    Morris, 1973, J. Amer. Statist. Assoc. 68).

    Parameters
    ----------
    values, errors : array of shape (intervals,)
        As measured, and the variance of the measurement.
    is_open : array of bool, shape (intervals,)
        Where there is anything to do; the worth is zero elsewhere.
    horizon : Horizon
    length : int
        Intervals that were measured as one.

    Returns
    -------
    array of shape (intervals,)
    """
    if not is_open.any():
        return np.zeros_like(values)
    day = horizon.day_of_interval
    hour = horizon.clock_min_of_interval // (length * horizon.interval_minutes)
    shape = (int(day.max()) + 1, int(hour.max()) + 1)
    number, summed = np.zeros(shape), np.zeros(shape)
    np.add.at(number, (day[is_open], hour[is_open]), 1.0)
    np.add.at(summed, (day[is_open], hour[is_open]), values[is_open])
    by_day, by_hour = np.ones(shape[0]), np.ones(shape[1])
    # Least squares of the one when the other is known, in turn; worth is never negative.
    for _ in range(SWEEPS):
        by_day = np.maximum(summed @ by_hour / np.maximum(number @ by_hour**2, 1e-30), 0.0)
        by_hour = np.maximum(summed.T @ by_day / np.maximum(number.T @ by_day**2, 1e-30), 0.0)
    product = by_day[day] * by_hour[hour]
    scatter = float(np.mean((values - product)[is_open] ** 2))
    chance = float(np.mean(errors[is_open]))
    kept = max(0.0, 1 - chance / scatter) if scatter > 0 else 0.0
    return np.where(is_open, product + kept * (values - product), 0.0)
