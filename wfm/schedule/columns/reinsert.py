"""Take a few people off and give them, one after another, the best tours for what is then missing.

The price of one more unit of each row is exact for one person, so that a roster in which nobody can
be reinserted cheaper is a local optimum. No linear program is needed: fit for the largest problems.
"""

import numpy as np

from wfm.schedule.budget import Budget
from wfm.schedule.columns.construct import worth
from wfm.schedule.columns.cover import Column, Pricer, cost_of, covered_by

COUNTS = (1, 2, 2, 3, 4)


def descend(
    pricer: Pricer, roster: list[Column], rng: np.random.Generator, budget: Budget
) -> list[Column]:
    """Reinsert everybody once, in random order; never worse."""
    for person in rng.permutation(len(roster)).tolist():
        if budget.is_over:
            break
        roster = reinserted(pricer, roster, [person], budget) or roster
    return roster


def reinsert(
    pricer: Pricer, roster: list[Column], rng: np.random.Generator, budget: Budget
) -> list[Column] | None:
    """A cheaper roster, or one as cheap, with a few people's tours made anew; None if dearer."""
    count = min(int(rng.choice(COUNTS)), len(roster))
    return reinserted(
        pricer, roster, rng.choice(len(roster), count, replace=False).tolist(), budget
    )


def reinserted(
    pricer: Pricer, roster: list[Column], people: list[int], budget: Budget
) -> list[Column] | None:
    """The roster with new tours for some people, in this order; None if it is dearer."""
    cover = pricer.cover
    gone = set(people)
    covered = covered_by([c for c in roster if c.person not in gone], len(cover.required))
    better = list(roster)
    for person in people:
        budget.spend(pricer.work([person]))
        column = pricer.price(worth(cover, covered), [person])[0].column
        if column is None:
            return None
        np.add.at(covered, column.rows, column.amounts)
        better[person] = column
    return better if cost_of(cover, better) <= cost_of(cover, roster) + 1e-9 else None
