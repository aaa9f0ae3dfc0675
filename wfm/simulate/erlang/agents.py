"""Agents that a goal takes: the smallest whole number, or the real number, that reaches it."""

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

from wfm.center.target import Formula, Measure
from wfm.simulate.erlang._arrays import Array, Numbers, shaped
from wfm.simulate.erlang._bisect import narrow
from wfm.simulate.erlang._compiled import compiled
from wfm.simulate.erlang.erlang_c import free_states
from wfm.simulate.erlang.goals import goal_inputs, reached, score, standing
from wfm.simulate.erlang.measures import Model, steady
from wfm.simulate.erlang.sums import NEGLIGIBLE, ROUGH

CLOSE = 1e-4
"""Distance from the goal within which rough sums cannot tell on which side of it a case is."""

STEPS = 9
"""Agents over which a recursion is cheaper than a sum."""

MEMORY = 8192
"""Numbers of agents whose loads are remembered within a call."""


def agents_needed(
    erlangs: ArrayLike,
    aht_s: ArrayLike,
    *,
    goal: ArrayLike,
    threshold_s: ArrayLike | None = None,
    formula: Formula | str = Formula.OFFERED,
    model: Model = "a",
    patience_s: ArrayLike | None = None,
    measure: Measure | str = Measure.SERVICE_LEVEL,
    max_occupancy: ArrayLike | None = None,
    minimum: ArrayLike = 0,
) -> int | NDArray[np.int64]:
    """Smallest whole number of agents that reaches a goal, for arrays of intervals.

    With abandonment it may be below the offered load: the contacts that leave are not handled.

    Parameters
    ----------
    erlangs : array_like
        Offered load; intervals without load need `minimum`.
    aht_s : array_like
        Mean handle time, seconds.
    goal : array_like
        Least service level, most abandonment (shares), or longest ASA (seconds), by `measure`.
    threshold_s : array_like, optional
        Threshold T of the service level, seconds; needed for `measure` "service_level".
    formula : Formula or str
        Named service-level formula.
    model : {"a", "c"}
        Erlang A or Erlang C.
    patience_s : array_like, optional
        Mean patience, seconds; needed for model "a".
    measure : Measure or str
        What `goal` bounds: "service_level", "asa" or "abandonment".
    max_occupancy : array_like, optional
        Also keep the agents' occupancy at or below this share.
    minimum : array_like
        Never fewer agents than this (rounded up).

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
        "erlangs", erlangs, aht_s, goal, threshold_s, formula, model, patience_s, measure,
        max_occupancy, minimum,
    )  # fmt: skip
    return shaped(_agents_each(kind, number, *columns), shape)


def real_agents_needed(
    erlangs: ArrayLike,
    aht_s: ArrayLike,
    *,
    goal: ArrayLike,
    threshold_s: ArrayLike | None = None,
    formula: Formula | str = Formula.OFFERED,
    model: Model = "a",
    patience_s: ArrayLike | None = None,
    measure: Measure | str = Measure.SERVICE_LEVEL,
    max_occupancy: ArrayLike | None = None,
    minimum: ArrayLike = 0,
) -> Numbers:
    """Agents, as a real number, that reach a goal exactly.

    For budgets over many intervals, where rounding each up would add half an agent every time.
    Parameters and errors are those of `agents_needed`, which is never more than one above.

    Returns
    -------
    float or array
    """
    shape, columns, kind, number = goal_inputs(
        "erlangs", erlangs, aht_s, goal, threshold_s, formula, model, patience_s, measure,
        max_occupancy, minimum,
    )  # fmt: skip
    load, aht, aim, threshold, patience, cap, least = columns
    whole = _agents_each(kind, number, *columns).astype(np.float64)

    def enough(agents: Array) -> NDArray[np.bool_]:
        rows = steady(load, agents, aht, patience, threshold)
        return reached(rows, agents, aim, cap, kind, number)

    settled = (load == 0) | (whole <= least)
    high = np.where(settled, least, whole)
    low = np.where(settled, high, np.maximum(whole - 1, least))
    return shaped(narrow(enough, low, high)[1], shape)


@compiled
def _first_guess(
    erlangs: float,
    aht_s: float,
    goal: float,
    threshold_s: float,
    patience_s: float,
    kind: int,
    number: int,
) -> tuple[float, float]:
    """Agents to try first, and the slope of the score to expect there.

    With patience, the load that is left after waiting T plus normal deviations of the queue
    (Mandelbaum and Zeltyn 2009, "Staffing many-server queues with impatient customers"); and
    enough to answer the share that the goal asks for.
    """
    deviation = math.sqrt(erlangs)
    decay = min(threshold_s / patience_s, 5.0) if kind == 0 and threshold_s > 0.0 else 0.0
    odds = min(max(goal / (1.0 - goal), 0.05), 1e4) if kind == 0 else 4.0
    left = math.exp(-decay)
    odds *= 1.0 + decay * (1.0 + odds) * 0.5
    spread_agents = math.sqrt(erlangs * left * min(aht_s / patience_s, 2.0)) + 0.2
    guess = erlangs * left + 0.6 * math.log(odds) * spread_agents
    if kind == 0 and number == 0:
        guess = max(guess, goal * erlangs)
    slope = min(1.7 / spread_agents, 2.0 / deviation + threshold_s / aht_s)
    return guess, slope


@compiled
def _stepped(known_below: float, known: int, agents: int, erlangs: float) -> float:
    """Free states of some agents from those of a near number; -1 where that would lose digits."""
    if known < 1 or abs(agents - known) > STEPS:
        return -1.0
    below = known_below
    for n in range(known + 1, agents + 1):
        below = (1.0 + below) * n / erlangs
    for n in range(known, agents, -1):
        if below * erlangs < 2.0 * n:
            return -1.0
        below = below * erlangs / n - 1.0
    return below


@compiled
def _smallest(
    near: int,
    erlangs: float,
    aht_s: float,
    goal: float,
    threshold_s: float,
    patience_s: float,
    max_occupancy: float,
    kind: int,
    number: int,
) -> int:
    """Smallest number of agents that reaches the goal, by secants on the score and brackets.

    More agents never hurt, so a number that reaches the goal above one that fails settles it.
    """
    first, slope = _first_guess(erlangs, aht_s, goal, threshold_s, patience_s, kind, number)
    n = near if near >= 0 else max(math.ceil(first), 0)
    if patience_s == math.inf:
        n = max(n, int(erlangs) + 1)
    fails, meets = -1, -1
    known, known_below = -STEPS, 0.0
    last, last_score = -1, math.nan
    tries = 0
    while True:
        below = _stepped(known_below, known, n, erlangs)
        if below < 0.0:
            below = free_states(erlangs, float(n), ROUGH)
        known, known_below = n, below
        miss, level = standing(
            erlangs, float(n), below, aht_s, goal, threshold_s, patience_s, max_occupancy,
            kind, number, ROUGH,
        )  # fmt: skip
        if abs(miss) < CLOSE * max(goal, 1.0):
            below = free_states(erlangs, float(n))
            miss, level = standing(
                erlangs, float(n), below, aht_s, goal, threshold_s, patience_s, max_occupancy,
                kind, number, NEGLIGIBLE,
            )  # fmt: skip
        if miss <= 0.0:
            meets = n
        else:
            fails = n
        if meets - fails == 1:
            break
        tries += 1
        now = score(level, goal, kind)
        if last >= 0 and math.isfinite(last_score - now) and (now - last_score) * (n - last) > 0:
            slope = (now - last_score) / (n - last)
        last, last_score = n, now
        move = math.ceil(-now / slope) if abs(now) < 1e4 * slope else 0
        if meets < 0:
            n += max(move, 1 << tries if tries > 3 else 1)
        else:
            n = (fails + meets) // 2 if tries > 6 else n + move
            n = min(max(n, fails + 1), meets - 1)
    return meets


@compiled
def _agents_each(
    kind: int,
    number: int,
    erlangs: Array,
    aht_s: Array,
    goal: Array,
    threshold_s: Array,
    patience_s: Array,
    max_occupancy: Array,
    minimum: Array,
) -> NDArray[np.int64]:
    out = np.empty(erlangs.size, dtype=np.int64)
    # More load never needs fewer agents. So while the other parameters stay the same, any load
    # between two that needed n agents needs n: most answers of a long array are looked up.
    lightest = np.empty(MEMORY)
    heaviest = np.empty(MEMORY)
    written = np.full(MEMORY, -1)
    answer_at = np.full(MEMORY, -1)
    asked_at = np.full(MEMORY, -1)
    run = 0
    for i in range(out.size):
        a, aht, aim, limit = erlangs[i], aht_s[i], goal[i], threshold_s[i]
        patience, cap, least = patience_s[i], max_occupancy[i], math.ceil(minimum[i])
        if a == 0.0:
            out[i] = least
            continue
        if (
            aht != aht_s[run]
            or aim != goal[run]
            or limit != threshold_s[run]
            or patience != patience_s[run]
            or cap != max_occupancy[run]
        ):
            run = i
        slot = min(int(64.0 * math.sqrt(a)), MEMORY - 1)
        near = answer_at[slot] if asked_at[slot] >= run else -1
        n = -1
        for known in range(max(near - 1, 0), min(near + 2, MEMORY)):
            if written[known] >= run and lightest[known] <= a <= heaviest[known]:
                n = known
        if n < 0:
            n = _smallest(near, a, aht, aim, limit, patience, cap, kind, number)
            answer_at[slot] = n
            asked_at[slot] = i
            if n < MEMORY:
                if written[n] < run:
                    lightest[n] = heaviest[n] = a
                lightest[n] = min(lightest[n], a)
                heaviest[n] = max(heaviest[n], a)
                written[n] = i
        out[i] = max(n, least)
    return out
