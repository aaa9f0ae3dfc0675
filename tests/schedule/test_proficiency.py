"""Slow and quick people count for what they do: in coverage, cost, bound and every answer."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from tests.schedule.builder import bank, by_clock, center, requirement
from tests.schedule.joint.tiny import HALF, tiny
from tests.schedule.test_coverage import QUEUES, roster_of, scenario_of
from tests.schedule.test_solve import SHORT, cheapest_by_enumeration
from wfm.center.roster import Roster, State
from wfm.center.scenario import Scenario
from wfm.schedule.budget import Budget
from wfm.schedule.cost import roster_cost
from wfm.schedule.coverage import coverage
from wfm.schedule.draft import Draft
from wfm.schedule.kept import Kept
from wfm.schedule.pace import are_counted_by_pace, paces
from wfm.schedule.pauses import place_pauses
from wfm.schedule.problem import problem_of
from wfm.schedule.repair import Absence, repair
from wfm.schedule.search import construct, improve
from wfm.schedule.solve import schedule
from wfm.schedule.why import Alternative, why
from wfm.schedule.worth import worth
from wfm.staff.requirement import Requirement

FACTORS = (0.5, 0.8, 1.0, 1.3, 2.0)


@pytest.fixture(autouse=True)
def _only_work_ends_a_search(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a busy machine the clock would end it sooner, with another roster."""
    monkeypatch.setattr("wfm.schedule.budget.CLOCK_SLACK", 1e6)


def with_factors(scenario: Scenario, factors: list[dict[str, float]]) -> Scenario:
    """The scenario with proficiencies of its agents, in their order."""
    agents = tuple(
        agent.model_copy(update={"proficiency": given})
        for agent, given in zip(scenario.agents, factors, strict=True)
    )
    return scenario.model_copy(update={"agents": agents})


def mixed_bank(*, agents: int, seed: int) -> tuple[Scenario, Requirement]:
    """A bank whose people have factors of their own on each skill."""
    scenario, asked = bank(agents=agents, days=7, seed=seed)
    rng = np.random.default_rng(seed)
    factors = [{skill: float(rng.choice(FACTORS)) for skill in a.skills} for a in scenario.agents]
    return with_factors(scenario, factors), asked


def french(skills: list[str]) -> Scenario:
    """One agent, and loans in English and in French."""
    plain = center(agents=1, days=1, queues=("loans", "french"))
    queue = plain.queues[1].model_copy(update={"name": "loans-in-french"})
    both = queue.model_copy(update={"skills": ("french", "loans")})
    agent = plain.agents[0].model_copy(update={"skills": tuple(skills)})
    return plain.model_copy(update={"queues": (plain.queues[0], both), "agents": (agent,)})


@pytest.mark.parametrize(("factors", "there"), [([2, 2, 1], 2.0), ([0.5, 1, 1], 4.0)])
def test_two_slow_people_stand_for_one_and_an_expert_for_two(
    factors: list[float], there: float
) -> None:
    scenario = with_factors(center(agents=3, days=1), [{"sales": f} for f in factors])
    at_noon = roster_of(scenario, {agent.id: (720, 780) for agent in scenario.agents})
    found = coverage(scenario, requirement(scenario, 3.0), at_noon)
    assert found.scheduled[24] == there
    assert found.under[24] == max(3 - there, 0)
    assert found.over[24] == max(there - 3, 0)


def test_an_agent_has_one_pace_by_the_mix_of_work() -> None:
    scenario = with_factors(
        center(agents=2, days=1, queues=("a", "b")), [{"b": 2.0}, {"a": 1.25, "b": 1.25}]
    )
    # Three hours of work in four are of queue a: four hours of work take 3 x 1 + 1 x 2.
    asked = requirement(scenario, np.array([[3.0], [1.0]]))
    assert paces(scenario, asked) == pytest.approx([0.8, 0.8])
    nothing = requirement(scenario, 0.0)
    assert paces(scenario, nothing) == pytest.approx([1 / 1.5, 0.8])


def test_a_queue_of_several_skills_takes_the_product_of_their_factors() -> None:
    scenario = with_factors(french(["french", "loans"]), [{"french": 1.25, "loans": 0.4}])
    # Half as long in French, two fifths as long in the other.
    assert paces(scenario, requirement(scenario, [[1.0], [1.0]])) == pytest.approx([1 / 0.45])


