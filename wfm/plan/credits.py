"""Penalty steps in money: what a simulated roster is expected to owe, and what less would save."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from wfm.center.scenario import Scenario
from wfm.center.target import Target
from wfm.simulate.outcome import Outcome
from wfm.staff.standing import scale, unscale

Floats = NDArray[np.float64]

MOVES = np.linspace(-0.6, 0.6, 61)
"""Shifts of a target's figure on its scale that are priced, the largest step of an aim."""

KNOTS = (-0.6, -0.3, 0.0, 0.3, 0.6)


@dataclass(frozen=True)
class Owed:
    """Credits over a horizon.

    Attributes
    ----------
    mean : float
        Expected money.
    high : float
        Not exceeded in 95 % of the simulated horizons.
    """

    mean: float
    high: float


def owed(scenario: Scenario, outcome: Outcome) -> Owed:
    """Credits of all priced targets together."""
    sums = np.zeros(outcome.replications)
    for target in scenario.targets:
        if target.credits:
            sums += due(target, outcome.per_period(target)).sum(axis=1)
    return Owed(float(sums.mean()), float(np.quantile(sums, 0.95)))


def due(target: Target, figures: Floats) -> Floats:
    """Money due for each period: of the worst step that its figure is worse than.

    Parameters
    ----------
    target : Target
        With credits.
    figures : array
        Of the periods; NaN, where nothing was offered, owes nothing.
    """
    sign = 1 if target.measure.higher_is_better else -1
    money = np.zeros(figures.shape)
    for step in target.credits:
        worse = np.nan_to_num(sign * (figures - step.figure), nan=0.0) < 0
        money = np.maximum(money, np.where(worse, step.amount, 0.0))
    return money


def move_that_pays(
    target: Target, outcome: Outcome, pay_of_move: Callable[[float], float]
) -> float:
    """The shift of a target's figure, on its scale, at which credits and pay are least.

    Every simulated period is taken to shift by as much as the aim; where that is not so, the next
    round finds the rest.

    Parameters
    ----------
    target : Target
        With credits.
    outcome : Outcome
    pay_of_move : function of a shift
        What pay changes by; asked at a few shifts and interpolated.
    """
    figures = outcome.per_period(target)
    known = figures[~np.isnan(figures)]
    places = np.array([scale(target, figure) for figure in known])
    pay = np.interp(MOVES, KNOTS, [pay_of_move(knot) for knot in KNOTS])
    moved = [
        due(target, np.array([unscale(target, place) for place in places + move])).sum()
        for move in MOVES
    ]
    money = pay + np.array(moved) / outcome.replications
    # Of equally cheap moves the smallest.
    return float(MOVES[np.lexsort((np.abs(MOVES), np.round(money, 6)))[0]])
