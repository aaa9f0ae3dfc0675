"""Spread of single slots around the day they are in, from the misses of a model."""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import nnls

from wfm.forecast.day_table import Grid
from wfm.forecast.rolling import LEADS, ORIGIN_STEP
from wfm.forecast.spread import growth_shapes

FARTHEST_SD = 3.0
PRIOR_INTERVAL_SD = 0.05
PRIOR_AUTOCORRELATION = 0.3
SLOT_WEIGHT = 30.0
GROWTH_DAYS = 50.0
CLUSTER_DAYS = 10.0
CLUSTER_DOUBTS = 2.0


@dataclass(frozen=True)
class SlotSpread:
    """Spread of single slots around the day they are in."""

    variance: Grid
    clustering: float
    growth: Grid
    autocorrelation: float
    share_of_day: float

    @classmethod
    def measure(cls, actual: Grid, mean: Grid) -> "SlotSpread":
        """Measure misses of shape (origins, leads, slots)."""
        known = ~np.isnan(actual) & (mean > 0)
        seen = np.where(known, actual, 0.0)
        expected = np.where(known, mean, 0.0)
        total = expected.sum(axis=2, keepdims=True)
        day_ratio = seen.sum(axis=2, keepdims=True) / np.maximum(total, 1e-9)
        expected = expected * day_ratio
        miss = seen - expected
        square = (expected**2).sum(axis=(0, 1))
        if square.sum() <= 0:
            n = actual.shape[2]
            steady = np.array([1.0, 0.0, 0.0])
            return cls(np.full(n, PRIOR_INTERVAL_SD**2), 0.0, steady, PRIOR_AUTOCORRELATION, 0.0)
        days = max(int((total > 0).sum()), 1)
        # The first look, at all misses, tells which of them are too far off to count in full.
        for _ in range(2):
            clustered, relative = _two_parts(miss, expected)
            farthest = FARTHEST_SD * np.sqrt((1 + clustered) * expected + relative * expected**2)
            calm = np.clip(miss, -farthest, farthest)
        clustered, _ = _two_parts(calm, expected)
        clustered *= days / (days + CLUSTER_DAYS)
        beyond = calm**2 - (1 + clustered) * expected
        excess = beyond.sum(axis=(0, 1))
        overall = max(excess.sum() / square.sum(), 0.0)
        growth = _relative_growth(beyond.sum(axis=2), (expected**2).sum(axis=2))
        prior = SLOT_WEIGHT / days * np.maximum(square, square.sum() / len(square))
        by_slot = np.clip((excess + prior * overall) / (square + prior), 0.0, 9 * overall)
        pairs = (expected[..., 1:] * expected[..., :-1]).sum()
        both = max((calm**2 - expected).sum() / square.sum(), 0.0)
        rho = (calm[..., 1:] * calm[..., :-1]).sum() / max(pairs * both, 1e-12)
        rho = float(np.clip(rho, 0.0, 0.95)) if both > 0 else 0.0
        share = expected.sum(axis=(0, 1)) / expected.sum()
        lag = np.abs(np.subtract.outer(np.arange(len(share)), np.arange(len(share))))
        sd = share * np.sqrt(by_slot)
        # Misses are measured around the day's own ratio, which hides this much of their variance.
        hidden = float(sd @ rho**lag @ sd)
        return cls(by_slot + hidden, clustered, growth, rho, hidden)


def _two_parts(miss: Grid, expected: Grid) -> tuple[float, float]:
    """Parts of the variance beyond Poisson that grow with the mean and with its square.

    Weighted least squares of the squared misses, none negative; the weights are the inverse of
    their variance if a count is Poisson around a mean that strays by `PRIOR_INTERVAL_SD`. The first
    part has to make up for standard errors: where means are alike, nothing tells the two apart.
    """
    known = expected > 0
    mean = expected[known]
    root = 1 / np.sqrt(mean + 2 * (mean + PRIOR_INTERVAL_SD**2 * mean**2) ** 2)
    parts, beyond = np.stack([mean * root, mean**2 * root]), (miss[known] ** 2 - mean) * root
    (clustered, relative), rest = nnls(parts.T, beyond)
    if clustered > 0:
        square = parts @ parts.T
        # A day is foreseen from several origins, with nearly the same miss.
        tells_once = len(mean) * ORIGIN_STEP / LEADS
        doubt = rest / np.sqrt(
            tells_once * max(square[0, 0] - square[0, 1] ** 2 / square[1, 1], 1e-12)
        )
        clustered = max(clustered - CLUSTER_DOUBTS * doubt, 0.0)
        relative = max(float(parts[1] @ (beyond - clustered * parts[0]) / square[1, 1]), 0.0)
    return float(clustered), float(relative)


def _relative_growth(excess: Grid, square: Grid) -> Grid:
    """Parts of the variance over leads, with mean 1 over the misses (origins, leads)."""
    weight = square.sum(axis=0)
    steady = np.array([1.0, 0.0, 0.0])
    variance = np.divide(excess.sum(axis=0), weight, out=np.zeros(LEADS), where=weight > 0)
    shapes, root = growth_shapes(np.arange(LEADS) + 1), np.sqrt(weight / weight.sum())
    fitted, _ = nnls(root[:, None] * shapes, root * variance)
    mean = float(root**2 @ shapes @ fitted)
    if mean <= 0:
        return steady
    days = (square > 0).sum()
    trust = days / (days + GROWTH_DAYS)
    growth: Grid = trust * fitted / mean + (1 - trust) * steady
    return growth
