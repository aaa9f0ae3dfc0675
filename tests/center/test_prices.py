"""Prices of the scheduler, where the scenario leaves them out."""

from dataclasses import astuple

import pytest

from tests.report.build_plan import SMALL
from wfm.center.scenario import Scenario


def prices(pay, **scheduling):
    contracts = [SMALL["contracts"][0] | {"cost_per_hour": pay}]
    given = SMALL | {"contracts": contracts, "scheduling": scheduling}
    return astuple(Scenario.model_validate(given).prices)


@pytest.mark.parametrize("times", [0.5, 3.5, 125])
def test_prices_follow_pay_so_that_a_plan_is_the_same_in_any_currency(times):
    assert prices(20) == (60, 2, 20)
    assert prices(20 * times) == pytest.approx([times * price for price in prices(20)])


def test_what_is_given_holds_and_nobody_is_short_for_nothing_where_pay_is_not_told():
    assert prices(70, under_cost_per_hour=60) == (60, 7, 70)
    assert prices(0) == prices(20)
