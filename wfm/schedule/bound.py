"""A cost that no roster can beat, by Lagrangian relaxation of the cover.

Every agent in each interval is paid a price for being on queue, at most what a missing agent costs;
under fixed prices everybody's best tour is found apart, exactly. Whatever the prices, the sum is a
bound from below; a subgradient search raises it (Held, Wolfe and Crowder, 1974, "Validation of
subgradient optimization", Math. Programming 6; steps by Polyak, 1969, deflected as in Camerini,
Fratta and Maffioli, 1975). Requirements that are no whole number are rounded as in mixed-integer
cuts (Nemhauser and Wolsey, 1990), for agents come whole.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from wfm.schedule.budget import Budget
from wfm.schedule.kernels.arrays import Floats
from wfm.schedule.kernels.priced_tours import priced_tours
from wfm.schedule.problem import Problem

PATIENCE = 12
SMOOTHING = 0.25
SMALLEST_STEP = 1e-3
WHOLE = 1e-6


@dataclass(frozen=True)
class Bound:
    """The best bound that was found, and the prices that prove it.

    Attributes
    ----------
    cost : float
        No roster costs less.
    paid : array of shape (rows, intervals)
        What a quantum on queue is paid, for each subset of queues.
    rounds : int
        How often everybody's tours were priced.
    """

    cost: float
    paid: Floats
    rounds: int


def lower_bound(problem: Problem, target: float, budget: Budget) -> Bound:
    """Raise the bound until it meets the target, or steps get small, or the budget is spent.

    Parameters
    ----------
    problem : Problem
    target : float
        Cost of some roster, which the steps aim at.
    budget : Budget
    """
    tables = problem.tables
    n_rows = len(problem.required)
    rows = np.unique(np.stack([tables.first_row, tables.last_row]), axis=1).T
    of_group = [np.r_[a:b, n_rows + a : n_rows + b] for a, b in rows]
    # Agents come whole, so that missing >= f (ceil(R) - N) too, f the part of R above a whole.
    fraction = problem.required - np.floor(problem.required + WHOLE)
    fraction[fraction < WHOLE] = 0.0
    asked = np.vstack([problem.required, fraction * np.ceil(problem.required - WHOLE)])

    def projected(duals: Floats) -> Floats:
        kept = np.empty_like(duals)
        for group in of_group:
            kept[group] = _projected(duals[group], tables.under_price)
        return kept

    start = np.minimum(problem.required, 1.0) * 0.5 * tables.under_price
    duals = projected(np.vstack([start, np.zeros_like(start)]))
    pricing = _Pricing(problem)
    best, best_duals = -np.inf, duals
    direction: Floats | None = None
    theta, since, rounds = 1.0, 0, 0
    while not (rounds and budget.is_over):
        paid = duals[:n_rows] + fraction * duals[n_rows:]
        tours, on_queue = pricing.evaluate(paid)
        cost = tours + float((duals * asked).sum()) - tables.over_price * problem.total_required
        cost += problem.kept_pay
        slack = asked - np.vstack([on_queue, fraction * on_queue])
        budget.spend(pricing.work)
        rounds += 1
        if cost > best + 1e-9 * abs(cost):
            best, best_duals, since = cost, duals, 0
        else:
            since += 1
            if since >= PATIENCE:
                theta, since, direction = theta / 2, 0, None
                duals = best_duals
                if theta < SMALLEST_STEP:
                    break
                continue
        gap = target - cost
        if gap <= 1e-6 * max(1.0, abs(cost)):
            break
        old = slack if direction is None else direction
        direction = SMOOTHING * slack + (1 - SMOOTHING) * old
        norm = float((direction**2).sum())
        if norm == 0:
            break
        duals = projected(duals + theta * gap / norm * direction)
    return Bound(best, best_duals[:n_rows] + fraction * best_duals[n_rows:], rounds)


class _Pricing:
    """Everybody's best tours at given prices; agents of one kind are priced once."""

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        kinds = [candidate.kind for candidate in problem.candidates]
        _, self._agents, self._counts = np.unique(kinds, return_index=True, return_counts=True)
        self.work = problem.horizon.days * float(problem.tables.work[self._agents].sum())

    def evaluate(self, paid: Floats) -> tuple[float, Floats]:
        """Cost of everybody's best tour when time on queue is paid, and their quanta on queue."""
        slack = np.zeros_like(paid)
        cost = priced_tours(self._problem.tables, self._agents, self._counts, paid, slack)
        return cost, -slack


def _projected(prices: Floats, ceiling: float) -> Floats:
    """Closest prices that are not negative and add up to at most `ceiling` in each interval."""
    clipped = np.maximum(prices, 0.0)
    high: NDArray[np.bool_] = clipped.sum(axis=0) > ceiling
    if high.any():
        # Projection onto a simplex (Held, Wolfe and Crowder, 1974).
        columns = prices[:, high]
        ordered = -np.sort(-columns, axis=0)
        ranks = np.arange(1, len(prices) + 1)[:, None]
        shift = (np.cumsum(ordered, axis=0) - ceiling) / ranks
        last = (ordered > shift).sum(axis=0) - 1
        clipped[:, high] = np.maximum(columns - shift[last, np.arange(columns.shape[1])], 0.0)
    return clipped
