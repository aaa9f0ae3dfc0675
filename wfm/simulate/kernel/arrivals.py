"""Draw the contacts of one interval, in the order in which they arrive."""

import numpy as np

from wfm.simulate.contacts import CONTACTS_PER_INTERVAL
from wfm.simulate.kernel.compiled import part
from wfm.simulate.kernel.draws import handle_s, uniform
from wfm.simulate.kernel.records import Record
from wfm.simulate.kernel.rows import contact_at, float_at, int_at, logged_at, queue_at


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
    draw_arrivals(center, interval)
    sort_arrivals(center, interval, total)
    for i in range(total):
        contact = contact_at(center.contacts, i)
        queue = queue_at(center.queues, contact.queue)
        mean_s = float_at(center.aht_s, contact.queue * center.n_intervals + interval).value
        contact.order = center.drawn_so_far + i
        contact.handle_s = handle_s(center, queue, contact.number, mean_s)
        contact.patience_s = np.nan
        if center.logged > contact.order:
            logged = logged_at(center.log, contact.order)
            logged.queue, logged.number = contact.queue, contact.number
    center.drawn_so_far += total


@part
def draw_arrivals(center: Record, interval: int) -> None:
    """Arrival times, queue after queue."""
    drawn = 0
    for number in range(center.n_queues):
        queue = queue_at(center.queues, number)
        count = int_at(center.offered, number * center.n_intervals + interval).value
        first = interval * CONTACTS_PER_INTERVAL
        for k in range(count):
            contact = contact_at(center.drawn, drawn + k)
            contact.queue, contact.number = number, first + k
            contact.arrival_s = (interval + uniform(queue.arrival_key, first + k)) * (
                center.interval_s
            )
        drawn += count


@part
def sort_arrivals(center: Record, interval: int, total: int) -> None:
    """Sort by time: a bucket a contact, then insertion; equals keep their order."""
    start_s, buckets_a_second = interval * center.interval_s, total / center.interval_s
    for b in range(total + 2):
        int_at(center.buckets, b).value = 0
    for i in range(total):
        contact = contact_at(center.drawn, i)
        bucket = min(int((contact.arrival_s - start_s) * buckets_a_second), total)
        contact.order = bucket
        int_at(center.buckets, bucket + 1).value += 1
    for b in range(total + 1):
        int_at(center.buckets, b + 1).value += int_at(center.buckets, b).value
    for i in range(total):
        contact = contact_at(center.drawn, i)
        bucket = int_at(center.buckets, contact.order)
        copy_drawn(center.contacts, bucket.value, contact)
        bucket.value += 1
    for i in range(1, total):
        contact = contact_at(center.contacts, i)
        queue, number, arrival_s = contact.queue, contact.number, contact.arrival_s
        place = i
        while place > 0 and contact_at(center.contacts, place - 1).arrival_s > arrival_s:
            copy_drawn(center.contacts, place, contact_at(center.contacts, place - 1))
            place -= 1
        contact = contact_at(center.contacts, place)
        contact.queue, contact.number, contact.arrival_s = queue, number, arrival_s


@part
def copy_drawn(table: int, place: int, source: Record) -> None:
    """Copy what is known of a contact before its other draws."""
    contact = contact_at(table, place)
    contact.queue, contact.number = source.queue, source.number
    contact.arrival_s = source.arrival_s
