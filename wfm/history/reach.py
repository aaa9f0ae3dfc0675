"""Whether a history reaches near enough to what is planned from it."""

from datetime import timedelta

import numpy as np

from wfm.center.history import History
from wfm.center.horizon import Horizon

FAR_DAYS = 366
"""Beyond about a year not even the season before the plan has been seen."""


def far_ahead(history: History, horizon: Horizon) -> str | None:
    """A sentence where a horizon begins more than a year after the last record; else None."""
    recorded = (~np.isnan(history.offered)).any(axis=0)
    if not recorded.any():
        return None
    last = history.grid.start + timedelta(
        days=int(history.grid.day_of_interval[np.flatnonzero(recorded)[-1]])
    )
    days = (horizon.start - last).days
    if days <= FAR_DAYS:
        return None
    return (
        f"the last record is of {last}, {days:,} days before {horizon.start}: the level of then is "
        "carried forward, and the bands do not know how far it has drifted since"
    )
