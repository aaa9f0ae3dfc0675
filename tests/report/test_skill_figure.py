"""Agents of each skill set: that the figure draws what the requirement holds."""

from dataclasses import replace

import numpy as np
import pytest

from wfm.center.horizon import Horizon
from wfm.report.figures.skill_sets import agents_by_skill_set
from wfm.staff.skill_requirement import SkillRequirement

DAY = Horizon(start="2026-10-05", days=2, interval_minutes=60, timezone="UTC")


@pytest.fixture
def made():
    net = np.zeros((2, 48), dtype=np.int64)
    net[:, 8:16], net[1, 12] = 3, 5
    return SkillRequirement(
        horizon=DAY,
        kinds=(("voice",), ("voice", "mail")),
        required_net=net,
        required_gross=net / 0.9,
        people=np.where(net > 0, 6, 0),
        cost=1000.0,
        live_erlangs=np.where(net[0] > 0, 2.5, 0.0),
        erlang_hours={"erlang_a": 60.0},
        rounds=(),
        promises=(),
        verdict=(),
        worth=np.zeros((0, 2, 48)),
        price=np.zeros(0),
        at_floor=np.zeros((2, 48), dtype=bool),
    )


def test_skill_sets_are_stacked_over_the_hours_and_live_work_is_a_line(made):
    figure = agents_by_skill_set(made)
    stacked = {t.name: t for t in figure.data if t.stackgroup}
    assert set(stacked) == {"voice", "voice+mail"}
    assert list(stacked["voice+mail"].y) == [3, 3, 3, 3, 5, 3, 3, 3]
    (line,) = [t for t in figure.data if not t.stackgroup]
    assert list(line.y) == [2.5] * 8
    assert "50 agent-hours" in figure.layout.meta["says"]


def test_nobody_at_all_is_drawn_too(made):
    empty = replace(made, required_net=np.zeros_like(made.required_net))
    assert agents_by_skill_set(empty).layout.title.text
