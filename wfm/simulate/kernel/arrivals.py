"""Draw the contacts of one interval, in the order in which they arrive.

What is drawn lies in plain columns, queue after queue, so that the loops can be vectorised.
"""

import numpy as np

from wfm.simulate.contacts import CONTACTS_PER_INTERVAL
from wfm.simulate.kernel.compiled import part
from wfm.simulate.kernel.draws import handle_s, uniform
from wfm.simulate.kernel.floats import log
from wfm.simulate.kernel.kinds import EXPONENTIAL
from wfm.simulate.kernel.records import Record
from wfm.simulate.kernel.rows import (
    contact_at,
    drawn_at,
    float_at,
    int_at,
    logged_at,
    queue_at,
)

# More leave fewer contacts out of order, but more to add up.
BUCKETS_A_CONTACT = 2
BITS = CONTACTS_PER_INTERVAL.bit_length() - 1


@part
def offered_in(center: Record, interval: int) -> int:
    """Contacts of all queues in an interval."""
    total = 0
    for queue in range(center.n_queues):
        total += int_at(center.offered, queue * center.n_intervals + interval).value
    return total


@part
def draw_interval(center: Record, interval: int, total: int) -> None:
    """Fill the table of contacts with those of one interval."""
    drawn = 0
    for number in range(center.n_queues):
        queue = queue_at(center.queues, number)
        count = int_at(center.offered, number * center.n_intervals + interval).value
        queue.drawn_from = drawn
        draw_arrivals(center, queue, interval, count)
        draw_handle_times(center, queue, number, interval, count)
        drawn += count
    sort_arrivals(center, interval, total)
    write_contacts(center, interval, total)
    log_numbers(center, total)
    center.drawn_so_far += total


@part
def draw_arrivals(center: Record, queue: Record, interval: int, count: int) -> None:
    """Arrival times of a queue."""
    key, first, interval_s = queue.arrival_key, interval * CONTACTS_PER_INTERVAL, center.interval_s
    table, begin = center.arrivals_s, queue.drawn_from
    for k in range(count):
        float_at(table, begin + k).value = (interval + uniform(key, first + k)) * interval_s


@part
def draw_handle_times(
    center: Record, queue: Record, number: int, interval: int, count: int
) -> None:
    """Handle times of a queue; the same as `handle_s` of each."""
    first = interval * CONTACTS_PER_INTERVAL
    mean_s = float_at(center.aht_s, number * center.n_intervals + interval).value
    table, begin = center.handles_s, queue.drawn_from
    if queue.handle_kind == EXPONENTIAL:
        key = queue.handle_key
        for k in range(count):
            float_at(table, begin + k).value = -mean_s * log(uniform(key, first + k))
    else:
        for k in range(count):
            float_at(table, begin + k).value = handle_s(center, queue, first + k, mean_s)


@part
def sort_arrivals(center: Record, interval: int, total: int) -> None:
    """Sort by time: two buckets a contact, then insertion; equals keep their order."""
    start_s, n_buckets = interval * center.interval_s, BUCKETS_A_CONTACT * total
    buckets_a_second = n_buckets / center.interval_s
    times, drawn, buckets = center.arrivals_s, center.drawn, center.buckets
    for b in range(n_buckets + 2):
        int_at(buckets, b).value = 0
    for i in range(total):
        bucket = min(int((float_at(times, i).value - start_s) * buckets_a_second), n_buckets)
        int_at(buckets, bucket + 1).value += 1
    place = 0
    for b in range(n_buckets + 1):
        place += int_at(buckets, b).value
        int_at(buckets, b).value = place
    for number in range(center.n_queues):
        queue = queue_at(center.queues, number)
        count = int_at(center.offered, number * center.n_intervals + interval).value
        scatter(center, number, queue.drawn_from, count, start_s, buckets_a_second, n_buckets)
    for i in range(1, total):
        arrival = drawn_at(drawn, i)
        arrival_s, ref = arrival.arrival_s, arrival.ref
        place = i
        while place > 0 and drawn_at(drawn, place - 1).arrival_s > arrival_s:
            before, there = drawn_at(drawn, place - 1), drawn_at(drawn, place)
            there.arrival_s, there.ref = before.arrival_s, before.ref
            place -= 1
        there = drawn_at(drawn, place)
        there.arrival_s, there.ref = arrival_s, ref


@part
def scatter(
    center: Record,
    number: int,
    begin: int,
    count: int,
    start_s: float,
    buckets_a_second: float,
    n_buckets: int,
) -> None:
    """Put the arrivals of a queue into their buckets."""
    times, drawn, buckets = center.arrivals_s, center.drawn, center.buckets
    for k in range(count):
        arrival_s = float_at(times, begin + k).value
        bucket = int_at(buckets, min(int((arrival_s - start_s) * buckets_a_second), n_buckets))
        there = drawn_at(drawn, bucket.value)
        there.arrival_s, there.ref = arrival_s, number * CONTACTS_PER_INTERVAL + k
        bucket.value += 1


@part
def write_contacts(center: Record, interval: int, total: int) -> None:
    """Put together what is known of each contact, in order of time."""
    table, drawn, handles = center.contacts, center.drawn, center.handles_s
    queues, order = center.queues, center.drawn_so_far
    for i in range(total):
        arrival, contact = drawn_at(drawn, i), contact_at(table, i)
        number, k = arrival.ref >> BITS, arrival.ref & (CONTACTS_PER_INTERVAL - 1)
        contact.order, contact.queue = order + i, number
        contact.number = interval * CONTACTS_PER_INTERVAL + k
        contact.arrival_s = arrival.arrival_s
        contact.handle_s = float_at(handles, queue_at(queues, number).drawn_from + k).value
        # Most contacts never wait, so their patience is drawn only when they do.
        contact.patience_s = np.nan


@part
def log_numbers(center: Record, total: int) -> None:
    """Log who comes."""
    for i in range(min(total, center.logged - center.drawn_so_far)):
        contact = contact_at(center.contacts, i)
        logged = logged_at(center.log, contact.order)
        logged.queue, logged.number = contact.queue, contact.number
