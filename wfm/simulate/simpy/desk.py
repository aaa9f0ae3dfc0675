"""Work of the SimPy engine: agents take contacts in hand, are interrupted, and finish them."""

from typing import TYPE_CHECKING

from wfm.simulate.kernel import kinds
from wfm.simulate.simpy.moments import HANDED_OVER
from wfm.simulate.simpy.records import Agent, Contact

if TYPE_CHECKING:
    from wfm.simulate.simpy.center import Center


class Desk:
    """What agents do with contacts.

    Parameters
    ----------
    center : Center
    """

    def __init__(self, center: "Center") -> None:
        self.center, self.env, self.queues = center, center.env, center.queues

    def serve(self, agent: Agent) -> None:
        """A free hand: take what waits, as long as something fits."""
        while True:
            contact = self.center.routing.choose_contact(agent)
            if contact is None:
                break
            self.center.lines[contact.line].remove(contact)
            if contact.turn is None:
                contact.reached_s = self.env.now
            else:
                self.center.queueing.stop_waiting(contact, taken=True)
                self.take(agent, contact)
        self.note_availability(agent)

    def take(self, agent: Agent, contact: Contact) -> None:
        """The agent takes the contact in hand, or takes it up again."""
        now, queue = self.env.now, contact.queue
        slower = 1 + self.queues.slowdown[queue] * agent.in_hand
        self.fill_hand(agent, queue)
        if contact.resumed:
            taking_s = contact.handle_s
        else:
            taking_s = contact.handle_s * slower
            if agent.aht_factor is not None:
                taking_s *= agent.aht_factor[queue]
            trigger = kinds.HANDLED
            if contact.called_back or self.queues.dialling[queue] == kinds.BY_AGENT:
                if self.center.diallers.is_reached(contact):
                    taking_s += self.queues.dial_s[queue]
                else:
                    taking_s, trigger = self.queues.unreached_s[queue], kinds.UNREACHED
                    contact.unreached_s = now
            taking_s += contact.handover_s
            contact.onward = self.center.customers.turns_into(contact, trigger)
            contact.retries_callback = contact.called_back and trigger == kinds.UNREACHED
            contact.agent, contact.handled_s = agent.index, taking_s
            if not contact.as_callback:
                contact.reached_s = now
            if contact.called_back:
                contact.called_s = now
                self.center.in_system[queue] += 1
            else:
                contact.answered_s = now
                self.center.last_wait_s[queue] = now - contact.arrival_s
        contact.by, contact.ends_s = agent, now + taking_s
        if contact.holder is not None:
            holder, contact.holder = self.center.agents[contact.holder], None
            over_s = now + contact.handover_s
            self.center.at(over_s, HANDED_OVER + contact.order, self.release, holder)
        if self.queues.interruptible[queue]:
            agent.task = contact
        self.note_availability(agent)

    def fill_hand(self, agent: Agent, queue: int) -> None:
        """One contact more in hand."""
        concurrency = self.queues.concurrency[queue]
        if agent.in_hand == 0:
            agent.busy_since_s = self.env.now
            agent.limit = concurrency
        agent.limit = min(agent.limit, concurrency)
        agent.in_hand += 1
        agent.since_s = self.env.now

    def empty_hand(self, agent: Agent) -> None:
        """One contact less in hand."""
        agent.in_hand -= 1
        agent.since_s = self.env.now
        if agent.in_hand == 0:
            self.center.busy_s.append((agent.index, agent.busy_since_s, self.env.now))

    def finish(self, contact: Contact) -> None:
        """A contact ends; the agent turns to the next, or stays until a warm transfer is taken."""
        agent, onward = contact.by, contact.onward
        assert agent is not None
        agent.task = None
        self.center.in_system[contact.queue] -= 1
        if onward is not None and onward.warm:
            self.center.customers.bear(onward, self.env.now, agent.index, holder=agent.index)
            return
        self.empty_hand(agent)
        if onward is not None:
            comes_s = self.env.now + onward.delay_s
            self.center.customers.bear(
                onward, comes_s, agent.index, called_back=contact.retries_callback
            )
        self.turn_to_lines(agent)

    def release(self, agent: Agent) -> None:
        """An agent need no longer stay with a customer who was to be handed over."""
        self.empty_hand(agent)
        self.turn_to_lines(agent)

    def turn_to_lines(self, agent: Agent) -> None:
        """An agent with a free hand takes what waits, or goes if the spell is over."""
        if agent.on_queue:
            self.serve(agent)
        elif agent.in_hand == 0 and agent.index in self.center.shifts.done:
            self.center.shifts.leave(agent)
            self.center.shifts.done[agent.index].succeed()

    def interrupt(self, agent: Agent) -> None:
        """Take an agent away from a contact, which goes back to its line with the time left."""
        contact = agent.task
        assert contact is not None
        assert contact.story is not None
        contact.story.interrupt()
        contact.handle_s = contact.ends_s - self.env.now
        contact.resumed = True
        self.center.queueing.start_waiting(contact)
        self.center.queueing.join_line(contact, contact.line)
        agent.task = None
        self.empty_hand(agent)

    def note_availability(self, agent: Agent) -> None:
        """Keep the table of agents with a free hand."""
        if agent.on_queue and (agent.in_hand == 0 or agent.in_hand < agent.limit):
            self.center.available[agent.index] = agent
        else:
            self.center.available.pop(agent.index, None)
