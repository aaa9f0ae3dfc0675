"""Estimates the uncertainty of a model from its own past misses, from rolling origins."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import nnls
from scipy.special import ndtri

from wfm.forecast.day_table import DayTable, Grid
from wfm.forecast.misses import Miss
from wfm.forecast.rolling import LEADS
from wfm.forecast.slot_spread import (
    FARTHEST_SD,
    PRIOR_AUTOCORRELATION,
    PRIOR_INTERVAL_SD,
    SlotSpread,
)
from wfm.forecast.spread import Spread, growth_shapes

PRIOR_DAY_SD = 0.1
SPECIAL_WIDENING = 2.0
PRIOR_MISSES = 1.0
PRIOR_WEIGHT = 4.0
SHARES = (0.8, 0.9)
FEWEST_CONTACTS = 10.0
FEWEST_MISSES = 100
SCALE_DAYS = 10.0
SCALES = (0.5, 1.5)


def estimate_spread(misses: Sequence[Miss], past: DayTable, special: NDArray[np.bool_]) -> Spread:
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
        slots = SlotSpread.measure(actual, mean)
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
        variance = day_variance[q] @ growth_shapes(np.arange(LEADS) + 1).T
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


def _too_narrow(spread: Spread, misses: Sequence[Miss], special: NDArray[np.bool_]) -> Grid:
    """What the variances have to be multiplied with for bands to hold what they say, by queue.

    Misses have heavier tails than the lognormal factors, so that factors of the same variance are
    too wide in the middle. The quantiles of the misses over their standard deviation are compared
    with the normal ones; Poisson's part cannot be scaled. A day counts once, however many origins
    foresaw it.
    """
    leads = np.arange(LEADS) + 1
    day_of = np.array([m.origin for m in misses])[:, None] + leads
    once = (1 / np.bincount(day_of.ravel())[day_of])[:, :, None]
    normal = ndtri((1 + np.array(SHARES)) / 2)
    typical = spread.typical_day_sd(leads) ** 2
    relative = [spread.interval_sd(leads, m.mean) ** 2 for m in misses]
    scale = np.ones(len(special))
    for q in range(len(scale)):
        actual = np.stack([m.actual[q] for m in misses])
        mean = np.stack([m.mean[q] for m in misses])
        aside = np.stack([_padded(special[q, m.origin : m.origin + LEADS]) for m in misses])
        usable = ~np.isnan(actual) & (mean >= FEWEST_CONTACTS) & ~aside[:, :, None]
        if usable.sum() < FEWEST_MISSES:
            continue
        extra = (typical[q][:, None] + np.stack([own[q] for own in relative]))[usable]
        said, share = mean[usable], np.broadcast_to(once, usable.shape)[usable]
        variance = said + said**2 * extra
        far = np.abs(actual[usable] - said) / np.sqrt(variance)
        ratio = float(np.mean(_weighted_quantiles(far, share, SHARES) / normal))
        of_poisson = float(np.average(said / variance, weights=share))
        wanted = (ratio**2 - of_poisson) / max(1 - of_poisson, 1e-9)
        days = (~np.isnan(actual)).any(axis=2).sum()
        trust = days / (days + SCALE_DAYS)
        scale[q] = 1 + trust * (float(np.clip(wanted, *SCALES)) - 1)
    return scale


def _weighted_quantiles(values: Grid, weights: Grid, shares: Sequence[float]) -> Grid:
    """Values below which these shares of the weights lie."""
    order = np.argsort(values)
    summed = np.cumsum(weights[order])
    place = np.searchsorted(summed, np.array(shares) * summed[-1])
    quantiles: Grid = values[order[place]]
    return quantiles


def _by_lead(excess: Grid, weight: Grid, ratio: Grid) -> Grid:
    """Coefficients of the variance over leads, none negative, from misses (origins, leads)."""
    prior = np.array([PRIOR_DAY_SD**2, 0.0, 0.0])
    if not (weight > 0).any():
        return prior
    scale = np.median(np.abs(ratio[weight > 0])) / 0.6745
    calm = np.minimum(np.nan_to_num(excess), (FARTHEST_SD * scale) ** 2)
    count = (weight > 0).sum()
    shapes = np.tile(growth_shapes(np.arange(excess.shape[1]) + 1), (len(excess), 1))
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
