"""From columns to a roster: relax, dive, then large neighbourhoods until the budget is spent."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from wfm.schedule.budget import Budget
from wfm.schedule.columns.construct import construct
from wfm.schedule.columns.cover import Column, Pricer, cost_of
from wfm.schedule.columns.dive import dive
from wfm.schedule.columns.improve import Neighbourhoods
from wfm.schedule.columns.master import Master
from wfm.schedule.columns.pool import Pool
from wfm.schedule.columns.relax import relax, start_prices

ROOT_SHARE = 0.4
AT_ONCE = (0.7, 0.9)
KNOWN = 60
PATIENCE = 15
DIVE_SHARE = 0.3

Found = Callable[[list[Column], float, float], None]


@dataclass(frozen=True)
class Chosen:
    """One column a person, its cost, and a cost that no roster can beat."""

    roster: list[Column]
    cost: float
    bound: float

    @property
    def optimal(self) -> bool:
        """Whether cost and bound meet."""
        return self.cost <= self.bound + 1e-6 * max(abs(self.bound), 1.0)


def solve(
    pricer: Pricer,
    *,
    seed: int,
    budget: Budget,
    found: Found = lambda _roster, _cost, _bound: None,
) -> Chosen:
    """Find a cheap roster of one tour a person.

    Parameters
    ----------
    pricer : Pricer
    seed : int
    budget : Budget
    found : function of (roster, cost, bound)
        Called whenever cost or bound got better.

    Raises
    ------
    InfeasibleError
        If somebody has no tour.
    """
    cover = pricer.cover
    rng = np.random.default_rng(seed)
    everybody = tuple(range(pricer.n_people))
    nobody = np.zeros(len(cover.required))
    best = construct(pricer, rng)
    cost, bound = cost_of(cover, best), -np.inf
    found(best, cost, bound)
    pool = Pool(pricer.n_people)
    master = Master(cover, everybody, nobody, budget.part(ROOT_SHARE))
    start = start_prices(cover)
    master.add(best)
    root = relax(master, pricer, nobody, people=everybody, start=start)
    pool.learn(master.columns)
    bound = cover.rounded_up(root.bound)
    found(best, cost, bound)
    near = Neighbourhoods(pricer, pool, root.duals, rng)
    failed, dives, dive_s = PATIENCE, 0, 0.0
    while not budget.is_over and cost > bound + 1e-6 * max(abs(bound), 1.0):
        before = budget.elapsed_s
        if failed >= PATIENCE and dive_s < DIVE_SHARE * (budget.seconds - before):
            better = dive(
                pricer,
                everybody,
                nobody,
                pool.best(everybody, root.duals, KNOWN),
                cutoff=cost,
                duals=root.duals,
                rng=rng,
                at_once=AT_ONCE[dives % len(AT_ONCE)],
                budget=budget,
                learn=pool.learn,
            )
            dives, failed, dive_s = dives + 1, 0, budget.elapsed_s - before
        else:
            better = near.step(best, budget)
            failed = failed + 1 if better is None else 0
        if better is not None and cost_of(cover, better) < cost - 1e-9:
            best, cost = better, cost_of(cover, better)
            found(best, cost, bound)
    return Chosen(best, cost, bound)
