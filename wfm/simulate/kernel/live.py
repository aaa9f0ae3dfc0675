"""Run one replication; memory does not grow with the number of contacts."""

import numpy as np
from numpy.typing import NDArray

from wfm.simulate.arrays import Floats
from wfm.simulate.contacts import Contacts, checked_demand
from wfm.simulate.kernel import records
from wfm.simulate.kernel.arrivals import BUCKETS_A_CONTACT, draw_interval, offered_in
from wfm.simulate.kernel.clock import advance, begin_interval, close_center
from wfm.simulate.kernel.compiled import door, part
from wfm.simulate.kernel.memory import Memory, new_memory
from wfm.simulate.kernel.records import Record, Records
from wfm.simulate.kernel.rows import contact_at, logged_at
from wfm.simulate.model import Model, Spells


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
    """Live through one replication, contacts drawn on the way.

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
    offered, aht_s = checked_demand(model, offered, aht_s)
    memory = new_memory(model, spells, aht_s, seed, replication, logged)
    largest = int(offered.sum(axis=0).max(initial=0))
    memory.put("offered", offered.astype(np.int64))
    memory.put("contacts", np.empty(largest + 1, dtype=records.CONTACT))
    memory.put("drawn", np.empty(largest + 1, dtype=records.DRAWN))
    for name in ("arrivals_s", "handles_s"):
        memory.put(name, np.empty(largest, dtype=np.float64))
    memory.put("buckets", np.empty(BUCKETS_A_CONTACT * largest + 2, dtype=np.int64))
    memory.center[0]["from_outside"] = int(offered.sum())
    return _lived(memory)


def replay(model: Model, contacts: Contacts, spells: Spells, *, logged: int = 0) -> Memory:
    """Live through one replication of given contacts: by hand, recorded, or shared with SimPy.

    Parameters
    ----------
    model : Model
    contacts : Contacts
    spells : Spells
        Those that are worked.
    logged : int
        Room for so many contacts in the log, those from outside first.
    """
    size = len(contacts.queue)
    aht_s = contacts.aht_by_interval(model)
    memory = new_memory(model, spells, aht_s, contacts.seed, contacts.replication, logged)
    table = np.zeros(size + 1, dtype=records.CONTACT)
    table["order"] = np.arange(size + 1)
    for name in ("queue", "number", "arrival_s", "handle_s", "patience_s"):
        table[name][:size] = getattr(contacts, name)
    memory.put("contacts", table)
    memory.center[0]["from_outside"], memory.center[0]["given"] = size, 1
    return _lived(memory)


def _lived(memory: Memory) -> Memory:
    center = memory.center[0]
    room = int(center["room"])
    memory.make_room(int(center["n_waiting"]) + int(center["n_busy"]) + room)
    while not _live(memory.center):
        memory.make_room(4 * room)
    return memory


@door
def _live(centers: Records) -> bool:
    """Live from where the center is to the end, or to where there is no room: then False."""
    center = centers[0]
    while center.interval < center.n_intervals:
        if not center.begun:
            if center.given:
                find_given(center)
            else:
                total = offered_in(center, center.interval)
                draw_interval(center, center.interval, total)
                center.next, center.last = 0, total
            begin_interval(center)
        if not advance(center):
            return False
    close_center(center)
    return True


@part
def find_given(center: Record) -> None:
    """Find the given contacts of the interval."""
    until_s = (center.interval + 1) * center.interval_s
    center.next = center.last
    while center.last < center.from_outside and (
        contact_at(center.contacts, center.last).arrival_s < until_s
    ):
        if center.logged > center.last:
            contact, logged = (
                contact_at(center.contacts, center.last),
                logged_at(center.log, center.last),
            )
            logged.queue, logged.number = contact.queue, contact.number
        center.last += 1
