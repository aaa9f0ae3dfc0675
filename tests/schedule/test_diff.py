"""Two rosters apart: what people would work differently, and nothing else."""

from dataclasses import replace

import pytest

from tests.schedule.builder import center
from wfm.center.errors import UsageError
from wfm.center.roster import Roster, Shift, Span, State
from wfm.center.shift import Activity
from wfm.schedule.diff import diff

CENTER = center(agents=3, days=7)
HOUR = 3600


def shift(agent: str, day: int, hour: int = 8, lunch: int = 12) -> Shift:
    start = CENTER.horizon.second_of(day, hour * 60)
    meal = CENTER.horizon.second_of(day, lunch * 60)
    spans = (
        Span(Activity.ON_QUEUE, start, meal),
        Span(Activity.MEAL, meal, meal + HOUR // 2, paid=False),
        Span(Activity.ON_QUEUE, meal + HOUR // 2, start + 17 * HOUR // 2),
    )
    return Shift(agent, CENTER.horizon.dates[day], "day", spans)


def roster(*shifts: Shift) -> Roster:
    return Roster(CENTER.horizon, shifts)


def test_each_kind_of_change_is_told_by_agent_and_day() -> None:
    before = roster(shift("a1", 0), shift("a1", 1), shift("a2", 0), shift("a3", 0))
    after = roster(shift("a1", 0, hour=9), shift("a2", 0, lunch=13), shift("a2", 3), shift("a3", 0))
    found = diff(before, after)
    told = [(c.agent, c.day.day, c.kind, found.describe(c)) for c in found.changes]
    assert told == [
        ("a1", 5, "moved", "day 08:00-16:30 becomes day 09:00-17:30"),
        ("a1", 6, "removed", "is off, was day 08:00-16:30"),
        ("a2", 5, "breaks moved", "meal 12:00-12:30 becomes meal 13:00-13:30"),
        ("a2", 8, "added", "works day 08:00-16:30"),
    ]
    assert found.totals() == {
        "agents": 2, "added": 1, "removed": 1, "moved": 1, "breaks_moved": 1, "paid_hours": 0.0,
    }  # fmt: skip
    assert len(found.to_frame()) == 4


def test_there_and_back_are_opposite_and_a_roster_is_itself() -> None:
    before, after = roster(shift("a1", 0)), roster(shift("a1", 0), shift("a2", 2))
    assert diff(before, after).paid_hours == 8
    assert diff(after, before).paid_hours == -8
    assert diff(after, after).changes == ()
    assert "nothing changed" in repr(diff(after, after))


def test_state_and_version_alone_are_no_change() -> None:
    published = replace(shift("a1", 0), state=State.PUBLISHED, version=3)
    assert diff(roster(shift("a1", 0)), roster(published)).changes == ()


def test_rosters_of_two_horizons_are_not_compared() -> None:
    with pytest.raises(UsageError, match="one"):
        diff(roster(), Roster(center(agents=3, days=14).horizon, ()))
