"""The most traffic that given agents can take within a goal."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from wfm.center.target import Formula, Measure
from wfm.simulate.erlang._arrays import Array, Numbers, require, shaped
from wfm.simulate.erlang._bisect import bracket, narrow
from wfm.simulate.erlang.goals import goal_inputs, reached
from wfm.simulate.erlang.measures import Model, steady

UNBOUNDED = 1e9
"""Erlangs from which a load counts as endless: the goal does not bound it."""


def max_erlangs(
    agents: ArrayLike,
    aht_s: ArrayLike,
    *,
    goal: ArrayLike,
    threshold_s: ArrayLike | None = None,
    formula: Formula | str = Formula.OFFERED,
    model: Model = "a",
    patience_s: ArrayLike | None = None,
    measure: Measure | str = Measure.SERVICE_LEVEL,
    max_occupancy: ArrayLike | None = None,
) -> Numbers:
    """Largest offered load at which the goal is still reached.

    Parameters
    ----------
    agents : array_like
        Agents, whole or not.
    aht_s, goal, threshold_s, formula, model, patience_s, measure, max_occupancy
        As for `agents_needed`, of which this is the inverse.

    Returns
    -------
    float or array
        Erlangs; 0 where no load at all reaches the goal, inf where any does.

    Raises
    ------
    UsageError
        If an input is negative, NaN or not a share, a name is unknown, or something needed is
        missing.
    """
    shape, columns, kind, number = goal_inputs(
        "agents",
        agents,
        aht_s,
        goal,
        threshold_s,
        formula,
        model,
        patience_s,
        measure,
        max_occupancy,
        0.0,
    )
    require(columns[1] > 0, "aht_s must be positive")
    n, aht, aim, threshold, patience, cap, _ = columns

    def too_much(load: Array) -> NDArray[np.bool_]:
        rows = steady(load, n, aht, patience, threshold)
        return ~reached(rows, n, aim, cap, kind, number)

    low, high = bracket(too_much, np.zeros_like(n), np.maximum(n, 1e-3), UNBOUNDED)
    low, high = narrow(too_much, low, high)
    return shaped(np.where(np.isinf(high), np.inf, low), shape)
