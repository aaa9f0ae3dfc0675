"""The readable engine: a contact center in SimPy, one process for each contact and each seat.

It runs the same `Model` and `Contacts` as the compiled engine and is its reference. What holds is
told in docs/explanation/simulation.md, and by the methods below; in short:

- A contact goes to an agent at once if one is free: among those who can take it the one with
  fewest contacts in hand, then the best rank for its line (specialists), then the one whose hands
  have not changed for longest (longest idle), then the lowest index. A queue that interrupts takes
  an agent away from an interruptible contact, which goes back to its line with the time left.
- Otherwise it waits until an agent reaches it, its patience ends, it moves on to another line, its
  queue closes, or it accepts a callback, which keeps its place. Who has given up keeps a place in
  line as a ghost, until an agent would have reached it; that tells the wait of a customer of
  infinite patience.
- An agent with a free hand takes from the lines by rank, then the longest waiting (or the best
  score where lines are weighted), then the contact's order; never so that fewer than the reserve
  of the team stay idle.
- Chats: an agent holds at most `concurrency` at once, and nothing else beside them (with several
  chat queues the smallest concurrency among those taken since the agent's hands were last empty).
  A handle time is stretched by ``1 + slowdown * (k - 1)`` with k contacts in hand at its start.
- At the end of a spell on queue the agent takes nothing more and finishes what is in hand. The
  pause that follows keeps its length (or its end, where the model says so); the next spell still
  ends as planned. Other activities and the end of a shift do not move.
- When staffing is by counts (`Model.idle_leave_first`), an idle agent of the same team leaves at
  the end of a spell in place of one with a contact in hand, who takes over the other's spell.
- A contact that is handled, lost, contained, unreached or deferred may turn into another one.
- Things at the same instant happen in the order of `simpy_moments`; among equals by contact, or by
  agent.
- The simulation starts empty, or from a live state, and stops at the end of the horizon.
"""

import math
from bisect import insort
from collections.abc import Callable, Generator
from types import SimpleNamespace
from typing import Any

import numpy as np
import simpy

from wfm.simulate.contacts import Contacts
from wfm.simulate.journeys import Journeys
from wfm.simulate.kernel import kinds
from wfm.simulate.kernel.vectors import (
    BOT_TIME,
    CALLBACK,
    CONTAINMENT,
    Draws,
    Onward,
)
from wfm.simulate.model import Model, Spells
from wfm.simulate.simpy_agents import AWAY, Agent
from wfm.simulate.simpy_contacts import Contact, contacts_from_outside, journeys_of
from wfm.simulate.simpy_diallers import Diallers
from wfm.simulate.simpy_moments import (
    COMES,
    CONTACT_ENDS,
    GIVES_UP,
    HANDED_OVER,
    MOVES_ON,
    SPELL_ENDS,
    SPELL_STARTS,
    Moment,
)
from wfm.simulate.simpy_opening import plan_doors, start_live
from wfm.simulate.simpy_routing import Routing

Story = Generator[simpy.Event, Any, None]


