"""The most traffic that given agents can take within a goal."""

import math

import numpy as np
from numpy.typing import ArrayLike

from wfm.center.target import Formula, Measure
from wfm.simulate.erlang._arrays import Array, Numbers, require, shaped
from wfm.simulate.erlang._compiled import compiled
from wfm.simulate.erlang.erlang_c import free_states
from wfm.simulate.erlang.goals import goal_inputs, standing
from wfm.simulate.erlang.measures import Model

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
    return shaped(_erlangs_each(kind, number, *columns[:6]), shape)


@compiled
def _erlangs_each(
    kind: int,
    number: int,
    agents: Array,
    aht_s: Array,
    goal: Array,
    threshold_s: Array,
    patience_s: Array,
    max_occupancy: Array,
) -> Array:
    out = np.empty(agents.size)
    for i in range(out.size):
        n = agents[i]
        low, high = 0.0, math.inf
        trial = max(n, 1e-3)
        while low < UNBOUNDED and high > 1e-300 and (high == math.inf or high - low > 1e-14 * high):
            miss, _ = standing(
                trial, n, free_states(trial, n), aht_s[i], goal[i], threshold_s[i],
                patience_s[i], max_occupancy[i], kind, number,
            )  # fmt: skip
            if miss <= 0.0:
                low = trial
            else:
                high = trial
            trial = 2.0 * low if high == math.inf else 0.5 * (low + high)
        out[i] = low if high < math.inf else math.inf
    return out
