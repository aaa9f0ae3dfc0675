"""One plain queue and one team: what is settled at arrival equals the event loop and SimPy."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.simulate.centers import live_states, worked
from tests.simulate.small import contacts, model
from tests.simulate.test_equality import assert_same, assert_same_tallies
from wfm.simulate.contacts import draw_contacts
from wfm.simulate.kernel import kinds
from wfm.simulate.kernel.live import live, replay
from wfm.simulate.simpy.center import run_simpy
from wfm.simulate.tallies import tally

ROOM = 20_000


@st.composite
def pools(draw):
    """Plain queues of every law, with shifts, breaks and live states; some can just not be one."""
    n_agents = draw(st.integers(1, 8))
    law = [kinds.EXPONENTIAL, kinds.LOGNORMAL, kinds.GAMMA, kinds.CONSTANT]
    spec = model(
        [[1]] * n_agents,
        rows=draw(worked(n_agents)),
        queue_changes={
            "handle_kind": [draw(st.sampled_from(law))],
            "mean_patience_s": [draw(st.sampled_from([30.0, 200.0, float("inf")]))],
            "patience_kind": [draw(st.sampled_from(law))],
            "balk_share": [draw(st.sampled_from([0.0, 0.3]))],
            "capacity": [draw(st.sampled_from([kinds.UNLIMITED] * 3 + [2]))],
            "thresholds_s": np.array([5.0, 60.0]),
        },
        idle_leave_first=draw(st.booleans()),
        breaks_keep_length=draw(st.booleans()),
    )
    if draw(st.integers(0, 3)) == 0:
        spec = type(spec)(**(vars(spec) | {"state": draw(live_states(spec))}))
    return spec


@settings(max_examples=60, deadline=None)
@given(pools(), st.integers(0, 2**31), st.integers(0, 40), st.integers(20, 900))
def test_a_pool_is_lived_through_like_any_other_center(spec, seed, volume, aht):
    offered = np.random.default_rng(seed).poisson(volume, (1, spec.horizon.n_intervals))
    aht_s = np.full(offered.shape, float(aht))
    memory = live(spec, spec.spells, offered, aht_s, seed, 3, logged=ROOM)
    assert memory.center[0]["pooled"] == (spec.queues.capacity[0] == kinds.UNLIMITED)
    journeys = run_simpy(spec, draw_contacts(spec, offered, aht_s, seed, 3), spec.spells)
    assert_same(memory.log, journeys)
    assert_same_tallies(memory.tallies(), tally(spec, journeys))


@settings(max_examples=60, deadline=None)
@given(
    pools(),
    st.lists(
        st.tuples(
            st.integers(0, 200), st.integers(0, 12), st.sampled_from([0, 1, 5, 50, float("inf")])
        ),
        min_size=1,
        max_size=60,
    ),
)
def test_a_pool_keeps_the_order_of_things_that_happen_at_the_same_instant(spec, rows):
    people = contacts(sorted((0, at * 300, handle * 300, wait * 300) for at, handle, wait in rows))
    journeys = run_simpy(spec, people, spec.spells)
    memory = replay(spec, people, spec.spells, logged=ROOM)
    assert_same(memory.log, journeys)
    assert_same_tallies(memory.tallies(), tally(spec, journeys))


def test_only_one_plain_queue_and_one_team_are_a_pool():
    def pooled(*ranks, **changes):
        spec = model(ranks, **changes)
        people = contacts([(0, 0, 100)])
        return bool(replay(spec, people, spec.spells).center[0]["pooled"])

    assert pooled([1], [1])
    assert not pooled([1], [2])
    assert not pooled([1, 1])
    assert not pooled([1], queue_changes={"concurrency": [2]})
    assert not pooled([1], queue_changes={"callback_share": [0.5]})
