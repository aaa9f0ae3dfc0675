"""The Forecast: means per queue and interval, and a sampler of whole demand paths."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from wfm.center.errors import DataError
from wfm.center.history import History
from wfm.center.horizon import Horizon
from wfm.forecast.changes import Change
from wfm.forecast.doubts import doubts_of, refuse_outside
from wfm.forecast.intraday import DayModel, rest_of_day
from wfm.forecast.paths import DemandPaths, draw_paths
from wfm.forecast.repair import Repair
from wfm.forecast.scores import quantiles_among
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
        Mean contacts offered to agents, after all changes. Zero when closed, and for a queue that
        is fed only by escalation.
    aht_s : array of shape (queues, intervals)
        Mean handle time, after the planner's changes.
    uncertainty : Uncertainty
    changes : tuple of Change
        What leads from `statistical` to `offered`, in its order.
    repairs : tuple of Repair
        What was mended in the history before it was used.
    update_trust : array of shape (queues,), optional
        How much of an update during the day to believe, from 0 to 1; by default all.
    seen : array of shape (queues, intervals), optional
        Counts that came already, NaN elsewhere; every path has them as they are.
    doubts : tuple of str
        What is doubtful in those counts.
    """

    horizon: Horizon
    queues: tuple[str, ...]
    model: str
    statistical: Grid = field(repr=False)
    offered: Grid = field(repr=False)
    aht_s: Grid = field(repr=False)
    uncertainty: Uncertainty = field(repr=False)
    changes: tuple[Change, ...] = field(default=(), repr=False)
    repairs: tuple[Repair, ...] = field(default=(), repr=False)
    update_trust: Grid | None = field(default=None, repr=False)
    seen: Grid | None = field(default=None, repr=False)
    doubts: tuple[str, ...] = field(default=(), repr=False)

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
        paths = draw_paths(
            self.horizon,
            self.queues,
            self.offered,
            self.aht_s,
            self.uncertainty,
            n=n,
            seed=seed,
            first_replication=first_replication,
        )
        if self.seen is None:
            return paths
        came = np.where(np.isnan(self.seen), paths.offered, self.seen)
        return replace(paths, offered=came.astype(np.int64))

    def update(self, actual: History, until: datetime | None = None) -> "Forecast":
        """Re-forecast the rest of each day of which a part has been seen.

        Parameters
        ----------
        actual : History
            Contacts so far, on the forecast's interval and zone; gaps are not zeros. Days outside
            the horizon and queues that are not forecast are ignored.
        until : datetime, optional
            Zone-aware moment up to which the counts are complete; later ones are not looked at.

        Returns
        -------
        Forecast
            With the counts themselves where they are known, the rest of their days by a shrunken
            regression (`wfm.forecast.intraday`), and all later days as before.

        Raises
        ------
        DataError
            If the interval or zone differs, nothing was seen inside the horizon, or more came than
            can be believed (`wfm.forecast.doubts`).
        UsageError
            If `until` is outside the horizon.
        """
        seen = self.on_own_grid(actual)
        if until is not None:
            refuse_outside(self.horizon, until)
            ends_s = self.horizon.interval_start_s + self.horizon.interval_s
            seen[:, ends_s > self.horizon.second_of_moment(until)] = np.nan
        if np.isnan(seen).all():
            raise DataError(
                f"no contacts of {', '.join(self.queues)} were seen in the {self.horizon.days} "
                f"days from {self.horizon.start}, so there is nothing to update"
            )
        doubts = doubts_of(self.queues, self.horizon, self.offered, seen, until)
        return replace(self.given(seen), doubts=doubts)

    def given(self, seen: Grid) -> "Forecast":
        """The forecast given counts of shape (queues, intervals), NaN where none are known yet."""
        offered, day_sd = self.offered.copy(), self.uncertainty.day_sd.copy()
        interval_sd = self.uncertainty.interval_sd.copy()
        touched = per_day((~np.isnan(seen)).astype(np.int64), self.horizon) > 0
        for q, d in zip(*np.nonzero(touched), strict=True):
            own = np.flatnonzero(self.horizon.day_of_interval == d)
            day = DayModel(
                offered[q, own],
                float(day_sd[q, d]),
                interval_sd[q, own],
                float(self.uncertainty.interval_autocorrelation[q]),
                self.horizon.interval_minutes,
            )
            trust = 1.0 if self.update_trust is None else float(self.update_trust[q])
            rest = rest_of_day(day, seen[q, own], trust)
            offered[q, own] *= rest.factor
            day_sd[q, d], interval_sd[q, own] = rest.day_sd, rest.interval_sd
        return replace(
            self,
            offered=np.where(np.isnan(seen), offered, seen),
            uncertainty=replace(self.uncertainty, day_sd=day_sd, interval_sd=interval_sd),
            seen=seen,
        )

    def on_own_grid(self, actual: History) -> Grid:
        """Counts of a history by (queues, intervals) of the forecast, NaN where there are none.

        Raises
        ------
        DataError
            If the history has another interval or time zone.
        """
        grid, horizon = actual.grid, self.horizon
        if (grid.timezone, grid.interval_minutes) != (horizon.timezone, horizon.interval_minutes):
            raise DataError(
                f"the contacts are in {grid.interval_minutes}-minute intervals of {grid.timezone}, "
                f"the forecast in {horizon.interval_minutes}-minute intervals of "
                f"{horizon.timezone}; read them with the forecast's interval and time zone"
            )
        counts = np.full(self.offered.shape, np.nan)
        ahead_s = round((horizon.start_utc - grid.start_utc).total_seconds())
        place = (horizon.interval_start_s + ahead_s) // grid.interval_s
        held = (place >= 0) & (place < grid.n_intervals)
        for q, queue in enumerate(self.queues):
            if queue in actual.queues:
                counts[q, held] = actual.offered[actual.queues.index(queue), place[held]]
        return counts

    def quantiles(self, probabilities: Sequence[float], n: int, seed: int) -> Grid:
        """Quantiles of contacts over `n` paths, shape (probabilities, queues, intervals)."""
        return quantiles_among(self.sample(n, seed).offered, probabilities)

    def daily_quantiles(self, probabilities: Sequence[float], n: int, seed: int) -> Grid:
        """Quantiles of each day's contacts over `n` paths, shape (probabilities, queues, days)."""
        daily = per_day(self.sample(n, seed).offered, self.horizon)
        return quantiles_among(daily, probabilities)

    @property
    def daily(self) -> Grid:
        """Mean contacts offered on each day, shape (queues, days)."""
        return per_day(self.offered, self.horizon)

    @property
    def daily_statistical(self) -> Grid:
        """The same before the planner's changes."""
        return per_day(self.statistical, self.horizon)

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

    def changes_frame(self) -> "pd.DataFrame":
        """What each change does to each day, where it does anything.

        Columns: day, queue, kind, name, says, statistical and offered (of the day), change (in
        contacts), aht_change_s (mean over its open intervals).
        """
        import pandas as pd

        rows = []
        before = self.daily_statistical
        intervals = per_day((self.aht_s > 0).astype(np.int64), self.horizon)
        for change in self.changes:
            contacts = per_day(change.offered, self.horizon)
            seconds = per_day(change.aht_s, self.horizon) / np.maximum(intervals, 1)
            for q, d in np.argwhere((np.abs(contacts) > 1e-9) | (np.abs(seconds) > 1e-9)).tolist():
                rows.append(
                    {
                        "day": self.horizon.dates[d],
                        "queue": self.queues[q],
                        "kind": change.kind,
                        "name": change.name,
                        "says": change.says,
                        "statistical": before[q, d],
                        "offered": self.daily[q, d],
                        "change": contacts[q, d],
                        "aht_change_s": seconds[q, d],
                    }
                )
        columns = ("day", "queue", "kind", "name", "says", "statistical", "offered", "change")
        return pd.DataFrame(rows, columns=[*columns, "aht_change_s"])

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
