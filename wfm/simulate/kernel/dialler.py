"""Diallers, which ring ahead of agents, and self-service, which comes before the queue."""

import math

from wfm.simulate.kernel.births import bear, follow_up, push_later
from wfm.simulate.kernel.compiled import aside
from wfm.simulate.kernel.counting import count_contained, count_unreached
from wfm.simulate.kernel.draws import chance
from wfm.simulate.kernel.idle import list_of
from wfm.simulate.kernel.kinds import BY_DIALLER, CONTAINED, UNREACHED
from wfm.simulate.kernel.lines import vacate
from wfm.simulate.kernel.records import (
    BOT_TIME,
    CONTAINMENT,
    LEAVES_BOT,
    NONE,
    REACH,
    RINGS,
    Record,
)
from wfm.simulate.kernel.rows import line_at, place_at, queue_at, ranked_at, team_at


@aside
def enter_bot(center: Record, number: int) -> None:
    """A contact talks to a bot first, which may be all it needs."""
    place = place_at(center.places, number)
    queue = queue_at(center.queues, place.queue)
    leaves_s = center.now_s
    if queue.bot_s > 0:
        leaves_s -= queue.bot_s * math.log(chance(center, place.queue, BOT_TIME, place.number))
    if chance(center, place.queue, CONTAINMENT, place.number) >= queue.contained_share:
        place.doing = LEAVES_BOT
        push_later(center, leaves_s, number)
        return
    count_contained(center, place.queue, place.order)
    onward = follow_up(center, place.queue, CONTAINED, place.number, place.generation, NONE)
    vacate(center, number)
    if onward != NONE:
        bear(center, onward, leaves_s + place_at(center.places, onward).delay_s)


@aside
def join_list(center: Record, number: int) -> None:
    """A customer to be called stands at the end of the dialler's list."""
    place = place_at(center.places, number)
    queue = queue_at(center.queues, place.queue)
    place.following = NONE
    if queue.first_listed == NONE:
        queue.first_listed = number
    else:
        place_at(center.places, queue.last_listed).following = number
    queue.last_listed = number


@aside
def dial(center: Record) -> None:
    """Start as many attempts as the pace allows."""
    for index in range(center.n_queues):
        queue = queue_at(center.queues, index)
        if queue.dialling != BY_DIALLER or queue.first_listed == NONE or not queue.open:
            continue
        allowed = attempts_allowed(center, index)
        while queue.first_listed != NONE and queue.ringing + 1 <= allowed:
            number = queue.first_listed
            place = place_at(center.places, number)
            queue.first_listed = place.following
            queue.ringing += 1
            place.doing = RINGS
            reached = chance(center, index, REACH, place.number) < queue.reach_share
            ends_s = center.now_s + (queue.dial_s if reached else queue.unreached_s)
            push_later(center, ends_s, number)


@aside
def attempts_allowed(center: Record, index: int) -> float:
    """Attempts that may be under way: a pace for each idle and each busy agent."""
    queue = queue_at(center.queues, index)
    line = line_at(center.lines, queue.line)
    idle, here = 0, 0
    for i in range(line.teams_from, line.teams_to):
        team = ranked_at(center.reach, i).index
        idle += max(list_of(center, team, 0).count - line.reserve, 0)
        here += team_at(center.teams, team).on_queue
    # Who is reached and waits will be the next for somebody idle.
    idle -= queue.waiting
    allowed: float = queue.pacing * idle + queue.pacing_busy * max(here - idle, 0)
    return allowed


@aside
def attempt_ends(center: Record, number: int) -> bool:
    """An attempt ends; whether somebody is reached, who then comes to the queue."""
    place = place_at(center.places, number)
    queue = queue_at(center.queues, place.queue)
    queue.ringing -= 1
    if chance(center, place.queue, REACH, place.number) < queue.reach_share:
        return True
    count_unreached(center, place.queue, center.interval, place.order)
    onward = follow_up(
        center, place.queue, UNREACHED, place.number, place.generation, place.last_agent
    )
    vacate(center, number)
    if onward != NONE:
        bear(center, onward, center.now_s + place_at(center.places, onward).delay_s)
    return False
