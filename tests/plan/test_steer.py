"""How aims are corrected."""

import pytest

from wfm.plan.steer import moved


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
