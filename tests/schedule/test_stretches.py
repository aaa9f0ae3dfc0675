"""Time without a break, and pauses that keep their distance, inside a shift."""

from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError

from tests.schedule.builder import by_clock, center, requirement
from wfm.center.roster import Roster, Shift, Span
from wfm.center.scenario import Scenario
from wfm.center.shift import Activity, ShiftTemplate
from wfm.schedule.check import check
from wfm.schedule.cost import roster_cost
from wfm.schedule.solve import schedule


def pause(name: str, earliest: int, latest: int, **more: Any) -> dict[str, Any]:
    return {"name": name, "minutes": 30, "earliest_min": earliest, "latest_min": latest,
            "step_minutes": 30} | more  # fmt: skip


def template(**limits: Any) -> dict[str, Any]:
    breaks = [pause("first", 0, 240), pause("second", 120, 420)]
    return {"name": "day", "earliest_start": "08:00", "length_minutes": 480, "breaks": breaks,
            } | limits  # fmt: skip


def roster(scenario: Scenario, first: int, second: int) -> Roster:
    start = scenario.horizon.second_of(0, 480)
    edges = [0, first, first + 30, second, second + 30, 480]
    kinds = [Activity.ON_QUEUE, Activity.BREAK] * 2 + [Activity.ON_QUEUE]
    spans = tuple(
        Span(kind, start + begin * 60, start + end * 60)
        for kind, begin, end in zip(kinds, edges, edges[1:], strict=False)
        if end > begin
    )
    return Roster(scenario.horizon, (Shift("a1", scenario.horizon.start, "day", spans),))


@pytest.mark.parametrize(
    ("limits", "first", "second", "message"),
    [
        ({"longest_stretch_minutes": 180}, 120, 300, None),
        ({"longest_stretch_minutes": 180}, 210, 330, "210 min without a break, at most 180"),
        ({"longest_stretch_minutes": 180}, 60, 300, "210 min without a break, at most 180"),
        ({"longest_stretch_minutes": 180}, 90, 240, "210 min without a break, at most 180"),
        ({"shortest_stretch_minutes": 60}, 60, 240, None),
        ({"shortest_stretch_minutes": 60}, 180, 240, "only 30 min beside a pause, at least 60"),
    ],
)
def test_hand_made_shifts(
    limits: dict[str, int], first: int, second: int, message: str | None
) -> None:
    scenario = center(agents=1, days=1, shifts=[template(**limits)], rules={})
    found = [str(violation) for violation in check(scenario, roster(scenario, first, second))]
    assert len(found) == (message is not None), found
    assert message is None or message in found[0]


@pytest.mark.parametrize(
    ("limits", "message"),
    [
        ({"longest_stretch_minutes": 120}, "no placement of its pauses"),
        ({"shortest_stretch_minutes": 240}, "at least 240 min between"),
        (
            {
                "longest_stretch_minutes": 240,
                "breaks": [pause("talk", 0, 240, activity="training")],
            },
            "talk is no break",
        ),
    ],
)
def test_limits_that_nothing_keeps(limits: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        ShiftTemplate.model_validate(template(**limits))


@pytest.mark.parametrize("seed", range(3))
def test_the_scheduler_keeps_stretches_at_the_least_cost(seed: int) -> None:
    rng = np.random.default_rng(seed)
    limits = {"longest_stretch_minutes": 180, "shortest_stretch_minutes": 60}
    scenario = center(agents=1, days=1, shifts=[template(**limits)], rules={},
                      scheduling={"under_cost_per_hour": 90})  # fmt: skip
    shape = rng.integers(0, 3, size=scenario.horizon.n_intervals) / 2
    asked = requirement(scenario, shape * by_clock(scenario, {(8, 16): 1.0}))
    found = schedule(scenario, asked, seed=seed, seconds=0.2)
    assert check(scenario, found.roster) == ()
    made = ShiftTemplate.model_validate(template(**limits))
    costs = [roster_cost(scenario, asked, Roster(scenario.horizon, ()))]
    costs += [
        roster_cost(scenario, asked, roster(scenario, first, second))
        for first in range(0, 241, 30)
        for second in range(120, 421, 30)
        if second >= first + 30 and made.keeps_stretches((first, second))
    ]
    assert found.cost == pytest.approx(min(costs))
