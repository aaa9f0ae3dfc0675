"""Cheapest tour of a space: a dynamic program over nodes and totals, then labels with dominance.

Totals that fit memory are states. The others are left out of the values to go, which are then a
bound from below; if the tour these give passes such a limit, labels that carry all totals are
extended day by day, pruned by dominance and by the values to go.
"""

from typing import NamedTuple

import numpy as np

from wfm.schedule.kernels.arrays import Floats, Ints, Ints32, compiled, inner

INFINITE = np.inf
TINY = 1e-9


class SpaceArrays(NamedTuple):
    """A space of tours: nodes by day, actions from each, and what an action adds to each total."""

    n_nodes: Ints  # (days + 1,)
    n_actions: Ints  # (days,)
    offset: Ints  # (days,), where the arcs of a day begin
    action_of: Ints32  # (days, options + 1), -1 where a choice is not on offer
    target: Ints32  # (arcs,), node of the next day, -1 where none
    added: Ints32  # (totals, arcs)
    kind: Ints32  # (arcs,), what the arc adds to the dense totals, as a number
    jump: Ints  # (kinds,), by how many dense states
    passes: Floats  # (kinds, dense states), 0 where limits are kept, else infinite
    ends: Floats  # (dense states,), 0 where a tour may end, else infinite
    low: Ints  # (days + 1,), first dense state that matters
    high: Ints  # (days + 1,), one past the last
    sparse: Ints  # totals that are no states
    least: Ints  # (totals,)
    most: Ints  # (totals,)


@inner
def _price_actions(space: SpaceArrays, cost: Floats, day: int, price: Floats, by: Ints32) -> None:
    """Cheapest choice of each action of a day."""
    for action in range(space.n_actions[day]):
        price[action] = INFINITE
        by[action] = -1
    for choice in range(cost.shape[1]):
        action = space.action_of[day, choice]
        if action >= 0 and cost[day, choice] < price[action]:
            price[action] = cost[day, choice]
            by[action] = choice


@inner
def _values_to_go(space: SpaceArrays, cost: Floats, to_go: Floats) -> None:
    """Cost from each node and dense state to the end; totals that are no states are ignored."""
    n_days, width = cost.shape[0], len(space.ends)
    n_actions = 1
    for day in range(n_days):
        n_actions = max(n_actions, space.n_actions[day])
    price = np.empty(n_actions)
    by = np.empty(n_actions, dtype=np.int32)
    to_go[n_days] = INFINITE
    to_go[n_days, 0, :width] = space.ends
    for day in range(n_days - 1, -1, -1):
        _price_actions(space, cost, day, price, by)
        to_go[day, : space.n_nodes[day]] = INFINITE
        low, high = space.low[day], space.high[day]
        for node in range(space.n_nodes[day]):
            arc = space.offset[day] + node * space.n_actions[day]
            here = to_go[day, node]
            for action in range(space.n_actions[day]):
                target, now = space.target[arc + action], price[action]
                if target < 0 or now == INFINITE:
                    continue
                kind = space.kind[arc + action]
                passes, there = space.passes[kind], to_go[day + 1, target, space.jump[kind] :]
                for s in range(low, high):
                    value = now + passes[s] + there[s]
                    here[s] = min(here[s], value)


@inner
def _follow(space: SpaceArrays, cost: Floats, to_go: Floats, choices: Ints32) -> bool:
    """The tour that the values to go tell; whether it keeps the limits of all totals."""
    n_days = cost.shape[0]
    totals = np.zeros(len(space.most), dtype=np.int64)
    node, state = 0, 0
    n_actions = 1
    for day in range(n_days):
        n_actions = max(n_actions, space.n_actions[day])
    price = np.empty(n_actions)
    by = np.empty(n_actions, dtype=np.int32)
    for day in range(n_days):
        _price_actions(space, cost, day, price, by)
        best, taken = INFINITE, -1
        first = space.offset[day] + node * space.n_actions[day]
        for action in range(space.n_actions[day]):
            target = space.target[first + action]
            if target < 0 or price[action] == INFINITE:
                continue
            kind = space.kind[first + action]
            value = (
                price[action]
                + space.passes[kind, state]
                + to_go[day + 1, target, state + space.jump[kind]]
            )
            if value < best:
                best, taken = value, action
        choices[day] = by[taken]
        arc = first + taken
        for k in range(len(totals)):
            totals[k] += space.added[k, arc]
        node = space.target[arc]
        state += space.jump[space.kind[arc]]
    kept = True
    for k in space.sparse:
        kept &= space.least[k] <= totals[k] <= space.most[k]
    return kept


