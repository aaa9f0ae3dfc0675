"""Repair: an absence is mended by few people, and nothing that must stay is touched."""

from dataclasses import replace
from datetime import date

import pytest

from tests.schedule.builder import bank, by_clock, center, requirement
from wfm.center.errors import UsageError
from wfm.center.roster import Roster, State
from wfm.center.scenario import Scenario
from wfm.schedule.check import check
from wfm.schedule.cost import roster_cost
from wfm.schedule.repair import Absence, repair
from wfm.schedule.solve import schedule
from wfm.staff.requirement import Requirement


@pytest.fixture(autouse=True)
def _only_work_ends_a_search(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a busy machine the clock would end it sooner, with other rosters to mend."""
    monkeypatch.setattr("wfm.schedule.budget.CLOCK_SLACK", 1e6)


FREE = {"weekly_paid_hours": {"min": 0, "max": 40}, "min_rest": {"hours": 11}}


def small() -> tuple[Scenario, Requirement, Roster]:
    scenario = center(agents=6, rules=FREE)
    asked = requirement(scenario, by_clock(scenario, {(9, 16): 3.0}))
    return scenario, asked, schedule(scenario, asked, seed=1, seconds=0.3).roster


def first_shift(roster: Roster) -> Absence:
    shift = roster.shifts[0]
    return Absence(shift.agent, shift.day, shift.day)


def test_one_other_person_steps_in_where_somebody_is_free() -> None:
    scenario, asked, roster = small()
    absence = first_shift(roster)
    found = repair(scenario, asked, roster, absences=[absence])
    assert found.opened_hours > 5
    assert found.short_hours < 0.6
    before, after = (roster_cost(found.scenario, asked, r) for r in (roster, found.roster))
    assert found.cost_change == pytest.approx(after - before)
    assert found.changes.count("added") == 1
    assert absence.agent not in found.changes.agents
    assert found.violations == ()
    assert check(found.scenario, found.roster) == ()
    assert not any(s.agent == absence.agent and s.day == absence.first_day
                   for s in found.roster.shifts)  # fmt: skip


def test_what_nobody_misses_is_not_mended() -> None:
    scenario, _, roster = small()
    found = repair(scenario, requirement(scenario, 0.0), roster, absences=[first_shift(roster)])
    assert found.opened_hours == 0
    assert found.changes.changes == ()


def test_a_change_need_not_be_worth_a_whole_hour() -> None:
    scenario, asked = bank(agents=24, days=7)
    roster = schedule(scenario, asked, seed=1, seconds=0.4).roster
    people = ("b02", "b05", "b09", "b14", "b20")
    few, more = (
        sum(
            repair(scenario, asked, roster, absences=[Absence(s.agent, s.day, s.day)],
                   price_per_change=price).short_hours
            for person in people
            for s in roster.by_agent[person][:3]
        )
        for price in (scenario.prices.under_cost_per_hour, None)
    )  # fmt: skip
    # From roster to roster it is 16 to 26 % less.
    assert more < 0.9 * few


def test_entries_that_stay_are_not_touched_and_changes_are_few() -> None:
    scenario, asked = bank(agents=16, days=7)
    first = schedule(scenario, asked, seed=1, seconds=0.4).roster
    states = (State.LOCKED, State.PUBLISHED, State.DRAFT)
    shifts = tuple(replace(s, state=states[i % 3]) for i, s in enumerate(first.shifts))
    roster = Roster(first.horizon, shifts)
    absence = first_shift(roster)
    for limit in (0, 1, 4):
        found = repair(scenario, asked, roster, absences=[absence], max_agents=limit, seed=2)
        assert len(found.changes.agents) <= limit
        kept = {s for s in shifts if s.state is not State.DRAFT and s.agent != absence.agent}
        assert kept <= set(found.roster.shifts)
        touched = set(found.changes.agents)
        assert not [v for v in found.violations if v.agent in touched]


def test_a_change_dearer_than_what_it_mends_is_not_made() -> None:
    scenario, asked, roster = small()
    found = repair(scenario, asked, roster, absences=[first_shift(roster)], price_per_change=1e6)
    assert found.changes.changes == ()
    assert found.short_hours == pytest.approx(found.opened_hours)
    assert "missing" in found.describe(found.still_short[0])


def test_a_change_of_demand_is_mended_too() -> None:
    scenario, _, roster = small()
    more = requirement(scenario, by_clock(scenario, {(9, 16): 4.0}))
    found = repair(scenario, more, roster, mend_everything=True, max_agents=6)
    assert found.short_hours < found.opened_hours / 2


def test_absences_are_judged() -> None:
    scenario, asked, roster = small()
    day = scenario.horizon.start
    with pytest.raises(UsageError, match="no agent 'x'"):
        repair(scenario, asked, roster, absences=[Absence("x", day, day)])
    past = date(2020, 1, 1)
    with pytest.raises(UsageError, match="outside the plan"):
        repair(scenario, asked, roster, absences=[Absence("a1", past, past)])
