"""Moments of the SimPy engine: events at an absolute time, in a documented order among equals."""

from heapq import heappush

import simpy
from simpy.events import EventPriority

# Order of what happens at the same instant; SimPy's own follow-ups (0 and 1) come first.
_KIND = 2**40
(
    CONTACT_ENDS,
    HANDED_OVER,
    SPELL_ENDS,
    SPELL_STARTS,
    DOOR,
    GIVES_UP,
    MOVES_ON,
    COMES,
) = (k * _KIND for k in range(2, 10))


class Moment(simpy.Event):
    """An event at an absolute time.

    A delay added to the present would round, and the engines would differ in the last bit.
    """

    def __init__(self, env: simpy.Environment, at_s: float, order: int) -> None:
        self.env = env
        self.callbacks = []
        self._value = None
        self._ok = True
        heappush(env._queue, (at_s, EventPriority(order), next(env._eid), self))
