"""The checker finds what is wrong in rosters from anywhere, and nothing else."""

import itertools
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.schedule.builder import center
from wfm.center.roster import Roster, Shift, Span
from wfm.center.scenario import Scenario
from wfm.center.shift import Activity
from wfm.schedule.check import check

SCENARIO = center(
    agents=[{"id": "a1", "first_day": date(2026, 1, 6)}, {"id": "a2"}],
    rules={"min_rest": {"hours": 11}},
    time_off=[{"agent": "a2", "first_day": date(2026, 1, 7), "last_day": date(2026, 1, 7)}],
)


def shift(
    agent: str = "a1", day: int = 2, start_min: int = 480, lunch_min: int = 240,
    scenario: Scenario = SCENARIO,
) -> Shift:  # fmt: skip
    start = scenario.horizon.second_of(day, start_min)
    lunch = start + lunch_min * 60
    spans = (
        Span(Activity.ON_QUEUE, start, lunch),
        Span(Activity.MEAL, lunch, lunch + 1800, paid=False),
        Span(Activity.ON_QUEUE, lunch + 1800, start + 510 * 60),
    )
    return Shift(agent, scenario.horizon.dates[day], "day", spans)


def facts(*shifts: Shift) -> list[str]:
    return [violation.rule for violation in check(SCENARIO, Roster(SCENARIO.horizon, shifts))]


def test_a_good_roster_has_no_violations() -> None:
    assert facts(shift(), shift(day=3), shift("a2", day=0), shift("a2", day=6)) == []


def test_facts_that_are_broken_are_named() -> None:
    good = shift()
    assert facts(shift("nobody")) == ["known_agent"]
    assert facts(shift(day=0)) == ["employed"]
    assert facts(shift("a2", day=2)) == ["time_off"]
    assert facts(shift(start_min=450)) == ["template"]
    assert facts(shift(start_min=510)) == ["template"]
    assert facts(shift(lunch_min=150)) == ["breaks"]
    assert facts(shift(lunch_min=225)) == ["breaks"]
    assert facts(replace(good, template="night")) == ["template"]
    assert facts(replace(good, spans=good.spans[:1])) == ["breaks", "template"]
    assert facts(replace(good, spans=(good.spans[0], good.spans[2]))) == ["whole_shift"]
    assert facts(replace(good, day=date(2026, 2, 7))) == ["inside_horizon"]


def test_two_shifts_at_once() -> None:
    found = facts(shift(), shift(start_min=540))
    assert "one_shift_a_day" in found
    assert "no_overlap" in found
    assert "min_rest" in found


def test_what_keeps_activities_from_being_one_shift_is_told_with_its_times() -> None:
    before, lunch, after = shift().spans
    gap = replace(shift(), spans=(before, after))
    late = replace(shift(), spans=(before, replace(lunch, start_s=lunch.start_s - 600), after))
    told = [
        violation.message
        for entry in (gap, late)
        for violation in check(SCENARIO, Roster(SCENARIO.horizon, (entry,)))
        if violation.rule == "whole_shift"
    ]
    assert told == [
        "nothing from 12:00 to 12:30; a day has one shift without gaps",
        "meal at 11:50 begins before on_queue ends",
    ]
    odd = replace(shift(), spans=(replace(before, start_s=before.start_s + 31), lunch, after))
    assert "not at 08:00:31" in str(check(SCENARIO, Roster(SCENARIO.horizon, (odd,))))


def test_paid_lunch_and_wrong_activity_are_illegal_breaks() -> None:
    good = shift()
    before, lunch, after = good.spans
    assert facts(replace(good, spans=(before, replace(lunch, paid=True), after))) == ["breaks"]
    meeting = replace(lunch, activity=Activity.MEETING)
    assert facts(replace(good, spans=(before, meeting, after))) == ["breaks"]


def test_violations_read_well() -> None:
    (violation,) = check(SCENARIO, Roster(SCENARIO.horizon, (shift(lunch_min=225),)))
    assert str(violation) == (
        "a1, Wed 07 Jan 2026, breaks: lunch starts 225 min into the shift; "
        "possible is 180 to 300 every 30 min"
    )


def test_roster_of_another_horizon() -> None:
    other = center(days=8)
    (violation,) = check(SCENARIO, Roster(other.horizon, ()))
    assert violation.rule == "same_horizon"


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_the_checker_judges_any_roster_without_failing(data: st.DataObject) -> None:
    shifts = []
    for _ in range(data.draw(st.integers(0, 5))):
        bounds = sorted(data.draw(st.lists(st.integers(-90_000, 700_000), min_size=2, max_size=5)))
        spans = tuple(
            Span(data.draw(st.sampled_from(Activity)), a, b, data.draw(st.booleans()))
            for a, b in itertools.pairwise(bounds)
        )
        day = date.fromordinal(data.draw(st.integers(-2, 9)) + SCENARIO.horizon.start.toordinal())
        agent = data.draw(st.sampled_from(["a1", "a2", "ghost"]))
        shifts.append(Shift(agent, day, data.draw(st.sampled_from(["day", "", "x"])), spans))
    roster = Roster(SCENARIO.horizon, tuple(shifts))
    found = check(SCENARIO, roster)
    for shift in shifts:
        # No such shift follows the template, so that each is told.
        if shift.template != "day":
            assert any(v.agent == shift.agent for v in found)


@pytest.mark.parametrize("night_of_change", [date(2026, 3, 28), date(2026, 10, 24)])
def test_overnight_shifts_across_a_clock_change_are_as_long(night_of_change: date) -> None:
    night = {"name": "day", "earliest_start": "22:00", "length_minutes": 510, "breaks": []}
    scenario = center(agents=1, days=2, start=night_of_change, shifts=[night], rules={})
    start = scenario.horizon.second_of(0, 22 * 60)
    span = Span(Activity.ON_QUEUE, start, start + 510 * 60)
    roster = Roster(scenario.horizon, (Shift("a1", night_of_change, "day", (span,)),))
    assert check(scenario, roster) == ()
