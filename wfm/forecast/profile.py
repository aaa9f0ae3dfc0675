"""How a day's contacts spread over its slots: a profile by weekday, bent by season and drift."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from wfm.forecast.process import Process

Grid = NDArray[np.float64]

HALF_LIFE_DAYS = 90.0
POOLED_DAYS = 1.0
POOLED_CONTACTS = 200.0
WEEKDAY_DAYS = 400
BENDING_DAYS = 150
LARGEST_MISS = 3.0
LEAST_BEND = 0.1
USUALLY_CLOSED = 0.5


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


def weekday_profiles(
    calls: Calls, rows: NDArray[np.int64], weekday: NDArray[np.int64], day: int
) -> Grid:
    """Profile of each weekday, shrunk to that of all and with recent days counting more.

    Parameters
    ----------
    calls : Calls
    rows : array of int
        Days to learn from.
    weekday : array of int
        Of every day.
    day : int
        Day before which the rows lie; the age of a row is counted from it.

    Returns
    -------
    array of shape (7, slots), each row summing to 1
    """
    rows = rows[-WEEKDAY_DAYS:]
    weight = 0.5 ** ((day - rows) / HALF_LIFE_DAYS)
    own = weight * (weekday[rows] == np.arange(7)[:, None])
    shares = calls[rows].profile(np.vstack([own, weight]))
    per_day = weight @ calls.filled[rows].sum(axis=1) / max(weight.sum(), 1e-12)
    prior = POOLED_DAYS + POOLED_CONTACTS / max(per_day, 1e-12)
    mixed: Grid = own.sum(axis=1)[:, None] * shares[:7] + prior * shares[7]
    mixed /= np.maximum(mixed.sum(axis=1, keepdims=True), 1e-12)
    return mixed


def overall_profile(calls: Calls, rows: NDArray[np.int64], day: int) -> tuple[float, Grid]:
    """Profile of all weekdays, and the number of contacts that tells it as surely.

    Parameters are those of `weekday_profiles`.
    """
    rows = rows[-WEEKDAY_DAYS:]
    weight = 0.5 ** ((day - rows) / HALF_LIFE_DAYS)
    totals = calls.filled[rows].sum(axis=1)
    contacts = float(weight @ totals) ** 2 / max(float(weight**2 @ totals), 1e-12)
    return contacts, calls[rows].profile(weight)


def predict_profiles(
    calls: Calls,
    rows: NDArray[np.int64],
    profiles: Grid,
    weekday: NDArray[np.int64],
    ahead: NDArray[np.int64],
    covariance: Grid,
    first: int,
    noise_sd: float,
) -> Grid:
    """Profiles of days to come.

    The miss of each past day around its weekday's profile, slot by slot, is a Gaussian process over
    days with the Poisson noise of a typical slot, so that a shape returns with the month, drifts,
    and keeps what lasts.

    Parameters
    ----------
    calls : Calls
    rows : array of int
        Days to learn from, in order of time.
    profiles : array of shape (7, slots)
        Of each weekday.
    weekday : array of int
        Of known days and of those to come.
    ahead : array of int
        Days to come.
    covariance : array of shape (all days from `first`, all days from `first`)
        Prior covariance of the relative misses.
    first : int
        Days before it are too old to bend a profile.
    noise_sd : float
        Their standard deviation on a single day, beyond the Poisson count.

    Returns
    -------
    array of shape (days to come, slots), each row summing to 1
    """
    recent = rows[rows >= first][-BENDING_DAYS:]
    if len(recent) == 0:
        return profiles[weekday[ahead]]
    used = np.flatnonzero(profiles.any(axis=0))
    base = profiles[:, used]
    coming, expected = base[weekday[ahead]], base[weekday[recent]]
    seen = Calls(calls.filled[np.ix_(recent, used)], calls.known[np.ix_(recent, used)])
    recorded = np.maximum((expected * seen.known).sum(axis=1), 1e-12)
    total = np.maximum(seen.filled.sum(axis=1) / recorded, 0.5)
    usable = (seen.known > 0) & (expected > 1e-9)
    miss = np.ones(expected.shape)
    np.divide(seen.filled, total[:, None] * expected, out=miss, where=usable)
    miss = np.minimum(miss - 1, LARGEST_MISS)
    typical = np.maximum((base**2).sum(axis=1), 1e-12)[weekday[recent]]
    noise = noise_sd**2 + 1 / (total * typical)
    process = Process.fit(covariance[np.ix_(recent - first, recent - first)], noise, miss)
    bend = 1 + covariance[np.ix_(ahead - first, recent - first)] @ process.weights
    coming *= np.maximum(bend, LEAST_BEND)
    bent = np.zeros((len(ahead), profiles.shape[1]))
    bent[:, used] = coming / np.maximum(coming.sum(axis=1, keepdims=True), 1e-12)
    return bent