@inner
def _label_search(
    space: SpaceArrays, cost: Floats, to_go: Floats, ceiling: float, most_labels: int,
    choices: Ints32,
) -> tuple[float, float]:  # fmt: skip
    """Cheapest tour below `ceiling` that keeps all limits, and a bound of what was not looked at.

    Returns (cost of the tour or infinite, least cost of any tour).
    """
    n_days, n_sparse = cost.shape[0], len(space.sparse)
    n_actions = 1
    for day in range(n_days):
        n_actions = max(n_actions, space.n_actions[day])
    price = np.empty(n_actions)
    by = np.empty(n_actions, dtype=np.int32)
    parent = np.empty((n_days + 1, most_labels), dtype=np.int32)
    chosen = np.empty((n_days + 1, most_labels), dtype=np.int32)
    node, state = np.zeros(1, dtype=np.int64), np.zeros(1, dtype=np.int64)
    totals, so_far = np.zeros((1, n_sparse), dtype=np.int64), np.zeros(1)
    width = len(space.ends)
    left_out = INFINITE
    for day in range(n_days):
        _price_actions(space, cost, day, price, by)
        room = len(node) * space.n_actions[day]
        new_node, new_state = np.empty(room, dtype=np.int64), np.empty(room, dtype=np.int64)
        new_totals, new_cost = np.empty((room, n_sparse), dtype=np.int64), np.empty(room)
        new_bound = np.empty(room)
        new_parent = np.empty(room, dtype=np.int32)
        new_choice = np.empty(room, dtype=np.int32)
        count = 0
        for i in range(len(node)):
            first = space.offset[day] + node[i] * space.n_actions[day]
            for action in range(space.n_actions[day]):
                target = space.target[first + action]
                if target < 0 or price[action] == INFINITE:
                    continue
                kind = space.kind[first + action]
                bound = (
                    so_far[i]
                    + price[action]
                    + space.passes[kind, state[i]]
                    + to_go[day + 1, target, state[i] + space.jump[kind]]
                )
                if not bound < ceiling - TINY:
                    continue
                kept = True
                for m in range(n_sparse):
                    k = space.sparse[m]
                    new_totals[count, m] = totals[i, m] + space.added[k, first + action]
                    if new_totals[count, m] > space.most[k]:
                        kept = False
                    if day == n_days - 1 and new_totals[count, m] < space.least[k]:
                        kept = False
                if not kept:
                    continue
                new_node[count], new_state[count] = target, state[i] + space.jump[kind]
                new_cost[count], new_bound[count] = so_far[i] + price[action], bound
                new_parent[count], new_choice[count] = i, by[action]
                count += 1
        if count == 0:
            return INFINITE, left_out
        # By node and dense state, cheap ones first: only an earlier one can dominate a later one.
        order = np.argsort(new_cost[:count], kind="mergesort")
        place = new_node[:count] * width + new_state[:count]
        order = order[np.argsort(place[order], kind="mergesort")]
        keep = np.zeros(count, dtype=np.bool_)
        begin, n_kept = 0, 0
        for i in range(count):
            a = order[i]
            if i and place[order[i - 1]] != place[a]:
                begin = i
            dominated = False
            for j in range(begin, i):
                b = order[j]
                if not keep[b]:
                    continue
                better = True
                for m in range(n_sparse):
                    more = new_totals[b, m] - new_totals[a, m]
                    needed = space.least[space.sparse[m]] > 0
                    if more > 0 or (needed and more < 0):
                        better = False
                if better:
                    dominated = True
                    break
            if not dominated:
                keep[a] = True
                n_kept += 1
        chosen_ones = np.flatnonzero(keep)
        if n_kept > most_labels:
            ranked = chosen_ones[np.argsort(new_bound[chosen_ones], kind="mergesort")]
            left_out = min(left_out, new_bound[ranked[most_labels]])
            chosen_ones = ranked[:most_labels]
        node, state = new_node[chosen_ones], new_state[chosen_ones]
        totals, so_far = new_totals[chosen_ones], new_cost[chosen_ones]
        for i in range(len(chosen_ones)):
            parent[day + 1, i] = new_parent[chosen_ones[i]]
            chosen[day + 1, i] = new_choice[chosen_ones[i]]
    at = np.argmin(so_far)
    found = so_far[at]
    for day in range(n_days, 0, -1):
        choices[day - 1] = chosen[day, at]
        at = parent[day, at]
    return found, min(found, left_out)


@compiled
def cheapest_tour(
    space: SpaceArrays, cost: Floats, to_go: Floats, ceiling: float, most_labels: int,
    choices: Ints32,
) -> tuple[float, float]:  # fmt: skip
    """Cheapest tour at given prices.

    Parameters
    ----------
    space : SpaceArrays
    cost : array of shape (days, options + 1)
        Price of every choice, infinite where it is closed.
    to_go : array of shape (days + 1, nodes, dense states + largest jump)
        Memory to write to, infinite past the dense states.
    ceiling : float
        Tours that cost as much need not be found.
    most_labels : int
        Labels kept a day; 0 leaves totals that are no states unchecked (a bound only).
    choices : array of shape (days,)
        Takes the tour.

    Returns
    -------
    cost, bound : float
        Cost of the tour, infinite when none below the ceiling was found; no tour costs less than
        the bound.
    """
    _values_to_go(space, cost, to_go)
    relaxed = to_go[0, 0, 0]
    if not relaxed < ceiling - TINY:
        return INFINITE, relaxed
    if _follow(space, cost, to_go, choices):
        return relaxed, relaxed
    if most_labels == 0:
        return INFINITE, relaxed
    found, bound = _label_search(space, cost, to_go, ceiling, most_labels, choices)
    return found, max(relaxed, min(bound, ceiling))
