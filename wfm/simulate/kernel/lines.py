"""Places of contacts that wait or will come later, and the lines they stand in.

A contact that is handled at once mostly never gets a place. Places are used again, so memory
follows the longest backlog and not the number of contacts.
"""

import numpy as np

from wfm.simulate.kernel.compiled import part
from wfm.simulate.kernel.kinds import FIRST
from wfm.simulate.kernel.records import COMES, NONE, Record
from wfm.simulate.kernel.rows import line_at, place_at, ranked_at, team_at
from wfm.simulate.kernel.tournament import drop, next_s, time_s


@part
def occupy(center: Record) -> int:
    """Take a free place, for a contact of which nothing is known yet."""
    number: int = center.free
    place = place_at(center.places, number)
    center.free = place.following
    center.n_free -= 1
    place.handle_s = place.patience_s = np.nan
    place.waiting = place.plain = place.in_line = 0
    place.onward = NONE
    place.comes_as = FIRST
    place.generation = 0
    place.doing = COMES
    place.delay_s = place.handover_s = 0.0
    place.warm = place.called_back = place.resumed = 0
    place.last_agent = place.holder = NONE
    return number


@part
def forget(tree: int, number: int) -> None:
    """Drop what is planned for a place, if anything."""
    if next_s(tree) < np.inf and time_s(tree, number) < np.inf:
        drop(tree, number)


@part
def vacate(center: Record, number: int) -> None:
    """Give a place back; nothing that was planned for who stood there happens."""
    place = place_at(center.places, number)
    forget(center.patience, number)
    forget(center.stages, number)
    place.order = NONE
    place.waiting = 0
    place.following = center.free
    center.free = number
    center.n_free += 1


@part
def join_line(center: Record, number: int, index: int) -> None:
    """Stand in a line, behind everybody who arrived before."""
    place, line = place_at(center.places, number), line_at(center.lines, index)
    before, after = line.last, NONE
    # Mostly the end is right, but not for who comes from another line or was interrupted.
    while before != NONE and (
        place_at(center.places, before).arrival_s > place.arrival_s
        or (
            place_at(center.places, before).arrival_s == place.arrival_s
            and place_at(center.places, before).order > place.order
        )
    ):
        after = before
        before = place_at(center.places, before).before
    place.line, place.before, place.following = index, before, after
    place.in_line = 1
    if before == NONE and after == NONE:
        tell_teams(center, line, 1)
    if before == NONE:
        line.first = number
    else:
        place_at(center.places, before).following = number
    if after == NONE:
        line.last = number
    else:
        place_at(center.places, after).before = number


@part
def leave_line(center: Record, number: int) -> None:
    """Step out of the line."""
    place = place_at(center.places, number)
    place.in_line = 0
    line = line_at(center.lines, place.line)
    if place.before == NONE:
        line.first = place.following
    else:
        place_at(center.places, place.before).following = place.following
    if place.following == NONE:
        line.last = place.before
    else:
        place_at(center.places, place.following).before = place.before
    if line.first == NONE:
        tell_teams(center, line, -1)


@part
def tell_teams(center: Record, line: Record, by: int) -> None:
    """A line gets its first contact, or loses its last."""
    for i in range(line.teams_from, line.teams_to):
        team_at(center.teams, ranked_at(center.reach, i).index).lines_standing += by
