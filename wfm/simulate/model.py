"""The table-driven specification that every engine runs: a contact center as numpy arrays."""

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from wfm.center.errors import DataError
from wfm.center.horizon import Horizon
from wfm.center.roster import Roster, Shift
from wfm.center.scenario import Scenario
from wfm.center.shift import Activity
from wfm.center.target import Formula, Measure

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

EXPONENTIAL, LOGNORMAL = 0, 1
NOBODY = -1
UNLIMITED = 2**40

_PAUSES = (Activity.BREAK, Activity.MEAL)


@dataclass(frozen=True, eq=False)
class Queues:
    """What holds for each queue; every array has shape (Q,) unless said otherwise.

    Attributes
    ----------
    names : tuple of str
    mean_patience_s : array
        Mean of the exponential patience; infinite where nobody abandons.
    balk_share : array
        Share that gives up at once when it cannot be handled at once.
    capacity : array of int
        Contacts that can wait in line; who comes when it is full is blocked (busy signal).
    handle_kind : array
        `EXPONENTIAL` or `LOGNORMAL`.
    handle_cv : array
        Standard deviation over mean of a lognormal handle time.
    concurrency : array
        Contacts one agent handles at once.
    slowdown : array
        Growth of the handle time with each contact more in hand.
    escalates_to : array
        Queue that receives handed-on contacts, or `NOBODY`.
    escalation_share : array
        Share of handled contacts that is handed on.
    short_abandon_s : array
        An abandonment within this time is short.
    formulas : tuple of Formula
        Service-level formula promised for each queue, for display.
    thresholds_s : array of shape (K,)
        Every threshold that some target names.
    own_threshold : array
        Index of the queue's own threshold in `thresholds_s`, or -1 where none was promised.
    """

    names: tuple[str, ...]
    mean_patience_s: Floats
    balk_share: Floats
    capacity: Ints
    handle_kind: Ints
    handle_cv: Floats
    concurrency: Ints
    slowdown: Floats
    escalates_to: Ints
    escalation_share: Floats
    short_abandon_s: Floats
    formulas: tuple[Formula, ...]
    thresholds_s: Floats
    own_threshold: Ints


