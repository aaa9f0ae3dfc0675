"""Columns: tours keep the rules, the bound holds, and small problems are solved to the proof."""

import json
import signal
import sys
from functools import cache
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from ortools.sat.python import cp_model

from benchmarks.rostering import run
from benchmarks.rostering.generate import instance as generated
from benchmarks.rostering.instance import Cover, Employee, Instance, Request, Shift
from benchmarks.rostering.instance_cp_sat import stated
from benchmarks.rostering.judge import broken, cost, parse
from benchmarks.rostering.model import model_of
from benchmarks.rostering.run import printed
from wfm.schedule import budget
from wfm.schedule.budget import Budget
from wfm.schedule.columns.cover import cost_of
from wfm.schedule.columns.exact_tour import exact_tour
from wfm.schedule.columns.shifts import ShiftPricer
from wfm.schedule.columns.solve import solve

SHIFTS = (Shift("E", 480, frozenset()), Shift("L", 600, frozenset({"E"})))

NAMES = ("-", "E", "L")


def employee(name: str, **limits: int) -> Employee:
    given = {
        "max_minutes": 3600,
        "min_minutes": 1900,
        "max_consecutive": 3,
        "min_consecutive": 2,
        "min_days_off": 2,
        "max_weekends": 1,
    } | limits
    return Employee(name, {"E": 9, "L": 2}, **given)


def instance(days: int = 9, seed: int = 1) -> Instance:
    rng = np.random.default_rng(seed)
    staff = (employee("A"), employee("B", min_consecutive=1), employee("C", max_weekends=0))
    cover = tuple(
        Cover(day, shift, int(rng.integers(0, 3)), 100, 1)
        for day in range(days)
        for shift in ("E", "L")
    )
    on = tuple(Request(e.id, int(rng.integers(days)), "L", 3) for e in staff)
    off = tuple(Request(e.id, int(rng.integers(days)), "E", 2) for e in staff)
    return Instance(days, SHIFTS, staff, frozenset({("A", 3), ("B", 0)}), on, off, cover)


def pricer_of(given: Instance) -> ShiftPricer:
    model = model_of(given)
    return ShiftPricer(model.cover, model.workers, model.row_of)


@cache
def tours(name: str) -> list[tuple[int, ...]]:
    """Every tour of an employee that the independent judge accepts."""
    given = instance()
    alone = Instance(
        given.days,
        given.shifts,
        tuple(e for e in given.staff if e.id == name),
        given.days_off,
        (),
        (),
        (),
    )
    return [
        choices
        for choices in product(range(3), repeat=given.days)
        # Minutes and late shifts by hand: to ask the judge for each of 19,683 takes long.
        if 1900 <= 480 * choices.count(1) + 600 * choices.count(2) <= 3600
        and choices.count(2) <= 2
        and not broken(alone, {name: [NAMES[c] for c in choices]})
    ]


@pytest.mark.parametrize("seed", range(5))
def test_priced_tour_is_the_cheapest_that_the_judge_accepts(seed: int) -> None:
    given = instance()
    model, pricer = model_of(given), pricer_of(given)
    duals = np.random.default_rng(seed).normal(2.0, 5.0, len(model.cover.required))
    days = np.arange(given.days)
    for person, who in enumerate(given.staff):
        worth = np.where(model.row_of >= 0, duals[model.row_of], 0.0)
        prices = model.workers[person].cost - worth
        least = min(prices[days, list(choices)].sum() for choices in tours(who.id))
        priced = pricer.price(duals, [person])[0]
        assert priced.cost == pytest.approx(least)
        assert priced.bound == pytest.approx(least)


def test_where_labels_find_no_tour_an_exact_one_is_found_or_refuted() -> None:
    given = instance()
    for who, worker in zip(given.staff, model_of(given).workers, strict=True):
        found = exact_tour(worker.space, worker.cost)
        assert found is not None
        assert tuple(found.tolist()) in tours(who.id)
    closed = worker.cost.copy()
    closed[:6, 1:] = np.inf
    assert exact_tour(worker.space, closed) is None


def test_small_instance_is_proven_and_judged() -> None:
    given = instance()
    solution = solve(pricer_of(given), seed=1, budget=Budget(0.3))
    choices = [np.frombuffer(c.tour, dtype=np.int32).tolist() for c in solution.roster]
    roster = parse(printed(given, choices))
    assert broken(given, roster) == []
    assert cost(given, roster) == pytest.approx(solution.cost)
    by_person = [tours(e.id) for e in given.staff]
    best = min(
        cost(given, {e.id: [NAMES[c] for c in t] for e, t in zip(given.staff, three, strict=True)})
        for three in product(*(sample(t, 25) for t in by_person))
    )
    assert solution.bound <= solution.cost <= best


def test_a_run_tells_what_loading_took_and_searches_no_longer_than_asked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "generated.txt"
    file.write_text(generated(6, 14, 2, 1))
    monkeypatch.setattr(sys, "argv", ["run.py", str(file), "--seconds", "0.2", "--json"])
    handler = signal.getsignal(signal.SIGTERM)
    run.main()
    signal.signal(signal.SIGTERM, handler)
    told = json.loads(capsys.readouterr().out)
    assert told["feasible"]
    assert told["bound"] <= told["objective"]
    parts = told["loaded_s"] + told["compiled_s"] + told["searched_s"]
    assert parts == pytest.approx(told["seconds"], abs=0.5 + 0.1 * told["seconds"])


def test_cp_sat_alone_finds_no_better_roster_than_the_bound_allows() -> None:
    given = instance()
    model, works = stated(given)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.max_deterministic_time = 5.0
    assert solver.solve(model) == cp_model.OPTIMAL
    roster = {
        e.id: [
            next((s.id for s in SHIFTS if solver.value(works[e.id, day, s.id])), "-")
            for day in range(given.days)
        ]
        for e in given.staff
    }
    assert broken(given, roster) == []
    assert cost(given, roster) == pytest.approx(solver.objective_value)
    solution = solve(pricer_of(given), seed=1, budget=Budget(0.3))
    assert solution.bound <= cost(given, roster) <= solution.cost


def sample(some: list[tuple[int, ...]], count: int) -> list[tuple[int, ...]]:
    rng = np.random.default_rng(1)
    return [some[i] for i in rng.choice(len(some), min(count, len(some)), replace=False)]


def test_equal_seeds_and_work_give_equal_rosters(monkeypatch: pytest.MonkeyPatch) -> None:
    # However busy the machine is, work ends the search and not the clock.
    monkeypatch.setattr(budget, "CLOCK_SLACK", 1_000.0)
    given = instance(days=14)
    runs = [solve(pricer_of(given), seed=3, budget=Budget(0.5)) for _ in range(2)]
    assert [c.tour for c in runs[0].roster] == [c.tour for c in runs[1].roster]
    assert runs[0].bound == runs[1].bound
    assert cost_of(pricer_of(given).cover, runs[0].roster) == runs[0].cost


@pytest.mark.parametrize(
    ("days", "fault"),
    [
        ("E E - - L L - - -", None),
        ("E E E E - - L L -", "4 shifts in a row"),
        ("L E - - E E - - -", "E after L"),
        ("E - E E - - L L -", "only 1"),
        ("- - - E E - - L L", "day off"),
        ("- - - - E E - L L", "only 1 day"),
        ("- L L - - - - L L", "shifts L"),
    ],
)
def test_judge(days: str, fault: str | None) -> None:
    given = instance()
    found = [f for f in broken(given, {"A": days.split()}) if f.startswith("A:")]
    assert any(fault in f for f in found) if fault else not found
