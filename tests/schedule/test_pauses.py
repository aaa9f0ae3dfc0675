"""Breaks placed anew: nothing but breaks moves, rules hold, and the best placement is found."""

from datetime import date
from itertools import product

import numpy as np
import pytest

from tests.center.builders import small_scenario
from wfm.center.roster import Roster, Shift, Span, State
from wfm.center.shift import Activity
from wfm.schedule.check import check
from wfm.schedule.coverage import coverage
from wfm.schedule.pauses import place_pauses, shortage_price
from wfm.staff.requirement import Requirement

HOUR = 3600


def center(breaks):
    return small_scenario(
        shifts=[
            {
                "name": "day",
                "earliest_start": "08:00",
                "latest_start": "10:00",
                "length_minutes": 480,
                "breaks": breaks,
            }
        ],
        agents=[
            {"id": f"A{i}", "contract": "full", "skills": "sales;support" if i % 2 else "sales"}
            for i in range(4)
        ],
    )


LUNCH = {"name": "lunch", "minutes": 60, "earliest_min": 180, "latest_min": 300, "step_minutes": 30}
PAUSE = {"name": "tea", "minutes": 30, "earliest_min": 210, "latest_min": 390, "step_minutes": 30}


def shift(scenario, agent: str, start_min: int, pauses: list[int], state=State.DRAFT) -> Shift:
    start = scenario.horizon.second_of(0, start_min)
    spans, now = [], start
    for rule, pause in zip(scenario.shifts[0].breaks, pauses, strict=True):
        begin = start + pause * 60
        spans.append(Span(Activity.ON_QUEUE, now, begin))
        now = begin + rule.minutes * 60
        spans.append(Span(rule.activity, begin, now, rule.paid))
    spans.append(Span(Activity.ON_QUEUE, now, start + 480 * 60))
    return Shift(agent, date(2026, 10, 5), "day", tuple(spans), state)


def requirement(scenario, required: np.ndarray) -> Requirement:
    zero = np.zeros_like(required)
    return Requirement(
        scenario.horizon, scenario.queue_names, *([zero] * 6), required, required, 0.0, "given"
    )


def wanted(scenario, seed: int) -> Requirement:
    rng = np.random.default_rng(seed)
    required = rng.integers(0, 3, (2, scenario.horizon.n_intervals)).astype(float)
    return requirement(scenario, required)


def price(scenario, asked: Requirement, roster: Roster) -> float:
    covered = coverage(scenario, asked, roster)
    return sum(shortage_price(cover.under, cover.required) for cover in covered.groups)


@pytest.mark.parametrize("seed", range(4))
def test_no_other_placement_leaves_a_cheaper_shortage(seed):
    scenario = center([LUNCH, PAUSE])
    asked = wanted(scenario, seed)
    agents = [("A0", 480), ("A1", 480), ("A2", 540)]
    legal = [p for p in product(range(180, 301, 30), range(210, 391, 30)) if p[1] >= p[0] + 60]
    start = Roster(scenario.horizon, tuple(shift(scenario, a, m, [180, 300]) for a, m in agents))
    placed = place_pauses(scenario, asked, start, seed=1)
    best = min(
        price(
            scenario,
            asked,
            Roster(
                scenario.horizon,
                tuple(shift(scenario, a, m, p) for (a, m), p in zip(agents, tried, strict=True)),
            ),
        )
        for tried in product(legal[::3], repeat=3)
    )
    assert price(scenario, asked, placed) <= best + 0.01
    assert check(scenario, placed) == check(scenario, start) == ()


def test_only_breaks_move_and_only_those_of_drafts():
    scenario = center([LUNCH, PAUSE])
    published = shift(scenario, "A0", 480, [180, 300], State.PUBLISHED)
    draft = shift(scenario, "A1", 480, [180, 300])
    required = np.zeros((2, scenario.horizon.n_intervals))
    required[0, 20:24] = 2
    before = Roster(scenario.horizon, (published, draft))
    after = place_pauses(scenario, requirement(scenario, required), before, seed=1)
    assert after.by_agent["A0"] == (published,)
    moved = after.by_agent["A1"][0]
    assert (moved.start_s, moved.end_s, moved.paid_minutes) == (
        draft.start_s,
        draft.end_s,
        draft.paid_minutes,
    )
    assert moved.spans != draft.spans


def test_the_same_seed_places_the_same_breaks():
    scenario = center([LUNCH, PAUSE])
    asked = wanted(scenario, 9)
    start = Roster(
        scenario.horizon, tuple(shift(scenario, f"A{i}", 480, [180, 300]) for i in range(4))
    )
    assert place_pauses(scenario, asked, start, seed=3) == place_pauses(
        scenario, asked, start, seed=3
    )


def test_shifts_without_breaks_stay():
    scenario = center([])
    start = Roster(scenario.horizon, (shift(scenario, "A0", 480, []),))
    assert place_pauses(scenario, wanted(scenario, 1), start, seed=1) == start


def test_breaks_are_spread_rather_than_taken_all_at_once():
    breaks = [LUNCH | {"minutes": 30, "latest_min": 270}]
    scenario = center(breaks)
    required = np.zeros((2, scenario.horizon.n_intervals))
    required[0, 16:32] = 4
    start = Roster(scenario.horizon, tuple(shift(scenario, f"A{i}", 480, [180]) for i in range(4)))
    placed = place_pauses(scenario, requirement(scenario, required), start, seed=1)
    asked = requirement(scenario, required)
    assert coverage(scenario, asked, placed).under.max() == 1