def test_a_factor_on_nothing_they_take_changes_nothing() -> None:
    scenario = with_factors(french(["loans"]), [{"loans": 1.0}])
    assert not are_counted_by_pace(scenario)
    only_french = french(["french", "loans"])
    queues = tuple(q for q in only_french.queues if q.name == "loans")
    scenario = with_factors(only_french.model_copy(update={"queues": queues}), [{"french": 3.0}])
    assert not are_counted_by_pace(scenario)
    assert paces(scenario, requirement(scenario, 1.0)) == [1.0]


@settings(max_examples=40, deadline=None)
@given(
    people=st.lists(
        st.tuples(
            st.sets(st.sampled_from(QUEUES), min_size=1).map(sorted), st.sampled_from(FACTORS)
        ),
        max_size=5,
    ),
    required=st.lists(st.sampled_from([0.0, 0.4, 1.0, 2.5]), min_size=3, max_size=3),
)
def test_under_is_what_the_best_use_of_everybodys_pace_leaves(
    people: list[tuple[list[str], float]], required: list[float]
) -> None:
    plain = scenario_of([tuple(skills) for skills, _ in people])
    factors = [dict.fromkeys(skills, factor) for skills, factor in people]
    scenario = with_factors(plain, [*factors, *[{}] * len(QUEUES)])
    working = {f"x{i}": (600, 660) for i in range(len(people))}
    asked = requirement(scenario, np.array(required)[:, None])
    found = coverage(scenario, asked, roster_of(scenario, working))
    pairs = [(i, QUEUES.index(q)) for i, (skills, _) in enumerate(people) for q in skills]
    served = 0.0
    if pairs:
        each = [[float(i == a) for i, _ in pairs] for a in range(len(people))]
        each += [[float(q == k) for _, q in pairs] for k in range(len(QUEUES))]
        limits = [1 / factor for _, factor in people] + required
        served = -linprog(-np.ones(len(pairs)), A_ub=each, b_ub=limits).fun
    assert found.under[10] == pytest.approx(sum(required) - served, abs=1e-9)
    assert found.scheduled[10] == pytest.approx(sum(1 / factor for _, factor in people))


@pytest.mark.parametrize("seed", range(4))
def test_the_search_counts_as_coverage_does(seed: int) -> None:
    scenario, asked = mixed_bank(agents=10, seed=seed)
    assert are_counted_by_pace(scenario)
    draft = Draft(problem_of(scenario, asked))
    rng = np.random.default_rng(seed)
    construct(draft, frozenset(), rng)
    improve(draft, Budget(0.1), rng, lambda _: None)
    assert draft.cost() == pytest.approx(roster_cost(scenario, asked, draft.roster()), abs=1e-4)
    # The same where entries of slow and quick people stay as they are.
    stays = tuple(replace(s, state=State.LOCKED) for s in draft.roster().shifts[::3])
    rest = Draft(problem_of(scenario, asked, Kept(stays)))
    construct(rest, frozenset(), rng)
    assert rest.cost() == pytest.approx(roster_cost(scenario, asked, rest.roster()), abs=1e-4)


@pytest.mark.parametrize("seed", range(6))
def test_tiny_centers_are_solved_to_the_optimum_and_bounded(seed: int) -> None:
    rng = np.random.default_rng(seed)
    factors = [{"x": float(rng.choice(FACTORS))}, {"x": 1.3, "y": float(rng.choice(FACTORS))}]
    people = [{"id": "a1", "skills": ["x"]}, {"id": "a2", "skills": ["x", "y"]}]
    scenario = with_factors(
        center(
            agents=people,
            days=3,
            queues=("x", "y"),
            shifts=[SHORT],
            rules={"max_consecutive_days": {"days": 2}},
            scheduling={"under_cost_per_hour": 45, "over_cost_per_hour": 5},
        ),
        factors,
    )
    asked = requirement(
        scenario,
        rng.choice([0, 0.6, 1, 1.5, 2.2], size=(2, scenario.horizon.n_intervals))
        * (by_clock(scenario, {(8, 14): 1}) > 0),
    )
    solution = schedule(scenario, asked, seed=seed, seconds=0.3)
    best = cheapest_by_enumeration(scenario, asked)
    assert solution.cost == pytest.approx(best)
    assert solution.cost == pytest.approx(roster_cost(scenario, asked, solution.roster))
    assert solution.bound <= best + 1e-6


def test_where_factors_are_all_one_the_roster_is_the_same_to_the_bit() -> None:
    scenario, asked = bank(agents=10, days=7)
    stated = with_factors(scenario, [dict.fromkeys(a.skills, 1.0) for a in scenario.agents])
    plain, same = (schedule(s, asked, seed=2, seconds=0.2) for s in (scenario, stated))
    assert (plain.roster, plain.cost, plain.bound) == (same.roster, same.cost, same.bound)
    assert not coverage(stated, asked, same.roster).note


