"""Kinds of people: the different sets of queues that they take."""

import numpy as np
from numpy.typing import NDArray

from wfm.center.scenario import Scenario

Grid = NDArray[np.float64]

Kinds = tuple[tuple[str, ...], ...]
"""Each the names of its queues."""


def kinds_of(scenario: Scenario) -> Kinds:
    """The different sets of queues that people take."""
    return tuple(sorted({scenario.queues_of(agent) for agent in scenario.agents}))


def likeness(kinds: Kinds) -> Grid:
    """Share of queues that two kinds of people have in common, of those that either takes."""
    sets = [frozenset(kind) for kind in kinds]
    return np.array([[len(a & b) / max(len(a | b), 1) for b in sets] for a in sets])


def open_to(scenario: Scenario, kinds: Kinds) -> NDArray[np.bool_]:
    """Where each kind of people has an open queue, shape (kinds, intervals)."""
    holidays = scenario.holidays.within(scenario.horizon)
    is_open = {q.name: q.open.open_intervals(scenario.horizon, holidays) for q in scenario.queues}
    closed = np.zeros(scenario.horizon.n_intervals, dtype=np.bool_)
    return np.array([np.any([closed, *(is_open[name] for name in kind)], axis=0) for kind in kinds])
