"""A plan without any contact to come says so, in place of targets that are neither met nor not."""

import pytest

from tests.report.build_plan import SMALL, small_plan
from wfm.center.errors import DataError
from wfm.center.scenario import Scenario
from wfm.plan.make import plan


def test_a_horizon_on_which_every_queue_is_closed_is_refused():
    queues = [queue | {"open": {"sun": "08:00-12:00"}} for queue in SMALL["queues"]]
    changes = {"queues": queues, "horizon": SMALL["horizon"] | {"days": 2}}
    monday = Scenario.model_validate(SMALL | changes)
    with pytest.raises(DataError, match="every queue is closed on the 2 days from 2026-10-19"):
        plan(monday, small_plan().history)


def test_a_promise_for_a_queue_that_nobody_reaches_is_refused():
    first, *others = SMALL["queues"]
    closed = Scenario.model_validate(
        SMALL | {"queues": [first | {"open": {"sun": "08:00-09:00"}}, *others]}
        | {"horizon": SMALL["horizon"] | {"days": 2}}
    )  # fmt: skip
    with pytest.raises(DataError, match=f"of queue '{first['name']}', in which no contacts"):
        plan(closed, small_plan().history)
