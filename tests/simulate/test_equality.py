"""Two engines, one truth: the same agent, times and outcome for every contact."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.simulate.small import DAY_S, contacts, model
from wfm.simulate.contacts import draw_contacts
from wfm.simulate.kernel.live import live
from wfm.simulate.kernel.replay import replay
from wfm.simulate.model import UNLIMITED
from wfm.simulate.simpy_engine import run_simpy
from wfm.simulate.tallies import tally


def assert_same(log, journeys):
    for name in log.dtype.names:
        np.testing.assert_array_equal(log[name], getattr(journeys, name), err_msg=name)


def assert_same_tallies(one, other):
    for name, values in vars(one).items():
        np.testing.assert_allclose(values, getattr(other, name), rtol=1e-9, atol=1e-6, err_msg=name)


@st.composite
def centers(draw):
    """Any small center: skills, ranks, channels, priorities, escalations, spells, thresholds."""
    n_queues, n_agents = draw(st.integers(1, 4)), draw(st.integers(1, 6))

    def each(values, n=n_queues):
        return draw(st.lists(values, min_size=n, max_size=n))

    changes = {
        "mean_patience_s": each(st.sampled_from([30.0, 200.0, float("inf")])),
        "balk_share": each(st.sampled_from([0.0, 0.3])),
        "capacity": each(st.sampled_from([0, 1, 4, UNLIMITED])),
        "handle_kind": each(st.integers(0, 1)),
        "handle_cv": each(st.sampled_from([0.3, 1.0, 2.0])),
        "concurrency": each(st.integers(1, 3)),
        "slowdown": each(st.sampled_from([0.0, 0.4])),
        # Only onward, so never in a circle.
        "escalates_to": [
            draw(st.sampled_from([-1, *range(q + 1, n_queues)])) for q in range(n_queues)
        ],
        "escalation_share": each(st.sampled_from([0.2, 0.9])),
        "thresholds_s": [5.0, 60.0],
    }
    rows = []
    for agent in range(n_agents):
        clock = draw(st.integers(0, 20)) * 900
        for _ in range(draw(st.integers(0, 4))):
            length, pause = draw(st.integers(1, 20)) * 900, draw(st.sampled_from([0, 900, 1800]))
            if clock + length < DAY_S:
                rows.append((agent, clock, clock + length, pause))
            clock += length + pause
    return model(
        [each(st.integers(0, 2)) for _ in range(n_agents)],
        queue_changes=changes,
        rows=rows,
        priority=each(st.integers(1, 2)),
        idle_leave_first=draw(st.booleans()),
    )


@settings(max_examples=60, deadline=None)
@given(centers(), st.integers(0, 2**31), st.integers(0, 25), st.integers(20, 900))
def test_same_outcome_for_every_contact(spec, seed, volume, aht):
    shape = (len(spec.queues.names), spec.horizon.n_intervals)
    offered = np.random.default_rng(seed).poisson(volume, shape)
    aht_s = np.full(shape, float(aht))
    people = draw_contacts(spec, offered, aht_s, seed, 3)
    journeys = run_simpy(spec, people, spec.spells)
    memory = live(spec, spec.spells, offered, aht_s, seed, 3, logged=len(people.queue))
    assert memory.center[0]["handed_on"] == len(people.queue)
    assert_same(memory.tables["log"], journeys)
    assert_same(replay(spec, people, spec.spells).tables["log"], journeys)
    assert_same_tallies(memory.tallies(), tally(spec, people, journeys))


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
    memory = replay(spec, people, spec.spells)
    assert_same(memory.tables["log"], journeys)
    assert_same_tallies(memory.tallies(), tally(spec, people, journeys))


def test_memory_follows_the_backlog_and_not_the_number_of_contacts():
    spec = model(
        np.ones((20, 2), int),
        days=10,
        queue_changes={
            "mean_patience_s": [60.0, 60.0],
            "escalates_to": [1, -1],
            "escalation_share": [0.5, 0.0],
            "capacity": [5, UNLIMITED],
        },
    )
    offered = np.full((2, spec.horizon.n_intervals), 200)
    memory = live(spec, spec.spells, offered, np.full(offered.shape, 240.0), 1, 0)
    assert memory.tallies().offered.sum() > 90_000
    assert len(memory.tables["places"]) < 5_000
    assert memory.center[0]["n_places"] - memory.center[0]["n_free"] < 200
