"""Labels with dominance: tours extended day by day that carry the totals which are no states."""

import numpy as np

from wfm.schedule.kernels.arrays import Floats, Ints, Ints32, inner
from wfm.schedule.kernels.space import INFINITE, TINY, SpaceArrays, price_actions


@inner
def _is_dominated(
    a: int, begin: int, end: int, order: Ints, keep: Ints, totals: Ints, needed: Ints
) -> bool:
    """Whether a cheaper label at the same place has totals that are no worse."""
    for j in range(begin, end):
        b = order[j]
        if keep[b] == 0:
            continue
        better = True
        for m in range(totals.shape[1]):
            more = totals[b, m] - totals[a, m]
            if more > 0 or (needed[m] > 0 and more < 0):
                better = False
        if better:
            return True
    return False


@inner
def label_search(
    space: SpaceArrays, cost: Floats, fee: Floats, to_go: Floats, back: float, ceiling: float,
    most_labels: int, choices: Ints32,
) -> tuple[float, float]:  # fmt: skip
    """Cheapest tour below a ceiling that keeps all limits, and a bound of every tour.

    Parameters
    ----------
    space, cost, to_go, ceiling, most_labels, choices
        As of `cheapest_tour`.
    fee : array of shape (arcs,)
        In the values to go beside the cost.
    back : float
        What the fees of a tour within its limits come to at most.

    Returns
    -------
    cost, bound : float
        Infinite when there is none below the ceiling, or none among the labels kept.
    """
    n_days, n_sparse = cost.shape[0], len(space.sparse)
    widest = 1
    for day in range(n_days):
        widest = max(widest, space.n_actions[day])
    price = np.empty(widest)
    by = np.empty(widest, dtype=np.int32)
    room = most_labels * widest
    parent = np.empty((n_days + 1, most_labels), dtype=np.int32)
    chosen = np.empty((n_days + 1, most_labels), dtype=np.int32)
    # Rows of labels, those of the day and those of the next one: node, state, cost, fees so far.
    place = np.zeros((most_labels, 2), dtype=np.int64)
    paid = np.zeros((most_labels, 2))
    totals = np.zeros((most_labels, n_sparse), dtype=np.int64)
    new_place = np.empty((room, 4), dtype=np.int64)
    new_paid = np.empty((room, 2))
    new_totals = np.empty((room, n_sparse), dtype=np.int64)
    bounds = np.empty(room)
    keys = np.empty(room, dtype=np.int64)
    keep = np.empty(room, dtype=np.int64)
    needed = np.empty(n_sparse, dtype=np.int64)
    for m in range(n_sparse):
        needed[m] = space.least[space.sparse[m]]
    n_labels = 1
    width = len(space.ends)
    left_out = INFINITE
    for day in range(n_days):
        price_actions(space, cost, day, price, by)
        count = 0
        for i in range(n_labels):
            first = space.offset[day] + place[i, 0] * space.n_actions[day]
            for action in range(space.n_actions[day]):
                arc = first + action
                target = space.target[arc]
                if target < 0 or price[action] == INFINITE:
                    continue
                kind = space.kind[arc]
                state = place[i, 1]
                now, fees = paid[i, 0] + price[action], paid[i, 1] + fee[arc]
                ahead = to_go[day + 1, target, state + space.jump[kind]]
                bound = now + fees + space.passes[kind, state] + ahead - back
                if not bound < ceiling - TINY:
                    continue
                kept = True
                for m in range(n_sparse):
                    total = totals[i, m] + space.added[space.sparse[m], kind]
                    new_totals[count, m] = total
                    if total > space.most[space.sparse[m]]:
                        kept = False
                    if day == n_days - 1 and total < needed[m]:
                        kept = False
                if not kept:
                    continue
                new_place[count, 0], new_place[count, 1] = target, state + space.jump[kind]
                new_place[count, 2], new_place[count, 3] = i, by[action]
                new_paid[count, 0], new_paid[count, 1] = now, fees
                bounds[count] = bound
                keys[count] = target * width + state + space.jump[kind]
                count += 1
        if count == 0:
            return INFINITE, left_out
        # By place, cheap ones first: only an earlier label can dominate a later one.
        order = np.argsort(new_paid[:count, 0], kind="mergesort")
        order = order[np.argsort(keys[order], kind="mergesort")]
        begin, n_kept = 0, 0
        for i in range(count):
            a = order[i]
            if i and keys[order[i - 1]] != keys[a]:
                begin = i
            keep[a] = 0
            if not _is_dominated(a, begin, i, order, keep, new_totals, needed):
                keep[a] = 1
                n_kept += 1
        limit = INFINITE
        if n_kept > most_labels:
            ranked = np.sort(bounds[:count][keep[:count] == 1])
            limit = ranked[most_labels]
            left_out = min(left_out, limit)
        n_labels = 0
        for a in range(count):
            if keep[a] == 1 and bounds[a] < limit and n_labels < most_labels:
                place[n_labels, 0], place[n_labels, 1] = new_place[a, 0], new_place[a, 1]
                paid[n_labels, 0], paid[n_labels, 1] = new_paid[a, 0], new_paid[a, 1]
                for m in range(n_sparse):
                    totals[n_labels, m] = new_totals[a, m]
                parent[day + 1, n_labels] = new_place[a, 2]
                chosen[day + 1, n_labels] = new_place[a, 3]
                n_labels += 1
        if n_labels == 0:
            return INFINITE, left_out
    at = 0
    for i in range(n_labels):
        if paid[i, 0] < paid[at, 0]:
            at = i
    found = paid[at, 0]
    for day in range(n_days, 0, -1):
        choices[day - 1] = chosen[day, at]
        at = parent[day, at]
    return found, min(found, left_out)
