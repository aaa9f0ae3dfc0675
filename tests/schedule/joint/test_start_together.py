"""Joint rule start_together: by hand, and solved."""

from tests.schedule.builder import bank
from tests.schedule.joint.tiny import broken, rule, tiny
from wfm.center.scenario import Scenario
from wfm.schedule.check import check
from wfm.schedule.solve import schedule


def test_starts_as_far_apart_as_allowed_keep_it() -> None:
    assert broken("start_together", {"minutes": 120}, ("a1", 0, 8), ("a2", 0, 10)) == []


def test_starts_too_far_apart_are_told_with_those_who_start_first_and_last() -> None:
    found = broken("start_together", {"minutes": 60}, ("a1", 0, 8), ("a2", 0, 10), ("a1", 1, 8))
    assert [(v.day.day, v.amount) for v in found] == [(5, 1.0)]
    assert found[0].message == (
        "team 'red' starts from 08:00 ('a1') to 10:00 ('a2'), 120 min apart, at most 60 are allowed"
    )


def test_days_are_judged_apart_and_other_teams_and_duty_on_call_left_out() -> None:
    assert broken("start_together", {"minutes": 0}, ("a1", 0, 8), ("a2", 1, 12)) == []
    assert broken("start_together", {"minutes": 0}, ("a1", 0, 8), ("a3", 0, 12)) == []
    assert broken("start_together", {"minutes": 0}, ("a1", 0, 8), ("a2", 0, 20)) == []


def test_agents_who_are_named_are_a_team() -> None:
    named = {"minutes": 0, "agents": ["a1", "a3"], "price": 5}
    found = broken("start_together", named, ("a1", 0, 8), ("a2", 0, 10), ("a3", 0, 12))
    assert [(v.amount, v.cost) for v in found] == [(4, 20)]


def test_the_sentence_says_it() -> None:
    assert rule("start_together", minutes=30).sentence() == (
        "People of each team start within 30 minutes of each other on a day."
    )
    assert rule("start_together", minutes=0, teams="red").sentence() == (
        "People of team 'red' start at the same time on a day."
    )


def teams(scenario: Scenario, rules: dict[str, object]) -> Scenario:
    """The full-time people in two teams."""
    agents = tuple(
        a.model_copy(update={"team": "even" if i % 2 else "odd"}) if a.contract == "full" else a
        for i, a in enumerate(scenario.agents)
    )
    return scenario.model_copy(update={"agents": agents, "joint_rules": rules})


def test_a_solved_roster_keeps_it() -> None:
    scenario, asked = bank(agents=12, days=7)
    scenario = teams(scenario, {"start_together": {"minutes": 60}})
    free = schedule(teams(scenario, {}), asked, seed=1, seconds=0.3)
    assert check(scenario, free.roster)
    solved = schedule(scenario, asked, seed=1, seconds=0.6)
    assert check(scenario, solved.roster) == ()
    starts = {
        (agent.team, shift.day): shift.start_s
        for agent in scenario.agents
        for shift in solved.roster.by_agent.get(agent.id, ())
    }
    # Teams may differ from each other and from day to day.
    assert len(set(starts.values())) > 2


def test_a_center_without_teams_has_nobody_to_start_together() -> None:
    scenario = tiny()
    agents = tuple(agent.model_copy(update={"team": ""}) for agent in scenario.agents)
    problems = rule("start_together", minutes=0).problems(
        scenario.model_copy(update={"agents": agents})
    )
    assert [part for part, _ in problems] == ["teams"]


def test_a_team_is_named_as_people_name_it() -> None:
    assert rule("start_together", teams=["Team A"], minutes=60).whose == "team 'Team A'"
