"""The recorded contacts of a center as one table: queue x interval, gaps left open."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from wfm.center.horizon import Horizon

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class History:
    """Offered contacts and handle times on a grid of whole local days.

    Attributes
    ----------
    grid : Horizon
        Days and intervals of the table (a horizon in the past).
    queues : tuple of str
        Names, in the order of the rows.
    offered : array of shape (queues, intervals)
        Contacts offered; NaN where nothing was recorded.
    aht_s : array of shape (queues, intervals)
        Average handle time of the interval's contacts; NaN where there is none.
    notes : tuple of str
        What was found and done while reading: gaps, duplicates, conversions.
    """

    grid: Horizon
    queues: tuple[str, ...]
    offered: NDArray[np.float64]
    aht_s: NDArray[np.float64]
    notes: tuple[str, ...] = ()

    def to_frame(self) -> "pd.DataFrame":
        """Tidy table; columns: interval_start (UTC), queue, offered, aht_s; gaps are left out."""
        import pandas as pd

        starts = self.grid.interval_starts()
        frames = [
            pd.DataFrame(
                {
                    "interval_start": starts,
                    "queue": queue,
                    "offered": self.offered[i],
                    "aht_s": self.aht_s[i],
                }
            )
            for i, queue in enumerate(self.queues)
        ]
        return pd.concat(frames, ignore_index=True).dropna(subset="offered")

    def __repr__(self) -> str:
        return (
            f"History({', '.join(self.queues)}: {self.grid.days} days from {self.grid.start}, "
            f"{np.nansum(self.offered):,.0f} contacts, "
            f"{self.grid.interval_minutes}-minute intervals)"
        )

    def _repr_html_(self) -> str:
        return f"<p>{self!r}</p>{self.to_frame().head(20).to_html(index=False)}"
