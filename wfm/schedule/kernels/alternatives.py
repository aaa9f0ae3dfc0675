"""What every choice of one agent's day would cost."""

import numpy as np

from wfm.schedule.kernels.anneal import Roster, Scratch
from wfm.schedule.kernels.arrays import (
    INFINITE,
    Floats,
    Ints32,
    Tables,
    compiled,
    graph_of,
    shifts_of,
    wish_of,
)
from wfm.schedule.kernels.joint import add_joint_prices
from wfm.schedule.kernels.prices import price_options, price_slack
from wfm.schedule.kernels.tours import best_tour, charged


@compiled
def price_day(
    tables: Tables,
    roster: Roster,
    scratch: Scratch,
    agent: int,
    day: int,
    alone: Floats,
    freely: Floats,
    tours: Ints32,
) -> None:
    """Price each choice of a day of an agent who was taken off queue.

    Costs are pay, prices on queue, and what rules and wishes cost in the whole tour, with the best
    breaks; infinite where no tour keeps the hard rules.

    Parameters
    ----------
    alone : array of shape (options + 1,)
        Written: cost with the agent's other days as they are.
    freely : array of shape (options + 1,)
        Written: cost with the best other days.
    tours : array of shape (options + 1, days)
        Written: the choices of `freely`.
    """
    first, last = tables.first_row[agent], tables.last_row[agent]
    shifts, graph = shifts_of(tables, agent), graph_of(tables, agent)
    n_days, n_choices = tours.shape[1], len(alone)
    end = n_days - 1
    price_slack(
        roster.slack[first:last],
        tables.meets[agent, first:last],
        tables.pace[agent],
        tables.first_interval[0],
        tables.last_interval[end],
        tables.quanta,
        tables.under_price,
        tables.over_price,
        scratch.price,
    )
    cost = scratch.cost
    price_options(
        shifts, graph.action_of, 0, end, tables.quanta, scratch.price, cost, scratch.pauses
    )
    contract = tables.contract[agent]
    add_joint_prices(tables.joint, roster.joint, shifts, contract, agent, 0, end, cost)
    wish = wish_of(tables, agent)
    for choice in range(n_choices):
        alone[choice] = freely[choice] = INFINITE
        if graph.action_of[day, choice] < 0:
            continue
        only = np.full(cost.shape[1] + 1, INFINITE)
        only[choice] = wish[day, choice]
        closed = wish.copy()
        closed[day] = only
        choices = roster.choices[agent].copy()
        if best_tour(graph, cost, closed, choices, day, day) < INFINITE:
            alone[choice] = charged(graph, wish, choices)
            for d in range(n_days):
                if choices[d] > 0:
                    alone[choice] += cost[d, choices[d] - 1]
        freely[choice] = best_tour(graph, cost, closed, choices, 0, end)
        if freely[choice] < INFINITE:
            tours[choice] = choices
