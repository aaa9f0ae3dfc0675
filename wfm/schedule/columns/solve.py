"""From columns to a roster: relax, dive, then large neighbourhoods until the budget is spent."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from wfm.schedule.budget import WORK_PER_SECOND, Budget
from wfm.schedule.columns.construct import construct
from wfm.schedule.columns.cover import Column, Pricer, cost_of
from wfm.schedule.columns.dive import dive
from wfm.schedule.columns.improve import Neighbourhoods
from wfm.schedule.columns.master import Master
from wfm.schedule.columns.moves import Moves
from wfm.schedule.columns.pool import Pool
from wfm.schedule.columns.reinsert import descend, reinsert
from wfm.schedule.columns.relax import relax, start_prices

DESCENT_SHARE = 0.15
# Rounds of pricing that a root usually takes.
ROOT_ROUNDS = 80
ROOT_SHARE = 0.4
MOST_ROWS = 2_500
AT_ONCE = (0.7, 0.9)
KNOWN = 60
PATIENCE = 15
DIVE_SHARE = 0.4
LONGEST_DIVE = 0.6
OPEN = 0.02
SLOW = 0.98
SETTLED = 1e-6

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
    best: list[Column] = construct(pricer, rng)
    cost, bound = cost_of(cover, best), -np.inf
    found(best, cost, bound)
    descent = budget.part(DESCENT_SHARE)
    while not descent.is_over:
        best = descend(pricer, best, rng, descent)
        before, cost = cost, cost_of(cover, best)
        found(best, cost, bound)
        if cost > SLOW * before:
            break
    pool = Pool(pricer.n_people)
    duals = start_prices(cover)
    dives_help = False
    rounds = ROOT_SHARE * budget.seconds * WORK_PER_SECOND / pricer.work(everybody)
    if len(cover.required) <= MOST_ROWS and rounds > ROOT_ROUNDS:
        master = Master(cover, everybody, nobody, budget.part(ROOT_SHARE))
        master.add(best)
        root = relax(master, pricer, nobody, people=everybody, start=duals)
        pool.learn(master.columns)
        bound, duals = cover.rounded_up(root.bound), root.duals
        dives_help = root.master.cost - root.bound <= OPEN * abs(root.master.cost)
        found(best, cost, bound)
    near = Neighbourhoods(pricer, pool, duals, rng)
    moves = Moves(("near", "reinsert") if dives_help else ("reinsert",), rng)
    failed, dives, dive_s = PATIENCE if dives_help else -np.inf, 0, 0.0
    while not budget.is_over and cost > bound + SETTLED * max(abs(bound), 1.0):
        begun_s, spent = budget.elapsed_s, budget.spent
        better: list[Column] | None
        if failed >= PATIENCE and dive_s < DIVE_SHARE * (budget.seconds - begun_s):
            better = dive(
                pricer,
                everybody,
                nobody,
                best + pool.best(everybody, duals, KNOWN),
                cutoff=cost,
                duals=duals,
                rng=rng,
                at_once=AT_ONCE[dives % len(AT_ONCE)],
                budget=budget.part(LONGEST_DIVE),
                learn=pool.learn,
            )
            dives, failed, dive_s = dives + 1, 0, budget.elapsed_s - begun_s
        else:
            move = moves.draw()
            if move == "near":
                better = near.step(best, budget)
                failed += 1
            else:
                better = reinsert(pricer, best, rng, budget)
            gain = 0.0 if better is None else cost - cost_of(cover, better)
            moves.tell(move, gain, budget.spent - spent)
            failed = 0 if gain > 0 and failed > 0 else failed
        if better is not None:
            # Rosters that cost the same are taken too, to move on a plateau.
            improved = cost_of(cover, better) < cost - 1e-9
            best, cost = better, min(cost, cost_of(cover, better))
            if improved:
                found(best, cost, bound)
    return Chosen(best, cost, bound)
