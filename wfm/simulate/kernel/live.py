"""Run one replication, contacts drawn on the way; memory does not grow with their number."""

import numpy as np
from numpy.typing import NDArray

from wfm.simulate.contacts import checked_demand
from wfm.simulate.kernel import records
from wfm.simulate.kernel.arrivals import draw_interval, offered_in
from wfm.simulate.kernel.clock import advance, close_center, open_center
from wfm.simulate.kernel.compiled import door
from wfm.simulate.kernel.memory import Memory, new_memory
from wfm.simulate.kernel.records import Records
from wfm.simulate.kernel.rows import event_at
from wfm.simulate.kernel.vectors import write_draws
from wfm.simulate.model import NOBODY, Floats, Model, Spells


def live(
    model: Model,
    spells: Spells,
    offered: NDArray[np.integer],
    aht_s: Floats,
    seed: int,
    replication: int,
    *,
    logged: int = 0,
) -> Memory:
    """Live through one replication.

    Parameters
    ----------
    model : Model
    spells : Spells
        Those that are worked.
    offered, aht_s : array of shape (Q, T)
        As for `draw_contacts`.
    seed, replication : int
    logged : int
        Room for so many contacts in the log; 0 keeps none.
    """
    offered, aht_s = checked_demand(offered, aht_s)
    memory = new_memory(model, spells, logged=logged)
    write_draws(memory.tables["queues"], model.queues, seed, replication)
    largest = int(offered.sum(axis=0).max(initial=0))
    memory.put("offered", offered.astype(np.int64))
    memory.put("aht_s", aht_s.astype(np.float64))
    for name in ("contacts", "drawn"):
        memory.put(name, np.empty(largest, dtype=records.CONTACT))
    memory.put("buckets", np.empty(largest + 2, dtype=records.INT))
    center = memory.center[0]
    center["handed_on"] = int(offered.sum())
    center["longest_chain"] = _longest_chain(model)
    interval = 0
    while interval < model.horizon.n_intervals:
        memory.make_room(2 * int(offered[:, interval].sum() + 1) * int(center["longest_chain"]))
        interval = _live(memory.center, interval)
    return memory


def _longest_chain(model: Model) -> int:
    """Most queues that one customer can pass through."""
    longest, reached = 1, set(range(len(model.queues.names)))
    while reached := {int(model.queues.escalates_to[q]) for q in reached} - {NOBODY}:
        longest += 1
    return longest


@door
def _live(centers: Records, interval: int) -> int:
    """Live from an interval to the end, or to the first interval for which there is no room."""
    center = centers[0]
    if interval == 0:
        open_center(center)
    while interval < center.n_intervals:
        total = offered_in(center, interval)
        may_come = total * center.longest_chain
        waits = center.n_places - center.n_free
        if (
            center.n_free < may_come
            or center.n_patience < event_at(center.patience, 0).order + waits + may_come
        ):
            return interval
        draw_interval(center, interval, total)
        advance(center, center.contacts, 0, total, interval)
        interval += 1
    close_center(center)
    return interval
