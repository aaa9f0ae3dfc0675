"""Low-rank factors of the day x slot matrix, in place of the processes of the profile.

The relative misses of days around their weekday's profile are a matrix; its first right singular
vectors are shapes, and their scores are series over days (Shen and Huang, 2008, "Interday
forecasting and intraday updating of call center arrivals"). The scores are forecast by the same
Gaussian process as the slots, or by exponential smoothing with as much trust as a regression of
each day's score on the smoothed ones before it gives.
"""

import numpy as np
from numpy.typing import NDArray

from wfm.forecast.bending import LEAST_BEND, Bending, day_totals, relative_misses
from wfm.forecast.wfm_model import PROFILE

Grid = NDArray[np.float64]
SMOOTHING_HALF_LIFE_DAYS = 10.0
PRIOR_DAYS = 30.0


def low_rank(rank: int, *, smoothed: bool) -> type[Bending]:
    """A stand-in for `wfm.forecast.bending.Bending`."""

    class LowRank(Bending):
        def predict(
            self,
            profiles: Grid,
            ahead: NDArray[np.int64],
            known: int,
            earlier: tuple[int, Grid] | None = None,  # noqa: ARG002
        ) -> Grid:
            count = int(np.searchsorted(self.rows, known))
            coming = profiles[self.weekday[ahead]]
            if count == 0:
                return coming
            base, rows = profiles[:, self.used], self.rows[:count]
            expected, seen = base[self.weekday[rows]], self.calls[:count]
            miss = relative_misses(seen, expected)
            typical = np.maximum((expected**2).sum(axis=1), 1e-12)
            noise = PROFILE.noise_sd**2 + 1 / (day_totals(seen, expected) * typical)
            root = np.sqrt(np.maximum(base.mean(axis=0), 1e-9))
            scaled = miss * root / np.sqrt(noise)[:, None]
            shapes = np.linalg.svd(scaled, full_matrices=False)[2][:rank]
            scores = (miss * root) @ shapes.T
            if smoothed:
                said = np.tile(_smoothed(scores, rows), (len(ahead), 1))
            else:
                inverse = self.inverse[:count, :count]
                to_rows = self.covariance[ahead - self.first, :count]
                said = (to_rows @ inverse.T) @ (inverse @ scores)
            bent = base[self.weekday[ahead]] * np.maximum(1 + said @ shapes / root, LEAST_BEND)
            coming[:, self.used] = bent / np.maximum(bent.sum(axis=1, keepdims=True), 1e-12)
            return coming

    return LowRank


def _smoothed(scores: Grid, day: NDArray[np.int64]) -> Grid:
    """Last smoothed score of each factor, times what earlier ones were worth the day after."""
    level, worth = np.zeros(scores.shape[1]), np.zeros((2, scores.shape[1]))
    for i, score in enumerate(scores):
        worth += score * level, level**2
        apart = day[i] - day[i - 1] if i else 1
        keep = 0.5 ** (apart / SMOOTHING_HALF_LIFE_DAYS)
        level = keep * level + (1 - keep) * score
    trust = np.clip(worth[0] / np.maximum(worth[1], 1e-12), 0, 1)
    shrunk: Grid = level * trust * len(scores) / (len(scores) + PRIOR_DAYS)
    return shrunk
