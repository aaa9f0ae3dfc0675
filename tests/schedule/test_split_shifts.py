"""Split shifts: two parts of a day with a long gap at home between them."""

from dataclasses import replace
from datetime import datetime
from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError

from tests.schedule.builder import by_clock, center, requirement
from wfm.center.errors import DataError
from wfm.center.roster import Roster, Shift, Span
from wfm.center.scenario import Scenario
from wfm.center.shift import Activity, ShiftTemplate
from wfm.schedule.check import check
from wfm.schedule.cost import cost_parts, pay, roster_cost
from wfm.schedule.coverage import coverage
from wfm.schedule.diff import diff
from wfm.schedule.fairness import fairness
from wfm.schedule.solve import Solution, schedule
from wfm.schedule.why import why
from wfm.simulate.compile import spells_of_roster
from wfm.staff.requirement import Requirement

TEA = {"name": "tea", "minutes": 30, "earliest_min": 90, "latest_min": 150, "step_minutes": 30}
COFFEE = TEA | {"name": "coffee", "earliest_min": 510, "latest_min": 570}
SPLIT: dict[str, Any] = {
    "name": "split",
    "earliest_start": "09:00",
    "length_minutes": 660,
    "breaks": [TEA, COFFEE],
    "split": {"minutes": 180, "earliest_min": 210, "latest_min": 270, "pay_hours": 0.5},
}
WHOLE: dict[str, Any] = {"name": "whole", "earliest_start": "09:00", "length_minutes": 660}
ON, BREAK, OFF = Activity.ON_QUEUE, Activity.BREAK, Activity.OFF_DUTY


def worked(scenario: Scenario, *edges: tuple[Activity, int], day: int = 0) -> Shift:
    """A split shift of activities, each until so many minutes after 09:00."""
    start, now, spans = scenario.horizon.second_of(day, 540), 0, []
    for activity, until in edges:
        paid = activity is not OFF
        spans.append(Span(activity, start + now * 60, start + until * 60, paid))
        now = until
    return Shift("a1", scenario.horizon.dates[day], "split", tuple(spans))


USUAL = (
    (ON, 90), (BREAK, 120), (ON, 240), (OFF, 420), (ON, 540), (BREAK, 570), (ON, 660),
)  # fmt: skip


def split_center(**more: Any) -> Scenario:
    return center(**({"agents": 1, "days": 1, "shifts": [SPLIT], "rules": {}} | more))


def broken(scenario: Scenario, shift: Shift) -> list[tuple[str, str]]:
    return [(v.rule, v.message) for v in check(scenario, Roster(scenario.horizon, (shift,)))]


def test_the_gap_lies_among_the_pauses_by_their_windows_and_is_read_back():
    template = ShiftTemplate.model_validate(SPLIT)
    assert [pause.name for pause in template.breaks] == ["tea", "gap of the split shift", "coffee"]
    assert template.paid_minutes == 480
    assert template.charged_minutes == 510
    assert ShiftTemplate.model_validate(template.model_dump(mode="json")) == template
    copied = ShiftTemplate.model_validate(SPLIT | {"split": {"minutes": 60, "earliest_min": 60}})
    assert [pause.activity for pause in copied.breaks] == [OFF, BREAK, BREAK]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"split": {"minutes": 420, "earliest_min": 240}}, "can last to the shift's end"),
        ({"split": {"minutes": 60, "earliest_min": 240, "latest_min": 180}}, "before earliest"),
        ({"split": {"minutes": 180, "earliest_min": 420}}, "coffee cannot follow the pause"),
        ({"on_call": True, "breaks": []}, "duty on call cannot be split"),
        ({"breaks": [TEA | {"activity": "off_duty"}]}, "write the gap of a split shift as split"),
    ],
)
def test_what_is_no_split_shift(change, message):
    with pytest.raises(ValidationError, match=message):
        ShiftTemplate.model_validate(SPLIT | change)


