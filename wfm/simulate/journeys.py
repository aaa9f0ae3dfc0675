"""What the SimPy engine returns: what became of every contact, and of the agents' time."""

from dataclasses import dataclass

import numpy as np

from wfm.simulate.arrays import Bools, Floats, Ints


@dataclass(frozen=True, eq=False)
class Journeys:
    """One replication lived through; arrays of shape (N,).

    First the contacts from outside in the order of `Contacts`, then those that others turned into,
    in the order in which they did.

    Attributes
    ----------
    queue, number, comes_as : array of int
        The queue, the number of the contact, and as what it comes (`kernel.kinds`).
    arrival_s : array
        When the contact joined its queue; NaN if it never did.
    answered_s : array
        When an agent took it; NaN if none did.
    called_s : array
        When an agent called it back; NaN if none did.
    agent : array
        Who took it first or called it back, or -1.
    handled_s : array
        Handle time it takes; 0 if nobody took it.
    abandoned_s : array
        When it gave up; NaN if it did not.
    blocked_s : array
        When it was turned away, the line full or the queue closed; NaN if it was not.
    deferred_s : array
        When it stopped waiting for a callback or a message; NaN if it did not.
    contained_s : array
        When it came to self-service that was all it needed; NaN if it did not.
    reached_s : array
        When an agent took it, or would have taken it had it not given up; NaN if neither happened
        before the end.
    unreached_s : array
        When an attempt to reach the customer failed; NaN where none did.
    as_callback : array of int
        1 where it is a callback that is tried again.
    promised_s : array
        Wait promised to who accepted a callback; NaN for others.
    on_queue_s, busy_s : array of shape (spans, 3)
        Agent, start and end of each stretch in which an agent was on queue, or had a contact in
        hand.
    waits_s : array of shape (spans, 4)
        Queue, arrival, start and end of each stretch in which a contact waited in line.
    """

    queue: Ints
    number: Ints
    comes_as: Ints
    arrival_s: Floats
    answered_s: Floats
    called_s: Floats
    agent: Ints
    handled_s: Floats
    abandoned_s: Floats
    blocked_s: Floats
    deferred_s: Floats
    contained_s: Floats
    reached_s: Floats
    unreached_s: Floats
    as_callback: Ints
    promised_s: Floats
    on_queue_s: Floats
    busy_s: Floats
    waits_s: Floats

    @property
    def arrived(self) -> Bools:
        """Contacts that joined their queue."""
        return ~np.isnan(self.arrival_s)
