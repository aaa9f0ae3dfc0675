"""Prices of rules and of one more agent, against centers small enough to reckon by hand."""

import pytest

from tests.schedule.builder import bank, by_clock, center, requirement
from tests.schedule.joint.tiny import tiny
from tests.schedule.test_priced import HALF, with_wishes
from wfm.center.contract import RulesFor
from wfm.schedule.rules import rule_book
from wfm.schedule.solve import schedule
from wfm.schedule.worth import without_rule, worth


def test_a_rule_and_one_more_agent_by_hand() -> None:
    scenario = center(agents=1, days=2, shifts=[HALF],
                      rules={"max_consecutive_days": {"days": 1}, "min_rest": {"hours": 11}},
                      scheduling={"under_cost_per_hour": 30})  # fmt: skip
    asked = requirement(scenario, by_clock(scenario, {(8, 12): 1.0}))
    roster = schedule(scenario, asked, seed=1, seconds=0.2).roster
    found = worth(scenario, asked, roster, seconds=0.5, search_seconds=0.2)
    assert found.cost == pytest.approx(4 * 20 + 4 * 30)
    rules = {rule.rule: rule for rule in found.rules}
    # Without the rule the second day costs 20 an hour instead of 30; rest never binds.
    assert rules["max_consecutive_days"].at_most == pytest.approx(40, rel=0.02)
    assert rules["max_consecutive_days"].found == pytest.approx(40)
    assert rules["min_rest"].at_most == pytest.approx(0, abs=1e-6)
    assert found.rules[0].rule == "max_consecutive_days"
    (agent,) = found.agents
    assert (agent.contract, agent.skills, agent.agents) == ("full", ("sales",), 1)
    assert agent.at_most == pytest.approx(40, rel=0.02)
    assert agent.found == pytest.approx(40)


def test_joint_rules_are_priced_as_far_as_the_bound_knows_them() -> None:
    rules = {"seats": {"count": 1}, "start_together": {"minutes": 0, "price": 1}}
    scenario = tiny(joint_rules=rules)
    asked = requirement(scenario, by_clock(scenario, {(8, 12): 3.0}))
    roster = schedule(scenario, asked, seed=1, seconds=0.2).roster
    found = worth(scenario, asked, roster, seconds=0.5, search_seconds=0.2)
    told = {rule.rule: rule for rule in found.rules}
    # On two days two more people would work four hours at 20 where 30 an hour are paid now.
    assert told["seats"].found == pytest.approx(2 * 2 * 4 * 10)
    assert told["seats"].at_most == pytest.approx(2 * 2 * 4 * 10, rel=0.1)
    assert (told["seats"].agents, told["start_together"].agents) == (3, 3)
    assert told["start_together"].at_most is None
    assert told["start_together"].found == 0


def test_one_more_agent_of_each_contract_and_skill_set() -> None:
    scenario, asked = bank(agents=12, days=7)
    roster = schedule(scenario, asked, seed=1, seconds=0.3).roster
    found = worth(scenario, asked, roster, seconds=0.5)
    kinds = {(a.contract, tuple(sorted(a.skills))) for a in scenario.agents}
    assert {(a.contract, a.skills) for a in found.agents} == kinds
    assert all(rule.found is None for rule in found.rules)
    assert max(rule.at_most or 0.0 for rule in found.rules) > 0
    assert found.bound <= found.cost


def test_a_rule_is_dropped_wherever_it_is_set() -> None:
    scenario = with_wishes(
        center(agents=[{"id": "a1", "team": "red"}, {"id": "a2"}],
               rules={"preset": {"name": "eu-working-time"}}),
        rules=(RulesFor(team="red", rules={"min_rest": {"hours": 13}}),),
    )  # fmt: skip
    book = rule_book(without_rule(scenario, "min_rest"))
    for agent in scenario.agents:
        assert "min_rest" not in {rule.name for rule in book.of(agent)}
