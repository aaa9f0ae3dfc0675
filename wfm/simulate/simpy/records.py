"""What the SimPy engine knows of each agent and each contact, and who holds whom."""

import simpy

from wfm.simulate.kernel import kinds
from wfm.simulate.kernel.vectors import Onward
from wfm.simulate.model import Model

AWAY = -1.0
NEVER = float("nan")


class Contact:
    """One contact: what it is, what it is doing now, and what has become of it."""

    __slots__ = (
        "abandoned_s",
        "agent",
        "answered_s",
        "arrival_s",
        "as_callback",
        "blocked_s",
        "by",
        "called_back",
        "called_s",
        "comes_as",
        "contained_s",
        "deferred_s",
        "ends_s",
        "generation",
        "handle_s",
        "handled_s",
        "handover_s",
        "holder",
        "last_agent",
        "line",
        "number",
        "onward",
        "order",
        "patience_s",
        "promised_s",
        "queue",
        "reached_s",
        "resumed",
        "retries_callback",
        "story",
        "turn",
        "unreached_s",
        "waiting_since_s",
    )

    def __init__(self, order: int, queue: int, number: int) -> None:
        self.order, self.queue, self.number = order, queue, number
        self.comes_as, self.generation = kinds.FIRST, 0
        self.handle_s = self.patience_s = NEVER
        self.last_agent = self.agent = -1
        self.holder: int | None = None
        self.handover_s = self.handled_s = 0.0
        self.called_back = self.as_callback = self.resumed = False
        self.retries_callback = False
        self.by: Agent | None = None
        self.line = -1
        self.onward: Onward | None = None
        self.story: simpy.Process | None = None
        # The event that its turn has come, or that it goes; None while it does not wait.
        self.turn: simpy.Event | None = None
        self.ends_s = self.waiting_since_s = NEVER
        self.arrival_s = self.answered_s = self.called_s = self.abandoned_s = NEVER
        self.blocked_s = self.deferred_s = self.contained_s = self.reached_s = NEVER
        self.unreached_s = self.promised_s = NEVER

    @property
    def first(self) -> tuple[float, int]:
        """Its place among others: by arrival, then order."""
        return self.arrival_s, self.order


class Agent:
    """One agent and what is in hand."""

    __slots__ = (
        "aht_factor",
        "busy_since_s",
        "here_since_s",
        "in_hand",
        "index",
        "limit",
        "on_queue",
        "prefers",
        "rank",
        "since_s",
        "task",
        "team",
    )

    def __init__(self, model: Model, index: int) -> None:
        agents = model.agents
        self.index = index
        self.team = int(agents.team[index])
        self.rank: list[int] = agents.agent_rank[index].tolist()
        ranked = enumerate(agents.queue_rank[index].tolist())
        self.prefers = [(rank, line) for line, rank in ranked if rank > 0]
        factors = agents.aht_factor
        self.aht_factor = None if factors is None else factors[index].tolist()
        self.on_queue = False
        self.here_since_s = AWAY
        self.in_hand = 0
        self.limit = 0
        self.since_s = 0.0
        self.busy_since_s = 0.0
        # The contact in hand, where it may be interrupted.
        self.task: Contact | None = None

    def can_take(self, concurrency: int) -> bool:
        """Whether a contact of a queue with that concurrency fits beside those in hand."""
        return self.in_hand == 0 or self.in_hand < min(self.limit, concurrency)

    @property
    def idle_for(self) -> tuple[float, int]:
        """Place among others: longest unchanged, then lowest index."""
        return self.since_s, self.index
