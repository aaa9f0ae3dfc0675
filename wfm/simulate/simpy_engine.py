"""The readable engine: a contact center in SimPy, one process for each contact and each agent.

It runs the same `Model` and `Contacts` as the compiled engine and is its reference. What holds, in
one place:

- A contact that arrives goes to an agent at once if one is free: among those who can take it the
  one with fewest contacts in hand, then the best rank for its queue (specialists), then the one
  whose hands have not changed for longest (longest idle), then the lowest index.
- Otherwise it waits in the line of its queue until an agent reaches it or its patience ends. Who
  has given up keeps a place in line as a ghost, until an agent would have reached it; that tells
  the wait of a customer of infinite patience.
- Who would have to wait while as many wait as the queue's capacity is blocked and goes.
- An agent with a free hand takes from the lines by rank of the queue, then the longest waiting,
  then the contact's order.
- Chats: an agent holds at most `concurrency` at once, and nothing else beside them (with several
  chat queues the smallest concurrency among those taken since the agent's hands were last empty).
  A handle time is stretched by ``1 + slowdown * (k - 1)`` with k contacts in hand at its start.
- At the end of a spell on queue the agent takes nothing more and finishes what is in hand. The
  pause that follows keeps its length, so a late start delays the return; the next spell still ends
  as planned. Other activities and the end of a shift do not move.
- When staffing is by counts (`Model.idle_leave_first`), an idle agent of the same team leaves at
  the end of a spell in place of one with a contact in hand, who takes over the other's spell.
- A handled contact may be handed on; it then arrives in another queue at that instant.
- Things at the same instant happen in the order: contacts end, spells end, spells start, contacts
  give up, contacts arrive; among equals by contact or agent.
- The simulation starts empty and stops at the end of the horizon; who waits then is counted.
"""

from collections import deque
from collections.abc import Callable, Generator
from heapq import heappush
from typing import Any

import numpy as np
import simpy
from simpy.events import EventPriority

from wfm.simulate.contacts import NOTHING, Contacts
from wfm.simulate.journeys import Journeys
from wfm.simulate.model import Model, Spells

AWAY = -1.0
Story = Generator[simpy.Event, Any, None]

# Order of what happens at the same instant; SimPy's own follow-ups (0 and 1) come first.
_KIND = 2**40
CONTACT_ENDS, SPELL_ENDS, SPELL_STARTS, GIVES_UP, ARRIVES = (k * _KIND for k in range(2, 7))


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


def then(event: simpy.Event, action: Callable[[], Any]) -> None:
    """Have something done when the event happens."""
    if event.callbacks is not None:
        event.callbacks.append(lambda _: action())


class Agent:
    """One agent and what is in hand."""

    __slots__ = (
        "busy_since_s",
        "done",
        "here_since_s",
        "in_hand",
        "index",
        "limit",
        "on_queue",
        "prefers",
        "rank",
        "since_s",
    )

    def __init__(self, index: int, agent_rank: list[int], queue_rank: list[int]) -> None:
        self.index = index
        self.rank = agent_rank
        self.prefers = [(rank, queue) for queue, rank in enumerate(queue_rank) if rank > 0]
        self.on_queue = False
        self.here_since_s = AWAY
        self.in_hand = 0
        self.limit = 0
        self.since_s = 0.0
        self.busy_since_s = 0.0
        self.done: simpy.Event | None = None

    def can_take(self, concurrency: int) -> bool:
        """Whether a contact of a queue with that concurrency fits beside those in hand."""
        return self.in_hand == 0 or self.in_hand < min(self.limit, concurrency)


