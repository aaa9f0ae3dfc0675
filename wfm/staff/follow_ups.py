"""Work that waiting makes: redials of who gave up, messages left, callbacks dialled."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from wfm.center.behaviour import Callback
from wfm.center.queue import Queue
from wfm.center.scenario import Scenario
from wfm.center.target import Formula
from wfm.simulate import erlang
from wfm.simulate.erlang.measures import Measures
from wfm.staff.demand import StaffedDemand, when_open
from wfm.staff.requirement import Requirement

Grid = NDArray[np.float64]


def has_follow_ups(queue: Queue) -> bool:
    """Whether waiting in a queue makes work."""
    messages = queue.voicemail is not None and any(s.leave_message for s in queue.overflow)
    return queue.mean_patience_s is not None and (
        queue.redial is not None or queue.callback is not None or messages
    )


def with_follow_ups(
    scenario: Scenario, demand: StaffedDemand, requirement: Requirement
) -> StaffedDemand:
    """Add what waiting makes when a requirement is just met, by Erlang A.

    Redials are of the share that abandons, ``p (1 + p + ...)`` with ``p`` = that share x the share
    that comes again; messages of those who still wait when they are asked; callbacks cost the
    agents dialling for the share whose wait in prospect is long enough. Redials and messages come
    after their mean delay, when the queue is open. Messages of who waits at closing are left to the
    simulation.

    Parameters
    ----------
    scenario : Scenario
    demand : StaffedDemand
        Without them.
    requirement : Requirement
        Of that demand.
    """
    offered, aht_s = demand.offered.copy(), demand.aht_s.copy()
    names = scenario.queue_names
    for q, queue in enumerate(scenario.queues):
        if not has_follow_ups(queue):
            continue
        if queue.redial is not None:
            again = np.asarray(_waits(queue, requirement, q, 0.0).p_abandon) * queue.redial.share
            times = sum(again**k for k in range(1, queue.redial.attempts + 1))
            come = _later(demand.offered[q] * times, queue.redial.after_s, scenario)
            offered[q] += when_open(come, demand.is_open[q])
        for stage in queue.overflow:
            if stage.leave_message and queue.voicemail is not None:
                left = demand.offered[q] * _still_waiting(queue, requirement, q, stage.after_s)
                to = names.index(queue.voicemail.to)
                come = _later(left * queue.voicemail.share, stage.after_s, scenario)
                offered[to] += when_open(come, demand.is_open[to])
        if (callback := queue.callback) is not None:
            waits = _waits(queue, requirement, q, callback.offered_from_s)
            taken = callback.accepted * (1 - np.asarray(waits.service_level(Formula.VIRTUAL)))
            aht_s[q] += taken * _dialling_s(callback, demand.aht_s[q])
    return replace(demand, offered=offered, aht_s=aht_s)


def _waits(queue: Queue, requirement: Requirement, q: int, threshold_s: float) -> Measures:
    hands = queue.concurrency
    aht_s = np.where(requirement.aht_s[q] > 0, requirement.aht_s[q], 1.0)
    return erlang.measures(
        "a",
        requirement.workload_erlangs[q] * hands,
        requirement.required_net[q] * hands,
        aht_s,
        queue.mean_patience_s,
        threshold_s,
    )


def _still_waiting(queue: Queue, requirement: Requirement, q: int, after_s: float) -> Grid:
    """Share of contacts that would wait longer and have the patience for it."""
    waits = _waits(queue, requirement, q, after_s)
    patient = np.exp(-after_s / (queue.mean_patience_s or np.inf))
    return np.asarray((1 - np.asarray(waits.service_level(Formula.VIRTUAL))) * patient)


def _dialling_s(callback: Callback, aht_s: Grid) -> Grid:
    """Agent's time of one callback beside that of a call: attempts, less calls never had."""
    missed = 1 - callback.reached
    never = missed**callback.attempts
    in_vain = sum(missed**k for k in range(1, callback.attempts + 1))
    return np.asarray(
        (1 - never) * callback.dial_s + in_vain * callback.unreached_s - never * aht_s
    )


def _later(contacts: Grid, after_s: float, scenario: Scenario) -> Grid:
    """Contacts moved by whole intervals; those beyond the horizon are dropped."""
    steps = round(after_s / scenario.horizon.interval_s)
    moved = np.zeros_like(contacts)
    moved[steps:] = contacts[: len(contacts) - steps]
    return moved
