"""Tallies while the clock runs, and the optional log of every contact."""

from wfm.simulate.kernel.compiled import part
from wfm.simulate.kernel.floats import bits_of
from wfm.simulate.kernel.kinds import BOUNCE_BACK, HANDED_ON, MESSAGE, REDIAL, REPEAT, RETRY
from wfm.simulate.kernel.records import NONE, Record
from wfm.simulate.kernel.rows import (
    cell_at,
    float_at,
    heads_at,
    int_at,
    line_at,
    logged_at,
    place_at,
    queue_at,
    within_at,
)

WAIT_BINS = 4 * 22


@part
def tally_of(center: Record, queue: int, interval: int) -> Record:
    """Counts of the contacts of a queue that arrive in an interval."""
    return cell_at(center.cells, queue * center.n_intervals + interval)


@part
def within_of(center: Record, threshold: int, queue: int, interval: int) -> Record:
    """Counts within a threshold."""
    row = threshold * center.n_queues + queue
    return within_at(center.within, row * center.n_intervals + interval)


@part
def wait_bin(wait_s: float) -> int:
    """Number of the bin of `wfm.simulate.tallies.WAIT_EDGES_S` in which a wait lies."""
    if wait_s < 1:
        return 0
    # A number's bits, without the last fifty: four for every doubling, 1 s is 4 * 1023.
    return min((bits_of(wait_s) >> 50) - 4 * 1023 + 1, WAIT_BINS - 1)


@part
def count_arrival(center: Record, queue: int, order: int) -> None:
    """A contact joins its queue now."""
    tally_of(center, queue, center.interval).offered += 1
    if center.logged > order:
        logged_at(center.log, order).arrival_s = center.now_s


@part
def note_callback(center: Record, order: int) -> None:
    """A callback that is tried again stands in line now."""
    if center.logged > order:
        logged = logged_at(center.log, order)
        logged.arrival_s, logged.as_callback = center.now_s, 1


@part
def count_return(center: Record, queue: int, comes_as: int) -> None:
    """A contact joins its queue that another one has turned into."""
    cell = tally_of(center, queue, center.interval)
    if comes_as == HANDED_ON:
        cell.handed_on += 1
    elif comes_as == REPEAT:
        cell.repeats += 1
    elif comes_as == REDIAL:
        cell.redials += 1
    elif comes_as == BOUNCE_BACK:
        cell.bounced_back += 1
    elif comes_as == RETRY:
        cell.retries += 1
    elif comes_as == MESSAGE:
        cell.messages += 1


@part
def count_answer(
    center: Record,
    queue: int,
    interval: int,
    order: int,
    wait_s: float,
    handle_s: float,
    agent: int,
) -> None:
    """An agent takes a contact now."""
    cell = tally_of(center, queue, interval)
    cell.answered += 1
    cell.wait_s_of_answered += wait_s
    cell.handled_s += handle_s
    int_at(center.waits, queue * WAIT_BINS + wait_bin(wait_s)).value += 1
    for k in range(center.n_thresholds):
        if wait_s <= float_at(center.thresholds, k).value:
            within = within_of(center, k, queue, interval)
            within.answered += 1
            within.virtual += 1
    if center.logged > order:
        logged = logged_at(center.log, order)
        logged.answered_s = center.now_s
        logged.reached_s = center.now_s
        logged.handled_s = handle_s
        logged.agent = agent


@part
def count_callback(
    center: Record,
    queue: int,
    interval: int,
    order: int,
    wait_s: float,
    handle_s: float,
    agent: int,
    again: int,
) -> None:
    """An agent calls a customer back now, who kept a place in line; `again` is one more attempt."""
    cell = tally_of(center, queue, interval)
    cell.callback_attempts += 1
    cell.callback_wait_s += wait_s
    cell.handled_s += handle_s
    if not again:
        count_ghost(center, queue, interval, order, wait_s)
    if center.logged > order:
        logged = logged_at(center.log, order)
        logged.called_s = center.now_s
        logged.handled_s = handle_s
        logged.agent = agent