class Center:
    """One replication of a contact center; `choose_agent` and `choose_contact` are its routing.

    Parameters
    ----------
    model : Model
    contacts : Contacts
    spells : Spells
        Those that are worked in this replication.
    """

    def __init__(self, model: Model, contacts: Contacts, spells: Spells) -> None:
        self.env = simpy.Environment()
        self.model = model
        self.queue: list[int] = contacts.queue.tolist()
        self.handle_s: list[float] = contacts.handle_s.tolist()
        self.patience_s: list[float] = contacts.patience_s.tolist()
        self.onward: list[int] = contacts.onward.tolist()
        self.from_outside = contacts.from_outside
        self.concurrency: list[int] = model.queues.concurrency.tolist()
        self.slowdown: list[float] = model.queues.slowdown.tolist()
        self.agents = [
            Agent(i, model.agents.agent_rank[i].tolist(), model.agents.queue_rank[i].tolist())
            for i in range(len(model.agents.names))
        ]
        self.capacity: list[int] = model.queues.capacity.tolist()
        self.waiting = [0] * len(model.queues.names)
        self.available: dict[int, Agent] = {}
        self.lines: list[deque[int]] = [deque() for _ in model.queues.names]
        self.turn: dict[int, simpy.Event] = {}

        size, never = len(self.queue), float("nan")
        self.arrival_s: list[float] = contacts.arrival_s.tolist()
        self.answered_s = [never] * size
        self.abandoned_s = [never] * size
        self.blocked_s = [never] * size
        self.reached_s = [never] * size
        self.handled_s = [0.0] * size
        self.taken_by = [-1] * size
        self.on_queue_s: list[tuple[float, float]] = []
        self.busy_s: list[tuple[float, float]] = []

        # Who works the spells of which seat; only staffing by counts ever changes it.
        self.sits = list(self.agents)
        for seat in range(len(self.agents)):
            worked = np.flatnonzero(spells.agent == seat)
            if len(worked):
                table = np.column_stack((spells.start_s, spells.end_s, spells.pause_s))[worked]
                self.env.process(self.working_days(seat, table.tolist()))
        self.env.process(self.arrivals())

    # --- the customers -----------------------------------------------------------------------

    def arrivals(self) -> Story:
        """Contacts arrive from outside."""
        for contact in range(self.from_outside):
            yield Moment(self.env, self.arrival_s[contact], ARRIVES + contact)
            self.env.process(self.contact(contact))

    def contact(self, contact: int) -> Story:
        """One contact, from its arrival to its end."""
        agent = self.choose_agent(self.queue[contact])
        if agent is not None:
            self.take(agent, contact)
        elif self.waiting[self.queue[contact]] >= self.capacity[self.queue[contact]]:
            self.blocked_s[contact] = self.env.now
            return
        else:
            agent = yield self.wait_in_line(contact)
            if agent is None:
                return
        ends_s = self.env.now + self.handled_s[contact]
        yield Moment(self.env, ends_s, CONTACT_ENDS + contact)
        self.finish(agent)
        if self.onward[contact] != NOTHING:
            self.hand_on(self.onward[contact])

    def wait_in_line(self, contact: int) -> simpy.Event:
        """Join the line; the event brings the agent, or None when patience ends."""
        turn = self.turn[contact] = simpy.Event(self.env)
        self.lines[self.queue[contact]].append(contact)
        self.waiting[self.queue[contact]] += 1
        if self.patience_s[contact] != np.inf:
            gives_up_s = self.arrival_s[contact] + self.patience_s[contact]
            patience = Moment(self.env, gives_up_s, GIVES_UP + contact)
            then(patience, lambda: self.give_up(contact))
        return turn

    def give_up(self, contact: int) -> None:
        """Patience ends; if the contact still waits, it leaves and its ghost stays in line."""
        turn = self.turn.pop(contact, None)
        if turn is not None:
            self.abandoned_s[contact] = self.env.now
            self.waiting[self.queue[contact]] -= 1
            turn.succeed(None)

    def hand_on(self, contact: int) -> None:
        """A handled contact arrives in another queue as a new one."""
        self.arrival_s[contact] = self.env.now
        arrival = Moment(self.env, self.env.now, ARRIVES + contact)
        then(arrival, lambda: self.env.process(self.contact(contact)))

    # --- the agents --------------------------------------------------------------------------

    def working_days(self, seat: int, spells: list[list[float]]) -> Story:
        """One agent (or, when staffed by counts, one seat), from spell to spell."""
        back_s = 0.0
        for start_s, end_s, pause_s in spells:
            left_s = max(start_s, back_s)
            if left_s < end_s:
                yield Moment(self.env, left_s, SPELL_STARTS + seat)
                agent = self.sits[seat]
                agent.here_since_s = agent.since_s = self.env.now
                agent.on_queue = True
                self.serve(agent)
                yield Moment(self.env, end_s, SPELL_ENDS + seat)
                agent = self.who_leaves(seat)
                agent.on_queue = False
                self.available.pop(agent.index, None)
                if agent.in_hand:
                    agent.done = simpy.Event(self.env)
                    yield agent.done
                    agent.done = None
                left_s = self.env.now
                self.on_queue_s.append((agent.here_since_s, left_s))
                agent.here_since_s = AWAY
            back_s = left_s + pause_s

    def who_leaves(self, seat: int) -> Agent:
        """Whoever sits there; when staffed by counts, rather somebody idle of the same team."""
        leaving = self.sits[seat]
        if self.model.idle_leave_first and leaving.in_hand:
            team = self.model.agents.team
            idle = [
                a
                for a in self.available.values()
                if a.in_hand == 0 and team[a.index] == team[leaving.index]
            ]
            if idle:
                staying, leaving = leaving, min(idle, key=lambda a: (a.since_s, a.index))
                other = self.sits.index(leaving)
                self.sits[seat], self.sits[other] = leaving, staying
        return leaving

    def serve(self, agent: Agent) -> None:
        """A free hand: take what waits, as long as something fits."""
        while True:
            contact = self.choose_contact(agent)
            if contact is None:
                break
            self.lines[self.queue[contact]].popleft()
            turn = self.turn.pop(contact, None)
            if turn is None:
                self.reached_s[contact] = self.env.now
            else:
                self.waiting[self.queue[contact]] -= 1
                self.take(agent, contact)
                turn.succeed(agent)
        self.note_availability(agent)

    def take(self, agent: Agent, contact: int) -> None:
        """The agent takes the contact in hand."""
        now, queue = self.env.now, self.queue[contact]
        if agent.in_hand == 0:
            agent.busy_since_s = now
            agent.limit = self.concurrency[queue]
        agent.limit = min(agent.limit, self.concurrency[queue])
        self.handled_s[contact] = self.handle_s[contact] * (
            1 + self.slowdown[queue] * agent.in_hand
        )
        agent.in_hand += 1
        agent.since_s = now
        self.answered_s[contact] = self.reached_s[contact] = now
        self.taken_by[contact] = agent.index
        self.note_availability(agent)

    def finish(self, agent: Agent) -> None:
        """A contact ends; the agent turns to the next, or leaves if the spell is over."""
        agent.in_hand -= 1
        agent.since_s = self.env.now
        if agent.in_hand == 0:
            self.busy_s.append((agent.busy_since_s, self.env.now))
        if agent.on_queue:
            self.serve(agent)
        elif agent.in_hand == 0 and agent.done is not None:
            agent.done.succeed()

    def note_availability(self, agent: Agent) -> None:
        """Keep the table of agents with a free hand."""
        if agent.on_queue and (agent.in_hand == 0 or agent.in_hand < agent.limit):
            self.available[agent.index] = agent
        else:
            self.available.pop(agent.index, None)

    # --- the routing -------------------------------------------------------------------------

    def choose_agent(self, queue: int) -> Agent | None:
        """The agent who takes an arriving contact, if one can."""
        concurrency = self.concurrency[queue]
        best, best_key = None, (0, 0, 0.0, 0)
        for agent in self.available.values():
            rank = agent.rank[queue]
            if rank > 0 and agent.can_take(concurrency):
                key = (agent.in_hand, rank, agent.since_s, agent.index)
                if best is None or key < best_key:
                    best, best_key = agent, key
        return best

    def choose_contact(self, agent: Agent) -> int | None:
        """The head of a line that an agent with a free hand reaches first, ghosts included."""
        best, best_key = None, (0, 0.0, 0)
        for rank, queue in agent.prefers:
            line = self.lines[queue]
            if line and agent.can_take(self.concurrency[queue]):
                key = (rank, self.arrival_s[line[0]], line[0])
                if best is None or key < best_key:
                    best, best_key = line[0], key
        return best

    # --- the end -----------------------------------------------------------------------------

    def run(self) -> Journeys:
        """Live through the horizon."""
        end_s = self.model.end_s
        self.env.run(until=end_s)
        for agent in self.agents:
            if agent.here_since_s != AWAY:
                self.on_queue_s.append((agent.here_since_s, end_s))
            if agent.in_hand:
                self.busy_s.append((agent.busy_since_s, end_s))
        return Journeys(
            arrival_s=np.array(self.arrival_s),
            answered_s=np.array(self.answered_s),
            agent=np.array(self.taken_by, dtype=np.int64),
            handled_s=np.array(self.handled_s),
            abandoned_s=np.array(self.abandoned_s),
            blocked_s=np.array(self.blocked_s),
            reached_s=np.array(self.reached_s),
            on_queue_s=np.array(self.on_queue_s).reshape(-1, 2),
            busy_s=np.array(self.busy_s).reshape(-1, 2),
        )


def run_simpy(model: Model, contacts: Contacts, spells: Spells) -> Journeys:
    """Live through one replication, contact by contact, in SimPy."""
    return Center(model, contacts, spells).run()
