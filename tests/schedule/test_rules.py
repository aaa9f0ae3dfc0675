"""Each work rule against hand-made rosters, kept and broken; its sentence; its statement."""

from datetime import date, timedelta
from typing import Any

import pytest

from tests.schedule.builder import center
from wfm.center.roster import Roster, Shift, Span
from wfm.center.scenario import Scenario
from wfm.center.shift import Activity
from wfm.schedule.rules import RULES
from wfm.schedule.tour import Tour, tours_of

PLAIN = {"name": "plain", "earliest_start": "00:00", "latest_start": "23:00", "step_minutes": 60,
         "length_minutes": 480}  # fmt: skip
HALF = PLAIN | {"name": "half", "length_minutes": 240}


def tour(scenario: Scenario, worked: dict[int, int], hours: int = 8) -> Tour:
    """Tour of the first agent: shifts by day of the horizon and hour of the start."""
    agent = scenario.agents[0].id
    shifts = []
    for day, hour in worked.items():
        start = scenario.horizon.second_of(day, hour * 60)
        span = Span(Activity.ON_QUEUE, start, start + hours * 3600)
        name = "plain" if hours == 8 else "half"
        shifts.append(Shift(agent, scenario.horizon.dates[day], name, (span,)))
    return next(tours_of(scenario, Roster(scenario.horizon, tuple(shifts))))


def days(*worked: int) -> dict[int, int]:
    return dict.fromkeys(worked, 9)


def broken(name: str, parameters: dict[str, Any], tour: Tour) -> list[str]:
    return [v.message for v in RULES[name].model_validate(parameters).check(tour)]


@pytest.fixture(scope="module")
def month() -> Scenario:
    """Four weeks from a Monday, one agent, shifts of 8 and 4 hours at any hour."""
    return center(agents=1, days=28, shifts=[PLAIN, HALF], rules={})


