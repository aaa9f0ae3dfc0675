"""Give an agent other shifts only where that is worth the price of a change."""

from wfm.schedule.kernels.anneal import Roster, Scratch
from wfm.schedule.kernels.arrays import (
    Floats,
    Ints32,
    ShiftArrays,
    Tables,
    compiled,
    graph_of,
    inner,
    shifts_of,
    wish_of,
)
from wfm.schedule.kernels.joint import add_joint_prices, join
from wfm.schedule.kernels.prices import price_options, price_slack
from wfm.schedule.kernels.tours import add_tour, best_tour, charged


@inner
def _cost_with_breaks(
    shifts: ShiftArrays, price: Floats, quanta: int, day: int, option: int, pauses: Ints32
) -> float:
    """Pay of a shift and the price of its time on queue, with given breaks."""
    cost = shifts.pay[option]
    start = shifts.start[day, option]
    template = shifts.template[option]
    begin, interval, filled = start, -1, 0
    for b in range(shifts.n_breaks[template] + 1):
        is_break = b < shifts.n_breaks[template]
        end = start + (pauses[b] if is_break else shifts.length[option])
        stop = min(end, price.shape[0] * quanta)
        while begin < stop:
            t = begin // quanta
            until = min((t + 1) * quanta, stop)
            if t != interval:
                if filled > 0:
                    cost += price[interval, filled]
                interval, filled = t, 0
            filled += until - begin
            begin = until
        if is_break:
            begin = end + shifts.break_length[template, b]
    if filled > 0:
        cost += price[interval, filled]
    return float(cost)


@compiled
def change_tour(
    tables: Tables,
    roster: Roster,
    scratch: Scratch,
    agent: int,
    first_day: int,
    last_day: int,
    as_given: Ints32,
    given_pauses: Ints32,
    shift_price: float,
    break_price: float,
    noise: Floats,
) -> float:
    """Give an agent who was taken off the cheapest shifts, each change at its price.

    `as_given` (days,) and `given_pauses` (days, breaks) are what a day costs no price to keep.
    Returns what `take_off` would, without the prices of changes.
    """
    first, last = tables.first_row[agent], tables.last_row[agent]
    shifts, graph = shifts_of(tables, agent), graph_of(tables, agent)
    meets, slack = tables.meets[agent, first:last], roster.slack[first:last]
    pace = float(tables.pace[agent])
    price, cost = scratch.price, scratch.cost
    choices, pauses = roster.choices[agent], roster.pauses[agent]
    price_slack(
        slack,
        meets,
        pace,
        tables.first_interval[first_day],
        tables.last_interval[last_day],
        tables.quanta,
        tables.under_price,
        tables.over_price,
        price,
    )
    price_options(
        shifts, graph.action_of, first_day, last_day, tables.quanta, price, cost, scratch.pauses
    )
    for day in range(first_day, last_day + 1):
        kept = as_given[day] - 1
        for option in range(cost.shape[1]):
            cost[day, option] += noise[day] * abs(cost[day, option])
            if kept < 0:
                cost[day, option] += shift_price
        if kept >= 0:
            with_breaks = _cost_with_breaks(
                shifts, price, tables.quanta, day, kept, given_pauses[day]
            )
            if with_breaks <= cost[day, kept] + break_price:
                cost[day, kept] = with_breaks
                for b in range(pauses.shape[1]):
                    scratch.pauses[day, kept, b] = given_pauses[day, b]
            else:
                cost[day, kept] += break_price
            # A day off and every other shift are dearer by the price of the change.
            cost[day, kept] -= shift_price
    contract = tables.contract[agent]
    add_joint_prices(tables.joint, roster.joint, shifts, contract, agent, first_day, last_day, cost)
    wish = wish_of(tables, agent)
    best_tour(graph, cost, wish, choices, first_day, last_day)
    pay = 0.0
    for day in range(first_day, last_day + 1):
        if choices[day] > 0:
            pay += shifts.pay[choices[day] - 1]
            for b in range(pauses.shape[1]):
                pauses[day, b] = scratch.pauses[day, choices[day] - 1, b]
    on_queue = add_tour(
        shifts, meets, choices, pauses, first_day, last_day, tables.quanta, pace, slack
    )
    joint = join(
        tables.joint, roster.joint, shifts, contract, agent, choices, first_day, last_day, 1
    )
    return pay + tables.over_price * pace * on_queue + charged(graph, wish, choices) + joint
