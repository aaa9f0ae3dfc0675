"""Ruin and recreate with simulated annealing, many rounds in one compiled call."""

from typing import NamedTuple

import numpy as np

from wfm.schedule.kernels.arrays import (
    Floats,
    Ints,
    Ints32,
    Tables,
    compiled,
    graph_of,
    inner,
    shifts_of,
    wish_of,
)
from wfm.schedule.kernels.tours import add_tour, charged, cover_cost, insert

IMPROVED = 1e-7


class Roster(NamedTuple):
    """Everybody's choices and breaks, and what is then missing; changed in place."""

    choices: Ints32  # (agents, days), 0 is a day off, o + 1 option o
    pauses: Ints32  # (agents, days, breaks), quanta after the shift's start
    slack: Floats  # (rows, intervals)


class Scratch(NamedTuple):
    """Memory that the kernels write to."""

    price: Floats  # (intervals, quanta + 1)
    cost: Floats  # (days, options)
    pauses: Ints32  # (days, options, breaks)


class Moves(NamedTuple):
    """How rounds are drawn: each entry of the lists is as likely as any other."""

    window_days: Ints
    ruined_agents: Ints
    noisy: float  # share of rounds with noise
    noise: float  # its size, relative to the prices of options
    warmest: float  # temperatures, in money
    coldest: float


@compiled
def take_off(tables: Tables, roster: Roster, agent: int, first_day: int, last_day: int) -> float:
    """Take an agent's shifts of some days off queue.

    Returns their pay and price on queue, and what rules and wishes cost in the whole tour.
    """
    shifts = shifts_of(tables, agent)
    first, last = tables.first_row[agent], tables.last_row[agent]
    on_queue = add_tour(
        shifts,
        tables.meets[agent, first:last],
        roster.choices[agent],
        roster.pauses[agent],
        first_day,
        last_day,
        tables.quanta,
        -1,
        roster.slack[first:last],
    )
    pay = 0.0
    for day in range(first_day, last_day + 1):
        if roster.choices[agent, day] > 0:
            pay += shifts.pay[roster.choices[agent, day] - 1]
    cost = charged(graph_of(tables, agent), wish_of(tables, agent), roster.choices[agent])
    return pay + tables.over_price * on_queue + cost


@compiled
def put_on(tables: Tables, roster: Roster, agent: int, first_day: int, last_day: int) -> None:
    """Put the shifts that an agent's choices tell on queue."""
    first, last = tables.first_row[agent], tables.last_row[agent]
    add_tour(
        shifts_of(tables, agent),
        tables.meets[agent, first:last],
        roster.choices[agent],
        roster.pauses[agent],
        first_day,
        last_day,
        tables.quanta,
        1,
        roster.slack[first:last],
    )


@compiled
def give_best(
    tables: Tables,
    roster: Roster,
    scratch: Scratch,
    agent: int,
    first_day: int,
    last_day: int,
    noise: Floats,
) -> float:
    """Give an agent who was taken off the cheapest shifts; returns what `take_off` would."""
    first, last = tables.first_row[agent], tables.last_row[agent]
    return insert(
        shifts_of(tables, agent),
        graph_of(tables, agent),
        wish_of(tables, agent),
        tables.meets[agent, first:last],
        roster.choices[agent],
        roster.pauses[agent],
        first_day,
        last_day,
        tables.first_interval[first_day],
        tables.last_interval[last_day],
        tables.quanta,
        tables.under_price,
        tables.over_price,
        noise,
        roster.slack[first:last],
        scratch.price,
        scratch.cost,
        scratch.pauses,
    )


@compiled
def missing_cost(tables: Tables, slack: Floats, group: int, first_day: int, last_day: int) -> float:
    """Cost of the agents of a planning group that some days miss."""
    agent = tables.member[tables.first_member[group]]
    rows = slack[tables.first_row[agent] : tables.last_row[agent]]
    first, last = tables.first_interval[first_day], tables.last_interval[last_day]
    return cover_cost(rows, first, last, tables.under_price)


@inner
def _below(n: int, rng: np.random.Generator) -> int:
    """A random whole number from 0 to n - 1."""
    return int(rng.random() * n)


