"""A public or generated instance by CP-SAT alone: ``... instance_cp_sat INSTANCE --seconds 60``.

The model is the integer program that comes with the instances (Curtois and Qu, 2014), one variable
a person, day and shift. Prints one JSON line, judged from the instance file alone.
"""

import argparse
import json
import time
from pathlib import Path
from typing import Any

from ortools.sat.python import cp_model

from benchmarks.rostering.compare import CLOSES_GAP
from benchmarks.rostering.instance import Employee, Instance, read
from benchmarks.rostering.judge import broken, cost

SATURDAY = 5


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("instance", type=Path)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--lp", action="store_true", help="only the subsolvers that close gaps")
    arguments = parser.parse_args()
    instance = read(arguments.instance)
    begun, cpu = time.perf_counter(), time.process_time()
    model, works = stated(instance)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 2
    solver.parameters.random_seed = 1
    built_s = time.perf_counter() - begun
    solver.parameters.max_time_in_seconds = max(arguments.seconds - built_s, 0.1)
    if arguments.lp:
        solver.parameters.subsolvers.extend(CLOSES_GAP)
    found = solver.solve(model) in (cp_model.OPTIMAL, cp_model.FEASIBLE)
    roster = {e.id: _days(instance, works, e, solver) for e in instance.staff} if found else {}
    result = {
        "instance": arguments.instance.stem,
        "objective": cost(instance, roster) if found else None,
        "bound": round(solver.best_objective_bound, 1),
        "broken": broken(instance, roster) if found else [],
        "built_s": round(built_s, 1),
        "wall_s": round(time.perf_counter() - begun, 1),
        "cpu_s": round(time.process_time() - cpu, 1),
    }
    print(json.dumps(result))


def stated(instance: Instance) -> tuple[cp_model.CpModel, dict[tuple[str, int, str], Any]]:
    """The model, and the variable of each person, day and shift."""
    model = cp_model.CpModel()
    works = {
        (e.id, day, s.id): model.new_bool_var("")
        for e in instance.staff
        for day in range(instance.days)
        for s in instance.shifts
    }
    for employee in instance.staff:
        _rules(model, works, instance, employee)
    terms: list[Any] = []
    for request in instance.on:
        terms.append(request.weight * (1 - works[request.employee, request.day, request.shift]))
    for request in instance.off:
        terms.append(request.weight * works[request.employee, request.day, request.shift])
    for cover in instance.cover:
        under = model.new_int_var(0, cover.required, "")
        over = model.new_int_var(0, len(instance.staff), "")
        there = sum(works[e.id, cover.day, cover.shift] for e in instance.staff)
        model.add(there - over + under == cover.required)
        terms += [cover.under * under, cover.over * over]
    model.minimize(sum(terms))
    return model, works


def _rules(model: cp_model.CpModel, works: Any, instance: Instance, employee: Employee) -> None:
    days = range(instance.days)
    on = []
    for day in days:
        here = [works[employee.id, day, s.id] for s in instance.shifts]
        on.append(model.new_bool_var(""))
        model.add(sum(here) == on[day])
        if (employee.id, day) in instance.days_off:
            model.add(on[day] == 0)
    for shift in instance.shifts:
        model.add(
            sum(works[employee.id, day, shift.id] for day in days) <= employee.max_shifts[shift.id]
        )
        for later in shift.not_before:
            for day in days[:-1]:
                model.add_at_most_one(
                    works[employee.id, day, shift.id], works[employee.id, day + 1, later]
                )
    minutes = sum(
        s.minutes * works[employee.id, day, s.id] for s in instance.shifts for day in days
    )
    model.add_linear_constraint(minutes, employee.min_minutes, employee.max_minutes)
    longest = employee.max_consecutive
    for day in days[: instance.days - longest]:
        model.add(sum(on[day : day + longest + 1]) <= longest)
    for length in range(1, employee.min_consecutive):
        for day in range(instance.days - length - 1):
            run = on[day + 1 : day + 1 + length]
            model.add(on[day] + length - sum(run) + on[day + length + 1] >= 1)
    for length in range(1, employee.min_days_off):
        for day in range(instance.days - length - 1):
            run = on[day + 1 : day + 1 + length]
            model.add(1 - on[day] + sum(run) + 1 - on[day + length + 1] >= 1)
    weekends = []
    for saturday in range(SATURDAY, instance.days, 7):
        weekend = model.new_bool_var("")
        for day in range(saturday, min(saturday + 2, instance.days)):
            model.add_implication(on[day], weekend)
        weekends.append(weekend)
    model.add(sum(weekends) <= employee.max_weekends)


def _days(instance: Instance, works: Any, employee: Employee, solver: Any) -> list[str]:
    return [
        next(
            (s.id for s in instance.shifts if solver.value(works[employee.id, day, s.id])),
            "-",
        )
        for day in range(instance.days)
    ]


if __name__ == "__main__":
    main()
