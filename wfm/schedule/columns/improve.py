"""Large neighbourhoods: free some people, dive on their columns, keep what is cheaper."""

import numpy as np

from wfm.schedule.budget import Budget
from wfm.schedule.columns.cover import Column, Floats, Pricer, cost_of, covered_by
from wfm.schedule.columns.dive import dive
from wfm.schedule.columns.pool import Pool

KNOWN = 30
FEWEST, MOST = 4, 60


class Neighbourhoods:
    """Draws people to free; how many depends on how the last ones went.

    Where the bound of the freed people already says that nothing is to be gained, more are freed;
    where it leaves hope but no better tours are found, fewer.
    """

    def __init__(self, pricer: Pricer, pool: Pool, duals: Floats, rng: np.random.Generator) -> None:
        self._pricer, self._pool, self._duals, self._rng = pricer, pool, duals, rng
        self.size = float(min(8, pricer.n_people))

    def step(self, roster: list[Column], budget: Budget) -> list[Column] | None:
        """A cheaper roster near this one, None when none was found."""
        cover, rng = self._pricer.cover, self._rng
        count = min(round(self.size), len(roster))
        people = sorted(rng.choice(len(roster), count, replace=False).tolist())
        freed = set(people)
        others = [column for column in roster if column.person not in freed]
        covered = covered_by(others, len(cover.required))
        cutoff = cost_of(cover, roster) - sum(column.cost for column in others)
        known = [roster[p] for p in people] + self._pool.best(people, self._duals, KNOWN)
        learned: list[Column] = []
        found = dive(
            self._pricer,
            people,
            covered,
            known,
            cutoff=cutoff,
            duals=self._duals,
            rng=rng,
            at_once=0.8,
            budget=budget,
            learn=learned.extend,
        )
        self._pool.learn(learned)
        if found is None:
            self.size = min(self.size * 1.03, MOST, len(roster))
            return None
        better = list(roster)
        for column in found:
            better[column.person] = column
        return better if cost_of(cover, better) < cost_of(cover, roster) - 1e-6 else None
