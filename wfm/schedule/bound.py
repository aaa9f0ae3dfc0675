"""A cost that no roster can beat, by Lagrangian relaxation of the cover.

Every agent in each interval is paid a price for being on queue, at most what a missing agent costs;
under fixed prices everybody's best tour is found apart, exactly. Whatever the prices, the sum is a
bound from below; a subgradient search raises it (Held, Wolfe and Crowder, 1974, "Validation of
subgradient optimization", Math. Programming 6), its directions smoothed over rounds (Camerini,
Fratta and Maffioli, 1975, Math. Programming Study 3). Requirements that are no whole number are
rounded as in mixed-integer cuts (Nemhauser and Wolsey, 1990), for agents come whole, each at their
pace.
"""

from dataclasses import dataclass
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from wfm.schedule.budget import Budget
from wfm.schedule.kernels.arrays import Floats, Tables
from wfm.schedule.kernels.joint import JointPrices, nothing_priced
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
    duals : array of shape (2 x rows, intervals)
        What a missing quantum costs, for each subset of queues, and then for each rounded one.
    fraction : array of shape (rows, intervals)
        Part of what each subset requires that is above a whole number.
    rounds : int
        How often everybody's tours were priced.
    joint : JointPrices
        What a seat, and a person on a shift, costs.
    """

    cost: float
    duals: Floats
    fraction: Floats
    rounds: int
    joint: JointPrices

    def paid(self, pace: float) -> Floats:
        """What a normal agent's quantum is paid to people of a pace, shape (rows, intervals)."""
        return _paid(self.duals, self.fraction, pace)


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
    # Agents come whole, so that missing >= f (ceil(R) - N) too, f the part of R above a whole;
    # for what counts in N there see `_rounded`.
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
    together = _Together(problem)
    joint = best_joint = together.prices
    while rounds < planned and not (rounds and budget.out_of_time):
        joint = together.prices
        tours, on_queue, used = pricing.evaluate(duals, fraction, joint)
        cost = tours + float((duals * asked).sum()) - tables.over_price * problem.total_required
        cost += problem.kept_pay + worth_of_limits(problem, joint)
        slack = asked - on_queue
        budget.spend(pricing.work)
        if cost > best:
            best, best_duals, best_joint = cost, duals, joint
        if best >= target - SETTLED * max(1.0, abs(target)):
            break
        direction = SMOOTHING * direction + (1 - SMOOTHING) * slack
        step = longest * LAST_STEP ** (rounds / planned) / (1 - SMOOTHING ** (rounds + 1))
        duals = projected(duals + step * direction)
        together.move(used, step)
        rounds += 1
    return Bound(best, best_duals, fraction, rounds, best_joint)


def _paid(duals: Floats, fraction: Floats, pace: float) -> Floats:
    n_rows = len(fraction)
    paid: Floats = duals[:n_rows] + _rounded(fraction, pace) * duals[n_rows:]
    return paid


def _rounded(fraction: Floats, pace: float) -> Floats:
    """What somebody counts where requirements are rounded, as a share of their pace.

    Of an agent who counts p in R that is f above a whole number the cut takes
    ``f floor(p) + min(f, p - floor(p))``.
    """
    if pace == 1:
        return fraction
    whole = np.floor(pace)
    shares: Floats = (fraction * whole + np.minimum(fraction, pace - whole)) / pace
    return shares


class _Pricing:
    """Everybody's best tours at given prices; agents of one kind are priced once."""

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        kinds = [candidate.kind for candidate in problem.candidates]
        _, agents, counts = np.unique(kinds, return_index=True, return_counts=True)
        # Agents who count alike follow each other, for then their options are priced once.
        tables = problem.tables
        alike = [
            (
                tables.pace[a],
                tables.contract[a],
                tables.group[a],
                tables.meets[a].tobytes(),
                _joined(tables, a),
            )
            for a in agents
        ]
        order = sorted(range(len(agents)), key=alike.__getitem__)
        paces = tables.pace[agents[order]]
        self._of_pace = [
            (float(pace), agents[order][paces == pace], counts[order][paces == pace])
            for pace in np.unique(paces)
        ]
        steps = [c.graph.n_arcs for c in problem.candidates]
        self.work = float(sum(steps[a] for a in agents))
        for _, same in groupby(order, key=alike.__getitem__):
            self.work += problem.horizon.days * float(tables.work[agents[next(same)]])

    def evaluate(
        self, duals: Floats, fraction: Floats, joint: JointPrices
    ) -> tuple[float, Floats, JointPrices]:
        """Cost of everybody's best tour when time on queue is paid, quanta on queue, and seats."""
        used, cost = nothing_priced(self._problem.joint), 0.0
        there = np.zeros_like(duals)
        for pace, agents, counts in self._of_pace:
            paid, slack = _paid(duals, fraction, pace), np.zeros_like(fraction)
            cost += priced_tours(self._problem.tables, agents, counts, paid, slack, joint, used)
            there -= np.vstack([slack, _rounded(fraction, pace) * slack])
        return cost, there, used


class _Together:
    """Prices of seats and of people on a shift; teams that start together have none.

    A seat-hour beyond the seats costs at least its price times the seats in use beyond them, for
    any price up to the rule's; likewise a person missing, or too many, where the price is negative.
    """

    def __init__(self, problem: Problem) -> None:
        tables = problem.tables
        self._rules, self._taken = tables.joint, problem.joint
        self.prices = nothing_priced(problem.joint)
        # Prices of people are of whole shifts, not of quanta.
        self._shift_quanta = float(tables.shifts.length.mean())
        self._seat_step = float(tables.quanta)
        # Directions, smoothed over rounds.
        self._seats, self._people = self.prices

    def move(self, used: JointPrices, step: float) -> None:
        """Raise the prices of what is used too much, and lower the others."""
        rules, taken = self._rules, self._taken
        self._seats = SMOOTHING * self._seats + (1 - SMOOTHING) * (used.seat - taken.free)
        seat = self.prices.seat + step * self._seat_step * self._seats
        there = used.person + taken.there
        person = self.prices.person
        outside = np.where(
            (person < 0) | (there < rules.least),
            there - rules.least,
            np.where((person > 0) | (there > rules.most), there - rules.most, 0),
        )
        self._people = SMOOTHING * self._people + (1 - SMOOTHING) * outside
        moved = person + step * self._shift_quanta * self._people
        # A price that changes sign stops at none, for then other limits count.
        moved = np.where(person * moved < 0, 0.0, moved)
        limit = rules.crew_price[:, None]
        self.prices = JointPrices(
            np.clip(seat, 0.0, rules.seat_price[:, None]), np.clip(moved, -limit, limit)
        )


def worth_of_limits(problem: Problem, prices: JointPrices) -> float:
    """What prices come to for the seats there are and the people due; a part of the bound."""
    rules, taken = problem.tables.joint, problem.joint
    due = np.where(prices.person < 0, rules.least, rules.most) - taken.there
    return float(-(prices.seat * taken.free).sum() - (prices.person * due).sum())


def _joined(tables: Tables, agent: int) -> bytes:
    """In which joint rules with prices an agent takes part."""
    joined: bytes = np.r_[tables.joint.sits[agent], tables.joint.counts[agent]].tobytes()
    return joined


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
