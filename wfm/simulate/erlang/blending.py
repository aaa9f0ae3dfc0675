"""Blending: outbound work that fills idle time, but keeps some agents free for inbound."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from wfm.center.target import Formula
from wfm.simulate.erlang._arrays import Array, Numbers, require, require_load, shaped, spread
from wfm.simulate.erlang._bisect import smallest_whole
from wfm.simulate.erlang._compiled import compiled
from wfm.simulate.erlang.formulas import formula_number
from wfm.simulate.erlang.goals import reached
from wfm.simulate.erlang.measures import (
    OCCUPANCY,
    P_ABANDON,
    P_WAIT,
    Measures,
    fill,
    from_rows,
)
from wfm.simulate.erlang.sums import HUGE


@dataclass(frozen=True)
class Blend:
    """Inbound and outbound on the same agents; floats, or arrays of one shape.

    Attributes
    ----------
    inbound : Measures
        What inbound contacts meet; its occupancy counts both kinds of work.
    outbound_per_hour : float or array
        Outbound contacts handled.
    """

    inbound: Measures
    outbound_per_hour: Numbers


def blend(
    erlangs: ArrayLike,
    agents: ArrayLike,
    aht_s: ArrayLike,
    kept_idle: ArrayLike,
    patience_s: ArrayLike = math.inf,
    threshold_s: ArrayLike = 20.0,
) -> Blend:
    """Inbound queue where an outbound contact starts whenever more than `kept_idle` are free.

    Outbound work is endless, is never interrupted, and takes as long as inbound: the number of
    busy agents is Erlang C or A cut off below agents - kept_idle (S. Bhulai and G. Koole 2003,
    "A queueing model for call blending in call centers").

    Parameters
    ----------
    erlangs : array_like
        Inbound offered load.
    agents, kept_idle : array_like
        Whole numbers; with `kept_idle` of `agents` or more there is no outbound.
    aht_s : array_like
        Mean handle time of both kinds, seconds.
    patience_s : array_like
        Mean patience of inbound contacts, seconds.
    threshold_s : array_like
        Threshold T of the service levels, seconds.

    Returns
    -------
    Blend

    Raises
    ------
    UsageError
        If an input is negative or NaN, or agents are not whole.
    """
    shape, columns = _inputs(erlangs, agents, aht_s, kept_idle, patience_s, threshold_s)
    rows = _rows(*columns)
    return Blend(from_rows(rows[:11], shape), shaped(rows[11], shape))


def idle_needed(
    erlangs: ArrayLike,
    agents: ArrayLike,
    aht_s: ArrayLike,
    *,
    goal: ArrayLike,
    threshold_s: ArrayLike,
    formula: Formula | str = Formula.OFFERED,
    patience_s: ArrayLike = math.inf,
) -> int | NDArray[np.int64]:
    """Fewest agents to keep idle for inbound so that its service level reaches the goal.

    Parameters are those of `blend`, and a `goal` for the service level by `formula`.

    Returns
    -------
    int or array of int64
        Equal to `agents`, no outbound at all, where even that does not reach the goal.

    Raises
    ------
    UsageError
        If an input is negative or NaN, agents are not whole, or the formula is unknown.
    """
    number = formula_number(formula)
    shape, columns = _inputs(erlangs, agents, aht_s, goal, patience_s, threshold_s)
    load, n, aht, aim, patience, threshold = columns

    def enough(kept_idle: Array) -> NDArray[np.bool_]:
        rows = _rows(load, n, aht, kept_idle, patience, threshold)
        return reached(rows, n, aim, np.inf, 0, number) | (kept_idle >= n)

    return shaped(smallest_whole(enough, np.sqrt(n)), shape)


def _inputs(
    erlangs: ArrayLike, agents: ArrayLike, aht_s: ArrayLike, fourth: ArrayLike,
    patience_s: ArrayLike, threshold_s: ArrayLike,
) -> tuple[tuple[int, ...], list[Array]]:  # fmt: skip
    shape, columns = spread(
        erlangs=erlangs,
        agents=agents,
        aht_s=aht_s,
        kept_idle=fourth,
        patience_s=patience_s,
        threshold_s=threshold_s,
    )
    require_load(columns[0], columns[2])
    require(columns[2] > 0, "aht_s must be positive")
    require(columns[1] == np.floor(columns[1]), "agents must be whole numbers")
    return shape, columns


def _rows(
    erlangs: Array, agents: Array, aht_s: Array, kept_idle: Array, patience_s: Array,
    threshold_s: Array,
) -> Array:  # fmt: skip
    """Rows of measures of inbound, and a last one of outbound contacts per hour."""
    below, idle_if_free = _free_states_each(erlangs, agents, kept_idle)
    rows = fill(erlangs, agents, below, aht_s, patience_s, threshold_s)
    busy = agents - idle_if_free * (1 - rows[P_WAIT])
    rows[OCCUPANCY] = np.divide(busy, agents, out=np.zeros_like(busy), where=agents > 0)
    outbound = np.maximum(busy - erlangs * (1 - rows[P_ABANDON]), 0.0)
    return np.vstack([rows, outbound / aht_s * 3600.0])


@compiled
def _free_states_each(erlangs: Array, agents: Array, kept_idle: Array) -> tuple[Array, Array]:
    """Weight of the states with a free agent, relative to "all busy"; mean idle within them."""
    below = np.zeros(erlangs.size)
    mean_idle = np.zeros(erlangs.size)
    for i in range(erlangs.size):
        fewest = min(math.floor(kept_idle[i]), agents[i])
        mean_idle[i] = fewest
        if erlangs[i] == 0.0:
            below[i] = math.inf
        if erlangs[i] == 0.0 or fewest == 0.0:
            continue
        top, weight, total, idle = 1.0, 1.0, 0.0, 0.0
        for k in range(1, int(fewest) + 1):
            weight *= (agents[i] - k + 1.0) / erlangs[i]
            total += weight
            idle += k * weight
            if weight > HUGE:  # only ratios matter
                weight, total, idle, top = weight / HUGE, total / HUGE, idle / HUGE, top / HUGE
        below[i] = total / top
        mean_idle[i] = idle / total
    return below, mean_idle
