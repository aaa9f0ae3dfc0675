"""Tallies while the clock runs, and the optional log of every contact."""

from wfm.simulate.kernel.compiled import part
from wfm.simulate.kernel.records import Record
from wfm.simulate.kernel.rows import (
    cell_at,
    float_at,
    heads_at,
    logged_at,
    queue_at,
    within_at,
)


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
def count_arrival(center: Record, queue: int, order: int) -> None:
    """A contact arrives now."""
    tally_of(center, queue, center.interval).offered += 1
    if center.logged:
        logged_at(center.log, order).arrival_s = center.now_s


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
    cell.wait_s += wait_s
    cell.handled_s += handle_s
    for k in range(center.n_thresholds):
        if wait_s <= float_at(center.thresholds, k).value:
            within = within_of(center, k, queue, interval)
            within.answered += 1
            within.virtual += 1
    if center.logged:
        logged = logged_at(center.log, order)
        logged.answered_s = center.now_s
        logged.reached_s = center.now_s
        logged.handled_s = handle_s
        logged.agent = agent


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
    if center.logged:
        logged_at(center.log, order).abandoned_s = center.now_s


@part
def count_blocked(center: Record, queue: int, order: int) -> None:
    """A contact finds the line full now."""
    tally_of(center, queue, center.interval).blocked += 1
    if center.logged:
        logged_at(center.log, order).blocked_s = center.now_s


@part
def count_ghost(center: Record, queue: int, interval: int, order: int, wait_s: float) -> None:
    """An agent would now have reached one who gave up."""
    for k in range(center.n_thresholds):
        if wait_s <= float_at(center.thresholds, k).value:
            within_of(center, k, queue, interval).virtual += 1
    if center.logged:
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
def count_interval(center: Record) -> None:
    """An interval begins with the agents who are there."""
    heads = heads_at(center.heads, center.interval)
    heads.on_queue_s += center.on_queue * center.interval_s
    heads.busy_s += center.busy * center.interval_s
