"""Diallers of the SimPy engine: they ring ahead of agents."""

from collections import deque
from typing import TYPE_CHECKING

from wfm.simulate.kernel import kinds
from wfm.simulate.kernel.vectors import REACH
from wfm.simulate.simpy.moments import COMES
from wfm.simulate.simpy.records import Contact

if TYPE_CHECKING:
    from wfm.simulate.simpy.center import Center


class Diallers:
    """Lists of customers to be called, and attempts under way.

    Parameters
    ----------
    center : Center
    """

    def __init__(self, center: "Center") -> None:
        self.center = center
        kinds_of = enumerate(center.queues.dialling)
        self.dialled = [queue for queue, kind in kinds_of if kind == kinds.BY_DIALLER]
        self.ringing = dict.fromkeys(self.dialled, 0)
        self.listed: dict[int, deque[Contact]] = {queue: deque() for queue in self.dialled}

    def dial(self) -> None:
        """Start as many attempts as the pace allows."""
        for queue in self.dialled:
            if not self.listed[queue] or not self.center.is_open[queue]:
                continue
            allowed = self.attempts_allowed(queue)
            while self.listed[queue] and self.ringing[queue] + 1 <= allowed:
                contact = self.listed[queue].popleft()
                self.ringing[queue] += 1
                reached = self.is_reached(contact)
                rings_s = self.center.queues.dial_s if reached else self.center.queues.unreached_s
                ends_s = self.center.env.now + rings_s[queue]
                self.center.at(ends_s, COMES + contact.order, self.attempt_ends, contact)

    def is_reached(self, contact: Contact) -> bool:
        """Whether an attempt reaches the customer."""
        queue = contact.queue
        drawn = self.center.draws.chance(queue, REACH, contact.number)
        return bool(drawn < self.center.queues.reach_share[queue])

    def attempts_allowed(self, queue: int) -> float:
        """Attempts that may be under way, by the agents who are idle and busy."""
        line = self.center.rules.entry[queue]
        able = [a for a in self.center.agents if a.rank[line] > 0 and a.on_queue]
        idle = -self.center.waiting[queue]
        for team in {a.team for a in able}:
            idle += max(self.center.idle_in(team) - self.center.rules.reserve[line], 0)
        pacing, pacing_busy = (
            self.center.queues.pacing[queue],
            self.center.queues.pacing_busy[queue],
        )
        return float(pacing * idle + pacing_busy * max(len(able) - idle, 0))

    def attempt_ends(self, contact: Contact) -> None:
        """Somebody is reached and comes to the queue, or not."""
        self.ringing[contact.queue] -= 1
        if self.is_reached(contact):
            self.center.customers.reach_queue(contact)
        else:
            contact.unreached_s = self.center.env.now
            onward = self.center.customers.turns_into(contact, kinds.UNREACHED)
            if onward is not None:
                self.center.customers.bear(
                    onward, self.center.env.now + onward.delay_s, contact.last_agent
                )
