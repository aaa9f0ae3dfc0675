"""What a history holds, queue by queue, and what in it looks wrong."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from wfm.center.history import History
from wfm.center.horizon import Horizon
from wfm.center.scenario import Scenario
from wfm.center.values import WEEKDAYS
from wfm.history.findings import Finding, look_for_faults
from wfm.history.gaps import known_open, missing_intervals

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class QueueSummary:
    """Figures of one queue.

    Attributes
    ----------
    queue : str
    first_day, last_day : date or None
        First and last day with a record.
    days_with_data : int
    contacts : float
    mean_by_weekday : tuple of float
        Mean contacts of the days with any contact, Monday first; NaN where there is none.
    busiest_interval : datetime or None
        Local start of the interval with the most contacts.
    busiest_offered : float
    aht_s : float
        Mean handle time, contacts as weights; NaN where none is known.
    missing_intervals : int
        Intervals that are usually recorded and are not.
    """

    queue: str
    first_day: date | None
    last_day: date | None
    days_with_data: int
    contacts: float
    mean_by_weekday: tuple[float, ...]
    busiest_interval: datetime | None
    busiest_offered: float
    aht_s: float
    missing_intervals: int


@dataclass(frozen=True)
class HistorySummary:
    """Figures of every queue, and what a planner should look at before trusting them."""

    grid: Horizon
    queues: tuple[QueueSummary, ...]
    findings: tuple[Finding, ...]

    def to_frame(self) -> "pd.DataFrame":
        """One row a queue: the attributes of `QueueSummary`, weekdays as columns mon to sun."""
        import pandas as pd

        rows = []
        for figures in self.queues:
            row = {k: v for k, v in vars(figures).items() if k != "mean_by_weekday"}
            busiest = figures.busiest_interval
            row["busiest_interval"] = None if busiest is None else f"{busiest:%Y-%m-%d %H:%M}"
            rows.append(row | dict(zip(WEEKDAYS, figures.mean_by_weekday, strict=True)))
        return pd.DataFrame(rows)

    def __repr__(self) -> str:
        return (
            f"HistorySummary({', '.join(q.queue for q in self.queues)}: {self.grid.days} days "
            f"from {self.grid.start}, {len(self.findings)} findings)"
        )

    def _repr_html_(self) -> str:
        looks = "".join(f"<li>{finding}</li>" for finding in self.findings)
        return f"{self.to_frame().to_html(index=False)}<ul>{looks}</ul>"


def summarise(history: History, scenario: Scenario | None = None) -> HistorySummary:
    """Summarise a history and look for what is probably wrong in it.

    Parameters
    ----------
    history : History
    scenario : Scenario, optional
        Tells when its queues are closed, so that closed time does not count as missing.
    """
    is_open = known_open(scenario, history.queues, history.grid)
    figures, findings = [], []
    for i, queue in enumerate(history.queues):
        summary = _summarise_queue(
            queue, history.grid, history.offered[i], history.aht_s[i], is_open[i]
        )
        figures.append(summary)
        findings += look_for_faults(queue, history.grid, history.offered[i], summary.aht_s)
    return HistorySummary(history.grid, tuple(figures), tuple(findings))


def _summarise_queue(
    queue: str,
    grid: Horizon,
    offered: NDArray[np.float64],
    aht_s: NDArray[np.float64],
    is_open: NDArray[np.bool_],
) -> QueueSummary:
    recorded = ~np.isnan(offered)
    if not recorded.any():
        empty = (float("nan"),) * 7
        return QueueSummary(queue, None, None, 0, 0.0, empty, None, 0.0, float("nan"), 0)
    counts = np.where(recorded, offered, 0.0)
    days = np.unique(grid.day_of_interval[recorded])
    totals = np.bincount(grid.day_of_interval, weights=counts, minlength=grid.days)
    weekdays = (grid.start.weekday() + np.arange(grid.days)) % 7
    means = tuple(
        float(worked.mean())
        if len(worked := totals[(weekdays == number) & (totals > 0)])
        else float("nan")
        for number in range(7)
    )
    busiest = int(np.nanargmax(offered))
    timed = recorded & ~np.isnan(aht_s) & (counts > 0)
    weight = counts[timed].sum()
    mean_aht_s = float((counts * aht_s)[timed].sum() / weight) if weight else float("nan")
    return QueueSummary(
        queue,
        grid.dates[days[0]],
        grid.dates[days[-1]],
        len(days),
        float(counts.sum()),
        means,
        grid.moment(int(grid.interval_start_s[busiest])),
        float(offered[busiest]),
        mean_aht_s,
        int(missing_intervals(offered, grid, is_open).sum()),
    )
