"""How far the records of a history reach."""

from datetime import timedelta

import numpy as np

from wfm.center.history import History
from wfm.center.horizon import Horizon

FAR_DAYS = 366
"""Beyond about a year not even the season before the plan has been seen."""


def far_ahead(history: History, horizon: Horizon) -> str | None:
    """A sentence where a horizon begins more than a year after the last record; else None."""
    if np.isnan(history.offered).all():
        return None
    last = history.grid.dates[-1] - timedelta(days=closed_at_the_end(history))
    days = (horizon.start - last).days
    if days <= FAR_DAYS:
        return None
    return (
        f"the last record is of {last}, {days:,} days before {horizon.start}: the level of then is "
        "carried forward, and the bands do not know how far it has drifted since"
    )


def closed_at_the_end(history: History) -> int:
    """Days of a history after its last record."""
    recorded = np.flatnonzero((~np.isnan(history.offered)).any(axis=0))
    if len(recorded) == 0:
        return history.grid.days
    return int(history.grid.days - 1 - history.grid.day_of_interval[recorded[-1]])
