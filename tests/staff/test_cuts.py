"""Cuts are concave, pass through what was simulated, and never forbid what was seen to hold."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wfm.staff.cuts import Cut, lifted

AT = np.array([4, 7])
CUT = Cut(0, AT, 0.2, np.array([0.1, 0.05]), np.array([0.3, 0.1]))


def test_a_cut_passes_through_its_staffing_and_falls_with_each_agent_more():
    assert CUT.bound(AT) == 0.2
    gained = np.diff([CUT.bound(AT + np.array([n, 0])) for n in range(-3, 4)])
    assert gained[3] == pytest.approx(0.1)
    assert gained[4] == pytest.approx(0.07)
    assert np.all(np.diff(gained) < 0)
    assert np.all(gained > 0)


@given(st.lists(st.integers(0, 9), min_size=2, max_size=2))
def test_the_slope_is_the_worth_of_one_more(agents):
    here = np.array(agents)
    for i in (0, 1):
        more = here + np.eye(2, dtype=int)[i]
        assert CUT.bound(more) - CUT.bound(here) == pytest.approx(CUT.slope(here)[i])


def test_a_cut_that_moves_is_as_steep_as_it_was_on_the_way():
    there = AT - 2
    expected = CUT.bound(there) - 0.2
    as_told = CUT.moved(there, 0.2 + expected)
    assert as_told.slope(there) == pytest.approx(CUT.slope(there))
    steeper = CUT.moved(there, 0.2 + 1.3 * expected)
    assert steeper.bound(there) == pytest.approx(0.2 + 1.3 * expected)
    assert steeper.slope(there) == pytest.approx(1.3 * CUT.slope(there))


def test_a_small_change_tells_nothing_about_slopes():
    there = AT + np.array([0, 1])
    assert CUT.moved(there, -1.0).slope(there) == pytest.approx(CUT.slope(there))


def test_what_was_found_is_allowed():
    seen = [(AT, np.array([0.2])), (AT + 1, np.array([0.9])), (AT - 1, np.array([-2.0]))]
    raised = lifted(CUT, seen)
    assert raised.bound(AT + 1) == pytest.approx(0.9)
    assert lifted(CUT, seen[:1]).gap == CUT.gap
