"""What a forecast does not know: spread of days and of intervals, and their correlations."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Grid = NDArray[np.float64]


@dataclass(frozen=True)
class Uncertainty:
    """Relative spread around the means of a forecast; every factor has mean 1.

    Attributes
    ----------
    day_sd : array of shape (queues, days)
        Standard deviation of the log of a day's busyness.
    day_autocorrelation : array of shape (queues,)
        Correlation of busyness from one day to the next.
    queue_correlation : array of shape (queues, queues)
        Correlation of busyness between queues on one day.
    interval_sd : array of shape (queues, intervals)
        Standard deviation of the log of an interval's factor, beyond the Poisson count.
    interval_autocorrelation : array of shape (queues,)
        Correlation of that factor from one interval to the next.
    aht_day_sd : array of shape (queues,)
        Standard deviation of the log of a day's AHT factor.
    """

    day_sd: Grid
    day_autocorrelation: Grid
    queue_correlation: Grid
    interval_sd: Grid
    interval_autocorrelation: Grid
    aht_day_sd: Grid

    def for_queues(self, rows: Sequence[int | None]) -> "Uncertainty":
        """The same for other queues: the row of each, or None for one that has no uncertainty."""
        filled = {name: for_queues(getattr(self, name), rows) for name in self.__dataclass_fields__}
        correlation = for_queues(for_queues(self.queue_correlation, rows).T, rows)
        np.fill_diagonal(correlation, 1.0)
        return Uncertainty(**(filled | {"queue_correlation": correlation}))


def for_queues(values: Grid, rows: Sequence[int | None]) -> Grid:
    """Rows of `values` in another order, zeros where the row is None."""
    empty = np.zeros(values.shape[1:])
    return np.stack([empty if row is None else values[row] for row in rows])
