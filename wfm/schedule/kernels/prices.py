"""Price every interval for a class of agents, and every option with its best breaks."""

import numpy as np

from wfm.schedule.kernels.arrays import INFINITE, Flags, Floats, Ints32, ShiftArrays, inner


@inner
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


@inner
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


@inner
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


@inner
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


@inner
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
    first_interval, last_interval = n_intervals, 0
    for option in range(n_options):
        first_interval = min(first_interval, shifts.start[first_day, option] // quanta)
        end = shifts.start[last_day, option] + shifts.length[option]
        last_interval = max(last_interval, min(end // quanta + 1, n_intervals))
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
