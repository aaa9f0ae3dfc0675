"""What agents do: take contacts, finish them, come and go."""

import numpy as np

from wfm.simulate.kernel.births import bear, follow_up
from wfm.simulate.kernel.compiled import aside, part
from wfm.simulate.kernel.counting import (
    change_busy,
    change_on_queue,
    change_waiting,
    count_answer,
    count_callback,
    count_ghost,
    count_unreached,
)
from wfm.simulate.kernel.draws import chance
from wfm.simulate.kernel.idle import add_idle, list_of, remove_idle
from wfm.simulate.kernel.kinds import BY_AGENT, HANDLED, RETRY, UNLIMITED, UNREACHED
from wfm.simulate.kernel.lines import join_line, leave_line, vacate
from wfm.simulate.kernel.records import NONE, REACH, Record
from wfm.simulate.kernel.routing import choose_line
from wfm.simulate.kernel.rows import (
    agent_at,
    float_at,
    line_at,
    place_at,
    queue_at,
    spell_at,
    team_at,
)
from wfm.simulate.kernel.tournament import drop, plan, planned, time_s

STARTS = HANDED_OVER = 2**40


@part
def fill_hand(center: Record, index: int, number: int) -> float:
    """An agent takes a contact of queue `number`; how much slower it goes beside the others."""
    agent, queue = agent_at(center.agents, index), queue_at(center.queues, number)
    slower: float = 1 + queue.slowdown * agent.in_hand
    if agent.in_hand == 0:
        change_busy(center, 1)
        agent.busy_since_s = center.now_s
        agent.limit = queue.concurrency
    else:
        agent.limit = min(agent.limit, queue.concurrency)
    agent.in_hand += 1
    agent.queue = number
    agent.since_s = center.now_s
    return slower


@part
def empty_hand(center: Record, index: int) -> None:
    """A contact leaves an agent's hands."""
    agent = agent_at(center.agents, index)
    agent.in_hand -= 1
    agent.since_s = center.now_s
    if agent.in_hand == 0:
        change_busy(center, -1)
        agent.busy_s += center.now_s - agent.busy_since_s


@part
def plan_end(center: Record, index: int, at_s: float, order: int, onward: int) -> None:
    """Plan when a hand of an agent is free again, and what the contact then turns into."""
    hand = index * center.levels
    while time_s(center.ends, hand) < np.inf:
        hand += 1
    plan(center.ends, hand, at_s, order, index | ((onward + 1) << 32))


@part
def withdraw_end(center: Record, index: int, order: int) -> None:
    """Take back when a contact that an agent has in hand ends."""
    hand = index * center.levels
    while planned(center.ends, hand).order != order:
        hand += 1
    drop(center.ends, hand)


@part
def take_plain(
    center: Record, index: int, queue: int, interval: int, order: int, wait_s: float, mean_s: float
) -> None:
    """An agent takes a contact that needs nothing else."""
    handle_s = mean_s * fill_hand(center, index, queue)
    agent_at(center.agents, index).contacts += 1
    count_answer(center, queue, interval, order, wait_s, handle_s, index)
    plan_end(center, index, center.now_s + handle_s, order, NONE)


@aside
def take(center: Record, index: int, number: int) -> None:
    """An agent takes the contact of a place, or takes it up again."""
    place = place_at(center.places, number)
    queue = queue_at(center.queues, place.queue)
    slower = fill_hand(center, index, place.queue)
    handle_s = place.handle_s
    if not place.resumed:
        agent_at(center.agents, index).contacts += 1
        wait_s = center.now_s - place.arrival_s
        handle_s *= slower
        if center.factors:
            row = index * center.n_queues + place.queue
            handle_s *= float_at(center.aht_factor, row).value
        trigger = HANDLED
        if place.called_back or queue.dialling == BY_AGENT:
            if chance(center, place.queue, REACH, place.number) < queue.reach_share:
                handle_s += queue.dial_s
            else:
                handle_s, trigger = queue.unreached_s, UNREACHED
                count_unreached(center, place.queue, place.interval, place.order)
        handle_s += place.handover_s
        place.onward = follow_up(
            center, place.queue, trigger, place.number, place.generation, index
        )
        if place.onward != NONE and trigger == UNREACHED:
            place_at(center.places, place.onward).called_back = place.called_back
        if place.called_back:
            count_callback(
                center,
                place.queue,
                place.interval,
                place.order,
                wait_s,
                handle_s,
                index,
                place.comes_as == RETRY,
            )
            queue.in_system += 1
        else:
            count_answer(center, place.queue, place.interval, place.order, wait_s, handle_s, index)
            queue.last_wait_s = wait_s
    plan_end(center, index, center.now_s + handle_s, place.order, place.onward)
    if place.holder != NONE:
        free_at_s = center.now_s + place.handover_s
        plan_end(center, place.holder, free_at_s, HANDED_OVER + place.order, NONE)
        place.holder = NONE
    if queue.interruptible:
        place.ends_s = center.now_s + handle_s
        agent_at(center.agents, index).task = number
    else:
        vacate(center, number)


@part
def serve(center: Record, index: int) -> None:
    """A free hand: take what waits, as long as something fits."""
    agent = agent_at(center.agents, index)
    while team_at(center.teams, agent.team).lines_standing > 0:
        found = choose_line(center, agent)
        if found == NONE:
            break
        number = line_at(center.lines, found).first
        place = place_at(center.places, number)
        leave_line(center, number)
        if not place.waiting:
            wait_s = center.now_s - place.arrival_s
            count_ghost(center, place.queue, place.interval, place.order, wait_s)
            vacate(center, number)
        elif place.plain:
            change_waiting(center, place.queue, -1)
            queue, interval, order = place.queue, place.interval, place.order
            wait_s, handle_s = center.now_s - place.arrival_s, place.handle_s
            vacate(center, number)
            take_plain(center, index, queue, interval, order, wait_s, handle_s)
        else:
            place.waiting = 0
            if not place.called_back:
                change_waiting(center, place.queue, -1)
            take(center, index, number)


