"""What a goal is: its measure, whether the inputs make sense, and how far a case is from it."""

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

from wfm.center.errors import UsageError
from wfm.center.target import Formula, Measure
from wfm.simulate.erlang._arrays import Array, require, spread
from wfm.simulate.erlang._compiled import compiled
from wfm.simulate.erlang.erlang_a import abandonment, asa, erlang_a
from wfm.simulate.erlang.formulas import formula_number, service_level
from wfm.simulate.erlang.measures import ASA, LEVELS, OCCUPANCY, P_ABANDON, Model, patience_of

SLACK = 1e-12
"""A goal met up to this much counts as met, so that float noise never costs an agent."""

MEASURES = (Measure.SERVICE_LEVEL, Measure.ABANDONMENT, Measure.ASA)
"""Order that compiled code counts them by."""


def goal_inputs(
    amount: str,
    values: ArrayLike,
    aht_s: ArrayLike,
    goal: ArrayLike,
    threshold_s: ArrayLike | None,
    formula: Formula | str,
    model: Model,
    patience_s: ArrayLike | None,
    measure: Measure | str,
    max_occupancy: ArrayLike | None,
    minimum: ArrayLike,
) -> tuple[tuple[int, ...], list[Array], int, int]:
    """Checked flat columns, and the numbers of the measure and of the formula.

    The first column is what is given, named by `amount`: erlangs or agents.
    """
    kind = measure_number(measure)
    if threshold_s is None:
        if kind == 0:
            raise UsageError("a service-level goal needs threshold_s, such as 20")
        threshold_s = 0.0
    shape, columns = spread(
        **{amount: values},
        aht_s=aht_s,
        goal=goal,
        threshold_s=threshold_s,
        patience_s=patience_of(model, patience_s),
        max_occupancy=math.inf if max_occupancy is None else max_occupancy,
        minimum=minimum,
    )
    require(np.isfinite(columns[0]), f"{amount} must be finite")
    require(np.isfinite(columns[1]), "aht_s must be finite")
    require((columns[1] > 0) | (columns[0] == 0), f"aht_s must be positive wherever {amount} are")
    require(columns[5] > 0, "max_occupancy must be above 0")
    require(np.isfinite(columns[6]), "minimum must be finite")
    require_goal(columns[2], columns[4], kind)
    return shape, columns, kind, formula_number(formula)


def require_goal(goal: Array, patience_s: Array, kind: int) -> None:
    """Raise `UsageError` for a goal that is no share, or that no number of agents bears on."""
    if MEASURES[kind] is not Measure.ASA:
        require(goal <= 1, "goal must be a share from 0 to 1, such as 0.8")
    if MEASURES[kind] is Measure.ABANDONMENT:
        require(
            np.isfinite(patience_s),
            "an abandonment goal needs model 'a' and a finite patience_s: else nobody abandons",
        )


def measure_number(measure: Measure | str) -> int:
    """Position of a measure in `MEASURES`.

    Raises
    ------
    UsageError
        If there is no measure of that name.
    """
    try:
        return MEASURES.index(Measure(measure))
    except ValueError:
        names = ", ".join(MEASURES)
        raise UsageError(f"no measure '{measure}': use one of {names}") from None


def reached(
    rows: Array, agents: Array, goal: Array, max_occupancy: Array | float, kind: int, number: int
) -> NDArray[np.bool_]:
    """Whether measures reach a goal; a cap on occupancy asks for at least some agents."""
    if kind == 0:
        good = rows[LEVELS + number] >= goal - SLACK
    else:
        good = rows[P_ABANDON if kind == 1 else ASA] <= goal + SLACK
    busy = np.where(agents > 0, rows[OCCUPANCY], np.inf)
    return np.asarray(good & (busy <= max_occupancy + SLACK))


@compiled
def standing(
    erlangs: float,
    agents: float,
    below: float,
    aht_s: float,
    goal: float,
    threshold_s: float,
    patience_s: float,
    max_occupancy: float,
    kind: int,
    number: int,
    negligible: float,
) -> tuple[float, float]:
    """How far that many agents fall short of the goal (zero or less: reached), and their level.

    The level is that of the measure; nan where the cap on occupancy is what they fall short of.
    Terms below `negligible` are left out of the sums.
    """
    delays = erlang_a(erlangs, agents, below, aht_s, patience_s, threshold_s, negligible)
    _, answered, _, virtual, answered_in, gone, waiting = delays
    if kind == 0:
        level = service_level(number, virtual, answered_in, answered, gone, waiting)
        miss = goal - level
    elif kind == 1:
        level = abandonment(delays, erlangs, agents, aht_s, patience_s)
        miss = level - goal
    else:
        level = asa(delays, erlangs, agents, aht_s, patience_s)
        miss = level - goal
    if max_occupancy < math.inf:
        busy = min(answered * erlangs / agents, 1.0) if agents > 0.0 else math.inf
        excess = busy - max_occupancy
        if excess > miss:
            return excess - SLACK, math.nan
    return miss - SLACK, level


@compiled
def score(level: float, goal: float, kind: int) -> float:
    """Log-odds of a level, nearly straight in the agents and zero at the goal; nan if unusable."""
    if kind == 0:
        return math.log(level * (1.0 - goal) / ((1.0 - level) * goal))
    if kind == 1:
        return math.log(goal * (1.0 - level) / ((1.0 - goal) * level))
    return math.log(goal / level)
