"""Agents behind a given number of lines, and lines in front of given agents, that a goal takes."""

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

from wfm.center.errors import UsageError
from wfm.center.target import Formula, Measure
from wfm.simulate.erlang._arrays import Array, require, require_load, shaped, spread
from wfm.simulate.erlang._bisect import bracket, smallest_whole
from wfm.simulate.erlang.finite import finite_each
from wfm.simulate.erlang.formulas import formula_number
from wfm.simulate.erlang.goals import SLACK, measure_number, reached, require_goal

BLOCKED = 11
"""Row of `finite_each` with the share that finds no line."""

MOST_LINES = 1e7
"""Lines from which no number of lines blocks as few as asked."""


def finite_agents_needed(
    erlangs: ArrayLike,
    lines: ArrayLike,
    aht_s: ArrayLike,
    *,
    goal: ArrayLike,
    threshold_s: ArrayLike = 20.0,
    formula: Formula | str = Formula.OFFERED,
    patience_s: ArrayLike = math.inf,
    measure: Measure | str = Measure.SERVICE_LEVEL,
    max_occupancy: ArrayLike | None = None,
) -> int | NDArray[np.int64]:
    """Smallest number of agents, at most one a line, that reaches a goal behind given lines.

    The goal is for the contacts that get a line, as in `finite_lines`. With an agent for every line
    nobody waits, so every goal but a low occupancy can be reached.

    Parameters
    ----------
    erlangs : array_like
        Load of all attempts.
    lines : array_like
        Whole numbers: contacts with an agent or in queue together.
    aht_s, patience_s, threshold_s : array_like
        Seconds, as for `finite_lines`.
    goal, formula, measure, max_occupancy
        As for `agents_needed`.

    Returns
    -------
    int or array of int64

    Raises
    ------
    UsageError
        If an input is negative, NaN or not a share, a name is unknown, or the agents of all lines
        would still be busier than `max_occupancy`.
    """
    kind, number = measure_number(measure), formula_number(formula)
    shape, columns = spread(
        erlangs=erlangs,
        lines=lines,
        aht_s=aht_s,
        goal=goal,
        threshold_s=threshold_s,
        patience_s=patience_s,
        max_occupancy=math.inf if max_occupancy is None else max_occupancy,
    )
    load, most, aht, aim, threshold, patience, cap = columns
    _require_lines(load, aht, patience)
    require(np.isfinite(most) & (most == np.floor(most)), "lines must be whole numbers")
    require_goal(aim, patience, kind)

    def enough(agents: Array) -> NDArray[np.bool_]:
        rows = finite_each(load, np.minimum(agents, most), most, aht, patience, threshold)
        return np.asarray(reached(rows, agents, aim, cap, kind, number) | (load == 0))

    require(
        enough(most),
        "an agent for every line is still busier than max_occupancy: allow more lines",
    )

    def enough_or_all(agents: Array) -> NDArray[np.bool_]:
        return np.asarray((agents >= most) | enough(agents))

    return shaped(smallest_whole(enough_or_all, np.minimum(load, most)), shape)


def finite_lines_needed(
    erlangs: ArrayLike,
    agents: ArrayLike,
    aht_s: ArrayLike,
    *,
    max_blocking: ArrayLike,
    patience_s: ArrayLike = math.inf,
) -> int | NDArray[np.int64]:
    """Fewest lines, at least one an agent, that turn away at most a share of all attempts.

    Parameters
    ----------
    erlangs, agents, aht_s, patience_s : array_like
        As for `finite_lines`.
    max_blocking : array_like
        Share of the attempts that may find no line, above 0.

    Returns
    -------
    int or array of int64

    Raises
    ------
    UsageError
        If an input is negative or NaN, agents are not whole, `max_blocking` is no share above 0, or
        no number of lines is enough: nobody abandons and the agents cannot handle that much.
    """
    shape, columns = spread(
        erlangs=erlangs,
        agents=agents,
        aht_s=aht_s,
        max_blocking=max_blocking,
        patience_s=patience_s,
    )
    load, n, aht, share, patience = columns
    _require_lines(load, aht, patience)
    require(np.isfinite(n) & (n == np.floor(n)), "agents must be whole numbers")
    require((share > 0) & (share <= 1), "max_blocking must be a share above 0, such as 0.01")
    none = np.zeros_like(load)

    def few_enough(waiting: Array) -> NDArray[np.bool_]:
        rows = finite_each(load, n, n + waiting, aht, patience, none)
        return np.asarray((rows[BLOCKED] <= share + SLACK) | (load == 0))

    # Nobody abandons: what the agents cannot handle is turned away, however many lines there are.
    hopeless = np.isinf(patience) & (load * (1.0 - share) >= n) & ~few_enough(none)
    if hopeless.any() or np.isinf(bracket(few_enough, none, none + 1.0, MOST_LINES)[1]).any():
        raise UsageError(
            "no number of lines turns away so few: add agents, or allow a larger max_blocking"
        )
    return shaped(n.astype(np.int64) + smallest_whole(few_enough, none), shape)


def _require_lines(erlangs: Array, aht_s: Array, patience_s: Array) -> None:
    require_load(erlangs, aht_s)
    require(
        patience_s > 0, "patience_s must be above 0: with none, lines equal to agents are meant"
    )
