"""Find an agent's best tour, put it on queue or take it off, cost what is missing."""

import numpy as np

from wfm.schedule.kernels.arrays import (
    INFINITE,
    Flags,
    Floats,
    GraphArrays,
    Ints32,
    ShiftArrays,
    inner,
)
from wfm.schedule.kernels.prices import price_options, price_slack


@inner
def best_tour(
    graph: GraphArrays,
    cost: Floats,
    wish: Floats,
    choices: Ints32,
    first_day: int,
    last_day: int,
) -> float:
    """Cheapest choices of the days from first to last, the other days as they are.

    `choices` holds one choice a day (0 is a day off, o + 1 option o) and is overwritten. Returns
    the cost of these days, and what rules charge from the first of them on; infinite, with the
    choices as they were, where no tour is left.
    """
    n_days, n_options = cost.shape
    is_charged = len(graph.charge) > 0
    path = np.zeros(n_days + 1, dtype=np.int64)
    for day in range(n_days):
        action = graph.action_of[day, choices[day]]
        if path[day] < 0 or action < 0:
            path[day + 1] = -1
            continue
        path[day + 1] = graph.target[graph.offset[day] + path[day] * graph.n_actions[day] + action]
    # What the tour as it was is charged from each later day on.
    ahead = np.zeros(n_days + 1)
    if is_charged:
        for day in range(n_days - 1, last_day, -1):
            action = graph.action_of[day, choices[day]]
            if path[day] >= 0 and action >= 0:
                at = graph.offset[day] + path[day] * graph.n_actions[day] + action
                ahead[day] = ahead[day + 1] + graph.charge[at]
    widest = 1
    for day in range(first_day, last_day + 2):
        widest = max(widest, graph.n_nodes[day])
    span = last_day - first_day + 1
    reach = np.empty((span + 1, widest))
    for i in range(span + 1):
        for node in range(widest):
            reach[i, node] = INFINITE
    came_from = np.empty((span + 1, widest), dtype=np.int32)
    came_by = np.empty((span + 1, widest), dtype=np.int32)
    action_cost = np.empty(n_options + 1)
    action_choice = np.empty(n_options + 1, dtype=np.int32)
    reach[0, path[first_day]] = 0.0
    for i in range(span):
        day = first_day + i
        n_actions = graph.n_actions[day]
        for action in range(n_actions):
            action_cost[action] = INFINITE
            action_choice[action] = 0
        off = graph.action_of[day, 0]
        if off >= 0:
            action_cost[off] = wish[day, 0]
        for option in range(n_options):
            action = graph.action_of[day, option + 1]
            if action >= 0 and cost[day, option] + wish[day, option + 1] < action_cost[action]:
                action_cost[action] = cost[day, option] + wish[day, option + 1]
                action_choice[action] = option + 1
        for node in range(graph.n_nodes[day]):
            so_far = reach[i, node]
            if so_far >= INFINITE:
                continue
            row = graph.offset[day] + node * n_actions
            for action in range(n_actions):
                target = graph.target[row + action]
                if target < 0:
                    continue
                total = so_far + action_cost[action]
                if is_charged:
                    total += graph.charge[row + action]
                if total < reach[i + 1, target]:
                    reach[i + 1, target] = total
                    came_from[i + 1, target] = node
                    came_by[i + 1, target] = action_choice[action]
    end, cheapest = -1, INFINITE
    for node in range(graph.n_nodes[last_day + 1]):
        if reach[span, node] < cheapest:
            at, total = node, reach[span, node]
            for day in range(last_day + 1, n_days):
                if at == path[day]:
                    total += ahead[day]
                    break
                action = graph.action_of[day, choices[day]]
                arc = graph.offset[day] + at * graph.n_actions[day] + action
                at = graph.target[arc] if action >= 0 else -1
                if at < 0:
                    break
                if is_charged:
                    total += graph.charge[arc]
            if at >= 0 and total < cheapest:
                end, cheapest = node, total
    if end < 0:
        return INFINITE
    for i in range(span, 0, -1):
        choices[first_day + i - 1] = came_by[i, end]
        end = came_from[i, end]
    return cheapest


