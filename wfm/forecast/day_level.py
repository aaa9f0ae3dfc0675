"""A day's volume as a Gaussian process over days, seen through Poisson counts."""

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import cho_factor, cho_solve

Grid = NDArray[np.float64]

FEW_CONTACTS = 50.0
NEWTON_STEPS = 6
OUTLIER_SD = 2.0


def predict_levels(totals: Grid, known: Grid, ahead: Grid, noise_sd: float) -> Grid:
    """Median volume of days to come.

    The log volume has prior covariance `known`; a count is Poisson around it and a lognormal
    factor of the single day. The mode is found by Newton's method (Laplace approximation;
    Rasmussen and Williams, 2006, algorithm 3.1); days far from the fit get a wider noise, which is
    Huber's weight (Huber and Ronchetti, 2009, section 7.8).

    Parameters
    ----------
    totals : array of shape (known days,)
        Contacts of each known day.
    known : array of shape (known days, known days)
        Prior covariance between them.
    ahead : array of shape (days to come, known days)
        Prior covariance between the days to come and the known ones.
    noise_sd : float
        Standard deviation of the single day's log factor.

    Returns
    -------
    array of shape (days to come,)
    """
    center = np.log(max(totals.mean(), 0.1))
    seen = np.log(np.maximum(totals, 0.5))
    mean = np.maximum(totals, 0.5)
    few = totals.min() < FEW_CONTACTS
    noise = np.full(len(totals), noise_sd**2)
    weights = np.zeros(len(totals))
    for _ in range(NEWTON_STEPS if few else 2):
        spread = noise + 1 / mean
        factor = cho_factor(known + np.diag(spread), lower=True, check_finite=False)
        weights = cho_solve(factor, seen - center, check_finite=False)
        miss = np.abs(spread * weights)
        noise = noise_sd**2 * np.maximum(1.0, miss / (OUTLIER_SD * np.sqrt(spread)))
        if few:
            log_mean = center + known @ weights + noise * weights
            mean = np.exp(np.clip(log_mean, center - 8, center + 8))
            seen = np.log(mean) + (totals - mean) / mean
    level: Grid = np.exp(center + ahead @ weights)
    return level
