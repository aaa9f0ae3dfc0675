"""The verb ``staff``: demand and targets into a Requirement."""

import numpy as np
from numpy.typing import NDArray

from wfm.center.queue import Queue
from wfm.center.scenario import Scenario
from wfm.center.target import Measure, Target
from wfm.forecast.forecast import Forecast
from wfm.simulate import erlang
from wfm.staff.deferrable import spread_workload_erlangs
from wfm.staff.demand import StaffedDemand, demand_with_escalations
from wfm.staff.follow_ups import has_follow_ups, with_follow_ups
from wfm.staff.requirement import Requirement
from wfm.staff.sharing import sharing

Grid = NDArray[np.float64]


def staff(scenario: Scenario, forecast: Forecast) -> Requirement:
    """Agents needed on queue in every interval, so that each interval would reach its target.

    Live queues follow Erlang A or C (as the scenario says) at the forecast mean; chat counts an
    agent as `concurrency` servers at the handle time of full hands; deferrable work is spread over
    the time it may wait. The largest of target, occupancy cap and minimum counts, divided by
    1 - shrinkage. Redials, messages and callbacks are what waiting makes with that staff
    (`with_follow_ups`); it is staffed once more with them.

    Agents of a queue with its own people are whole. Where people take several queues they are
    fractions: those are rounded together, in the roster, and not each queue for itself.

    Parameters
    ----------
    scenario : Scenario
    forecast : Forecast
        Of the same queues and horizon.

    Returns
    -------
    Requirement

    Raises
    ------
    DataError
        If the forecast does not fit the scenario or a handle time is missing.
    """
    demand = demand_with_escalations(scenario, forecast)
    alone = _requirement(scenario, demand)
    if not any(has_follow_ups(queue) for queue in scenario.queues):
        return alone
    return _requirement(scenario, with_follow_ups(scenario, demand, alone))


def _requirement(scenario: Scenario, demand: StaffedDemand) -> Requirement:
    """Agents for a demand, in every interval for itself."""
    interval_s = scenario.horizon.interval_s
    workload = demand.offered * demand.aht_s / interval_s
    groups = sharing(scenario, scenario.queue_names)
    shares = {q for rows in groups if len(rows) > 1 for q in rows}
    for_target = np.zeros_like(workload)
    for i, queue in enumerate(scenario.queues):
        target = scenario.service_target(queue.name)
        if queue.channel.deferrable:
            staffed = _staffed_intervals(scenario, queue, demand)
            wait_s = (target.answered_within_s if target else None) or 24 * 3600.0
            workload[i] = spread_workload_erlangs(workload[i], staffed, wait_s, scenario.horizon)
            for_target[i] = workload[i]
        else:
            slowed = _slowed(queue)
            erlangs, aht_s = workload[i] * slowed, demand.aht_s[i] * slowed
            servers = [
                _servers_for(erlangs, aht_s, queue, promised, scenario, whole=i not in shares)
                for promised in scenario.staffing_targets(queue.name)
                if _says_something(promised, queue, scenario)
            ]
            workload[i] *= slowed / queue.concurrency
            most = np.max(servers, axis=0) if servers else erlangs
            for_target[i] = most / queue.concurrency
            if i not in shares:
                for_target[i] = np.ceil(for_target[i] - 1e-9)
    cap = workload / scenario.staffing.max_occupancy
    alone = [q not in shares and not a.channel.deferrable for q, a in enumerate(scenario.queues)]
    for_occupancy = np.where(np.array(alone)[:, None], np.ceil(cap - 1e-9), cap)
    for_minimum = np.array([[q.minimum_agents] for q in scenario.queues]) * demand.is_open
    needed = np.maximum(np.maximum(for_target, for_occupancy), for_minimum)
    shrinkage = scenario.staffing.shrinkage_by_interval(scenario.horizon)
    return Requirement(
        horizon=scenario.horizon,
        queues=scenario.queue_names,
        offered=demand.offered,
        aht_s=demand.aht_s,
        workload_erlangs=workload,
        for_target=for_target,
        for_occupancy=for_occupancy,
        for_minimum=for_minimum.astype(float),
        required_net=needed,
        required_gross=needed / (1 - shrinkage),
        shrinkage=shrinkage,
        model=scenario.staffing.model,
    )


def _slowed(queue: Queue) -> float:
    """Growth of the handle time of an agent whose hands are full."""
    return 1 + queue.concurrency_slowdown * (queue.concurrency - 1)


def _with_patience(queue: Queue, scenario: Scenario) -> bool:
    return scenario.staffing.model == "erlang_a" and queue.mean_patience_s is not None


def _says_something(target: Target, queue: Queue, scenario: Scenario) -> bool:
    """Whether a queueing model has an answer; without a patience nobody abandons in it."""
    if target.measure is Measure.ABANDONMENT:
        return _with_patience(queue, scenario)
    return target.measure in (Measure.SERVICE_LEVEL, Measure.ASA)


def _servers_for(
    erlangs: Grid, aht_s: Grid, queue: Queue, target: Target, scenario: Scenario, *, whole: bool
) -> Grid:
    with_patience = _with_patience(queue, scenario)
    servers_needed = erlang.agents_needed if whole else erlang.real_agents_needed
    needed = servers_needed(
        erlangs,
        np.where(aht_s > 0, aht_s, 1.0),
        goal=target.goal,
        threshold_s=target.answered_within_s or 0.0,
        formula=target.formula,
        measure=target.measure,
        model="a" if with_patience else "c",
        patience_s=queue.mean_patience_s if with_patience else None,
    )
    return np.asarray(needed, dtype=np.float64)


def _staffed_intervals(
    scenario: Scenario, queue: Queue, demand: StaffedDemand
) -> NDArray[np.bool_]:
    """Where people who can do the queue's deferrable work are there for live work anyway."""
    partners = {
        name
        for agent in scenario.agents
        if queue.name in (can := scenario.queues_of(agent))
        for name in can
        if not scenario.queue(name).channel.deferrable
    }
    rows = [i for i, name in enumerate(scenario.queue_names) if name in partners]
    own = [scenario.queue_names.index(queue.name)]
    return np.asarray(demand.is_open[rows or own].any(axis=0), dtype=np.bool_)
