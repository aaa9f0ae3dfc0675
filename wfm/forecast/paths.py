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
from wfm.streams import Purpose, stream_keys, uniforms

if TYPE_CHECKING:
    import pandas as pd

Grid = NDArray[np.float64]

NUMBERS_AT_ONCE = 10_000
LEAST_EXPANDED = 10.0
LEAST_RATE = 0.01
MOST_OFF = 2.0


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
        together = max(1, NUMBERS_AT_ONCE // max(self.n_queues * count, 1))
        for i in range(0, self.n, together):
            keys = np.stack(
                [
                    stream_keys(self.seed, self.first_replication + path, self.n_queues, purpose)
                    for path in range(i, min(i + together, self.n))
                ]
            )
            drawn[i : i + together] = uniforms(keys[:, :, None], numbers)
        return drawn

    def draw(self, purpose: Purpose, count: int) -> Grid:
        normals: Grid = ndtri(self.uniform(purpose, count))
        return normals


def _autoregressive(shocks: Grid, correlation: Grid) -> Grid:
    """Standard normal series along the last axis with that lag-1 correlation for each queue."""
    n, n_queues, count = shocks.shape
    # One row a step, so that every step is one operation on a whole row.
    series = np.ascontiguousarray(shocks.reshape(n * n_queues, count).T)
    from_last = np.tile(correlation, n)
    series[1:] *= np.sqrt(1 - from_last**2)
    carried = np.empty(n * n_queues)
    for i in range(1, count):
        series[i] += np.multiply(series[i - 1], from_last, out=carried)
    return np.ascontiguousarray(series.T).reshape(shocks.shape)


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

    An expansion of the quantile in powers of 1 / sqrt(mean) (Giles, 2016, "Algorithm 955:
    Approximation of the inverse Poisson cumulative distribution function", section 2) is off by so
    little that it leaves no doubt of most counts; the others are found by `_searched`. So for one
    uniform the count never falls as the mean rises.
    """
    mean = np.broadcast_to(mean, uniform.shape)
    counts = np.zeros(uniform.shape, dtype=np.int64)
    positive = mean > 0
    drawn, rate = uniform[positive], mean[positive]
    normal, about = ndtri(drawn), np.maximum(rate, LEAST_RATE)
    root, square = np.sqrt(about), normal**2
    quantile = about + root * normal + (1 / 3 + square / 6) - normal * (1 / 36 + square / 72) / root
    found = np.floor(quantile)
    above = quantile - found
    off = MOST_OFF * (1 / 40 + square * (1 / 80 + square / 160)) / about
    doubtful = np.flatnonzero((above < off) | (above > 1 - off) | (quantile < LEAST_EXPANDED))
    found[doubtful] = _searched(drawn[doubtful], rate[doubtful], normal[doubtful])
    counts[positive] = found
    return counts


def _searched(uniform: Grid, mean: Grid, normal: Grid) -> Grid:
    """The same, for positive means, by walking from a guess to the exact count.

    The guess is the Cornish-Fisher expansion (Johnson, Kemp and Kotz, 2005, section 4.6).
    """
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
