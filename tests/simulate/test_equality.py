"""Two engines, one truth: the same agent, times and outcome for every contact."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.simulate.centers import centers
from tests.simulate.small import contacts, model
from wfm.simulate.contacts import draw_contacts
from wfm.simulate.kernel.kinds import HANDED_ON, HANDLED, UNLIMITED
from wfm.simulate.kernel.live import live, replay
from wfm.simulate.model_queues import FollowUp
from wfm.simulate.simpy.center import run_simpy
from wfm.simulate.tallies import tally

ROOM = 200_000


def assert_same(log, journeys):
    for name in log.dtype.names:
        np.testing.assert_array_equal(log[name], getattr(journeys, name), err_msg=name)


def assert_same_tallies(one, other):
    for name, values in vars(one).items():
        np.testing.assert_allclose(values, getattr(other, name), rtol=1e-9, atol=1e-6, err_msg=name)


@settings(max_examples=60, deadline=None)
@given(centers(), st.integers(0, 2**31), st.integers(0, 12), st.integers(20, 900))
def test_same_outcome_for_every_contact(spec, seed, volume, aht):
    shape = (len(spec.queues.names), spec.horizon.n_intervals)
    offered = np.random.default_rng(seed).poisson(volume, shape)
    aht_s = np.full(shape, float(aht))
    people = draw_contacts(spec, offered, aht_s, seed, 3)
    journeys = run_simpy(spec, people, spec.spells)
    memory = live(spec, spec.spells, offered, aht_s, seed, 3, logged=ROOM)
    assert len(memory.log) < ROOM
    assert_same(memory.log, journeys)
    assert_same(replay(spec, people, spec.spells, logged=ROOM).log, journeys)
    assert_same_tallies(memory.tallies(), tally(spec, journeys))
    found = memory.tallies()
    gone = found.answered + found.abandoned + found.blocked + found.deferred
    np.testing.assert_array_equal(found.offered, gone + found.waiting_at_end)


@settings(max_examples=60, deadline=None)
@given(
    centers(),
    st.lists(
        st.tuples(
            st.integers(0, 3),
            st.integers(0, 200),
            st.integers(0, 30),
            st.sampled_from([0, 1, 5, 50, float("inf")]),
        ),
        min_size=1,
        max_size=40,
    ),
)
def test_same_order_of_things_that_happen_at_the_same_instant(spec, rows):
    """Whole quarters of hours everywhere, so that nearly everything coincides."""
    n_queues = len(spec.queues.names)
    rows = sorted(
        (q % n_queues, at * 300, handle * 300, wait * 300) for q, at, handle, wait in rows
    )
    rows.sort(key=lambda row: row[1])
    people = contacts(rows)
    journeys = run_simpy(spec, people, spec.spells)
    memory = replay(spec, people, spec.spells, logged=ROOM)
    assert_same(memory.log, journeys)
    assert_same_tallies(memory.tallies(), tally(spec, journeys))


def test_memory_follows_the_backlog_and_not_the_number_of_contacts():
    spec = model(
        np.ones((20, 2), int),
        days=10,
        queue_changes={
            "mean_patience_s": [60.0, 60.0],
            "capacity": [5, UNLIMITED],
        },
        follow_ups=(FollowUp(0, HANDLED, HANDED_ON, 0.5, 1),),
    )
    offered = np.full((2, spec.horizon.n_intervals), 200)
    memory = live(spec, spec.spells, offered, np.full(offered.shape, 240.0), 1, 0)
    assert memory.tallies().offered.sum() > 90_000
    assert len(memory.tables["places"]) < 5_000
    assert memory.center[0]["n_places"] - memory.center[0]["n_free"] < 200
