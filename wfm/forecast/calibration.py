"""Estimates the uncertainty of a model from its own past misses, from rolling origins."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import nnls

from wfm.forecast.day_table import DayTable, Grid
from wfm.forecast.models import Fitted
from wfm.forecast.rolling import LEADS, rolling_origins

PRIOR_DAY_SD = 0.1
SPECIAL_WIDENING = 2.0
FARTHEST_SD = 3.0
SETTLING_DAYS = 3.0
PRIOR_INTERVAL_SD = 0.05
PRIOR_AUTOCORRELATION = 0.3
PRIOR_MISSES = 1.0
PRIOR_WEIGHT = 4.0
SLOT_WEIGHT = 30.0
LONGEST_LEAD = 90
GROWTH_DAYS = 50.0


@dataclass(frozen=True)
class Spread:
    """Relative spread of a model's misses by queue.

    Attributes
    ----------
    day_variance : array of shape (queues, 3)
        Variance of a day's log level at lead 1, its growth in the first days, and its growth a day.
    special_variance : array of shape (queues,)
        The same for holidays and their neighbours, at any lead.
    day_autocorrelation : array of shape (queues,)
    queue_correlation : array of shape (queues, queues)
    interval_variance : array of shape (queues, slots)
        On average over the leads that were measured.
    interval_growth : array of shape (queues, 3)
        The same three parts of the variance over leads, relative to that average.
    interval_autocorrelation : array of shape (queues,)
    """

    day_variance: Grid
    special_variance: Grid
    day_autocorrelation: Grid
    queue_correlation: Grid
    interval_variance: Grid
    interval_growth: Grid
    interval_autocorrelation: Grid

    def day_sd(self, leads: NDArray[np.int64], special: NDArray[np.bool_]) -> Grid:
        """Standard deviation by (queues, days) for days at `leads` (1 is the next day).

        `special` are the holidays and their neighbours, of the same shape.
        """
        common = self.day_variance @ _growth(leads).T
        wide = np.maximum(common, self.special_variance[:, None])
        sd: Grid = np.sqrt(np.where(special, wide, common))
        return sd

    def typical_day_sd(self, leads: NDArray[np.int64]) -> Grid:
        """The same of common days."""
        sd: Grid = np.sqrt(self.day_variance @ _growth(leads).T)
        return sd

    def interval_sd(self, leads: NDArray[np.int64]) -> Grid:
        """Standard deviation by (queues, days, slots) for days at `leads`."""
        growth = self.interval_growth @ _growth(leads).T
        sd: Grid = np.sqrt(growth[:, :, None] * self.interval_variance[:, None, :])
        return sd


def estimate_spread(misses: Sequence["Miss"], past: DayTable, special: NDArray[np.bool_]) -> Spread:
    """Measure the misses from origins in the past.

    Parameters
    ----------
    misses : sequence of Miss
        As `roll` gives them.
    past : DayTable
    special : array of bool, shape (queues, days)
        Days of `past` that are holidays or their neighbours.
    """
    n_queues, n_slots = len(past.queues), past.n_slots
    day_variance = np.tile([PRIOR_DAY_SD**2, 0.0, 0.0], (n_queues, 1))
    special_variance = np.full(n_queues, SPECIAL_WIDENING * PRIOR_DAY_SD**2)
    interval_variance = np.full((n_queues, n_slots), PRIOR_INTERVAL_SD**2)
    interval_growth = np.tile([1.0, 0.0, 0.0], (n_queues, 1))
    day_rho = np.full(n_queues, PRIOR_AUTOCORRELATION)
    interval_rho = np.full(n_queues, PRIOR_AUTOCORRELATION)
    standard = np.full((n_queues, len(misses), LEADS), np.nan)
    for q in range(n_queues if misses else 0):
        actual = np.stack([m.actual[q] for m in misses])
        mean = np.stack([m.mean[q] for m in misses])
        is_special = np.stack([_padded(special[q, m.origin : m.origin + LEADS]) for m in misses])
        slots = _Slots.measure(actual, mean)
        interval_variance[q], interval_rho[q] = slots.variance, slots.autocorrelation
        interval_growth[q] = slots.growth
        total = np.where(np.isnan(actual), np.nan, mean).sum(axis=2, where=~np.isnan(actual))
        seen = np.nansum(actual, axis=2)
        usable = (total > 0) & (seen > 0)
        ratio = np.where(usable, seen / np.where(usable, total, 1.0) - 1, np.nan)
        excess = ratio**2 - 1 / np.where(usable, total, 1.0)
        weight = np.where(usable, (PRIOR_DAY_SD**2 + 1 / np.maximum(total, 1e-9)) ** -2, 0.0)
        common = usable & ~is_special
        day_variance[q] = _by_lead(excess, np.where(common, weight, 0.0), ratio)
        day_variance[q] *= _unsure([m.origin for m in misses], common)
        variance = day_variance[q] @ _growth(np.arange(LEADS) + 1).T
        special_variance[q] = _mean_with_prior(
            excess[is_special & usable], SPECIAL_WIDENING * float(variance.mean())
        )
        standard[q] = np.where(is_special, np.nan, ratio) / np.sqrt(
            variance + 1 / np.maximum(total, 1e-9)
        )
        day_variance[q, 0] = max(day_variance[q, 0] - slots.share_of_day, 0.0)
        day_rho[q] = _lag_one(standard[q])
    return Spread(
        day_variance,
        special_variance,
        day_rho,
        _correlation(standard.reshape(n_queues, -1)),
        interval_variance,
        interval_growth,
        interval_rho,
    )


@dataclass(frozen=True)
class Miss:
    """What came and what was forecast from one origin, each of shape (queues, leads, slots)."""

    origin: int
    actual: Grid
    mean: Grid


def roll(fitted: Fitted, past: DayTable) -> list[Miss]:
    """Misses from recent origins, padded with NaN where the past ends before the longest lead."""
    misses = []
    for origin in rolling_origins(past.n_days):
        stop = min(origin + LEADS, past.n_days)
        actual = np.full((len(past.queues), LEADS, past.n_slots), np.nan)
        mean = np.zeros(actual.shape)
        actual[:, : stop - origin] = past.offered[:, origin:stop]
        mean[:, : stop - origin] = fitted.hindcast(origin, range(origin, stop))
        misses.append(Miss(origin, actual, mean))
    return misses


@dataclass(frozen=True)
class _Slots:
    """Spread of single slots around the day they are in."""

    variance: Grid
    growth: Grid
    autocorrelation: float
    share_of_day: float

    @classmethod
    def measure(cls, actual: Grid, mean: Grid) -> "_Slots":
        known = ~np.isnan(actual) & (mean > 0)
        seen = np.where(known, actual, 0.0)
        expected = np.where(known, mean, 0.0)
        total = expected.sum(axis=2, keepdims=True)
        day_ratio = seen.sum(axis=2, keepdims=True) / np.maximum(total, 1e-9)
        expected = expected * day_ratio
        miss = seen - expected
        excess, square = (miss**2 - expected).sum(axis=(0, 1)), (expected**2).sum(axis=(0, 1))
        if square.sum() <= 0:
            n = actual.shape[2]
            steady = np.array([1.0, 0.0, 0.0])
            return cls(np.full(n, PRIOR_INTERVAL_SD**2), steady, PRIOR_AUTOCORRELATION, 0.0)
        overall = max(excess.sum() / square.sum(), 0.0)
        farthest = FARTHEST_SD * np.sqrt(expected + overall * expected**2)
        miss = np.clip(miss, -farthest, farthest)
        excess = (miss**2 - expected).sum(axis=(0, 1))
        overall = max(excess.sum() / square.sum(), 0.0)
        growth = _relative_growth((miss**2 - expected).sum(axis=2), (expected**2).sum(axis=2))
        days = max(int((total > 0).sum()), 1)
        prior = SLOT_WEIGHT / days * np.maximum(square, square.sum() / len(square))
        by_slot = np.clip((excess + prior * overall) / (square + prior), 0.0, 9 * overall)
        pairs = (expected[..., 1:] * expected[..., :-1]).sum()
        rho = (miss[..., 1:] * miss[..., :-1]).sum() / max(pairs * overall, 1e-12)
        rho = float(np.clip(rho, 0.0, 0.95)) if overall > 0 else 0.0
        share = expected.sum(axis=(0, 1)) / expected.sum()
        lag = np.abs(np.subtract.outer(np.arange(len(share)), np.arange(len(share))))
        sd = share * np.sqrt(by_slot)
        # Misses are measured around the day's own ratio, which hides this much of their variance.
        hidden = float(sd @ rho**lag @ sd)
        return cls(by_slot + hidden, growth, rho, hidden)


def _relative_growth(excess: Grid, square: Grid) -> Grid:
    """Parts of the variance over leads, with mean 1 over the misses (origins, leads)."""
    weight = square.sum(axis=0)
    steady = np.array([1.0, 0.0, 0.0])
    variance = np.divide(excess.sum(axis=0), weight, out=np.zeros(LEADS), where=weight > 0)
    shapes, root = _growth(np.arange(LEADS) + 1), np.sqrt(weight / weight.sum())
    fitted, _ = nnls(root[:, None] * shapes, root * variance)
    mean = float(root**2 @ shapes @ fitted)
    if mean <= 0:
        return steady
    days = (square > 0).sum()
    trust = days / (days + GROWTH_DAYS)
    growth: Grid = trust * fitted / mean + (1 - trust) * steady
    return growth


def _growth(leads: NDArray[np.int64]) -> Grid:
    """Shapes of the variance over leads: constant, settling in the first days, and linear."""
    ahead = np.minimum(leads, LONGEST_LEAD) - 1.0
    return np.column_stack([np.ones(len(ahead)), 1 - np.exp(-ahead / SETTLING_DAYS), ahead])


def _by_lead(excess: Grid, weight: Grid, ratio: Grid) -> Grid:
    """Coefficients of the variance over leads, none negative, from misses (origins, leads)."""
    prior = np.array([PRIOR_DAY_SD**2, 0.0, 0.0])
    if not (weight > 0).any():
        return prior
    scale = np.median(np.abs(ratio[weight > 0])) / 0.6745
    calm = np.minimum(np.nan_to_num(excess), (FARTHEST_SD * scale) ** 2)
    count = (weight > 0).sum()
    shapes = np.tile(_growth(np.arange(excess.shape[1]) + 1), (len(excess), 1))
    root = np.sqrt(weight).ravel()
    root /= max(root.max(), 1e-12)
    fitted, _ = nnls(root[:, None] * shapes, root * calm.ravel())
    trust = count / (count + PRIOR_MISSES)
    coefficients: Grid = trust * fitted + (1 - trust) * prior
    return coefficients


def _unsure(origins: list[int], common: NDArray[np.bool_]) -> float:
    """What a variance from few days has to be multiplied with to predict one more of them.

    The prediction is Student's, with variance df / (df - 2) (Gelman et al., 2014, "Bayesian Data
    Analysis", section 3.2); a day counts once, however many origins foresaw it.
    """
    origin, lead = np.nonzero(common)
    df = PRIOR_WEIGHT + len(np.unique(np.array(origins)[origin] + lead))
    return df / (df - 2)


def _padded(flags: NDArray[np.bool_]) -> NDArray[np.bool_]:
    return np.pad(flags, (0, LEADS - len(flags)))


def _mean_with_prior(values: Grid, prior: float) -> float:
    calm = np.clip(values, 0.0, 1.0)
    return float((calm.sum() + PRIOR_WEIGHT * prior) / (len(calm) + PRIOR_WEIGHT))


def _lag_one(standard: Grid) -> float:
    product = standard[:, 1:] * standard[:, :-1]
    known = ~np.isnan(product)
    total = float(product[known].sum()) + PRIOR_WEIGHT * PRIOR_AUTOCORRELATION
    return float(np.clip(total / (known.sum() + PRIOR_WEIGHT), 0.0, 0.95))


def _correlation(standard: Grid) -> Grid:
    """Correlation between rows, shrunk to none by how few pairs there are; always definite."""
    known = ~np.isnan(standard)
    filled = np.where(known, standard, 0.0)
    pairs = known.astype(float) @ known.T
    spread = np.sqrt(np.maximum((filled**2).sum(axis=1), 1e-12))
    raw = (filled @ filled.T) / np.outer(spread, spread)
    shrunk = raw * pairs / (pairs + 20.0) * 0.98
    np.fill_diagonal(shrunk, 1.0)
    values, vectors = np.linalg.eigh(shrunk)
    definite = (vectors * np.maximum(values, 0.01)) @ vectors.T
    scale = np.sqrt(np.diag(definite))
    correlation: Grid = definite / np.outer(scale, scale)
    return correlation
