"""Ruin and recreate over windows of days: a few people's shifts made anew, again and again."""

from typing import NamedTuple

import numpy as np

from wfm.schedule.kernels.arrays import Floats, Ints, Ints32, compiled, inner
from wfm.schedule.kernels.space import INFINITE
from wfm.schedule.kernels.staff import Staff, Tours
from wfm.schedule.kernels.window import best_window

EQUAL = 1e-9


class Draw(NamedTuple):
    """What moves are drawn from; each entry of a list is as likely as any other."""

    people: Ints
    first_day: int
    end_day: int
    window_days: Ints
    ruined: Ints  # people taken off together
    noise: Floats  # (entries,), centred draws that are scaled by the temperature
    temperature: float


@inner
def row_cost(staff: Staff, row: int, covered: float) -> float:
    """What too few or too many in a row cost."""
    lacking = staff.required[row] - covered
    return float(staff.under[row] * lacking if lacking > 0 else -staff.over[row] * lacking)


@inner
def put(staff: Staff, tours: Tours, person: int, first: int, choices: Ints32, sign: int) -> float:
    """Let choices cover from a day on (sign 1) or no more (-1); by how much that changes costs."""
    delta = 0.0
    for i in range(len(choices)):
        delta += sign * staff.cost[person, first + i, choices[i]]
        row = staff.row_of[first + i, choices[i]]
        if row >= 0:
            before = row_cost(staff, row, tours.covered[row])
            tours.covered[row] += sign
            delta += row_cost(staff, row, tours.covered[row]) - before
    return delta


@inner
def price_window(staff: Staff, tours: Tours, person: int, first: int, price: Floats) -> None:
    """What each choice of some days costs now."""
    for i in range(price.shape[0]):
        day = first + i
        for c in range(price.shape[1]):
            now = staff.cost[person, day, c]
            row = staff.row_of[day, c]
            if row >= 0 and now < INFINITE:
                covered = tours.covered[row]
                now += row_cost(staff, row, covered + 1.0) - row_cost(staff, row, covered)
            price[i, c] = now


@inner
def change(staff: Staff, tours: Tours, person: int, first: int, choices: Ints32) -> None:
    """Write new choices of some days, and the nodes and totals that follow; cover stays."""
    s = staff.space[person]
    node = tours.node[person, first]
    for day in range(first, staff.cost.shape[1]):
        i = day - first
        if i >= len(choices) and node == tours.node[person, day]:
            break
        old = tours.choices[person, day]
        new = choices[i] if i < len(choices) else old
        row, n_actions = staff.offset[s, day], staff.n_actions[s, day]
        before = row + tours.node[person, day] * n_actions + staff.action_of[s, day, old]
        after = row + node * n_actions + staff.action_of[s, day, new]
        for k in range(tours.totals.shape[1]):
            tours.totals[person, k] += (
                staff.added[staff.kind[after], k]
                - staff.added[staff.kind[before], k]
                + staff.of_choice[s, new, k]
                - staff.of_choice[s, old, k]
            )
        tours.choices[person, day] = new
        tours.node[person, day] = node
        node = staff.target[after]
        if day == staff.cost.shape[1] - 1:
            tours.node[person, day + 1] = node


@compiled
def recreate(
    staff: Staff, tours: Tours, draw: Draw, moves: int, memory: Floats, rng: np.random.Generator
) -> tuple[float, int]:
    """Do some moves at one temperature; by how much the cost changed, and work.

    Only people and days of the draw are touched, so that draws with neither in common may run at
    the same time.
    """
    n_choices, n_noise = staff.cost.shape[2], len(draw.noise)
    longest, most = 1, 1
    for days in draw.window_days:
        longest = max(longest, days)
    for ruined in draw.ruined:
        most = max(most, ruined)
    new = np.zeros((most, longest), dtype=np.int32)
    price_all = np.empty((longest, n_choices))
    people = draw.people.copy()
    total, work = 0.0, 0
    temperature = draw.temperature
    for _ in range(moves):
        length = draw.window_days[int(rng.random() * len(draw.window_days))]
        length = min(length, draw.end_day - draw.first_day)
        # Windows hang over the ends, so that the first and last days are drawn as often as others.
        start = draw.first_day - length + 1
        start += int(rng.random() * (draw.end_day - start))
        first, end = max(start, draw.first_day), min(start + length, draw.end_day)
        length = end - first
        count = min(draw.ruined[int(rng.random() * len(draw.ruined))], len(people))
        for i in range(count):
            j = i + int(rng.random() * (len(people) - i))
            people[i], people[j] = people[j], people[i]
        delta = 0.0
        for i in range(count):
            delta += put(staff, tours, people[i], first, tours.choices[people[i], first:end], -1)
        price = price_all[:length]
        given = 0
        for i in range(count):
            price_window(staff, tours, people[i], first, price)
            at = int(rng.random() * n_noise)
            for day in range(length):
                for c in range(n_choices):
                    price[day, c] += temperature * draw.noise[at]
                    at = at + 1 if at + 1 < n_noise else 0
            found, steps = best_window(
                staff, tours, people[i], first, end, price, INFINITE, memory, new[i], rng
            )
            work += steps + length * n_choices
            if found == INFINITE:
                break
            delta += put(staff, tours, people[i], first, new[i, :length], 1)
            given += 1
        accepted = given == count and (
            delta <= EQUAL or delta <= -temperature * np.log(1.0 - rng.random())
        )
        if accepted:
            total += delta
            for i in range(count):
                change(staff, tours, people[i], first, new[i, :length])
        else:
            for i in range(given):
                put(staff, tours, people[i], first, new[i, :length], -1)
            for i in range(count):
                put(staff, tours, people[i], first, tours.choices[people[i], first:end], 1)
    return total, work


@inner
def lay(staff: Staff, tours: Tours, person: int, choices: Ints32) -> None:
    """Write a tour of somebody who covers nothing yet, and let it cover."""
    s = staff.space[person]
    node = 0
    tours.totals[person] = 0
    for day in range(len(choices)):
        tours.choices[person, day], tours.node[person, day] = choices[day], node
        arc = staff.offset[s, day] + node * staff.n_actions[s, day]
        arc += staff.action_of[s, day, choices[day]]
        for k in range(tours.totals.shape[1]):
            tours.totals[person, k] += (
                staff.added[staff.kind[arc], k] + staff.of_choice[s, choices[day], k]
            )
        node = staff.target[arc]
    tours.node[person, len(choices)] = node
    put(staff, tours, person, 0, choices, 1)


@compiled
def put_all(staff: Staff, tours: Tours, choices: Ints32) -> None:
    """Write everybody's tours and what they cover, in place of all before."""
    tours.covered[:] = 0.0
    for person in range(len(choices)):
        lay(staff, tours, person, choices[person])
