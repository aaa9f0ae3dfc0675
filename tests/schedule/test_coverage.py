"""Coverage counts nobody twice, and never nets under with over."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from tests.schedule.builder import center, requirement
from wfm.center.errors import UsageError
from wfm.center.roster import Roster, Shift, Span
from wfm.center.scenario import Scenario
from wfm.center.shift import Activity
from wfm.schedule.coverage import coverage
from wfm.schedule.groups import binding_subsets, planning_groups

QUEUES = ("a", "b", "c")


def scenario_of(skills: list[tuple[str, ...]]) -> Scenario:
    people = [{"id": f"x{i}", "skills": list(s)} for i, s in enumerate(skills)]
    people += [{"id": f"only_{q}", "skills": [q]} for q in QUEUES]
    return center(agents=people, days=1, queues=QUEUES, interval_minutes=60)


def roster_of(scenario: Scenario, on_queue: dict[str, tuple[int, int]]) -> Roster:
    """Everybody on queue from one minute of the day to another."""
    shifts = [
        Shift(agent, scenario.horizon.start, "", (Span(Activity.ON_QUEUE, a * 60, b * 60),))
        for agent, (a, b) in on_queue.items()
    ]
    return Roster(scenario.horizon, tuple(shifts))


def missing_by_flow(required: np.ndarray, agents: list[tuple[int, ...]], share: float) -> float:
    """Agents missing when everybody is given to queues as well as possible: a linear program."""
    pairs = [(i, q) for i, queues in enumerate(agents) for q in queues]
    if not pairs:
        return float(required.sum())
    each_agent = [[float(i == a) for i, _ in pairs] for a in range(len(agents))]
    each_queue = [[float(q == k) for _, q in pairs] for k in range(len(required))]
    limits = [share] * len(agents) + list(required)
    best = linprog(-np.ones(len(pairs)), A_ub=each_agent + each_queue, b_ub=limits)
    return float(required.sum() + best.fun)


@settings(max_examples=60, deadline=None)
@given(
    skills=st.lists(st.sets(st.sampled_from(QUEUES), min_size=1).map(tuple), max_size=5),
    required=st.lists(st.sampled_from([0.0, 0.4, 1.0, 2.5]), min_size=3, max_size=3),
    share=st.sampled_from([15, 30, 60]),
)
def test_under_is_what_the_best_assignment_leaves(
    skills: list[tuple[str, ...]], required: list[float], share: int
) -> None:
    scenario = scenario_of(skills)
    working = {f"x{i}": (600, 600 + share) for i in range(len(skills))}
    found = coverage(
        scenario,
        requirement(scenario, np.array(required)[:, None]),
        roster_of(scenario, working),
    )
    agents = [tuple(QUEUES.index(q) for q in s) for s in skills]
    expected = missing_by_flow(np.array(required), agents, share / 60)
    assert found.under[10] == pytest.approx(expected, abs=1e-9)
    assert found.scheduled[10] == pytest.approx(len(skills) * share / 60)
    assert found.over[10] == pytest.approx(
        found.scheduled[10] - found.required[10] + found.under[10], abs=1e-9
    )
    assert found.under[9] == pytest.approx(sum(required))
    assert sum(group.under for group in found.groups) == pytest.approx(found.under)


def test_two_skills_are_not_two_people() -> None:
    scenario = scenario_of([("a", "b")])
    asked = requirement(scenario, np.array([1.0, 1.0, 0.0])[:, None])
    found = coverage(scenario, asked, roster_of(scenario, {"x0": (0, 24 * 60)}))
    assert found.under_hours == pytest.approx(24)
    assert found.over_hours == 0


def test_groups_are_queues_that_share_people() -> None:
    apart = scenario_of([("a", "b")])
    assert [group.name for group in planning_groups(apart)] == ["a+b", "c"]
    joined = scenario_of([("a", "c"), ("c", "b")])
    assert [group.name for group in planning_groups(joined)] == ["a+b+c"]


@given(
    classes=st.sets(st.frozensets(st.integers(0, 4), min_size=1), min_size=1, max_size=6),
    seed=st.integers(0, 1000),
)
def test_binding_subsets_decide_as_all_subsets_do(classes: set[frozenset[int]], seed: int) -> None:
    rng = np.random.default_rng(seed)
    queues = frozenset(range(5))
    required = rng.integers(0, 5, 5)
    ordered = tuple(sorted(classes, key=sorted))
    agents = dict(zip(ordered, rng.integers(0, 4, len(ordered)), strict=True))

    def missing(subset: frozenset[int]) -> int:
        meeting = sum(n for c, n in agents.items() if c & subset)
        return int(sum(required[q] for q in subset) - meeting)

    every = [frozenset(q for q in queues if bits[q]) for bits in product((0, 1), repeat=5)]
    binding = binding_subsets(queues, ordered)
    assert max([0, *map(missing, binding)]) == max(map(missing, every))
    assert len(binding) <= 2 ** len(classes)


def test_frame_and_totals_agree() -> None:
    scenario = scenario_of([("a", "b")])
    asked = requirement(scenario, np.array([1.5, 0.5, 1.0])[:, None])
    found = coverage(scenario, asked, roster_of(scenario, {"x0": (480, 960), "only_c": (0, 90)}))
    frame = found.to_frame()
    assert list(frame.columns) == [
        "interval_start", "group", "required", "scheduled", "under", "over",
    ]  # fmt: skip
    assert frame["under"].sum() == pytest.approx(found.under_hours)
    assert frame["over"].sum() == pytest.approx(found.over_hours)
    assert found.under_hours == pytest.approx(24 * 2 - 8 + 24 - 1.5)
    assert found.over_hours == 0
    assert "agent-hours under" in repr(found)


def test_a_requirement_of_something_else_is_refused() -> None:
    scenario = scenario_of([])
    other = center(days=2, queues=QUEUES, interval_minutes=60)
    with pytest.raises(UsageError, match="another horizon"):
        coverage(scenario, requirement(other, 1), roster_of(scenario, {}))
    strange = center(days=1, interval_minutes=60, queues=("d",))
    with pytest.raises(UsageError, match="queue 'd'"):
        coverage(scenario, requirement(strange, 1), roster_of(scenario, {}))