@dataclass(frozen=True, eq=False)
class Agents:
    """Who takes what, and in which order.

    Attributes
    ----------
    names : tuple of str
    agent_rank : array of shape (A, Q)
        Whom a contact prefers: 1 first; 0 where the agent cannot take the queue.
    queue_rank : array of shape (A, Q)
        What a freed agent prefers: 1 first; 0 where the agent cannot take the queue.
    """

    names: tuple[str, ...]
    agent_rank: Ints
    queue_rank: Ints

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
        Proleptic ordinal of the local day of the shift (absence strikes a whole day).
    start_s, end_s : array
        Elapsed seconds from the horizon's start, half-open.
    pause_s : array
        Breaks and meals that follow before the next spell of the shift; a late start of the pause
        moves its end. Nothing else moves.
    """

    agent: Ints
    day: Ints
    start_s: Floats
    end_s: Floats
    pause_s: Floats

    def only(self, kept: Bools) -> "Spells":
        """The spells where `kept` is true."""
        return Spells(
            self.agent[kept],
            self.day[kept],
            self.start_s[kept],
            self.end_s[kept],
            self.pause_s[kept],
        )


@dataclass(frozen=True, eq=False)
class Model:
    """One contact center as arrays: what an engine needs beside the contacts of a replication.

    Attributes
    ----------
    horizon : Horizon
    queues : Queues
    agents : Agents
    spells : Spells
    absence : float
        Probability that an agent does not come on a day.
    idle_leave_first : bool
        Whether staffing is by counts and not by person: when a spell ends, somebody idle of the
        same team leaves instead of somebody with a contact in hand, who takes over the spell.
    """

    horizon: Horizon
    queues: Queues
    agents: Agents
    spells: Spells
    absence: float = 0.0
    idle_leave_first: bool = False

    @property
    def end_s(self) -> float:
        """When the simulated horizon ends, elapsed seconds."""
        return float(self.horizon.duration_s)

    def __repr__(self) -> str:
        return (
            f"Model({len(self.queues.names)} queues, {len(self.agents.names)} agents, "
            f"{len(self.spells.agent)} spells on queue, {self.horizon.days} days)"
        )


def compile_model(scenario: Scenario, roster: Roster) -> Model:
    """The specification of a scenario staffed by a roster.

    Contacts prefer agents with the fewest queues (specialists); agents prefer queues by their
    priority.

    Parameters
    ----------
    scenario : Scenario
    roster : Roster
        Shifts of agents that the scenario does not know are an error.

    Raises
    ------
    DataError
        If the roster names an agent that the scenario does not have.
    """
    names = tuple(agent.id for agent in scenario.agents)
    takes = np.array(
        [
            [q in scenario.queues_of(agent) for q in scenario.queue_names]
            for agent in scenario.agents
        ]
    )
    priority = np.array([q.priority for q in scenario.queues])
    breadth = takes.sum(axis=1, keepdims=True)
    return Model(
        horizon=scenario.horizon,
        queues=_queues(scenario),
        agents=Agents(names, np.where(takes, breadth, 0), np.where(takes, priority, 0)),
        spells=_spells(roster, names),
        absence=scenario.staffing.shrinkage,
    )


def _queues(scenario: Scenario) -> Queues:
    queues, names = scenario.queues, scenario.queue_names
    levels = [t for t in scenario.targets if t.measure is Measure.SERVICE_LEVEL]
    thresholds = sorted({float(t.answered_within_s or 0) for t in levels})
    own = [scenario.service_target(name) for name in names]
    return Queues(
        names=names,
        mean_patience_s=np.array([q.mean_patience_s or np.inf for q in queues]),
        balk_share=np.zeros(len(queues)),
        capacity=np.full(len(queues), UNLIMITED),
        handle_kind=np.array(
            [
                LOGNORMAL if q.handle_time.distribution == "lognormal" else EXPONENTIAL
                for q in queues
            ]
        ),
        handle_cv=np.array([q.handle_time.cv for q in queues]),
        concurrency=np.array([q.concurrency for q in queues]),
        slowdown=np.array([q.concurrency_slowdown for q in queues]),
        escalates_to=np.array(
            [NOBODY if q.escalation is None else names.index(q.escalation.to) for q in queues]
        ),
        escalation_share=np.array(
            [0.0 if q.escalation is None else q.escalation.share for q in queues]
        ),
        short_abandon_s=np.array([q.short_abandon_s for q in queues]),
        formulas=tuple(Formula.OFFERED if t is None else t.formula for t in own),
        thresholds_s=np.array(thresholds, dtype=np.float64),
        own_threshold=np.array(
            [-1 if t is None else thresholds.index(float(t.answered_within_s or 0)) for t in own]
        ),
    )


def _spells(roster: Roster, names: tuple[str, ...]) -> Spells:
    row = {name: i for i, name in enumerate(names)}
    unknown = sorted(set(roster.by_agent) - set(row))
    if unknown:
        raise DataError(
            f"the roster names agent '{unknown[0]}', whom the scenario does not have; "
            "add the agent or take the shifts out"
        )
    found = [
        (row[shift.agent], shift.day.toordinal(), start, end, pause)
        for shift in roster.shifts
        for start, end, pause in _spells_of(shift)
        if end > 0
    ]
    found.sort()
    table = np.array(found, dtype=np.float64).reshape(-1, 5)
    return Spells(
        agent=table[:, 0].astype(np.int64),
        day=table[:, 1].astype(np.int64),
        start_s=np.maximum(table[:, 2], 0.0),
        end_s=table[:, 3],
        pause_s=table[:, 4],
    )


def _spells_of(shift: Shift) -> list[tuple[int, int, int]]:
    """Start, end and following pause of each stretch on queue; adjoining spans are one stretch."""
    stretches: list[list[int]] = []
    for span in shift.on_queue_spans():
        if stretches and stretches[-1][1] == span.start_s:
            stretches[-1][1] = span.end_s
        else:
            stretches.append([span.start_s, span.end_s])
    pauses = [
        sum(
            span.end_s - span.start_s
            for span in shift.spans
            if span.activity in _PAUSES and before[1] <= span.start_s < after[0]
        )
        for before, after in pairwise(stretches)
    ]
    return [
        (start, end, pause) for (start, end), pause in zip(stretches, [*pauses, 0], strict=False)
    ]
