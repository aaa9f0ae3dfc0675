"""Breaks of given shifts moved about by annealing, with the demand of every interval in view."""

from typing import NamedTuple

import numpy as np

from wfm.schedule.kernels.arrays import (
    INFINITE,
    Flags,
    Floats,
    Ints,
    Ints32,
    ShiftArrays,
    compiled,
    inner,
)
from wfm.schedule.kernels.prices import place_breaks, places_of, price_pauses
from wfm.schedule.kernels.tours import put_quanta

TINY = 1e-9


class Placed(NamedTuple):
    """Shifts whose breaks may move, day after day, and what is missing; changed in place."""

    start: Ints  # (shifts,), quanta from the horizon's start
    template: Ints  # (shifts,)
    skills: Ints  # (shifts,)
    pace: Floats  # (shifts,), normal agents that the one on it stands for
    first_of_day: Ints  # (days + 1,)
    pauses: Ints32  # (shifts, breaks), quanta after the shift's start
    slack: Floats  # (rows, intervals), quanta


class Shortage(NamedTuple):
    """What missing quanta of an interval are charged: more for each share of those required."""

    asked: Floats  # (intervals,)
    share: Floats  # (tiers,)
    weight: Floats  # (tiers,)


@inner
def _charge(shortage: Shortage, t: int, missing: float) -> float:
    total = 0.0
    for k in range(len(shortage.share)):
        beyond = missing - shortage.share[k] * shortage.asked[t]
        if beyond > 0:
            total += shortage.weight[k] * beyond
    return total


@inner
def _price(
    placed: Placed, shortage: Shortage, meets: Flags, pace: float, first: int, last: int,
    quanta: int, price: Floats,
) -> None:  # fmt: skip
    """Charge of interval t if somebody there now worked k quanta of it, into ``price[t, k]``."""
    own = np.full(last - first, -INFINITE)
    other = np.zeros(last - first)
    for j in range(placed.slack.shape[0]):
        worst = own if meets[j] else other
        row = placed.slack[j, first:last]
        for i in range(last - first):
            worst[i] = row[i] if row[i] > worst[i] else worst[i]
    for i in range(last - first):
        for k in range(quanta + 1):
            without = own[i] + pace * quanta
            missing = max(other[i], without - pace * k)
            price[first + i, k] = _charge(shortage, first + i, missing)


@inner
def _charged(placed: Placed, shortage: Shortage, first: int, last: int) -> tuple[float, float]:
    """Charge of the intervals [first, last), and the quanta that they miss."""
    worst = np.zeros(last - first)
    for j in range(placed.slack.shape[0]):
        row = placed.slack[j, first:last]
        for i in range(last - first):
            worst[i] = row[i] if row[i] > worst[i] else worst[i]
    total = 0.0
    for i in range(last - first):
        total += _charge(shortage, first + i, worst[i])
    return total, float(worst.sum())


@inner
def _take(
    placed: Placed, shifts: ShiftArrays, meets: Flags, shift: int, quanta: int, sign: int
) -> None:
    """Take the breaks of a shift (sign 1: fewer are there) or give them back (-1)."""
    template, limit = placed.template[shift], placed.slack.shape[1] * quanta
    for b in range(shifts.n_breaks[template]):
        begin = placed.start[shift] + placed.pauses[shift, b]
        stop = min(begin + shifts.break_length[template, b], limit)
        if begin < stop:
            put_quanta(placed.slack, meets, begin, stop, quanta, -sign * placed.pace[shift])


