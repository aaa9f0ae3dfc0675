"""Diving: fix the tours that the master program likes best, price again, until all are whole."""

from collections.abc import Callable, Iterable, Sequence

import numpy as np

from wfm.schedule.budget import Budget
from wfm.schedule.columns.cover import Column, Floats, Pricer, covered_by
from wfm.schedule.columns.master import Fractional, Master
from wfm.schedule.columns.relax import relax

WHOLE = 0.999
ROUNDS = 8
TOLERANCE = 2e-4


def dive(
    pricer: Pricer,
    people: Sequence[int],
    covered: Floats,
    known: Iterable[Column],
    *,
    cutoff: float,
    duals: Floats | None,
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
    duals : array of shape (rows,), optional
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
    try:
        while True:
            free = tuple(p for p in people if p not in fixed)
            fixed_columns = list(fixed.values())
            relaxed = relax(
                master,
                pricer,
                covered + covered_by(fixed_columns, len(covered)),
                people=free,
                fixed_cost=sum(column.cost for column in fixed_columns),
                tolerance=TOLERANCE,
                start=duals,
                cutoff=cutoff,
                most_rounds=ROUNDS if fixed else 10 * ROUNDS,
            )
            if budget.is_over or cover.rounded_up(relaxed.bound) >= cutoff - 1e-6:
                return None
            duals = relaxed.duals
            for column in _chosen(master, relaxed.master, fixed, at_once, rng):
                fixed[column.person] = column
                master.fix(column)
            if len(fixed) == len(people):
                return [fixed[p] for p in people]
    finally:
        learn(master.columns[n_known:])


def _chosen(
    master: Master,
    solution: Fractional,
    fixed: dict[int, Column],
    at_once: float,
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
    return whole + [column for i, (share, column) in enumerate(parts) if not i or share > at_once]
