"""Diving: fix the tours that the master program likes best, price again, until all are whole."""

from collections.abc import Callable, Iterable, Sequence

import numpy as np

from wfm.schedule.budget import Budget
from wfm.schedule.columns.construct import worth
from wfm.schedule.columns.cover import Column, Floats, Pricer, covered_by
from wfm.schedule.columns.master import Fractional, Master
from wfm.schedule.columns.relax import relax

WHOLE = 0.999
ROUNDS = 8
TOLERANCE = 2e-4
SHRUNK = 0.7
KEPT = 40
FAIR = 0.4
HELD = 2e-4


def dive(
    pricer: Pricer,
    people: Sequence[int],
    covered: Floats,
    known: Iterable[Column],
    *,
    cutoff: float,
    duals: Floats,
    rng: np.random.Generator,
    at_once: float,
    budget: Budget,
    learn: Callable[[Iterable[Column]], None] = lambda _: None,
) -> list[Column] | None:
    """Whole tours of some people, the others as they are.

    Parameters
    ----------
    pricer : Pricer
    people : sequence of int
    covered : array of shape (rows,)
        What everybody else covers.
    known : iterable of Column
        Columns to begin with, at least one of each person.
    cutoff : float
        The dive ends when it cannot end below this cost (of these people and all rows).
    duals : array of shape (rows,)
        Prices to begin with.
    rng : numpy Generator
        Breaks ties.
    at_once : float
        Columns with at least this share are fixed together.
    budget : Budget
    learn : function of columns
        Takes all columns that were generated.
    """
    cover = pricer.cover
    master = Master(cover, people, covered, budget)
    master.add(known)
    n_known = len(master.columns)
    fixed: dict[int, Column] = {}
    batch, cost = 1, np.inf
    while True:
        free = tuple(p for p in people if p not in fixed)
        now_covered = covered + covered_by(list(fixed.values()), len(covered))
        fixed_cost = sum(column.cost for column in fixed.values())
        if len(free) < SHRUNK * len(master.people):
            # What fixed people leave is a smaller program, which solves much faster.
            learn(master.columns[n_known:])
            master = _without(master, free, now_covered, fixed_cost, duals)
            n_known = len(master.columns)
        relaxed = relax(
            master,
            pricer,
            now_covered,
            people=free,
            fixed_cost=fixed_cost,
            tolerance=TOLERANCE,
            start=duals,
            cutoff=cutoff,
            most_rounds=ROUNDS if fixed else 10 * ROUNDS,
        )
        if cover.rounded_up(relaxed.bound) >= cutoff - 1e-6:
            learn(master.columns[n_known:])
            return None
        if budget.is_over:
            # What is fixed by now may be worth finishing, person by person.
            learn(master.columns[n_known:])
            return _finished(pricer, people, fixed, now_covered)
        # As long as fixing costs nothing, more may be fixed at once.
        held = relaxed.master.cost <= cost + HELD * abs(cost)
        batch = min(2 * batch, 1 + len(free) // 8) if held else 1
        duals, cost = relaxed.duals, relaxed.master.cost
        for column in _chosen(master, relaxed.master, fixed, at_once, batch, rng):
            fixed[column.person] = column
            master.fix(column)
        if len(fixed) == len(people):
            learn(master.columns[n_known:])
            return [fixed[p] for p in people]


def _finished(
    pricer: Pricer, people: Sequence[int], fixed: dict[int, Column], covered: Floats
) -> list[Column] | None:
    """The fixed tours, and for the others each the best for what is still missing."""
    covered = covered.copy()
    for person in people:
        if person not in fixed:
            column = pricer.price(worth(pricer.cover, covered), [person])[0].column
            if column is None:
                return None
            np.add.at(covered, column.rows, column.amounts)
            fixed[person] = column
    return [fixed[person] for person in people]


def _without(
    master: Master, free: tuple[int, ...], covered: Floats, fixed_cost: float, duals: Floats
) -> Master:
    """The program of those who are still free, with their columns that are cheap."""
    smaller = Master(master.cover, free, covered, master.budget, fixed_cost)
    kept: dict[int, list[tuple[float, int]]] = {person: [] for person in free}
    for i, column in enumerate(master.columns):
        if column.person in kept:
            reduced = column.cost - float(duals[column.rows] @ column.amounts)
            kept[column.person].append((reduced, i))
    for ranked in kept.values():
        smaller.add(master.columns[i] for _, i in sorted(ranked)[:KEPT])
    return smaller


def _chosen(
    master: Master,
    solution: Fractional,
    fixed: dict[int, Column],
    at_once: float,
    batch: int,
    rng: np.random.Generator,
) -> list[Column]:
    """Whole columns, and of the others those with the largest shares."""
    best: dict[int, tuple[float, Column]] = {}
    for column, share in zip(master.columns, solution.shares, strict=True):
        if column.person not in fixed and share > best.get(column.person, (1e-9,))[0]:
            best[column.person] = (float(share), column)
    whole = [column for share, column in best.values() if share > WHOLE]
    parts = [(share + 0.05 * rng.random(), column) for share, column in best.values()
             if share <= WHOLE]  # fmt: skip
    if not parts:
        return whole
    parts.sort(key=lambda part: -part[0])
    return whole + [
        column
        for i, (share, column) in enumerate(parts)
        if not i or share > at_once or (i < batch and share > FAIR)
    ]