def test_one_expert_is_taken_for_two_people() -> None:
    scenario = with_factors(
        center(agents=3, days=1, shifts=[HALF], rules={},
               scheduling={"under_cost_per_hour": 30}),
        [{}, {"sales": 0.5}, {"sales": 2.0}],
    )  # fmt: skip
    asked = requirement(scenario, by_clock(scenario, {(8, 12): 2.0}))
    solution = schedule(scenario, asked, seed=1, seconds=0.2)
    assert [shift.agent for shift in solution.roster.shifts] == ["a2"]
    assert solution.cost == pytest.approx(4 * 20)
    assert solution.status == "optimal"
    # Half an agent at full pay costs 40 an hour for what is short at 30.
    alone = with_factors(scenario, [{"sales": 2.0}] * 3)
    assert not schedule(alone, asked, seed=1, seconds=0.2).roster.shifts


def test_seats_are_taken_by_people_however_quick() -> None:
    scenario = tiny(joint_rules={"seats": {"count": 1, "price": 3}})
    quick = with_factors(scenario, [{"sales": 0.5}, {"sales": 2.0}, {}])
    asked = requirement(quick, by_clock(quick, {(8, 12): 3.0}))
    draft = Draft(problem_of(quick, asked))
    construct(draft, frozenset(), np.random.default_rng(1))
    at_once = roster_cost(quick, asked, draft.roster())
    assert len({shift.agent for shift in draft.roster().shifts}) >= 2
    assert draft.cost() == pytest.approx(at_once)


def test_breaks_are_placed_for_what_people_on_them_do() -> None:
    scenario, asked = mixed_bank(agents=12, seed=3)
    roster = schedule(scenario, asked, seed=1, seconds=0.1).roster
    placed = place_pauses(scenario, asked, roster, seed=1)
    before, after = (coverage(scenario, asked, r).under_hours for r in (roster, placed))
    assert after <= before + 1e-6


def test_alternatives_of_a_slow_agent_cost_what_whole_rosters_do() -> None:
    scenario, asked = mixed_bank(agents=8, seed=2)
    roster = schedule(scenario, asked, seed=1, seconds=0.1).roster
    slow = next(a for a in scenario.agents if max(a.proficiency.values()) == 2)
    day = roster.by_agent[slow.id][0].day
    found = why(scenario, asked, roster, slow.id, day)
    others = tuple(s for s in roster.shifts if (s.agent, s.day) != (slow.id, day))

    def cost(alternative: Alternative) -> float:
        shift = alternative.shift
        shifts = (*others, *((shift,) if shift else ()))
        return roster_cost(scenario, asked, Roster(roster.horizon, shifts))

    now = next(cost(a) for a in found.alternatives if a.is_now)
    for alternative in found.alternatives[:6]:
        assert alternative.change.total == pytest.approx(cost(alternative) - now, abs=1e-6)


def test_an_absent_slow_agent_leaves_half_of_one_missing() -> None:
    scenario = with_factors(
        center(agents=2, days=1, shifts=[HALF], rules={},
               scheduling={"under_cost_per_hour": 90}),
        [{}, {"sales": 2.0}],
    )  # fmt: skip
    asked = requirement(scenario, by_clock(scenario, {(8, 12): 1.5}))
    roster = schedule(scenario, asked, seed=1, seconds=0.2).roster
    assert coverage(scenario, asked, roster).under_hours == 0
    monday = date(2026, 1, 5)
    found = repair(scenario, asked, roster, absences=[Absence("a2", monday, monday)])
    assert found.opened_hours == pytest.approx(2)
    assert found.still_short[0].agents == pytest.approx(0.5)


def test_one_more_agent_is_a_normal_one() -> None:
    scenario = with_factors(
        center(agents=1, days=1, shifts=[HALF], rules={},
               scheduling={"under_cost_per_hour": 60}),
        [{"sales": 2.0}],
    )  # fmt: skip
    asked = requirement(scenario, by_clock(scenario, {(8, 12): 2.0}))
    roster = schedule(scenario, asked, seed=1, seconds=0.2).roster
    found = worth(scenario, asked, roster, seconds=0.5)
    # Half an agent is there, for 20 an hour; the new one saves 60 an hour less pay.
    assert found.cost == pytest.approx(4 * (20 + 1.5 * 60))
    assert found.agents[0].at_most == pytest.approx(4 * (60 - 20), rel=0.02)
    assert "proficiency" in coverage(scenario, asked, roster).note
