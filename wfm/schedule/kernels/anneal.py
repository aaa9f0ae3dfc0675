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
from wfm.schedule.kernels.joint import Joint, add_joint_prices, join
from wfm.schedule.kernels.tours import add_tour, charged, cover_cost, insert

IMPROVED = 1e-7


class Roster(NamedTuple):
    """Everybody's choices and breaks, and what is then missing; changed in place."""

    choices: Ints32  # (agents, days), 0 is a day off, o + 1 option o
    pauses: Ints32  # (agents, days, breaks), quanta after the shift's start
    slack: Floats  # (rows, intervals)
    joint: Joint  # what is taken of seats and the like


class Scratch(NamedTuple):
    """Memory that the kernels write to."""

    price: Floats  # (intervals, quanta + 1)
    cost: Floats  # (days, options)
    pauses: Ints32  # (days, options, breaks)
    joint: Floats  # (days, options), or empty where there are no joint rules


class Moves(NamedTuple):
    """How rounds are drawn: each entry of the lists is as likely as any other."""

    window_days: Ints
    ruined_agents: Ints
    noisy: float  # share of rounds with noise
    noise: float  # its size, relative to the prices of options
    warmest: float  # temperatures, in money
    coldest: float
    whole_team: float  # share of rounds for a team that starts together, where there is one


