"""From a scenario and a roster to the specification that the engines run."""

from dataclasses import replace
from itertools import pairwise

import numpy as np

from wfm.center.errors import DataError
from wfm.center.roster import Roster, Shift
from wfm.center.scenario import Scenario
from wfm.center.shift import Activity
from wfm.center.target import Formula, Measure
from wfm.simulate.arrays import Ints
from wfm.simulate.behaviour import (
    behaviour_columns,
    behaviour_doors,
    behaviour_follow_ups,
    behaviour_lines,
    law_columns,
)
from wfm.simulate.groups import staffed_by_counts
from wfm.simulate.kernel import kinds as contact_kinds
from wfm.simulate.model import Agents, LiveState, Model, Spells
from wfm.simulate.model_queues import FollowUp, Queues, queues_of

_PAUSES = (Activity.BREAK, Activity.MEAL)


def compile_model(scenario: Scenario, roster: Roster, state: LiveState | None = None) -> Model:
    """The specification of a scenario staffed by a roster.

    Contacts prefer agents with the fewest queues (specialists); agents prefer queues by their
    priority.

    Parameters
    ----------
    scenario : Scenario
    roster : Roster
        Shifts of agents that the scenario does not know are an error.
    state : LiveState, optional
        A moment of a running day from which to start; by default an empty center at midnight.

    Raises
    ------
    DataError
        If the roster names an agent that the scenario does not have.
    """
    names = tuple(agent.id for agent in scenario.agents)
    model = _model(scenario, _agents(scenario, names), spells_of_roster(roster, names))
    return replace(
        model, absence=scenario.staffing.shrinkage_by_interval(scenario.horizon), state=state
    )


def compile_counts(scenario: Scenario, kinds: tuple[tuple[str, ...], ...], counts: Ints) -> Model:
    """The specification of a scenario staffed by so many people of each kind, all of them there.

    Nobody is meant by name: at the end of a spell somebody idle of the same kind leaves. People of
    a kind take a mean of its handle times.

    Parameters
    ----------
    scenario : Scenario
    kinds : tuple of tuple of str
        Different sets of queues that agents take, as `Scenario.queues_of` has them.
    counts : array of int, shape (kinds, intervals)
        On queue in each interval.
    """
    row = np.array([kinds.index(scenario.queues_of(agent)) for agent in scenario.agents])
    people = _agents(scenario, tuple(agent.id for agent in scenario.agents))
    first = [int(np.flatnonzero(row == k)[0]) for k in range(len(kinds))]
    factor = people.aht_factor
    # Engines want somebody to be there at times, if only in an interval after the horizon.
    agents, spells = staffed_by_counts(
        tuple("+".join(kind) for kind in kinds),
        np.pad(counts, ((0, 0), (0, 1)), constant_values=1),
        float(scenario.horizon.interval_s),
        people.agent_rank[first],
        people.queue_rank[first],
        None
        if factor is None
        else np.array([factor[row == k].mean(axis=0) for k in range(len(kinds))]),
    )
    return replace(_model(scenario, agents, spells), idle_leave_first=True)


def _model(scenario: Scenario, agents: Agents, spells: Spells) -> Model:
    """A center in which agents are there in their spells."""
    queues, horizon = scenario.queues, scenario.horizon
    lines, agents = behaviour_lines(scenario.queue_names, queues, agents)
    holidays = scenario.holidays.within(horizon)
    is_open = np.array([q.open.open_intervals(horizon, holidays) for q in queues])
    return Model(
        horizon=horizon,
        queues=_queues(scenario),
        agents=agents,
        spells=spells,
        given_lines=lines,
        follow_ups=(*_hand_ons(scenario), *behaviour_follow_ups(scenario.queue_names, queues)),
        doors=behaviour_doors(queues, is_open, horizon),
        breaks_keep_length=scenario.simulation.late_breaks == "keep_length",
    )


def _agents(scenario: Scenario, names: tuple[str, ...]) -> Agents:
    """Agents with their ranks by queue."""
    takes = np.array(
        [
            [q in scenario.queues_of(agent) for q in scenario.queue_names]
            for agent in scenario.agents
        ]
    )
    priority = np.array([q.priority for q in scenario.queues])
    breadth = takes.sum(axis=1, keepdims=True)
    factor = None
    if any(agent.proficiency for agent in scenario.agents):
        factor = np.array(
            [
                [agent.handle_time_factor(queue.required_skills) for queue in scenario.queues]
                for agent in scenario.agents
            ]
        )
    return Agents(names, np.where(takes, breadth, 0), np.where(takes, priority, 0), factor)


def _queues(scenario: Scenario) -> Queues:
    queues, names = scenario.queues, scenario.queue_names
    levels = [t for t in scenario.targets if t.measure is Measure.SERVICE_LEVEL]
    thresholds = sorted({float(t.answered_within_s or 0) for t in levels})
    own = [scenario.service_target(name) for name in names]
    return queues_of(
        names,
        **law_columns("handle", [q.handle_time for q in queues]),
        **behaviour_columns(queues),
        mean_patience_s=[q.mean_patience_s or np.inf for q in queues],
        concurrency=[q.concurrency for q in queues],
        slowdown=[q.concurrency_slowdown for q in queues],
        short_abandon_s=[q.short_abandon_s for q in queues],
        formulas=tuple(Formula.OFFERED if t is None else t.formula for t in own),
        thresholds_s=thresholds,
        own_threshold=[
            -1 if t is None else thresholds.index(float(t.answered_within_s or 0)) for t in own
        ],
    )


def _hand_ons(scenario: Scenario) -> tuple[FollowUp, ...]:
    names = scenario.queue_names
    return tuple(
        FollowUp(
            queue=index,
            trigger=contact_kinds.HANDLED,
            comes_as=contact_kinds.HANDED_ON,
            share=queue.escalation.share,
            to=names.index(queue.escalation.to),
            warm=queue.escalation.warm,
            handover_s=queue.escalation.handover_s,
        )
        for index, queue in enumerate(scenario.queues)
        if queue.escalation is not None
    )


def spells_of_roster(roster: Roster, names: tuple[str, ...]) -> Spells:
    """When each agent is planned to be on queue."""
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
