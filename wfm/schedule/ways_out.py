"""What each way out of a clash would cost: a roster found in a short search with that change."""

from dataclasses import dataclass, replace

import numpy as np

from wfm.schedule.budget import Budget
from wfm.schedule.groups import planning_groups
from wfm.schedule.problem import Problem
from wfm.schedule.tables import tables_of
from wfm.schedule.tour_graph import TourGraph, any_tour

MOST_SECONDS, SECONDS_A_DAY = 1.5, 0.005
"""Search for the roster that ways are compared in: at most, and for each day of each agent."""

OF_A_WAY = 1 / 3
"""Search for each way, as a part of that."""


@dataclass(frozen=True)
class WayOut:
    """A single change that leaves an agent a tour.

    Attributes
    ----------
    words : str
    cost : float, optional
        Of the best roster that a short search finds with the change, others without a tour left
        off; an estimate from above. None where it was not asked for.
    """

    words: str
    cost: float | None = None


class PricedWays:
    """A roster of everybody who has a tour, to which agents with a changed rule are added."""

    def __init__(self, problem: Problem) -> None:
        # Loading numba takes a second that should not be paid where nothing clashes.
        from wfm.schedule.draft import Draft
        from wfm.schedule.search import construct, improve

        self._problem = _with_graphs(problem, {})
        self._draft = Draft(self._problem)
        rng = np.random.default_rng(problem.scenario.seed)
        construct(self._draft, frozenset(), rng)
        agent_days = len(problem.candidates) * problem.horizon.days
        self._seconds = min(SECONDS_A_DAY * agent_days, MOST_SECONDS)
        improve(self._draft, Budget(self._seconds), rng, lambda _: None)

    def cost(self, agent: int, graph: TourGraph) -> float:
        """Cost of the roster with some tours of an agent, the others searched on a little."""
        from wfm.schedule.draft import Draft
        from wfm.schedule.search import improve

        draft = Draft(_with_graphs(self._problem, {agent: graph}))
        for other in range(len(self._problem.candidates)):
            if other != agent:
                draft.set_tour(other, self._draft.choices[other], self._draft.pauses[other])
        draft.give_best(agent)
        rng = np.random.default_rng(self._problem.scenario.seed)
        improve(draft, Budget(OF_A_WAY * self._seconds), rng, lambda _: None)
        return draft.cost()


def _with_graphs(problem: Problem, graphs: dict[int, TourGraph]) -> Problem:
    """The problem with other tours of some agents; whoever has none is always off."""
    candidates = []
    for i, candidate in enumerate(problem.candidates):
        graph = graphs.get(i, candidate.graph)
        if graph.is_empty:
            only_off = np.zeros((problem.horizon.days, len(candidate.options) + 1), dtype=bool)
            only_off[:, 0] = True
            graph = any_tour(only_off)
        candidates.append(replace(candidate, graph=graph))
    scenario, joint = problem.scenario, problem.tables.joint
    groups = planning_groups(scenario)
    return replace(
        problem,
        candidates=tuple(candidates),
        tables=tables_of(scenario, groups, candidates, problem.quantum_s, joint),
    )
