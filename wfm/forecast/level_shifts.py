"""Days on which a queue's level changed at once, and how much its days stray."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Grid = NDArray[np.float64]

WINDOW = 20
LEAST_SIDE = 7
NEAR = 5
LEAST_SHIFT = 0.25
LEAST_SD = 5.0
ABRUPT = 0.6
MOST_SHIFTS = 3
USUAL_CHANGE = 0.2


@dataclass(frozen=True)
class Shift:
    """From a day on, the level is another.

    Attributes
    ----------
    day : int
    size : float
        Change of the log level.
    """

    day: int
    size: float


def level_shifts(
    totals: Grid, rows: NDArray[np.int64], weekday: NDArray[np.int64]
) -> tuple[Shift, ...]:
    """Find large and sudden changes of level, the largest first.

    The median of the `WINDOW` days after a day is compared with that of those before it, both freed
    of the weekday. A shift is larger than `LEAST_SHIFT` and than `LEAST_SD` times what the
    difference usually is, and most of it comes within the `NEAR` days on either side: seasons and
    trends do not.

    Parameters
    ----------
    totals : array of shape (days,)
        Contacts of each day.
    rows : array of int
        Days to look at, in order of time.
    weekday : array of int, shape (days,)
    """
    if len(rows) < 2 * WINDOW:
        return ()
    level = np.log(np.maximum(totals[rows], 0.5))
    for number in range(7):
        own = weekday[rows] == number
        if own.any():
            level[own] -= np.median(level[own])
    change = _change(level, WINDOW, LEAST_SIDE)
    at_once = _change(level, NEAR, NEAR)
    usual = float(np.median(np.abs(change))) / 0.6745
    size = np.abs(change)
    size[
        (size < max(LEAST_SHIFT, LEAST_SD * usual)) | (at_once * np.sign(change) < ABRUPT * size)
    ] = 0
    found: list[Shift] = []
    while len(found) < MOST_SHIFTS and size.max() > 0:
        near = int(size.argmax())
        first, last = max(near - WINDOW, 0), min(near + WINDOW, len(level))
        place = first + _split(level[first:last])
        found.append(Shift(int(rows[place]), float(change[near])))
        size[max(place - WINDOW, 0) : place + WINDOW] = 0
    return tuple(found)


def day_noise_sd(totals: Grid, common: NDArray[np.bool_], least: float) -> float:
    """Standard deviation of the log of single days beyond the Poisson count, at least `least`.

    Changes from week to week hold it twice, and slow parts of the level besides, which are taken
    to explain a change of `USUAL_CHANGE`; the median tells it in spite of holidays and shifts.

    Parameters
    ----------
    totals : array of shape (days,)
    common : array of bool, shape (days,)
        Days with contacts that are no holidays.
    least : float
    """
    both = common[7:] & common[:-7]
    if both.sum() < WINDOW:
        return least
    now, before = np.maximum(totals[7:][both], 0.5), np.maximum(totals[:-7][both], 0.5)
    typical = np.median(np.abs(np.log(now / before))) / 0.6745
    variance = (typical**2 - np.median(1 / now + 1 / before)) / 2
    return float(np.sqrt(least**2 + max(variance - USUAL_CHANGE**2, 0.0)))


def _change(level: Grid, window: int, least: int) -> Grid:
    """Median of the next days less that of the last ones; 0 where either are too few."""
    padded = np.concatenate([np.full(window, np.nan), level, np.full(window, np.nan)])
    ordered = np.sort(np.lib.stride_tricks.sliding_window_view(padded, window), axis=1)
    count = (~np.isnan(ordered)).sum(axis=1)
    place = np.arange(len(ordered))
    middle = (
        ordered[place, np.maximum(count - 1, 0) // 2]
        + ordered[place, np.minimum(count // 2, window - 1)]
    ) / 2
    middle[count < least] = np.nan
    change: Grid = np.nan_to_num(middle[window : window + len(level)] - middle[: len(level)])
    return change


def _split(level: Grid) -> int:
    """Where two means fit best."""
    count = np.arange(1, len(level))
    left = np.cumsum(level)[:-1]
    right = level.sum() - left
    return int(np.argmax(left**2 / count + right**2 / (len(level) - count))) + 1
