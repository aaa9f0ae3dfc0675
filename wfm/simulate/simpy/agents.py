"""Agents of the SimPy engine."""

from typing import TYPE_CHECKING

from wfm.simulate.model import Model

if TYPE_CHECKING:
    from wfm.simulate.simpy.contacts import Contact

AWAY = -1.0


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
