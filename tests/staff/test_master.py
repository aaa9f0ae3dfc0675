"""Programs whose answers can be told by hand."""

import numpy as np
import pytest

from tests.staff.flat_center import flat_center, level, queue
from wfm.staff.cuts import Cut
from wfm.staff.master import Around, held_by_floor, next_step, prices, shared_out
from wfm.staff.skill_grid import skill_grid

TWO = {"queues": [queue("a"), queue("b")], "targets": [level("a"), level("b")]}


def grid_of(people):
    return skill_grid(flat_center(people, **TWO), 8 * 60, any_number=False)


def by_kind(grid, agents):
    return {grid.kinds[k]: int(n) for k, n in zip(grid.kind, agents, strict=True)}


def needs(grid, a, b):
    needed = np.zeros((2, grid.periods))
    needed[:, np.unique(grid.period)] = [[a], [b]]
    return needed


def test_queues_that_share_people_are_rounded_together():
    grid = grid_of({"a;b": (9, 20)})
    assert by_kind(grid, shared_out(grid, needs(grid, 2.4, 1.6))) == {("a", "b"): 4}


def test_dear_people_are_used_where_nobody_else_can_or_to_save_a_rounding():
    grid = grid_of({"a": (9, 20), "a;b": (9, 24)})
    assert by_kind(grid, shared_out(grid, needs(grid, 3.5, 1.5))) == {("a",): 3, ("a", "b"): 2}


def test_no_more_are_used_than_there_are():
    grid = grid_of({"a": (2, 20), "a;b": (9, 24)})
    assert by_kind(grid, shared_out(grid, needs(grid, 4, 1))) == {("a",): 2, ("a", "b"): 3}


def around(grid, at, worth, floor=(0.0, 0.0), gap=0.0, radius=1000.0):
    cells = len(grid.kind)
    cut = Cut(0, at, gap, np.array(worth, dtype=float), np.full(cells, 0.1))
    return Around(at, needs(grid, *floor), (cut,), radius)


def test_a_step_takes_the_worth_that_costs_least_and_reaches_what_is_asked():
    grid = grid_of({"a": (20, 20), "a;b": (20, 21)})
    near = around(grid, np.array([5, 5]), [0.1, 0.2])
    more = next_step(grid, near, np.array([0.3]))
    # The second kind is worth twice as much at nearly the same pay.
    assert near.cuts[0].bound(more) >= 0.3 - 1e-9
    assert more[1] > 5
    assert more[0] < 5


def test_the_minimum_holds_and_nobody_counts_for_two_queues():
    grid = grid_of({"a": (20, 20), "a;b": (20, 30)})
    near = around(grid, np.array([4, 4]), [0.0, 0.0], floor=(2.0, 2.0))
    less = next_step(grid, near, np.array([0.0]))
    assert by_kind(grid, less) == {("a",): 2, ("a", "b"): 2}
    assert held_by_floor(grid, less, near.floor).all()
    assert not held_by_floor(grid, np.array([4, 2]), near.floor)[0]


def test_a_step_is_no_longer_than_its_radius_and_may_only_take_out():
    grid = grid_of({"a": (20, 20), "a;b": (20, 30)})
    near = around(grid, np.array([5, 5]), [0.1, 0.1], gap=0.35, radius=16.0)
    less = next_step(grid, near, np.array([0.0]), "less")
    assert np.all(less <= 5)
    assert np.abs(less - 5) @ grid.hours <= 16.0 + 1e-6
    assert less.sum() == 8


def test_what_nobody_can_bring_does_not_stop_the_rest():
    grid = grid_of({"a": (6, 20), "a;b": (5, 30)})
    near = around(grid, np.array([5, 5]), [0.1, 0.1])
    assert list(next_step(grid, near, np.array([0.5]))) == [6, 5]


def test_the_price_of_a_promise_is_what_the_cheapest_way_to_it_costs():
    grid = grid_of({"a": (20, 20), "b": (20, 30)})
    near = around(grid, np.array([5, 5]), [0.1, 0.0])
    assert prices(grid, near, np.array([0.05])) == pytest.approx([8 * 20 / 0.1])
    assert prices(grid, near, np.array([-9.0])) == pytest.approx([0.0])


@pytest.mark.parametrize("spared", [("a",), ("b",), ("a", "b")])
def test_of_equal_pay_those_are_taken_last_who_are_to_be(spared):
    center = flat_center({"a": (10, 20), "b": (10, 20), "a;b": (10, 20)}, **TWO)
    grid = skill_grid(center, 60, any_number=False)
    agents = grid.spread(shared_out(grid, needs(grid, 7.0, 7.0), (grid.kinds.index(spared),)))
    used = agents[:, agents.any(axis=0)]
    assert (used.sum(axis=0) == 14).all()
    assert (used[grid.kinds.index(spared)] == 0).all()


def test_a_step_may_only_add_and_rounds_no_fraction_that_a_promise_needs_away():
    grid = grid_of({"a": (20, 20), "a;b": (20, 30)})
    near = around(grid, np.array([5, 5]), [0.1, 0.1])
    more = next_step(grid, near, np.array([0.25]), "more")
    assert (more >= 5).all()
    assert near.cuts[0].bound(more) >= 0.25
    assert by_kind(grid, more) == {("a",): 8, ("a", "b"): 5}
