"""Contacts into the SimPy engine, and what became of them out of it."""

from typing import Any

import numpy as np

from wfm.simulate.contacts import Contacts
from wfm.simulate.journeys import Journeys
from wfm.simulate.simpy.records import Contact


def contacts_from_outside(contacts: Contacts) -> list[Contact]:
    """One `Contact` for each, in order of time."""
    found = []
    for order, (queue, number, handle_s, patience_s) in enumerate(
        zip(
            contacts.queue.tolist(),
            contacts.number.tolist(),
            contacts.handle_s.tolist(),
            contacts.patience_s.tolist(),
            strict=True,
        )
    ):
        contact = Contact(order, queue, number)
        contact.handle_s, contact.patience_s = handle_s, patience_s
        found.append(contact)
    return found


def journeys_of(
    contacts: list[Contact],
    on_queue_s: list[tuple[float, ...]],
    busy_s: list[tuple[float, ...]],
    waits_s: list[tuple[float, ...]],
) -> Journeys:
    """What became of the contacts, as arrays."""
    columns: dict[str, Any] = {
        name: np.array([getattr(c, name) for c in contacts], dtype=np.int64)
        for name in ("queue", "number", "comes_as", "agent", "as_callback")
    }
    columns |= {
        name: np.array([getattr(c, name) for c in contacts], dtype=np.float64)
        for name in (
            *("arrival_s", "answered_s", "called_s", "handled_s", "abandoned_s", "blocked_s"),
            *("deferred_s", "contained_s", "reached_s", "unreached_s", "promised_s"),
        )
    }
    return Journeys(
        **columns,
        on_queue_s=np.array(on_queue_s).reshape(-1, 3),
        busy_s=np.array(busy_s).reshape(-1, 3),
        waits_s=np.array(waits_s).reshape(-1, 4),
    )
