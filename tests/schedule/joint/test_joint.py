"""Joint rules together: the search weighs what the checker charges; mistakes are named."""

from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.reference import REPOSITORY
from tests.schedule.builder import bank, by_clock, requirement
from tests.schedule.joint.tiny import every_roster, roster, tiny
from wfm.center.errors import DataError
from wfm.schedule.ask import can_give
from wfm.schedule.bound import lower_bound
from wfm.schedule.budget import Budget
from wfm.schedule.check import check, joint_violations, worse
from wfm.schedule.cost import roster_cost
from wfm.schedule.draft import Draft
from wfm.schedule.joint import JOINT_RULES, joint_rules_of
from wfm.schedule.kept import Kept
from wfm.schedule.least_broken import least_broken
from wfm.schedule.problem import problem_of
from wfm.schedule.repair import Absence, repair
from wfm.schedule.solve import schedule
from wfm.schedule.violation import Violation
from wfm.schedule.why import why

PRICED = {
    "seats": {"count": 1, "price": 7},
    "start_together": {"minutes": 60, "price": 11},
    "people_on_shift": {"shift": "half", "min": 2, "max": 2, "price": 90, "days": "tue"},
}


@pytest.mark.parametrize("names", [[name] for name in PRICED] + [list(PRICED)])
def test_tiny_centers_are_solved_to_the_optimum(names: list[str]) -> None:
    rng = np.random.default_rng(len(names))
    scenario = tiny(joint_rules={name: PRICED[name] for name in names})
    open_now = by_clock(scenario, {(8, 16): 1}) > 0
    asked = requirement(scenario, rng.choice([0, 1, 2, 3], size=open_now.shape) * open_now)
    best = min(
        roster_cost(scenario, asked, made) for made in every_roster(scenario, (None, 8, 10, 12))
    )
    solution = schedule(scenario, asked, seed=1, seconds=0.4)
    assert solution.cost == pytest.approx(best)
    assert solution.bound <= best + 1e-6
    # What the search reckons is what the independent check charges, also beside kept entries.
    kept = Kept(solution.roster.shifts[:2])
    for problem in (problem_of(scenario, asked), problem_of(scenario, asked, kept)):
        draft = Draft(problem)
        draft.take(solution.roster)
        assert draft.cost() == pytest.approx(solution.cost)


@pytest.mark.parametrize(
    "rules", [{"seats": {"count": 1}}, {"people_on_shift": {"shift": "half", "min": 2}}]
)
def test_the_bound_rises_with_the_rules_it_knows(rules: dict[str, Any]) -> None:
    scenario = tiny(joint_rules=rules)
    hours = (8, 12) if "seats" in rules else (0, 0)
    asked = requirement(scenario, by_clock(scenario, {hours: 3.0}))
    bounds = []
    for held in (scenario, tiny()):
        problem = problem_of(held, asked)
        bounds.append(lower_bound(problem, np.inf, Budget(0.1)).cost)
    solution = schedule(scenario, asked, seed=1, seconds=0.2)
    assert bounds[0] <= solution.cost + 1e-6
    # Half of what the rule costs at least is proven.
    assert bounds[0] >= (bounds[1] + solution.cost) / 2


def test_other_verbs_know_of_joint_rules() -> None:
    scenario = tiny(joint_rules={"seats": {"count": 1}})
    asked = requirement(scenario, by_clock(scenario, {(8, 16): 1.0}))
    made = roster(scenario, ("a1", 0, 8), ("a2", 0, 12), ("a3", 1, 8))
    assert check(scenario, made) == ()
    day = scenario.horizon.start
    told = {a.shift.start_s // 3600: a for a in why(scenario, asked, made, "a3", day).alternatives
            if a.shift is not None}  # fmt: skip
    assert [v.rule for v in told[8].broken] == ["seats"]
    # No day of theirs makes room on this one, so there is no price for it either.
    assert told[8].freely is None
    assert not can_give(scenario, asked, made, "a3", "a1", date(2026, 1, 6)).reasons
    mended = repair(scenario, asked, made, absences=[Absence("a1", day, day)])
    assert mended.violations == ()
    assert check(mended.scenario, mended.roster) == ()
    assert mended.short_hours == 0


@pytest.mark.parametrize(
    "rules", [{"seats": {"count": 1}}, {"people_on_shift": {"shift": "half", "max": 1}}]
)
def test_no_price_is_worth_breaking_a_hard_joint_rule(rules: dict[str, Any]) -> None:
    prices = tiny().scheduling.model_copy(update={"under_cost_per_hour": 1e8})
    scenario = tiny(joint_rules=rules, scheduling=prices)
    asked = requirement(scenario, by_clock(scenario, {(8, 12): 3.0}))
    solution = schedule(scenario, asked, seed=1, seconds=0.2)
    assert check(scenario, solution.roster) == ()
    assert len(solution.roster.shifts) == scenario.horizon.days
    assert solution.bound <= solution.cost
    tables = problem_of(scenario, asked).tables
    prices_of_breaking = (*tables.joint.seat_price, *tables.joint.crew_price)
    assert min(prices_of_breaking) > solution.cost


