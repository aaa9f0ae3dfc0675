"""The clock: what happens next, within one interval."""

import numpy as np

from wfm.simulate.kernel.agents import (
    STARTS,
    end_spell,
    finish,
    leave,
    note_availability,
    plan_spell,
    serve,
    start_spell,
    take,
)
from wfm.simulate.kernel.compiled import part
from wfm.simulate.kernel.counting import (
    count_abandonment,
    count_arrival,
    count_blocked,
    count_interval,
    tally_of,
)
from wfm.simulate.kernel.draws import patience_s as draw_patience_s
from wfm.simulate.kernel.heap import next_s, pop, push
from wfm.simulate.kernel.lines import forget, join_line, occupy, vacate
from wfm.simulate.kernel.records import NONE, Record
from wfm.simulate.kernel.routing import choose_agent
from wfm.simulate.kernel.rows import agent_at, contact_at, event_at, place_at, queue_at


@part
def open_center(center: Record) -> None:
    """Plan everybody's first spell."""
    for index in range(center.n_agents):
        plan_spell(center, index, 0.0)


@part
def advance(center: Record, contacts: int, first: int, last: int, interval: int) -> None:
    """Live through one interval.

    Contacts `first` to `last` (not included) of the table at address `contacts` arrive in it, in
    this order; `order` says which ones they are of the replication.
    """
    center.interval = interval
    center.until_s = (interval + 1) * center.interval_s
    count_interval(center)
    while True:
        arrival_s = contact_at(contacts, first).arrival_s if first < last else np.inf
        ends_s, shift_s = next_s(center.ends), next_s(center.shifts)
        gives_up_s, later_s = next_s(center.patience), next_s(center.later)
        now_s = min(min(ends_s, shift_s), min(gives_up_s, min(arrival_s, later_s)))
        if now_s >= center.until_s:
            break
        center.now_s = now_s
        if ends_s == now_s or shift_s == now_s:
            hands_change(center, ends_s == now_s)
        elif gives_up_s == now_s:
            patience_ends(center)
        else:
            from_outside = arrival_s == now_s and (
                later_s != now_s
                or contact_at(contacts, first).order < event_at(center.later, 1).order
            )
            contact_arrives(center, contacts, first, from_outside)
            if from_outside:
                first += 1


@part
def hands_change(center: Record, contact_ends: bool) -> None:
    """A contact ends, or a spell ends or starts; a free hand turns to who waits."""
    if contact_ends:
        ref = event_at(center.ends, 1).ref
        pop(center.ends)
        index, onward = ref & 0xFFFFFFFF, (ref >> 32) - 1
        if onward != NONE:
            push(center.later, center.now_s, place_at(center.places, onward).order, onward)
        finish(center, index)
    else:
        change = event_at(center.shifts, 1)
        seat, starts = change.ref, change.order >= STARTS
        pop(center.shifts)
        index = start_spell(center, seat) if starts else end_spell(center, seat)
    agent = agent_at(center.agents, index)
    if agent.on_queue:
        serve(center, index)
        note_availability(center, index)
    elif agent.in_hand == 0:
        leave(center, index)


@part
def patience_ends(center: Record) -> None:
    """Somebody may give up; the ghost stays in line."""
    event = event_at(center.patience, 1)
    order, place = event.order, place_at(center.places, event.ref)
    pop(center.patience)
    if place.order == order and place.waiting:
        place.waiting = 0
        queue_at(center.queues, place.queue).waiting -= 1
        forget(center, place.onward)
        wait_s = center.now_s - place.arrival_s
        count_abandonment(center, place.queue, place.interval, order, wait_s)


@part
def contact_arrives(center: Record, contacts: int, first: int, from_outside: bool) -> None:
    """A contact arrives, from outside or handed on: a free agent takes it, or it waits."""
    if from_outside:
        contact = contact_at(contacts, first)
        order, queue, onward = contact.order, contact.queue, contact.onward
        handle_s, patience_s = contact.handle_s, contact.patience_s
    else:
        number = event_at(center.later, 1).ref
        pop(center.later)
        place = place_at(center.places, number)
        order, queue, onward = place.order, place.queue, place.onward
        handle_s, patience_s = place.handle_s, place.patience_s
        vacate(center, number)
    count_arrival(center, queue, order)
    agent = choose_agent(center, queue_at(center.queues, queue))
    if agent == NONE and line_is_full(queue_at(center.queues, queue)):
        count_blocked(center, queue, order)
        forget(center, onward)
    elif agent == NONE:
        if np.isnan(patience_s):
            drawn = contact_at(contacts, first)
            patience_s = draw_patience_s(queue_at(center.queues, queue), drawn.number)
        wait_in_line(center, queue, order, handle_s, patience_s, onward)
    else:
        take(center, agent, queue, center.interval, order, 0.0, handle_s, onward)
        note_availability(center, agent)


@part
def line_is_full(queue: Record) -> bool:
    """Whether nobody more can wait."""
    waiting: int = queue.waiting
    capacity: int = queue.capacity
    return waiting >= capacity


@part
def wait_in_line(
    center: Record, queue: int, order: int, handle_s: float, patience_s: float, onward: int
) -> None:
    """Join the line of a queue."""
    number = occupy(center)
    place = place_at(center.places, number)
    place.queue = queue
    place.arrival_s = center.now_s
    place.handle_s = handle_s
    place.order = order
    place.interval = center.interval
    place.onward = onward
    place.waiting = 1
    queue_at(center.queues, queue).waiting += 1
    join_line(center, queue_at(center.queues, queue), number)
    if patience_s < np.inf:
        push(center.patience, center.now_s + patience_s, order, number)


@part
def close_center(center: Record) -> None:
    """Count who still waits."""
    for queue in range(center.n_queues):
        number = queue_at(center.queues, queue).first
        while number != NONE:
            place = place_at(center.places, number)
            if place.waiting:
                tally_of(center, queue, place.interval).waiting_at_end += 1
            number = place.following
