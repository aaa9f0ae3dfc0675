"""Places of contacts that wait or will come later, and the lines they stand in.

A contact that is handled at once never gets a place. Places are used again, so memory follows the
longest backlog and not the number of contacts.
"""

from wfm.simulate.kernel.compiled import part
from wfm.simulate.kernel.records import NONE, Record
from wfm.simulate.kernel.rows import place_at


@part
def occupy(center: Record) -> int:
    """Take a free place."""
    number: int = center.free
    center.free = place_at(center.places, number).following
    center.n_free -= 1
    return number


@part
def vacate(center: Record, number: int) -> None:
    """Give a place back; what still refers to it will see another order."""
    place = place_at(center.places, number)
    place.order = NONE
    place.waiting = 0
    place.following = center.free
    center.free = number
    center.n_free += 1


@part
def forget(center: Record, number: int) -> None:
    """Give back the places of contacts that will now never be handed on."""
    while number != NONE:
        following = place_at(center.places, number).onward
        vacate(center, number)
        number = following


@part
def join_line(center: Record, queue: Record, number: int) -> None:
    """Stand at the end of a line."""
    place_at(center.places, number).following = NONE
    if queue.first == NONE:
        queue.first = number
    else:
        place_at(center.places, queue.last).following = number
    queue.last = number


@part
def leave_front(center: Record, queue: Record) -> int:
    """Take the first out of a line."""
    number: int = queue.first
    queue.first = place_at(center.places, number).following
    return number
