"""Queues that share people, directly or through others."""

import numpy as np

from wfm.center.scenario import Scenario
from wfm.staff.requirement import Requirement


def sharing(scenario: Scenario, queues: tuple[str, ...]) -> tuple[tuple[int, ...], ...]:
    """Groups of some of a scenario's queues, connected by people who take several queues.

    Parameters
    ----------
    scenario : Scenario
    queues : tuple of str
        Those that are wanted; others may connect them.

    Returns
    -------
    tuple of tuple of int
        Each the rows of its queues in the scenario, in order; a queue without company is alone.
    """
    names = scenario.queue_names
    group = list(range(len(names)))
    for agent in scenario.agents:
        joined = {group[names.index(name)] for name in scenario.queues_of(agent)}
        group = [min(joined) if g in joined else g for g in group]
    wanted = [q for q, name in enumerate(names) if name in queues]
    groups = (tuple(q for q in wanted if group[q] == g) for g in sorted(set(group)))
    return tuple(rows for rows in groups if rows)


def rounded_together(scenario: Scenario, requirement: Requirement) -> list[str]:
    """Sentences: what each group of queues with the same people needs in whole agents."""
    hours = requirement.horizon.interval_minutes / 60
    said = []
    for rows in sharing(scenario, requirement.queues):
        if len(rows) == 1:
            continue
        needed = requirement.required_net[list(rows)]
        together, each = (np.ceil(n - 1e-9).sum() * hours for n in (needed.sum(axis=0), needed))
        said.append(
            f"{', '.join(requirement.queues[q] for q in rows)} share people, so that fractions of "
            f"one help another: {together:,.1f} net hours on queue in whole agents, "
            f"{np.ceil(needed.sum(axis=0).max()):.0f} at the peak, where each queue rounded up by "
            f"itself takes {each:,.1f}"
        )
    return said
