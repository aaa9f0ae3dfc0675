"""What callers and agents live through in steady state, for arrays of intervals."""

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from wfm.center.errors import UsageError
from wfm.center.target import Formula
from wfm.simulate.erlang._arrays import (
    Array,
    Numbers,
    require,
    require_load,
    shaped,
    spread,
)
from wfm.simulate.erlang._compiled import compiled
from wfm.simulate.erlang.erlang_a import abandonment, asa, erlang_a
from wfm.simulate.erlang.erlang_c import free_states
from wfm.simulate.erlang.formulas import FORMULAS, formula_number, service_level

Model = Literal["a", "c"]
"""Queueing model: Erlang A (contacts abandon) or Erlang C (nobody does)."""


@dataclass(frozen=True)
class Measures:
    """Steady-state measures; floats, or arrays of one shape.

    Attributes
    ----------
    p_wait : float or array
        Share of offered contacts that do not find a free agent.
    p_abandon : float or array
        Share of offered contacts that abandon.
    mean_wait_s : float or array
        Mean time in queue of all offered contacts, those that abandon included.
    asa_s : float or array
        Mean wait of answered contacts; inf where nobody is answered.
    mean_queue_length : float or array
        Mean number of waiting contacts.
    occupancy : float or array
        Busy share of the agents; 0 without agents or load.
    service_levels : dict of Formula to float or array
        Service level by each named formula.
    """

    p_wait: Numbers
    p_abandon: Numbers
    mean_wait_s: Numbers
    asa_s: Numbers
    mean_queue_length: Numbers
    occupancy: Numbers
    service_levels: dict[Formula, Numbers]

    def service_level(self, formula: Formula | str = Formula.OFFERED) -> Numbers:
        """Service level by one formula.

        Raises
        ------
        UsageError
            If there is no formula of that name.
        """
        return self.service_levels[FORMULAS[formula_number(formula)]]


def measures(
    model: Model,
    erlangs: ArrayLike,
    agents: ArrayLike,
    aht_s: ArrayLike,
    patience_s: ArrayLike | None = None,
    threshold_s: ArrayLike = 20.0,
) -> Measures:
    """Every steady-state measure of Erlang C or A.

    Exact to about 1e-12 relative up to 10,000 agents and beyond, in underload and overload. No
    load gives service level 1 and waits of 0. Erlang C with no fewer erlangs than agents has no
    steady state: service level 0, waits infinite.

    Parameters
    ----------
    model : {"a", "c"}
        Erlang A (M/M/n+M) or Erlang C (M/M/n).
    erlangs : array_like
        Offered load: arrivals per second times `aht_s`.
    agents : array_like
        Agents, whole or not.
    aht_s : array_like
        Mean handle time, seconds.
    patience_s : array_like, optional
        Mean patience, seconds; 0 and inf are legal. Needed for model "a", unused for "c".
    threshold_s : array_like
        Threshold T of the service levels, seconds.

    Returns
    -------
    Measures
        Floats if all arguments are scalars, else arrays of their common shape.

    Raises
    ------
    UsageError
        If an input is negative or NaN, shapes do not fit, or model "a" lacks a patience.
    """
    patience_s = patience_of(model, patience_s)
    shape, (load, n, aht, patience, threshold) = spread(
        erlangs=erlangs, agents=agents, aht_s=aht_s, patience_s=patience_s, threshold_s=threshold_s
    )
    require_load(load, aht)
    require(np.isfinite(n), "agents must be finite")
    return from_rows(steady(load, n, aht, patience, threshold), shape)


def patience_of(model: Model, patience_s: ArrayLike | None) -> ArrayLike:
    """Patience that the model means: Erlang C is Erlang A with endless patience.

    Raises
    ------
    UsageError
        If the model is unknown, or is "a" and there is no patience.
    """
    if model == "c":
        return math.inf
    if model != "a":
        raise UsageError(f"no queueing model '{model}': use 'a' (contacts abandon) or 'c'")
    if patience_s is None:
        raise UsageError("model 'a' needs patience_s, the mean patience; model 'c' does without")
    return patience_s


def from_rows(rows: Array, shape: tuple[int, ...]) -> Measures:
    """Measures from the rows of `fill`."""
    p_wait, p_abandon, wait, asa_s, queue, occupancy, *levels = (shaped(row, shape) for row in rows)
    by_formula = dict(zip(FORMULAS, levels, strict=True))
    return Measures(p_wait, p_abandon, wait, asa_s, queue, occupancy, by_formula)


P_WAIT, P_ABANDON, MEAN_WAIT, ASA, QUEUE, OCCUPANCY, LEVELS = range(7)
"""Rows of `fill`; the service levels follow from the last on, in the order of `FORMULAS`."""


def steady(
    erlangs: Array, agents: Array, aht_s: Array, patience_s: Array, threshold_s: Array
) -> Array:
    """Rows of measures of Erlang A, of flat columns."""
    return fill(erlangs, agents, free_states_each(erlangs, agents), aht_s, patience_s, threshold_s)


@compiled
def free_states_each(erlangs: Array, agents: Array) -> Array:
    """Weights of the states with a free agent, of flat columns."""
    out = np.empty(erlangs.size)
    for i in range(erlangs.size):
        out[i] = free_states(erlangs[i], agents[i])
    return out


@compiled
def fill(
    erlangs: Array,
    agents: Array,
    below: Array,
    aht_s: Array,
    patience_s: Array,
    threshold_s: Array,
) -> Array:
    """Rows of measures, for any weights `below` of the states with a free agent."""
    rows = np.zeros((11, erlangs.size))
    for i in range(erlangs.size):
        a, n, aht, patience = erlangs[i], agents[i], aht_s[i], patience_s[i]
        delays = erlang_a(a, n, below[i], aht, patience, threshold_s[i])
        p_wait, answered, _, virtual, answered_in, gone, waiting = delays
        for number in range(5):
            rows[LEVELS + number, i] = service_level(
                number, virtual, answered_in, answered, gone, waiting
            )
        if a == 0.0:
            continue
        p_abandon = abandonment(delays, a, n, aht, patience)
        asa_s = asa(delays, a, n, aht, patience)
        wait_s = p_abandon * patience if p_abandon > 0.0 else asa_s
        rows[P_WAIT, i] = p_wait
        rows[P_ABANDON, i] = p_abandon
        rows[MEAN_WAIT, i] = wait_s
        rows[ASA, i] = asa_s
        rows[QUEUE, i] = wait_s * a / aht
        if n > 0.0:
            rows[OCCUPANCY, i] = min(answered * a / n, 1.0)
    return rows
