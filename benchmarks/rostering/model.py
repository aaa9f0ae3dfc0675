"""A public instance as a column problem: its rules as rule classes, its requests as costs."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np

from benchmarks.rostering.instance import Employee, Instance
from wfm.center.agent import Agent
from wfm.center.contract import Contract
from wfm.center.horizon import Horizon
from wfm.center.shift import ShiftTemplate
from wfm.schedule.automaton import Automaton
from wfm.schedule.columns.cover import Cover
from wfm.schedule.columns.shifts import Worker
from wfm.schedule.columns.space import space_of
from wfm.schedule.employment import Employment
from wfm.schedule.kernels.space import SpaceArrays
from wfm.schedule.options import Options
from wfm.schedule.rules.forbidden_successions import ForbiddenSuccessions
from wfm.schedule.rules.max_consecutive_days import MaxConsecutiveDays
from wfm.schedule.rules.min_consecutive_days import MinConsecutiveDays
from wfm.schedule.rules.min_consecutive_days_off import MinConsecutiveDaysOff
from wfm.schedule.rules.period_paid_hours import PeriodPaidHours
from wfm.schedule.rules.rule import Rule
from wfm.schedule.rules.shift_count import ShiftCount
from wfm.schedule.rules.total_weekends import TotalWeekends

MONDAY = date(2024, 1, 1)
# Days from which on spaces are so large that colleagues had better share them than have smaller
# ones each.
LONG = 100


@dataclass(frozen=True)
class Model:
    cover: Cover
    workers: tuple[Worker, ...]
    row_of: np.ndarray


def model_of(instance: Instance) -> Model:
    """Cover, people and rows of an instance."""
    number = {shift.id: i + 1 for i, shift in enumerate(instance.shifts)}
    row_of = np.full((instance.days, len(number) + 1), -1, dtype=np.int64)
    for row, cover in enumerate(instance.cover):
        row_of[cover.day, number[cover.shift]] = row
    rows = len(instance.cover)
    cover = Cover(
        np.array([c.required for c in instance.cover], dtype=float),
        np.array([c.over for c in instance.cover], dtype=float),
        np.arange(rows),
        np.array([c.under for c in instance.cover], dtype=float),
        float(sum(request.weight for request in instance.on)),
        1.0,
    )
    costs = {e.id: np.zeros(row_of.shape) for e in instance.staff}
    for request in instance.on:
        costs[request.employee][request.day, number[request.shift]] -= request.weight
    for request in instance.off:
        costs[request.employee][request.day, number[request.shift]] += request.weight
    for employee, day in instance.days_off:
        costs[employee][day, 1:] = np.inf
    for employee in instance.staff:
        for shift, most in employee.max_shifts.items():
            if most == 0:
                costs[employee.id][:, number[shift]] = np.inf
    statements = _Statements(instance)
    workers = tuple(Worker(statements.space(e), costs[e.id]) for e in instance.staff)
    return Model(cover, workers, row_of)


class _Statements:
    """Spaces of tours; those of employees with equal limits are made once."""

    def __init__(self, instance: Instance) -> None:
        # The shifts have lengths but no clock times, and no rule here asks for any.
        templates = tuple(
            ShiftTemplate(name=s.id, earliest_start=0, length_minutes=s.minutes)
            for s in instance.shifts
        )
        horizon = Horizon(start=MONDAY, days=instance.days, timezone="UTC")
        contract = Contract(name="any", shifts=tuple(s.id for s in instance.shifts))
        agent = Agent(id="anybody", contract="any", skills=("any",))
        self.employment = Employment(
            agent,
            contract,
            templates,
            horizon,
            (True,) * instance.days,
            (None,) * instance.days,
        )
        self.options = Options.of(horizon, templates)
        self.instance = instance
        self._colleagues: dict[tuple[int, ...], dict[str, int]] = defaultdict(dict)
        for employee in instance.staff:
            for shift, most in employee.max_shifts.items():
                if most:
                    self._colleagues[_terms(employee)].setdefault(shift, most)
        self._automata: dict[str, tuple[Automaton, ...]] = {}
        self._spaces: dict[tuple[str, ...], SpaceArrays] = {}

    def space(self, employee: Employee) -> SpaceArrays:
        rules = tuple(self._rules(employee))
        key = tuple(repr(rule) for rule in rules)
        if key not in self._spaces:
            on_offer = np.ones((self.instance.days, len(self.options) + 1), dtype=bool)
            automata = [automaton for rule in rules for automaton in self._stated(rule)]
            self._spaces[key] = space_of(automata, on_offer)
        return self._spaces[key]

    def _stated(self, rule: Rule) -> tuple[Automaton, ...]:
        if repr(rule) not in self._automata:
            self._automata[repr(rule)] = tuple(rule.statements(self.options, self.employment))
        return self._automata[repr(rule)]

    def _rules(self, employee: Employee) -> Iterator[Rule]:
        yield MaxConsecutiveDays(days=employee.max_consecutive)
        yield MinConsecutiveDays(days=employee.min_consecutive)
        yield MinConsecutiveDaysOff(days=employee.min_days_off)
        yield ForbiddenSuccessions(
            after={s.id: tuple(sorted(s.not_before)) for s in self.instance.shifts if s.not_before}
        )
        yield PeriodPaidHours(min=employee.min_minutes / 60, max=employee.max_minutes / 60)
        yield TotalWeekends(max=employee.max_weekends)
        for shift, limit in sorted(employee.max_shifts.items()):
            most = limit
            if limit == 0 and self.instance.days > LONG:
                # Closed to this employee anyway; with colleagues' limits they share a space.
                most = self._colleagues[_terms(employee)].get(shift, 0)
            if 0 < most < self.instance.days:
                yield ShiftCount(max={shift: most})


def _terms(employee: Employee) -> tuple[int, ...]:
    """Limits of an employee other than those of each shift."""
    return (
        employee.max_minutes,
        employee.min_minutes,
        employee.max_consecutive,
        employee.min_consecutive,
        employee.min_days_off,
        employee.max_weekends,
    )
