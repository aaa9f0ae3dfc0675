import pytest
from pydantic import ValidationError

from wfm.center.target import Measure, Per, Target


def test_a_target_is_promised_for_the_horizon_unless_it_says_otherwise() -> None:
    assert Target(name="t", answered_within_s=20, goal=0.8).per is Per.HORIZON
    monthly = Target.model_validate(
        {"name": "t", "answered_within_s": 20, "goal": "80 %", "per": "month"}
    )
    assert monthly.per is Per.MONTH
    assert monthly.describe().endswith("each month")


@pytest.mark.parametrize(
    ("fields", "goal"),
    [
        ({"measure": "asa", "goal": "30 s"}, 30),
        ({"measure": "age_of_oldest", "queue": "mail", "goal": "24 h"}, 86400),
        ({"measure": "occupancy", "goal": "85 %"}, 0.85),
    ],
)
def test_goals_are_read_in_the_unit_of_their_measure(fields: dict[str, str], goal: float) -> None:
    target = Target.model_validate({"name": "t"} | fields)
    assert target.goal == pytest.approx(goal)
    assert target.reached_by(goal * 0.9)
    assert not target.reached_by(goal * 1.1)


@pytest.mark.parametrize(
    ("fields", "complaint"),
    [
        ({"measure": Measure.OCCUPANCY, "queue": "calls", "goal": 0.8}, "all agents together"),
        ({"measure": Measure.AGE_OF_OLDEST, "goal": 3600}, "name it"),
        ({"measure": Measure.OCCUPANCY, "goal": 85}, "not a share"),
    ],
)
def test_promises_that_nobody_can_measure_are_refused(
    fields: dict[str, object], complaint: str
) -> None:
    with pytest.raises(ValidationError, match=complaint):
        Target.model_validate({"name": "t"} | fields)


@pytest.mark.parametrize(
    ("goal", "advice", "silent"),
    [(80, "write '80 %'", "below 100 %"), ("180 %", "180 %, and a goal lies below", "write")],
)
def test_a_goal_above_all_is_answered_by_what_was_meant(
    goal: object, advice: str, silent: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        Target.model_validate({"name": "t", "answered_within_s": 20, "goal": goal})
    assert advice in str(refused.value)
    assert silent not in str(refused.value)
