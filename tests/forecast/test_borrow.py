"""New queues start from the history of a similar one."""

import numpy as np
import pytest

from tests.center.builders import small_scenario
from tests.forecast.made import history
from tests.forecast.test_verb import GRID, calls
from wfm.center.errors import DataError
from wfm.forecast.verb import forecast

LIKE = [{"queue": "support", "like": "sales", "share": 0.25}]


def test_a_queue_without_history_has_the_planned_share_of_its_model():
    known = history([calls(4000)], grid=GRID, queues=("sales",), aht_s=280.0)
    made = forecast(small_scenario(new_queues=LIKE), known)
    weekday = made.offered[0] * (made.offered[1] > 0)
    assert made.offered[1].sum() == pytest.approx(0.25 * weekday.sum(), rel=0.02)
    np.testing.assert_allclose(made.aht_s[1], made.aht_s[0], rtol=1e-6)


def test_contacts_that_came_correct_the_plan():
    young = calls(2000, 2)
    young[: GRID.n_intervals - 30 * 48] = np.nan
    known = history([calls(4000), young], grid=GRID, queues=("sales", "support"), aht_s=280.0)
    made = forecast(small_scenario(new_queues=LIKE), known)
    share = made.offered[1].sum() / (made.offered[0] * (made.offered[1] > 0)).sum()
    assert share == pytest.approx(0.5, rel=0.05)


def test_a_model_without_history_is_refused():
    known = history([calls(4000)], grid=GRID, queues=("sales",), aht_s=280.0)
    wrong = [{"queue": "sales", "like": "support", "share": 1.0}]
    with pytest.raises(DataError, match="no history either"):
        forecast(small_scenario(new_queues=wrong), known)


def test_zeros_written_before_a_launch_do_not_correct_the_plan():
    young = calls(2000, 2)
    launched = GRID.n_intervals - 30 * 48
    young[:launched] = np.nan
    unrecorded = history([calls(4000), young], grid=GRID, queues=("sales", "support"), aht_s=280.0)
    young = young.copy()
    young[:launched] = 0.0
    zeros = history([calls(4000), young], grid=GRID, queues=("sales", "support"), aht_s=280.0)
    levels = [
        forecast(small_scenario(new_queues=LIKE), known).offered[1].sum()
        for known in (unrecorded, zeros)
    ]
    assert levels[1] == pytest.approx(levels[0], rel=0.02)