@compiled
def move_breaks(
    placed: Placed,
    shifts: ShiftArrays,
    meets: Flags,
    shortage: Shortage,
    quanta: int,
    rounds: int,
    warmest: float,
    coldest: float,
    rng: np.random.Generator,
) -> float:
    """Take the breaks of one to three shifts of a day and place them anew, again and again.

    What is missing in all never gets more; how it is spread may get better.

    Parameters
    ----------
    placed : Placed
    shifts : ShiftArrays
        Of which only the breaks of the templates are read.
    meets : array of bool, shape (skills, rows)
    shortage : Shortage
    quanta : int
    rounds : int
    warmest, coldest : float
        Temperatures at the beginning and at the end.
    rng : numpy Generator

    Returns
    -------
    float
        By how much the charge of all that is missing grew; negative where breaks lie better.
    """
    n_shifts, n_breaks = placed.pauses.shape
    limit = placed.slack.shape[1]
    places = places_of(shifts)
    best = np.empty((n_breaks, max(places.max(), 1)))
    came = np.empty((n_breaks, max(places.max(), 1)), dtype=np.int32)
    price = np.zeros((limit, quanta + 1))
    longest = shifts.length.max()
    pause_cost = np.zeros((len(shifts.n_breaks), n_breaks, longest))
    found = np.zeros((1, 1, n_breaks), dtype=np.int32)
    chosen = np.zeros(3, dtype=np.int64)
    old = np.zeros((3, n_breaks), dtype=np.int32)
    day_of = np.zeros(n_shifts, dtype=np.int64)
    for day in range(len(placed.first_of_day) - 1):
        day_of[placed.first_of_day[day] : placed.first_of_day[day + 1]] = day
    grown = more_missing = 0.0
    for step in range(rounds):
        temperature = warmest * (coldest / warmest) ** (step / rounds)
        chosen[0] = int(rng.random() * n_shifts)
        begin = placed.first_of_day[day_of[chosen[0]]]
        size = placed.first_of_day[day_of[chosen[0]] + 1] - begin
        count = 1
        for _ in range(min(int(rng.random() * 3), size - 1)):
            other = begin + int(rng.random() * size)
            if other != chosen[0] and (count < 2 or other != chosen[1]):
                chosen[count] = other
                count += 1
        first, last = limit, 0
        for i in range(count):
            start = placed.start[chosen[i]]
            stop = start + shifts.length[placed.template[chosen[i]]]
            first, last = min(first, start // quanta), max(last, (stop - 1) // quanta + 1)
        last = min(last, limit)
        if first >= last:
            continue
        charge, missing = _charged(placed, shortage, first, last)
        for i in range(count):
            shift = chosen[i]
            old[i] = placed.pauses[shift]
            _take(placed, shifts, meets[placed.skills[shift]], shift, quanta, -1)
        for i in range(count):
            shift = chosen[i]
            template, start = placed.template[shift], placed.start[shift]
            stop = start + shifts.length[template]
            one = meets[placed.skills[shift]]
            until = min((stop - 1) // quanta + 1, limit)
            pace = placed.pace[shift]
            _price(placed, shortage, one, pace, start // quanta, until, quanta, price)
            price_pauses(shifts, template, price, quanta, start, stop, pause_cost)
            if rng.random() < 0.5:
                for b in range(shifts.n_breaks[template]):
                    for q in range(stop - start):
                        pause_cost[template, b, q] += temperature * rng.random()
            place_breaks(shifts, template, places, pause_cost, 0, best, came, found, 0, 0)
            placed.pauses[shift] = found[0, 0]
            _take(placed, shifts, one, shift, quanta, 1)
        new_charge, new_missing = _charged(placed, shortage, first, last)
        change, more = new_charge - charge, new_missing - missing
        # Nothing that is spread better may cost more than at first.
        if more_missing + more > TINY or (
            change > TINY and change > -temperature * np.log(1.0 - rng.random())
        ):
            for i in range(count):
                shift = chosen[i]
                _take(placed, shifts, meets[placed.skills[shift]], shift, quanta, -1)
                placed.pauses[shift] = old[i]
                _take(placed, shifts, meets[placed.skills[shift]], shift, quanta, 1)
            continue
        grown += change
        more_missing += more
    return grown
