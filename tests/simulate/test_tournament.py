"""Whatever happens next has won the tournament, whatever was planned, dropped and put off."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numba import njit

from wfm.simulate.kernel import records
from wfm.simulate.kernel.bracket import new_tournament, slots_of, widened
from wfm.simulate.kernel.tournament import (
    drop,
    first_order,
    first_slot,
    next_s,
    plan,
    planned,
    postpone,
    tied,
)

SLOTS = 11


@njit
def _plan(tree, slot, at_s, order):
    plan(tree, slot, at_s, order, 10 * order)


@njit
def _drop(tree, slot):
    drop(tree, slot)


@njit
def _postpone(tree, slot, at_s):
    postpone(tree, slot, at_s)


@njit
def _first(tree):
    slot = first_slot(tree)
    return next_s(tree), first_order(tree), slot, planned(tree, slot).ref, tied(tree)


def address(tree):
    return tree.ctypes.data


# Few different times, so that many are equal.
steps = st.lists(
    st.tuples(
        st.sampled_from(["plan", "drop", "postpone", "widen"]),
        st.integers(0, SLOTS - 1),
        st.integers(0, 6),
    ),
    max_size=80,
)


@settings(deadline=None, max_examples=60)
@given(steps)
def test_the_earliest_is_first_and_of_equals_the_lowest_order(steps):
    tree, events = new_tournament(SLOTS), {}
    for order, (step, slot, time) in enumerate(steps):
        if step == "plan" and slot not in events:
            # Later ones may be before earlier ones among equals.
            events[slot] = (float(time), 1000 - order if order % 2 else order)
            _plan(address(tree), slot, *events[slot])
        elif step == "drop" and slot in events:
            del events[slot]
            _drop(address(tree), slot)
        elif step == "postpone" and slot in events:
            events[slot] = (events[slot][0] + time, events[slot][1])
            _postpone(address(tree), slot, events[slot][0])
        elif step == "widen":
            tree = widened(tree, slots_of(tree) + 1)
        at_s, order, first, ref, is_tied = _first(address(tree))
        if not events:
            assert at_s == np.inf
            continue
        best = min(events, key=events.__getitem__)
        assert (at_s, order, first, ref) == (*events[best], best, 10 * events[best][1])
        assert is_tied == (sum(time_s == at_s for time_s, _ in events.values()) > 1)


def test_matches_and_plans_share_a_table():
    assert records.MATCH.itemsize == records.PLANNED.itemsize
