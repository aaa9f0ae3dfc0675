"""Where rules clash, as little as possible is broken, and only there."""

from datetime import date

import pytest

from tests.schedule.builder import by_clock, center, requirement
from wfm.center.errors import InfeasibleError
from wfm.schedule.check import check
from wfm.schedule.least_broken import least_broken, with_clashes_priced
from wfm.schedule.solve import schedule

DAY = {"name": "day", "earliest_start": "08:00", "length_minutes": 480}


def test_one_agent_breaks_one_rule_by_one_unit() -> None:
    off = {"agent": "a1", "first_day": date(2026, 1, 5), "last_day": date(2026, 1, 7)}
    scenario = center(
        agents=2,
        shifts=[DAY],
        rules={"working_days_per_week": {"min": 5, "max": 5}, "max_consecutive_days": {"days": 3}},
        time_off=[off | {"paid_hours_per_day": 0}],
    )
    # Nothing clashes: time off lowers the minimum.
    assert with_clashes_priced(scenario, requirement(scenario, 0)) is scenario
    hard = scenario.contracts[0].rules | {"period_days_off": {"max": 2}}
    contract = scenario.contracts[0].model_copy(update={"rules": hard})
    scenario = scenario.model_copy(update={"contracts": (contract,)})
    asked = requirement(scenario, by_clock(scenario, {(8, 16): 1.0}))
    with pytest.raises(InfeasibleError):
        schedule(scenario, asked, seed=1, seconds=0.1)
    found = least_broken(scenario, asked, seed=1, seconds=0.2)
    assert found.violations == check(scenario, found.solution.roster)
    # Three days off are granted, and of the other four only three may follow each other.
    assert [(v.agent, v.rule, v.amount) for v in found.violations] == [("a1", "period_days_off", 2)]


def test_facts_are_never_broken() -> None:
    scenario = center(
        agents=1, days=2, shifts=[DAY], rules={"period_paid_hours": {"min": 16}},
        time_off=[{"agent": "a1", "first_day": date(2026, 1, 5), "last_day": date(2026, 1, 6)}],
    )  # fmt: skip
    found = least_broken(scenario, requirement(scenario, 0), seed=1, seconds=0.1)
    assert found.solution.roster.shifts == ()
    assert [(v.rule, v.amount) for v in found.violations] == [("period_paid_hours", 16)]
