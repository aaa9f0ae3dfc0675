"""How many normal agents each agent stands for, by their proficiency."""

import numpy as np
from numpy.typing import NDArray

from wfm.center.scenario import Scenario
from wfm.staff.requirement import Requirement

Series = NDArray[np.float64]


def paces(scenario: Scenario, requirement: Requirement) -> Series:
    """Normal agents that each agent stands for while on queue.

    A requirement is in agents who handle contacts in the normal time. Who takes f times as long
    does the work of 1 / f of them. With other factors on other queues an agent has one pace all the
    same: 1 over the mean of the factors, weighted by what the queues they take require over the
    horizon. That is the pace at which they work through contacts of the mix that there is: n normal
    hours of work, of which w_q in queue q, take them sum(w_q f_q) hours.

    One number an agent keeps Hall's condition exact (see `coverage`): what a set of queues can be
    given is the sum of the paces of those who take some queue of it.

    Parameters
    ----------
    scenario : Scenario
    requirement : Requirement
        Of the scenario's queues; its `required_gross` weighs them.

    Returns
    -------
    array of shape (agents,)
        1 for everybody without a proficiency.
    """
    if not are_counted_by_pace(scenario):
        return np.ones(len(scenario.agents))
    queues = {queue.name: queue for queue in scenario.queues}
    asked = dict(zip(requirement.queues, requirement.required_gross.sum(axis=1), strict=True))
    found = []
    for agent in scenario.agents:
        takes = scenario.queues_of(agent)
        factors = [agent.handle_time_factor(queues[name].required_skills) for name in takes]
        weights = [float(asked.get(name, 0.0)) for name in takes]
        if len(set(factors)) < 2:
            found.append(1 / next(iter(factors), 1.0))
        else:
            # Where nothing is required of any of their queues, all weigh the same.
            known = weights if sum(weights) > 0 else None
            found.append(1 / float(np.average(factors, weights=known)))
    return np.array(found)


def are_counted_by_pace(scenario: Scenario) -> bool:
    """Whether some agent stands for more or fewer than one."""
    return any(
        queue.required_skills <= set(agent.skills)
        and agent.handle_time_factor(queue.required_skills) != 1
        for agent in scenario.agents
        if agent.proficiency
        for queue in scenario.queues
    )
