"""Kinds of people, where they may work, and what is promised of them together."""

import numpy as np

from tests.staff.flat_center import flat_center, level, queue
from wfm.center.target import Measure
from wfm.staff.kinds import kinds_of, likeness, open_to
from wfm.staff.promises import promises


def center(**sections):
    queues = [queue("a"), queue("b", open="10:00-12:00"), queue("c", open="18:00-19:00")]
    people = {"a;b": (3, 20), "a": (2, 20), "c": (1, 20)}
    return flat_center(people, queues=queues, targets=[level("a")], **sections)


def test_people_with_the_same_queues_are_one_kind_open_where_any_of_them_is():
    scenario = center()
    kinds = kinds_of(scenario)
    assert kinds == (("a",), ("a", "b"), ("c",))
    assert open_to(scenario, kinds).sum(axis=1).tolist() == [16, 16, 2]
    assert np.allclose(likeness(kinds), [[1, 0.5, 0], [0.5, 1, 0], [0, 0, 1]])


def test_the_cap_on_occupancy_is_a_promise_where_there_is_one():
    assert len(promises(center())) == 1
    cap = promises(center(staffing={"max_occupancy": 0.85}))[1]
    assert (cap.measure, cap.goal) == (Measure.OCCUPANCY, 0.85)
