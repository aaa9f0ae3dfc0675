"""A bound for rosters of any size: prices for rows and for totals, raised by subgradients.

Where whole tours with all their limits take too long to price, totals get fees in place of limits
(Lagrange), so that a person's best tour is a shortest path. Whatever prices and fees, the sum over
people is a bound from below. Steps are smoothed and fall geometrically (Camerini, Fratta and
Maffioli, 1975, "On improving relaxation methods by modified gradient techniques", Math. Programming
Study 3).
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from wfm.schedule.budget import Budget
from wfm.schedule.columns.cover import Cover, Floats, Ints
from wfm.schedule.columns.relax import lagrangian
from wfm.schedule.kernels.relaxed_tours import relaxed_tours
from wfm.schedule.kernels.staff import Staff

SMOOTHING = 0.9
FIRST_STEP, LAST_STEP = 0.7, 0.002
FEE_STEP = 0.5
MOST_ROUNDS = 2_000
PARTS = 8


@dataclass(frozen=True)
class Prices:
    """Prices that prove a bound.

    Attributes
    ----------
    bound : float
        No roster costs less.
    duals : array of shape (rows,)
    """

    bound: float
    duals: Floats


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
    n_people, n_days, _ = staff.cost.shape
    choices = np.zeros((n_people, n_days), dtype=np.int32)
    totals = np.zeros((n_people, staff.most.shape[1]), dtype=np.int64)
    fees = np.zeros(totals.shape)
    least, most = staff.least[staff.space], staff.most[staff.space]
    parts = [np.arange(n_people)[i::PARTS] for i in range(PARTS)]
    arcs = (staff.n_nodes[:, :-1] * staff.n_actions).sum(axis=1)
    work = 2.0 * float(arcs[staff.space].sum()) + staff.cost.size
    days = np.arange(n_days)
    duals = cover.within_limits(duals)
    towards, fee_towards = np.zeros(len(duals)), np.zeros(fees.shape)
    under = cover.under[cover.shortage]
    longest = FIRST_STEP * under / max(float(cover.required.mean()), 1.0)
    fee_longest = FEE_STEP * float(under.mean()) / np.maximum(most, 1)

    def bound_of(duals: Floats, fees: Floats) -> float:
        worth = np.where(staff.row_of >= 0, np.append(duals, 0.0)[staff.row_of], 0.0)
        priced = threads.map(
            lambda part: relaxed_tours(staff, part, worth, fees, choices, totals), parts
        )
        budget.spend(work)
        return lagrangian(cover, np.zeros(len(duals)), duals, sum(priced))

    # Without any prices the bound is low but never absurd, however short the time is.
    nothing = np.zeros(len(duals))
    best = Prices(bound_of(nothing, fees), nothing)
    done, progress = 0, 0.0
    while (progress < 1.0 and not budget.out_of_time) or not done:
        bound = bound_of(duals, fees)
        if bound > best.bound:
            best = Prices(bound, duals)
        rows = staff.row_of[days, choices]
        covered = np.bincount(rows[rows >= 0], minlength=len(duals))
        towards = SMOOTHING * towards + (1 - SMOOTHING) * (cover.required - covered)
        missed = _missed(totals, fees, least, most)
        fee_towards = SMOOTHING * fee_towards + (1 - SMOOTHING) * missed
        step = LAST_STEP**progress / (1 - SMOOTHING ** (done + 1))
        duals = cover.within_limits(duals + step * longest * towards)
        moved = fees + step * fee_longest * fee_towards
        # A fee passes zero only after a stop there: which limit it is for changes.
        stopped = np.sign(moved) * np.sign(fees) < 0
        fees = np.where(stopped, 0.0, moved)
        done += 1
        progress = max(done / MOST_ROUNDS, budget.share)
    return best


def _missed(totals: Ints, fees: Floats, least: Ints, most: Ints) -> Ints:
    """By how much totals are above their upper limits (positive) or below their lower ones."""
    above, below = totals - most, totals - least
    return np.where(
        (fees > 0) | ((fees == 0) & (above > 0)),
        above,
        np.where((fees < 0) | (below < 0), below, 0),
    )
