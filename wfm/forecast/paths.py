"""Paths of demand: whole horizons drawn from a forecast, replication by replication.

A count is Poisson around mean x busyness of the day x factor of the interval, the doubly stochastic
model of Avramidis, Deslauriers and L'Ecuyer (2004), "Modeling daily arrivals to a telephone call
center", with autocorrelated intervals as in Ibrahim and L'Ecuyer (2013). Everything is drawn by
inverse distribution functions from keyed uniforms, so another mean keeps the draws.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln, ndtri, pdtr

from wfm.center.horizon import Horizon
from wfm.forecast.uncertainty import Uncertainty
from wfm.streams import Purpose, stream_key, uniforms

if TYPE_CHECKING:
    import pandas as pd

Grid = NDArray[np.float64]


@dataclass(frozen=True)
class DemandPaths:
    """Sampled demand.

    Attributes
    ----------
    horizon : Horizon
    queues : tuple of str
    first_replication : int
        Number of the first path; path i is replication ``first_replication + i``.
    offered : array of int, shape (paths, queues, intervals)
    aht_s : array of shape (paths, queues, intervals)
        Mean handle time of the interval's contacts on that path.
    """

    horizon: Horizon
    queues: tuple[str, ...]
    first_replication: int
    offered: NDArray[np.int64]
    aht_s: Grid

    def __len__(self) -> int:
        return len(self.offered)

    def to_frame(self) -> "pd.DataFrame":
        """Tidy table; columns: replication, queue, interval_start (UTC), offered, aht_s."""
        import pandas as pd

        replications = self.first_replication + np.arange(len(self))
        index = pd.MultiIndex.from_product(
            [replications, self.queues, self.horizon.interval_starts()],
            names=["replication", "queue", "interval_start"],
        )
        columns = {"offered": self.offered.ravel(), "aht_s": self.aht_s.ravel()}
        return pd.DataFrame(columns, index=index).reset_index()

    def __repr__(self) -> str:
        return (
            f"DemandPaths({len(self)} paths of {', '.join(self.queues)}: "
            f"{self.offered.sum() / max(len(self), 1):,.0f} contacts a path, "
            f"{self.horizon.days} days from {self.horizon.start})"
        )

    def _repr_html_(self) -> str:
        return f"<p>{self!r}</p>"


def draw_paths(
    horizon: Horizon,
    queues: tuple[str, ...],
    offered: Grid,
    aht_s: Grid,
    uncertainty: Uncertainty,
    *,
    n: int,
    seed: int,
    first_replication: int,
) -> DemandPaths:
    """Draw `n` paths around the means `offered` and `aht_s`, each of shape (queues, intervals)."""
    day = horizon.day_of_interval
    normal = _Normals(seed, first_replication, n, len(queues))

    level = _correlated(
        _autoregressive(
            normal.draw(Purpose.DAY_LEVEL, horizon.days), uncertainty.day_autocorrelation
        ),
        uncertainty.queue_correlation,
    )
    busyness = _factor(level, uncertainty.day_sd)
    interval = _factor(
        _autoregressive(
            normal.draw(Purpose.INTERVAL_LEVEL, horizon.n_intervals),
            uncertainty.interval_autocorrelation,
        ),
        uncertainty.interval_sd,
    )
    rate = offered * busyness[:, :, day] * interval
    counts = poisson_counts(normal.uniform(Purpose.COUNT, horizon.n_intervals), rate)
    aht_factor = _factor(
        normal.draw(Purpose.AHT_LEVEL, horizon.days), uncertainty.aht_day_sd[:, None]
    )
    return DemandPaths(horizon, queues, first_replication, counts, aht_s * aht_factor[:, :, day])


@dataclass(frozen=True)
class _Normals:
    """Keyed draws of shape (paths, queues, count)."""

    seed: int
    first_replication: int
    n: int
    n_queues: int

    def uniform(self, purpose: Purpose, count: int) -> Grid:
        numbers = np.arange(count)
        drawn = np.empty((self.n, self.n_queues, count))
        for i in range(self.n):
            for q in range(self.n_queues):
                key = stream_key(self.seed, self.first_replication + i, q, purpose)
                drawn[i, q] = uniforms(key, numbers)
        return drawn

    def draw(self, purpose: Purpose, count: int) -> Grid:
        normals: Grid = ndtri(self.uniform(purpose, count))
        return normals


def _autoregressive(shocks: Grid, correlation: Grid) -> Grid:
    """Standard normal series along the last axis with that lag-1 correlation for each queue."""
    fresh = np.sqrt(1 - correlation**2)
    series = np.moveaxis(shocks, -1, 0).copy()
    for i in range(1, len(series)):
        series[i] = correlation * series[i - 1] + fresh * series[i]
    return np.moveaxis(series, 0, -1)


def _correlated(independent: Grid, correlation: Grid) -> Grid:
    """Mix the queues' series; sums run in a fixed order so that bits do not depend on shapes."""
    lower = np.linalg.cholesky(correlation)
    mixed = np.zeros_like(independent)
    for q in range(len(lower)):
        for p in range(q + 1):
            mixed[:, q] += lower[q, p] * independent[:, p]
    return mixed


def _factor(normal: Grid, sd: Grid) -> Grid:
    """Lognormal factors with mean 1."""
    factor: Grid = np.exp(sd * normal - sd**2 / 2)
    return factor


def poisson_counts(uniform: Grid, mean: Grid) -> NDArray[np.int64]:
    """Smallest count whose Poisson distribution function reaches each uniform.

    Starts from the Cornish-Fisher expansion (Johnson, Kemp and Kotz, 2005, section 4.6) and walks
    to the exact count, so that for one uniform the count never falls as the mean rises.
    """
    mean = np.broadcast_to(mean, uniform.shape)
    counts = np.zeros(uniform.shape, dtype=np.int64)
    positive = mean > 0
    counts[positive] = _positive_poisson(uniform[positive], mean[positive])
    return counts


def _positive_poisson(uniform: Grid, mean: Grid) -> Grid:
    normal = ndtri(uniform)
    guess = mean + np.sqrt(mean) * normal + (normal**2 - 1) / 6
    count = np.maximum(np.floor(guess + 0.5), 0.0)
    reached = pdtr(count, mean)

    low = np.flatnonzero(reached < uniform)
    rising = low
    while len(rising):
        count[rising] += 1
        rising = rising[pdtr(count[rising], mean[rising]) < uniform[rising]]

    # The probability of the count itself tells cheaply which few may be too high.
    mass = np.exp(count * np.log(mean) - mean - gammaln(count + 1))
    high = (reached - mass * (1 - 1e-9) + 1e-13 >= uniform) & (count > 0)
    high[low] = False
    falling = np.flatnonzero(high)
    while len(falling):
        below = count[falling] - 1
        falling = falling[pdtr(below, mean[falling]) >= uniform[falling]]
        count[falling] -= 1
        falling = falling[count[falling] > 0]
    return count
