"""Shifts exchanged by worth: hours go out where they are worth little, within the rules."""

from dataclasses import replace

import numpy as np
import pytest

from tests.schedule.builder import DAY_SHIFT, center
from wfm.center.roster import Roster, State
from wfm.plan.exchange import exchanged
from wfm.plan.placed import Placing
from wfm.schedule.check import check
from wfm.staff.kinds import kinds_of
from wfm.staff.marginal import Marginal

RULES = {"weekly_paid_hours": {"max": 40}, "min_rest": {"hours": 11}}
SHORT = DAY_SHIFT | {"name": "short", "length_minutes": 240, "breaks": []}


NONE = np.zeros((1, 1))


def scenario(**more):
    return center(agents=6, rules=RULES, shifts=[DAY_SHIFT, SHORT], **more)


def a_roster(of):
    """Everybody from 8 on Monday to Thursday."""
    day = Placing(of.horizon, of.shift("day"))
    return Roster(
        of.horizon,
        tuple(day.shift(a.id, d, 0, np.array([240])) for a in of.agents for d in range(4)),
    )


def worth(of, by_day, by_hour=lambda hour: np.ones_like(hour)):
    clock = of.horizon.clock_min_of_interval / 60
    values = np.array(by_day)[of.horizon.day_of_interval] * by_hour(clock)
    return Marginal(kinds_of(of), np.where((clock >= 8) & (clock < 21), values, 0.0)[None, None])


def test_what_is_to_spare_goes_out_where_it_is_worth_least():
    of = scenario()
    before = a_roster(of)
    found = exchanged(of, before, worth(of, [4, 4, 4, 1, 0, 0, 0]), np.array([60.0]), NONE, 5)
    assert found.count >= 2
    assert found.spare[0] >= 0
    assert found.roster.paid_hours < before.paid_hours
    days = [shift.day.weekday() for shift in found.roster.shifts]
    assert days.count(3) < 6
    assert days.count(0) == 6
    assert not check(of, found.roster)


def test_the_hours_of_slow_people_go_out_first():
    of = scenario()
    paces = np.array([1.0, 1.0, 0.5, 1.0, 0.5, 1.0])
    found = exchanged(
        of, a_roster(of), worth(of, [4, 4, 4, 4, 0, 0, 0]), np.array([60.0]), NONE, 2, paces
    )
    left = {a.id: len(found.roster.by_agent.get(a.id, ())) for a in of.agents}
    hours = {a.id: sum(s.paid_minutes for s in found.roster.by_agent[a.id]) for a in of.agents}
    assert found.count == 2
    assert {a for a in left if hours[a] < max(hours.values())} <= {"a3", "a5"}


def test_what_lacks_is_added_where_it_is_worth_most():
    of = scenario()
    before = a_roster(of)
    marginal = worth(of, [1, 1, 1, 1, 1, 3, 1], lambda hour: np.where(hour >= 15, 3.0, 1.0))
    found = exchanged(of, before, marginal, np.array([-60.0]), NONE, 3)
    assert found.spare[0] > -60
    new = [s for s in found.roster.shifts if s.day.weekday() == 5]
    assert new
    # It begins so late that the dear hours are in it.
    assert all(s.end_s > of.horizon.second_of(5, 18 * 60) for s in new)
    assert not check(of, found.roster)


def test_an_exchange_that_pays_nobody_more_still_mends():
    of = scenario()
    before = a_roster(of)
    # Everybody has the hours for one more day only if another one is given up.
    tight = center(
        agents=6, rules=RULES | {"weekly_paid_hours": {"max": 32}}, shifts=[DAY_SHIFT, SHORT]
    )
    found = exchanged(tight, before, worth(of, [1, 1, 1, 1, 4, 0, 0]), np.array([-1.0]), NONE, 4)
    assert any(s.day.weekday() == 4 for s in found.roster.shifts)
    assert found.spare[0] > -1
    assert not check(tight, found.roster)


@pytest.mark.parametrize("state", [State.LOCKED, State.PUBLISHED])
def test_entries_that_are_settled_stay(state):
    of = scenario()
    before = a_roster(of)
    settled = Roster(of.horizon, tuple(replace(s, state=state) for s in before.shifts))
    found = exchanged(of, settled, worth(of, [0.001] * 7), np.array([900.0]), NONE, 9)
    assert {s.identity for s in settled.shifts} <= {s.identity for s in found.roster.shifts}
    assert all(s in found.roster.shifts for s in settled.shifts)


def test_where_agents_are_worth_nothing_nothing_is_exchanged():
    of = scenario()
    found = exchanged(of, a_roster(of), worth(of, [0] * 7), np.array([-1.0]), NONE, 9)
    assert (found.count, found.spare[0]) == (0, -1.0)


def test_the_least_staff_stays_whatever_the_promises_spare():
    of = scenario()
    before = a_roster(of)
    clock = of.horizon.clock_min_of_interval / 60
    floor = np.where((clock >= 9) & (clock < 11), 4.0, 0.0)[None]
    marginal = worth(of, [0.001] * 7)
    assert len(exchanged(of, before, marginal, np.array([90.0]), NONE, 24).roster.shifts) < 8
    found = exchanged(of, before, marginal, np.array([90.0]), floor, 24).roster
    on = found.on_queue(tuple(a.id for a in of.agents)).sum(axis=0)
    worked = of.horizon.day_of_interval < 4
    assert (on >= floor[0])[worked].all()
    assert found.paid_hours < before.paid_hours


def test_rules_of_several_people_are_kept():
    of = scenario().model_copy(update={"joint_rules": {"seats": {"count": 6}}})
    before = a_roster(of)
    assert not check(of, before)
    # Seven would sit there if those who are off on other days came as well.
    more = center(agents=9, rules=RULES, shifts=[DAY_SHIFT, SHORT])
    more = more.model_copy(update={"joint_rules": {"seats": {"count": 6}}})
    marginal = worth(more, [3, 1, 1, 1, 0, 0, 0])
    found = exchanged(more, before, marginal, np.array([-30.0]), NONE, 6)
    assert not check(more, found.roster)
