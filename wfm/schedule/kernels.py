"""Compiled inner loops: price every interval, price every shift, find the best tour, place it.

Time is counted in quanta, the largest length that divides every interval, start, length and break;
`quanta` is their number in an interval. `slack[j, t]` is what the queues of subset j require less
the agents who can serve them, in quanta; agents of a class count in the subsets they meet.
All kernels stand in one file because numba's disk cache does not see changes of other files.
"""

from collections.abc import Callable
from typing import NamedTuple, ParamSpec, TypeVar, cast

import numpy as np
from numba import njit
from numpy.typing import NDArray

P = ParamSpec("P")
R = TypeVar("R")
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Ints32 = NDArray[np.int32]
Flags = NDArray[np.bool_]

INFINITE = 1e300


class ShiftArrays(NamedTuple):
    """Options of a contract; breaks by template, in their order, `n_breaks` of them in use."""

    start: Ints  # (days, options), quanta from the horizon's start
    length: Ints  # (options,)
    pay: Floats  # (options,)
    template: Ints  # (options,)
    n_breaks: Ints  # (templates,)
    break_length: Ints  # (templates, breaks)
    break_first: Ints  # (templates, breaks), earliest start after the shift's start
    break_last: Ints
    break_step: Ints


class GraphArrays(NamedTuple):
    """A tour graph, its layers one after the other."""

    n_nodes: Ints  # (days + 1,)
    n_actions: Ints  # (days,)
    offset: Ints  # (days,), where the layer begins in `target`
    target: Ints32  # (nodes x actions of all layers,)
    action_of: Ints32  # (days, options + 1)


def compiled(function: Callable[P, R]) -> Callable[P, R]:
    """Compile, keep on disk, and let other threads run meanwhile."""
    return cast(Callable[P, R], njit(cache=True, nogil=True)(function))


@compiled
def price_slack(
    slack: Floats,
    meets: Flags,
    first: int,
    last: int,
    quanta: int,
    under_price: float,
    over_price: float,
    price: Floats,
) -> None:
    """Cost of k more quanta of a class in interval t into ``price[t, k]``, t in [first, last)."""
    for t in range(first, last):
        other, own = 0.0, -INFINITE
        for j in range(slack.shape[0]):
            if meets[j]:
                own = max(own, slack[j, t])
            else:
                other = max(other, slack[j, t])
        now = max(other, own)
        for k in range(quanta + 1):
            price[t, k] = under_price * (max(other, own - k) - now) + over_price * k


@compiled
def price_linear(
    duals: Floats, meets: Flags, quanta: int, over_price: float, price: Floats
) -> None:
    """Cost of k quanta at given prices of each subset and interval into ``price[t, k]``."""
    for t in range(duals.shape[1]):
        each = over_price
        for j in range(duals.shape[0]):
            if meets[j]:
                each -= duals[j, t]
        for k in range(quanta + 1):
            price[t, k] = k * each


@compiled
def _pause_cost(price: Floats, quanta: int, begin: int, end: int) -> float:
    """What a pause in [begin, end) changes against being on queue."""
    cost = 0.0
    end = min(end, len(price) * quanta)
    while begin < end:
        t = begin // quanta
        until = min((t + 1) * quanta, end)
        cost += price[t, quanta - (until - begin)] - price[t, quanta]
        begin = until
    return float(cost)


@compiled
def _span_cost(price: Floats, cumulated: Floats, quanta: int, begin: int, end: int) -> float:
    """Cost of being on queue in [begin, end); `cumulated` sums whole intervals."""
    end = min(end, price.shape[0] * quanta)
    if begin >= end:
        return 0.0
    first, last = begin // quanta, end // quanta
    if first == last:
        return float(price[first, end - begin])
    cost = 0.0
    if begin % quanta:
        cost += price[first, (first + 1) * quanta - begin]
        first += 1
    cost += cumulated[last] - cumulated[first]
    if end % quanta:
        cost += price[last, end - last * quanta]
    return float(cost)