def test_hand_made_split_shifts():
    scenario = split_center()
    assert broken(scenario, worked(scenario, *USUAL)) == []
    early = worked(
        scenario, (ON, 90), (BREAK, 120), (ON, 180), (OFF, 360), (ON, 540), (BREAK, 570), (ON, 660)
    )
    ((rule, message),) = broken(scenario, early)
    assert rule == "breaks"
    assert "gap of the split shift starts 180 min into the shift; possible is 210 to 270" in message
    none = worked(scenario, (ON, 90), (BREAK, 120), (ON, 540), (BREAK, 570), (ON, 660))
    assert broken(scenario, none)[0][1] == "2 pauses, shift 'split' has 3"
    late = worked(
        scenario, (ON, 240), (OFF, 420), (ON, 480), (BREAK, 510), (ON, 540), (BREAK, 570), (ON, 660)
    )
    assert broken(scenario, late)


def test_the_gap_is_a_break_to_stretches_and_to_the_rule_about_breaks():
    no_pauses = SPLIT | {"breaks": [], "longest_stretch_minutes": 240}
    rules = {"shift_breaks": {"after_hours": 6, "minutes": 60}}
    scenario = split_center(shifts=[no_pauses, WHOLE], rules=rules)
    kept = worked(scenario, (ON, 240), (OFF, 420), (ON, 660))
    assert broken(scenario, kept) == []
    too_long = worked(scenario, (ON, 210), (OFF, 390), (ON, 660))
    assert "270 min without a break, at most 240" in broken(scenario, too_long)[0][1]


def test_rests_and_counts_take_it_as_one_shift():
    rules = {"min_rest": {"hours": 14}, "shift_count": {"max": {"split": 1}}}
    scenario = split_center(days=2, rules=rules)
    shifts = tuple(worked(scenario, *USUAL, day=day) for day in (0, 1))
    found = {v.rule for v in check(scenario, Roster(scenario.horizon, shifts))}
    assert found == {"min_rest", "shift_count"}


def test_each_split_costs_its_allowance():
    scenario = split_center()
    roster = Roster(scenario.horizon, (worked(scenario, *USUAL),))
    assert roster.paid_hours == 8
    assert pay(scenario, roster) == pytest.approx((8 + 0.5) * 20)


def test_nobody_is_on_queue_in_the_gap_and_late_breaks_do_not_move_the_second_part():
    scenario = split_center()
    roster = Roster(scenario.horizon, (worked(scenario, *USUAL),))
    on_queue = roster.on_queue(("a1",))[0]
    assert on_queue[26:32].tolist() == [0.0] * 6
    spells = spells_of_roster(roster, ("a1",))
    assert (spells.start_s / 3600).tolist() == [9, 11, 16, 18.5]
    assert (spells.pause_s / 60).tolist() == [30, 0, 30, 0]


def test_words_name_both_parts_and_a_gap_that_moves_is_other_hours():
    scenario = split_center()
    one = Roster(scenario.horizon, (worked(scenario, *USUAL),))
    other = (
        (ON, 90), (BREAK, 120), (ON, 270), (OFF, 450), (ON, 540), (BREAK, 570), (ON, 660),
    )  # fmt: skip
    found = diff(one, Roster(scenario.horizon, (worked(scenario, *other),)))
    (change,) = found.changes
    assert change.kind == "moved"
    assert found.describe(change) == (
        "split 09:00-13:00, 16:00-20:00 becomes split 09:00-13:30, 16:30-20:00"
    )
    assert found.to_frame()["before"][0] == (
        "split 09:00-13:00, 16:00-20:00 (break 10:30-11:00, break 18:00-18:30)"
    )


def test_the_gap_is_no_night_work():
    late = SPLIT | {"earliest_start": "18:00", "breaks": [], "name": "late"}
    scenario = split_center(shifts=[late])
    start = scenario.horizon.second_of(0, 18 * 60)
    edges = ((ON, 0, 270), (OFF, 270, 450), (ON, 450, 660))
    spans = tuple(Span(a, start + b * 60, start + e * 60, a is not OFF) for a, b, e in edges)
    shift = Shift("a1", scenario.horizon.start, "late", spans)
    (share,) = fairness(scenario, Roster(scenario.horizon, (shift,))).shares
    # From 23:00 to 06:00 there are 3.5 h of the second part, 01:30 to 05:00.
    assert share.nights == 1
    short = Shift("a1", scenario.horizon.start, "late", (*spans[:2], Span(ON, spans[2].start_s, spans[2].start_s + 3600)))  # fmt: skip # noqa: E501
    assert fairness(scenario, Roster(scenario.horizon, (short,))).shares[0].nights == 0


