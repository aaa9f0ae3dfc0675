"""What the SimPy engine knows of each contact, and what it notes of its journey."""

from typing import Any

import numpy as np
import simpy

from wfm.simulate.contacts import Contacts
from wfm.simulate.journeys import Journeys
from wfm.simulate.kernel import kinds
from wfm.simulate.kernel.vectors import Onward
from wfm.simulate.simpy.agents import Agent

NEVER = float("nan")


class Contact:
    """One contact: what it is, what it is doing now, and what has become of it."""

    __slots__ = (
        "abandoned_s",
        "agent",
        "answered_s",
        "arrival_s",
        "as_callback",
        "blocked_s",
        "by",
        "called_back",
        "called_s",
        "comes_as",
        "contained_s",
        "deferred_s",
        "ends_s",
        "generation",
        "handle_s",
        "handled_s",
        "handover_s",
        "holder",
        "last_agent",
        "line",
        "number",
        "onward",
        "order",
        "patience_s",
        "promised_s",
        "queue",
        "reached_s",
        "resumed",
        "retries_callback",
        "story",
        "turn",
        "unreached_s",
        "waiting_since_s",
    )

    def __init__(self, order: int, queue: int, number: int) -> None:
        self.order, self.queue, self.number = order, queue, number
        self.comes_as, self.generation = kinds.FIRST, 0
        self.handle_s = self.patience_s = NEVER
        self.last_agent = self.agent = -1
        self.holder: int | None = None
        self.handover_s = self.handled_s = 0.0
        self.called_back = self.as_callback = self.resumed = False
        self.retries_callback = False
        self.by: Agent | None = None
        self.line = -1
        self.onward: Onward | None = None
        self.story: simpy.Process | None = None
        # The event that its turn has come, or that it goes; None while it does not wait.
        self.turn: simpy.Event | None = None
        self.ends_s = self.waiting_since_s = NEVER
        self.arrival_s = self.answered_s = self.called_s = self.abandoned_s = NEVER
        self.blocked_s = self.deferred_s = self.contained_s = self.reached_s = NEVER
        self.unreached_s = self.promised_s = NEVER

    @property
    def first(self) -> tuple[float, int]:
        """Its place among others: by arrival, then order."""
        return self.arrival_s, self.order


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
