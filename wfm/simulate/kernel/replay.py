"""Run contacts that were drawn beforehand: made by hand, recorded, or shared with SimPy."""

import numpy as np

from wfm.simulate.contacts import Contacts
from wfm.simulate.kernel.clock import advance, close_center, open_center
from wfm.simulate.kernel.compiled import door
from wfm.simulate.kernel.lines import occupy
from wfm.simulate.kernel.memory import Memory, new_memory
from wfm.simulate.kernel.records import CONTACT, NONE, Records
from wfm.simulate.kernel.rows import contact_at, place_at
from wfm.simulate.model import Model, Spells


def replay(model: Model, contacts: Contacts, spells: Spells) -> Memory:
    """Live through one replication of given contacts; the log holds every one of them."""
    size = len(contacts.queue)
    memory = new_memory(model, spells, logged=size)
    memory.make_room(size + 1)
    table = np.zeros(size, dtype=CONTACT)
    table["order"] = np.arange(size)
    for name in ("queue", "arrival_s", "handle_s", "patience_s", "onward"):
        table[name] = getattr(contacts, name)
    _replay(memory.center, table.ctypes.data, contacts.from_outside, size)
    return memory


@door
def _replay(centers: Records, contacts: int, from_outside: int, size: int) -> None:
    center = centers[0]
    for order in range(from_outside, size):
        # Nothing is occupied yet, so these get the first places one after another.
        place, contact = place_at(center.places, occupy(center)), contact_at(contacts, order)
        place.queue, place.order = contact.queue, order
        place.handle_s, place.patience_s = contact.handle_s, contact.patience_s
        place.onward = NONE if contact.onward == NONE else contact.onward - from_outside
    for order in range(from_outside):
        contact = contact_at(contacts, order)
        if contact.onward != NONE:
            contact.onward -= from_outside
    open_center(center)
    first = 0
    for interval in range(center.n_intervals):
        last = first
        until_s = (interval + 1) * center.interval_s
        while last < from_outside and contact_at(contacts, last).arrival_s < until_s:
            last += 1
        advance(center, contacts, first, last, interval)
        first = last
    close_center(center)
