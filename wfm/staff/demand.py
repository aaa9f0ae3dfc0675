"""The demand that agents meet: forecast contacts and those handed on by other queues."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from wfm.center.behaviour import Return
from wfm.center.errors import DataError
from wfm.center.queue import Queue
from wfm.center.scenario import Scenario
from wfm.forecast.forecast import Forecast

Grid = NDArray[np.float64]


@dataclass(frozen=True)
class StaffedDemand:
    """Contacts and handle times to staff for, arrays of shape (queues, intervals).

    Attributes
    ----------
    offered : array
        Forecast contacts and hand-ons.
    aht_s : array
        Average handle time.
    is_open : array of bool
        Where the queue is open.
    """

    offered: Grid
    aht_s: Grid
    is_open: NDArray[np.bool_]


def demand_with_escalations(scenario: Scenario, forecast: Forecast) -> StaffedDemand:
    """Add to every queue the contacts that others hand on to it, in the interval of their arrival.

    What arrives while the receiving queue is closed is met when it opens.
    Hand-ons are counted as if every contact were answered, which errs on the side of more staff.

    Raises
    ------
    DataError
        If the forecast is of other queues.
    """
    if forecast.queues != scenario.queue_names or forecast.horizon != scenario.horizon:
        raise DataError(
            f"the forecast is of {', '.join(forecast.queues)} over {forecast.horizon.days} days "
            f"from {forecast.horizon.start}, the scenario of {', '.join(scenario.queue_names)} "
            f"over {scenario.horizon.days} days from {scenario.horizon.start}; make a new forecast"
        )
    index = {name: i for i, name in enumerate(scenario.queue_names)}
    holidays = scenario.holidays.within(scenario.horizon)
    is_open = np.array([q.open.open_intervals(scenario.horizon, holidays) for q in scenario.queues])
    contacts = np.array([contacts_for_agents(q) for q in scenario.queues])
    offered = forecast.offered * contacts[:, None]
    for source in _upstream_first(scenario):
        escalation = scenario.queue(source).escalation
        if escalation is not None:
            handed_on = escalation.share * offered[index[source]]
            offered[index[escalation.to]] += when_open(handed_on, is_open[index[escalation.to]])
    aht_s = np.array(
        [agent_time_s(q, known) for q, known in zip(scenario.queues, forecast.aht_s, strict=True)]
    )
    return StaffedDemand(offered, aht_s, is_open)


def contacts_for_agents(queue: Queue) -> float:
    """Contacts that agents take for each recorded one, returns counted where the first comes."""
    contacts = 1.0
    if (service := queue.self_service) is not None:
        contacts *= 1 - service.contained * (1 - service.bounce_back)
    if (outbound := queue.outbound) is not None:
        if outbound.retry is not None:
            contacts *= _attempts((1 - outbound.reached) * outbound.retry.share, outbound.retry)
        if outbound.mode != "preview":
            contacts *= outbound.reached
    if queue.repeat is not None:
        contacts *= _attempts(queue.repeat.share, queue.repeat)
    return contacts


def agent_time_s(queue: Queue, aht_s: Grid) -> Grid:
    """Handle time with the time that an agent spends dialling."""
    outbound = queue.outbound
    if outbound is None or outbound.mode != "preview":
        return aht_s
    reached_s = outbound.reached * (outbound.dial_s + aht_s)
    return np.asarray(reached_s + (1 - outbound.reached) * outbound.unreached_s)


def _attempts(again: float, returns: Return) -> float:
    """Mean number of times that somebody comes, each time again with that share."""
    return float(sum(again**k for k in range(returns.attempts + 1)))


def when_open(contacts: Grid, is_open: NDArray[np.bool_]) -> Grid:
    """Contacts moved to the first open interval from their own on; those with none are dropped.

    Parameters
    ----------
    contacts : array of shape (intervals,)
    is_open : array of bool, shape (intervals,)
    """
    moved = np.zeros_like(contacts)
    opening = np.flatnonzero(is_open)
    place = np.searchsorted(opening, np.arange(len(contacts)))
    met = place < len(opening)
    np.add.at(moved, opening[place[met]], contacts[met])
    return moved


def _upstream_first(scenario: Scenario) -> list[str]:
    """Queues such that each comes before the one it hands on to."""
    onward = {q.name: q.escalation.to for q in scenario.queues if q.escalation is not None}

    def steps_below(name: str) -> int:
        return 1 + steps_below(onward[name]) if name in onward else 0

    return sorted(scenario.queue_names, key=steps_below, reverse=True)
