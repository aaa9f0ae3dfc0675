"""What an engine returns: what became of every contact, and of the agents' time."""

from dataclasses import dataclass

import numpy as np

from wfm.simulate.model import Bools, Floats, Ints


@dataclass(frozen=True, eq=False)
class Journeys:
    """One replication lived through; arrays of shape (N,) follow the order of `Contacts`.

    Attributes
    ----------
    arrival_s : array
        When the contact joined its queue; NaN if it never did (it was to be handed on by a contact
        that was not handled in time).
    answered_s : array
        When an agent took it; NaN if none did.
    agent : array
        Who took it, or -1.
    handled_s : array
        Handle time it really took; 0 if nobody took it.
    abandoned_s : array
        When it gave up; NaN if it did not.
    blocked_s : array
        When it found the line full and was turned away; NaN if it was not.
    reached_s : array
        When an agent took it, or would have taken it had it not given up; NaN if neither happened
        before the end.
    on_queue_s, busy_s : array of shape (spans, 2)
        Start and end of each stretch in which some agent was on queue, or had a contact in hand.
    """

    arrival_s: Floats
    answered_s: Floats
    agent: Ints
    handled_s: Floats
    abandoned_s: Floats
    blocked_s: Floats
    reached_s: Floats
    on_queue_s: Floats
    busy_s: Floats

    @property
    def arrived(self) -> Bools:
        """Contacts that joined their queue."""
        return ~np.isnan(self.arrival_s)
