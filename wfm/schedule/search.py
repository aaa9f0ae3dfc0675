"""Search for a cheap roster: build one, then take people's shifts away and give them new ones.

Ruin and recreate (Schrimpf et al., 2000, "Record breaking optimization results using the ruin and
recreate principle", J. Comput. Phys. 159) with simulated annealing: a few agents lose their shifts
in a window of days and get, one after another, the best ones for what is then missing, found by an
exact dynamic program over tours, starts and breaks.
"""

from collections.abc import Callable

import numpy as np

from wfm.schedule.budget import Budget
from wfm.schedule.draft import Draft
from wfm.schedule.kernels.anneal import Moves, Roster, anneal

CHUNKS = 50
MOVES = Moves(
    window_days=np.array([1, 1, 2, 2, 3, 5]),
    ruined_agents=np.array([2, 2, 3]),
    noisy=0.3,
    noise=0.15,
    warmest=0.3,
    coldest=0.02,
    whole_team=0.1,
)

Found = Callable[[float], None]


def construct(draft: Draft, without: frozenset[int], rng: np.random.Generator) -> None:
    """Give a tour to every agent not in `without`, each the best one for what is still missing."""
    agents = [a for a in range(len(draft.problem.candidates)) if a not in without]
    for agent in rng.permutation(agents):
        draft.give_best(int(agent))


def improve(
    draft: Draft,
    budget: Budget,
    rng: np.random.Generator,
    found: Found,
    least: Callable[[], float] = lambda: -np.inf,
) -> None:
    """Search until the budget is spent; the draft ends as the best roster that was found.

    Parameters
    ----------
    draft : Draft
        With a tour for every agent.
    budget : Budget
    rng : numpy Generator
    found : function of the cost
        Called now and then with the best cost so far.
    least : function
        Cost at which nothing is left to find, as far as is known by then.
    """
    tables = draft.problem.tables
    interval_price = tables.under_price * tables.quanta
    moves = MOVES._replace(
        warmest=MOVES.warmest * interval_price, coldest=MOVES.coldest * interval_price
    )
    current = draft.current
    best = Roster(draft.choices.copy(), draft.pauses.copy(), current.slack, current.joint)
    cost = best_cost = draft.cost()
    work, limit = 0.0, budget.work_left
    try:
        for chunk in range(CHUNKS):
            stop_at = least()
            if chunk and (budget.is_over or best_cost <= stop_at):
                break
            cost, best_cost, done = anneal(
                tables,
                draft.current,
                best,
                draft.scratch,
                moves,
                rng,
                cost,
                best_cost,
                stop_at,
                work,
                limit * (chunk + 1) / CHUNKS,
                limit,
            )
            budget.spend(done - work)
            work = done
            found(best_cost)
    finally:
        # Also when it is interrupted (Ctrl-C), the best by then is kept.
        for agent in range(len(draft.choices)):
            draft.set_tour(agent, best.choices[agent], best.pauses[agent])
