"""The table-driven specification that every engine runs: a contact center as numpy arrays."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from wfm.center.horizon import Horizon
from wfm.simulate.arrays import Floats, Ints
from wfm.simulate.model_queues import Doors, FollowUp, Lines, Queues, plain_lines


@dataclass(frozen=True, eq=False)
class LiveState:
    """A moment of a running day from which the simulation starts.

    Attributes
    ----------
    start_s : float
        Elapsed seconds from the horizon's start; nothing before it is simulated.
    waiting_queue, waiting_for_s : array of shape (W,)
        Who waits, and for how long already.
    busy_agent, busy_queue, busy_for_s : array of shape (B,)
        Who has a contact in hand, of which queue, and for how long already.
    """

    start_s: float
    waiting_queue: Ints
    waiting_for_s: Floats
    busy_agent: Ints
    busy_queue: Ints
    busy_for_s: Floats


@dataclass(frozen=True, eq=False)
class Agents:
    """Who takes what, and in which order.

    Attributes
    ----------
    names : tuple of str
    agent_rank : array of shape (A, L)
        Whom a contact in a line prefers: 1 first; 0 where the agent cannot take it.
    queue_rank : array of shape (A, L)
        Which line a freed agent prefers: 1 first; 0 where the agent cannot take from it.
    aht_factor : array of shape (A, Q) or None
        Factor on the handle times of a queue; None where everybody takes as long.
    """

    names: tuple[str, ...]
    agent_rank: Ints
    queue_rank: Ints
    aht_factor: Floats | None = None

    @cached_property
    def team(self) -> Ints:
        """Number of each agent's team; a team is all agents with equal ranks, shape (A,)."""
        ranks = np.hstack((self.agent_rank, self.queue_rank))
        return np.asarray(np.unique(ranks, axis=0, return_inverse=True)[1]).reshape(-1)


@dataclass(frozen=True, eq=False)
class Spells:
    """When agents are planned to be on queue; arrays of shape (S,), by agent and start.

    Attributes
    ----------
    agent : array
        Index of the agent.
    day : array
        Proleptic ordinal of the local day of the shift, for which absence is drawn once.
    start_s, end_s : array
        Elapsed seconds from the horizon's start, half-open.
    pause_s : array
        Breaks and meals that follow before the next spell of the shift; where the model says so,
        a late start of the pause moves its end. Nothing else moves.
    """

    agent: Ints
    day: Ints
    start_s: Floats
    end_s: Floats
    pause_s: Floats


@dataclass(frozen=True, eq=False)
class Model:
    """One contact center as arrays: what an engine needs beside the contacts of a replication.

    Attributes
    ----------
    horizon : Horizon
    queues : Queues
    agents : Agents
    spells : Spells
    absence : float or array of shape (T,)
        Share of agents who are away, always or in each interval; `spells_worked` tells who.
    idle_leave_first : bool
        Whether staffing is by counts and not by person: when a spell ends, somebody idle of the
        same team leaves instead of somebody with a contact in hand, who takes over the spell.
    given_lines : Lines or None
        None for one line a queue.
    follow_ups : tuple of FollowUp
    doors : Doors or None
        None where nothing happens at closing.
    state : LiveState or None
        None to start empty at the horizon's start.
    breaks_keep_length : bool
        Whether a break that began late ends late; otherwise it ends as planned.
    """

    horizon: Horizon
    queues: Queues
    agents: Agents
    spells: Spells
    absence: Floats | float = 0.0
    idle_leave_first: bool = False
    given_lines: Lines | None = None
    follow_ups: tuple[FollowUp, ...] = ()
    doors: Doors | None = None
    state: LiveState | None = None
    breaks_keep_length: bool = True

    @cached_property
    def lines(self) -> Lines:
        """The lines in which contacts stand."""
        return self.given_lines or plain_lines(len(self.queues.names))

    @property
    def start_s(self) -> float:
        """When the simulation starts, elapsed seconds."""
        return 0.0 if self.state is None else self.state.start_s

    @property
    def end_s(self) -> float:
        """When the simulated horizon ends, elapsed seconds."""
        return float(self.horizon.duration_s)

    def __repr__(self) -> str:
        return (
            f"Model({len(self.queues.names)} queues, {len(self.agents.names)} agents, "
            f"{len(self.spells.agent)} spells on queue, {self.horizon.days} days)"
        )
