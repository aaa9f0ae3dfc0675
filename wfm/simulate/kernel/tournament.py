"""Timed events, at most one a slot, as a tournament: whatever happens next has won every match.

A match is between two neighbours, so the matches of a slot are known before their winners are, and
a change plays only those (Knuth 1998, section 5.4.1). Equal times are won by the lower `order`.

A tournament is the address of its records. Number 0 holds the count of slots as its `ref`, and as
its `order` whether there have been equal times; number 1 tells who wins all, and each number n who
wins of 2n and 2n + 1. The slots themselves stand behind these, each with no time but infinity while
nothing is planned. Then follows what is planned.
"""

import numpy as np

from wfm.simulate.kernel.compiled import aside, part
from wfm.simulate.kernel.records import Record
from wfm.simulate.kernel.rows import match_at, planned_at


@part
def slots_of(tree: int) -> int:
    """Count of slots."""
    slots: int = planned_at(tree, 0).ref
    return slots


@part
def next_s(tree: int) -> float:
    """Time of the first event; infinite when there is none."""
    first_s: float = match_at(tree, 1).time_s
    return first_s


@part
def first_slot(tree: int) -> int:
    """Slot of the first event; there is one."""
    slot: int = int(match_at(tree, 1).winner)
    return slot


@part
def first_order(tree: int) -> int:
    """Order of the first event; there is one."""
    order: int = planned(tree, first_slot(tree)).order
    return order


@part
def planned(tree: int, slot: int) -> Record:
    """Order and reference of what is planned for a slot."""
    return planned_at(tree, 2 * slots_of(tree) + slot)


@part
def time_s(tree: int, slot: int) -> float:
    """When what is planned for a slot happens; infinite when nothing is."""
    at_s: float = match_at(tree, slots_of(tree) + slot).time_s
    return at_s


@part
def plan(tree: int, slot: int, at_s: float, order: int, ref: int) -> None:
    """Plan an event for a slot that has none."""
    event = planned(tree, slot)
    event.order, event.ref = order, ref
    place = slots_of(tree) + slot
    match_at(tree, place).time_s = at_s
    place >>= 1
    while place > 0:
        match = match_at(tree, place)
        if match.time_s < at_s or (match.time_s == at_s and loses_tie(tree, match, order)):
            break
        match.time_s, match.winner = at_s, np.float64(slot)
        place >>= 1


@aside
def loses_tie(tree: int, match: Record, order: int) -> bool:
    """Whether an event of equal time and another order does not win a match."""
    planned_at(tree, 0).order = 1
    loses: bool = planned(tree, int(match.winner)).order < order
    return loses


@part
def drop(tree: int, slot: int) -> None:
    """Nothing is planned for a slot any longer."""
    postpone(tree, slot, np.inf)


@part
def postpone(tree: int, slot: int, at_s: float) -> None:
    """What is planned for a slot happens later than it would have."""
    first = slots_of(tree) + slot
    match_at(tree, first).time_s = at_s
    place, loser, winner, tie_s = first, np.float64(slot), np.float64(slot), np.inf
    while place > 1 and match_at(tree, place >> 1).winner == loser:
        rival = match_at(tree, place ^ 1)
        rival_s, rival_slot = rival.time_s, rival.winner
        # Who wins is a toss, so it is computed and not branched upon.
        tie_s = rival_s if rival_s == at_s else tie_s
        loses = rival_s < at_s
        at_s = rival_s if loses else at_s
        winner = rival_slot if loses else winner
        place >>= 1
        match = match_at(tree, place)
        match.time_s, match.winner = at_s, winner
    if tie_s < np.inf:
        settle_ties(tree, first)


@aside
def settle_ties(tree: int, place: int) -> None:
    """Play the matches from a place up again, equal times by order."""
    planned_at(tree, 0).order = 1
    while place > 1:
        one, other, match = (
            match_at(tree, place),
            match_at(tree, place ^ 1),
            match_at(tree, place >> 1),
        )
        wins = other.time_s < one.time_s or (
            other.time_s == one.time_s
            and planned(tree, int(other.winner)).order < planned(tree, int(one.winner)).order
        )
        winner = other if wins else one
        match.time_s, match.winner = winner.time_s, winner.winner
        place >>= 1


@part
def tied(tree: int) -> bool:
    """Whether another event happens at the moment of the first."""
    # Equal times meet before they are first, and most models never have any.
    if not planned_at(tree, 0).order:
        return False
    first = match_at(tree, 1)
    place, found = slots_of(tree) + int(first.winner), False
    while place > 1:
        found |= match_at(tree, place ^ 1).time_s == first.time_s
        place >>= 1
    return found
