"""A binary heap of timed events; equal times leave by their `order`.

A heap is the address of its records. Number 0 holds the count of events as its `order`; the heap
itself begins at 1. Whatever is behind its last event has no time but infinity.
"""

import numpy as np

from wfm.simulate.kernel.compiled import part
from wfm.simulate.kernel.rows import event_at


@part
def next_s(heap: int) -> float:
    """Time of the first event; infinite when there is none."""
    first_s: float = event_at(heap, 1).time_s
    return first_s


@part
def push(heap: int, time_s: float, order: int, ref: int) -> None:
    """Add an event."""
    count = event_at(heap, 0)
    count.order += 1
    rise(heap, count.order, time_s, order, ref)


@part
def pop(heap: int) -> None:
    """Drop the first event."""
    count = event_at(heap, 0)
    last = event_at(heap, count.order)
    time_s, order, ref = last.time_s, last.order, last.ref
    last.time_s = np.inf
    count.order -= 1
    if count.order > 0:
        replace_first(heap, time_s, order, ref)


@part
def replace_first(heap: int, time_s: float, order: int, ref: int) -> None:
    """Put an event in place of the first; it mostly belongs near the end, so comes from there."""
    count = event_at(heap, 0).order
    place, child = 1, 2
    while child <= count:
        # Which one is first is a toss, so it is computed and not branched upon.
        left, right = event_at(heap, child), event_at(heap, child + 1)
        child += int(
            (right.time_s < left.time_s)
            | ((right.time_s == left.time_s) & (right.order < left.order))
        )
        copy(heap, place, child)
        place, child = child, 2 * child
    rise(heap, place, time_s, order, ref)


@part
def rise(heap: int, place: int, time_s: float, order: int, ref: int) -> None:
    """Put an event at a free place, or above it where it is before what stands there."""
    while place > 1:
        above = event_at(heap, place >> 1)
        if above.time_s < time_s or (above.time_s == time_s and above.order < order):
            break
        copy(heap, place, place >> 1)
        place >>= 1
    event = event_at(heap, place)
    event.time_s, event.order, event.ref = time_s, order, ref


@part
def withdraw(heap: int, order: int) -> None:
    """Take back the event with this order, wherever it is; there is one."""
    place = 1
    while event_at(heap, place).order != order:
        place += 1
    # Moved to the front as if it were before everything, and dropped there.
    while place > 1:
        copy(heap, place, place >> 1)
        place >>= 1
    pop(heap)


@part
def copy(heap: int, place: int, source: int) -> None:
    """Copy one event over another."""
    event, other = event_at(heap, place), event_at(heap, source)
    event.time_s, event.order, event.ref = other.time_s, other.order, other.ref
