"""A cost that no roster can beat, by Lagrangian relaxation of the cover.

Every agent in each interval is paid a price for being on queue, at most what a missing agent costs;
under fixed prices everybody's best tour is found apart, exactly. Whatever the prices, the sum is a
bound from below; a subgradient search raises it (Held, Wolfe and Crowder, 1974, "Validation of
subgradient optimization", Math. Programming 6; steps by Polyak, 1969, deflected as in Camerini,
Fratta and Maffioli, 1975).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from wfm.schedule import kernels
from wfm.schedule.budget import Budget
from wfm.schedule.kernels import Floats
from wfm.schedule.problem import Problem

PATIENCE = 12
SMOOTHING = 0.25
SMALLEST_STEP = 1e-3


@dataclass(frozen=True)
class Bound:
    """The best bound that was found, and the prices that prove it.

    Attributes
    ----------
    cost : float
        No roster costs less.
    duals : tuple of arrays, one a planning group, shape (subsets, intervals)
        Price of a quantum on queue.
    rounds : int
        How often everybody's tours were priced.
    """

    cost: float
    duals: tuple[Floats, ...]
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
    duals = tuple(
        np.minimum(required, 1.0) * 0.5 * problem.under_price for required in problem.required
    )
    duals = tuple(_projected(prices, problem.under_price) for prices in duals)
    pricing = _Pricing(problem)
    best, best_duals = -np.inf, duals
    direction: tuple[Floats, ...] | None = None
    theta, since, rounds = 1.0, 0, 0
    while not (rounds and budget.is_over):
        cost, slack = pricing.evaluate(duals)
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
        direction = (
            slack
            if direction is None
            else tuple(
                SMOOTHING * new + (1 - SMOOTHING) * old
                for new, old in zip(slack, direction, strict=True)
            )
        )
        norm = sum(float((d * d).sum()) for d in direction)
        if norm == 0:
            break
        step = theta * gap / norm
        duals = tuple(
            _projected(prices + step * d, problem.under_price)
            for prices, d in zip(duals, direction, strict=True)
        )
    return Bound(best, best_duals, rounds)


class _Pricing:
    """Everybody's best tours at given prices; agents of one kind are priced once."""

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        members: dict[int, int] = {}
        for candidate in problem.candidates:
            members[candidate.kind] = members.get(candidate.kind, 0) + 1
        first = {c.kind: c for c in reversed(problem.candidates)}
        self._kinds = [(first[kind], count) for kind, count in sorted(members.items())]
        days = problem.horizon.days
        self.work = days * sum(candidate.work_a_day for candidate, _ in self._kinds)

    def evaluate(self, duals: tuple[Floats, ...]) -> tuple[float, tuple[Floats, ...]]:
        """Bound at these prices, and what is required less what the best tours give."""
        problem = self._problem
        days = problem.horizon.days
        slack = tuple(required.copy() for required in problem.required)
        total = -problem.over_price * problem.total_required
        total += sum(
            float((prices * required).sum())
            for prices, required in zip(duals, problem.required, strict=True)
        )
        price = np.zeros((problem.horizon.n_intervals, problem.quanta + 1))
        for candidate, count in self._kinds:
            shifts, arrays = candidate.shifts, candidate.arrays
            kernels.price_linear(
                duals[candidate.group], candidate.meets, problem.quanta, problem.over_price, price
            )
            n_options, n_breaks = len(candidate.options), shifts.break_length.shape[1]
            cost = np.zeros((days, n_options))
            option_pauses = np.zeros((days, n_options, n_breaks), dtype=np.int32)
            kernels.price_options(
                shifts, arrays.action_of, 0, days - 1, problem.quanta, price, cost, option_pauses
            )
            choices = np.zeros(days, dtype=np.int32)
            total += count * kernels.best_tour(arrays, cost, choices, 0, days - 1)
            pauses = option_pauses[np.arange(days), np.maximum(choices - 1, 0)]
            kernels.add_tour(
                shifts,
                candidate.meets,
                choices,
                pauses,
                0,
                days - 1,
                problem.quanta,
                count,
                slack[candidate.group],
            )
        return total, slack


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
