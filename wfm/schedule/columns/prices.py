"""A bound for rosters of any size: prices for rows and for totals, raised by subgradients.

Where whole tours with all their limits take too long to price, totals get fees in place of limits
(Lagrange), so that a person's best tour is a shortest path. Whatever prices and fees, the sum over
people is a bound from below. Steps are smoothed and fall geometrically (Camerini, Fratta and
Maffioli, 1975, "On improving relaxation methods by modified gradient techniques", Math. Programming
Study 3).

Good prices and fees are found twice: first roughly, where a few people in turn stand for all who
keep the same limits and share their fees (a stochastic subgradient; Robbins and Monro, 1951, "A
stochastic approximation method", Ann. Math. Statist. 22), then with everybody, which proves bounds.
"""

from collections import deque
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from wfm.schedule.budget import Budget
from wfm.schedule.columns.cover import Cover, Floats, Ints
from wfm.schedule.columns.relax import lagrangian
from wfm.schedule.kernels.relaxed_tours import relaxed_tours
from wfm.schedule.kernels.staff import Staff

# Of the budget, for a few who stand for all, as long as they are much fewer.
FEW_SHARE, FEW, MUCH_FEWER = 0.8, 4, 0.65
# Rounds that directions are smoothed over: of a few people a share of all rounds.
FEW_MEMORY, SHORT_MEMORY, LONG_MEMORY, MEMORY = 0.06, 6.0, 50.0, 8.0
FEW_FEE_STEP, FEE_STEP = 2.0, 1.0
# Steps, as shares of the longest that makes sense: at first, and at the end.
FEW_FIRST_STEP, FIRST_STEP, LAST_STEP = 0.3, 0.7, 0.0005
# Where few stood for all, steps with everybody begin so short that the rounds can follow.
STEP_A_ROUND, SHORTEST, LONGEST = 1.5e-5, 0.0006, 0.006
MOST_ROUNDS = 2_000
# Of the last rounds, whose tours are kept.
KEPT = 32
PARTS = 8


@dataclass(frozen=True)
class Prices:
    """Prices that prove a bound.

    Attributes
    ----------
    bound : float
        No roster costs less.
    duals : array of shape (rows,)
    tours : array of shape (rounds, people, days)
        Everybody's choices in the last rounds. Over many of them a row is covered as it should be
        on average; limits are kept about.
    """

    bound: float
    duals: Floats
    tours: NDArray[np.int32]


def raise_prices(
    cover: Cover, staff: Staff, duals: Floats, budget: Budget, threads: ThreadPoolExecutor
) -> Prices:
    """Prices with a bound that is as high as the budget can make it.

    Parameters
    ----------
    cover : Cover
    staff : Staff
    duals : array of shape (rows,)
        Prices to begin with.
    budget : Budget
    threads : ThreadPoolExecutor
        Prices parts of the people at the same time.
    """
    relaxation = _Relaxation(cover, staff, threads)
    everybody = np.arange(len(staff.space))
    duals, fees = cover.within_limits(duals), np.zeros(staff.most.shape)
    # Without any prices the bound is low but never absurd, however short the time is.
    nothing = np.zeros(len(duals))
    proven = relaxation.bound(everybody, nothing, fees[staff.space], budget)
    best = Prices(proven, nothing, relaxation.choices[None].copy())
    members = [np.flatnonzero(staff.space == s) for s in range(len(fees))]
    few = sum(min(FEW, len(of_space)) for of_space in members)
    first = FIRST_STEP
    if few <= MUCH_FEWER * len(everybody):
        duals, fees, first = _roughly(relaxation, members, duals, fees, budget.part(FEW_SHARE))
    return _proven(relaxation, everybody, duals, fees[staff.space], first, best, budget.part(1.0))


class _Relaxation:
    """People without limits: what their best tours cost, cover and total."""

    def __init__(self, cover: Cover, staff: Staff, threads: ThreadPoolExecutor) -> None:
        self.cover, self.staff, self._threads = cover, staff, threads
        n_people, n_days, n_choices = staff.cost.shape
        self.choices = np.zeros((n_people, n_days), dtype=np.int32)
        self.totals = np.zeros((n_people, staff.most.shape[1]), dtype=np.int64)
        arcs = (staff.n_nodes[:, :-1] * staff.n_actions).sum(axis=1)
        self._work = 2.0 * arcs[staff.space] + n_days * n_choices
        self._days = np.arange(n_days)
        under = cover.under[cover.shortage]
        # Steps in units of the people usually there, so that they fit rosters of any size.
        self.longest = under / max(float(cover.required.mean()), 1.0)
        self.fee_longest = float(under.mean()) / np.maximum(staff.most, 1)

    def work(self, people: Ints) -> float:
        """Elementary steps of a round, roughly."""
        return float(self._work[people].sum())

    def bound(self, people: Ints, duals: Floats, fees: Floats, budget: Budget) -> float:
        """Find tours of these people; a bound, if these are all."""
        worth = np.append(duals, 0.0)[self.staff.row_of]
        parts = [people[i::PARTS] for i in range(min(PARTS, len(people)))]
        priced = self._threads.map(
            lambda part: relaxed_tours(self.staff, part, worth, fees, self.choices, self.totals),
            parts,
        )
        budget.spend(self.work(people))
        return lagrangian(self.cover, np.zeros(len(duals)), duals, sum(priced))

    def covered(self, people: Ints) -> Floats:
        """What the tours of some people cover."""
        rows = self.staff.row_of[self._days, self.choices[people]]
        return np.bincount(rows[rows >= 0], minlength=len(self.cover.required)).astype(np.float64)


