"""Tiny centers for joint rules: half shifts at 8, 10 or 12, and a duty on call."""

from itertools import product
from typing import Any

import numpy as np

from tests.schedule.builder import center
from wfm.center.roster import Roster, Shift
from wfm.center.scenario import Scenario
from wfm.schedule.joint import JOINT_RULES, JointRule
from wfm.schedule.pauses import spans_of
from wfm.schedule.violation import Violation

HALF = {"name": "half", "earliest_start": "08:00", "latest_start": "12:00", "step_minutes": 120,
        "length_minutes": 240}  # fmt: skip
CALL = {"name": "standby", "earliest_start": "20:00", "length_minutes": 720, "on_call": True,
        "on_call_pay": 0.25}  # fmt: skip
ON_CALL_AT = 20
AGENTS = [{"id": "a1", "team": "red"}, {"id": "a2", "team": "red"}, {"id": "a3"}]


def tiny(days: int = 2, rules: dict[str, Any] | None = None, **more: Any) -> Scenario:
    """Three agents, of whom two are a team."""
    scheduling = {"under_cost_per_hour": 30}
    made = center(
        agents=AGENTS, days=days, shifts=[HALF, CALL], rules=rules or {}, scheduling=scheduling
    )
    return made.model_copy(update=more)


def worked(scenario: Scenario, agent: str, day: int, hour: int) -> Shift:
    """A half shift from an hour on, or the duty at 20:00."""
    name = "standby" if hour == ON_CALL_AT else "half"
    start = scenario.horizon.second_of(day, hour * 60)
    template = scenario.shift(name)
    spans = spans_of(template, start, np.zeros(len(template.breaks), dtype=np.int64))
    return Shift(agent, scenario.horizon.dates[day], name, spans)


def roster(scenario: Scenario, *shifts: tuple[str, int, int]) -> Roster:
    """A roster of (agent, day, hour)."""
    return Roster(scenario.horizon, tuple(worked(scenario, *shift) for shift in shifts))


def rule(name: str, **parameters: Any) -> JointRule:
    return JOINT_RULES[name].model_validate(parameters)


def broken(name: str, parameters: dict[str, Any], *shifts: tuple[str, int, int]) -> list[Violation]:
    """What a roster of the tiny center breaks of one rule."""
    scenario = tiny()
    return rule(name, **parameters).check(scenario, roster(scenario, *shifts))


def every_roster(scenario: Scenario, hours: tuple[int | None, ...]) -> Any:
    """All rosters in which everybody begins at one of the hours, or is off."""
    agents = [agent.id for agent in scenario.agents]
    cells = list(product(agents, range(scenario.horizon.days)))
    for chosen in product(hours, repeat=len(cells)):
        shifts = ((*cell, hour) for cell, hour in zip(cells, chosen, strict=True) if hour)
        yield roster(scenario, *shifts)
