"""A new queue starts from the history of a similar one."""

import numpy as np

from wfm.center.demand_hand import NewQueue
from wfm.center.errors import DataError
from wfm.forecast.day_table import DayTable, Grid

PLANNED_CONTACTS = 500.0


def with_borrowed_days(past: DayTable, new: NewQueue) -> DayTable:
    """The past with the days that a new queue does not have taken from the queue it is like.

    They are scaled by the planned share, which gives way to the one that was seen as contacts come
    in: planned and seen count the same once the plan alone would have expected `PLANNED_CONTACTS`.

    Raises
    ------
    DataError
        If the other queue has no history either.
    """
    if new.like not in past.queues or not past.recorded[past.queues.index(new.like)].any():
        raise DataError(
            f"queue '{new.queue}' is to start like '{new.like}', which has no history either; name "
            "a queue under new_queues that has one"
        )
    if new.queue not in past.queues:
        past = _with_empty_queue(past, new.queue)
    own, other = past.queues.index(new.queue), past.queues.index(new.like)
    # Its days begin where contacts do: zeros written before a launch are not its level.
    started = int(past.recorded[own].argmax()) if past.recorded[own].any() else past.n_days
    both = ~np.isnan(past.offered[own]) & ~np.isnan(past.offered[other])
    both[:started] = False
    seen = float(past.offered[own][both].sum())
    planned = new.share * float(past.offered[other][both].sum())
    share = new.share * (seen + PLANNED_CONTACTS) / (planned + PLANNED_CONTACTS)
    offered, aht_s = past.offered.copy(), past.aht_s.copy()
    offered[own, :started] = share * past.offered[other, :started]
    if np.isnan(aht_s[own]).all():
        aht_s[own] = past.aht_s[other]
    return DayTable(past.queues, past.first_day, past.slot_minutes, offered, aht_s)


def _with_empty_queue(past: DayTable, queue: str) -> DayTable:
    def added(values: Grid) -> Grid:
        return np.concatenate([values, np.full((1, *values.shape[1:]), np.nan)])

    return DayTable(
        (*past.queues, queue),
        past.first_day,
        past.slot_minutes,
        added(past.offered),
        added(past.aht_s),
    )
