"""One plain queue and one team: who takes a contact is settled when it comes.

Until staffing changes, contacts in order of arrival meet the agents in the order in which their
hands become free (Kiefer and Wolfowitz 1955, here with patience): the first of these moments tells
how long a contact would wait, and whether it gives up before. So nobody stands in a line, and an
agent goes from one contact to the next in one step. The tallies are those of the event loop.
"""

import numpy as np

from wfm.simulate.kernel.agents import empty_hand, note_availability, take_plain
from wfm.simulate.kernel.compiled import aside, part
from wfm.simulate.kernel.counting import (
    count_abandonment,
    count_answer,
    count_arrival,
    count_ghost,
    tally_of,
)
from wfm.simulate.kernel.draws import patience_beyond
from wfm.simulate.kernel.idle import list_of
from wfm.simulate.kernel.records import NONE, Record
from wfm.simulate.kernel.rows import (
    agent_at,
    contact_at,
    heads_at,
    line_at,
    queue_at,
    team_at,
)
from wfm.simulate.kernel.tournament import drop, first_slot, next_s, planned, postpone, tied


@aside
def live_pool(center: Record) -> None:
    """Settle what comes before staffing changes or the interval ends, while nobody waits then.

    Contacts that end meanwhile and leave their agents idle are events still to come.
    """
    limit_s = min(center.rare_s, center.until_s)
    ends, listed = center.ends, list_of(center, 0, 0)
    # Somebody may have a contact in hand still when the spell is over.
    some_leave = center.on_queue > team_at(center.teams, 0).on_queue
    while center.next < center.last and line_at(center.lines, 0).first == NONE:
        contact = contact_at(center.contacts, center.next)
        idle, free_s, arrival_s = listed.first, next_s(ends), contact.arrival_s
        is_idle = idle != NONE
        if arrival_s >= limit_s or (free_s >= limit_s and not is_idle):
            break
        if is_idle and agent_at(center.agents, idle).since_s < free_s:
            take_at_once(center, idle, contact)
            center.next += 1
        elif some_leave and not agent_at(center.agents, first_slot(ends)).on_queue:
            break
        # The event loop, unlike the hands, knows which of several is idle longest.
        elif is_idle or (free_s <= arrival_s and tied(ends)):
            become_idle(center)
        else:
            meet(center, contact, free_s)
            center.next += 1


@part
def take_at_once(center: Record, index: int, contact: Record) -> None:
    """The longest idle agent takes a contact when it comes."""
    center.now_s = contact.arrival_s
    count_arrival(center, 0, contact.order)
    take_plain(center, index, 0, center.interval, contact.order, 0.0, contact.handle_s)
    note_availability(center, index)


@part
def become_idle(center: Record) -> None:
    """The agent who is free first joins those who are idle."""
    center.now_s, index = next_s(center.ends), first_slot(center.ends)
    drop(center.ends, index)
    empty_hand(center, index)
    note_availability(center, index)


@part
def meet(center: Record, contact: Record, free_s: float) -> None:
    """A contact meets the agent who is free first: before it comes, in time, or too late."""
    arrival_s, order, interval = contact.arrival_s, contact.order, center.interval
    center.now_s = arrival_s
    count_arrival(center, 0, order)
    wait_s = free_s - arrival_s
    if wait_s <= 0:
        note_gap(center, free_s)
        answer(center, contact, 0.0)
        return
    longest_s = contact.patience_s
    if np.isnan(longest_s):
        longest_s = patience_beyond(center, queue_at(center.queues, 0), contact.number, wait_s)
    gives_up_s = arrival_s + longest_s
    if gives_up_s < free_s:
        center.now_s = gives_up_s
        tally_of(center, 0, interval).queue_length_s += gives_up_s - arrival_s
        count_abandonment(center, 0, interval, order, gives_up_s - arrival_s)
        center.now_s = free_s
        count_ghost(center, 0, interval, order, wait_s)
    else:
        center.now_s = free_s
        tally_of(center, 0, interval).queue_length_s += wait_s
        answer(center, contact, wait_s)


@part
def note_gap(center: Record, free_s: float) -> None:
    """The agent was idle between two contacts."""
    agent = agent_at(center.agents, first_slot(center.ends))
    agent.busy_s += free_s - agent.busy_since_s
    agent.busy_since_s = center.now_s
    heads_at(center.heads, center.interval).busy_s -= center.now_s - free_s


@part
def answer(center: Record, contact: Record, wait_s: float) -> None:
    """The agent who is free first goes from one contact to the next."""
    index = first_slot(center.ends)
    agent_at(center.agents, index).contacts += 1
    count_answer(center, 0, center.interval, contact.order, wait_s, contact.handle_s, index)
    planned(center.ends, index).order = contact.order
    postpone(center.ends, index, center.now_s + contact.handle_s)
