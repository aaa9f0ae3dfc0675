"""The clock: what happens next, within one interval.

Things at the same instant happen in the order: contacts end, warm transfers are handed over,
spells end, spells start, queues open and close, contacts give up, contacts move on to another
line, contacts come; among equals by contact, or by agent.
"""

import numpy as np

from wfm.simulate.kernel.agents import (
    HANDED_OVER,
    STARTS,
    end_spell,
    fill_hand,
    finish,
    note_availability,
    plan_end,
    plan_spell,
    release,
    start_spell,
    turn_to_lines,
)
from wfm.simulate.kernel.births import follow_up, new_order
from wfm.simulate.kernel.coming import comes_from_outside, comes_later
from wfm.simulate.kernel.compiled import aside, part
from wfm.simulate.kernel.counting import count_begin, count_end, tally_of
from wfm.simulate.kernel.dialler import dial
from wfm.simulate.kernel.kinds import FINISH, FIRST, HANDLED
from wfm.simulate.kernel.lines import occupy
from wfm.simulate.kernel.pool import live_pool
from wfm.simulate.kernel.records import NONE, Record
from wfm.simulate.kernel.rows import (
    agent_at,
    contact_at,
    door_at,
    in_hand_at,
    line_at,
    logged_at,
    place_at,
    queue_at,
)
from wfm.simulate.kernel.tournament import drop, first_order, first_slot, next_s, planned
from wfm.simulate.kernel.waiting import close_queue, move_on, patience_ends, wait


@aside
def open_center(center: Record) -> None:
    """Plan everybody's first spell, and set up the live state from which to start."""
    note_rare(center)
    for index in range(center.n_agents):
        plan_spell(center, index, center.start_s)
    for i in range(center.n_busy):
        held = in_hand_at(center.busy_at_start, i)
        fill_hand(center, held.agent, held.queue)
        queue_at(center.queues, held.queue).in_system += 1
        onward = follow_up(center, held.queue, HANDLED, held.number, 0, held.agent)
        order = new_order(center, held.queue, held.number, FIRST)
        plan_end(center, held.agent, held.ends_s, order, onward)
    for i in range(center.n_waiting):
        contact = contact_at(center.waiting_at_start, i)
        number = occupy(center)
        place = place_at(center.places, number)
        place.queue, place.number = contact.queue, contact.number
        place.order = new_order(center, contact.queue, contact.number, FIRST)
        if center.logged > place.order:
            logged_at(center.log, place.order).arrival_s = contact.arrival_s
        place.arrival_s, place.handle_s = contact.arrival_s, contact.handle_s
        place.patience_s = contact.patience_s
        place.interval = max(int(contact.arrival_s // center.interval_s), 0)
        tally_of(center, contact.queue, place.interval).offered += 1
        queue = queue_at(center.queues, contact.queue)
        queue.in_system += 1
        wait(center, number, queue.line)


@part
def begin_interval(center: Record) -> None:
    """Set the clock to the interval's start, or to the simulation's."""
    center.until_s = (center.interval + 1) * center.interval_s
    center.now_s = max(center.interval * center.interval_s, center.start_s)
    count_begin(center)
    if not center.opened:
        center.opened = 1
        open_center(center)
    while center.next < center.last and (
        contact_at(center.contacts, center.next).arrival_s < center.start_s
    ):
        center.next += 1
    center.begun = 1


@part
def advance(center: Record) -> bool:
    """Live through the interval; False when there is no room for what might happen next."""
    while True:
        if center.pooled:
            live_pool(center)
        if center.n_free < center.room:
            return False
        contact = contact_at(center.contacts, center.next)
        arrival_s = contact.arrival_s if center.next < center.last else np.inf
        ends_s, gives_up_s = next_s(center.ends), next_s(center.patience)
        now_s = min(min(ends_s, center.rare_s), min(gives_up_s, arrival_s))
        if now_s >= center.until_s:
            break
        center.now_s = now_s
        if ends_s == now_s:
            contact_ends(center)
        elif center.rare_s == now_s:
            if rare_thing(center, gives_up_s == now_s, arrival_s == now_s):
                center.next += 1
        elif gives_up_s == now_s:
            patience_ends(center)
        else:
            center.next += 1
            comes_from_outside(center, contact)
        if center.n_diallers > 0:
            dial(center)
    count_end(center)
    center.begun = 0
    center.interval += 1
    return True


@part
def contact_ends(center: Record) -> None:
    """A contact ends, or is handed over; a free hand turns to who waits."""
    hand = first_slot(center.ends)
    event = planned(center.ends, hand)
    order, ref = event.order, event.ref
    drop(center.ends, hand)
    if order >= HANDED_OVER:
        release(center, ref)
    else:
        finish(center, ref & 0xFFFFFFFF, (ref >> 32) - 1)


@aside
def rare_thing(center: Record, gives_up: bool, arrives: bool) -> bool:
    """One of what happens less often; whether it was that a contact came from outside.

    Nothing happens where a contact was to move on to another line, but is gone.
    """
    now_s, came = center.now_s, False
    if next_s(center.shifts) == now_s:
        seat = first_slot(center.shifts)
        starts = planned(center.shifts, seat).order >= STARTS
        drop(center.shifts, seat)
        turn_to_lines(center, start_spell(center, seat) if starts else end_spell(center, seat))
    elif next_door_s(center) == now_s:
        door = door_at(center.doors, center.door)
        center.door += 1
        queue = queue_at(center.queues, door.queue)
        queue.open = door.opens
        if not door.opens and queue.closing != FINISH:
            close_queue(center, door.queue)
    elif gives_up:
        patience_ends(center)
    elif next_s(center.stages) == now_s:
        agent = move_on(center)
        if agent != NONE:
            note_availability(center, agent)
    elif arrives or next_s(center.later) == now_s:
        contact = contact_at(center.contacts, center.next)
        came = arrives and (
            next_s(center.later) != now_s or contact.order < first_order(center.later)
        )
        if came:
            comes_from_outside(center, contact)
        else:
            comes_later(center)
    note_rare(center)
    return came


@part
def next_door_s(center: Record) -> float:
    """When a queue opens or closes next."""
    return door_at(center.doors, center.door).time_s if center.door < center.n_doors else np.inf


@part
def note_rare(center: Record) -> None:
    """Note when one of what happens less often happens next."""
    center.rare_s = min(
        min(next_s(center.shifts), next_s(center.stages)),
        min(next_s(center.later), next_door_s(center)),
    )


@part
def close_center(center: Record) -> None:
    """Count who still waits, and the time of who is still there."""
    for row in range(center.n_lines):
        number = line_at(center.lines, row).first
        while number != NONE:
            place = place_at(center.places, number)
            if place.waiting and not place.called_back and not place.resumed:
                tally_of(center, place.queue, place.interval).waiting_at_end += 1
            number = place.following
    end_s = center.n_intervals * center.interval_s
    for index in range(center.n_agents):
        agent = agent_at(center.agents, index)
        here = agent.on_queue or agent.in_hand > 0
        if here:
            agent.on_queue_s += end_s - agent.here_since_s
        if agent.in_hand > 0:
            agent.busy_s += end_s - agent.busy_since_s
