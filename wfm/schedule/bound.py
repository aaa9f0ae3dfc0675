"""A cost that no roster can beat, by Lagrangian relaxation of the cover.

Every agent in each interval is paid a price for being on queue, at most what a missing agent costs;
under fixed prices everybody's best tour is found apart, exactly. Whatever the prices, the sum is a
bound from below; a subgradient search raises it (Held, Wolfe and Crowder, 1974, "Validation of
subgradient optimization", Math. Programming 6), its directions smoothed over rounds (Camerini,
Fratta and Maffioli, 1975, Math. Programming Study 3). Requirements that are no whole number are
rounded as in mixed-integer cuts (Nemhauser and Wolsey, 1990), for agents come whole.
"""

from dataclasses import dataclass
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from wfm.schedule.budget import Budget
from wfm.schedule.kernels.arrays import Floats
from wfm.schedule.kernels.priced_tours import priced_tours
from wfm.schedule.problem import Problem

SMOOTHING = 0.95
# Steps fall geometrically from the first to this share of it.
FIRST_STEP, LAST_STEP = 0.3, 0.01
MOST_ROUNDS = 5_000
SETTLED = 1e-6
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
    """Raise the bound until it meets the target or the budget is spent.

    Parameters
    ----------
    problem : Problem
    target : float
        Cost of some roster; a bound that meets it is the best there can be.
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
    # Steps in units of the agents usually there, so that they fit centers of any size.
    busy = max(int((problem.required.max(axis=0) > 0).sum()), 1)
    longest = FIRST_STEP * tables.under_price / max(problem.total_required / busy, 1.0)
    planned = int(np.clip(budget.work_left / pricing.work, 1, MOST_ROUNDS))
    direction = np.zeros_like(duals)
    best, best_duals, rounds = -np.inf, duals, 0
    while rounds < planned and not (rounds and budget.out_of_time):
        paid = duals[:n_rows] + fraction * duals[n_rows:]
        tours, on_queue = pricing.evaluate(paid)
        cost = tours + float((duals * asked).sum()) - tables.over_price * problem.total_required
        cost += problem.kept_pay
        slack = asked - np.vstack([on_queue, fraction * on_queue])
        budget.spend(pricing.work)
        if cost > best:
            best, best_duals = cost, duals
        if best >= target - SETTLED * max(1.0, abs(target)):
            break
        direction = SMOOTHING * direction + (1 - SMOOTHING) * slack
        step = longest * LAST_STEP ** (rounds / planned) / (1 - SMOOTHING ** (rounds + 1))
        duals = projected(duals + step * direction)
        rounds += 1
    return Bound(best, best_duals[:n_rows] + fraction * best_duals[n_rows:], rounds)


class _Pricing:
    """Everybody's best tours at given prices; agents of one kind are priced once."""

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        kinds = [candidate.kind for candidate in problem.candidates]
        _, agents, counts = np.unique(kinds, return_index=True, return_counts=True)
        # Agents who count alike follow each other, for then their options are priced once.
        tables = problem.tables
        alike = [(tables.contract[a], tables.group[a], tables.meets[a].tobytes()) for a in agents]
        order = sorted(range(len(agents)), key=alike.__getitem__)
        self._agents, self._counts = agents[order], counts[order]
        steps = [c.graph.n_arcs for c in problem.candidates]
        self.work = float(sum(steps[a] for a in agents))
        for _, same in groupby(order, key=alike.__getitem__):
            self.work += problem.horizon.days * float(tables.work[agents[next(same)]])

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
