"""The rest of a day by what has been seen of it: a regression that knows how much to believe.

What is seen of a day, relative to its forecast, holds the day's busyness, the factors of single
intervals, and Poisson noise. The forecast knows how large each of them usually is, so the best
linear prediction of the rest follows (Rasmussen and Williams, 2006, section 2.2; for calls: Gans,
Shen, Zhou, Korolev, McCord and Ristock, 2015, "Parametric forecasting and stochastic programming
models for call-center workforce scheduling"). It is always shrunk, never the raw ratio.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Grid = NDArray[np.float64]

FADING_HOURS = 8.0
FARTHEST_SD = 3.0
LEAST_FACTOR = 0.1


@dataclass(frozen=True)
class RestOfDay:
    """What one queue's day looks like once part of it has been seen; arrays of shape (intervals,).

    Attributes
    ----------
    factor : array
        Change of the mean; 1 where nothing is to be learnt.
    day_sd : float
        Spread that the unseen intervals share.
    interval_sd : array
        Spread of single intervals around that, beyond the Poisson count.
    """

    factor: Grid
    day_sd: float
    interval_sd: Grid


@dataclass(frozen=True)
class DayModel:
    """How the intervals of one day stray together, before any of it is seen.

    Busyness is not the same all day, but changes smoothly: a squared-exponential process whose
    correlation falls by e over `FADING_HOURS`, so that a busy morning says more of noon than of the
    evening, and the last hours more than the first.

    Attributes
    ----------
    mean : array of shape (intervals,)
        Forecast of the day.
    day_sd : float
        Standard deviation of the day's log busyness.
    interval_sd : array of shape (intervals,)
        The same of an interval's factor.
    interval_autocorrelation : float
        Its correlation from one interval to the next.
    interval_minutes : int
    """

    mean: Grid
    day_sd: float
    interval_sd: Grid
    interval_autocorrelation: float
    interval_minutes: int

    def covariance(self, rows: NDArray[np.int64], columns: NDArray[np.int64]) -> Grid:
        """Between relative misses of intervals, without the Poisson counts."""
        apart = np.abs(rows[:, None] - columns[None, :])
        single = np.outer(self.interval_sd[rows], self.interval_sd[columns])
        hours = apart * self.interval_minutes / 60
        busyness = self.day_sd**2 * np.exp(-((hours / FADING_HOURS) ** 2))
        both: Grid = busyness + single * self.interval_autocorrelation**apart
        return both

    def regression(self, known: NDArray[np.int64], ahead: NDArray[np.int64]) -> tuple[Grid, Grid]:
        """Weights (known, ahead) of what is known, and how far each of it strays by itself."""
        noisy = self.covariance(known, known) + np.diag(1 / self.mean[known])
        weights = np.linalg.solve(noisy, self.covariance(known, ahead))
        return weights.astype(np.float64, copy=False), np.sqrt(np.diag(noisy))


def usual(miss: Grid, sd: Grid) -> Grid:
    """Relative misses, farther off than `FARTHEST_SD` counted as just there.

    So an outage does not cancel the afternoon.
    """
    return np.clip(miss, -FARTHEST_SD * sd, FARTHEST_SD * sd)


def rest_of_day(day: DayModel, seen: Grid, trust: float = 1.0) -> RestOfDay:
    """Predict the unseen intervals of one day and queue.

    Parameters
    ----------
    day : DayModel
    seen : array of shape (intervals,)
        Counts, NaN where nothing has been seen.
    trust : float
        How much of the regression is believed, from 0 to 1; see `wfm.forecast.update_trust`.
    """
    mean = day.mean
    known = np.flatnonzero((mean > 0) & ~np.isnan(seen))
    ahead = np.flatnonzero((mean > 0) & np.isnan(seen))
    factor = np.ones(len(mean))
    if len(known) == 0 or len(ahead) == 0 or trust == 0:
        return RestOfDay(factor, day.day_sd, day.interval_sd)

    weight, sd = day.regression(known, ahead)
    miss = usual(seen[known] / mean[known] - 1, sd)
    factor[ahead] = np.maximum(1 + trust * (miss @ weight), LEAST_FACTOR)
    explained = trust * (2 - trust) * (day.covariance(ahead, known) @ weight)
    left = day.covariance(ahead, ahead) - explained
    total = np.maximum(np.diag(left), 0.0)
    common = _shared_variance(
        mean[ahead] * factor[ahead], left, total, day.interval_autocorrelation
    )
    spread = day.interval_sd.copy()
    spread[ahead] = np.sqrt(np.maximum(total - common, 0.0))
    return RestOfDay(factor, float(np.sqrt(common)), spread)


def _shared_variance(mean: Grid, left: Grid, total: Grid, autocorrelation: float) -> float:
    """Variance that all intervals have to share for their sum to be as uncertain as `left` says.

    The rest of each interval's variance stays its own, with the usual autocorrelation.
    """
    place = np.arange(len(mean))
    sd = mean * np.sqrt(total)
    single = float(sd @ autocorrelation ** np.abs(np.subtract.outer(place, place)) @ sd)
    typical = float(mean**2 @ total) / max(float(mean @ mean), 1e-12)
    if typical <= 0:
        return 0.0
    shared = (mean @ left @ mean - single) / max(mean.sum() ** 2 - single / typical, 1e-9)
    return float(np.clip(shared, 0.0, total.min()))
