"""Waiting in the SimPy engine: lines, patience, overflow, callbacks, and going without an agent."""

from bisect import insort
from typing import TYPE_CHECKING

import numpy as np
import simpy

from wfm.simulate.kernel import kinds
from wfm.simulate.kernel.vectors import CALLBACK
from wfm.simulate.simpy.moments import GIVES_UP, MOVES_ON
from wfm.simulate.simpy.records import Contact

if TYPE_CHECKING:
    from wfm.simulate.simpy.center import Center


class Queueing:
    """What contacts without an agent do.

    Parameters
    ----------
    center : Center
    """

    def __init__(self, center: "Center") -> None:
        self.center, self.env, self.queues = center, center.env, center.queues

    def wait(self, contact: Contact) -> None:
        """Begin to wait, for an agent or to be called back."""
        queue = contact.queue
        if (
            self.queues.callback_share[queue] > 0
            and not contact.called_back
            and self.center.last_wait_s[queue] >= self.queues.callback_after_s[queue]
            and self.center.draws.chance(queue, CALLBACK, contact.number)
            < self.queues.callback_share[queue]
        ):
            contact.called_back = True
            contact.deferred_s, contact.promised_s = (
                self.env.now,
                self.center.last_wait_s[queue],
            )
            self.center.in_system[queue] -= 1
        self.join_line(contact, contact.line)
        self.start_waiting(contact)
        if not contact.called_back:
            if np.isnan(contact.patience_s):
                contact.patience_s = self.center.draws.patience_s(queue, contact.number)
            if contact.patience_s != np.inf:
                gives_up_s = contact.arrival_s + contact.patience_s
                self.center.at(gives_up_s, GIVES_UP + contact.order, self.give_up, contact)
        if contact.called_back and contact.holder is not None:
            # Nobody stays on a line that the customer has left; the agent may call back at once.
            holder, contact.holder = self.center.agents[contact.holder], None
            contact.handover_s = 0.0
            self.center.desk.release(holder)

    def start_waiting(self, contact: Contact) -> None:
        """Note that a contact waits from now on."""
        contact.turn = simpy.Event(self.env)
        if not contact.called_back:
            self.center.waiting[contact.queue] += 1
            contact.waiting_since_s = self.env.now

    def stop_waiting(self, contact: Contact, *, taken: bool) -> None:
        """The wait ends, with an agent or without."""
        assert contact.turn is not None
        contact.turn.succeed(taken)
        contact.turn = None
        if not contact.called_back:
            self.center.waiting[contact.queue] -= 1
            self.center.waits_s.append(
                (contact.queue, contact.arrival_s, contact.waiting_since_s, self.env.now)
            )

    def join_line(self, contact: Contact, line: int) -> None:
        """Stand in a line, behind everybody who arrived before."""
        contact.line = line
        insort(self.center.lines[line], contact, key=lambda c: c.first)
        if self.center.rules.after_s[line] < np.inf and not contact.resumed:
            at_s = max(contact.arrival_s + self.center.rules.after_s[line], self.env.now)
            self.center.at(at_s, MOVES_ON + contact.order, self.move_on, contact, line)

    def give_up(self, contact: Contact) -> None:
        """Patience ends; if the contact still waits, it leaves and its ghost stays in line."""
        if contact.turn is not None and not contact.resumed:
            contact.abandoned_s = self.env.now
            self.stop_waiting(contact, taken=False)
            self.lose(contact)

    def move_on(self, contact: Contact, line: int) -> None:
        """A contact that waits, or its ghost, may move on to the line that follows."""
        stays = contact.called_back or contact.resumed or contact not in self.center.lines[line]
        if stays or self.center.waiting[contact.queue] < self.center.rules.when_waiting[line]:
            return
        self.center.lines[line].remove(contact)
        following = self.center.rules.following[line]
        if following == kinds.LEAVES:
            if contact.turn is not None:
                self.stop_waiting(contact, taken=False)
                self.leave_message(contact)
            return
        agent = self.center.routing.choose_agent(contact, following)
        if agent is None:
            self.join_line(contact, following)
        elif contact.turn is not None:
            contact.line = following
            self.stop_waiting(contact, taken=True)
            self.center.desk.take(agent, contact)
        else:
            contact.reached_s = self.env.now

    def turn_away(self, contact: Contact) -> None:
        """The line is full or the queue is closed: the contact goes at once."""
        contact.blocked_s = self.env.now
        self.lose(contact)

    def lose(self, contact: Contact) -> None:
        """A contact goes without an agent."""
        self.go(contact, kinds.LOST)

    def leave_message(self, contact: Contact) -> None:
        """A contact stops waiting, and may leave a message."""
        contact.deferred_s = self.env.now
        self.go(contact, kinds.DEFERRED)

    def go(self, contact: Contact, trigger: int) -> None:
        """A contact goes; it may turn into another, and nobody stays with it any longer."""
        self.center.in_system[contact.queue] -= 1
        onward = self.center.customers.turns_into(contact, trigger)
        if onward is not None:
            self.center.customers.bear(onward, self.env.now + onward.delay_s, contact.last_agent)
        if contact.holder is not None:
            holder, contact.holder = self.center.agents[contact.holder], None
            self.center.desk.release(holder)
