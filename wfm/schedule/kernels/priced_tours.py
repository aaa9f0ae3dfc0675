"""Everybody's best tours at fixed prices, for the bound."""

import numpy as np

from wfm.schedule.kernels.arrays import (
    Floats,
    Ints,
    Tables,
    compiled,
    graph_of,
    inner,
    shifts_of,
    wish_of,
)
from wfm.schedule.kernels.joint import JointPrices, add_fixed_prices, count_use
from wfm.schedule.kernels.prices import price_linear, price_options
from wfm.schedule.kernels.tours import add_tour, best_tour


@inner
def _count_alike(tables: Tables, one: int, other: int) -> bool:
    """Whether two agents have the same options, which count in the same rows and as much."""
    if tables.contract[one] != tables.contract[other] or tables.group[one] != tables.group[other]:
        return False
    if tables.pace[one] != tables.pace[other]:
        return False
    for row in range(tables.meets.shape[1]):
        if tables.meets[one, row] != tables.meets[other, row]:
            return False
    if tables.has_joint:
        joint = tables.joint
        for place in range(joint.sits.shape[1]):
            if joint.sits[one, place] != joint.sits[other, place]:
                return False
        for crew in range(joint.counts.shape[1]):
            if joint.counts[one, crew] != joint.counts[other, crew]:
                return False
    return True


@compiled
def priced_tours(
    tables: Tables,
    agents: Ints,
    counts: Ints,
    duals: Floats,
    slack: Floats,
    joint: JointPrices,
    used: JointPrices,
) -> float:
    """Cost of the agents' best tours at given prices, each counted so often and put on queue.

    Options are priced once for agents that count alike and follow each other. `joint` are prices
    of joint rules, and `used` takes what the tours use of them.
    """
    n_days, n_options = tables.shifts.start.shape[1], tables.shifts.start.shape[2]
    n_breaks = tables.shifts.break_length.shape[2]
    price = np.zeros((slack.shape[1], tables.quanta + 1))
    cost = np.zeros((n_days, n_options))
    every_option = np.zeros((n_days, n_options + 1), dtype=np.int32)
    option_pauses = np.zeros((n_days, n_options, n_breaks), dtype=np.int32)
    pauses = np.zeros((n_days, n_breaks), dtype=np.int32)
    total, before = 0.0, -1
    for agent, count in zip(agents, counts):  # noqa: B905 - numba knows no strict zip
        shifts = shifts_of(tables, agent)
        first, last = tables.first_row[agent], tables.last_row[agent]
        meets, pace = tables.meets[agent, first:last], tables.pace[agent]
        if before < 0 or not _count_alike(tables, before, agent):
            price_linear(duals[first:last], meets, pace, tables.quanta, tables.over_price, price)
            price_options(
                shifts, every_option, 0, n_days - 1, tables.quanta, price, cost, option_pauses
            )
            if tables.has_joint:
                add_fixed_prices(tables.joint, joint, shifts, tables.contract[agent], agent, cost)
        before = agent
        choices = np.zeros(n_days, dtype=np.int32)
        graph, wish = graph_of(tables, agent), wish_of(tables, agent)
        total += count * best_tour(graph, cost, wish, choices, 0, n_days - 1)
        for day in range(n_days):
            if choices[day] > 0:
                for b in range(n_breaks):
                    pauses[day, b] = option_pauses[day, choices[day] - 1, b]
        add_tour(
            shifts,
            meets,
            choices,
            pauses,
            0,
            n_days - 1,
            tables.quanta,
            count * pace,
            slack[first:last],
        )
        if tables.has_joint:
            count_use(tables.joint, used, shifts, tables.contract[agent], agent, choices, count)
    return total
