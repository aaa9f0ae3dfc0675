"""Low-rank factors of the day x slot matrix, in place of the processes of the profile.

The relative misses of days around their weekday's profile are a matrix; its first right singular
vectors are shapes, and their scores are series over days (Shen and Huang, 2008, "Interday
forecasting and intraday updating of call center arrivals"). The scores are forecast by the same
Gaussian process as the slots, or by exponential smoothing with as much trust as a regression of
each day's score on the smoothed ones before it gives.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from wfm.forecast.process import Process
from wfm.forecast.profile import BENDING_DAYS, LARGEST_MISS, LEAST_BEND, Calls

Grid = NDArray[np.float64]
SMOOTHING_HALF_LIFE_DAYS = 10.0
PRIOR_DAYS = 30.0


def low_rank_profiles(rank: int, *, smoothed: bool) -> Callable[..., Grid]:
    """A stand-in for `wfm.forecast.profile.predict_profiles`."""

    def predict(
        calls: Calls,
        rows: NDArray[np.int64],
        profiles: Grid,
        weekday: NDArray[np.int64],
        ahead: NDArray[np.int64],
        covariance: Grid,
        first: int,
        noise_sd: float,
    ) -> Grid:
        recent = rows[rows >= first][-BENDING_DAYS:]
        expected, seen = profiles[weekday[recent]], calls[recent]
        recorded = np.maximum((expected * seen.known).sum(axis=1), 1e-12)
        total = np.maximum(seen.filled.sum(axis=1) / recorded, 0.5)
        miss = np.ones(expected.shape)
        usable = (seen.known > 0) & (expected > 1e-9)
        np.divide(seen.filled, total[:, None] * expected, out=miss, where=usable)
        miss = np.minimum(miss - 1, LARGEST_MISS)
        typical = np.maximum((profiles**2).sum(axis=1), 1e-12)[weekday[recent]]
        noise = noise_sd**2 + 1 / (total * typical)
        root = np.sqrt(np.maximum(profiles.mean(axis=0), 1e-9))
        shapes = np.linalg.svd(miss * root / np.sqrt(noise)[:, None], full_matrices=False)[2][:rank]
        scores = (miss * root) @ shapes.T
        if smoothed:
            said = np.tile(_smoothed(scores, recent), (len(ahead), 1))
        else:
            known = covariance[np.ix_(recent - first, recent - first)]
            weights = Process.fit(known, noise, scores).weights
            said = covariance[np.ix_(ahead - first, recent - first)] @ weights
        bent: Grid = profiles[weekday[ahead]] * np.maximum(1 + said @ shapes / root, LEAST_BEND)
        bent /= np.maximum(bent.sum(axis=1, keepdims=True), 1e-12)
        return bent

    return predict


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
