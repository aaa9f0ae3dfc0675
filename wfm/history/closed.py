"""Contacts that are recorded while their queue is closed: hours that contradict the history."""

import numpy as np
from numpy.typing import NDArray

from wfm.center.scenario import Scenario

CONSIDERABLE = 0.05
"""Share of a queue's contacts from which on it is told: a few come early or stay late anywhere."""


def recorded_while_closed(
    scenario: Scenario,
    queues: tuple[str, ...],
    offered: NDArray[np.float64],
    is_open: NDArray[np.bool_],
) -> list[str]:
    """A note for each queue of which many contacts lie outside its opening hours.

    Parameters
    ----------
    scenario : Scenario
    queues : tuple of str
    offered : array of shape (queues, intervals)
        Contacts, NaN where nothing was recorded.
    is_open : array of bool, shape (queues, intervals)
    """
    counts = np.nan_to_num(offered)
    totals, outside = counts.sum(axis=1), np.where(is_open, 0.0, counts).sum(axis=1)
    return [
        f"look: {closed:,.0f} of {total:,.0f} contacts of queue '{name}' ({closed / total:.0%}) "
        f"are recorded while it is closed ({_hours(scenario, name)}); forecasts leave them out: "
        "correct its 'open' if such contacts are to be answered"
        for name, total, closed in zip(queues, totals.tolist(), outside.tolist(), strict=True)
        if closed > CONSIDERABLE * total
    ]


def _hours(scenario: Scenario, queue: str) -> str:
    hours = scenario.queue(queue).open.describe()
    return f"open {hours}" if hours else "it is never open"
