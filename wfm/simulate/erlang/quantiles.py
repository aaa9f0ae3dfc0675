"""The wait that a given share of contacts does not exceed."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from wfm.center.target import Formula
from wfm.simulate.erlang._arrays import Array, Numbers, require, require_load, shaped, spread
from wfm.simulate.erlang._bisect import bracket, narrow
from wfm.simulate.erlang.formulas import formula_number
from wfm.simulate.erlang.measures import LEVELS, Model, fill, free_states_each, patience_of

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
    row = LEVELS + formula_number(formula)
    below = free_states_each(load, n)

    def reached(wait_s: Array) -> NDArray[np.bool_]:
        return np.asarray(fill(load, n, below, aht, patience, wait_s)[row] >= share)

    none = np.zeros_like(load)
    low, high = bracket(reached, none, np.where(reached(none), 0.0, aht), NEVER_S)
    return shaped(narrow(reached, low, high)[1], shape)
