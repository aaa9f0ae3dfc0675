"""The best shifts of one person in a window of days, the other days of the tour as they are."""

import numpy as np

from wfm.schedule.kernels.arrays import Flags, Floats, Ints, Ints32, inner
from wfm.schedule.kernels.space import INFINITE
from wfm.schedule.kernels.staff import Staff, Tours

ATTEMPTS = 6


@inner
def add_window(
    staff: Staff, tours: Tours, person: int, first: int, end: int, totals: Ints, sign: int
) -> None:
    """Add what a tour's days from first to end - 1 count, or take it off."""
    s = staff.space[person]
    for day in range(first, end):
        choice = tours.choices[person, day]
        arc = staff.offset[s, day] + tours.node[person, day] * staff.n_actions[s, day]
        kind = staff.kind[arc + staff.action_of[s, day, choice]]
        for k in range(len(totals)):
            totals[k] += sign * (staff.added[kind, k] + staff.of_choice[s, choice, k])


@inner
def _leave(
    staff: Staff, tours: Tours, person: int, end: int, extra: Ints, open_: Flags
) -> None:  # fmt: skip
    """From which nodes the days after a window can stay, and what they then add beside the usual.

    Parameters
    ----------
    extra : array of shape (2, nodes)
        Takes what is added to the totals that are states.
    open_ : array of bool, shape (nodes,)
    """
    s = staff.space[person]
    n_days = staff.cost.shape[1]
    a, b = staff.state[s, 0], staff.state[s, 1]
    for start in range(staff.n_nodes[s, end]):
        node = start
        extra[0, start] = extra[1, start] = 0
        open_[start] = True
        day = end
        while day < n_days and node != tours.node[person, day]:
            action = staff.action_of[s, day, tours.choices[person, day]]
            row, n_actions = staff.offset[s, day], staff.n_actions[s, day]
            new = row + node * n_actions + action
            old = staff.kind[row + tours.node[person, day] * n_actions + action]
            node = staff.target[new]
            if node < 0:
                open_[start] = False
                break
            kind = staff.kind[new]
            extra[0, start] += staff.added[kind, a] - staff.added[old, a]
            extra[1, start] += staff.added[kind, b] - staff.added[old, b]
            day += 1


@inner
def best_window(
    staff: Staff, tours: Tours, person: int, first: int, end: int, price: Floats, penalty: float,
    memory: Floats, choices: Ints32, rng: np.random.Generator,
) -> tuple[float, int]:  # fmt: skip
    """Cheapest choices of the days from first to end - 1.

    Parameters
    ----------
    price : array of shape (days, options + 1)
        Of the window's days; choices that would pass a limit are closed on the way.
    penalty : float
        Price of each unit by which a total that is a state misses its limits; infinite where limits
        are kept anyway.
    memory : array
        To write to.
    choices : array of shape (days,)
        Takes the choices of the window.

    Returns
    -------
    cost : float
        Infinite when there is none.
    work : int
    """
    s = staff.space[person]
    outside = tours.totals[person].copy()
    add_window(staff, tours, person, first, end, outside, -1)
    n_totals, n_choices = len(outside), price.shape[1]
    a, b = staff.state[s, 0], staff.state[s, 1]
    limits = np.zeros(n_totals, dtype=np.bool_)
    for k in range(n_totals):
        if k in (a, b):
            continue
        room = staff.most[s, k] - outside[k]
        for c in range(n_choices):
            amount = staff.of_choice[s, c, k]
            if amount:
                limits[k] = True
                if amount > room:
                    for day in range(end - first):
                        price[day, c] = INFINITE
    work = 0
    for _ in range(ATTEMPTS):
        cost, steps = _solve(
            staff, tours, person, first, end, price, penalty, memory, choices, outside
        )
        work += steps
        if cost == INFINITE:
            return cost, work
        kept = True
        for k in range(n_totals):
            if limits[k]:
                kept = _close(staff, s, end - first, k, outside[k], price, choices, rng) and kept
        if kept:
            return cost, work
    return INFINITE, work


@inner
def _close(
    staff: Staff, s: int, length: int, k: int, outside: int, price: Floats, choices: Ints32,
    rng: np.random.Generator,
) -> bool:  # fmt: skip
    """Whether choices keep a limit; if not, leave the choices open on some of their days only."""
    room = max(staff.most[s, k] - outside, 0)
    used = 0
    for day in range(length):
        used += staff.of_choice[s, choices[day], k]
    if used <= room:
        return True
    begin = int(rng.random() * length)
    for i in range(length):
        day = (begin + i) % length
        amount = staff.of_choice[s, choices[day], k]
        keeps = 0 < amount <= room
        if keeps:
            room -= amount
        for c in range(price.shape[1]):
            if staff.of_choice[s, c, k] and not (keeps and c == choices[day]):
                price[day, c] = INFINITE
    return False


