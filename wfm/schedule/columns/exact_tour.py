"""Some tour of one person, found or refuted by CP-SAT, where labels found none."""

from collections import defaultdict
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wfm.schedule.columns.cover import Floats
from wfm.schedule.kernels.space import SpaceArrays

# Deterministic, in CP-SAT's units: some tens of seconds at most.
WORK = 20.0


def exact_tour(space: SpaceArrays, cost: Floats) -> NDArray[np.int32] | None:
    """Choices of a tour that keeps all limits, whatever it costs; None if none was found.

    Parameters
    ----------
    space : SpaceArrays
    cost : array of shape (days, options + 1)
        Infinite where a choice is closed.
    """
    from ortools.sat.python import cp_model

    model = cp_model.CpModel()
    arcs: list[tuple[int, int, Any]] = []
    totals: list[list[Any]] = [[] for _ in space.most]
    into: dict[int, list[Any]] = {0: []}
    for day, row in enumerate(space.action_of):
        # The cheapest open choice of each action.
        open_choices = [int(c) for c in np.argsort(cost[day], kind="stable") if row[c] >= 0]
        choice_of: dict[int, int] = {}
        for choice in open_choices:
            if np.isfinite(cost[day, choice]):
                choice_of.setdefault(int(row[choice]), choice)
        reached: dict[int, list[Any]] = defaultdict(list)
        for node, entering in into.items():
            leaving = []
            first = int(space.offset[day]) + node * int(space.n_actions[day])
            for action, choice in choice_of.items():
                target = int(space.target[first + action])
                if target < 0:
                    continue
                taken = model.new_bool_var("")
                arcs.append((day, choice, taken))
                leaving.append(taken)
                reached[target].append(taken)
                for total, amount in zip(
                    totals, space.added[:, space.kind[first + action]].tolist(), strict=True
                ):
                    if amount:
                        total.append(amount * taken)
            model.add(sum(leaving) == (sum(entering) if day else 1))
        into = reached
    for total, least, most in zip(totals, space.least.tolist(), space.most.tolist(), strict=True):
        if total:
            model.add_linear_constraint(sum(total), least, most)
        elif least > 0:
            return None
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.max_deterministic_time = WORK
    if solver.solve(model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return None
    choices = np.zeros(len(cost), dtype=np.int32)
    for day, choice, taken in arcs:
        if solver.value(taken):
            choices[day] = choice
    return choices
