"""What a roster is charged for rules of several people, as each one's shifts come and go."""

from typing import NamedTuple

import numpy as np

from wfm.schedule.kernels.arrays import (
    Floats,
    Ints,
    Ints32,
    JointTables,
    ShiftArrays,
    compiled,
    inner,
)


class Joint(NamedTuple):
    """What is taken by now; changed in place."""

    free: Floats  # (places, quanta), seats; below 0 where there are too few
    there: Ints  # (crews, days), people on the shift
    starts: Ints  # (teams, days, starts), people who begin then


class JointPrices(NamedTuple):
    """A price of each seat and of each person on a shift, or how many of them are in use."""

    seat: Floats  # (places, quanta)
    person: Floats  # (crews, days)


def nothing_priced(taken: Joint) -> JointPrices:
    """Prices, or counts, of 0."""
    return JointPrices(np.zeros(taken.free.shape), np.zeros(taken.there.shape))


def copy_of(taken: Joint) -> Joint:
    """The same, to be changed apart."""
    return Joint(taken.free.copy(), taken.there.copy(), taken.starts.copy())


@inner
def spread_cost(joint: JointTables, starts: Ints, team: int, extra: int) -> float:
    """What a team's starts of a day cost, with one more where `extra` is a start and no -1."""
    first, last = extra, extra
    for s in range(len(starts)):
        if starts[s] > 0:
            if first < 0 or s < first:
                first = s
            last = max(last, s)
    if first < 0:
        return 0.0
    beyond = joint.clock[last] - joint.clock[first] - joint.within[team]
    return float(joint.team_price[team] * beyond) if beyond > 0 else 0.0


@inner
def crew_cost(joint: JointTables, crew: int, day: int, there: int) -> float:
    """What so many people on a crew's shift cost."""
    outside = max(joint.least[crew, day] - there, there - joint.most[crew, day])
    return float(joint.crew_price[crew] * outside) if outside > 0 else 0.0


@inner
def join(
    joint: JointTables,
    taken: Joint,
    shifts: ShiftArrays,
    contract: int,
    agent: int,
    choices: Ints32,
    first_day: int,
    last_day: int,
    sign: int,
) -> float:
    """Put an agent's shifts where others can see them (sign 1) or take them away (-1).

    Returns by how much the charges of joint rules grow.
    """
    grown = 0.0
    n_quanta = taken.free.shape[1]
    for day in range(first_day, last_day + 1):
        option = choices[day] - 1
        if option < 0:
            continue
        for place in range(joint.sits.shape[1]):
            if joint.sits[agent, place] and joint.holds_seat[contract, option]:
                begin = shifts.start[day, option]
                end = min(begin + shifts.length[option], n_quanta)
                beyond = 0
                for q in range(begin, end):
                    if sign < 0:
                        taken.free[place, q] += 1.0
                    if taken.free[place, q] <= 0.0:
                        beyond += sign
                    if sign > 0:
                        taken.free[place, q] -= 1.0
                grown += joint.seat_price[place] * beyond
        for crew in range(joint.counts.shape[1]):
            if joint.counts[agent, crew] and joint.works[contract, crew, option]:
                grown -= crew_cost(joint, crew, day, taken.there[crew, day])
                taken.there[crew, day] += sign
                grown += crew_cost(joint, crew, day, taken.there[crew, day])
        start = -1
        if joint.team.shape[1]:
            start = joint.start_of[contract, day, option]
        for team in range(joint.team.shape[1]):
            if joint.team[agent, team] and start >= 0:
                grown -= spread_cost(joint, taken.starts[team, day], team, -1)
                taken.starts[team, day, start] += sign
                grown += spread_cost(joint, taken.starts[team, day], team, -1)
    return grown