@compiled
def take_off(tables: Tables, roster: Roster, agent: int, first_day: int, last_day: int) -> float:
    """Take an agent's shifts of some days off queue.

    Returns their pay and price on queue, what rules and wishes cost in the whole tour, and what
    the shifts add to the charges of joint rules.
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
        -tables.pace[agent],
        roster.slack[first:last],
    )
    pay = 0.0
    for day in range(first_day, last_day + 1):
        if roster.choices[agent, day] > 0:
            pay += shifts.pay[roster.choices[agent, day] - 1]
    cost = charged(graph_of(tables, agent), wish_of(tables, agent), roster.choices[agent])
    if tables.has_joint:
        cost -= _join(tables, roster, agent, first_day, last_day, -1)
    return pay + float(tables.over_price * tables.pace[agent] * on_queue) + cost


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
        tables.pace[agent],
        roster.slack[first:last],
    )
    if tables.has_joint:
        _join(tables, roster, agent, first_day, last_day, 1)


@inner
def _join(
    tables: Tables, roster: Roster, agent: int, first_day: int, last_day: int, sign: int
) -> float:
    """Put shifts on (sign 1) or take them off (-1) for joint rules; the growth of their charges."""
    return join(
        tables.joint,
        roster.joint,
        shifts_of(tables, agent),
        tables.contract[agent],
        agent,
        roster.choices[agent],
        first_day,
        last_day,
        sign,
    )


@inner
def _price_joint(
    tables: Tables, roster: Roster, scratch: Scratch, agent: int, first_day: int, last_day: int
) -> None:
    """What joint rules charge for each shift of some days."""
    for day in range(first_day, last_day + 1):
        for option in range(scratch.joint.shape[1]):
            scratch.joint[day, option] = 0.0
    add_joint_prices(
        tables.joint,
        roster.joint,
        shifts_of(tables, agent),
        tables.contract[agent],
        agent,
        first_day,
        last_day,
        scratch.joint,
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
    if tables.has_joint:
        _price_joint(tables, roster, scratch, agent, first_day, last_day)
    cost = insert(
        shifts_of(tables, agent),
        graph_of(tables, agent),
        wish_of(tables, agent),
        tables.meets[agent, first:last],
        tables.pace[agent],
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
        scratch.joint,
    )
    if tables.has_joint:
        cost += _join(tables, roster, agent, first_day, last_day, 1)
    return cost


@compiled
def missing_cost(tables: Tables, slack: Floats, group: int, first_day: int, last_day: int) -> float:
    """Cost of the agents of a planning group that some days miss."""
    agent = tables.member[tables.first_member[group]]
    rows = slack[tables.first_row[agent] : tables.last_row[agent]]
    first, last = tables.first_interval[first_day], tables.last_interval[last_day]
    return cover_cost(rows, first, last, tables.under_price)


@compiled
def missing_everywhere(tables: Tables, slack: Floats, first_day: int, last_day: int) -> float:
    """Cost of the agents of all planning groups that some days miss."""
    total = 0.0
    for group in range(len(tables.first_member) - 1):
        total += missing_cost(tables, slack, group, first_day, last_day)
    return total


@inner
def _below(n: int, rng: np.random.Generator) -> int:
    """A random whole number from 0 to n - 1."""
    return int(rng.random() * n)


@inner
def _pick(
    pool: Ints, begin: int, end: int, count: int, picked: Ints, rng: np.random.Generator
) -> int:
    """Draw `count` of the entries [begin, end) of a pool into `picked`, in random order."""
    for i in range(count):
        j = begin + i + _below(end - begin - i, rng)
        pool[begin + i], pool[j] = pool[j], pool[begin + i]
        picked[i] = pool[begin + i]
    return count


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
    joint = tables.joint
    n_teams = len(joint.within) if tables.has_joint else 0
    for team in range(n_teams):
        most = max(most, joint.first_teammate[team + 1] - joint.first_teammate[team])
    picked = np.empty(most, dtype=np.int64)
    mates = joint.teammate.copy()
    old_choices = np.empty((most, n_days), dtype=np.int32)
    old_pauses = np.empty((most, n_days, roster.pauses.shape[2]), dtype=np.int32)
    noise = np.zeros(n_days)
    pool = tables.member.copy()
    is_best = cost <= best_cost
    while work < work_until and min(cost, best_cost) > stop_at:
        temperature = moves.warmest * (moves.coldest / moves.warmest) ** (work / work_limit)
        if n_teams > 0 and rng.random() < moves.whole_team:
            # A team whose starts lie together can only move as one; the first leads.
            group, length = -1, 1
            team = _below(n_teams, rng)
            begin, end = joint.first_teammate[team], joint.first_teammate[team + 1]
            count = _pick(mates, begin, end, end - begin, picked, rng)
        else:
            group = tables.group[_below(n_agents, rng)]
            begin, end = tables.first_member[group], tables.first_member[group + 1]
            count = min(moves.ruined_agents[_below(len(moves.ruined_agents), rng)], end - begin)
            count = _pick(pool, begin, end, count, picked, rng)
            length = min(moves.window_days[_below(len(moves.window_days), rng)], n_days)
        first_day = _below(n_days - length + 1, rng)
        last_day = first_day + length - 1
        noisy = rng.random() < moves.noisy
        for day in range(first_day, last_day + 1):
            noise[day] = moves.noise * (rng.random() - 0.5) if noisy else 0.0
        if group >= 0:
            delta = -missing_cost(tables, roster.slack, group, first_day, last_day)
        else:
            delta = -missing_everywhere(tables, roster.slack, first_day, last_day)
        for i in range(count):
            agent = picked[i]
            _keep(roster, agent, first_day, last_day, old_choices[i], old_pauses[i])
            delta -= take_off(tables, roster, agent, first_day, last_day)
            work += tables.work[agent] * length
        for i in range(count):
            delta += give_best(tables, roster, scratch, picked[i], first_day, last_day, noise)
        if group >= 0:
            delta += missing_cost(tables, roster.slack, group, first_day, last_day)
        else:
            delta += missing_everywhere(tables, roster.slack, first_day, last_day)
        if delta > IMPROVED and delta > -temperature * np.log(1.0 - rng.random()):
            for i in range(count):
                agent = picked[i]
                take_off(tables, roster, agent, first_day, last_day)
                _bring_back(roster, agent, first_day, last_day, old_choices[i], old_pauses[i])
                put_on(tables, roster, agent, first_day, last_day)
            continue
        if is_best and delta > IMPROVED:
            # The roster is about to get worse: keep the best one as it was.
            _copy(roster, best)
            for i in range(count):
                agent = picked[i]
                _bring_back(best, agent, first_day, last_day, old_choices[i], old_pauses[i])
            is_best = False
        cost += delta
        if cost < best_cost:
            best_cost, is_best = cost, True
    if is_best:
        _copy(roster, best)
    return cost, best_cost, work
