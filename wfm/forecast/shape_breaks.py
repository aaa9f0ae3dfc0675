"""Days from which on a queue's contacts spread over the day in another way."""

import numpy as np
from numpy.typing import NDArray

from wfm.forecast.profile import Calls

Grid = NDArray[np.float64]

WINDOW = 15
LEAST_SIDE = 6
NEAR = 6
LEAST_MOVED = 0.04
LEAST_TIMES = 2.5
ABRUPT = 0.6
MOST_BREAKS = 2
LOOK_BACK = 190
TRIES = 4


def shape_breaks(
    calls: Calls, rows: NDArray[np.int64], weekday: NDArray[np.int64]
) -> tuple[int, ...]:
    """Find lasting and sudden changes of the share of contacts that each slot has, in order.

    The mean shares of the `WINDOW` days from a day on are compared with those of the days before
    it, freed of the weekday. Half the sum of absolute differences is the share of contacts that
    moved. A break moves more than `LEAST_MOVED`, and `LEAST_TIMES` what is usual between two such
    windows; most of it within `NEAR` days, and on most of the days: neither drift nor a single
    strange day is one.

    Parameters
    ----------
    calls : Calls
    rows : array of int
        Days to look at, in order of time.
    weekday : array of int
        Of every day.
    """
    rows = rows[-LOOK_BACK:]
    if len(rows) < WINDOW + LEAST_SIDE:
        return ()
    apart = _apart(calls[rows], weekday[rows])
    change = _change(apart, WINDOW)
    moved = np.abs(change).sum(axis=1) / 2
    at_once = (_change(apart, NEAR) * np.sign(change)).sum(axis=1) / 2
    least = max(LEAST_MOVED, LEAST_TIMES * float(np.median(moved)))
    size = np.where((moved >= least) & (at_once >= ABRUPT * moved), moved, 0.0)
    size[:LEAST_SIDE] = size[len(size) - LEAST_SIDE + 1 :] = 0
    found: list[int] = []
    for _ in range(TRIES):
        place = int(size.argmax())
        if len(found) == MOST_BREAKS or size[place] == 0:
            break
        towards = apart @ np.sign(change[place]) / 2
        sides = towards[max(place - WINDOW, 0) : place], towards[place : place + WINDOW]
        if np.median(sides[1]) - np.median(sides[0]) >= ABRUPT * size[place]:
            found.append(int(rows[place]))
            size[max(place - WINDOW, 0) : place + WINDOW] = 0
        else:
            size[max(place - 1, 0) : place + 2] = 0
    return tuple(sorted(found))


def _apart(calls: Calls, weekday: NDArray[np.int64]) -> Grid:
    """How far the share of each slot is from what it is on its weekday, shape (days, slots)."""
    own = (weekday[None, :] == np.arange(7)[:, None]).astype(np.float64)
    expected = calls.profile(own)[weekday]
    recorded = np.maximum((expected * calls.known).sum(axis=1), 1e-12)
    totals = np.maximum(calls.filled.sum(axis=1) / recorded, 0.5)
    apart: Grid = calls.filled / totals[:, None] - calls.known * expected
    return apart


def _change(apart: Grid, window: int) -> Grid:
    """Mean of the days from each one on less that of those before it; 0 at the first."""
    n = len(apart)
    summed = np.concatenate([np.zeros((1, apart.shape[1])), np.cumsum(apart, axis=0)])
    place = np.arange(n)
    start, stop = np.maximum(place - window, 0), np.minimum(place + window, n)
    before = (summed[place] - summed[start]) / np.maximum(place - start, 1)[:, None]
    change: Grid = (summed[stop] - summed[place]) / (stop - place)[:, None] - before
    change[0] = 0
    return change
