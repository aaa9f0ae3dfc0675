"""What a rule states to the solver is what its check accepts, on every tour."""

from datetime import date, datetime, time, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.schedule.builder import center
from wfm.center.past_shift import PastShift
from wfm.center.roster import Roster, Shift, Span
from wfm.center.shift import Activity
from wfm.schedule.employment import Employment
from wfm.schedule.options import Options
from wfm.schedule.problem import TourGraphs, automata_of, open_choices
from wfm.schedule.rules import RULES, rule_book
from wfm.schedule.tour import tours_of
from wfm.schedule.tour_graph import TourGraph, any_tour, constrained

SHIFTS = [
    {"name": "long", "earliest_start": "06:00", "latest_start": "14:00", "step_minutes": 240,
     "length_minutes": 480},
    {"name": "half", "earliest_start": "10:00", "length_minutes": 240, "days": "mon-sat"},
    {"name": "night", "earliest_start": "22:00", "length_minutes": 600, "days": "thu-sun"},
]  # fmt: skip
STATEMENTS = [
    ("weekly_paid_hours", {"min": 20, "max": 30}),
    ("weekly_paid_hours", {"min": 12, "max": 12}),
    ("working_days_per_week", {"min": 2, "max": 4}),
    ("max_consecutive_days", {"days": 2}),
    ("min_consecutive_days_off", {"days": 2}),
    ("min_rest", {"hours": 11}),
    ("min_rest", {"hours": 30}),
    ("min_weekly_rest", {"hours": 35}),
    ("min_weekly_rest", {"hours": 70}),
    ("max_weekends", {"weekends": 1, "of": 2}),
    ("max_start_variation_per_week", {"hours": 4}),
    ("min_consecutive_days", {"days": 2}),
    ("period_paid_hours", {"min": 40, "max": 50}),
    ("shift_count", {"max": {"night": 1}, "min": {"half": 2}}),
    ("forbidden_successions", {"after": {"night": ["long"], "half": ["long", "night"]}}),
    ("total_weekends", {"max": 1}),
    ("min_start_to_start", {"hours": 24}),
    ("forward_rotation", {"tolerance_hours": 1}),
    ("complete_weekends", {}),
    ("complete_weekends", {"exceptions": 1}),
    ("shift_hours", {"earliest_start": "07:00", "latest_end": "20:00"}),
    ("allowed_weekdays", {"days": "tue-sat"}),
    ("shift_paid_hours", {"min": 5, "max": 9}),
    ("period_days_off", {"min": 9, "max": 12}),
    ("shift_hours", {"latest_start": "09:00", "days": "mon-thu"}),
    ("average_paid_hours", {"min": 20, "max": 34, "weeks": 2}),
    ("shift_breaks", {"minutes": 30, "after_hours": 6}),
    ("paid_time_step", {"minutes": 480}),
    (
        "fixed_rotation",
        {"pattern": ["long", "half", "-"], "first_day": "2026-03-01", "price": 1},
    ),
]
# Three cut weeks and a whole one, with the night in which the clocks go forward.
SCENARIO = center(
    agents=[{"id": "a1", "last_day": date(2026, 4, 7)}],
    days=18,
    start=date(2026, 3, 26),
    shifts=SHIFTS,
    rules={},
    time_off=[
        {"agent": "a1", "first_day": date(2026, 3, 31), "last_day": date(2026, 3, 31),
         "paid_hours_per_day": 8},
        {"agent": "a1", "first_day": date(2026, 4, 6), "last_day": date(2026, 4, 6)},
    ],
)  # fmt: skip
EMPLOYMENT = Employment.of(SCENARIO, SCENARIO.agents[0])
OPTIONS = Options.of(SCENARIO.horizon, EMPLOYMENT.templates)
OPEN = open_choices(OPTIONS, EMPLOYMENT)


