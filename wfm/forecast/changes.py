"""What moves a forecast away from its statistical mean: events, overrides, and changed demand."""

from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from wfm.center.demand_hand import Override
from wfm.center.errors import DataError
from wfm.center.horizon import Horizon

Grid = NDArray[np.float64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Change:
    """One named change of a forecast.

    Attributes
    ----------
    name : str
    kind : str
        Kind of the event, ``override``, or ``demand`` (volume and containment of the scenario).
    says : str
        What it does, in a few words.
    offered : array of shape (queues, intervals)
        Contacts that it adds or takes away.
    aht_s : array of shape (queues, intervals)
        Seconds of handle time that it adds or takes away.
    """

    name: str
    kind: str
    says: str
    offered: Grid = field(repr=False)
    aht_s: Grid = field(repr=False)


@dataclass(frozen=True)
class Demand:
    """Means on their way from the statistical forecast to the plan.

    Attributes
    ----------
    horizon : Horizon
    queues : tuple of str
    is_open : array of bool, shape (queues, intervals)
    offered, aht_s : array of shape (queues, intervals)
    changes : tuple of Change
        What has been done so far.
    """

    horizon: Horizon
    queues: tuple[str, ...]
    is_open: Mask
    offered: Grid
    aht_s: Grid
    changes: tuple[Change, ...] = ()

    def changed(
        self,
        name: str,
        kind: str,
        says: str,
        *,
        offered: Grid | None = None,
        aht_s: Grid | None = None,
    ) -> "Demand":
        """With other means, and the difference noted under a name."""
        contacts = self.offered if offered is None else offered
        handle = self.aht_s if aht_s is None else aht_s
        change = Change(name, kind, says, contacts - self.offered, handle - self.aht_s)
        return replace(self, offered=contacts, aht_s=handle, changes=(*self.changes, change))

    def mask(
        self, item_queues: tuple[str, ...], chosen_days: Mask, hours: tuple[int, int] | None
    ) -> Mask:
        """Open intervals of some queues, days and hours, shape (queues, intervals)."""
        rows = np.array([not item_queues or queue in item_queues for queue in self.queues])
        clock = self.horizon.clock_min_of_interval
        start, stop = hours or (0, 24 * 60)
        columns = chosen_days[self.horizon.day_of_interval] & (clock >= start) & (clock < stop)
        masked: Mask = self.is_open & rows[:, None] & columns
        return masked


def override(demand: Demand, item: Override) -> Demand:
    """Apply a planner's override.

    Raises
    ------
    DataError
        If contacts are wanted where all chosen queues are closed.
    """
    days = np.isin(np.array(demand.horizon.dates), np.array(item.days))
    chosen = demand.mask(item.queues, days, item.hours)
    says = item.describe() + (f" ({item.reason})" if item.reason else "")
    if not days.any():
        return demand.changed(item.name, "override", f"{says}; none of its days is in the horizon")
    if item.of == "aht_s":
        aht_s = np.where(chosen, _new_value(demand.aht_s, item), demand.aht_s)
        if (aht_s[chosen] <= 0).any():
            raise DataError(
                f"override '{item.name}' leaves a handle time of {aht_s[chosen].min():.0f} s; "
                "write a smaller change"
            )
        return demand.changed(item.name, "override", says, aht_s=aht_s)
    if item.scale is None and item.per != "interval":
        offered = _spread(demand, item, chosen)
    else:
        offered = np.where(chosen, _new_value(demand.offered, item), demand.offered)
    return demand.changed(item.name, "override", says, offered=np.maximum(offered, 0.0))


def _new_value(values: Grid, item: Override) -> Grid:
    if item.scale is not None:
        return values * item.scale
    return np.full_like(values, item.set) if item.add is None else values + item.add


def _spread(demand: Demand, item: Override, chosen: Mask) -> Grid:
    """A total of each day, or of all days, spread over its intervals as the forecast is."""
    offered = demand.offered.copy()
    day = demand.horizon.day_of_interval
    groups = [chosen] if item.per == "range" else [chosen & (day == d) for d in np.unique(day)]
    for group in groups:
        for q in np.flatnonzero(group.any(axis=1)):
            now = offered[q, group[q]]
            wanted = item.set if item.set is not None else now.sum() + (item.add or 0.0)
            share = now / now.sum() if now.sum() > 0 else np.full(len(now), 1 / len(now))
            offered[q, group[q]] = max(wanted, 0.0) * share
    if not chosen.any() and (item.set or item.add):
        raise DataError(
            f"override '{item.name}' asks for contacts where its queues are closed; change its "
            "days or hours, or the opening hours"
        )
    return offered
