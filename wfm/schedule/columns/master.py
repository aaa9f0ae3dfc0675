"""The restricted master program: a share of each known column, at least cost, as an LP (GLOP)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from ortools.linear_solver import pywraplp

from wfm.schedule.budget import Budget
from wfm.schedule.columns.cover import Column, Cover, Floats

# Leaving out a person must never pay.
NOBODY = 1e6
# Elementary steps of a pivot for each row and column, roughly.
WORK = 20.0


@dataclass(frozen=True)
class Fractional:
    """Solution of the master program.

    Attributes
    ----------
    cost : float
    duals : array of shape (rows,)
        What a unit of each row is worth.
    wages : dict of int to float
        Dual of each person's row: what the master pays for their tour.
    shares : array of shape (columns,)
        Share of each column, in the order in which they were added.
    """

    cost: float
    duals: Floats
    wages: dict[int, float]
    shares: Floats


class Master:
    """Columns of some people; those of others are already taken off what is required.

    Parameters
    ----------
    cover : Cover
    people : sequence of int
    covered : array of shape (rows,)
        What everybody else covers.
    budget : Budget
        Pays for solving.
    fixed_cost : float
        Cost of the columns that are taken off.
    """

    def __init__(
        self,
        cover: Cover,
        people: Sequence[int],
        covered: Floats,
        budget: Budget,
        fixed_cost: float = 0.0,
    ) -> None:
        self.cover, self.budget = cover, budget
        self._solver = pywraplp.Solver.CreateSolver("GLOP")
        self._objective = self._solver.Objective()
        self._objective.SetMinimization()
        infinity = self._solver.infinity()
        self.people = tuple(people)
        self.columns: list[Column] = []
        self._known: set[tuple[int, object]] = set()
        self._variables: list[pywraplp.Variable] = []
        self._rows = []
        for row, needed in enumerate(cover.required - covered):
            most = float(needed) if cover.over[row] > 0 else infinity
            self._rows.append(self._solver.Constraint(float(needed), most))
        for shortage, price in enumerate(cover.under):
            lacking = self._solver.NumVar(0.0, infinity, "")
            self._objective.SetCoefficient(lacking, float(price))
            for row in np.flatnonzero(cover.shortage == shortage).tolist():
                self._rows[row].SetCoefficient(lacking, 1.0)
        for row in np.flatnonzero(cover.over > 0).tolist():
            above = self._solver.NumVar(0.0, infinity, "")
            self._objective.SetCoefficient(above, float(cover.over[row]))
            self._rows[row].SetCoefficient(above, -1.0)
        self._of_person = {}
        for person in self.people:
            self._of_person[person] = self._solver.Constraint(1.0, 1.0)
            nobody = self._solver.NumVar(0.0, infinity, "")
            self._objective.SetCoefficient(nobody, NOBODY)
            self._of_person[person].SetCoefficient(nobody, 1.0)
        self._constant = cover.constant + fixed_cost
        self._last: Fractional | None = None

    def add(self, columns: Iterable[Column]) -> int:
        """Add columns that are not there yet; how many were new."""
        before = len(self.columns)
        for column in columns:
            key = (column.person, column.tour)
            if key in self._known:
                continue
            self._known.add(key)
            share = self._solver.NumVar(0.0, self._solver.infinity(), "")
            self._objective.SetCoefficient(share, column.cost)
            self._of_person[column.person].SetCoefficient(share, 1.0)
            for row, amount in zip(column.rows.tolist(), column.amounts.tolist(), strict=True):
                self._rows[row].SetCoefficient(share, amount)
            self.columns.append(column)
            self._variables.append(share)
        return len(self.columns) - before

    def fix(self, chosen: Column) -> None:
        """Leave a person only this column."""
        for column, variable in zip(self.columns, self._variables, strict=True):
            if column.person == chosen.person and column is not chosen:
                variable.SetUb(0.0)

    def solve(self) -> Fractional:
        """The cheapest shares of the columns."""
        solved = self._solved()
        steps = max(self._solver.iterations(), 0) + 5
        self.budget.spend(WORK * steps * (len(self._rows) + len(self.columns)))
        if not solved and self._last is not None:
            # Numbers too hard for the solver: what held before the last columns still tells most.
            unknown = np.zeros(len(self.columns) - len(self._last.shares))
            return replace(self._last, shares=np.concatenate([self._last.shares, unknown]))
        self._last = self._read()
        return self._last

    def _solved(self) -> bool:
        """Whether some way of the solver comes to an end."""
        if self._solver.Solve() == pywraplp.Solver.OPTIMAL:
            return True
        # A basis that has become singular: begin again without it.
        for algorithm in ("PRIMAL", "DUAL"):
            anew = pywraplp.MPSolverParameters()
            anew.SetIntegerParam(anew.INCREMENTALITY, anew.INCREMENTALITY_OFF)
            anew.SetIntegerParam(anew.LP_ALGORITHM, getattr(anew, algorithm))
            if self._solver.Solve(anew) == pywraplp.Solver.OPTIMAL:
                return True
        return False

    def _read(self) -> Fractional:
        return Fractional(
            self._objective.Value() + self._constant,
            np.array([row.dual_value() for row in self._rows]),
            {person: row.dual_value() for person, row in self._of_person.items()},
            np.array([variable.solution_value() for variable in self._variables]),
        )
