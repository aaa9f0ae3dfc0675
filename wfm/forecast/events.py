"""Effects of named events, learnt from the days on which they were seen.

The days of an event are taken out of the history before anything else is learnt. What came on them
over what would have come without is the event's effect: a mean of logarithms, weighted by how
surely each day tells it, and shrunk to what the planner expects (by default nothing) the more, the
fewer days there are.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from wfm.center.demand_hand import Event
from wfm.forecast.changes import Demand
from wfm.forecast.day_table import DayTable, Grid
from wfm.forecast.wfm_model import WfmModel

EFFECT_SD = 0.3
EXPECTED_SD = 0.15
DAY_SD = 0.1


@dataclass(frozen=True)
class Effects:
    """What an event does to each queue.

    Attributes
    ----------
    event : Event
    log_mean, log_sd : array of shape (queues,)
        Logarithm of its factor, and how unsure that is.
    days_seen : array of int, shape (queues,)
        Days of the past it was learnt from.
    """

    event: Event
    log_mean: Grid
    log_sd: Grid
    days_seen: NDArray[np.int64]


def without_events(past: DayTable, events: Sequence[Event]) -> DayTable:
    """The past with the cells of events left open."""
    covered = np.stack([_cells(past, event) for event in events]).any(axis=0)
    return replace(past, offered=np.where(covered, np.nan, past.offered))


def learn_effects(
    past: DayTable, events: Sequence[Event], holidays: Mapping[date, str], until: int
) -> list[Effects]:
    """Effect of each event on every queue of the past.

    Days on which events overlap tell of neither and are left out.
    """
    common = WfmModel.fit(without_events(past, events), holidays, until)
    cells = [_cells(past, event) for event in events]
    alone = np.stack(cells).sum(axis=0) == 1
    return [
        _learn(past, event, own & alone & ~np.isnan(past.offered), common)
        for event, own in zip(events, cells, strict=True)
    ]


def _learn(past: DayTable, event: Event, cells: NDArray[np.bool_], common: WfmModel) -> Effects:
    n_queues = len(past.queues)
    prior_sd = EFFECT_SD if event.expected is None else EXPECTED_SD
    precision = np.full(n_queues, prior_sd**-2)
    total = precision * np.log1p(event.expected or 0.0)
    seen_days = np.zeros(n_queues, dtype=np.int64)
    for day in np.flatnonzero(cells.any(axis=(0, 2))).tolist():
        expected = np.where(cells[:, day], common.expected(day), 0.0).sum(axis=1)
        came = np.where(cells[:, day], np.nan_to_num(past.offered[:, day]), 0.0).sum(axis=1)
        told = expected > 0
        weight = np.where(told, 1 / (DAY_SD**2 + 1 / np.maximum(expected, 0.5)), 0.0)
        total += weight * np.log((came + 0.5) / (expected + 0.5))
        precision += weight
        seen_days += told
    return Effects(event, total / precision, 1 / np.sqrt(precision), seen_days)


def apply_effects(
    demand: Demand, effects: Sequence[Effects], rows: Sequence[int | None]
) -> tuple[Demand, Grid]:
    """The demand with every event of the horizon, and the variance of each day's log they add.

    Parameters
    ----------
    demand : Demand
    effects : sequence of Effects
    rows : sequence of int or None
        Row in the effects of each queue of the demand.

    Returns
    -------
    demand : Demand
    variance : array of shape (queues, days)
    """
    horizon = demand.horizon
    variance = np.zeros((len(demand.queues), horizon.days))
    for effect in effects:
        days = np.isin(np.array(horizon.dates), np.array(effect.event.days))
        if not days.any():
            continue
        event = effect.event
        expected = np.log1p(event.expected or 0.0)
        log_factor = np.array([expected if r is None else effect.log_mean[r] for r in rows])
        sd = np.array([EFFECT_SD if r is None else effect.log_sd[r] for r in rows])
        seen = [0 if r is None else int(effect.days_seen[r]) for r in rows]
        chosen = demand.mask(event.queues, days, event.hours)
        touched = set(np.flatnonzero(chosen.any(axis=1)).tolist())
        offered = np.where(chosen, demand.offered * np.exp(log_factor)[:, None], demand.offered)
        says = ", ".join(
            f"{queue} {np.expm1(log_factor[q]):+.0%} (seen on {seen[q]} days)"
            for q, queue in enumerate(demand.queues)
            if q in touched
        )
        day = horizon.day_of_interval
        for d in np.flatnonzero(days):
            own = day == d
            whole = demand.offered[:, own].sum(axis=1)
            share = np.where(chosen[:, own], demand.offered[:, own], 0.0).sum(axis=1)
            part = np.divide(share, whole, out=np.zeros(len(whole)), where=whole > 0)
            variance[:, d] += (sd * part) ** 2
        demand = demand.changed(event.name, event.kind, says or "closed", offered=offered)
    return demand, variance


def _cells(past: DayTable, event: Event) -> NDArray[np.bool_]:
    """Where an event was, shape (queues, days, slots)."""
    days = np.isin(np.array(past.dates), np.array(event.days))
    clock = np.arange(past.n_slots) * past.slot_minutes
    start, stop = event.hours or (0, 24 * 60)
    queues = np.array([not event.queues or queue in event.queues for queue in past.queues])
    hours = (clock >= start) & (clock < stop)
    cells: NDArray[np.bool_] = queues[:, None, None] & days[:, None] & hours
    return cells
