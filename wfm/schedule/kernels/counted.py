"""Cheapest tour of a space: a dynamic program over nodes and totals, then labels with dominance.

Totals that fit memory are states. The others have a price in the values to go, which are then a
bound from below, whatever the prices (Lagrange); if the tour these give passes such a limit, labels
that carry all totals are extended day by day, pruned by dominance and by the values to go.
"""

import numpy as np

from wfm.schedule.kernels.arrays import Floats, Ints, Ints32, compiled, inner
from wfm.schedule.kernels.labels import label_search
from wfm.schedule.kernels.space import INFINITE, TINY, SpaceArrays, price_actions


@inner
def _values_to_go(space: SpaceArrays, cost: Floats, fee: Floats, to_go: Floats) -> None:
    """Cost from each node and dense state to the end, fees of the arcs included."""
    n_days, width = cost.shape[0], len(space.ends)
    n_actions = 1
    for day in range(n_days):
        n_actions = max(n_actions, space.n_actions[day])
    price = np.empty(n_actions)
    by = np.empty(n_actions, dtype=np.int32)
    to_go[n_days] = INFINITE
    to_go[n_days, 0, :width] = space.ends
    for day in range(n_days - 1, -1, -1):
        price_actions(space, cost, day, price, by)
        to_go[day, : space.n_nodes[day]] = INFINITE
        low, high = space.low[day], space.high[day]
        for node in range(space.n_nodes[day]):
            arc = space.offset[day] + node * space.n_actions[day]
            here = to_go[day, node]
            for action in range(space.n_actions[day]):
                target, now = space.target[arc + action], price[action] + fee[arc + action]
                if target < 0 or now == INFINITE:
                    continue
                kind = space.kind[arc + action]
                passes, there = space.passes[kind], to_go[day + 1, target, space.jump[kind] :]
                for s in range(low, high):
                    value = now + passes[s] + there[s]
                    here[s] = min(here[s], value)


@inner
def _follow(
    space: SpaceArrays, cost: Floats, fee: Floats, to_go: Floats, choices: Ints32, totals: Ints
) -> float:
    """The tour that the values to go tell, its totals and its cost without fees."""
    n_days = cost.shape[0]
    paid = 0.0
    totals[:] = 0
    node, state = 0, 0
    n_actions = 1
    for day in range(n_days):
        n_actions = max(n_actions, space.n_actions[day])
    price = np.empty(n_actions)
    by = np.empty(n_actions, dtype=np.int32)
    for day in range(n_days):
        price_actions(space, cost, day, price, by)
        best, taken = INFINITE, -1
        first = space.offset[day] + node * space.n_actions[day]
        for action in range(space.n_actions[day]):
            target = space.target[first + action]
            if target < 0 or price[action] == INFINITE:
                continue
            kind = space.kind[first + action]
            value = (
                price[action]
                + fee[first + action]
                + space.passes[kind, state]
                + to_go[day + 1, target, state + space.jump[kind]]
            )
            if value < best:
                best, taken = value, action
        choices[day] = by[taken]
        paid += price[taken]
        arc = first + taken
        for k in range(len(totals)):
            totals[k] += space.added[k, space.kind[arc]]
        node = space.target[arc]
        state += space.jump[space.kind[arc]]
    return paid


@compiled
def cheapest_tour(
    space: SpaceArrays, cost: Floats, fees: Floats, to_go: Floats, ceiling: float,
    most_labels: int, choices: Ints32, totals: Ints,
) -> tuple[float, float]:  # fmt: skip
    """Cheapest tour at given prices.

    Parameters
    ----------
    space : SpaceArrays
    cost : array of shape (days, options + 1)
        Price of every choice, infinite where it is closed.
    fees : array of shape (totals,)
        Prices of totals that are no states, to prove a better bound: positive for those at their
        upper limit, negative at their lower one. They do not change what a tour costs.
    to_go : array of shape (days + 1, nodes, dense states + largest jump)
        Memory to write to.
    ceiling : float
        Tours that cost as much need not be found.
    most_labels : int
        Labels kept a day.
    choices : array of shape (days,)
        Takes the tour.
    totals : array of shape (totals,)
        Takes the totals of the tour that the fees alone would choose.

    Returns
    -------
    cost, bound : float
        Cost of the tour, infinite when none below the ceiling was found; no tour costs less than
        the bound.
    """
    fee = np.zeros(len(space.target))
    back = 0.0
    for k in space.sparse:
        if fees[k] != 0.0:
            for arc in range(len(fee)):
                fee[arc] += fees[k] * space.added[k, space.kind[arc]]
            back += fees[k] * (space.most[k] if fees[k] > 0 else space.least[k])
    _values_to_go(space, cost, fee, to_go)
    bound = to_go[0, 0, 0] - back
    if not bound < ceiling - TINY:
        return INFINITE, bound
    paid = _follow(space, cost, fee, to_go, choices, totals)
    keeps = True
    for k in space.sparse:
        keeps = keeps and space.least[k] <= totals[k] <= space.most[k]
    if keeps:
        ceiling = min(ceiling, paid)
        if paid <= bound + TINY:
            return paid, bound
    found, least = label_search(space, cost, fee, to_go, back, ceiling, most_labels, choices)
    if found == INFINITE and keeps and paid <= ceiling:
        _follow(space, cost, fee, to_go, choices, totals)
        found = paid
    return found, max(bound, min(least, ceiling))
