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
- Things at the same instant happen in the order of `moments`; among equals by contact, or by
  agent.
- The simulation starts empty, or from a live state, and stops at the end of the horizon.
"""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np
import simpy

from wfm.simulate.contacts import Contacts
from wfm.simulate.journeys import Journeys
from wfm.simulate.kernel.vectors import Draws
from wfm.simulate.model import Model, Spells
from wfm.simulate.simpy.contacts import contacts_from_outside, journeys_of
from wfm.simulate.simpy.customers import Customers
from wfm.simulate.simpy.desk import Desk
from wfm.simulate.simpy.diallers import Diallers
from wfm.simulate.simpy.moments import Moment
from wfm.simulate.simpy.opening import plan_doors, start_live
from wfm.simulate.simpy.queueing import Queueing
from wfm.simulate.simpy.records import AWAY, Agent, Contact
from wfm.simulate.simpy.routing import Routing
from wfm.simulate.simpy.shifts import Shifts


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

        self.customers, self.queueing, self.desk = Customers(self), Queueing(self), Desk(self)
        self.diallers, self.routing = Diallers(self), routing(self)
        self.shifts = Shifts(self)

        start_live(self, aht_s, contacts.seed, contacts.replication)
        self.shifts.begin(spells)
        plan_doors(self)
        self.env.process(self.customers.arrivals(contacts.arrival_s.tolist()))

    def at(self, time_s: float, order: int, action: Callable[..., None], *what: Any) -> None:
        """Have something done at a moment, after which the diallers look again."""

        def act(_: simpy.Event) -> None:
            action(*what)
            self.diallers.dial()

        moment = Moment(self.env, time_s, order)
        assert moment.callbacks is not None
        moment.callbacks.append(act)

    def idle_in(self, team: int) -> int:
        """Idle agents of a team."""
        return sum(a.team == team and a.in_hand == 0 for a in self.available.values())

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
