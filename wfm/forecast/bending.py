"""Profiles of days to come: those of their weekdays, bent by season, drift and holidays."""

from dataclasses import dataclass
from typing import cast

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import cholesky
from scipy.linalg.lapack import dtrtri

from wfm.forecast.profile import Calls

Grid = NDArray[np.float64]

BENDING_DAYS = 190
LARGEST_MISS = 3.0
LEAST_BEND = 0.1


@dataclass(frozen=True)
class Bending:
    """One queue's relative misses around its profiles as a Gaussian process over days.

    Each slot has its own process with the same covariance and the Poisson noise of a typical slot,
    so that a shape returns with the month, drifts, and keeps what lasts. The inverse of the factor
    of the first days is the leading block of the whole inverse, so one factorisation serves every
    origin in the past.

    Attributes
    ----------
    calls : Calls
        Of `rows` and the slots in `used`.
    used : array of int
    rows : array of int
        Days it learns from, in order of time.
    weekday : array of int
        Of known days and of those to come.
    covariance : array of shape (days from `first`, rows)
        Prior covariance of the relative misses.
    first : int
    inverse : array of shape (rows, rows)
        Of the lower Cholesky factor of the rows' covariance with noise.
    """

    calls: Calls
    used: NDArray[np.int64]
    rows: NDArray[np.int64]
    weekday: NDArray[np.int64]
    covariance: Grid
    first: int
    inverse: Grid

    @classmethod
    def fit(
        cls,
        calls: Calls,
        rows: NDArray[np.int64],
        profiles: Grid,
        weekday: NDArray[np.int64],
        covariance: Grid,
        first: int,
        noise_sd: float,
    ) -> "Bending":
        """Factor the covariance of the last days.

        Parameters
        ----------
        calls : Calls
        rows : array of int
            Days to learn from, in order of time.
        profiles : array of shape (7, slots)
            Of each weekday, for the noise of a typical slot.
        weekday : array of int
        covariance : array of shape (days from `first`, days from `first`)
        first : int
            Days before it are too old to bend a profile.
        noise_sd : float
            Standard deviation of a miss on a single day, beyond the Poisson count.
        """
        rows = rows[rows >= first][-BENDING_DAYS:]
        used = np.flatnonzero(profiles.any(axis=0))
        own = Calls(calls.filled[np.ix_(rows, used)], calls.known[np.ix_(rows, used)])
        expected = profiles[np.ix_(weekday[rows], used)]
        typical = np.maximum((expected**2).sum(axis=1), 1e-12)
        noise = noise_sd**2 + 1 / (day_totals(own, expected) * typical)
        to_rows = covariance[:, rows - first]
        noisy = to_rows[rows - first]
        noisy.flat[:: len(rows) + 1] += noise
        lower = cholesky(noisy.T, lower=True, overwrite_a=True, check_finite=False)
        inverse = cast(Grid, dtrtri(lower, lower=1)[0]) if len(rows) > 0 else lower
        return cls(own, used, rows, weekday, to_rows, first, inverse)

    def predict(
        self,
        profiles: Grid,
        ahead: NDArray[np.int64],
        known: int,
        earlier: tuple[int, Grid] | None = None,
    ) -> Grid:
        """Profiles of the days `ahead` by the misses of those before `known`.

        Parameters
        ----------
        profiles : array of shape (7, slots)
            Of each weekday, as the days before `known` tell.
        ahead : array of int
        known : int
        earlier : tuple of int and array of shape (7, slots), optional
            Day on which the profiles became what they are, and those before it.

        Returns
        -------
        array of shape (days ahead, slots), each row summing to 1
        """
        count = int(np.searchsorted(self.rows, known))
        coming = profiles[self.weekday[ahead]]
        if count == 0 or ahead[0] < self.first:
            return coming
        base = profiles[:, self.used]
        rows = self.rows[:count]
        expected = base[self.weekday[rows]]
        if earlier is not None:
            before = np.flatnonzero(rows < earlier[0])
            expected[before] = earlier[1][np.ix_(self.weekday[rows[before]], self.used)]
        miss = relative_misses(self.calls[:count], expected)
        inverse = self.inverse[:count, :count]
        weights = (self.covariance[ahead - self.first, :count] @ inverse.T) @ inverse
        bent = base[self.weekday[ahead]] * np.maximum(1 + weights @ miss, LEAST_BEND)
        coming[:, self.used] = bent / np.maximum(bent.sum(axis=1, keepdims=True), 1e-12)
        return coming


def day_totals(calls: Calls, expected: Grid) -> Grid:
    """Contacts of whole days, of which `expected` shares fall into each slot; at least a half."""
    recorded = np.maximum((expected * calls.known).sum(axis=1), 1e-12)
    totals: Grid = np.maximum(calls.filled.sum(axis=1) / recorded, 0.5)
    return totals


def relative_misses(calls: Calls, expected: Grid) -> Grid:
    """How far each slot is from its share of its own day, relative to it; 0 where unknown."""
    share = day_totals(calls, expected)[:, None] * expected
    usable = (calls.known > 0) & (expected > 1e-9)
    ratio = np.divide(calls.filled, share, out=np.ones(expected.shape), where=usable)
    miss: Grid = np.minimum(ratio - 1, LARGEST_MISS)
    return miss
