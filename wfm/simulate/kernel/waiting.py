"""What a contact that waits lives through: joining, moving on, giving up, being turned away."""

import numpy as np

from wfm.simulate.kernel.agents import release, take
from wfm.simulate.kernel.births import bear, follow_up
from wfm.simulate.kernel.compiled import aside, part
from wfm.simulate.kernel.counting import (
    change_waiting,
    count_abandonment,
    count_blocked,
    count_deferred,
    count_ghost,
    tally_of,
)
from wfm.simulate.kernel.draws import chance, patience_s
from wfm.simulate.kernel.kinds import DEFERRED, LEAVES, LOST, TAKE_MESSAGE
from wfm.simulate.kernel.lines import join_line, leave_line, vacate
from wfm.simulate.kernel.records import CALLBACK, NONE, Record
from wfm.simulate.kernel.routing import choose_agent
from wfm.simulate.kernel.rows import line_at, place_at, queue_at
from wfm.simulate.kernel.tournament import drop, first_slot, plan


@aside
def wait(center: Record, number: int, line: int) -> None:
    """Begin to wait in a line, for an agent or to be called back."""
    place = place_at(center.places, number)
    queue = queue_at(center.queues, place.queue)
    place.waiting = 1
    if (
        queue.callback_share > 0
        and not place.called_back
        and queue.last_wait_s >= queue.callback_after_s
        and chance(center, place.queue, CALLBACK, place.number) < queue.callback_share
    ):
        place.called_back = 1
        queue.in_system -= 1
        count_deferred(center, place.queue, place.interval, place.order)
        cell = tally_of(center, place.queue, place.interval)
        cell.callbacks += 1
        cell.callback_promised_s += queue.last_wait_s
    join_line(center, number, line)
    if not place.called_back:
        change_waiting(center, place.queue, 1)
        if np.isnan(place.patience_s):
            place.patience_s = patience_s(center, queue, place.number)
        if place.patience_s < np.inf:
            gives_up_s = place.arrival_s + place.patience_s
            plan(center.patience, number, gives_up_s, place.order, number)
    plan_stage(center, number)
    if place.called_back and place.holder != NONE:
        # Nobody stays on a line that the customer has left; the agent may call back at once.
        place.handover_s = 0.0
        let_go(center, number)


@part
def plan_stage(center: Record, number: int) -> None:
    """Plan when a contact moves on from its line, if it does."""
    place = place_at(center.places, number)
    line = line_at(center.lines, place.line)
    if line.after_s < np.inf:
        at_s = max(place.arrival_s + line.after_s, center.now_s)
        plan(center.stages, number, at_s, place.order, number)
        center.rare_s = min(center.rare_s, at_s)


@part
def patience_ends(center: Record) -> None:
    """Somebody may give up; the ghost stays in line."""
    number = first_slot(center.patience)
    drop(center.patience, number)
    place = place_at(center.places, number)
    if place.waiting and not place.resumed:
        place.waiting = 0
        change_waiting(center, place.queue, -1)
        wait_s = center.now_s - place.arrival_s
        count_abandonment(center, place.queue, place.interval, place.order, wait_s)
        if not place.plain:
            lose(center, number)


@aside
def lose(center: Record, number: int) -> None:
    """What follows from a contact that goes without an agent; its place is left as it is."""
    place = place_at(center.places, number)
    queue_at(center.queues, place.queue).in_system -= 1
    onward = follow_up(center, place.queue, LOST, place.number, place.generation, place.last_agent)
    if onward != NONE:
        bear(center, onward, center.now_s + place_at(center.places, onward).delay_s)
    let_go(center, number)


@part
def let_go(center: Record, number: int) -> None:
    """Nobody stays with the customer any longer."""
    place = place_at(center.places, number)
    if place.holder != NONE:
        holder = place.holder
        place.holder = NONE
        release(center, holder)


@aside
def turn_away(center: Record, number: int) -> None:
    """The line is full or the queue is closed: the contact goes at once."""
    place = place_at(center.places, number)
    count_blocked(center, place.queue, place.interval, place.order)
    lose(center, number)
    vacate(center, number)


@aside
def leave_message(center: Record, number: int) -> None:
    """The contact stops waiting and may leave a message."""
    place = place_at(center.places, number)
    queue_at(center.queues, place.queue).in_system -= 1
    count_deferred(center, place.queue, place.interval, place.order)
    onward = follow_up(
        center, place.queue, DEFERRED, place.number, place.generation, place.last_agent
    )
    if onward != NONE:
        bear(center, onward, center.now_s + place_at(center.places, onward).delay_s)
    let_go(center, number)
    vacate(center, number)


@aside
def move_on(center: Record) -> int:
    """A contact may move on to another line; the agent whose hands that has filled, or `NONE`."""
    number = first_slot(center.stages)
    drop(center.stages, number)
    place = place_at(center.places, number)
    if not place.in_line or place.called_back or place.resumed:
        return NONE
    line, queue = line_at(center.lines, place.line), queue_at(center.queues, place.queue)
    if queue.waiting < line.when_waiting:
        return NONE
    following: int = line.following
    leave_line(center, number)
    if following == LEAVES:
        if place.waiting:
            place.waiting = 0
            change_waiting(center, place.queue, -1)
            leave_message(center, number)
        else:
            vacate(center, number)
        return NONE
    agent = choose_agent(center, line_at(center.lines, following), queue.concurrency)
    if agent == NONE:
        join_line(center, number, following)
        plan_stage(center, number)
    elif place.waiting:
        place.waiting, place.line = 0, following
        change_waiting(center, place.queue, -1)
        take(center, agent, number)
    else:
        wait_s = center.now_s - place.arrival_s
        count_ghost(center, place.queue, place.interval, place.order, wait_s)
        vacate(center, number)
        agent = NONE
    return agent


@aside
def close_queue(center: Record, index: int) -> None:
    """Who still waits is turned away or leaves a message; callbacks stay."""
    queue = queue_at(center.queues, index)
    for row in range(center.n_lines):
        if line_at(center.lines, row).queue != index:
            continue
        # Somebody freed from a warm transfer may take the next meanwhile.
        number = first_to_go(center, row)
        while number != NONE:
            place = place_at(center.places, number)
            leave_line(center, number)
            if not place.waiting:
                vacate(center, number)
            else:
                place.waiting = 0
                change_waiting(center, index, -1)
                if queue.closing == TAKE_MESSAGE:
                    leave_message(center, number)
                else:
                    turn_away(center, number)
            number = first_to_go(center, row)


@part
def first_to_go(center: Record, row: int) -> int:
    """First in a line who goes when the queue closes; callbacks stay."""
    number: int = line_at(center.lines, row).first
    while number != NONE and (
        place_at(center.places, number).called_back or place_at(center.places, number).resumed
    ):
        number = place_at(center.places, number).following
    return number
