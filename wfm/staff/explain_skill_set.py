"""Why so many people of a kind are needed in an interval."""

import numpy as np

from wfm.center.errors import UsageError
from wfm.center.scenario import Scenario
from wfm.staff.explain import known_interval
from wfm.staff.promises import promises
from wfm.staff.skill_requirement import SkillRequirement
from wfm.staff.standing import scale, unscale

TOLD = 0.05
"""Share of what an agent is worth from which a promise is named."""


def explain_skill_set(
    scenario: Scenario, made: SkillRequirement, skill_set: str, interval: int
) -> list[str]:
    """Sentences: how many, what the last of them brings which promise, and what else keeps them.

    Parameters
    ----------
    scenario : Scenario
    made : SkillRequirement
        Made of this scenario.
    skill_set : str
        Name of a kind, such as ``voice+chat``.
    interval : int
        Number of the interval in the horizon, from 0.

    Raises
    ------
    UsageError
        If there is no such kind or interval.
    """
    if skill_set not in made.names:
        raise UsageError(f"no skill set '{skill_set}'; there are {', '.join(made.names)}")
    known_interval(made.horizon, interval)
    k = made.names.index(skill_set)
    net, people = int(made.required_net[k, interval]), int(made.people[k, interval])
    start = made.horizon.moment(interval * made.horizon.interval_s)
    said = [
        f"{skill_set}, {start:%a %d %b %Y %H:%M}: {net} on queue, "
        f"{made.required_gross[k, interval]:.2f} to roster."
    ]
    if people == 0:
        return [*said, "None of their queues is open, or none of their shifts can lie there."]
    if net > 0:
        said += _what_it_brings(scenario, made, k, interval)
    if made.at_floor[k, interval]:
        said.append("With one less, a queue would have fewer than its minimum of agents.")
    if net >= people:
        said.append(f"All {people} who can be there are on queue: more of them might be used.")
    return said


def _what_it_brings(scenario: Scenario, made: SkillRequirement, k: int, interval: int) -> list[str]:
    priced = made.price * made.worth[:, k, interval]
    shares = priced / max(float(priced.sum()), 1e-12)
    said = []
    for j in np.argsort(-shares, kind="stable"):
        if shares[j] < TOLD:
            break
        target, here = promises(scenario)[j], made.promises[j].at_probability
        without = unscale(target, scale(target, here) - float(made.worth[j, k, interval]))
        figures = (
            f"{here:.2%} instead of {without:.2%}"
            if target.measure.is_share
            else f"{here:.2f} s instead of {without:.2f} s"
        )
        said.append(
            f"The last of them, while the period lasts, brings {target.name} to {figures}: "
            f"{shares[j]:.0%} of what the agent is worth."
        )
    return said or ["No promise is near its goal because of them."]