@inner
def charged(graph: GraphArrays, wish: Floats, choices: Ints32) -> float:
    """What priced rules and refused wishes cost in a whole tour."""
    total = 0.0
    for day in range(len(choices)):
        total += wish[day, choices[day]]
    node = 0
    if len(graph.charge):
        for day in range(len(choices)):
            action = graph.action_of[day, choices[day]]
            if node < 0 or action < 0:
                break
            arc = graph.offset[day] + node * graph.n_actions[day] + action
            total += graph.charge[arc]
            node = graph.target[arc]
    return total


@inner
def put_quanta(
    slack: Floats, meets: Flags, begin: int, stop: int, quanta: int, agents: float
) -> None:
    """Take quanta [begin, stop) of so many agents off what rows lack; give back those below 0."""
    first, last = begin // quanta, stop // quanta
    # Quanta in an interval cut at the beginning and in one cut at the end.
    head, tail = agents * (first * quanta - begin), agents * (stop - last * quanta)
    whole = agents * quanta
    for j in range(slack.shape[0]):
        if meets[j]:
            slack[j, first] -= head
            for t in range(first, last):
                slack[j, t] -= whole
            if tail != 0.0:
                slack[j, last] -= tail


@inner
def add_tour(
    shifts: ShiftArrays,
    meets: Flags,
    choices: Ints32,
    pauses: Ints32,
    first_day: int,
    last_day: int,
    quanta: int,
    agents: float,
    slack: Floats,
) -> int:
    """Put shifts on queue, of so many agents at a normal pace; below 0 take them off.

    `pauses` has shape (days, breaks): starts after the shift's start. Returns the quanta that one
    of them is on queue.
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
            if begin < stop:
                on_queue += stop - begin
                put_quanta(slack, meets, begin, stop, quanta, agents)
            if b < shifts.n_breaks[template]:
                begin = end + shifts.break_length[template, b]
    return on_queue


@inner
def cover_cost(slack: Floats, first: int, last: int, under_price: float) -> float:
    """Cost of the agents missing in the intervals [first, last)."""
    worst = np.zeros(last - first)
    for j in range(slack.shape[0]):
        row = slack[j, first:last]
        for i in range(last - first):
            worst[i] = row[i] if row[i] > worst[i] else worst[i]
    return float(worst.sum()) * under_price


@inner
def insert(
    shifts: ShiftArrays,
    graph: GraphArrays,
    wish: Floats,
    meets: Flags,
    pace: float,
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
    joint: Floats,
) -> float:
    """Give an agent without shifts in a window the cheapest ones there, and place them.

    `noise` has shape (days,) and scales the prices of a day's options away from the truth, to get
    out of local optima. `joint` has shape (days, options) and is what joint rules charge for each
    shift, or is empty. Returns the pay and the price of time on queue in the window, and what
    rules and wishes cost in the whole tour.
    """
    price_slack(slack, meets, pace, first, last, quanta, under_price, over_price, price)
    price_options(shifts, graph.action_of, first_day, last_day, quanta, price, cost, option_pauses)
    for day in range(first_day, last_day + 1):
        if noise[day] != 0.0:
            for option in range(cost.shape[1]):
                cost[day, option] += noise[day] * abs(cost[day, option])
    if len(joint):
        for day in range(first_day, last_day + 1):
            for option in range(cost.shape[1]):
                cost[day, option] += joint[day, option]
    best_tour(graph, cost, wish, choices, first_day, last_day)
    pay = 0.0
    for day in range(first_day, last_day + 1):
        if choices[day] > 0:
            pay += shifts.pay[choices[day] - 1]
            for b in range(pauses.shape[1]):
                pauses[day, b] = option_pauses[day, choices[day] - 1, b]
    on_queue = add_tour(shifts, meets, choices, pauses, first_day, last_day, quanta, pace, slack)
    return pay + over_price * pace * on_queue + charged(graph, wish, choices)
