"""Estimates the uncertainty of a model from its own past misses, from rolling origins."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import nnls
from scipy.special import ndtri

from wfm.forecast.day_table import DayTable, Grid
from wfm.forecast.models import Fitted
from wfm.forecast.rolling import LEADS, ORIGIN_STEP, rolling_origins

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
LEAST_CLUSTERED = 1.0
CLUSTER_DAYS = 10.0
CLUSTER_DOUBTS = 2.0
SHARES = (0.8, 0.9)
FEWEST_CONTACTS = 10.0
FEWEST_MISSES = 100
SCALE_DAYS = 10.0
SCALES = (0.5, 1.5)
OF_DAYS = 0.75


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
    clustering : array of shape (queues,)
        Variance of a count over its mean, beyond the 1 of Poisson and what `interval_variance`
        makes: it matters where few contacts come.
    interval_growth : array of shape (queues, 3)
        The same three parts of the variance over leads, relative to that average.
    interval_autocorrelation : array of shape (queues,)
    """

    day_variance: Grid
    special_variance: Grid
    day_autocorrelation: Grid
    queue_correlation: Grid
    interval_variance: Grid
    clustering: Grid
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

    def interval_sd(self, leads: NDArray[np.int64], mean: Grid) -> Grid:
        """Standard deviation by (queues, days, slots) for days at `leads` of the means given."""
        growth = self.interval_growth @ _growth(leads).T
        few = self.clustering[:, None, None] / np.maximum(mean, LEAST_CLUSTERED)
        sd: Grid = np.sqrt(growth[:, :, None] * self.interval_variance[:, None, :] + few)
        return sd

    def scaled(self, factor: Grid) -> "Spread":
        """With variances of each queue times a factor, and less of it on days.

        There are far fewer days than intervals to tell a factor by.
        """
        of_days = factor**OF_DAYS
        return replace(
            self,
            day_variance=self.day_variance * of_days[:, None],
            special_variance=self.special_variance * of_days,
            interval_variance=self.interval_variance * factor[:, None],
            clustering=self.clustering * factor,
        )


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
    clustering = np.zeros(n_queues)
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
        interval_growth[q], clustering[q] = slots.growth, slots.clustering
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
    spread = Spread(
        day_variance,
        special_variance,
        day_rho,
        _correlation(standard.reshape(n_queues, -1)),
        interval_variance,
        clustering,
        interval_growth,
        interval_rho,
    )
    return spread.scaled(_too_narrow(spread, misses, special)) if misses else spread


def _too_narrow(spread: Spread, misses: Sequence["Miss"], special: NDArray[np.bool_]) -> Grid:
    """What the variances have to be multiplied with for bands to hold what they say, by queue.

    Misses have heavier tails than the lognormal factors, so that factors of the same variance are
    too wide in the middle. The quantiles of the misses over their standard deviation are compared
    with the normal ones; Poisson's part cannot be scaled. A day counts once, however many origins
    foresaw it.
    """
    leads = np.arange(LEADS) + 1
    is_special = np.stack(
        [np.stack([_padded(own[m.origin : m.origin + LEADS]) for own in special]) for m in misses]
    )
    scale = np.ones(len(special))
    typical = spread.typical_day_sd(leads)[:, :, None] ** 2
    parts: list[list[Grid]] = [[] for _ in scale]
    day_of = np.array([m.origin for m in misses])[:, None] + leads
    once = 1 / np.bincount(day_of.ravel())[day_of]
    for miss, aside, share in zip(misses, is_special, once, strict=True):
        beyond = miss.mean**2 * (typical + spread.interval_sd(leads, miss.mean) ** 2)
        usable = ~np.isnan(miss.actual) & (miss.mean >= FEWEST_CONTACTS) & ~aside[:, :, None]
        for q, chosen in enumerate(usable):
            mean, extra = miss.mean[q][chosen], beyond[q][chosen]
            parts[q].append(
                np.stack([np.abs(miss.actual[q][chosen] - mean) / np.sqrt(mean + extra),
                          mean / (mean + extra),
                          np.broadcast_to(share[:, None], chosen.shape)[chosen]])
            )  # fmt: skip
    normal = ndtri((1 + np.array(SHARES)) / 2)
    days = (~np.isnan(np.stack([m.actual for m in misses]))).any(axis=3).sum(axis=(0, 2))
    for q, own in enumerate(parts):
        far, poisson, share = np.concatenate(own, axis=1)
        if len(far) < FEWEST_MISSES:
            continue
        ratio = float(np.mean(_weighted_quantiles(far, share, SHARES) / normal))
        of_poisson = float(np.average(poisson, weights=share))
        wanted = (ratio**2 - of_poisson) / max(1 - of_poisson, 1e-9)
        trust = days[q] / (days[q] + SCALE_DAYS)
        scale[q] = 1 + trust * (float(np.clip(wanted, *SCALES)) - 1)
    return scale


def _weighted_quantiles(values: Grid, weights: Grid, shares: Sequence[float]) -> Grid:
    """Values below which these shares of the weights lie."""
    order = np.argsort(values)
    summed = np.cumsum(weights[order])
    place = np.searchsorted(summed, np.array(shares) * summed[-1])
    quantiles: Grid = values[order[place]]
    return quantiles


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
    clustering: float
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
