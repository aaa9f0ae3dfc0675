"""How a day's contacts spread over its slots: a profile by weekday."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Grid = NDArray[np.float64]

HALF_LIFE_DAYS = 90.0
POOLED_DAYS = 1.0
POOLED_CONTACTS = 200.0
WEEKDAY_DAYS = 400
USUALLY_CLOSED = 0.5
OUTDATED = 0.02


@dataclass(frozen=True)
class Calls:
    """One queue's contacts by day and slot, with gaps told apart from zeros.

    Attributes
    ----------
    filled : array of shape (days, slots)
        Contacts, zero where nothing was recorded.
    known : array of shape (days, slots)
        1 where something was recorded, else 0.
    """

    filled: Grid
    known: Grid

    @classmethod
    def of(cls, offered: Grid) -> "Calls":
        """From contacts with NaN where nothing was recorded."""
        known = ~np.isnan(offered)
        return cls(np.where(known, offered, 0.0), known.astype(np.float64))

    def __getitem__(self, rows: "slice | NDArray[np.int64]") -> "Calls":
        return Calls(self.filled[rows], self.known[rows])

    def profile(self, weight: Grid) -> Grid:
        """Share of the day's contacts in each slot.

        Parameters
        ----------
        weight : array of shape (..., days)

        Returns
        -------
        array of shape (..., slots), rows summing to 1 unless there is no contact at all
        """
        per_slot = (weight @ self.filled) / np.maximum(weight @ self.known, 1e-12)
        share: Grid = per_slot / np.maximum(per_slot.sum(axis=-1, keepdims=True), 1e-12)
        return share


def closed_as_zero(offered: Grid, weekday: NDArray[np.int64]) -> Grid:
    """Contacts with zero, not a gap, in slots that are usually not recorded on that weekday.

    Such a slot is closed, so that a short Saturday is a whole day, and not a day with holes.

    Parameters
    ----------
    offered : array of shape (days, slots)
        NaN where nothing was recorded.
    weekday : array of int, shape (days,)
    """
    gap = np.isnan(offered)
    worked = ~gap.all(axis=1)
    closed = np.zeros_like(gap)
    for number in range(7):
        own = worked & (weekday == number)
        if own.any():
            closed[own] = gap[own].mean(axis=0) > USUALLY_CLOSED
    return np.where(gap & closed, 0.0, offered)


@dataclass(frozen=True)
class Shape:
    """How one queue's contacts spread over the slots of a day.

    Attributes
    ----------
    by_weekday : array of shape (7, slots)
        Each row sums to 1.
    overall : array of shape (slots,)
        Of all weekdays together.
    contacts : float
        Number of contacts that would tell `overall` as surely as the weighted days do.
    """

    by_weekday: Grid
    overall: Grid
    contacts: float


def learn_shape(
    calls: Calls, rows: NDArray[np.int64], weekday: NDArray[np.int64], day: int, since: int = 0
) -> Shape:
    """Profile of each weekday, shrunk to that of all and with recent days counting more.

    Parameters
    ----------
    calls : Calls
    rows : array of int
        Days to learn from, in order of time; at least one.
    weekday : array of int
        Of every day.
    day : int
        Day before which the rows lie; the age of a row is counted from it.
    since : int
        Rows before it are of another shape, and count next to nothing.
    """
    rows = rows[-WEEKDAY_DAYS:]
    window = slice(int(rows[0]), day)
    used, place = calls[window], rows - rows[0]
    weight = np.zeros(len(used.filled))
    weight[place] = 0.5 ** ((day - rows) / HALF_LIFE_DAYS) * np.where(rows < since, OUTDATED, 1.0)
    own = np.zeros((8, len(weight)))
    own[weekday[rows], place] = own[7, place] = weight[place]
    shares = used.profile(own)
    totals = used.filled.sum(axis=1)
    weighted = float(weight @ totals)
    per_day = weighted / max(weight.sum(), 1e-12)
    prior = POOLED_DAYS + POOLED_CONTACTS / max(per_day, 1e-12)
    mixed: Grid = own[:7].sum(axis=1)[:, None] * shares[:7] + prior * shares[7]
    mixed /= np.maximum(mixed.sum(axis=1, keepdims=True), 1e-12)
    return Shape(mixed, shares[7], weighted**2 / max(float(weight**2 @ totals), 1e-12))