def peaks(pay_hours: float, agents: int = 6) -> tuple[Scenario, Requirement]:
    """Two peaks of four hours with little between; split shifts, or straight ones."""
    split = {
        "name": "split",
        "earliest_start": "09:00",
        "length_minutes": 660,
        "split": {"minutes": 180, "earliest_min": 210, "latest_min": 270, "pay_hours": pay_hours},
    }
    straight = {
        "name": "straight",
        "earliest_start": "08:00",
        "latest_start": "13:00",
        "step_minutes": 30,
        "length_minutes": 480,
    }
    scenario = center(
        agents=agents,
        days=5,
        shifts=[split, straight],
        rules={"weekly_paid_hours": {"max": 40}, "min_rest": {"hours": 11}},
        scheduling={"under_cost_per_hour": 60, "over_cost_per_hour": 2, "seconds": 0.2},
    )
    need = by_clock(scenario, {(9, 13): 4.0, (13, 16): 1.0, (16, 20): 4.0})
    return scenario, requirement(scenario, need)


@pytest.fixture(scope="module")
def solved() -> tuple[Scenario, Requirement, Solution]:
    scenario, need = peaks(pay_hours=0.5)
    return scenario, need, schedule(scenario, need, seed=1)


def test_split_shifts_are_chosen_when_cheaper_and_cover_as_an_independent_count_says(solved):
    scenario, need, solution = solved
    names = [shift.template for shift in solution.roster.shifts]
    assert names.count("split") >= 3 * 5
    assert check(scenario, solution.roster) == ()
    assert solution.bound <= solution.cost + 1e-6
    assert solution.cost == pytest.approx(roster_cost(scenario, need, solution.roster))
    there = np.zeros(scenario.horizon.n_intervals)
    for row in solution.roster.to_frame().itertuples():
        if row.activity == "on_queue":
            first, last = (
                scenario.horizon.second_of_moment(datetime.fromisoformat(t))
                for t in (row.start, row.end)
            )
            there[first // 1800 : last // 1800] += 1
    covered = coverage(scenario, need, solution.roster)
    required = need.required_gross[0]
    assert covered.under_hours == pytest.approx(np.maximum(required - there, 0).sum() / 2)
    assert covered.over_hours == pytest.approx(np.maximum(there - required, 0).sum() / 2)
    parts = cost_parts(scenario, solution.roster, covered)
    assert parts.pay == pytest.approx(
        20 * (solution.roster.paid_hours + 0.5 * names.count("split"))
    )


def test_a_dear_allowance_leaves_straight_shifts():
    scenario, need = peaks(pay_hours=10, agents=10)
    names = [shift.template for shift in schedule(scenario, need, seed=1).roster.shifts]
    assert "split" not in names


def test_why_names_both_parts(solved):
    scenario, need, solution = solved
    roster = solution.roster
    shift = next(s for s in roster.shifts if s.template == "split")
    told = why(scenario, need, roster, shift.agent, shift.day)
    assert f" works split {shift.hours(roster.horizon)}" in told.sentence()
    assert ", " in shift.hours(roster.horizon)


def test_templates_with_a_plus_between_them_are_counted_together():
    other = SPLIT | {"name": "late-split", "earliest_start": "10:00"}
    rules = {"shift_count": {"max": {"split+late-split": 1}}}
    scenario = split_center(days=3, shifts=[SPLIT, other], rules=rules)
    late = worked(scenario, *USUAL, day=2)
    hour = 3600
    later = replace(
        late,
        template="late-split",
        spans=tuple(replace(s, start_s=s.start_s + hour, end_s=s.end_s + hour) for s in late.spans),
    )
    roster = Roster(scenario.horizon, (worked(scenario, *USUAL), later))
    ((rule, message),) = [(v.rule, v.message) for v in check(scenario, roster)]
    assert (rule, message) == ("shift_count", "shift 2 of split+late-split, at most 1 are allowed")
    made = schedule(scenario, requirement(scenario, 1.0), seed=1, seconds=0.05).roster
    assert len(made.shifts) == 1
    with pytest.raises(DataError, match="unknown shift 'split-2h'"):
        schedule(
            split_center(rules={"shift_count": {"max": {"split+split-2h": 1}}}),
            requirement(scenario, 1.0),
            seed=1,
        )
