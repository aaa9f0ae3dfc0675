"""Where a loop aims, and how that is corrected."""

import pytest

from wfm.center.target import Measure, Target
from wfm.plan.steering import ASIDE, Steering, moved
from wfm.staff.standing import scale

CALLS = Target(name="calls", measure=Measure.SERVICE_LEVEL, goal=0.8, answered_within_s=20)


@pytest.mark.parametrize("answer", [0.3, 0.6, 1.0])
def test_aims_come_to_keep_a_target_however_it_answers(answer):
    at, gap, broke = 0.0, 0.7, False
    for _ in range(8):
        broke = broke or gap < 0
        at = moved(at, gap, others_break=gap < 0, has_broken=broke)
        gap = 0.7 + answer * at
    assert -0.02 < gap < 0.2


def test_what_holds_waits_while_something_else_breaks_or_gives_up_little():
    assert moved(1.0, 0.15, others_break=True, has_broken=True) == 1.0
    assert 0.8 < moved(1.0, 0.5, others_break=True, has_broken=True) < 1.0
    assert moved(1.0, 0.5, others_break=False, has_broken=False) == 0.5
    assert moved(1.0, -0.1, others_break=True, has_broken=True) > 1.1


def test_aims_that_were_written_down_are_aimed_at_again():
    begun = Steering((CALLS,), {"calls": scale(CALLS, 0.8)}, {"email": 0.0})
    there = Steering((CALLS,), {"calls": scale(CALLS, 0.85)}, {"email": 0.6})
    again = begun.aimed_at(there.aims)
    assert again.at["calls"] == pytest.approx(there.at["calls"])
    assert again.pace["email"] == pytest.approx(0.6)


def test_lower_aims_ask_for_less_and_a_pace_is_never_below_nothing():
    begun = Steering((CALLS,), {"calls": scale(CALLS, 0.8)}, {"email": -2 * ASIDE})
    assert begun.lowered(0.5).aims.figures["calls"] < 0.8
    assert begun.aims.pace["email"] == 0.0
