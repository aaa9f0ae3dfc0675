"""A first tour within all limits for each person: near the best with fees, then mended."""

import numpy as np

from wfm.schedule.kernels.arrays import Floats, Ints, Ints32, compiled, inner
from wfm.schedule.kernels.recreate import change, lay, price_window, put, put_all
from wfm.schedule.kernels.relaxed_tours import relaxed_tour
from wfm.schedule.kernels.space import INFINITE
from wfm.schedule.kernels.staff import Staff, Tours
from wfm.schedule.kernels.window import best_window

ROUNDS = 40


@inner
def _missed(staff: Staff, s: int, totals: Ints) -> int:
    """By how much totals miss their limits."""
    missed = 0
    for k in range(len(totals)):
        missed += max(totals[k] - staff.most[s, k], staff.least[s, k] - totals[k], 0)
    return missed


@inner
def _adjust(staff: Staff, s: int, totals: Ints, fees: Floats, step: float) -> None:
    """Make dear what was too much, and cheap what was too little."""
    for k in range(len(totals)):
        above, below = totals[k] - staff.most[s, k], staff.least[s, k] - totals[k]
        size = step / (1.0 + staff.most[s, k])
        if above > 0 or fees[k] > 0:
            fees[k] = max(fees[k] + size * above, 0.0)
        elif below > 0 or fees[k] < 0:
            fees[k] = min(fees[k] - size * below, 0.0)


@compiled
def first_tours(
    staff: Staff, tours: Tours, people: Ints, window_days: int, most_windows: int, dear: float,
    memory: Floats, rng: np.random.Generator,
) -> Ints:  # fmt: skip
    """Give people tours, one after another, and cover what these cover.

    Parameters
    ----------
    people : array of int
        In this order; nobody of them covers anything yet.
    window_days : int
        Length of the windows in which limits are mended.
    most_windows : int
        After which a person is given up.
    dear : float
        About what a day's shift is worth.

    Returns
    -------
    array of int
        By how much the limits of each person are still missed; -1 where there is no tour at all.
    """
    n_days, n_choices = staff.cost.shape[1], staff.cost.shape[2]
    n_totals = tours.totals.shape[1]
    to_go = np.empty((n_days + 1, staff.n_nodes.max()))
    worth = np.zeros((n_days, n_choices))
    price_all = np.empty((n_days, n_choices))
    choices, totals = np.zeros(n_days, dtype=np.int32), np.zeros(n_totals, dtype=np.int64)
    kept = np.zeros(n_days, dtype=np.int32)
    left = np.zeros(len(people), dtype=np.int64)
    by_space = np.zeros((staff.n_nodes.shape[0], n_totals))
    for i in range(len(people)):
        person = people[i]
        s = staff.space[person]
        price_window(staff, tours, person, 0, price_all)
        for day in range(n_days):
            for c in range(n_choices):
                worth[day, c] = 0.0
                if price_all[day, c] < INFINITE:
                    worth[day, c] = staff.cost[person, day, c] - price_all[day, c]
        # What was dear for the last one with the same rules is likely dear for this one.
        fees = by_space[s]
        fewest = -1
        for r in range(ROUNDS):
            value = relaxed_tour(staff, person, worth, fees, to_go, choices, totals)
            if value == INFINITE:
                break
            missed = _missed(staff, s, totals)
            if fewest < 0 or missed < fewest:
                fewest = missed
                kept[:] = choices
            if missed == 0:
                break
            _adjust(staff, s, totals, fees, 4.0 * dear / (1.0 + 0.2 * r))
        if fewest < 0:
            left[i] = -1
            continue
        lay(staff, tours, person, kept)
        left[i] = _mend(
            staff, tours, person, window_days, most_windows, dear, memory, price_all, choices, rng
        )
    return left


@compiled
def mended_tours(
    staff: Staff, tours: Tours, people: Ints, wanted: Ints32, window_days: int, most_windows: int,
    dear: float, memory: Floats, rng: np.random.Generator,
) -> Ints:  # fmt: skip
    """As `first_tours` of everybody, but from tours that keep everything but limits.

    Parameters
    ----------
    people : array of int
        Everybody, in the order in which tours are mended.
    wanted : array of shape (people, days)
    """
    n_days, n_choices = staff.cost.shape[1], staff.cost.shape[2]
    price_all = np.empty((n_days, n_choices))
    choices = np.zeros(n_days, dtype=np.int32)
    left = np.zeros(len(people), dtype=np.int64)
    put_all(staff, tours, wanted)
    for i in range(len(people)):
        left[i] = _mend(
            staff, tours, people[i], window_days, most_windows, dear, memory, price_all, choices,
            rng,
        )  # fmt: skip
    return left


@inner
def _mend(
    staff: Staff, tours: Tours, person: int, window_days: int, most_windows: int, dear: float,
    memory: Floats, price_all: Floats, choices: Ints32, rng: np.random.Generator,
) -> int:  # fmt: skip
    """Change a tour by windows until it keeps its limits; by how much it still misses them."""
    s, n_days = staff.space[person], staff.cost.shape[1]
    windows = 0
    while _missed(staff, s, tours.totals[person]) > 0 and windows < most_windows:
        windows += 1
        length = min(window_days, n_days)
        start = int(rng.random() * (n_days + length)) - length
        first, end = max(start, 0), min(start + length, n_days)
        if first >= end:
            continue
        put(staff, tours, person, first, tours.choices[person, first:end], -1)
        price = price_all[: end - first]
        price_window(staff, tours, person, first, price)
        for day in range(end - first):
            for c in range(price.shape[1]):
                price[day, c] += dear * 0.5 * rng.random()
        found, _ = best_window(
            staff, tours, person, first, end, price, 100.0 * dear, memory, choices, rng
        )
        if found < INFINITE:
            change(staff, tours, person, first, choices[: end - first])
        put(staff, tours, person, first, tours.choices[person, first:end], 1)
    return _missed(staff, s, tours.totals[person])
