"""Days from which on a queue's contacts spread over the day in another way."""

from dataclasses import dataclass

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
MEASURED_DAYS = 260


@dataclass(frozen=True)
class ShapeChanges:
    """One queue's days as differences from the usual day, among which breaks are sought.

    Attributes
    ----------
    rows : array of int, shape (days,)
        Days to look at, in order of time.
    apart : array of shape (days, slots)
        How far the share of each slot is from what it is on its weekday.
    summed : array of shape (days + 1, slots)
        Sums of `apart` over the days before each.
    change : array of shape (days, slots)
        Mean of the `WINDOW` days from each on less that of those before it.
    """

    rows: NDArray[np.int64]
    apart: Grid
    summed: Grid
    change: Grid

    @classmethod
    def measure(
        cls, calls: Calls, rows: NDArray[np.int64], weekday: NDArray[np.int64]
    ) -> "ShapeChanges":
        """Measure the last days.

        Parameters
        ----------
        calls : Calls
        rows : array of int
            Days to look at, in order of time.
        weekday : array of int
            Of every day.
        """
        rows = rows[-MEASURED_DAYS:]
        apart = _apart(calls[rows], weekday[rows])
        summed = np.concatenate([np.zeros((1, apart.shape[1])), np.cumsum(apart, axis=0)])
        return cls(rows, apart, summed, _change(summed, np.arange(len(rows)), len(rows), WINDOW))

    def told_by(self, known: int) -> tuple[int, ...]:
        """Lasting and sudden changes of the slots' shares that days before `known` tell, in order.

        The mean shares of the `WINDOW` days from a day on are compared with those of the days
        before it. Half the sum of absolute differences is the share of contacts that moved. A break
        moves more than `LEAST_MOVED`, and `LEAST_TIMES` what is usual between two such windows;
        most of it within `NEAR` days, and on most of the days: neither drift nor a single strange
        day is one.
        """
        stop = int(np.searchsorted(self.rows, known))
        start = max(stop - LOOK_BACK, 0)
        if stop - start < WINDOW + LEAST_SIDE:
            return ()
        apart, rows = self.apart[start:stop], self.rows[start:stop]
        # Only the windows of the last days would hold days that are not known.
        last = np.arange(stop - WINDOW, stop)
        change = np.concatenate(
            [self.change[start : last[0]], _change(self.summed, last, stop, WINDOW)]
        )
        moved = np.abs(change).sum(axis=1) / 2
        usual = np.partition(moved, len(moved) // 2)[len(moved) // 2]
        size = np.where(moved >= max(LEAST_MOVED, LEAST_TIMES * usual), moved, 0.0)
        size[:LEAST_SIDE] = size[len(size) - LEAST_SIDE + 1 :] = 0
        places = np.flatnonzero(size)
        near = _change(self.summed, start + places, stop, NEAR) * np.sign(change[places])
        size[places[near.sum(axis=1) / 2 < ABRUPT * moved[places]]] = 0
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


def _change(summed: Grid, places: NDArray[np.int64], end: int, window: int) -> Grid:
    """Mean of the days from each place to `end` on less that of those before it; 0 at the first."""
    start, stop = np.maximum(places - window, 0), np.minimum(places + window, end)
    here = summed[places]
    before = (here - summed[start]) / np.maximum(places - start, 1)[:, None]
    change: Grid = (summed[stop] - here) / (stop - places)[:, None] - before
    change[places == 0] = 0
    return change
