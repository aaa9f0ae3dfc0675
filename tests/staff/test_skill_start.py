"""Where the search for skill sets begins, with promises whose gaps can be told by hand."""

import numpy as np

from tests.staff.flat_center import flat_center, level, queue
from wfm.staff.skill_grid import skill_grid
from wfm.staff.skill_start import MIXES, NEAR, SCALINGS, most_simulated, start_of

CENTER = flat_center(
    {"a": (10, 20), "b": (10, 20), "a;b": (10, 20)},
    queues=[queue("a"), queue("b")],
    targets=[level("a"), level("b")],
)
GRID = skill_grid(CENTER, 8 * 60, any_number=False)


def needs(a, b):
    needed = np.zeros((2, GRID.periods))
    needed[:, np.unique(GRID.period)] = [[a], [b]]
    return needed


def used(agents, kind):
    return int(agents[GRID.kind == GRID.kinds.index(kind)].sum())


def begun(gaps_of):
    return start_of(GRID, needs(7.0, 7.0), np.zeros((2, GRID.periods)), gaps_of)


def test_of_equal_pay_it_begins_with_those_who_serve_best():
    for kind, other in ((("a", "b"), ("b",)), (("a",), ("a", "b")), (("b",), ("a",))):
        agents = begun(lambda agents, kind=kind: np.array([0.2 - 0.1 * used(agents, kind), 0.2]))
        assert used(agents, kind) == 0
        assert used(agents, other) > 0


def test_a_mix_of_any_kind_is_as_large_as_the_worst_promise_needs():
    def gaps_of(agents):
        return np.array([0.5 * (agents.sum() - 18), 3.0])

    agents = begun(gaps_of)
    assert agents.sum() > 14
    assert abs(gaps_of(agents).min()) <= max(NEAR, 0.5)


def test_it_simulates_so_often_and_no_more():
    calls = []

    def ever_better(agents):
        calls.append(agents)
        return np.array([0.01 * len(calls) - 1.0, 0.0])

    begun(ever_better)
    assert len(calls) == most_simulated(len(GRID.kinds)) == 1 + (3 + 2) + 3


def test_the_more_kinds_there_are_the_fewer_are_ranked():
    assert most_simulated(1) == 1 + 3
    assert [most_simulated(n) <= MIXES + SCALINGS for n in range(1, 99)] == [True] * 98
    assert most_simulated(60) == most_simulated(1)