@compiled
def price_options(
    shifts: ShiftArrays,
    action_of: Ints32,
    first_day: int,
    last_day: int,
    quanta: int,
    price: Floats,
    cost: Floats,
    pauses: Ints32,
) -> None:
    """Cost of every option with its best breaks, into ``cost[day, option]`` and `pauses`.

    Breaks keep their order and are placed by dynamic programming over their starts. Two breaks that
    cut the same interval are priced as if each were alone in it.
    """
    n_options, n_breaks = shifts.length.shape[0], shifts.break_length.shape[1]
    n_intervals = price.shape[0]
    longest = 0
    for template in range(shifts.n_breaks.shape[0]):
        for b in range(shifts.n_breaks[template]):
            room = shifts.break_last[template, b] - shifts.break_first[template, b]
            longest = max(longest, room // shifts.break_step[template, b] + 1)
    best = np.empty((max(n_breaks, 1), max(longest, 1)))
    came = np.empty((max(n_breaks, 1), max(longest, 1)), dtype=np.int32)
    first_interval = shifts.start[first_day].min() // quanta
    last_interval = min((shifts.start[last_day] + shifts.length).max() // quanta + 1, n_intervals)
    cumulated = np.zeros(n_intervals + 1)
    for t in range(first_interval, last_interval):
        cumulated[t + 1] = cumulated[t] + price[t, quanta]
    for day in range(first_day, last_day + 1):
        for option in range(n_options):
            if action_of[day, option + 1] < 0:
                continue
            start = shifts.start[day, option]
            total = shifts.pay[option] + _span_cost(
                price, cumulated, quanta, start, start + shifts.length[option]
            )
            template = shifts.template[option]
            count = shifts.n_breaks[template]
            for b in range(count):
                length = shifts.break_length[template, b]
                step = shifts.break_step[template, b]
                offset = shifts.break_first[template, b]
                places = (shifts.break_last[template, b] - offset) // step + 1
                before, cheapest, at = 0, INFINITE, -1
                for i in range(places):
                    begin = offset + i * step
                    if b == 0:
                        cheapest = 0.0
                    else:
                        previous_end = (
                            shifts.break_first[template, b - 1]
                            + shifts.break_length[template, b - 1]
                        )
                        previous_step = shifts.break_step[template, b - 1]
                        previous_places = (
                            shifts.break_last[template, b - 1] - shifts.break_first[template, b - 1]
                        ) // previous_step + 1
                        while (
                            before < previous_places
                            and previous_end + before * previous_step <= begin
                        ):
                            if best[b - 1, before] < cheapest:
                                cheapest, at = best[b - 1, before], before
                            before += 1
                    came[b, i] = at
                    best[b, i] = cheapest
                    if cheapest < INFINITE:
                        best[b, i] += _pause_cost(
                            price, quanta, start + begin, start + begin + length
                        )
            if count:
                last = count - 1
                offset = shifts.break_first[template, last]
                step = shifts.break_step[template, last]
                places = (shifts.break_last[template, last] - offset) // step + 1
                at = 0
                for i in range(places):
                    if best[last, i] < best[last, at]:
                        at = i
                total += best[last, at]
                for b in range(last, -1, -1):
                    pauses[day, option, b] = (
                        shifts.break_first[template, b] + at * shifts.break_step[template, b]
                    )
                    at = came[b, at]
            cost[day, option] = total


@compiled
def best_tour(
    graph: GraphArrays, cost: Floats, choices: Ints32, first_day: int, last_day: int
) -> float:
    """Cheapest choices of the days from first to last, the other days as they are.

    `choices` holds one choice a day (0 is a day off, o + 1 option o) and is overwritten. Returns
    the cost of these days.
    """
    n_days, n_options = cost.shape
    path = np.zeros(n_days + 1, dtype=np.int64)
    for day in range(n_days):
        action = graph.action_of[day, choices[day]]
        if path[day] < 0 or action < 0:
            path[day + 1] = -1
            continue
        path[day + 1] = graph.target[graph.offset[day] + path[day] * graph.n_actions[day] + action]
    widest = 1
    for day in range(first_day, last_day + 2):
        widest = max(widest, graph.n_nodes[day])
    span = last_day - first_day + 1
    reach = np.full((span + 1, widest), INFINITE)
    came_from = np.zeros((span + 1, widest), dtype=np.int32)
    came_by = np.zeros((span + 1, widest), dtype=np.int32)
    reach[0, path[first_day]] = 0.0
    for i in range(span):
        day = first_day + i
        n_actions = graph.n_actions[day]
        action_cost = np.full(n_actions, INFINITE)
        action_choice = np.zeros(n_actions, dtype=np.int32)
        off = graph.action_of[day, 0]
        if off >= 0:
            action_cost[off] = 0.0
        for option in range(n_options):
            action = graph.action_of[day, option + 1]
            if action >= 0 and cost[day, option] < action_cost[action]:
                action_cost[action] = cost[day, option]
                action_choice[action] = option + 1
        for node in range(graph.n_nodes[day]):
            so_far = reach[i, node]
            if so_far >= INFINITE:
                continue
            row = graph.offset[day] + node * n_actions
            for action in range(n_actions):
                target = graph.target[row + action]
                if target >= 0 and so_far + action_cost[action] < reach[i + 1, target]:
                    reach[i + 1, target] = so_far + action_cost[action]
                    came_from[i + 1, target] = node
                    came_by[i + 1, target] = action_choice[action]
    end, cheapest = -1, INFINITE
    for node in range(graph.n_nodes[last_day + 1]):
        if reach[span, node] < cheapest:
            at = node
            for day in range(last_day + 1, n_days):
                if at == path[day] or at < 0:
                    break
                action = graph.action_of[day, choices[day]]
                at = graph.target[graph.offset[day] + at * graph.n_actions[day] + action]
            if at >= 0:
                end, cheapest = node, reach[span, node]
    for i in range(span, 0, -1):
        choices[first_day + i - 1] = came_by[i, end]
        end = came_from[i, end]
    return cheapest


@compiled
def add_tour(
    shifts: ShiftArrays,
    meets: Flags,
    choices: Ints32,
    pauses: Ints32,
    first_day: int,
    last_day: int,
    quanta: int,
    sign: int,
    slack: Floats,
) -> int:
    """Put an agent's shifts on queue (sign 1) or take them off (-1); quanta on queue are returned.

    `pauses` has shape (days, breaks): starts after the shift's start.
    """
    n_intervals = slack.shape[1]
    on_queue = 0
    for day in range(first_day, last_day + 1):
        option = choices[day] - 1
        if option < 0:
            continue
        start = shifts.start[day, option]
        template = shifts.template[option]
        begin = start
        for b in range(shifts.n_breaks[template] + 1):
            if b < shifts.n_breaks[template]:
                end = start + pauses[day, b]
            else:
                end = start + shifts.length[option]
            stop = min(end, n_intervals * quanta)
            while begin < stop:
                t = begin // quanta
                until = min((t + 1) * quanta, stop)
                for j in range(slack.shape[0]):
                    if meets[j]:
                        slack[j, t] -= sign * (until - begin)
                on_queue += until - begin
                begin = until
            if b < shifts.n_breaks[template]:
                begin = end + shifts.break_length[template, b]
    return on_queue


@compiled
def cover_cost(slack: Floats, first: int, last: int, under_price: float) -> float:
    """Cost of the agents missing in the intervals [first, last)."""
    missing = 0.0
    for t in range(first, last):
        worst = 0.0
        for j in range(slack.shape[0]):
            worst = max(worst, slack[j, t])
        missing += worst
    return missing * under_price


@compiled
def insert(
    shifts: ShiftArrays,
    graph: GraphArrays,
    meets: Flags,
    choices: Ints32,
    pauses: Ints32,
    first_day: int,
    last_day: int,
    first: int,
    last: int,
    quanta: int,
    under_price: float,
    over_price: float,
    noise: Floats,
    slack: Floats,
    price: Floats,
    cost: Floats,
    option_pauses: Ints32,
) -> float:
    """Give an agent without shifts in a window the cheapest ones there, and place them.

    `noise` has shape (days,) and scales the prices of a day's options away from the truth, to get
    out of local optima. Returns the pay and the price of time on queue in the window.
    """
    price_slack(slack, meets, first, last, quanta, under_price, over_price, price)
    price_options(shifts, graph.action_of, first_day, last_day, quanta, price, cost, option_pauses)
    for day in range(first_day, last_day + 1):
        if noise[day] != 0.0:
            for option in range(cost.shape[1]):
                cost[day, option] += noise[day] * abs(cost[day, option])
    best_tour(graph, cost, choices, first_day, last_day)
    pay = 0.0
    for day in range(first_day, last_day + 1):
        if choices[day] > 0:
            pay += shifts.pay[choices[day] - 1]
            for b in range(pauses.shape[1]):
                pauses[day, b] = option_pauses[day, choices[day] - 1, b]
    on_queue = add_tour(shifts, meets, choices, pauses, first_day, last_day, quanta, 1, slack)
    return pay + over_price * on_queue
