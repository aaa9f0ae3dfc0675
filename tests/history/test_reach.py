"""A plan that begins long after the last record."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.report.build_plan import small_plan
from wfm.history.reach import closed_at_the_end, far_ahead


@pytest.mark.parametrize(("days", "is_told"), [(1, False), (366, False), (367, True), (2000, True)])
def test_a_horizon_more_than_a_year_after_the_last_record_is_told(days, is_told):
    history = small_plan().history
    last = history.grid.start + timedelta(days=history.grid.days - 1)
    horizon = history.grid.model_copy(update={"start": last + timedelta(days=days)})
    said = far_ahead(history, horizon)
    assert (said is not None) == is_told
    assert said is None or str(last) in said


def test_a_history_without_records_says_nothing():
    history = small_plan().history
    empty = replace(history, offered=history.offered * float("nan"))
    assert far_ahead(empty, small_plan().scenario.horizon) is None


def test_days_without_records_at_the_end_are_counted():
    history = small_plan().history
    offered = history.offered.copy()
    offered[:, history.grid.day_of_interval >= history.grid.days - 2] = float("nan")
    assert closed_at_the_end(replace(history, offered=offered)) >= 2
    assert closed_at_the_end(replace(history, offered=offered * float("nan"))) == history.grid.days