def _roughly(
    relaxation: _Relaxation, members: list[Ints], duals: Floats, fees: Floats, budget: Budget
) -> tuple[Floats, Floats, float]:
    """Prices and fees of each space, from steps in which a few of its people stand for all.

    The last one returned is the step with which to go on with everybody.
    """
    cover, staff = relaxation.cover, relaxation.staff
    towards, fee_towards = np.zeros(len(duals)), np.zeros(fees.shape)
    ratio = sum(min(FEW, len(who)) for who in members) / len(staff.space)
    done, weight, last = 0, 0.0, LONGEST
    while not budget.is_over:
        some = [np.roll(who, -FEW * done)[:FEW] for who in members]
        relaxation.bound(np.concatenate(some), duals, fees[staff.space], budget)
        covered, missed = np.zeros(len(duals)), np.zeros(fees.shape)
        for s, (who, all_) in enumerate(zip(some, members, strict=True)):
            covered += relaxation.covered(who) * (len(all_) / len(who))
            usual = relaxation.totals[who].mean(axis=0)
            missed[s] = _missed(usual, fees[s], staff.least[s], staff.most[s])
        done += 1
        rounds = done / max(budget.share, 1e-9)
        last = float(np.clip(STEP_A_ROUND * ratio * rounds, SHORTEST, LONGEST))
        new = 1 / float(np.clip(FEW_MEMORY * rounds, SHORT_MEMORY, LONG_MEMORY))
        weight = (1 - new) * weight + new
        towards = (1 - new) * towards + new * (cover.required - covered)
        fee_towards = (1 - new) * fee_towards + new * missed
        step = FEW_FIRST_STEP * (last / FEW_FIRST_STEP) ** budget.share / weight
        duals = cover.within_limits(duals + step * relaxation.longest * towards)
        fees = _moved(
            fees, step / FEW_FIRST_STEP * FEW_FEE_STEP * relaxation.fee_longest * fee_towards
        )
    return duals, fees, last


def _proven(
    relaxation: _Relaxation,
    everybody: Ints,
    duals: Floats,
    fees: Floats,
    first: float,
    best: Prices,
    budget: Budget,
) -> Prices:
    """The best bound on the way, everybody with fees of their own."""
    cover, staff = relaxation.cover, relaxation.staff
    least, most = staff.least[staff.space], staff.most[staff.space]
    towards, fee_towards = np.zeros(len(duals)), np.zeros(fees.shape)
    done, progress = 0, 0.0
    tours = deque([best.tours[0]], maxlen=KEPT)
    while (progress < 1.0 and not budget.out_of_time) or not done:
        bound = relaxation.bound(everybody, duals, fees, budget)
        if bound > best.bound:
            best = replace(best, bound=bound, duals=duals)
        tours.append(relaxation.choices.copy())
        missing = cover.required - relaxation.covered(everybody)
        missed = _missed(relaxation.totals, fees, least, most)
        new = 1 / MEMORY
        towards = (1 - new) * towards + new * missing
        fee_towards = (1 - new) * fee_towards + new * missed
        done += 1
        step = first * (LAST_STEP / first) ** progress / (1 - (1 - new) ** done)
        duals = cover.within_limits(duals + step * relaxation.longest * towards)
        moved = step * FEE_STEP * relaxation.fee_longest[staff.space] * fee_towards
        fees = _moved(fees, moved)
        progress = max(done / MOST_ROUNDS, budget.share)
    return replace(best, tours=np.stack(tours))


def _moved(fees: Floats, by: Floats) -> Floats:
    """Fees moved; one passes zero only after a stop there: which limit it is for changes."""
    moved = fees + by
    return np.where(np.sign(moved) * np.sign(fees) < 0, 0.0, moved)


def _missed(totals: Ints | Floats, fees: Floats, least: Ints, most: Ints) -> Floats:
    """By how much totals are above their upper limits (positive) or below their lower ones."""
    above, below = totals - most, totals - least
    return np.where(
        (fees > 0) | ((fees == 0) & (above > 0)),
        above,
        np.where((fees < 0) | (below < 0), below, 0),
    )
