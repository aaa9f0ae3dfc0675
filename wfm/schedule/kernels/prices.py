"""Price every interval for a class of agents, and every option with its best breaks."""

import numpy as np

from wfm.schedule.kernels.arrays import INFINITE, Flags, Floats, Ints, Ints32, ShiftArrays, inner


@inner
def price_slack(
    slack: Floats,
    meets: Flags,
    pace: float,
    first: int,
    last: int,
    quanta: int,
    under_price: float,
    over_price: float,
    price: Floats,
) -> None:
    """Cost of k more quanta of an agent in interval t into ``price[t, k]``, t in [first, last)."""
    # Row by row, for rows lie together in memory.
    own = np.full(last - first, -INFINITE)
    other = np.zeros(last - first)
    for j in range(slack.shape[0]):
        worst = own if meets[j] else other
        row = slack[j, first:last]
        for i in range(last - first):
            worst[i] = row[i] if row[i] > worst[i] else worst[i]
    for i in range(last - first):
        now = max(other[i], own[i])
        for k in range(quanta + 1):
            more = pace * k
            left = max(other[i], own[i] - more)
            price[first + i, k] = under_price * (left - now) + over_price * more


@inner
def price_linear(
    duals: Floats, meets: Flags, pace: float, quanta: int, over_price: float, price: Floats
) -> None:
    """Cost of k quanta of an agent at given prices of each subset into ``price[t, k]``."""
    each = np.full(duals.shape[1], over_price)
    for j in range(duals.shape[0]):
        if meets[j]:
            each -= duals[j]
    for t in range(duals.shape[1]):
        for k in range(quanta + 1):
            price[t, k] = pace * k * each[t]


@inner
def _span_cost(
    price: Floats, cumulated: Floats, origin: int, quanta: int, begin: int, end: int
) -> float:
    """Cost of being on queue in [begin, end); `cumulated` sums whole intervals from `origin` on."""
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
    cost += cumulated[last - origin] - cumulated[first - origin]
    if end % quanta:
        cost += price[last, end - last * quanta]
    return float(cost)


@inner
def price_pauses(
    shifts: ShiftArrays, template: int, price: Floats, quanta: int, first: int, last: int,
    cost: Floats,
) -> None:  # fmt: skip
    """What a pause changes against being on queue, into ``cost[template, break, begin - first]``.

    `first` and `last` bound the quanta in which a pause may begin.
    """
    n_quanta = price.shape[0] * quanta
    for b in range(shifts.n_breaks[template]):
        length = shifts.break_length[template, b]
        known = -1
        for other in range(b):
            if shifts.break_length[template, other] == length:
                known = other
        if known >= 0:
            for i in range(last - first):
                cost[template, b, i] = cost[template, known, i]
        elif quanta == 1:
            for begin in range(first, last):
                changed = 0.0
                for t in range(begin, min(begin + length, n_quanta)):
                    changed += price[t, 0] - price[t, 1]
                cost[template, b, begin - first] = changed
        else:
            t = first // quanta
            for begin in range(first, last):
                if begin >= (t + 1) * quanta:
                    t += 1
                end = min(begin + length, n_quanta)
                changed, now, at = 0.0, begin, t
                while now < end:
                    until = min((at + 1) * quanta, end)
                    changed += price[at, quanta - (until - now)] - price[at, quanta]
                    now, at = until, at + 1
                cost[template, b, begin - first] = changed