@inner
def add_joint_prices(
    joint: JointTables,
    taken: Joint,
    shifts: ShiftArrays,
    contract: int,
    agent: int,
    first_day: int,
    last_day: int,
    cost: Floats,
) -> None:
    """Add to ``cost[day, option]`` what joint rules would charge for one more such shift."""
    n_options, n_quanta = cost.shape[1], taken.free.shape[1]
    for place in range(joint.sits.shape[1]):
        if not joint.sits[agent, place]:
            continue
        first, last = n_quanta, 0
        for day in range(first_day, last_day + 1):
            for option in range(n_options):
                begin = shifts.start[day, option]
                first, last = min(first, begin), max(last, begin + shifts.length[option])
        last = min(last, n_quanta)
        full = np.zeros(max(last - first, 0) + 1)
        for q in range(first, last):
            full[q - first + 1] = full[q - first] + (taken.free[place, q] <= 0.0)
        if full[-1] == 0.0:
            continue
        for day in range(first_day, last_day + 1):
            for option in range(n_options):
                begin = shifts.start[day, option] - first
                end = min(begin + shifts.length[option], len(full) - 1)
                if joint.holds_seat[contract, option] and begin < end:
                    cost[day, option] += joint.seat_price[place] * (full[end] - full[begin])
    for crew in range(joint.counts.shape[1]):
        if not joint.counts[agent, crew]:
            continue
        for day in range(first_day, last_day + 1):
            there = taken.there[crew, day]
            more = crew_cost(joint, crew, day, there + 1) - crew_cost(joint, crew, day, there)
            if more != 0.0:
                for option in range(n_options):
                    if joint.works[contract, crew, option]:
                        cost[day, option] += more
    for team in range(joint.team.shape[1]):
        if not joint.team[agent, team]:
            continue
        for day in range(first_day, last_day + 1):
            starts = taken.starts[team, day]
            now = spread_cost(joint, starts, team, -1)
            for option in range(n_options):
                start = joint.start_of[contract, day, option]
                if start >= 0:
                    cost[day, option] += spread_cost(joint, starts, team, start) - now


@inner
def add_fixed_prices(
    joint: JointTables,
    prices: JointPrices,
    shifts: ShiftArrays,
    contract: int,
    agent: int,
    cost: Floats,
) -> None:
    """Add to ``cost[day, option]`` fixed prices of the seat and of the person on a shift."""
    n_days, n_options = cost.shape
    n_quanta = prices.seat.shape[1]
    cumulated = np.zeros(n_quanta + 1)
    for place in range(joint.sits.shape[1]):
        if not joint.sits[agent, place]:
            continue
        for q in range(n_quanta):
            cumulated[q + 1] = cumulated[q] + prices.seat[place, q]
        for day in range(n_days):
            for option in range(n_options):
                begin = min(shifts.start[day, option], n_quanta)
                end = min(begin + shifts.length[option], n_quanta)
                if joint.holds_seat[contract, option]:
                    cost[day, option] += cumulated[end] - cumulated[begin]
    for crew in range(joint.counts.shape[1]):
        if joint.counts[agent, crew]:
            for day in range(n_days):
                for option in range(n_options):
                    if joint.works[contract, crew, option]:
                        cost[day, option] += prices.person[crew, day]


@inner
def count_use(
    joint: JointTables,
    used: JointPrices,
    shifts: ShiftArrays,
    contract: int,
    agent: int,
    choices: Ints32,
    count: int,
) -> None:
    """Count the seats and people of a tour that so many agents work."""
    n_quanta = used.seat.shape[1]
    for day in range(len(choices)):
        option = choices[day] - 1
        if option < 0:
            continue
        for place in range(joint.sits.shape[1]):
            if joint.sits[agent, place] and joint.holds_seat[contract, option]:
                begin = shifts.start[day, option]
                for q in range(begin, min(begin + shifts.length[option], n_quanta)):
                    used.seat[place, q] += count
        for crew in range(joint.counts.shape[1]):
            if joint.counts[agent, crew] and joint.works[contract, crew, option]:
                used.person[crew, day] += count


@compiled
def joint_cost(joint: JointTables, taken: Joint) -> float:
    """What all joint rules charge by now."""
    total = 0.0
    for place in range(taken.free.shape[0]):
        for q in range(taken.free.shape[1]):
            if taken.free[place, q] < 0.0:
                total -= joint.seat_price[place] * taken.free[place, q]
    for crew in range(taken.there.shape[0]):
        for day in range(taken.there.shape[1]):
            total += crew_cost(joint, crew, day, taken.there[crew, day])
    for team in range(taken.starts.shape[0]):
        for day in range(taken.starts.shape[1]):
            total += spread_cost(joint, taken.starts[team, day], team, -1)
    return total
