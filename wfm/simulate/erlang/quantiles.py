"""The wait that a given share of contacts does not exceed."""

import math

import numpy as np
from numpy.typing import ArrayLike

from wfm.center.target import Formula
from wfm.simulate.erlang._arrays import Array, Numbers, require, require_load, shaped, spread
from wfm.simulate.erlang._compiled import compiled
from wfm.simulate.erlang.erlang_a import erlang_a
from wfm.simulate.erlang.erlang_c import free_states
from wfm.simulate.erlang.formulas import formula_number, service_level
from wfm.simulate.erlang.measures import Model, patience_of

NEVER_S = 1e12
"""A wait longer than this (30,000 years) is endless."""


def wait_quantile(
    model: Model,
    probability: ArrayLike,
    erlangs: ArrayLike,
    agents: ArrayLike,
    aht_s: ArrayLike,
    patience_s: ArrayLike | None = None,
    formula: Formula | str = Formula.WITH_ABANDONS,
) -> Numbers:
    """Shortest threshold T by which the service level reaches a probability.

    With the formula "with_abandons" this is the quantile of the time in queue of all contacts,
    those that abandon included; with "answered" that of answered contacts; with "virtual" that of
    a contact that never abandons.

    Parameters
    ----------
    model : {"a", "c"}
        Erlang A or Erlang C.
    probability : array_like
        Shares, 0 to 1.
    erlangs, agents, aht_s, patience_s : array_like
        As for `measures`.
    formula : Formula or str
        Which waits are meant.

    Returns
    -------
    float or array
        Seconds; 0 where that share does not wait, inf where it is never reached.

    Raises
    ------
    UsageError
        If an input is negative or NaN, a probability above 1, or a name unknown.
    """
    shape, (share, load, n, aht, patience) = spread(
        probability=probability,
        erlangs=erlangs,
        agents=agents,
        aht_s=aht_s,
        patience_s=patience_of(model, patience_s),
    )
    require_load(load, aht)
    require(np.isfinite(n), "agents must be finite")
    require(share <= 1, "probability must be a share from 0 to 1")
    return shaped(_quantile_each(formula_number(formula), share, load, n, aht, patience), shape)


@compiled
def _level(
    number: int, erlangs: float, agents: float, below: float, aht_s: float, patience_s: float,
    threshold_s: float,
) -> float:  # fmt: skip
    _, answered, _, virtual, answered_in, gone, waiting = erlang_a(
        erlangs, agents, below, aht_s, patience_s, threshold_s
    )
    return service_level(number, virtual, answered_in, answered, gone, waiting)


@compiled
def _quantile_each(
    number: int, share: Array, erlangs: Array, agents: Array, aht_s: Array, patience_s: Array
) -> Array:
    out = np.zeros(share.size)
    for i in range(share.size):
        a, n, aht, patience = erlangs[i], agents[i], aht_s[i], patience_s[i]
        below = free_states(a, n)
        if _level(number, a, n, below, aht, patience, 0.0) >= share[i]:
            continue
        low, high = 0.0, aht
        while high < NEVER_S and _level(number, a, n, below, aht, patience, high) < share[i]:
            low, high = high, 2.0 * high
        if high >= NEVER_S:
            out[i] = math.inf
            continue
        while high - low > 1e-13 * high:
            middle = 0.5 * (low + high)
            if _level(number, a, n, below, aht, patience, middle) < share[i]:
                low = middle
            else:
                high = middle
        out[i] = high
    return out
