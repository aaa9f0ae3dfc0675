"""A binary heap of timed events; equal times leave by their `order`.

A heap is the address of its records. Number 0 holds the count of events as its `order`; the heap
itself begins at 1.
"""

import numpy as np

from wfm.simulate.kernel.compiled import part
from wfm.simulate.kernel.rows import event_at


@part
def next_s(heap: int) -> float:
    """Time of the first event; infinite when there is none."""
    return event_at(heap, 1).time_s if event_at(heap, 0).order > 0 else np.inf


@part
def push(heap: int, time_s: float, order: int, ref: int) -> None:
    """Add an event."""
    count = event_at(heap, 0)
    count.order += 1
    place = count.order
    while place > 1:
        above = event_at(heap, place >> 1)
        if above.time_s < time_s or (above.time_s == time_s and above.order < order):
            break
        write(heap, place, above.time_s, above.order, above.ref)
        place >>= 1
    write(heap, place, time_s, order, ref)


@part
def pop(heap: int) -> None:
    """Drop the first event."""
    count = event_at(heap, 0).order
    moved = event_at(heap, count)
    time_s, order, ref = moved.time_s, moved.order, moved.ref
    count -= 1
    event_at(heap, 0).order = count
    place, child = 1, 2
    while child <= count:
        below = event_at(heap, child)
        if child < count:
            right = event_at(heap, child + 1)
            if right.time_s < below.time_s or (
                right.time_s == below.time_s and right.order < below.order
            ):
                child += 1
                below = right
        if time_s < below.time_s or (time_s == below.time_s and order < below.order):
            break
        write(heap, place, below.time_s, below.order, below.ref)
        place, child = child, 2 * child
    write(heap, place, time_s, order, ref)


@part
def withdraw(heap: int, order: int) -> None:
    """Take back the event with this order, wherever it is; there is one."""
    place = 1
    while event_at(heap, place).order != order:
        place += 1
    # Moved to the front as if it were before everything, and dropped there.
    while place > 1:
        above = event_at(heap, place >> 1)
        write(heap, place, above.time_s, above.order, above.ref)
        place >>= 1
    pop(heap)


@part
def write(heap: int, place: int, time_s: float, order: int, ref: int) -> None:
    """Set one event."""
    event = event_at(heap, place)
    event.time_s = time_s
    event.order = order
    event.ref = ref
