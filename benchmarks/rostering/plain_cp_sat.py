"""A call center rostered by CP-SAT alone: one model of everybody's shifts and all breaks."""

from collections import defaultdict
from datetime import timedelta
from typing import Any

import numpy as np
from ortools.sat.python import cp_model

from wfm.center.roster import Roster
from wfm.center.scenario import Scenario
from wfm.schedule.draft import Draft
from wfm.schedule.problem import problem_of
from wfm.schedule.rules.weekly_paid_hours import WeeklyPaidHours
from wfm.staff.requirement import Requirement

REST_QUANTA = 44
MILLI = 1000


def plain(
    scenario: Scenario, requirement: Requirement, seconds: float, subsolvers: tuple[str, ...] = ()
) -> Roster | None:
    """The roster that CP-SAT finds in the time; None without one.

    The rules are those of `call_center`, written out as linear constraints. Breaks are counted for
    people with the same contract, skills and start.
    """
    problem = problem_of(scenario, requirement)
    tables, shifts = problem.tables, problem.tables.shifts
    days, n_intervals = scenario.horizon.days, scenario.horizon.n_intervals
    model = cp_model.CpModel()
    cost: list[Any] = []
    works: dict[tuple[int, int, int], Any] = {}
    alike: dict[tuple[int, bytes, int, int], list[tuple[int, Any]]] = defaultdict(list)
    for a, candidate in enumerate(problem.candidates):
        contract, employment = int(tables.contract[a]), candidate.employment
        wish = tables.wish[tables.wishes[a]]
        on: list[Any] = []
        for day in range(days):
            here = []
            for o in range(len(candidate.options) if employment.may_work(day) else 0):
                variable = model.new_bool_var("")
                works[a, day, o] = variable
                here.append(variable)
                alike[contract, tables.meets[a].tobytes(), day, o].append((a, variable))
                price = shifts.pay[contract, o] + wish[day, o + 1] - wish[day, 0]
                cost.append(round(price * MILLI) * variable)
            cost.append(round(float(wish[day, 0]) * MILLI))
            busy = model.new_bool_var("")
            model.add(sum(here) == busy)
            on.append(busy)
        _rules(model, works, problem, a, on)
    pauses = _cover(model, cost, alike, problem, n_intervals)
    model.minimize(sum(cost))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 2
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.random_seed = 1
    if subsolvers:
        solver.parameters.subsolvers.extend(subsolvers)
    if solver.solve(model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return None
    draft = Draft(problem)
    choices, places = draft.choices.copy(), draft.pauses.copy()
    for (a, day, o), variable in works.items():
        if solver.value(variable):
            choices[a, day] = o + 1
    for (key, b), counts in pauses.items():
        day = key[2]
        taken = [p for p, count in counts for _ in range(solver.value(count))]
        members = [a for a, variable in alike[key] if solver.value(variable)]
        for a, place in zip(members, taken, strict=True):
            places[a, day, b] = place
    for a in range(len(problem.candidates)):
        draft.set_tour(a, choices[a], places[a])
    return draft.roster()


def _rules(model: Any, works: dict[Any, Any], problem: Any, a: int, on: list[Any]) -> None:
    candidate = problem.candidates[a]
    tables, employment = problem.tables, candidate.employment
    contract, days = int(tables.contract[a]), len(on)
    start, length = tables.shifts.start[contract], tables.shifts.length[contract]
    options = range(len(candidate.options))
    for day in range(days - 1):
        for end in sorted({int(start[day, o] + length[o]) for o in options}):
            late = [works[a, day, o] for o in options
                    if (a, day, o) in works and start[day, o] + length[o] >= end]  # fmt: skip
            early = [works[a, day + 1, o] for o in options
                     if (a, day + 1, o) in works
                     and start[day + 1, o] < end + REST_QUANTA]  # fmt: skip
            if late and early:
                model.add(sum(late) + sum(early) <= 1)
    for day in range(days - 6):
        model.add(sum(on[day : day + 7]) <= 6)
    weekly = next(rule for rule in candidate.rules if isinstance(rule, WeeklyPaidHours))
    weekends = []
    for week in employment.weeks:
        fewest, most = weekly.band_min(employment, week)
        minutes = sum(
            candidate.options.paid_min[o] * works[a, day, o]
            for day in week.days
            for o in options
            if (a, day, o) in works
        )
        model.add_linear_constraint(minutes, int(np.ceil(fewest)), int(most))
        weekend = model.new_bool_var("")
        for day in week.days:
            if (employment.horizon.start + timedelta(days=day)).weekday() >= 5:
                model.add_implication(on[day], weekend)
        weekends.append(weekend)
    model.add(sum(weekends) <= 2)


def _cover(
    model: Any, cost: list[Any], alike: dict[Any, Any], problem: Any, n_intervals: int
) -> dict[Any, list[tuple[int, Any]]]:
    """Breaks as counts, and the agents missing in each interval."""
    tables, shifts = problem.tables, problem.tables.shifts
    there: dict[tuple[bytes, int], list[Any]] = defaultdict(list)
    pauses: dict[Any, list[tuple[int, Any]]] = {}
    for key, members in alike.items():
        contract, skills, day, o = key
        total = sum(variable for _, variable in members)
        begin, template = int(shifts.start[contract, day, o]), int(shifts.template[contract, o])
        for t in range(begin, min(begin + int(shifts.length[contract, o]), n_intervals)):
            there[skills, t].append(total)
        for b in range(int(shifts.n_breaks[contract, template])):
            counts = []
            first, last, step, length = (
                int(table[contract, template, b])
                for table in (shifts.break_first, shifts.break_last, shifts.break_step,
                              shifts.break_length)
            )  # fmt: skip
            for place in range(first, last + 1, step):
                count = model.new_int_var(0, len(members), "")
                counts.append((place, count))
                for t in range(begin + place, min(begin + place + length, n_intervals)):
                    there[skills, t].append(-count)
            model.add(sum(count for _, count in counts) == total)
            pauses[key, b] = counts
    present = {}
    n_agents = len(problem.candidates)
    for (skills, t), terms in there.items():
        present[skills, t] = model.new_int_var(0, n_agents, "")
        model.add(sum(terms) == present[skills, t])
        cost.append(round(tables.over_price * MILLI) * present[skills, t])
    meets = {skills: np.frombuffer(skills, dtype=bool) for skills, _ in there}
    for t in range(n_intervals):
        needed = problem.required[:, t]
        if needed.max() <= 0:
            continue
        short = model.new_int_var(0, n_agents * MILLI, "")
        cost.append(round(tables.under_price) * short)
        for row in np.flatnonzero(needed > 0).tolist():
            who = [present[skills, t] for skills in meets
                   if meets[skills][row] and (skills, t) in present]  # fmt: skip
            model.add(short + MILLI * sum(who) >= round(float(needed[row]) * MILLI))
    return pauses