def graph_of(rules: tuple[Any, ...]) -> TourGraph:
    graph = any_tour(OPEN)
    for automaton in automata_of(OPTIONS, EMPLOYMENT, rules):
        graph = constrained(graph, automaton)
    return graph


def roster_of(choices: np.ndarray) -> Roster:
    shifts = []
    for day in np.flatnonzero(choices):
        option = choices[day] - 1
        start, end = (int(a[day, option]) for a in (OPTIONS.start_s, OPTIONS.end_s))
        span = Span(Activity.ON_QUEUE, start, end)
        name = OPTIONS.template(option).name
        shifts.append(Shift("a1", SCENARIO.horizon.dates[day], name, (span,)))
    return Roster(SCENARIO.horizon, tuple(shifts))


def some_tour(seed: int, lazy: float) -> np.ndarray:
    rng = np.random.default_rng(seed)
    choices = np.zeros(len(OPEN), dtype=np.int32)
    for day, row in enumerate(OPEN):
        if rng.random() > lazy:
            choices[day] = rng.choice(np.flatnonzero(row))
    return choices


@pytest.mark.parametrize(
    ("name", "parameters"), [case for case in STATEMENTS if "price" not in case[1]]
)
def test_statement_and_check_agree(name: str, parameters: dict[str, Any]) -> None:
    rule = RULES[name].model_validate(parameters)
    graph = graph_of((rule,))
    verdicts = set()
    for seed in range(300):
        choices = some_tour(seed, 0.2 + 0.6 * (seed % 7) / 6)
        tour = next(tours_of(SCENARIO, roster_of(choices)))
        overlaps = any(rest < 0 for _, _, rest in tour.rests())
        kept = not overlaps and not rule.check(tour)
        assert graph.accepts(choices) == kept, (choices, rule.check(tour))
        verdicts.add(kept)
    assert verdicts == {True, False} or name == "weekly_paid_hours"


@pytest.mark.parametrize(("name", "parameters"), STATEMENTS)
def test_a_priced_statement_charges_what_the_check_does(
    name: str, parameters: dict[str, Any]
) -> None:
    rule = RULES[name].model_validate(parameters | {"price": 3})
    graph = graph_of((rule,))
    charges = set()
    for seed in range(200):
        choices = some_tour(seed, 0.2 + 0.6 * (seed % 7) / 6)
        tour = next(tours_of(SCENARIO, roster_of(choices)))
        charged = graph.charged(choices)
        if any(rest < 0 for _, _, rest in tour.rests()):
            # Shifts never overlap, whatever a rest is priced at.
            assert charged is None
            continue
        found = rule.check(tour)
        assert charged == pytest.approx(sum(v.cost for v in found)), (choices, found)
        assert all(v.cost == pytest.approx(3 * v.amount) and v.amount > 0 for v in found)
        charges.add(round(charged, 6))
    assert len(charges) > 1 or parameters == {"hours": 35}


def test_priced_rules_add_up() -> None:
    rules = tuple(
        RULES[name].model_validate(parameters | ({"price": i + 1} if i % 2 else {}))
        for i, (name, parameters) in enumerate(STATEMENTS[3:9])
    )
    graph = graph_of(rules)
    for seed in range(400):
        choices = some_tour(seed, 0.6)
        tour = next(tours_of(SCENARIO, roster_of(choices)))
        found = [violation for rule in rules for violation in rule.check(tour)]
        if any(v.cost is None for v in found) or any(rest < 0 for _, _, rest in tour.rests()):
            assert not graph.accepts(choices)
        else:
            assert graph.charged(choices) == pytest.approx(sum(v.cost for v in found))


def worked_before(*days: int, hour: int = 14) -> tuple[PastShift, ...]:
    """Shifts of eight hours on days before the horizon, -1 the last."""
    made = []
    for day in days:
        date_ = SCENARIO.horizon.start + timedelta(days=day)
        start = datetime.combine(date_, time(hour))
        made.append(
            PastShift(agent="a1", day=date_, shift="night" if hour > 20 else "long", start=start,
                      end=start + timedelta(hours=8))
        )  # fmt: skip
    return tuple(made)


