"""Contacts that others turn into: drawn when the other is taken or lost, born at their turn."""

from wfm.simulate.kernel.compiled import aside, part
from wfm.simulate.kernel.draws import chance, other_law
from wfm.simulate.kernel.kinds import TRIGGERS
from wfm.simulate.kernel.lines import occupy
from wfm.simulate.kernel.records import DELAY, KEYS, NONE, Record
from wfm.simulate.kernel.rows import follow_at, int_at, key_at, logged_at, place_at
from wfm.simulate.kernel.tournament import plan

# The number of a later contact is that of the first, with marks of where that one entered and of
# how many came between; 2 ** 42 is above every first number.
ORIGIN = 2**42
GENERATION = 2**52


@part
def chosen_follow_up(center: Record, queue: int, trigger: int, number: int, generation: int) -> int:
    """Row of what a contact turns into, or `NONE`."""
    row = queue * TRIGGERS + trigger
    first = int_at(center.follow_begins, row).value
    last = int_at(center.follow_begins, row + 1).value
    found = NONE
    if first < last:
        u = chance(center, queue, trigger, number)
        while first < last and u >= follow_at(center.follows, first).share:
            first += 1
        if first < last and generation < follow_at(center.follows, first).most:
            found = first
    return found


@part
def delay_s(center: Record, row: int, queue: int, number: int) -> float:
    """Time until a contact of a queue turns into what the row says."""
    follow = follow_at(center.follows, row)
    if follow.delay_s == 0:
        return 0.0
    key = key_at(center.keys, queue * KEYS + DELAY).value
    mean_s: float = follow.delay_s
    return mean_s * other_law(center, follow.delay_kind, follow.delay_cv, 0, 0, key, number)


@part
def later_number(number: int, generation: int, queue: int) -> int:
    """Number of the contact that one of this number and generation turns into."""
    if generation == 0:
        number += ORIGIN * (queue + 1)
    return number + GENERATION


@aside
def follow_up(
    center: Record, queue: int, trigger: int, number: int, generation: int, agent: int
) -> int:
    """Draw what a contact turns into; its place, or `NONE`."""
    row = chosen_follow_up(center, queue, trigger, number, generation)
    if row == NONE:
        return NONE
    follow = follow_at(center.follows, row)
    found = occupy(center)
    place = place_at(center.places, found)
    place.queue, place.comes_as = follow.to, follow.comes_as
    place.number = later_number(number, generation, queue)
    place.generation = generation + 1
    place.delay_s = delay_s(center, row, queue, number)
    place.warm, place.handover_s = follow.warm, follow.handover_s
    place.last_agent = agent
    return found


@part
def bear(center: Record, number: int, at_s: float) -> None:
    """A contact now exists, and will come at a time; `NONE` does nothing."""
    if number != NONE:
        place = place_at(center.places, number)
        place.order = new_order(center, place.queue, place.number, place.comes_as)
        push_later(center, at_s, number)


@part
def new_order(center: Record, queue: int, number: int, comes_as: int) -> int:
    """Order of a contact that now comes to be, behind all others."""
    order: int = center.from_outside + center.born
    center.born += 1
    if center.logged > order:
        logged = logged_at(center.log, order)
        logged.queue, logged.number, logged.comes_as = queue, number, comes_as
    return order


@part
def push_later(center: Record, at_s: float, number: int) -> None:
    """Let a contact do what it is about to do at a time."""
    plan(center.later, number, at_s, place_at(center.places, number).order, number)
    center.rare_s = min(center.rare_s, at_s)
