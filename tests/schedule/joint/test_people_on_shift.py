"""Joint rule people_on_shift: by hand, and solved with duty on call."""

import pytest

from tests.schedule.builder import requirement
from tests.schedule.joint.tiny import broken, roster, rule, tiny
from wfm.center.errors import DataError, InfeasibleError
from wfm.center.shift import Activity, ShiftTemplate
from wfm.schedule.check import check
from wfm.schedule.cost import pay
from wfm.schedule.solve import schedule

ONE = {"shift": "standby", "min": 1, "max": 1}


def test_one_person_every_day_keeps_it() -> None:
    assert broken("people_on_shift", ONE, ("a1", 0, 20), ("a3", 1, 20), ("a2", 0, 8)) == []


def test_days_with_too_few_and_too_many_are_told() -> None:
    found = broken("people_on_shift", ONE | {"price": 10}, ("a1", 0, 20), ("a2", 0, 20))
    assert [(v.day.day, v.message, v.cost) for v in found] == [
        (5, "2 people on 'standby', at most 1", 10),
        (6, "no people on 'standby', at least 1 due", 10),
    ]


def test_other_weekdays_and_other_people_do_not_count() -> None:
    assert broken("people_on_shift", ONE | {"days": "tue"}, ("a1", 1, 20)) == []
    found = broken("people_on_shift", ONE | {"teams": "red"}, ("a3", 0, 20), ("a1", 1, 20))
    assert [v.day.day for v in found] == [5]


def test_the_sentence_says_it() -> None:
    assert rule("people_on_shift", **ONE).sentence() == "Exactly 1 people a day on 'standby'."
    assert rule("people_on_shift", shift="half", min=2, days="mon-fri").sentence() == (
        "At least 2 people a day (mon-fri) on 'half'."
    )


def test_duty_on_call_is_no_time_on_queue_and_paid_a_share() -> None:
    scenario = tiny()
    made = roster(scenario, ("a1", 0, 20), ("a2", 0, 8))
    assert made.on_queue(("a1",)).sum() == 0
    assert made.paid_hours == 4
    # 4 h at 20, and 12 h at a quarter of it.
    assert pay(scenario, made) == pytest.approx(4 * 20 + 12 * 5)
    assert check(scenario, made) == ()
    (span,) = made.by_agent["a1"][0].spans
    assert (span.activity, span.paid) == (Activity.ON_CALL, False)


def test_a_template_on_call_is_read_again_from_what_it_writes() -> None:
    duty = tiny().shift("standby")
    assert ShiftTemplate.model_validate(duty.model_dump()) == duty
    for wrong in ({"on_call_pay": 0.1, "on_call": False}, {"shortest_stretch_minutes": 30}):
        with pytest.raises(ValueError, match=r"on_call|on call"):
            ShiftTemplate.model_validate(duty.model_dump() | {"breaks": ()} | wrong)


def test_a_solved_roster_has_one_on_call_who_rests_after() -> None:
    scenario = tiny(
        days=5,
        rules={"min_rest": {"hours": 11}, "shift_count": {"max": {"standby": 2}}},
        joint_rules={"people_on_shift": ONE},
    )
    asked = requirement(scenario, 1.0 * (abs(scenario.horizon.clock_min_of_interval - 720) < 240))
    solution = schedule(scenario, asked, seed=1, seconds=0.3)
    assert check(scenario, solution.roster) == ()
    duties = [s for s in solution.roster.shifts if s.is_on_call]
    assert len(duties) == 5
    assert solution.cost >= 5 * 12 * 5


def test_a_shift_that_too_few_may_be_given_is_told() -> None:
    scenario = tiny(joint_rules={"people_on_shift": ONE | {"min": 4, "max": 9}})
    with pytest.raises(DataError, match="the contracts of only 3 have it"):
        schedule(scenario, requirement(scenario, 0), seed=1)
    two = tiny(rules={"shift_count": {"max": {"standby": 0}}}, joint_rules={"people_on_shift": ONE})
    with pytest.raises(InfeasibleError, match="no people on 'standby'"):
        schedule(two, requirement(two, 0), seed=1, seconds=0.1)
