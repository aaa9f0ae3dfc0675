"""What may be decided: where people can be, how many there are, what they can give in a week."""

import numpy as np
import pytest

from tests.staff.flat_center import flat_center, level, queue
from wfm.center.errors import UsageError
from wfm.staff.skill_grid import skill_grid

ONE = {"queues": [queue("a")], "targets": [level("a")]}


def test_people_are_where_a_queue_is_open_and_a_shift_can_lie():
    late = queue("a", open="06:00-20:00")
    grid = skill_grid(flat_center({"a": (3, 20)}, **ONE | {"queues": [late]}), 60, any_number=False)
    assert grid.kinds == (("a",),)
    assert list(np.flatnonzero(grid.may_be[0])) == list(range(16, 32))
    assert len(grid.kind) == 8
    assert np.all(grid.hours == 1.0)
    assert np.all(grid.price == 20.0)
    assert np.all(grid.most == 3)


def test_a_period_is_cut_by_opening_hours():
    half = queue("a", open="08:30-16:00")
    scenario = flat_center({"a": (3, 20)}, **ONE | {"queues": [half]})
    grid = skill_grid(scenario, 60, any_number=False)
    assert grid.hours[0] == 0.5
    counts = grid.spread(np.arange(1, 9))
    assert counts[0, 16] == 0
    assert counts[0, 17] == 1
    assert list(counts[0, 18:20]) == [2, 2]
    assert counts.sum() * 0.5 == pytest.approx(np.arange(1, 9) @ grid.hours)


def test_shrinkage_time_off_and_unpriced_pay():
    scenario = flat_center(
        {"a": (10, 0)},
        **ONE,
        staffing={"shrinkage": 0.2},
        time_off=[{"agent": "a-0", "first_day": "2026-10-05", "last_day": "2026-10-05"}],
    )
    grid = skill_grid(scenario, 60, any_number=False)
    assert np.all(grid.most == 7)
    assert np.allclose(grid.price, 1 / 0.8)
    assert np.all(skill_grid(scenario, 60, any_number=True).most > 1000)


def test_a_week_has_so_many_hours_of_a_kind():
    scenario = flat_center({"a": (10, 20)}, **ONE)
    rules = {"weekly_paid_hours": {"max": 30}}
    bound = scenario.model_copy(
        update={"contracts": tuple(c.model_copy(update={"rules": rules})
                                   for c in scenario.contracts)}
    )  # fmt: skip
    ((cells, hours),) = skill_grid(bound, 60, any_number=False).weeks
    assert cells.all()
    assert hours == pytest.approx(10 * 30 / 5)
    assert skill_grid(bound, 60, any_number=True).weeks == ()
    assert skill_grid(scenario, 60, any_number=False).weeks == ()


@pytest.mark.parametrize("minutes", [0, 45, 7 * 60])
def test_periods_fit_into_a_day(minutes):
    with pytest.raises(UsageError, match="periods of"):
        skill_grid(flat_center({"a": (3, 20)}, **ONE), minutes, any_number=False)
