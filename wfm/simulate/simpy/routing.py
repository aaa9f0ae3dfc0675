"""Routing of the SimPy engine; a class of your own in its place tries another one."""

from typing import TYPE_CHECKING

from wfm.simulate.kernel.vectors import PRIORITY
from wfm.simulate.simpy.records import Agent, Contact

if TYPE_CHECKING:
    from wfm.simulate.simpy.center import Center


class Routing:
    """Who takes an arriving contact, and what a freed agent takes.

    Parameters
    ----------
    center : Center
        What can be seen of the center: agents, lines, the clock.
    """

    def __init__(self, center: "Center") -> None:
        self.center = center

    def line_of(self, contact: Contact) -> int:
        """The line in which a contact enters."""
        queue = contact.queue
        share = self.center.queues.priority_share[queue]
        if share > 0 and self.center.draws.chance(queue, PRIORITY, contact.number) < share:
            return int(self.center.rules.priority_entry[queue])
        return int(self.center.rules.entry[queue])

    def agent_for(self, contact: Contact) -> Agent | None:
        """The last agent where preferred and free, a free one, an interrupted one, or nobody."""
        queue, line = contact.queue, contact.line
        if self.center.queues.prefers_last[queue] and contact.last_agent >= 0:
            agent = self.center.agents[contact.last_agent]
            able = any(taken == line for _, taken in agent.prefers)
            if agent.on_queue and able and agent.can_take(self.center.queues.concurrency[queue]):
                return agent
        found = self.choose_agent(contact, line)
        if found is None and self.center.queues.interrupts[queue]:
            busy = [
                a
                for a in self.center.agents
                if a.on_queue and a.task is not None and a.rank[line] > 0
            ]
            if busy:
                found = min(busy, key=lambda a: (a.rank[line], *a.idle_for))
                self.center.desk.interrupt(found)
        return found

    def choose_agent(self, contact: Contact, line: int) -> Agent | None:
        """The agent who takes a contact in a line, if one can."""
        concurrency = self.center.queues.concurrency[contact.queue]
        reserve = self.center.rules.reserve[line]
        best, best_key = None, (0, 0, 0.0, 0)
        for agent in self.center.available.values():
            rank = agent.rank[line]
            if rank > 0 and agent.can_take(concurrency):
                if (
                    reserve > 0
                    and agent.in_hand == 0
                    and self.center.idle_in(agent.team) <= reserve
                ):
                    continue
                key = (agent.in_hand, rank, *agent.idle_for)
                if best is None or key < best_key:
                    best, best_key = agent, key
        return best

    def choose_contact(self, agent: Agent) -> Contact | None:
        """The head of a line that an agent with a free hand reaches first, ghosts included."""
        best, best_key = None, (0, 0.0, 0)
        for rank, index in agent.prefers:
            line, reserve = self.center.lines[index], self.center.rules.reserve[index]
            if not line or not agent.can_take(self.center.queues.concurrency[line[0].queue]):
                continue
            if reserve > 0 and agent.in_hand == 0:
                others = self.center.idle_in(agent.team) - (agent.index in self.center.available)
                if others + 1 <= reserve:
                    continue
            first = line[0]
            score = -first.arrival_s
            if self.center.weighted:
                waited_s = self.center.env.now - first.arrival_s
                score = self.center.rules.weight[index] * waited_s
                score += self.center.rules.credit_s[index]
            key = (rank, -score, first.order)
            if best is None or key < best_key:
                best, best_key = first, key
        return best