@pytest.mark.parametrize("price", [None, 500.0])
def test_the_duty_of_somebody_absent_is_given_to_another(price: float | None) -> None:
    due = {"shift": "standby", "min": 1} | ({} if price is None else {"price": price})
    scenario = tiny(joint_rules={"people_on_shift": due})
    made = roster(scenario, ("a1", 0, 20), ("a2", 1, 20), ("a3", 0, 8))
    asked = requirement(scenario, 0.0)
    day = scenario.horizon.start
    mended = repair(scenario, asked, made, absences=[Absence("a1", day, day)])
    assert mended.violations == ()
    assert joint_violations(mended.scenario, mended.roster) == ()
    on_duty = {s.day: s.agent for s in mended.roster.shifts if s.template == "standby"}
    assert on_duty[day] in ("a2", "a3")
    assert len(on_duty) == 2
    # A duty that was empty before the absence is nobody's to mend, unless all is.
    empty = roster(scenario, ("a1", 0, 8), ("a2", 1, 20), ("a3", 0, 12))
    left = repair(scenario, asked, empty, absences=[Absence("a1", day, day)])
    assert left.changes.changes == ()
    everything = repair(
        scenario, asked, empty, absences=[Absence("a1", day, day)], mend_everything=True
    )
    assert joint_violations(everything.scenario, everything.roster) == ()


def test_what_was_broken_before_is_no_reason() -> None:
    scenario = tiny(joint_rules={"seats": {"count": 1}})
    three = joint_violations(scenario, roster(scenario, ("a1", 0, 8), ("a2", 0, 8), ("a3", 0, 8)))
    two = joint_violations(scenario, roster(scenario, ("a1", 0, 8), ("a2", 0, 8)))
    assert worse(two, three) == ()
    assert worse(three, two) == three


def test_as_little_as_possible_is_broken_where_joint_rules_clash() -> None:
    scenario = tiny(
        rules={"shift_count": {"min": {"half": 2}}}, joint_rules={"seats": {"count": 0}}
    )
    found = least_broken(scenario, requirement(scenario, 0), seed=1, seconds=0.2)
    assert {v.rule for v in found.violations} == {"seats"}
    assert sum(v.amount for v in found.violations) == 3 * 2 * 4


@pytest.mark.parametrize(
    ("rules", "parts"),
    [
        ({"seat": {"count": 1}}, ["joint_rules.seat", "did you mean 'seats'"]),
        ({"seats": {"counts": 1}}, ["joint_rules.seats.counts", "did you mean 'count'"]),
        ({"seats": {}}, ["joint_rules.seats.count", "is missing"]),
        ({"seats": [{"count": 1}, {"count": 2, "teams": "blue"}]},
         ["joint_rules.seats[1].teams", "unknown team 'blue'"]),
        ({"start_together": {"minutes": 5, "agents": ["a9"]}}, ["unknown agent 'a9'"]),
        ({"people_on_shift": {"shift": "late"}}, ["unknown shift 'late'; there are half, standby"]),
        ({"people_on_shift": {"shift": "half", "min": 3, "max": 2}}, ["min (3) is above max (2)"]),
    ],
)  # fmt: skip
def test_wrong_joint_rules_are_named(rules: dict[str, Any], parts: list[str]) -> None:
    with pytest.raises(DataError) as caught:
        joint_rules_of(tiny(joint_rules=rules))
    for part in parts:
        assert part in str(caught.value)


def test_off_drops_a_rule() -> None:
    assert joint_rules_of(tiny(joint_rules={"seats": "off"})) == ()


def test_every_joint_rule_has_a_page_in_the_menu() -> None:
    menu = (REPOSITORY / "mkdocs.yml").read_text()
    for name, rule in JOINT_RULES.items():
        page = Path("reference") / "joint-rules" / f"{name}.md"
        text = (REPOSITORY / "docs" / page).read_text()
        assert str(page) in menu
        assert text.startswith(f"# {name}\n")
        for field in rule.model_fields:
            assert f"`{field}`" in text, f"{page} does not tell of {field}"
        assert rule.unit


def test_a_search_without_joint_rules_is_what_it_was() -> None:
    scenario, asked = bank(agents=8, days=7)
    wide = scenario.model_copy(update={"joint_rules": {"seats": {"count": 500}}})
    one, other = (schedule(s, asked, seed=3, seconds=0.2) for s in (scenario, wide))
    assert one.roster == other.roster


def test_what_one_rule_no_longer_breaks_does_not_excuse_another_of_its_name() -> None:
    day = tiny().horizon.start
    early = Violation("people_on_shift", "*", day, "nobody on 'early'", 1.0, 50.0, number=0)
    late = Violation("people_on_shift", "*", day, "nobody on 'late'", 1.0, None, number=1)
    assert worse((late,), (early,)) == (late,)
    assert worse((early,), (early, late)) == ()
