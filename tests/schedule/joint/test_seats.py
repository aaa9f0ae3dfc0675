"""Joint rule seats: by hand, and solved."""

import pytest

from tests.schedule.builder import bank
from tests.schedule.joint.tiny import broken, rule
from wfm.center.errors import InfeasibleError
from wfm.schedule.check import charges, check
from wfm.schedule.solve import schedule


def test_a_roster_with_a_seat_for_everybody_keeps_it() -> None:
    assert broken("seats", {"count": 2}, ("a1", 0, 8), ("a2", 0, 10), ("a3", 0, 12)) == []


def test_a_seat_is_free_at_the_moment_its_holder_leaves() -> None:
    assert broken("seats", {"count": 1}, ("a1", 0, 8), ("a2", 0, 12)) == []


def test_too_many_at_once_are_told_from_when_to_when() -> None:
    found = broken(
        "seats", {"count": 1, "place": "floor 2"}, ("a1", 0, 8), ("a2", 0, 10), ("a3", 1, 8)
    )
    assert [(v.agent, v.day.day, v.amount) for v in found] == [("*", 5, 2.0)]
    assert found[0].message == (
        "up to 2 people on 1 seat of 'floor 2' from 10:00 to 12:00 (2 seat-hours too many)"
    )


def test_a_peak_within_a_stretch_counts_each_person_more() -> None:
    found = broken("seats", {"count": 1}, ("a1", 0, 8), ("a2", 0, 8), ("a3", 0, 10))
    # Two from 8 to 10, three from 10 to 12; from 12 on the third sits alone.
    assert [v.amount for v in found] == [2 + 4]
    assert "up to 3 people on 1 seat from 08:00 to 12:00" in found[0].message


def test_duty_on_call_and_people_of_other_teams_hold_no_seat() -> None:
    assert broken("seats", {"count": 0}, ("a1", 0, 20)) == []
    assert broken("seats", {"count": 1, "teams": ["red"]}, ("a1", 0, 8), ("a3", 0, 8)) == []
    assert len(broken("seats", {"count": 0, "agents": "a3"}, ("a1", 0, 8), ("a3", 0, 8))) == 1


def test_a_price_is_charged_by_the_seat_hour() -> None:
    found = broken("seats", {"count": 1, "price": 3}, ("a1", 0, 8), ("a2", 0, 10))
    assert [v.cost for v in found] == [6]


def test_the_sentence_says_it() -> None:
    assert rule("seats", count=24, place="floor 2", teams=["red"]).sentence() == (
        "At most 24 people of team 'red' at work at the same time at 'floor 2'."
    )


def test_a_solved_roster_keeps_it_and_a_price_is_weighed() -> None:
    scenario, asked = bank(agents=12, days=7)
    free = schedule(scenario, asked, seed=1, seconds=0.3)
    peak = max(
        int(v.message.split()[2]) for v in rule("seats", count=0).check(scenario, free.roster)
    )
    hard = scenario.model_copy(update={"joint_rules": {"seats": {"count": peak - 1}}})
    assert check(hard, free.roster)
    solved = schedule(hard, asked, seed=1, seconds=0.5)
    assert check(hard, solved.roster) == ()
    assert solved.cost >= free.bound
    dear = scenario.model_copy(update={"joint_rules": {"seats": {"count": 0, "price": 0.5}}})
    priced = schedule(dear, asked, seed=1, seconds=0.3)
    assert check(dear, priced.roster) == ()
    charged = sum(v.cost or 0 for v in charges(dear, priced.roster))
    hours = sum((s.end_s - s.start_s) / 3600 for s in priced.roster.shifts)
    assert charged == pytest.approx(0.5 * hours)


def test_too_few_seats_for_the_minimum_hours_are_told() -> None:
    scenario, asked = bank(agents=8, days=7)
    scenario = scenario.model_copy(update={"joint_rules": {"seats": {"count": 1}}})
    with pytest.raises(InfeasibleError, match=r"(?s)seats is broken .* on 1 seat from"):
        schedule(scenario, asked, seed=1, seconds=0.1)
