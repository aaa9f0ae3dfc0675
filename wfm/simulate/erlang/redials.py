"""Redials: contacts that abandon and call again, so that the queue feeds itself."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from wfm.center.target import Formula, Measure
from wfm.simulate.erlang._arrays import Array, Numbers, require, require_load, shaped, spread
from wfm.simulate.erlang._bisect import bracket, narrow, smallest_whole
from wfm.simulate.erlang.goals import goal_inputs, reached
from wfm.simulate.erlang.measures import (
    OCCUPANCY,
    P_ABANDON,
    QUEUE,
    Measures,
    from_rows,
    steady,
)

ENDLESS = 1e9
"""Attempts a contact from which it calls for ever."""


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

    rows, total = _settled(load, n, aht, patience, share, threshold)
    endless = np.isinf(total)
    left = 1 - share * rows[P_ABANDON]
    attempts = np.divide(1.0, left, out=np.full_like(load, np.inf), where=~endless)
    lost = np.where(share < 1, (1 - share) * rows[P_ABANDON] / np.maximum(left, 1e-300), 0.0)
    return Redialing(
        from_rows(rows, shape), shaped(total, shape), shaped(attempts, shape), shaped(lost, shape)
    )


def redial_agents_needed(
    erlangs: ArrayLike,
    aht_s: ArrayLike,
    *,
    goal: ArrayLike,
    patience_s: ArrayLike,
    redial_share: ArrayLike,
    threshold_s: ArrayLike | None = None,
    formula: Formula | str = Formula.OFFERED,
    measure: Measure | str = Measure.SERVICE_LEVEL,
    max_occupancy: ArrayLike | None = None,
) -> int | NDArray[np.int64]:
    """Smallest number of agents with which attempts, redials included, reach a goal.

    Never fewer than `agents_needed` without redials: whoever calls again adds to the load.

    Parameters
    ----------
    erlangs : array_like
        Offered load of first attempts.
    redial_share : array_like
        Share of abandoned attempts that are tried again, 0 to 1.
    aht_s, goal, patience_s, threshold_s, formula, measure, max_occupancy
        As for `agents_needed`.

    Returns
    -------
    int or array of int64

    Raises
    ------
    UsageError
        If an input is negative, NaN or not a share, a name is unknown, or something needed is
        missing.
    """
    shape, columns, kind, number = goal_inputs(
        "erlangs", erlangs, aht_s, goal, threshold_s, formula, "a", patience_s, measure,
        max_occupancy, redial_share,
    )  # fmt: skip
    load, aht, aim, threshold, patience, cap, share = columns
    require(share <= 1, "redial_share must be a share from 0 to 1")

    def enough(agents: Array) -> NDArray[np.bool_]:
        rows, total = _settled(load, agents, aht, patience, share, threshold)
        good = reached(rows, agents, aim, cap, kind, number) & np.isfinite(total)
        return np.asarray(good | (load == 0))

    return shaped(smallest_whole(enough, load), shape)


def _settled(
    load: Array, agents: Array, aht_s: Array, patience_s: Array, share: Array, threshold_s: Array
) -> tuple[Array, Array]:
    """Rows of measures of each attempt, and the load with redials; inf where it grows for ever."""

    def enough(total: Array) -> NDArray[np.bool_]:
        lost = steady(total, agents, aht_s, patience_s, threshold_s)[P_ABANDON]
        return np.asarray(total * (1 - share * lost) >= load)

    low, high = bracket(enough, load, load, ENDLESS * load.max(initial=0.0))
    total = narrow(enough, low, high)[1]
    # Where no rate is high enough, everybody abandons, as if there were no agents.
    endless = np.isinf(total)
    staffed = np.where(endless, 0.0, agents)
    rows = steady(np.where(endless, 1.0, total), staffed, aht_s, patience_s, threshold_s)
    rows[QUEUE, endless] = np.inf
    rows[OCCUPANCY, endless] = agents[endless] > 0
    return rows, total
