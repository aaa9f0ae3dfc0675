"""How far days and intervals stray from what a model says, by lead time."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from wfm.forecast.day_table import Grid

SETTLING_DAYS = 3.0
LONGEST_LEAD = 90
LEAST_CLUSTERED = 1.0
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
        common = self.day_variance @ growth_shapes(leads).T
        wide = np.maximum(common, self.special_variance[:, None])
        sd: Grid = np.sqrt(np.where(special, wide, common))
        return sd

    def typical_day_sd(self, leads: NDArray[np.int64]) -> Grid:
        """The same of common days."""
        sd: Grid = np.sqrt(self.day_variance @ growth_shapes(leads).T)
        return sd

    def interval_sd(self, leads: NDArray[np.int64], mean: Grid) -> Grid:
        """Standard deviation by (queues, days, slots) for days at `leads` of the means given."""
        growth = self.interval_growth @ growth_shapes(leads).T
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


def growth_shapes(leads: NDArray[np.int64]) -> Grid:
    """Shapes of the variance over leads: constant, settling in the first days, and linear."""
    ahead = np.minimum(leads, LONGEST_LEAD) - 1.0
    return np.column_stack([np.ones(len(ahead)), 1 - np.exp(-ahead / SETTLING_DAYS), ahead])
