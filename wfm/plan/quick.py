"""Rosters for one requirement after another, each a short search from the one before."""

from dataclasses import replace

import numpy as np

from wfm.center.roster import Roster
from wfm.center.scenario import Scenario
from wfm.schedule.budget import Budget
from wfm.schedule.coverage import gross_by_queue
from wfm.schedule.draft import Draft
from wfm.schedule.explain import raise_infeasible
from wfm.schedule.groups import planning_groups
from wfm.schedule.problem import problem_of
from wfm.schedule.search import construct, improve
from wfm.staff.requirement import Requirement


class QuickRosters:
    """The scheduler's own search, its rules compiled once and its breaks left where it put them.

    `wfm.schedule.solve.schedule` also proves a bound and places breaks by a model of their own;
    between rounds of the loop nobody looks at either.
    """

    def __init__(self, scenario: Scenario, requirement: Requirement, seed: int) -> None:
        self._scenario = scenario
        self._problem = problem_of(scenario, requirement)
        raise_infeasible(self._problem)
        self._groups = planning_groups(scenario)
        self._rng = np.random.default_rng(seed)

    def roster(self, requirement: Requirement, seconds: float, start: Roster | None) -> Roster:
        """A roster for a requirement.

        Parameters
        ----------
        requirement : Requirement
        seconds : float
            Limit of work, as in `schedule`.
        start : Roster or None
            Where to begin.
        """
        scenario, problem = self._scenario, self._problem
        required = gross_by_queue(scenario, requirement)
        quanta = scenario.horizon.interval_s // problem.quantum_s
        draft = Draft(
            replace(
                problem,
                required=np.vstack([g.subsets @ required for g in self._groups]) * quanta,
                total_required=float(required.sum() * quanta),
            )
        )
        taken = frozenset[int]() if start is None else draft.take(start)
        construct(draft, taken, self._rng)
        improve(draft, Budget(seconds), self._rng, lambda _: None)
        return draft.roster()
