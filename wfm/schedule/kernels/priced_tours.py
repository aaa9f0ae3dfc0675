"""Everybody's best tours at fixed prices, for the bound."""

import numpy as np

from wfm.schedule.kernels.arrays import Floats, Ints, Tables, compiled, graph_of, shifts_of, wish_of
from wfm.schedule.kernels.prices import price_linear, price_options
from wfm.schedule.kernels.tours import add_tour, best_tour


@compiled
def priced_tours(tables: Tables, agents: Ints, counts: Ints, duals: Floats, slack: Floats) -> float:
    """Cost of the agents' best tours at given prices, each counted so often and put on queue."""
    n_days, n_options = tables.shifts.start.shape[1], tables.shifts.start.shape[2]
    n_breaks = tables.shifts.break_length.shape[2]
    price = np.zeros((slack.shape[1], tables.quanta + 1))
    cost = np.zeros((n_days, n_options))
    option_pauses = np.zeros((n_days, n_options, n_breaks), dtype=np.int32)
    pauses = np.zeros((n_days, n_breaks), dtype=np.int32)
    total = 0.0
    for agent, count in zip(agents, counts):  # noqa: B905 - numba knows no strict zip
        shifts, graph = shifts_of(tables, agent), graph_of(tables, agent)
        first, last = tables.first_row[agent], tables.last_row[agent]
        meets = tables.meets[agent, first:last]
        price_linear(duals[first:last], meets, tables.quanta, tables.over_price, price)
        price_options(
            shifts, graph.action_of, 0, n_days - 1, tables.quanta, price, cost, option_pauses
        )
        choices = np.zeros(n_days, dtype=np.int32)
        wish = wish_of(tables, agent)
        total += count * best_tour(graph, cost, wish, choices, 0, n_days - 1)
        for day in range(n_days):
            if choices[day] > 0:
                for b in range(n_breaks):
                    pauses[day, b] = option_pauses[day, choices[day] - 1, b]
        add_tour(
            shifts, meets, choices, pauses, 0, n_days - 1, tables.quanta, count, slack[first:last]
        )
    return total