CASES = [
    (
        "weekly_paid_hours",
        {"min": 24, "max": 40},
        days(0, 1, 2, 7, 8, 9, 14, 15, 16, 21, 22, 23),
        0,
    ),
    ("weekly_paid_hours", {"min": 24}, days(0, 1, 7, 8, 9, 14, 15, 16, 21, 22, 23), 1),
    ("weekly_paid_hours", {"max": 16}, days(0, 1, 2), 1),
    ("working_days_per_week", {"max": 2}, days(0, 1, 7, 8), 0),
    ("working_days_per_week", {"max": 2}, days(0, 1, 6), 1),
    ("working_days_per_week", {"min": 1}, days(0, 7, 14), 1),
    ("max_consecutive_days", {"days": 3}, days(0, 1, 2, 4, 5, 6), 0),
    ("max_consecutive_days", {"days": 3}, days(5, 6, 7, 8), 1),
    ("min_consecutive_days_off", {"days": 2}, days(1, 2, 5, 6, 26), 0),
    ("min_consecutive_days_off", {"days": 2}, days(0, 2, 6, 8), 2),
    ("min_rest", {"hours": 11}, {0: 9, 1: 9}, 0),
    ("min_rest", {"hours": 11}, {0: 14, 1: 9}, 0),
    ("min_rest", {"hours": 11}, {0: 15, 1: 9}, 1),
    ("min_weekly_rest", {"hours": 31}, days(0, 1, 2, 3, 4, 5), 0),
    ("min_weekly_rest", {"hours": 32}, days(0, 1, 2, 3, 4, 5), 1),
    ("min_weekly_rest", {"hours": 36}, {0: 0, 1: 9, 2: 9, 3: 9, 4: 9, 5: 9, 6: 16}, 1),
    ("max_weekends", {"weekends": 2, "of": 4}, days(5, 6, 12), 0),
    ("max_weekends", {"weekends": 2, "of": 4}, days(5, 13, 26), 1),
    ("max_weekends", {"weekends": 1, "of": 2}, days(5, 19), 0),
    ("max_weekends", {"weekends": 1, "of": 2}, days(5, 13), 1),
    ("max_start_variation_per_week", {"hours": 2}, {0: 8, 1: 10, 7: 14}, 0),
    ("max_start_variation_per_week", {"hours": 2}, {0: 8, 1: 10, 2: 11}, 1),
    ("min_consecutive_days", {"days": 2}, days(0, 2, 3, 5, 6, 7, 27), 0),
    ("min_consecutive_days", {"days": 3}, days(0, 1, 3, 5, 6), 2),
    ("period_paid_hours", {"min": 16, "max": 24}, days(0, 9), 0),
    ("period_paid_hours", {"min": 16, "max": 24}, days(0, 9, 18, 27), 1),
    ("period_paid_hours", {"min": 16}, days(0), 1),
    ("shift_count", {"max": {"plain": 2}}, days(0, 9), 0),
    ("shift_count", {"max": {"plain": 2}}, days(0, 9, 18, 27), 2),
    ("shift_count", {"min": {"plain": 2, "half": 1}, "max": {"half": 4}}, days(0), 2),
    ("forbidden_successions", {"after": {"plain": ["half"]}}, days(0, 1, 2), 0),
    ("forbidden_successions", {"after": {"plain": ["plain"]}}, days(0, 1, 2, 4), 2),
    ("total_weekends", {"max": 2}, days(5, 6, 26), 0),
    ("total_weekends", {"max": 1}, days(5, 6, 13, 26), 2),
    ("min_start_to_start", {"hours": 22}, {0: 10, 1: 8, 3: 6}, 0),
    ("min_start_to_start", {"hours": 24}, {0: 10, 1: 8, 2: 9}, 1),
    ("forward_rotation", {}, {0: 8, 1: 8, 2: 12, 4: 6}, 0),
    ("forward_rotation", {"tolerance_hours": 1}, {0: 9, 1: 8, 2: 6}, 1),
    ("complete_weekends", {}, days(1, 5, 6, 26, 27), 0),
    ("complete_weekends", {"exceptions": 1}, days(5, 13, 20), 2),
    ("shift_hours", {"earliest_start": "08:00", "latest_end": "18:00"}, {0: 8, 1: 10}, 0),
    ("shift_hours", {"earliest_start": "08:00", "latest_end": "18:00"}, {0: 7, 1: 11}, 2),
    ("shift_hours", {"latest_start": "09:00"}, {0: 9, 1: 22}, 1),
    ("allowed_weekdays", {"days": "mon-fri"}, days(0, 4, 7), 0),
    ("allowed_weekdays", {"days": "mon-fri"}, days(4, 5, 6), 2),
    ("shift_paid_hours", {"min": 6, "max": 8}, days(0, 1), 0),
    ("shift_paid_hours", {"max": 7.5}, days(0, 1), 2),
    ("period_days_off", {"min": 24}, days(0, 1, 2, 3), 0),
    ("period_days_off", {"min": 24}, days(0, 1, 2, 3, 4), 1),
    ("period_days_off", {"max": 26}, days(0), 1),
    ("shift_hours", {"latest_start": "09:00", "days": "mon"}, {0: 9, 1: 22}, 0),
    ("shift_hours", {"latest_start": "09:00", "days": "tue,wed"}, {0: 9, 1: 22}, 1),
    ("average_paid_hours", {"max": 12, "weeks": 2}, days(0, 1, 2, 14, 15, 16), 0),
    ("average_paid_hours", {"max": 12, "weeks": 2}, days(0, 1, 2, 3, 14, 15, 16, 17), 2),
    ("average_paid_hours", {"min": 4, "max": 8, "weeks": 17}, days(0), 1),
    (
        "fixed_rotation",
        {"pattern": ["plain", "-"], "first_day": "2026-01-05"},
        days(*range(0, 28, 2)),
        0,
    ),
    (
        "fixed_rotation",
        {"pattern": ["plain", "-"], "first_day": "2026-01-05"},
        days(1, *range(2, 28, 2)),
        2,
    ),
    ("fixed_rotation", {"pattern": ["half", "plain"], "first_day": "2026-02-02"}, days(), 28),
    ("shift_breaks", {"minutes": 30, "after_hours": 8}, days(0, 1), 0),
    ("shift_breaks", {"minutes": 30, "after_hours": 6}, days(0, 1), 2),
    ("paid_time_step", {"minutes": 60}, days(0, 1, 7), 0),
    ("paid_time_step", {"minutes": 300}, days(0, 7, 8, 14, 15, 16, 17, 18), 2),
]


@pytest.mark.parametrize(("name", "parameters", "worked", "violations"), CASES)
def test_rule_on_hand_made_tours(
    month: Scenario, name: str, parameters: dict[str, Any], worked: dict[int, int], violations: int
) -> None:
    found = RULES[name].model_validate(parameters).check(tour(month, worked))
    assert len(found) == violations, found
    for violation in found:
        assert violation.rule == name
        assert violation.agent == "a1"
        assert violation.day in month.horizon.dates