PASTS = [
    worked_before(-6, -5, -4, -2, -1),
    worked_before(-5, -4, -2),
    worked_before(-20, -19, -12, -5, -1, hour=22),
]


@pytest.mark.parametrize("past", range(len(PASTS)))
@pytest.mark.parametrize("price", [None, 2])
@pytest.mark.parametrize(
    ("name", "parameters"),
    [case for case in STATEMENTS if RULES[case[0]].remembers],
)
def test_rules_go_on_from_the_past(
    name: str, parameters: dict[str, Any], price: float | None, past: int
) -> None:
    scenario = SCENARIO.model_copy(update={"before": PASTS[past]})
    employment = Employment.of(scenario, scenario.agents[0])
    rule = RULES[name].model_validate(parameters | {"price": price})
    graph = any_tour(OPEN)
    for automaton in automata_of(OPTIONS, employment, (rule,)):
        graph = constrained(graph, automaton)
    contract = scenario.contracts[0].model_copy(
        update={"rules": {name: rule.model_dump(exclude_none=True)}}
    )
    scenario = scenario.model_copy(update={"contracts": (contract,)})
    shared = TourGraphs({"full": OPTIONS}, rule_book(scenario), with_past=True).of(employment)
    for seed in range(120):
        choices = some_tour(seed, 0.3 + 0.6 * (seed % 7) / 6)
        tour = next(tours_of(scenario, roster_of(choices)))
        found = rule.violations(tour)
        overlaps = any(rest < 0 for _, _, rest in tour.with_past().rests())
        charged = graph.charged(choices)
        if overlaps or any(v.cost is None for v in found):
            assert charged is None
        else:
            assert charged == pytest.approx(sum(v.cost for v in found))
        assert shared.charged(choices) == (None if charged is None else pytest.approx(charged))


@settings(max_examples=25, deadline=None)
@given(
    chosen=st.sets(st.sampled_from(range(len(STATEMENTS))), min_size=2, max_size=5),
    seed=st.integers(0, 2**32),
)
def test_paths_of_the_product_keep_all_rules(chosen: set[int], seed: int) -> None:
    rules = tuple(RULES[name].model_validate(p) for name, p in (STATEMENTS[i] for i in chosen))
    graph = graph_of(rules)
    if graph.is_empty:
        return
    rng = np.random.default_rng(seed)
    node, choices = 0, np.zeros(len(OPEN), dtype=np.int32)
    for day, layer in enumerate(graph.layers):
        # No node is dead, so that every walk arrives.
        action = rng.choice(np.flatnonzero(layer.target[node] >= 0))
        choices[day] = rng.choice(np.flatnonzero(layer.action_of == action))
        node = layer.target[node, action]
    tour = next(tours_of(SCENARIO, roster_of(choices)))
    broken = [violation for rule in rules for violation in rule.check(tour)]
    assert not [violation for violation in broken if violation.cost is None]


def test_a_hard_rotation_leaves_one_tour() -> None:
    rule = RULES["fixed_rotation"].model_validate(
        {"pattern": ["long", "-", "half"], "first_day": "2026-04-30"}
    )
    graph = graph_of((rule,))
    choices = np.zeros(len(OPEN), dtype=np.int32)
    for day, date_ in enumerate(SCENARIO.horizon.dates):
        due = rule.due(date_)
        offered = [o for o in np.flatnonzero(OPEN[day])[1:] if OPTIONS.template(o - 1).name == due]
        choices[day] = offered[0] if offered else 0
    kept = not rule.check(next(tours_of(SCENARIO, roster_of(choices))))
    assert graph.accepts(choices) == kept
    for seed in range(50):
        other = some_tour(seed, 0.5)
        kept = not rule.check(next(tours_of(SCENARIO, roster_of(other))))
        assert graph.accepts(other) == kept
