"""The stretches of a horizon over which a promise is reckoned: days, weeks, months, and so on."""

from datetime import date

import numpy as np

from wfm.center.horizon import Horizon
from wfm.center.target import Per
from wfm.simulate.arrays import Floats, Ints


def first_intervals(horizon: Horizon, per: Per) -> Ints:
    """Number of the first interval of each period, in order, from 0; for ``np.add.reduceat``.

    Days are local ones, weeks begin on Monday and months on their first; the first and the last
    may be cut short by the horizon.
    """
    if per is Per.INTERVAL:
        return np.arange(horizon.n_intervals)
    if per is Per.HORIZON:
        return np.zeros(1, dtype=np.int64)
    labels = np.array([_label(day, per) for day in horizon.dates])
    new = np.flatnonzero(np.diff(labels, prepend=labels[0] - 1))
    return np.searchsorted(horizon.day_of_interval, new).astype(np.int64)


def sum_by(
    values: "np.ndarray[tuple[int, ...], np.dtype[np.generic]]", horizon: Horizon, per: Per
) -> Floats:
    """Sums over the intervals (second axis) of each period, shape (n, periods)."""
    sums = np.add.reduceat(values, first_intervals(horizon, per), axis=1)
    return np.asarray(sums, dtype=np.float64)


def _label(day: date, per: Per) -> int:
    """The same number for the days of one period."""
    if per is Per.MONTH:
        return 12 * day.year + day.month
    # Day 1 of the proleptic calendar was a Monday.
    return day.toordinal() if per is Per.DAY else (day.toordinal() - 1) // 7