@inner
def _solve(
    staff: Staff, tours: Tours, person: int, first: int, end: int, price: Floats, penalty: float,
    memory: Floats, choices: Ints32, outside: Ints,
) -> tuple[float, int]:  # fmt: skip
    """As `best_window`, with the totals that are states alone, and the work done."""
    s = staff.space[person]
    length, n_choices = end - first, price.shape[1]
    hard = penalty == INFINITE
    a, b = staff.state[s, 0], staff.state[s, 1]
    widest, n_actions = 1, 1
    for day in range(first, end):
        widest = max(widest, staff.n_nodes[s, day])
        n_actions = max(n_actions, staff.n_actions[s, day])
    widest = max(widest, staff.n_nodes[s, end])
    # Cheapest choice of each action.
    cheapest = np.full((length, n_actions), INFINITE)
    by = np.zeros((length, n_actions), dtype=np.int32)
    for i in range(length):
        row = staff.action_of[s, first + i]
        for c in range(n_choices):
            action = row[c]
            if action >= 0 and price[i, c] < cheapest[i, action]:
                cheapest[i, action], by[i, action] = price[i, c], c
    # Nodes that are reached at all.
    seen = np.zeros((length + 1, widest), dtype=np.bool_)
    seen[0, tours.node[person, first]] = True
    for i in range(length):
        day = first + i
        for node in range(staff.n_nodes[s, day]):
            if seen[i, node]:
                arc = staff.offset[s, day] + node * staff.n_actions[s, day]
                for action in range(staff.n_actions[s, day]):
                    if staff.target[arc + action] >= 0 and cheapest[i, action] < INFINITE:
                        seen[i + 1, staff.target[arc + action]] = True
    extra = np.zeros((2, widest), dtype=np.int64)
    leaves = np.zeros(widest, dtype=np.bool_)
    _leave(staff, tours, person, end, extra, leaves)
    least_a, most_a = staff.least[s, a] - outside[a], staff.most[s, a] - outside[a]
    least_b, most_b = staff.least[s, b] - outside[b], staff.most[s, b] - outside[b]
    lowest_a = highest_a = highest_b = 0
    for node in range(staff.n_nodes[s, end]):
        if leaves[node]:
            lowest_a, highest_a = min(lowest_a, extra[0, node]), max(highest_a, extra[0, node])
            highest_b = max(highest_b, extra[1, node])
    ahead_a, ahead_b = staff.ahead[s, 0], staff.ahead[s, 1]
    wide_a = ahead_a[end] - ahead_a[first]
    wide_b = ahead_b[end] - ahead_b[first]
    counts_b = wide_b + highest_b > most_b or least_b > 0
    if hard:
        wide_a = min(wide_a, most_a - lowest_a)
        wide_b = min(wide_b, most_b)
    if not counts_b:
        wide_b = 0
    if wide_a < 0 or wide_b < 0:
        return INFINITE, 0
    size_a, size_b = wide_a + 1, wide_b + 1
    size = (length + 1) * widest * size_b * size_a
    if size > len(memory):
        return INFINITE, 0
    to_go = memory[:size].reshape(length + 1, widest, size_b, size_a)
    low, high = np.zeros(length + 1, dtype=np.int64), np.zeros(length + 1, dtype=np.int64)
    for i in range(length + 1):
        if hard:
            low[i] = max(least_a - highest_a - (ahead_a[end] - ahead_a[first + i]), 0)
        high[i] = min(ahead_a[first + i] - ahead_a[first], wide_a)
    for node in range(staff.n_nodes[s, end]):
        for w in range(size_b):
            for h in range(low[length], high[length] + 1):
                value = INFINITE
                if leaves[node]:
                    in_a, in_b = h + extra[0, node], w + extra[1, node]
                    missed = max(in_a - most_a, least_a - in_a, 0)
                    if counts_b:
                        missed += max(in_b - most_b, least_b - in_b, 0)
                    value = 0.0 if missed == 0 else penalty * missed
                to_go[length, node, w, h] = value
    work = length * n_choices
    for i in range(length - 1, -1, -1):
        day = first + i
        for node in range(staff.n_nodes[s, day]):
            if not seen[i, node]:
                continue
            here = to_go[i, node]
            for w in range(size_b):
                for h in range(low[i], high[i] + 1):
                    here[w, h] = INFINITE
            arc = staff.offset[s, day] + node * staff.n_actions[s, day]
            for action in range(staff.n_actions[s, day]):
                target, now = staff.target[arc + action], cheapest[i, action]
                if target < 0 or now == INFINITE:
                    continue
                kind = staff.kind[arc + action]
                d_a = staff.added[kind, a]
                d_b = staff.added[kind, b] if counts_b else 0
                begin, stop = max(low[i], low[i + 1] - d_a), min(high[i], high[i + 1] - d_a) + 1
                work += size_b * (stop - begin) + 4
                for w in range(size_b - d_b):
                    there = to_go[i + 1, target, w + d_b]
                    row = here[w]
                    for h in range(begin, stop):
                        row[h] = min(row[h], now + there[h + d_a])
    node, w, h = tours.node[person, first], 0, 0
    cost = to_go[0, node, 0, 0]
    if low[0] > 0 or not cost < INFINITE:
        return INFINITE, work
    for i in range(length):
        day = first + i
        arc = staff.offset[s, day] + node * staff.n_actions[s, day]
        best, taken = INFINITE, -1
        for action in range(staff.n_actions[s, day]):
            target, now = staff.target[arc + action], cheapest[i, action]
            if target < 0 or now == INFINITE:
                continue
            kind = staff.kind[arc + action]
            to_a = h + staff.added[kind, a]
            to_b = w + (staff.added[kind, b] if counts_b else 0)
            if to_b < size_b and low[i + 1] <= to_a <= high[i + 1]:
                value = now + to_go[i + 1, target, to_b, to_a]
                if value < best:
                    best, taken = value, action
        kind = staff.kind[arc + taken]
        choices[i] = by[i, taken]
        node = staff.target[arc + taken]
        h += staff.added[kind, a]
        if counts_b:
            w += staff.added[kind, b]
    return cost, work
