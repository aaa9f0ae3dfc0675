"""One queue and interval by Erlang C, Erlang A and simulation, with what each assumes."""

from dataclasses import dataclass

import numpy as np

from wfm.center.scenario import Scenario
from wfm.center.target import Formula
from wfm.simulate.side_by_side import Case, SideBySide, assumptions, side_by_side, warnings
from wfm.staff.requirement import Requirement


@dataclass(frozen=True)
class ByModels:
    """What the models say of the agents that one interval requires.

    Attributes
    ----------
    agents : int
        Agents on queue that were put into the models: `required_net`, rounded up.
    levels : dict of str to float or None
        Service level by each model, by the queue's formula; None where it has no answer.
    assumptions, warnings : tuple of str
        What each takes for granted, and where they disagree enough to matter.
    """

    agents: int
    levels: dict[str, float | None]
    assumptions: tuple[str, ...]
    warnings: tuple[str, ...]

    def lines(self) -> list[str]:
        """Sentences for a terminal."""
        said = "; ".join(
            f"{model} {'has no answer' if level is None else f'{level:.1%}'}"
            for model, level in self.levels.items()
        )
        return [
            f"Service level with {self.agents} agents, this interval going on for ever: {said}.",
            *self.assumptions,
            *(f"Warning: {warning}" for warning in self.warnings),
        ]


def by_models(
    scenario: Scenario, requirement: Requirement, queue: str, interval: int
) -> ByModels | None:
    """Hold the models side by side; None for deferrable work, or with nothing to answer in time.

    Parameters
    ----------
    scenario : Scenario
    requirement : Requirement
    queue : str
    interval : int
        Number of the interval in the horizon, from 0.
    """
    i = requirement.queues.index(queue)
    a_queue, target = scenario.queue(queue), scenario.service_target(queue)
    workload = float(requirement.workload_erlangs[i, interval])
    agents = int(np.ceil(requirement.required_net[i, interval] - 1e-9))
    if a_queue.channel.deferrable or target is None or workload <= 0 or agents < 1:
        return None
    hands = a_queue.concurrency
    law, slowed = a_queue.handle_time, 1 + a_queue.concurrency_slowdown * (hands - 1)
    case = Case(
        erlangs=workload * hands,
        agents=agents * hands,
        aht_s=float(requirement.aht_s[i, interval]) * slowed,
        patience_s=a_queue.mean_patience_s,
        threshold_s=target.answered_within_s or 0.0,
        aht_cv=None if law.distribution == "exponential" else law.cv,
    )
    (row,) = side_by_side([case], seed=scenario.seed)
    return ByModels(
        agents,
        _levels(row, target.formula),
        tuple(assumptions(row)),
        tuple(warnings(row, target.formula)),
    )


def _levels(row: SideBySide, formula: Formula) -> dict[str, float | None]:
    closed = {"Erlang C": row.erlang_c, "Erlang A": row.erlang_a}
    levels: dict[str, float | None] = {
        name: None if found is None else float(found.service_level(formula))
        for name, found in closed.items()
    }
    simulated = row.simulated
    return levels | {
        "simulation": None if simulated is None else simulated.service_levels[formula].mean
    }
