"""The Requirement: agents needed per queue and interval, and the steps to that number."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from wfm.center.horizon import Horizon

if TYPE_CHECKING:
    import pandas as pd

Grid = NDArray[np.float64]


@dataclass(frozen=True)
class Requirement:
    """Agents on queue needed; every array has shape (queues, intervals) unless said otherwise.

    Attributes
    ----------
    horizon : Horizon
    queues : tuple of str
        Names, in the order of the rows.
    offered, aht_s : array
        The demand that was staffed for, hand-ons from other queues included.
    workload_erlangs : array
        Mean number of contacts in hand; for deferrable work, spread over the time it may wait.
    for_target, for_occupancy, for_minimum : array
        Agents that the service target, the occupancy cap and the minimum ask for, each alone.
    required_net : array
        The largest of the three: agents who must be there and available.
    required_gross : array
        `required_net` divided by 1 - shrinkage: agents to roster on queue.
    shrinkage : array of shape (intervals,)
        Share of rostered time lost, planned or not.
    model : str
        Queueing model behind `for_target`.
    """

    horizon: Horizon
    queues: tuple[str, ...]
    offered: Grid
    aht_s: Grid
    workload_erlangs: Grid
    for_target: Grid
    for_occupancy: Grid
    for_minimum: Grid
    required_net: Grid
    required_gross: Grid
    shrinkage: Grid
    model: str

    @property
    def required_hours(self) -> float:
        """Gross agent-hours: those to roster, shrinkage included."""
        return float(self.required_gross.sum() * self.horizon.interval_minutes / 60)

    def shrinkage_text(self, decimals: int = 0) -> str:
        """The shrinkage of intervals in which anybody is needed, as a share or a range of them."""
        shares = np.broadcast_to(self.shrinkage, self.horizon.n_intervals)
        needed = self.required_net.any(axis=0)
        shares = shares[needed] if needed.any() else shares
        low, high = f"{shares.min():.{decimals}%}", f"{shares.max():.{decimals}%}"
        return low if low == high else f"{low} to {high}"

    def totals(self) -> list[dict[str, str | float]]:
        """Each queue over the horizon: offered, hours of work and of agents, and the peak."""
        hours = self.horizon.interval_minutes / 60
        return [
            {
                "queue": name,
                "offered": float(self.offered[q].sum()),
                "workload_h": float(self.workload_erlangs[q].sum() * hours),
                "required_net_h": float(self.required_net[q].sum() * hours),
                "required_gross_h": float(self.required_gross[q].sum() * hours),
                "peak_agents": float(self.required_gross[q].max()),
            }
            for q, name in enumerate(self.queues)
        ]

    def to_frame(self) -> "pd.DataFrame":
        """Tidy table, one row a queue and interval; a column for each array above."""
        import pandas as pd

        starts = self.horizon.interval_starts()
        columns = [
            "offered",
            "aht_s",
            "workload_erlangs",
            "for_target",
            "for_occupancy",
            "for_minimum",
            "required_net",
            "required_gross",
        ]
        return pd.concat(
            [
                pd.DataFrame(
                    {"interval_start": starts, "queue": queue}
                    | {name: getattr(self, name)[i] for name in columns}
                )
                for i, queue in enumerate(self.queues)
            ],
            ignore_index=True,
        )

    def __repr__(self) -> str:
        return (
            f"Requirement({', '.join(self.queues)}: {self.required_hours:,.0f} gross agent-hours "
            f"to roster by {self.model}, shrinkage {self.shrinkage_text()})"
        )

    def _repr_html_(self) -> str:
        return f"<p>{self!r}</p>{self.to_frame().head(20).to_html(index=False)}"
