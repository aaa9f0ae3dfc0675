"""What a contact does when it comes: self-service, an agent at once, a line, or nothing."""

import numpy as np

from wfm.simulate.kernel.agents import interrupt, note_availability, take, take_plain
from wfm.simulate.kernel.compiled import aside, part
from wfm.simulate.kernel.counting import (
    change_waiting,
    count_arrival,
    count_blocked,
    count_return,
    note_callback,
)
from wfm.simulate.kernel.dialler import attempt_ends, enter_bot, join_list
from wfm.simulate.kernel.draws import chance, handle_s, patience_s
from wfm.simulate.kernel.kinds import BY_DIALLER, FIRST
from wfm.simulate.kernel.lines import join_line, occupy
from wfm.simulate.kernel.records import COMES, LEAVES_BOT, NONE, PRIORITY, Record
from wfm.simulate.kernel.routing import choose_agent, choose_interrupted, fits, takes_from
from wfm.simulate.kernel.rows import (
    agent_at,
    float_at,
    line_at,
    place_at,
    queue_at,
)
from wfm.simulate.kernel.tournament import drop, first_slot, plan
from wfm.simulate.kernel.waiting import turn_away, wait


@part
def comes_from_outside(center: Record, contact: Record) -> None:
    """A contact arrives: a free agent takes it, or it waits."""
    queue = queue_at(center.queues, contact.queue)
    if not queue.plain:
        comes_specially(center, contact)
        return
    count_arrival(center, contact.queue, contact.order)
    agent = choose_agent(center, line_at(center.lines, queue.line), queue.concurrency)
    if agent != NONE:
        take_plain(
            center, agent, contact.queue, center.interval, contact.order, 0.0, contact.handle_s
        )
        note_availability(center, agent)
    elif queue.waiting >= queue.capacity:
        count_blocked(center, contact.queue, center.interval, contact.order)
    else:
        wait_plainly(center, queue, contact)


@part
def wait_plainly(center: Record, queue: Record, contact: Record) -> None:
    """Wait for nothing but an agent or the end of patience."""
    number = occupy(center)
    place = place_at(center.places, number)
    place.queue, place.order, place.interval = contact.queue, contact.order, center.interval
    place.arrival_s, place.handle_s = center.now_s, contact.handle_s
    place.waiting = place.plain = 1
    change_waiting(center, contact.queue, 1)
    join_line(center, number, queue.line)
    # Most contacts never wait, so their patience is drawn only when they do.
    longest_s = contact.patience_s
    if np.isnan(longest_s):
        longest_s = patience_s(center, queue, contact.number)
    if longest_s < np.inf:
        plan(center.patience, number, center.now_s + longest_s, contact.order, number)


@aside
def comes_specially(center: Record, contact: Record) -> None:
    """A contact arrives at a queue that offers or asks more than an agent and a line."""
    number = occupy(center)
    place = place_at(center.places, number)
    place.queue, place.order, place.number = contact.queue, contact.order, contact.number
    place.handle_s, place.patience_s = contact.handle_s, contact.patience_s
    queue = queue_at(center.queues, contact.queue)
    if queue.contained_share > 0 or queue.bot_s > 0:
        enter_bot(center, number)
    elif queue.dialling == BY_DIALLER:
        join_list(center, number)
    else:
        reach_queue(center, number)


@aside
def comes_later(center: Record) -> None:
    """A contact is born, leaves the bot, or is reached by the dialler."""
    number = first_slot(center.later)
    drop(center.later, number)
    place = place_at(center.places, number)
    if place.doing == COMES and queue_at(center.queues, place.queue).dialling == BY_DIALLER:
        join_list(center, number)
    elif place.doing == COMES or place.doing == LEAVES_BOT or attempt_ends(center, number):
        reach_queue(center, number)


@aside
def reach_queue(center: Record, number: int) -> None:
    """The contact of a place joins its queue now."""
    place = place_at(center.places, number)
    queue = queue_at(center.queues, place.queue)
    place.arrival_s, place.interval, place.line = center.now_s, center.interval, NONE
    if np.isnan(place.handle_s):
        row = place.queue * center.n_intervals + center.interval
        mean_s = float_at(center.aht_s, row).value
        place.handle_s = handle_s(center, queue, place.number, mean_s)
    if place.comes_as != FIRST:
        count_return(center, place.queue, place.comes_as)
    if place.called_back:
        note_callback(center, place.order)
    else:
        count_arrival(center, place.queue, place.order)
        queue.in_system += 1
        if not queue.open or queue.in_system > queue.trunks:
            turn_away(center, number)
            return
    index = line_of(center, place, queue)
    agent = agent_for(center, place, queue, index)
    if agent != NONE:
        place.line = index
        take(center, agent, number)
        note_availability(center, agent)
    elif queue.waiting >= queue.capacity and not place.called_back:
        turn_away(center, number)
    else:
        wait(center, number, index)


@part
def line_of(center: Record, place: Record, queue: Record) -> int:
    """The line in which a contact enters."""
    index: int = queue.line
    if (
        queue.priority_share > 0
        and chance(center, place.queue, PRIORITY, place.number) < queue.priority_share
    ):
        index = queue.priority_line
    return index


@part
def agent_for(center: Record, place: Record, queue: Record, index: int) -> int:
    """The last agent where preferred and free, a free one, an interrupted one, or `NONE`."""
    line = line_at(center.lines, index)
    if queue.prefers_last and place.last_agent != NONE:
        agent = agent_at(center.agents, place.last_agent)
        if agent.on_queue and fits(agent, queue) and takes_from(center, agent, index):
            last: int = place.last_agent
            return last
    found = choose_agent(center, line, queue.concurrency)
    if found == NONE and queue.interrupts:
        found = choose_interrupted(center, line)
        if found != NONE:
            interrupt(center, found)
    return found
