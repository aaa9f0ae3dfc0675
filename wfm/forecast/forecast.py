"""The Forecast: means per queue and interval, and a sampler of whole demand paths."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from wfm.center.horizon import Horizon
from wfm.forecast.paths import DemandPaths, draw_paths
from wfm.forecast.uncertainty import Uncertainty

if TYPE_CHECKING:
    import pandas as pd

Grid = NDArray[np.float64]


@dataclass(frozen=True)
class Forecast:
    """What is expected to come, and how surely.

    Attributes
    ----------
    horizon : Horizon
    queues : tuple of str
        Names, in the order of the rows of every array.
    model : str
        Name of the model behind `statistical`.
    statistical : array of shape (queues, intervals)
        Mean contacts of the model, before the planner's changes.
    offered : array of shape (queues, intervals)
        Mean contacts offered to agents, after changes of volume and containment. Zero when closed,
        and for a queue that is fed only by escalation.
    aht_s : array of shape (queues, intervals)
        Mean handle time, after the planner's changes.
    uncertainty : Uncertainty
    """

    horizon: Horizon
    queues: tuple[str, ...]
    model: str
    statistical: Grid = field(repr=False)
    offered: Grid = field(repr=False)
    aht_s: Grid = field(repr=False)
    uncertainty: Uncertainty = field(repr=False)

    def sample(self, n: int, seed: int, first_replication: int = 0) -> DemandPaths:
        """Draw paths of demand; the mean of many is `offered`.

        Parameters
        ----------
        n : int
            Number of paths.
        seed : int
        first_replication : int
            Number of the first; a replication has the same path whatever `n` is.
        """
        return draw_paths(
            self.horizon,
            self.queues,
            self.offered,
            self.aht_s,
            self.uncertainty,
            n=n,
            seed=seed,
            first_replication=first_replication,
        )

    def quantiles(self, probabilities: Sequence[float], n: int, seed: int) -> Grid:
        """Quantiles of contacts over `n` paths, shape (probabilities, queues, intervals)."""
        return np.quantile(self.sample(n, seed).offered, probabilities, axis=0)

    def daily_quantiles(self, probabilities: Sequence[float], n: int, seed: int) -> Grid:
        """Quantiles of each day's contacts over `n` paths, shape (probabilities, queues, days)."""
        daily = per_day(self.sample(n, seed).offered, self.horizon)
        return np.quantile(daily, probabilities, axis=0)

    @property
    def daily(self) -> Grid:
        """Mean contacts offered on each day, shape (queues, days)."""
        return per_day(self.offered, self.horizon)

    def to_frame(self) -> "pd.DataFrame":
        """Tidy table; columns: interval_start (UTC), queue, statistical, offered, aht_s."""
        import pandas as pd

        starts = self.horizon.interval_starts()
        frames = [
            pd.DataFrame(
                {
                    "interval_start": starts,
                    "queue": queue,
                    "statistical": self.statistical[i],
                    "offered": self.offered[i],
                    "aht_s": self.aht_s[i],
                }
            )
            for i, queue in enumerate(self.queues)
        ]
        return pd.concat(frames, ignore_index=True)

    def __repr__(self) -> str:
        volumes = ", ".join(
            f"{queue} {total:,.0f}"
            for queue, total in zip(self.queues, self.offered.sum(axis=1), strict=True)
        )
        return (
            f"Forecast({volumes} contacts by {self.model}, {self.horizon.days} days "
            f"from {self.horizon.start})"
        )

    def _repr_html_(self) -> str:
        return f"<p>{self!r}</p>{self.to_frame().head(20).to_html(index=False)}"


def per_day(values: NDArray[np.generic], horizon: Horizon) -> Grid:
    """Sums over the intervals of each local day along the last axis."""
    first = np.searchsorted(horizon.day_of_interval, np.arange(horizon.days))
    sums: Grid = np.add.reduceat(values, first, axis=-1)
    return sums
