"""The verdict on one promise."""

from dataclasses import dataclass


@dataclass(frozen=True)
class TargetResult:
    """One promise and what came of it.

    Attributes
    ----------
    name, queue : str
        Of the target; queue is None for all queues pooled.
    measure, formula : str
        What is bounded; the formula of a service level, or else the measure again.
    goal : float
    achieved, low, high : float
        Over the whole horizon and all replications, with its 95 % interval; of the age of the
        oldest, the mean over the periods' greatest.
    probability : float
        Share of the simulated periods (by default: horizons) that reach the goal.
    probability_low, probability_high : float
        Its 95 % interval (Wilson's), periods of one replication taken for independent.
    met : bool
        Whether `achieved` reaches the goal and `probability` the target's probability. False when
        nothing was offered.
    """

    name: str
    queue: str | None
    measure: str
    formula: str
    goal: float
    achieved: float
    low: float
    high: float
    probability: float
    probability_low: float
    probability_high: float
    met: bool
