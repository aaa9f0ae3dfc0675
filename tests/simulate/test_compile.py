"""A scenario staffed by counts: as many as counted, of the right kind, with mean handle times."""

import numpy as np

from tests.staff.flat_center import flat_center, flat_demand, level, queue
from wfm.simulate.compile import compile_counts
from wfm.simulate.simulate import simulate_model

KINDS = (("a",), ("a", "b"))
SCENARIO = flat_center(
    {"a": (3, 20), "a;b": (3, 20)},
    queues=[queue("a"), queue("b")],
    targets=[level("a")],
    staffing={"shrinkage": 0.3},
)


def lived(scenario, counts):
    paths = flat_demand(scenario, 20.0, 5.0).sample(4, 1)
    model = compile_counts(scenario, KINDS, counts)
    return simulate_model(model, paths.offered, paths.aht_s, seed=1)


def test_everybody_counted_is_there_and_nobody_is_absent():
    counts = np.zeros((2, 48), dtype=np.int64)
    counts[0, 16:32], counts[1, 20:28] = 4, 2
    outcome = lived(SCENARIO, counts)
    there = outcome.tallies.agents_on_queue_s / 1800
    assert np.all(there >= counts.sum(axis=0) - 1e-9)
    assert np.allclose(there[:, :16], 0)
    answered = outcome.tallies.answered[:, 1]
    assert not answered[:, 28:].any()
    assert answered[:, 20:28].sum() > 0


def test_a_kind_takes_a_mean_of_its_peoples_handle_times():
    slow = tuple(
        a.model_copy(update={"proficiency": {"b": 1.6}}) if a.id == "a-b-0" else a
        for a in SCENARIO.agents
    )
    model = compile_counts(
        SCENARIO.model_copy(update={"agents": slow}), KINDS, np.ones((2, 48), dtype=np.int64)
    )
    assert np.allclose(model.agents.aht_factor, [[1.0, 1.0], [1.0, 1.2]])