def test_messages_have_their_figures(month: Scenario) -> None:
    assert broken("min_rest", {"hours": 11}, tour(month, {0: 15, 1: 9})) == [
        "10 h of rest before the shift, at least 11 h are due"
    ]
    assert broken("weekly_paid_hours", {"max": 16}, tour(month, days(0, 1, 2))) == [
        "24 paid hours rostered in the week of 05 Jan 2026, at most 16 are allowed"
    ]
    assert broken("max_consecutive_days", {"days": 3}, tour(month, days(5, 6, 7, 8))) == [
        "4 working days in a row, at most 3 are allowed"
    ]


def test_every_kind_of_rule_has_a_hand_made_case_and_a_sentence() -> None:
    assert {case[0] for case in CASES} == set(RULES)
    for name, parameters, _, _ in CASES:
        sentence = RULES[name].model_validate(parameters).sentence()
        assert sentence.endswith(".")
        assert RULES[name].unit
        assert sentence[0].isupper()


def test_weeks_cut_by_the_horizon_ask_in_proportion() -> None:
    # Thursday to the Wednesday after next: 4 of 7 days, a whole week, 3 of 7 days.
    scenario = center(agents=1, days=14, start=date(2026, 1, 8), shifts=[PLAIN], rules={})
    rule = {"min": 40, "max": 40}
    whole = [4, 5, 6, 7, 8]
    # 40 x 4/7 = 22.9 hours: two or three shifts; 40 x 3/7 = 17.1: two or three.
    assert not broken("weekly_paid_hours", rule, tour(scenario, days(0, 1, *whole, 11, 12)))
    assert not broken("weekly_paid_hours", rule, tour(scenario, days(0, 1, 2, *whole, 11, 12, 13)))
    assert len(broken("weekly_paid_hours", rule, tour(scenario, days(0, *whole, 11)))) == 2
    assert len(broken("weekly_paid_hours", rule, tour(scenario, days(0, 1, 2, 3, *whole)))) == 2


def test_weekends_do_not_count_for_a_contract_without_weekend_shifts() -> None:
    weekdays = PLAIN | {"days": "mon-fri"}
    # Saturday and Sunday before a whole week.
    scenario = center(agents=1, days=9, start=date(2026, 1, 10), shifts=[weekdays], rules={})
    assert not broken("weekly_paid_hours", {"min": 40}, tour(scenario, days(2, 3, 4, 5, 6)))


@pytest.mark.parametrize(
    ("hours_a_day", "needed", "allowed"),
    [(8.0, 3, 3), (0.0, 3, 5), (7.5, 3, 4)],
)
def test_time_off_counts_towards_the_week(hours_a_day: float, needed: int, allowed: int) -> None:
    off = {"agent": "a1", "first_day": date(2026, 1, 8), "last_day": date(2026, 1, 9),
           "paid_hours_per_day": hours_a_day}  # fmt: skip
    weekdays = PLAIN | {"days": "mon-sun"}
    scenario = center(agents=1, days=7, shifts=[weekdays], rules={}, time_off=[off])
    open_days = [0, 1, 2, 5, 6]
    for count in range(6):
        found = broken("weekly_paid_hours", {"min": 40, "max": 40},
                       tour(scenario, days(*open_days[:count])))  # fmt: skip
        assert bool(found) == (not needed <= count <= allowed), count


def test_rest_is_measured_in_elapsed_hours_across_a_clock_change() -> None:
    # In the night to 29 March 2026 the clocks go forward: 22:00 to 09:00 are ten hours.
    scenario = center(agents=1, days=2, start=date(2026, 3, 28), shifts=[PLAIN], rules={})
    assert broken("min_rest", {"hours": 11}, tour(scenario, {0: 14, 1: 9}))
    assert not broken("min_rest", {"hours": 11}, tour(scenario, {0: 13, 1: 9}))


def test_overnight_shifts_count_on_the_day_they_begin(month: Scenario) -> None:
    night = tour(month, {6: 22})
    rule = RULES["weekly_paid_hours"].model_validate({"min": 8})
    assert [violation.day for violation in rule.check(night)] == [
        month.horizon.start + timedelta(days=7 * week) for week in (1, 2, 3)
    ]
