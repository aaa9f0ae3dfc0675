"""A Gaussian process over days in order, which also tells what it would have said earlier."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import cholesky, solve_triangular

Grid = NDArray[np.float64]


@dataclass(frozen=True)
class Process:
    """Fitted values at known days, in order of time.

    Attributes
    ----------
    lower : array of shape (days, days)
        Cholesky factor of the covariance with noise.
    white : array of shape (days,) or (days, columns)
        Values freed of their correlations.
    """

    lower: Grid
    white: Grid

    @classmethod
    def fit(cls, covariance: Grid, noise: Grid, values: Grid) -> "Process":
        """Condition on values with independent noise of the variances `noise`."""
        noisy = covariance.copy()
        noisy.flat[:: len(noisy) + 1] += noise
        # Symmetric, so its transpose is the same matrix in the order of columns that LAPACK wants.
        lower = cholesky(noisy.T, lower=True, overwrite_a=True, check_finite=False)
        return cls(lower, solve_triangular(lower, values, lower=True, check_finite=False))

    @property
    def weights(self) -> Grid:
        """Weight of each known day's covariance in a prediction."""
        solved: Grid = solve_triangular(
            self.lower, self.white, lower=True, trans="T", check_finite=False
        )
        return solved

    def hindcast(self, known: int, rows: NDArray[np.int64]) -> Grid:
        """What the first `known` days alone say about later rows.

        The factor of the first days is the leading block of the whole factor, and the rows below it
        hold their whitened covariances, so every origin comes from one factorisation.
        """
        said: Grid = self.lower[rows, :known] @ self.white[:known]
        return said

    def explained(self, covariance: Grid) -> Grid:
        """Prior variance that the known days take away, by their covariance (days, known days)."""
        whitened = solve_triangular(self.lower, covariance.T, lower=True, check_finite=False)
        taken: Grid = (whitened**2).sum(axis=0)
        return taken