@inner
def _keep(
    roster: Roster, agent: int, first_day: int, last_day: int, choices: Ints32, pauses: Ints32
) -> None:
    for day in range(first_day, last_day + 1):
        choices[day] = roster.choices[agent, day]
        for b in range(pauses.shape[1]):
            pauses[day, b] = roster.pauses[agent, day, b]


@inner
def _bring_back(
    roster: Roster, agent: int, first_day: int, last_day: int, choices: Ints32, pauses: Ints32
) -> None:
    for day in range(first_day, last_day + 1):
        roster.choices[agent, day] = choices[day]
        for b in range(pauses.shape[1]):
            roster.pauses[agent, day, b] = pauses[day, b]


@inner
def _copy(roster: Roster, to: Roster) -> None:
    for agent in range(roster.choices.shape[0]):
        _keep(roster, agent, 0, roster.choices.shape[1] - 1, to.choices[agent], to.pauses[agent])


@compiled
def anneal(
    tables: Tables,
    roster: Roster,
    best: Roster,
    scratch: Scratch,
    moves: Moves,
    rng: np.random.Generator,
    cost: float,
    best_cost: float,
    stop_at: float,
    work: float,
    work_until: float,
    work_limit: float,
) -> tuple[float, float, float]:
    """Search until `work_until`; `best` takes the best roster seen (its slack is not kept up).

    The temperature falls geometrically with the share of `work_limit` that is done. Returns the
    cost of the roster, the cost of the best one, and the work done.
    """
    n_agents, n_days = roster.choices.shape
    most = 1
    for ruined in moves.ruined_agents:
        most = max(most, min(ruined, n_agents))
    old_choices = np.empty((most, n_days), dtype=np.int32)
    old_pauses = np.empty((most, n_days, roster.pauses.shape[2]), dtype=np.int32)
    noise = np.zeros(n_days)
    pool = tables.member.copy()
    is_best = cost <= best_cost
    while work < work_until and min(cost, best_cost) > stop_at:
        temperature = moves.warmest * (moves.coldest / moves.warmest) ** (work / work_limit)
        group = tables.group[_below(n_agents, rng)]
        begin, end = tables.first_member[group], tables.first_member[group + 1]
        count = min(moves.ruined_agents[_below(len(moves.ruined_agents), rng)], end - begin)
        for i in range(count):
            j = begin + i + _below(end - begin - i, rng)
            pool[begin + i], pool[j] = pool[j], pool[begin + i]
        length = min(moves.window_days[_below(len(moves.window_days), rng)], n_days)
        first_day = _below(n_days - length + 1, rng)
        last_day = first_day + length - 1
        noisy = rng.random() < moves.noisy
        for day in range(first_day, last_day + 1):
            noise[day] = moves.noise * (rng.random() - 0.5) if noisy else 0.0
        delta = -missing_cost(tables, roster.slack, group, first_day, last_day)
        for i in range(count):
            agent = pool[begin + i]
            _keep(roster, agent, first_day, last_day, old_choices[i], old_pauses[i])
            delta -= take_off(tables, roster, agent, first_day, last_day)
            work += tables.work[agent] * length
        for i in range(count):
            delta += give_best(tables, roster, scratch, pool[begin + i], first_day, last_day, noise)
        delta += missing_cost(tables, roster.slack, group, first_day, last_day)
        if delta > IMPROVED and delta > -temperature * np.log(1.0 - rng.random()):
            for i in range(count):
                agent = pool[begin + i]
                take_off(tables, roster, agent, first_day, last_day)
                _bring_back(roster, agent, first_day, last_day, old_choices[i], old_pauses[i])
                put_on(tables, roster, agent, first_day, last_day)
            continue
        if is_best and delta > IMPROVED:
            # The roster is about to get worse: keep the best one as it was.
            _copy(roster, best)
            for i in range(count):
                agent = pool[begin + i]
                _bring_back(best, agent, first_day, last_day, old_choices[i], old_pauses[i])
            is_best = False
        cost += delta
        if cost < best_cost:
            best_cost, is_best = cost, True
    if is_best:
        _copy(roster, best)
    return cost, best_cost, work
