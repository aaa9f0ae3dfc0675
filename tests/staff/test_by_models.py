"""The models side by side for one interval of a requirement."""

import numpy as np
import pytest

from tests.report.build_plan import small_plan
from wfm.staff.by_models import by_models


@pytest.fixture(scope="module")
def plan():
    return small_plan()


def test_each_model_says_its_level_and_what_it_assumes(plan):
    busiest = int(np.argmax(plan.requirement.offered[0]))
    found = by_models(plan.scenario, plan.requirement, "voice", busiest)
    assert found.agents >= plan.requirement.required_net[0, busiest]
    assert found.levels["Erlang C"] < found.levels["Erlang A"]
    assert found.levels["simulation"] == pytest.approx(found.levels["Erlang A"], abs=0.03)
    assert "nobody ever abandons" in "\n".join(found.lines())


def test_nothing_is_compared_where_nothing_is_promised_or_comes(plan):
    closed = int(np.argmin(plan.requirement.offered[0]))
    assert by_models(plan.scenario, plan.requirement, "voice", closed) is None
    assert by_models(plan.scenario, plan.requirement, "orders", 0) is None
