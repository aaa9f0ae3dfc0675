"""Counts of staff become seats and spells that amount to them."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from wfm.simulate.groups import staffed_by_counts


@given(st.lists(st.lists(st.integers(0, 5), min_size=6, max_size=6), min_size=1, max_size=3))
def test_spells_add_up_to_the_counts(staff):
    staff = np.array(staff)
    rank = np.ones((len(staff), 2), dtype=int)
    names = tuple("abc"[: len(staff)])
    agents, spells = staffed_by_counts(names, staff, 100.0, rank, rank)
    assert len(agents.names) == staff.max(axis=1).sum()
    found = np.zeros_like(staff)
    for agent, start, end in zip(spells.agent, spells.start_s, spells.end_s, strict=True):
        group = names.index(agents.names[agent][0])
        found[group, int(start // 100) : int(end // 100)] += 1
    assert (found == staff).all()
