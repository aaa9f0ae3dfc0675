"""Customers of the SimPy engine: they come, talk to a bot, join a queue, turn into others."""

import math
from collections.abc import Generator
from typing import TYPE_CHECKING, Any

import numpy as np
import simpy

from wfm.simulate.kernel import kinds
from wfm.simulate.kernel.vectors import BOT_TIME, CONTAINMENT, Onward
from wfm.simulate.simpy.moments import COMES, CONTACT_ENDS, Moment
from wfm.simulate.simpy.records import Contact

if TYPE_CHECKING:
    from wfm.simulate.simpy.center import Center

Story = Generator[simpy.Event, Any, None]


class Customers:
    """Where contacts come from, and what each lives through.

    Parameters
    ----------
    center : Center
    """

    def __init__(self, center: "Center") -> None:
        self.center, self.env, self.queues = center, center.env, center.queues

    def arrivals(self, times_s: list[float]) -> Story:
        """Contacts come from outside."""
        for contact, arrival_s in zip(self.center.contacts[: len(times_s)], times_s, strict=True):
            if arrival_s >= self.env.now:
                yield Moment(self.env, arrival_s, COMES + contact.order)
                if (
                    self.queues.contained_share[contact.queue] > 0
                    or self.queues.bot_s[contact.queue]
                ):
                    self.enter_bot(contact)
                else:
                    self.come(contact)
                self.center.diallers.dial()

    def enter_bot(self, contact: Contact) -> None:
        """A contact talks to a bot first, which may be all it needs."""
        queue, leaves_s = contact.queue, self.env.now
        if self.queues.bot_s[queue] > 0:
            u = self.center.draws.chance(queue, BOT_TIME, contact.number)
            leaves_s -= self.queues.bot_s[queue] * math.log(u)
        needs_nobody = self.center.draws.chance(queue, CONTAINMENT, contact.number)
        if needs_nobody < self.queues.contained_share[queue]:
            contact.contained_s = self.env.now
            onward = self.turns_into(contact, kinds.CONTAINED)
            if onward is not None:
                self.bear(onward, leaves_s + onward.delay_s, -1)
        else:
            self.center.at(leaves_s, COMES + contact.order, self.reach_queue, contact)

    def come(self, contact: Contact) -> None:
        """A contact comes to its queue, or to the list of its dialler."""
        if self.queues.dialling[contact.queue] == kinds.BY_DIALLER:
            self.center.diallers.listed[contact.queue].append(contact)
        else:
            self.reach_queue(contact)

    def reach_queue(self, contact: Contact) -> None:
        """A contact joins its queue: an agent takes it, or it waits, or it is turned away."""
        queue = contact.queue
        contact.arrival_s, contact.as_callback = self.env.now, contact.called_back
        if np.isnan(contact.handle_s):
            interval = int(self.env.now // self.center.model.horizon.interval_s)
            contact.handle_s = self.center.draws.handle_s(queue, contact.number, interval)
        if not contact.called_back:
            self.center.in_system[queue] += 1
            if (
                not self.center.is_open[queue]
                or self.center.in_system[queue] > self.queues.trunks[queue]
            ):
                self.center.queueing.turn_away(contact)
                return
        contact.line = self.center.routing.line_of(contact)
        agent = self.center.routing.agent_for(contact)
        if agent is not None:
            self.center.desk.take(agent, contact)
        elif self.center.waiting[queue] >= self.queues.capacity[queue] and not contact.called_back:
            self.center.queueing.turn_away(contact)
            return
        else:
            self.center.queueing.wait(contact)
        contact.story = self.env.process(self.journey(contact))

    def journey(self, contact: Contact) -> Story:
        """A contact in line or with an agent, to its end."""
        while True:
            if contact.turn is not None:
                taken = yield contact.turn
                if not taken:
                    return
            try:
                yield Moment(self.env, contact.ends_s, CONTACT_ENDS + contact.order)
            except simpy.Interrupt:
                continue
            self.center.desk.finish(contact)
            self.center.diallers.dial()
            return

    def turns_into(self, contact: Contact, trigger: int) -> Onward | None:
        """Draw what a contact turns into, if anything."""
        if (contact.queue, trigger) not in self.center.triggers:
            return None
        return self.center.draws.onward(contact.queue, trigger, contact.number, contact.generation)

    def bear(
        self,
        onward: Onward,
        at_s: float,
        last_agent: int,
        *,
        holder: int | None = None,
        called_back: bool = False,
    ) -> None:
        """Another contact comes to be, and will come at a time."""
        contact = Contact(len(self.center.contacts), onward.queue, onward.number)
        contact.comes_as, contact.generation = onward.comes_as, onward.generation
        contact.handover_s, contact.holder = onward.handover_s, holder
        contact.last_agent, contact.called_back = last_agent, called_back
        self.center.contacts.append(contact)
        self.center.at(at_s, COMES + contact.order, self.come, contact)