class Center:
    """One replication of a contact center.

    Parameters
    ----------
    model : Model
    contacts : Contacts
    spells : Spells
        Those that are worked in this replication.
    routing : callable
        Makes the routing of a center; `Routing` or a class of your own.
    """

    def __init__(
        self,
        model: Model,
        contacts: Contacts,
        spells: Spells,
        routing: Callable[["Center"], Routing] = Routing,
    ) -> None:
        self.env = simpy.Environment(initial_time=model.start_s)
        self.model = model
        # Lists, because one number of an array is slow to read.
        self.queues, self.rules = _lists(model.queues), _lists(model.lines)
        self.weighted = model.lines.weighted
        self.triggers = {(f.queue, f.trigger) for f in model.follow_ups}
        aht_s = contacts.aht_by_interval(model)
        self.draws = Draws(model, aht_s, contacts.seed, contacts.replication)
        self.contacts = contacts_from_outside(contacts)
        self.agents = [Agent(model, i) for i in range(len(model.agents.names))]
        self.available: dict[int, Agent] = {}
        self.lines: list[list[Contact]] = [[] for _ in self.rules.queue]
        count = len(self.queues.names)
        self.waiting, self.in_system = [0] * count, [0] * count
        self.last_wait_s = [0.0] * count
        self.is_open = [True] * count
        self.on_queue_s: list[tuple[float, ...]] = []
        self.busy_s: list[tuple[float, ...]] = []
        self.waits_s: list[tuple[float, ...]] = []
        self.done: dict[int, simpy.Event] = {}

        self.diallers, self.routing = Diallers(self), routing(self)

        # Who works the spells of which seat; only staffing by counts ever changes it.
        self.sits = list(self.agents)
        start_live(self, aht_s, contacts.seed, contacts.replication)
        for seat in range(len(self.agents)):
            worked = np.flatnonzero(spells.agent == seat)
            if len(worked):
                table = np.column_stack((spells.start_s, spells.end_s, spells.pause_s))[worked]
                self.env.process(self.working_days(seat, table.tolist()))
        plan_doors(self)
        self.env.process(self.arrivals(contacts.arrival_s.tolist()))

    def at(self, time_s: float, order: int, action: Callable[..., None], *what: Any) -> None:
        """Have something done at a moment, after which the diallers look again."""

        def act(_: simpy.Event) -> None:
            action(*what)
            self.diallers.dial()

        moment = Moment(self.env, time_s, order)
        assert moment.callbacks is not None
        moment.callbacks.append(act)

    # --- the customers -----------------------------------------------------------------------

    def arrivals(self, times_s: list[float]) -> Story:
        """Contacts come from outside."""
        for contact, arrival_s in zip(self.contacts[: len(times_s)], times_s, strict=True):
            if arrival_s >= self.env.now:
                yield Moment(self.env, arrival_s, COMES + contact.order)
                if (
                    self.queues.contained_share[contact.queue] > 0
                    or self.queues.bot_s[contact.queue]
                ):
                    self.enter_bot(contact)
                else:
                    self.come(contact)
                self.diallers.dial()

    def enter_bot(self, contact: Contact) -> None:
        """A contact talks to a bot first, which may be all it needs."""
        queue, leaves_s = contact.queue, self.env.now
        if self.queues.bot_s[queue] > 0:
            u = self.draws.chance(queue, BOT_TIME, contact.number)
            leaves_s -= self.queues.bot_s[queue] * math.log(u)
        if (
            self.draws.chance(queue, CONTAINMENT, contact.number)
            < (self.queues.contained_share[queue])
        ):
            contact.contained_s = self.env.now
            onward = self.turns_into(contact, kinds.CONTAINED)
            if onward is not None:
                self.bear(onward, leaves_s + onward.delay_s, -1)
        else:
            self.at(leaves_s, COMES + contact.order, self.reach_queue, contact)

    def come(self, contact: Contact) -> None:
        """A contact comes to its queue, or to the list of its dialler."""
        if self.queues.dialling[contact.queue] == kinds.BY_DIALLER:
            self.diallers.listed[contact.queue].append(contact)
        else:
            self.reach_queue(contact)

    def reach_queue(self, contact: Contact) -> None:
        """A contact joins its queue: an agent takes it, or it waits, or it is turned away."""
        queue = contact.queue
        contact.arrival_s, contact.as_callback = self.env.now, contact.called_back
        if np.isnan(contact.handle_s):
            interval = int(self.env.now // self.model.horizon.interval_s)
            contact.handle_s = self.draws.handle_s(queue, contact.number, interval)
        if not contact.called_back:
            self.in_system[queue] += 1
            if not self.is_open[queue] or self.in_system[queue] > self.queues.trunks[queue]:
                self.turn_away(contact)
                return
        contact.line = self.routing.line_of(contact)
        agent = self.routing.agent_for(contact)
        if agent is not None:
            self.take(agent, contact)
        elif self.waiting[queue] >= self.queues.capacity[queue] and not contact.called_back:
            self.turn_away(contact)
            return
        else:
            self.wait(contact)
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
            self.finish(contact)
            self.diallers.dial()
            return

    def wait(self, contact: Contact) -> None:
        """Begin to wait, for an agent or to be called back."""
        queue = contact.queue
        if (
            self.queues.callback_share[queue] > 0
            and not contact.called_back
            and self.last_wait_s[queue] >= self.queues.callback_after_s[queue]
            and self.draws.chance(queue, CALLBACK, contact.number)
            < self.queues.callback_share[queue]
        ):
            contact.called_back = True
            contact.deferred_s, contact.promised_s = self.env.now, self.last_wait_s[queue]
            self.in_system[queue] -= 1
        self.join_line(contact, contact.line)
        self.start_waiting(contact)
        if not contact.called_back:
            if np.isnan(contact.patience_s):
                contact.patience_s = self.draws.patience_s(queue, contact.number)
            if contact.patience_s != np.inf:
                gives_up_s = contact.arrival_s + contact.patience_s
                self.at(gives_up_s, GIVES_UP + contact.order, self.give_up, contact)
        if contact.called_back and contact.holder is not None:
            # Nobody stays on a line that the customer has left; the agent may call back at once.
            holder, contact.holder = self.agents[contact.holder], None
            contact.handover_s = 0.0
            self.release(holder)

    def start_waiting(self, contact: Contact) -> None:
        """Note that a contact waits from now on."""
        contact.turn = simpy.Event(self.env)
        if not contact.called_back:
            self.waiting[contact.queue] += 1
            contact.waiting_since_s = self.env.now

    def stop_waiting(self, contact: Contact, *, taken: bool) -> None:
        """The wait ends, with an agent or without."""
        assert contact.turn is not None
        contact.turn.succeed(taken)
        contact.turn = None
        if not contact.called_back:
            self.waiting[contact.queue] -= 1
            self.waits_s.append(
                (contact.queue, contact.arrival_s, contact.waiting_since_s, self.env.now)
            )

    def join_line(self, contact: Contact, line: int) -> None:
        """Stand in a line, behind everybody who arrived before."""
        contact.line = line
        insort(self.lines[line], contact, key=lambda c: c.first)
        if self.rules.after_s[line] < np.inf and not contact.resumed:
            at_s = max(contact.arrival_s + self.rules.after_s[line], self.env.now)
            self.at(at_s, MOVES_ON + contact.order, self.move_on, contact, line)

    def give_up(self, contact: Contact) -> None:
        """Patience ends; if the contact still waits, it leaves and its ghost stays in line."""
        if contact.turn is not None and not contact.resumed:
            contact.abandoned_s = self.env.now
            self.stop_waiting(contact, taken=False)
            self.lose(contact)

    def move_on(self, contact: Contact, line: int) -> None:
        """A contact that waits, or its ghost, may move on to the line that follows."""
        stays = contact.called_back or contact.resumed or contact not in self.lines[line]
        if stays or self.waiting[contact.queue] < self.rules.when_waiting[line]:
            return
        self.lines[line].remove(contact)
        following = self.rules.following[line]
        if following == kinds.LEAVES:
            if contact.turn is not None:
                self.stop_waiting(contact, taken=False)
                self.leave_message(contact)
            return
        agent = self.routing.choose_agent(contact, following)
        if agent is None:
            self.join_line(contact, following)
        elif contact.turn is not None:
            contact.line = following
            self.stop_waiting(contact, taken=True)
            self.take(agent, contact)
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
        self.in_system[contact.queue] -= 1
        onward = self.turns_into(contact, trigger)
        if onward is not None:
            self.bear(onward, self.env.now + onward.delay_s, contact.last_agent)
        if contact.holder is not None:
            holder, contact.holder = self.agents[contact.holder], None
            self.release(holder)

    def turns_into(self, contact: Contact, trigger: int) -> Onward | None:
        """Draw what a contact turns into, if anything."""
        if (contact.queue, trigger) not in self.triggers:
            return None
        return self.draws.onward(contact.queue, trigger, contact.number, contact.generation)

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
        contact = Contact(len(self.contacts), onward.queue, onward.number)
        contact.comes_as, contact.generation = onward.comes_as, onward.generation
        contact.handover_s, contact.holder = onward.handover_s, holder
        contact.last_agent, contact.called_back = last_agent, called_back
        self.contacts.append(contact)
        self.at(at_s, COMES + contact.order, self.come, contact)

    # --- the agents --------------------------------------------------------------------------

    def working_days(self, seat: int, spells: list[list[float]]) -> Story:
        """One agent (or, when staffed by counts, one seat), from spell to spell."""
        back_s = self.model.start_s
        for start_s, end_s, pause_s in spells:
            if end_s <= self.model.start_s:
                continue
            left_s = max(start_s, back_s)
            if left_s < end_s:
                yield Moment(self.env, left_s, SPELL_STARTS + seat)
                agent = self.sits[seat]
                agent.here_since_s = agent.since_s = self.env.now
                agent.on_queue = True
                self.serve(agent)
                self.diallers.dial()
                yield Moment(self.env, end_s, SPELL_ENDS + seat)
                agent = self.who_leaves(seat)
                agent.on_queue = False
                self.available.pop(agent.index, None)
                if agent.in_hand:
                    self.diallers.dial()
                    self.done[agent.index] = simpy.Event(self.env)
                    yield self.done[agent.index]
                    del self.done[agent.index]
                else:
                    self.leave(agent)
                    self.diallers.dial()
                left_s = self.env.now
            elif not self.model.breaks_keep_length:
                continue
            back_s = left_s + (pause_s if self.model.breaks_keep_length else 0.0)

    def leave(self, agent: Agent) -> None:
        """The agent goes."""
        self.on_queue_s.append((agent.index, agent.here_since_s, self.env.now))
        agent.here_since_s = AWAY

    def who_leaves(self, seat: int) -> Agent:
        """Whoever sits there; when staffed by counts, rather somebody idle of the same team."""
        leaving = self.sits[seat]
        if self.model.idle_leave_first and leaving.in_hand:
            idle = [a for a in self.available.values() if a.in_hand == 0 and a.team == leaving.team]
            if idle:
                staying, leaving = leaving, min(idle, key=lambda a: a.idle_for)
                other = self.sits.index(leaving)
                self.sits[seat], self.sits[other] = leaving, staying
        return leaving

    def serve(self, agent: Agent) -> None:
        """A free hand: take what waits, as long as something fits."""
        while True:
            contact = self.routing.choose_contact(agent)
            if contact is None:
                break
            self.lines[contact.line].remove(contact)
            if contact.turn is None:
                contact.reached_s = self.env.now
            else:
                self.stop_waiting(contact, taken=True)
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
                if self.diallers.is_reached(contact):
                    taking_s += self.queues.dial_s[queue]
                else:
                    taking_s, trigger = self.queues.unreached_s[queue], kinds.UNREACHED
                    contact.unreached_s = now
            taking_s += contact.handover_s
            contact.onward = self.turns_into(contact, trigger)
            contact.retries_callback = contact.called_back and trigger == kinds.UNREACHED
            contact.agent, contact.handled_s = agent.index, taking_s
            if not contact.as_callback:
                contact.reached_s = now
            if contact.called_back:
                contact.called_s = now
                self.in_system[queue] += 1
            else:
                contact.answered_s = now
                self.last_wait_s[queue] = now - contact.arrival_s
        contact.by, contact.ends_s = agent, now + taking_s
        if contact.holder is not None:
            holder, contact.holder = self.agents[contact.holder], None
            over_s = now + contact.handover_s
            self.at(over_s, HANDED_OVER + contact.order, self.release, holder)
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
            self.busy_s.append((agent.index, agent.busy_since_s, self.env.now))

    def finish(self, contact: Contact) -> None:
        """A contact ends; the agent turns to the next, or stays until a warm transfer is taken."""
        agent, onward = contact.by, contact.onward
        assert agent is not None
        agent.task = None
        self.in_system[contact.queue] -= 1
        if onward is not None and onward.warm:
            self.bear(onward, self.env.now, agent.index, holder=agent.index)
            return
        self.empty_hand(agent)
        if onward is not None:
            comes_s = self.env.now + onward.delay_s
            self.bear(onward, comes_s, agent.index, called_back=contact.retries_callback)
        self.turn_to_lines(agent)

    def release(self, agent: Agent) -> None:
        """An agent need no longer stay with a customer who was to be handed over."""
        self.empty_hand(agent)
        self.turn_to_lines(agent)

    def turn_to_lines(self, agent: Agent) -> None:
        """An agent with a free hand takes what waits, or goes if the spell is over."""
        if agent.on_queue:
            self.serve(agent)
        elif agent.in_hand == 0 and agent.index in self.done:
            self.leave(agent)
            self.done[agent.index].succeed()

    def interrupt(self, agent: Agent) -> None:
        """Take an agent away from a contact, which goes back to its line with the time left."""
        contact = agent.task
        assert contact is not None
        assert contact.story is not None
        contact.story.interrupt()
        contact.handle_s = contact.ends_s - self.env.now
        contact.resumed = True
        self.start_waiting(contact)
        self.join_line(contact, contact.line)
        agent.task = None
        self.empty_hand(agent)

    def note_availability(self, agent: Agent) -> None:
        """Keep the table of agents with a free hand."""
        if agent.on_queue and (agent.in_hand == 0 or agent.in_hand < agent.limit):
            self.available[agent.index] = agent
        else:
            self.available.pop(agent.index, None)

    def idle_in(self, team: int) -> int:
        """Idle agents of a team."""
        return sum(a.team == team and a.in_hand == 0 for a in self.available.values())

    # --- the end -----------------------------------------------------------

    def run(self) -> Journeys:
        """Live through the horizon."""
        end_s = self.model.end_s
        self.env.run(until=end_s)
        for agent in self.agents:
            if agent.here_since_s != AWAY:
                self.on_queue_s.append((agent.index, agent.here_since_s, end_s))
            if agent.in_hand:
                self.busy_s.append((agent.index, agent.busy_since_s, end_s))
        for line in self.lines:
            for contact in line:
                if contact.turn is not None and not contact.called_back:
                    self.waits_s.append(
                        (contact.queue, contact.arrival_s, contact.waiting_since_s, end_s)
                    )
        return journeys_of(self.contacts, self.on_queue_s, self.busy_s, self.waits_s)


def _lists(table: Any) -> Any:
    """The arrays of a table as lists, under the same names."""
    return SimpleNamespace(
        **{
            name: values.tolist() if isinstance(values, np.ndarray) else values
            for name, values in vars(table).items()
        }
    )


def run_simpy(
    model: Model,
    contacts: Contacts,
    spells: Spells,
    routing: Callable[[Center], Routing] = Routing,
) -> Journeys:
    """Live through one replication, contact by contact, in SimPy; parameters as for `Center`."""
    return Center(model, contacts, spells, routing).run()
