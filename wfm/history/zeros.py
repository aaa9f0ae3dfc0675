"""Exports that leave out intervals without contacts: the zeros they stand for."""

import numpy as np
from numpy.typing import NDArray

from wfm.center.horizon import Horizon

Grid = NDArray[np.float64]
Mask = NDArray[np.bool_]

RARELY_ZERO = 4.0
RARELY_ZERO_DAY = 8.0
FEWEST_RECORDS = 50
EXPECTED_ZEROS = 20.0
TOLD_SHARE = 0.05
FOUND_SHARE = 0.5
NEIGHBOURS = 2
SURELY_USED = 5.0


def left_out_zeros(offered: Grid, grid: Horizon, is_open: Mask, center_worked: Mask) -> Mask:
    """Gaps of one queue that are zeros, because its export has no rows of zero.

    A queue whose intervals have few contacts must show zeros. Where it shows next to none, the
    intervals without a row were left out: in the hours in which its weekday is used to have
    contacts, on a day that was plainly worked, and only where a zero is likely (a mean of up to
    `RARELY_ZERO` contacts, of which a Poisson count is zero once in fifty times).

    Parameters
    ----------
    offered : array of shape (intervals,)
        NaN where nothing was recorded.
    grid : Horizon
    is_open : array of bool, shape (intervals,)
        Where contacts could come.
    center_worked : array of bool, shape (days,)
        Days on which any queue has a record.

    Returns
    -------
    array of bool, shape (intervals,)
    """
    recorded = ~np.isnan(offered)
    nothing = np.zeros(len(offered), dtype=bool)
    if recorded.sum() < FEWEST_RECORDS:
        return nothing
    day = grid.day_of_interval
    weekday = (grid.start.weekday() + day) % 7
    per_day = 24 * 60 // grid.interval_minutes
    slot = weekday * per_day + grid.clock_min_of_interval // grid.interval_minutes

    used = np.bincount(slot[recorded], minlength=7 * per_day).reshape(7, per_day) > 0
    first = np.where(used.any(axis=1), used.argmax(axis=1), per_day)
    last = per_day - 1 - used[:, ::-1].argmax(axis=1)
    clock = slot % per_day
    usual_hours = (clock >= first[weekday]) & (clock <= last[weekday])

    worked = _plainly_worked(offered, grid, center_worked)
    first_day, last_day = day[np.flatnonzero(recorded)[[0, -1]]]
    possible = is_open & usual_hours & worked[day] & (day >= first_day) & (day <= last_day)
    total = np.zeros(7 * per_day)
    np.add.at(total, slot[recorded], offered[recorded])
    count = np.bincount(slot[possible], minlength=7 * per_day)
    mean = (total / np.maximum(count, 1))[slot]
    possible &= ~_always_closed(total, count, per_day)[slot]
    expected_zeros = float(np.exp(-mean[possible]).sum())
    told = int((offered[recorded] == 0).sum())
    zeros: Mask = possible & ~recorded & (mean <= RARELY_ZERO)
    unlike = told > TOLD_SHARE * expected_zeros or zeros.sum() < FOUND_SHARE * expected_zeros
    return nothing if expected_zeros < EXPECTED_ZEROS or unlike else zeros


def _always_closed(total: Grid, count: NDArray[np.int64], per_day: int) -> Mask:
    """Slots of the week that are never used though their neighbours say they should be."""
    used, days = total.reshape(7, per_day), count.reshape(7, per_day)
    near = np.ones(2 * NEIGHBOURS + 1)
    around = np.convolve(used.sum(axis=0), near, mode="same")
    cases = np.convolve(days.sum(axis=0), near, mode="same")
    wanted = days * around / np.maximum(cases, 1)
    closed: Mask = ((used == 0) & (wanted > SURELY_USED)).ravel()
    return closed


def _plainly_worked(offered: Grid, grid: Horizon, center_worked: Mask) -> Mask:
    """Days with a record of the queue, or of another one where an empty day is likely."""
    day = grid.day_of_interval
    own = np.bincount(day, weights=~np.isnan(offered), minlength=grid.days) > 0
    totals = np.bincount(day, weights=np.nan_to_num(offered), minlength=grid.days)
    weekday = (grid.start.weekday() + np.arange(grid.days)) % 7
    others = center_worked & ~own
    for number in range(7):
        like = weekday == number
        worked = totals[like & own]
        # A weekday that the queue hardly ever works is closed, not empty.
        seldom = len(worked) < 0.2 * max((like & center_worked).sum(), 1)
        if len(worked) == 0 or seldom or worked.mean() > RARELY_ZERO_DAY:
            others[like] = False
    plainly: Mask = own | others
    return plainly
