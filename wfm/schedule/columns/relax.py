"""Column generation: raise the bound and enrich the columns until the two meet.

Prices are smoothed between the best so far and those of the master program (Wentges, 1997,
"Weighted Dantzig-Wolfe decomposition for linear mixed-integer programming", Int. Trans. Oper.
Res. 4), for those of the master alone jump about. Whatever the prices, everybody's best tour at
them gives a bound from below (Lagrange), so that it holds from the first round on.
"""

from dataclasses import dataclass

import numpy as np

from wfm.schedule.columns.cover import Cover, Floats, Pricer
from wfm.schedule.columns.master import Fractional, Master

SMOOTHING = 0.7
TINY = 1e-6
# Work of a round besides pricing and the linear program.
ROUND = 300_000.0


@dataclass(frozen=True)
class Relaxed:
    """Where column generation ended.

    Attributes
    ----------
    master : Fractional
    bound : float
        No roster of these people, the others as they are, costs less.
    duals : array of shape (rows,)
        Prices that prove the bound.
    closed : bool
        Whether bound and master met.
    """

    master: Fractional
    bound: float
    duals: Floats
    closed: bool


def relax(
    master: Master,
    pricer: Pricer,
    covered: Floats,
    *,
    people: tuple[int, ...],
    fixed_cost: float = 0.0,
    tolerance: float = TINY,
    cutoff: float = np.inf,
    start: Floats | None = None,
    most_rounds: int = 100_000,
) -> Relaxed:
    """Generate columns of some people.

    Parameters
    ----------
    master : Master
        Gains columns.
    pricer : Pricer
    covered : array of shape (rows,)
        What everybody that is not in `people` covers.
    people : tuple of int
        Whose tours are priced; others of the master are fixed.
    fixed_cost : float
        Cost of the columns of others.
    tolerance : float
        Gap, relative to the cost, at which to stop.
    cutoff : float
        Bound at which to stop.
    start : array of shape (rows,), optional
        Prices to begin with.
    most_rounds : int
    """
    cover = pricer.cover
    best, centre = -np.inf, start
    weight = SMOOTHING
    now = master.solve()
    if centre is None:
        centre = now.duals
    for _ in range(most_rounds):
        duals = cover.within_limits(weight * centre + (1 - weight) * now.duals)
        found = pricer.price(duals, people)
        master.budget.spend(pricer.work(people) + ROUND)
        bound = lagrangian(cover, covered, duals, sum(p.bound for p in found)) + fixed_cost
        columns = [p.column for p in found if p.column is not None]
        useful = [
            c
            for c in columns
            if c.cost - float(now.duals[c.rows] @ c.amounts) < now.wages[c.person] - TINY
        ]
        better = bound > best
        if better:
            best, centre = bound, duals
        gained = master.add(useful)
        if now.cost - best <= max(tolerance * abs(now.cost), TINY) or (
            not gained and weight == 0.0
        ):
            return Relaxed(master.solve() if gained else now, best, centre, True)
        if master.budget.is_over or cover.rounded_up(best) >= cutoff - TINY:
            break
        weight = (weight if better else 0.9 * weight) if gained else 0.0
        if gained:
            weight = max(weight, 0.3) if weight else SMOOTHING
            now = master.solve()
    return Relaxed(master.solve(), best, centre, False)


def lagrangian(cover: Cover, covered: Floats, duals: Floats, tours: float) -> float:
    """Bound at prices: what they are worth for all that is still required, and the best tours."""
    return float(duals @ (cover.required - covered)) + tours + cover.constant


def start_prices(cover: Cover) -> Floats:
    """Prices to begin with: half of what a shortage costs, shared by its rows."""
    rows = np.bincount(cover.shortage, minlength=len(cover.under))
    return 0.5 * (cover.under / np.maximum(rows, 1))[cover.shortage] * (cover.required > 0)