@part
def note_availability(center: Record, index: int) -> None:
    """Put an agent whose hands have changed into the list where it belongs."""
    agent = agent_at(center.agents, index)
    remove_idle(center, index)
    if agent.on_queue:
        if agent.task != NONE:
            add_idle(center, index, center.levels)
        elif agent.in_hand == 0 or agent.in_hand < agent.limit:
            add_idle(center, index, agent.in_hand)


@part
def turn_to_lines(center: Record, index: int) -> None:
    """An agent whose hands or presence have changed takes what waits, or leaves."""
    agent = agent_at(center.agents, index)
    if agent.on_queue:
        serve(center, index)
        note_availability(center, index)
    elif agent.in_hand == 0:
        leave(center, index)


@aside
def release(center: Record, index: int) -> None:
    """An agent need no longer stay with a customer who was to be handed over."""
    empty_hand(center, index)
    turn_to_lines(center, index)


@aside
def interrupt(center: Record, index: int) -> None:
    """Take an agent away from a contact, which goes back to its line with the time that is left."""
    agent = agent_at(center.agents, index)
    place = place_at(center.places, agent.task)
    withdraw_end(center, index, place.order)
    place.handle_s = place.ends_s - center.now_s
    place.resumed = place.waiting = 1
    # Who is called back stands in no line that others see.
    if not place.called_back:
        change_waiting(center, place.queue, 1)
    join_line(center, agent.task, place.line)
    agent.task = NONE
    empty_hand(center, index)
    remove_idle(center, index)


@part
def finish(center: Record, index: int, onward: int) -> None:
    """A contact ends; the agent turns to the next, or stays until a warm transfer is taken."""
    agent = agent_at(center.agents, index)
    if agent.task != NONE:
        vacate(center, agent.task)
        agent.task = NONE
    queue = queue_at(center.queues, agent.queue)
    if queue.trunks < UNLIMITED:
        queue.in_system -= 1
    if onward != NONE:
        # Not who took it first, where another has taken it up again.
        place_at(center.places, onward).last_agent = index
    if onward != NONE and place_at(center.places, onward).warm:
        place_at(center.places, onward).holder = index
        # Nothing can interrupt who only stays with a customer.
        remove_idle(center, index)
        bear(center, onward, center.now_s)
    else:
        empty_hand(center, index)
        if onward != NONE:
            bear(center, onward, center.now_s + place_at(center.places, onward).delay_s)
        turn_to_lines(center, index)


@part
def start_spell(center: Record, seat: int) -> int:
    """An agent comes on queue; who it is."""
    index: int = agent_at(center.agents, seat).sits
    agent = agent_at(center.agents, index)
    change_on_queue(center, 1)
    team_at(center.teams, agent.team).on_queue += 1
    agent.on_queue = 1
    agent.since_s = agent.here_since_s = center.now_s
    spell = agent_at(center.agents, seat).spell
    plan_shift(center, spell_at(center.spells, spell).end_s, seat, seat)
    return index


@part
def end_spell(center: Record, seat: int) -> int:
    """A spell ends as planned; the agent who takes nothing more."""
    index = who_leaves(center, seat)
    agent = agent_at(center.agents, index)
    agent.on_queue = 0
    team_at(center.teams, agent.team).on_queue -= 1
    remove_idle(center, index)
    return index


@part
def who_leaves(center: Record, seat: int) -> int:
    """Whoever sits there; when staffed by counts, rather somebody idle of the same team."""
    staying: int = agent_at(center.agents, seat).sits
    agent = agent_at(center.agents, staying)
    if not center.idle_leave_first or agent.in_hand == 0:
        return staying
    leaving: int = list_of(center, agent.team, 0).first
    if leaving == NONE:
        return staying
    other = agent_at(center.agents, leaving)
    agent_at(center.agents, other.seat).sits = staying
    agent_at(center.agents, seat).sits = leaving
    agent.seat, other.seat = other.seat, seat
    return leaving


@part
def leave(center: Record, index: int) -> None:
    """The agent goes; the pause that follows keeps its length, or its end."""
    agent = agent_at(center.agents, index)
    number: int = agent.seat
    seat = agent_at(center.agents, number)
    change_on_queue(center, -1)
    agent.on_queue_s += center.now_s - agent.here_since_s
    back_s = center.now_s
    if center.breaks_keep_length:
        back_s += spell_at(center.spells, seat.spell).pause_s
    seat.spell += 1
    plan_spell(center, number, back_s)


@part
def plan_spell(center: Record, number: int, back_s: float) -> None:
    """Plan the start of a seat's next spell that is not over before its agent is back."""
    seat = agent_at(center.agents, number)
    while seat.spell < seat.spells_to:
        spell = spell_at(center.spells, seat.spell)
        start_s = max(spell.start_s, back_s)
        if start_s < spell.end_s:
            plan_shift(center, start_s, STARTS + number, number)
            break
        # Only who comes back late from a pause still has the next one before them.
        if center.breaks_keep_length and spell.end_s > center.start_s:
            back_s = start_s + spell.pause_s
        seat.spell += 1


@part
def plan_shift(center: Record, at_s: float, order: int, seat: int) -> None:
    """Plan a start or an end of a spell."""
    plan(center.shifts, seat, at_s, order, seat)
    center.rare_s = min(center.rare_s, at_s)
