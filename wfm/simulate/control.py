"""Control variates: what the demand that was drawn explains of the error is taken out."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from wfm.simulate.arrays import Floats
from wfm.simulate.estimate import Estimates, bounded, ratio
from wfm.simulate.skewness import skewed_bounds

LEAST_PER_CONTROL = 10
"""Replications for each control below which estimating its effect costs more than it brings."""


@dataclass(frozen=True, eq=False)
class Controlled:
    """Ratios with their controls taken into account; arrays of shape (M,).

    Attributes
    ----------
    estimates : Estimates
        The ratios with 95 % intervals.
    variance_left : array
        Estimated variance over that without controls: 0.5 is worth twice the replications. May
        exceed 1 a little where the controls explain nothing.
    """

    estimates: Estimates
    variance_left: Floats


def demand_controls(
    offered: NDArray[np.integer],
    aht_s: ArrayLike,
    expected_offered: ArrayLike,
    expected_aht_s: ArrayLike,
) -> Floats:
    """Contacts and work of each replication, less what was to be expected; both have mean zero.

    Parameters
    ----------
    offered : array of int, shape (n, Q, T)
        Contacts drawn.
    aht_s : array_like, broadcasts with `offered`
        Mean handle times drawn, seconds.
    expected_offered, expected_aht_s : array_like, shape (Q, T)
        Means of what they were drawn from. Counts and handle times are taken as independent.

    Returns
    -------
    array of shape (n, 2)
        Contacts; hours of work.
    """
    expected = np.asarray(expected_offered, dtype=np.float64)
    contacts = offered - expected
    work = offered * np.asarray(aht_s) - expected * np.asarray(expected_aht_s)
    axes = (-2, -1)
    return np.stack([contacts.sum(axis=axes), work.sum(axis=axes) / 3600.0], axis=-1)


def controlled_ratio(
    numerator: ArrayLike, denominator: ArrayLike, controls: ArrayLike, *, share: bool = True
) -> Controlled:
    """Ratio of sums over replications, both corrected by controls whose mean is known to be zero.

    Numerator and denominator are regressed on the controls and read off where these are zero. The
    95 % interval is that of the regression of ``numerator - R * denominator``, which counts what
    estimating the effects costs: Student's t with n - C - 1 degrees of freedom (S. S. Lavenberg and
    P. D. Welch 1981, "A perspective on the use of control variables to increase the efficiency of
    Monte Carlo simulations", with the delta method for the ratio), corrected for skewness.

    Parameters
    ----------
    numerator, denominator : array of shape (n, M)
        Sums by replication and by what is estimated.
    controls : array of shape (n, C) or (n, C, M)
        Controls, the same or different ones for each of the M. With fewer than
        `LEAST_PER_CONTROL` replications for each, only the first ones are used, perhaps none.
    share : bool
        Whether the ratio is a share, so that its interval ends at 0 and 1.

    Returns
    -------
    Controlled
        NaN where every denominator is zero.
    """
    above, below = (np.asarray(a, dtype=np.float64) for a in (numerator, denominator))
    n, m = above.shape
    given = np.asarray(controls, dtype=np.float64)
    used = min(given.shape[1], n // LEAST_PER_CONTROL)
    plain = ratio(above, below, share=share)
    if used == 0:
        return Controlled(plain, np.ones(m))
    given = given[:, :used] if given.ndim == 3 else given[:, :used, None]
    x = np.moveaxis(np.broadcast_to(given, (n, used, m)), 2, 0)
    mean_x = x.mean(axis=1)
    centred = x - mean_x[:, None, :]
    # Constant or collinear controls have no effect of their own: the pseudo-inverse leaves them.
    inverse = np.linalg.pinv(centred.transpose(0, 2, 1) @ centred, rcond=1e-10, hermitian=True)
    with np.errstate(divide="ignore", invalid="ignore"):
        top, bottom = (_at_zero(y, centred, mean_x, inverse) for y in (above, below))
        mean = np.where(below.sum(axis=0) > 0, top / bottom, np.nan)
        residual = (above - mean * below).T
        residual = residual - residual.mean(axis=1, keepdims=True)
        known = np.isfinite(mean)[:, None]
        effect = _effects(np.where(known, residual, 0.0), centred, inverse)
        left = residual - (centred @ effect[:, :, None])[:, :, 0]
        free = n - used - 1
        leverage = 1.0 / n + np.einsum("mc,mcd,md->m", mean_x, inverse, mean_x)
        error = np.sqrt((left**2).sum(axis=1) / free * leverage) / bottom
        plain_error = np.sqrt((residual**2).sum(axis=1) / (n - 1) / n) / below.mean(axis=0)
        variance_left = np.where(plain_error > 0, (error / plain_error) ** 2, 1.0)
        skewness = (left**3).mean(axis=1) / (left**2).mean(axis=1) ** 1.5 / np.sqrt(n)
    low, high = skewed_bounds(mean, error, skewness, special.stdtrit(free, 0.975))
    if share:
        mean = np.clip(mean, 0, 1)
    return Controlled(bounded(mean, low, high, share), variance_left)


def _effects(y: Floats, centred: Floats, inverse: Floats) -> Floats:
    """Regression coefficients of y, shape (M, n), on centred controls, shape (M, n, C)."""
    return np.asarray((inverse @ (centred.transpose(0, 2, 1) @ y[:, :, None]))[:, :, 0])


def _at_zero(y: Floats, centred: Floats, mean_x: Floats, inverse: Floats) -> Floats:
    """Means of y, shape (n, M), where the controls are zero."""
    effect = _effects(y.T - y.mean(axis=0)[:, None], centred, inverse)
    return np.asarray(y.mean(axis=0) - (effect * mean_x).sum(axis=1))
