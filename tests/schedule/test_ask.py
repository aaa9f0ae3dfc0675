"""Requests for days off and swaps: yes, or no with the rule or the hours behind it."""

from dataclasses import replace

import pytest

from tests.schedule.builder import center, requirement
from wfm.center.errors import UsageError
from wfm.center.roster import Roster, Shift, Span, State
from wfm.center.scenario import Scenario
from wfm.center.shift import Activity
from wfm.schedule.ask import can_bid, can_give, can_have_off, can_swap

EARLY = {"name": "early", "earliest_start": "06:00", "length_minutes": 480}
LATE = {"name": "late", "earliest_start": "14:00", "length_minutes": 480}
HOUR = {"early": 6, "late": 14}


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return center(agents=2, shifts=[EARLY, LATE], rules={"min_rest": {"hours": 11}})


def shift(scenario: Scenario, agent: str, day: int, name: str) -> Shift:
    start = scenario.horizon.second_of(day, HOUR[name] * 60)
    span = Span(Activity.ON_QUEUE, start, start + 8 * 3600)
    return Shift(agent, scenario.horizon.dates[day], name, (span,))


def test_a_swap_that_breaks_a_rest_is_refused_with_the_rule(scenario: Scenario) -> None:
    roster = Roster(
        scenario.horizon,
        (
            shift(scenario, "a1", 0, "early"),
            shift(scenario, "a1", 1, "early"),
            shift(scenario, "a2", 0, "late"),
        ),
    )
    nobody = requirement(scenario, 0.0)
    monday, tuesday = scenario.horizon.dates[:2]
    refused = can_swap(scenario, nobody, roster, "a1", "a2", monday)
    assert not refused.yes
    assert [v.rule for v in refused.broken] == ["min_rest"]
    assert "8 h of rest" in refused.reasons[0]
    given_away = can_swap(scenario, nobody, roster, "a1", "a2", tuesday)
    assert not given_away.yes  # after a late shift on Monday
    kept = Roster(scenario.horizon, (roster.shifts[0], roster.shifts[2]))
    assert can_swap(scenario, nobody, kept, "a1", "a2", monday).yes


def test_nobody_trades_with_themselves(scenario: Scenario) -> None:
    roster = Roster(scenario.horizon, (shift(scenario, "a1", 0, "early"),))
    nobody, monday = requirement(scenario, 0.0), scenario.horizon.start
    for trade in (can_swap, can_give):
        with pytest.raises(UsageError, match="themselves; name two agents"):
            trade(scenario, nobody, roster, "a1", "a1", monday)


def test_a_shift_is_given_to_somebody_who_is_free(scenario: Scenario) -> None:
    roster = Roster(
        scenario.horizon, (shift(scenario, "a1", 0, "early"), shift(scenario, "a2", 1, "early"))
    )
    nobody = requirement(scenario, 0.0)
    monday, tuesday = scenario.horizon.dates[:2]
    given = can_give(scenario, nobody, roster, "a1", "a2", monday)
    assert given.yes
    assert [(s.agent, s.day) for s in given.roster.shifts] == [("a2", monday), ("a2", tuesday)]
    late = Roster(scenario.horizon, (shift(scenario, "a1", 0, "late"), roster.shifts[1]))
    assert "8 h of rest" in can_give(scenario, nobody, late, "a1", "a2", monday).reasons[0]
    both = Roster(scenario.horizon, (*roster.shifts, shift(scenario, "a2", 0, "late")))
    twice = can_give(scenario, nobody, both, "a1", "a2", monday)
    assert any("2 shifts on one day" in reason for reason in twice.reasons)
    with pytest.raises(UsageError, match="nothing to give away"):
        can_give(scenario, nobody, roster, "a2", "a1", monday)


def test_a_bid_is_judged_with_the_days_around_it(scenario: Scenario) -> None:
    roster = Roster(
        scenario.horizon, (shift(scenario, "a1", 0, "early"), shift(scenario, "a1", 1, "early"))
    )
    nobody = requirement(scenario, 0.0)
    monday = scenario.horizon.start
    refused = can_bid(scenario, nobody, roster, "a1", monday, "late")
    assert [v.rule for v in refused.broken] == ["min_rest"]
    free = can_bid(scenario, nobody, roster, "a2", monday, "late", 14 * 60)
    assert free.yes
    assert free.cost_change == pytest.approx(8 * 22)  # eight hours' pay, all above what is needed
    with pytest.raises(UsageError, match="no shift 'late' at 15:00"):
        can_bid(scenario, nobody, roster, "a1", monday, "late", 15 * 60)


def test_a_day_off_is_refused_where_hours_would_be_short_and_what_they_cost(
    scenario: Scenario,
) -> None:
    shifts = (shift(scenario, "a1", 0, "early"), shift(scenario, "a2", 0, "early"))
    roster = Roster(scenario.horizon, shifts)
    monday = scenario.horizon.dates[0]
    need = requirement(scenario, 1.5)
    refused = can_have_off(scenario, need, roster, "a1", monday)
    assert not refused.yes
    assert refused.short_hours == pytest.approx(4.0)
    assert "price of 240" in refused.reasons[0]
    assert can_have_off(scenario, need, roster, "a1", monday, max_short_hours=4).yes
    assert can_have_off(scenario, requirement(scenario, 1.0), roster, "a1", monday).yes


def test_locked_entries_are_not_given_away(scenario: Scenario) -> None:
    locked = replace(shift(scenario, "a1", 0, "early"), state=State.LOCKED)
    roster = Roster(scenario.horizon, (locked,))
    answer = can_have_off(scenario, requirement(scenario, 0.0), roster, "a1", locked.day)
    assert answer.reasons == ("the shift of 'a1' on Mon 05 Jan is locked",)


def test_requests_about_nothing_are_told(scenario: Scenario) -> None:
    empty, monday = Roster(scenario.horizon, ()), scenario.horizon.start
    with pytest.raises(UsageError, match="nothing to swap"):
        can_swap(scenario, requirement(scenario, 0.0), empty, "a1", "a2", monday)
    with pytest.raises(UsageError, match="no agent 'x'"):
        can_have_off(scenario, requirement(scenario, 0.0), empty, "x", monday)
