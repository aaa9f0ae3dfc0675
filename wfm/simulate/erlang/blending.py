"""Blending: outbound work that fills idle time, but keeps some agents free for inbound."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from wfm.center.target import Formula
from wfm.simulate.erlang._arrays import Array, Numbers, require, require_load, shaped, spread
from wfm.simulate.erlang._compiled import compiled
from wfm.simulate.erlang.formulas import formula_number
from wfm.simulate.erlang.goals import SLACK
from wfm.simulate.erlang.measures import Measures, fill, from_rows


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
    rows = _blend_each(*columns)
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
    return shaped(_idle_each(6 + number, *columns), shape)


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


@compiled
def _free_states(erlangs: float, agents: float, kept_idle: float) -> tuple[float, float]:
    """Weight of the states with a free agent, relative to "all busy"; mean idle within them."""
    fewest = min(math.floor(kept_idle), agents)
    if erlangs == 0.0 or fewest == 0.0:
        return (math.inf if erlangs == 0.0 else 0.0), fewest
    top = 1.0
    weight = 1.0
    total = 0.0
    idle = 0.0
    for k in range(1, int(fewest) + 1):
        weight *= (agents - k + 1.0) / erlangs
        total += weight
        idle += k * weight
        if weight > 1e250:
            weight, total, idle, top = weight * 1e-250, total * 1e-250, idle * 1e-250, top * 1e-250
    return total / top, idle / total


@compiled
def _blend_one(
    rows: Array, i: int, erlangs: float, agents: float, aht_s: float, kept_idle: float,
    patience_s: float, threshold_s: float,
) -> None:  # fmt: skip
    below, idle_if_free = _free_states(erlangs, agents, kept_idle)
    fill(rows, i, erlangs, agents, below, aht_s, patience_s, threshold_s)
    busy = agents - idle_if_free * (1.0 - rows[0, i])
    rows[5, i] = busy / agents if agents > 0.0 else 0.0
    outbound = busy - erlangs * (1.0 - rows[1, i])
    rows[11, i] = max(outbound, 0.0) / aht_s * 3600.0


@compiled
def _blend_each(
    erlangs: Array, agents: Array, aht_s: Array, kept_idle: Array, patience_s: Array,
    threshold_s: Array,
) -> Array:  # fmt: skip
    rows = np.empty((12, erlangs.size))
    for i in range(erlangs.size):
        _blend_one(
            rows, i, erlangs[i], agents[i], aht_s[i], kept_idle[i], patience_s[i], threshold_s[i]
        )
    return rows


@compiled
def _idle_each(
    row: int, erlangs: Array, agents: Array, aht_s: Array, goal: Array, patience_s: Array,
    threshold_s: Array,
) -> NDArray[np.int64]:  # fmt: skip
    """Bisect on the agents kept idle: the more, the better for inbound."""
    out = np.empty(erlangs.size, dtype=np.int64)
    rows = np.empty((12, 1))
    for i in range(erlangs.size):
        low, high = -1, int(agents[i])
        while high - low > 1:
            middle = (low + high) // 2
            _blend_one(
                rows, 0, erlangs[i], agents[i], aht_s[i], float(middle), patience_s[i],
                threshold_s[i],
            )  # fmt: skip
            if rows[row, 0] >= goal[i] - SLACK:
                high = middle
            else:
                low = middle
        out[i] = high
    return out
