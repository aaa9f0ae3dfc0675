"""What one more agent on queue would change in each promise of a roster."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from wfm.center.roster import Roster, Shift, Span
from wfm.center.scenario import Scenario
from wfm.center.shift import Activity
from wfm.center.target import Target
from wfm.simulate.outcome import Outcome
from wfm.staff.hangs_on import HangsOn
from wfm.staff.kinds import kinds_of, open_to
from wfm.staff.marginal import Marginal, worth_of_an_agent

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]

SimulateWith = Callable[[Scenario, Roster], Outcome]
"""A roster of people of a scenario, on paths that are always the same."""


def marginal(
    scenario: Scenario,
    roster: Roster,
    paces: Floats,
    targets: tuple[Target, ...],
    probabilities: tuple[float, ...],
    simulate: SimulateWith,
) -> Marginal:
    """Probe a roster with people more of each kind, as `worth_of_an_agent` says.

    Parameters
    ----------
    scenario : Scenario
    roster : Roster
    paces : array of shape (agents,)
        Normal agents that each stands for; those who are added are normal ones.
    targets : tuple of Target
    probabilities : tuple of float
        With which each is to hold.
    simulate : function of a scenario and a roster
        On the same paths each time (common random numbers); at least two.
    """
    base = simulate(scenario, roster)
    hangs_on = tuple(HangsOn.of(t, base, p) for t, p in zip(targets, probabilities, strict=True))
    return worth_of_an_agent(
        scenario,
        base,
        hangs_on,
        there(scenario, roster, paces),
        open_to(scenario, kinds_of(scenario)),
        lambda kind, on, crew: simulate(*_probed(scenario, roster, kind, on, crew)),
    )


def there(scenario: Scenario, roster: Roster, paces: Floats) -> Floats:
    """Agents of each kind on queue, each at their pace; shape (kinds, intervals)."""
    kinds = kinds_of(scenario)
    row = np.array([kinds.index(scenario.queues_of(agent)) for agent in scenario.agents])
    on = paces[:, None] * roster.on_queue(tuple(agent.id for agent in scenario.agents))
    return np.asarray(np.eye(len(kinds))[row].T @ on, dtype=np.float64)


def _probed(
    scenario: Scenario, roster: Roster, kind: int, on: Bools, crew: int
) -> tuple[Scenario, Roster]:
    """The center with a few people more of a kind, who are on queue in some intervals only."""
    queues = kinds_of(scenario)[kind]
    like = next(a for a in scenario.agents if scenario.queues_of(a) == queues)
    people = tuple(
        like.model_copy(update={"id": f"{like.id}-probe{i}", "proficiency": {}})
        for i in range(crew)
    )
    edges = np.flatnonzero(np.diff(on.astype(np.int8), prepend=0, append=0))
    shifts = tuple(
        _on_queue(scenario, agent.id, int(start), int(end))
        for agent in people
        for start, end in edges.reshape(-1, 2)
    )
    return (
        scenario.model_copy(update={"agents": (*scenario.agents, *people)}),
        Roster(scenario.horizon, (*roster.shifts, *shifts)),
    )


def _on_queue(scenario: Scenario, agent: str, start: int, end: int) -> Shift:
    horizon = scenario.horizon
    day = horizon.dates[horizon.day_of_interval[start]]
    span = Span(Activity.ON_QUEUE, start * horizon.interval_s, end * horizon.interval_s)
    return Shift(agent, day, "", (span,))
