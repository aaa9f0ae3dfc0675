"""From columns to a roster: first tours, windows, relax, round, dive, large neighbourhoods."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from wfm.schedule.budget import WORK_PER_SECOND, Budget
from wfm.schedule.columns.construct import construct
from wfm.schedule.columns.cover import Column, Floats, Pricer
from wfm.schedule.columns.dive import dive
from wfm.schedule.columns.fitting import likeliest
from wfm.schedule.columns.improve import Neighbourhoods
from wfm.schedule.columns.incumbent import Found, Incumbent
from wfm.schedule.columns.master import Master
from wfm.schedule.columns.moves import Moves
from wfm.schedule.columns.pool import Pool
from wfm.schedule.columns.prices import raise_prices
from wfm.schedule.columns.reinsert import descend, reinsert
from wfm.schedule.columns.relax import relax, start_prices
from wfm.schedule.columns.windows import COOL, TEPID, Windows

# Of the budget, for prices first, and where the root follows and finds better ones.
PRICES_SHARE, FEW_PRICES = 0.15, 0.02
# Of the budget, for windows before the root.
ANNEAL_SHARE = 0.05
# Of the budget, for windows again: where shorter searches find nothing, longer and warmer ones.
SHORT, LONG = 0.01, 0.1
LONGER = 1.6
DESCENT_SHARE = 0.15
# Of the budget, for what the root's tours become when everybody takes one whole.
ROUNDED_SHARE = 0.03
SLOW = 0.98
# Rounds of pricing that a root usually takes, and with the dives after it.
ROOT_ROUNDS, DIVE_ROUNDS = 80, 240
# Of the budget: what its pricing may take by reckoning, and what it may take with everything.
ROOT_PRICING, ROOT_SHARE = 0.12, 0.45
MOST_ROWS = 2_500
AT_ONCE = (0.7, 0.9)
KNOWN = 60
# Neighbourhoods one after another that gain less than this part of the gap, before the next dive.
PATIENCE, WORTHWHILE = 15, 0.02
DIVE_SHARE = 0.4
LONGEST_DIVE = 0.6
OPEN = 0.02


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
    rng = np.random.default_rng(seed)
    duals = start_prices(pricer.cover)
    staff = pricer.staff
    if staff is None:
        windows = None
        best = Incumbent(pricer.cover, construct(pricer, rng), found)
        _descend(pricer, best, rng, budget.part(DESCENT_SHARE))
    else:
        windows = Windows(pricer, staff, rng)
        best = Incumbent(pricer.cover, windows.begin(), found)
        share = FEW_PRICES if _takes_root(pricer, budget) else PRICES_SHARE
        prices = raise_prices(pricer.cover, staff, duals, budget.part(share), windows.threads)
        best.raise_bound(prices.bound)
        duals = prices.duals
        first = budget.part(ANNEAL_SHARE if _takes_root(pricer, budget) else 1.0)
        near = windows.near(prices.tours)
        fitting = near is not None and best.offer(near) > 0
        windows.anneal(best, windows.warmest(first, fitting=fitting), first)
    pool = Pool(pricer.n_people)
    dives_help = False
    if _takes_root(pricer, budget) and not budget.is_over:
        dives = _rounds(pricer, budget) > DIVE_ROUNDS
        start = start_prices(pricer.cover) if dives else duals
        duals, whole, closed = _root(pricer, best, pool, duals, start, budget.part(ROOT_SHARE))
        dives_help = dives and closed
        if windows is not None:
            rounded = Incumbent(pricer.cover, whole, lambda *_: None)
            windows.anneal(rounded, COOL, budget.part(ROUNDED_SHARE))
            best.offer(rounded.roster)
    if windows is not None and not dives_help:
        windows.anneal(best, TEPID, budget.part(1.0))
    _improve(pricer, best, pool, duals, windows, dives_help, rng, budget)
    if windows is not None:
        windows.threads.shutdown()
    return Chosen(best.roster, best.cost, best.bound)


def _takes_root(pricer: Pricer, budget: Budget) -> bool:
    """Whether column generation may come to an end in the time."""
    return len(pricer.cover.required) <= MOST_ROWS and _rounds(pricer, budget) > ROOT_ROUNDS


def _rounds(pricer: Pricer, budget: Budget) -> float:
    """Rounds of pricing that fit into the time."""
    return ROOT_PRICING * budget.seconds * WORK_PER_SECOND / pricer.work(range(pricer.n_people))


def _descend(pricer: Pricer, best: Incumbent, rng: np.random.Generator, budget: Budget) -> None:
    """Reinsert everybody, again as long as it gains much."""
    while not budget.is_over:
        before = best.cost
        best.offer(descend(pricer, best.roster, rng, budget))
        if best.cost > SLOW * before:
            break


def _root(
    pricer: Pricer, best: Incumbent, pool: Pool, duals: Floats, start: Floats, budget: Budget
) -> tuple[Floats, list[Column], bool]:
    """Column generation with everybody free: better prices, everybody's likeliest tour, and
    whether the bound is about reached.

    Good prices to begin with save rounds. But where dives follow it begins with plain ones: on the
    way to good prices it meets the many different columns that dives live on.
    """
    everybody, nobody = tuple(range(pricer.n_people)), np.zeros(len(duals))
    master = Master(pricer.cover, everybody, nobody, budget)
    master.add(best.roster)
    root = relax(master, pricer, nobody, people=everybody, start=start)
    pool.learn(master.columns)
    if best.raise_bound(root.bound):
        duals = root.duals
    gap = root.master.cost - root.bound
    whole = likeliest(master.columns, root.master.shares)
    return duals, whole, gap <= OPEN * abs(root.master.cost)


def _improve(
    pricer: Pricer,
    best: Incumbent,
    pool: Pool,
    duals: Floats,
    windows: Windows | None,
    dives_help: bool,
    rng: np.random.Generator,
    budget: Budget,
) -> None:
    """Dives and smaller changes until the budget is spent or the roster is proven."""
    everybody, nobody = tuple(range(pricer.n_people)), np.zeros(len(duals))
    near = Neighbourhoods(pricer, pool, duals, rng)
    ways: dict[str, Callable[[], list[Column] | None]] = {}
    if dives_help:
        ways["near"] = lambda: near.step(best.roster, budget)
    if windows is None:
        ways["reinsert"] = lambda: reinsert(pricer, best.roster, rng, budget)
    else:
        ways["windows"] = lambda: None
    moves, length = Moves(tuple(ways)), SHORT
    failed, idle, dives, dive_share = PATIENCE, 0.0, 0, 0.0
    while not budget.is_over and not best.settled:
        share, spent, before = budget.share, budget.spent, best.cost
        # Neighbourhoods have had their chance once they took as long in vain as a dive does.
        in_vain = failed >= PATIENCE or (failed and idle >= dive_share)
        if dives_help and in_vain and dive_share < DIVE_SHARE * (1 - share):
            whole = dive(
                pricer,
                everybody,
                nobody,
                best.roster + pool.best(everybody, duals, KNOWN),
                cutoff=best.cost,
                duals=duals,
                rng=rng,
                at_once=AT_ONCE[dives % len(AT_ONCE)],
                budget=budget.part(LONGEST_DIVE),
                learn=pool.learn,
            )
            if whole is not None:
                best.offer(whole)
            dives, failed, idle, dive_share = dives + 1, 0, 0.0, budget.share - share
            continue
        move = moves.draw()
        changed = ways[move]()
        if changed is not None:
            best.offer(changed)
        failed += move == "near"
        if windows is not None and move == "windows":
            windows.anneal(best, COOL * np.sqrt(length / SHORT), budget.part(length))
        gain = before - best.cost
        if move == "windows" and gain <= 0:
            length = min(length * LONGER, LONG)
        moves.tell(move, gain, budget.spent - spent)
        idle += budget.share - share
        if gain > WORTHWHILE * (best.cost - best.bound):
            failed, idle = 0, 0.0
