"""Redials: contacts that abandon and call again, so that the queue feeds itself."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from wfm.simulate.erlang._arrays import Array, Numbers, require, require_load, shaped, spread
from wfm.simulate.erlang._compiled import compiled
from wfm.simulate.erlang.erlang_a import abandonment, erlang_a
from wfm.simulate.erlang.erlang_c import free_states
from wfm.simulate.erlang.measures import Measures, fill, from_rows


@dataclass(frozen=True)
class Redialing:
    """Steady state with redials; floats, or arrays of one shape.

    Attributes
    ----------
    measures : Measures
        What each attempt meets, first or repeated.
    erlangs : float or array
        Offered load, redials included; inf where it grows without bound.
    attempts : float or array
        Mean number of attempts of one contact.
    p_lost : float or array
        Share of first attempts that end without an answer, having given up.
    """

    measures: Measures
    erlangs: Numbers
    attempts: Numbers
    p_lost: Numbers


def redialing(
    erlangs: ArrayLike,
    agents: ArrayLike,
    aht_s: ArrayLike,
    patience_s: ArrayLike,
    redial_share: ArrayLike,
    threshold_s: ArrayLike = 20.0,
) -> Redialing:
    """Erlang A whose abandoned contacts call again, each time with the same probability.

    Redials are taken as spread out enough to be new Poisson arrivals; the arrival rate is the fixed
    point of rate = fresh + redial_share x abandoned(rate), as in the loss-and-retry models of
    J. W. Cohen, "Basic problems of telephone traffic theory and the influence of repeated calls"
    (1957). Answered attempts grow with the rate, so there is at most one.

    Parameters
    ----------
    erlangs : array_like
        Offered load of first attempts.
    agents, aht_s, patience_s, threshold_s : array_like
        As for `measures`.
    redial_share : array_like
        Share of abandoned attempts that are tried again, 0 to 1.

    Returns
    -------
    Redialing
        If everybody redials and the first attempts alone exceed the agents, `erlangs` and
        `attempts` are inf and every attempt abandons.

    Raises
    ------
    UsageError
        If an input is negative or NaN, or `redial_share` is above 1.
    """
    shape, (load, n, aht, patience, share, threshold) = spread(
        erlangs=erlangs,
        agents=agents,
        aht_s=aht_s,
        patience_s=patience_s,
        redial_share=redial_share,
        threshold_s=threshold_s,
    )
    require_load(load, aht)
    require(np.isfinite(n), "agents must be finite")
    require(share <= 1, "redial_share must be a share from 0 to 1")
    rows = _redial_each(load, n, aht, patience, share, threshold)
    total, attempts, lost = (shaped(row, shape) for row in rows[11:])
    return Redialing(from_rows(rows[:11], shape), total, attempts, lost)


@compiled
def _lost_share(erlangs: float, agents: float, aht_s: float, patience_s: float) -> float:
    if agents == 0.0:
        return 1.0
    below = free_states(erlangs, agents)
    delays = erlang_a(erlangs, agents, below, aht_s, patience_s, 0.0)
    return abandonment(delays, erlangs, agents, aht_s, patience_s)


@compiled
def _total_erlangs(
    fresh: float, agents: float, aht_s: float, patience_s: float, share: float
) -> float:
    """Load whose part that is not a redial is the fresh load; inf if no load is large enough."""
    if fresh == 0.0 or share == 0.0:
        return fresh
    if share == 1.0 and (fresh >= agents or math.isinf(patience_s)):
        return fresh if math.isinf(patience_s) else math.inf
    low, high = fresh, math.inf
    trial = fresh
    while high - low > 1e-15 * high and low < 1e12 * fresh:
        if trial * (1.0 - share * _lost_share(trial, agents, aht_s, patience_s)) < fresh:
            low = trial
        else:
            high = trial
        middle = 2.0 * low if high == math.inf else 0.5 * (low + high)
        if middle == trial:
            break
        trial = middle
    return high


@compiled
def _redial_each(
    erlangs: Array,
    agents: Array,
    aht_s: Array,
    patience_s: Array,
    share: Array,
    threshold_s: Array,
) -> Array:
    rows = np.empty((14, erlangs.size))
    for i in range(erlangs.size):
        a, n, aht, patience = erlangs[i], agents[i], aht_s[i], patience_s[i]
        total = _total_erlangs(a, n, aht, patience, share[i])
        if math.isinf(total):  # everybody ends up as if there were no agents, who are all busy
            fill(rows, i, 1.0, 0.0, 0.0, aht, patience, threshold_s[i])
            rows[4, i] = math.inf
            rows[5, i] = 1.0 if n > 0.0 else 0.0
        else:
            fill(rows, i, total, n, free_states(total, n), aht, patience, threshold_s[i])
        lost = rows[1, i]
        rows[11, i] = total
        rows[12, i] = 1.0 / (1.0 - share[i] * lost) if share[i] * lost < 1.0 else math.inf
        rows[13, i] = (1.0 - share[i]) * lost / (1.0 - share[i] * lost) if share[i] < 1.0 else 0.0
    return rows