@part
def count_unreached(center: Record, queue: int, interval: int, order: int) -> None:
    """An attempt to reach somebody fails."""
    tally_of(center, queue, interval).unreached += 1
    if center.logged > order:
        logged_at(center.log, order).unreached_s = center.now_s


@part
def count_abandonment(center: Record, queue: int, interval: int, order: int, wait_s: float) -> None:
    """A contact gives up now."""
    cell = tally_of(center, queue, interval)
    cell.abandoned += 1
    if wait_s <= queue_at(center.queues, queue).short_abandon_s:
        cell.short_abandoned += 1
    for k in range(center.n_thresholds):
        if wait_s <= float_at(center.thresholds, k).value:
            within_of(center, k, queue, interval).abandoned += 1
    if center.logged > order:
        logged_at(center.log, order).abandoned_s = center.now_s


@part
def count_blocked(center: Record, queue: int, interval: int, order: int) -> None:
    """A contact finds the line full, or the queue closed, and goes now."""
    tally_of(center, queue, interval).blocked += 1
    if center.logged > order:
        logged_at(center.log, order).blocked_s = center.now_s


@part
def count_deferred(center: Record, queue: int, interval: int, order: int) -> None:
    """A contact stops waiting for an agent now: it will be called back, or left a message."""
    tally_of(center, queue, interval).deferred += 1
    if center.logged > order:
        logged_at(center.log, order).deferred_s = center.now_s


@part
def count_contained(center: Record, queue: int, order: int) -> None:
    """A contact needs no agent after self-service; it is counted when it begins."""
    tally_of(center, queue, center.interval).contained += 1
    if center.logged > order:
        logged_at(center.log, order).contained_s = center.now_s


@part
def count_ghost(center: Record, queue: int, interval: int, order: int, wait_s: float) -> None:
    """An agent would now have reached one who gave up."""
    for k in range(center.n_thresholds):
        if wait_s <= float_at(center.thresholds, k).value:
            within_of(center, k, queue, interval).virtual += 1
    if center.logged > order:
        logged_at(center.log, order).reached_s = center.now_s


@part
def change_on_queue(center: Record, by: int) -> None:
    """Agents come or go: count the seconds they will be there in this interval."""
    center.on_queue += by
    heads_at(center.heads, center.interval).on_queue_s += by * (center.until_s - center.now_s)


@part
def change_busy(center: Record, by: int) -> None:
    """Hands are filled or emptied: count the seconds they will be so in this interval."""
    center.busy += by
    heads_at(center.heads, center.interval).busy_s += by * (center.until_s - center.now_s)


@part
def change_waiting(center: Record, number: int, by: int) -> None:
    """Somebody joins or leaves: count the seconds of waiting that this makes in this interval."""
    queue_at(center.queues, number).waiting += by
    cell = tally_of(center, number, center.interval)
    cell.queue_length_s += by * (center.until_s - center.now_s)


@part
def count_begin(center: Record) -> None:
    """An interval begins with the agents who are there and the contacts that wait."""
    heads = heads_at(center.heads, center.interval)
    heads.on_queue_s += center.on_queue * center.interval_s
    heads.busy_s += center.busy * center.interval_s
    for number in range(center.n_queues):
        waiting = queue_at(center.queues, number).waiting
        tally_of(center, number, center.interval).queue_length_s += waiting * center.interval_s


@part
def count_end(center: Record) -> None:
    """An interval ends: note how long the oldest has waited."""
    for index in range(center.n_lines):
        line = line_at(center.lines, index)
        number = line.first
        while number != NONE:
            place = place_at(center.places, number)
            if place.waiting and not place.called_back:
                break
            number = place.following
        if number != NONE:
            age_s = center.until_s - place_at(center.places, number).arrival_s
            cell = tally_of(center, line.queue, center.interval)
            cell.oldest_s = max(cell.oldest_s, age_s)