@inner
def place_breaks(
    shifts: ShiftArrays, template: int, places: Ints, cost: Floats, start: int, best: Floats,
    came: Ints32, pauses: Ints32, day: int, option: int,
) -> float:  # fmt: skip
    """Cheapest breaks of a shift into `pauses`, and what they change.

    Breaks keep their order and the stretches between them, and are placed by dynamic programming
    over their starts. Two breaks that cut the same interval are priced as if each were alone in it.

    Parameters
    ----------
    shifts, template
    places : array of shape (templates, breaks)
        As of `places_of`.
    cost : array of shape (templates, breaks, quanta)
        As of `price_pauses`.
    start : int
        Start of the shift, as an index of `cost`.
    best, came : arrays of shape (breaks, starts)
        Memory to write to.
    pauses : array of shape (days, options, breaks)
        Takes the starts of the breaks.
    day, option : int
        Where in `pauses`.
    """
    count = shifts.n_breaks[template]
    least, most = 0, 0
    if len(shifts.stretch_most):
        least, most = shifts.stretch_least[template], shifts.stretch_most[template]
    total, at = 0.0, -1
    earlier_end = earlier_step = earlier_places = 0
    for b in range(count):
        step, offset = shifts.break_step[template, b], shifts.break_first[template, b]
        before, cheapest, at = 0, INFINITE if b else 0.0, -1
        begin = offset
        total, last_at = INFINITE, -1
        for i in range(places[template, b]):
            if b and most:
                # What is near enough moves along, so the cheapest is found anew.
                cheapest, at = INFINITE, -1
                for j in range(earlier_places):
                    stretch = begin - earlier_end - j * earlier_step
                    if least <= stretch <= most and best[b - 1, j] < cheapest:
                        cheapest, at = best[b - 1, j], j
                before = earlier_places
            while before < earlier_places and earlier_end <= begin:
                if best[b - 1, before] < cheapest:
                    cheapest, at = best[b - 1, before], before
                before += 1
                earlier_end += earlier_step
            came[b, i] = at
            so_far = INFINITE
            if at >= 0 or b == 0:
                so_far = cheapest + cost[template, b, start + begin]
            best[b, i] = so_far
            if so_far < total:
                total, last_at = so_far, i
            begin += step
        earlier_end = offset + shifts.break_length[template, b]
        earlier_step, earlier_places, at = step, places[template, b], last_at
    for b in range(count - 1, -1, -1):
        begin = shifts.break_first[template, b] + at * shifts.break_step[template, b]
        pauses[day, option, b] = begin
        at = came[b, at]
    return float(total)


@inner
def places_of(shifts: ShiftArrays) -> Ints:
    """How many starts each break of each template has, shape (templates, breaks)."""
    places = np.zeros(shifts.break_first.shape, dtype=np.int64)
    for template in range(len(places)):
        for b in range(shifts.n_breaks[template]):
            room = shifts.break_last[template, b] - shifts.break_first[template, b]
            places[template, b] = room // shifts.break_step[template, b] + 1
    return places


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
    """Cost of every option with its best breaks, into ``cost[day, option]`` and `pauses`."""
    n_options, n_breaks = shifts.length.shape[0], max(shifts.break_length.shape[1], 1)
    places = places_of(shifts)
    longest = max(places.max(), 1)
    best = np.empty((n_breaks, longest))
    came = np.empty((n_breaks, longest), dtype=np.int32)
    first, last = price.shape[0] * quanta, 0
    for day in range(first_day, last_day + 1):
        for option in range(n_options):
            begin = shifts.start[day, option]
            first, last = min(first, begin), max(last, begin + shifts.length[option])
    first -= first % quanta
    pause_cost = np.empty((shifts.n_breaks.shape[0], n_breaks, max(last - first, 0)))
    for template in range(len(shifts.n_breaks)):
        price_pauses(shifts, template, price, quanta, first, last, pause_cost)
    # Whole intervals on queue, summed up from the first on.
    first_interval = first // quanta
    cumulated = np.zeros(max(min(last // quanta + 1, price.shape[0]) - first_interval, 0) + 1)
    for i in range(len(cumulated) - 1):
        cumulated[i + 1] = cumulated[i] + price[first_interval + i, quanta]
    for day in range(first_day, last_day + 1):
        for option in range(n_options):
            if action_of[day, option + 1] < 0:
                continue
            start = shifts.start[day, option]
            end = start + shifts.length[option]
            on_queue = _span_cost(price, cumulated, first_interval, quanta, start, end)
            breaks = place_breaks(
                shifts, shifts.template[option], places, pause_cost, start - first, best, came,
                pauses, day, option,
            )  # fmt: skip
            cost[day, option] = shifts.pay[option] + on_queue + breaks
