"""How far each target is from its goal at the asked probability, on the scale of staff."""

import math
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from wfm.center.target import Per, Target
from wfm.simulate.outcome import Outcome

ENOUGH_FOR_A_QUANTILE = 400


@dataclass(frozen=True)
class Standing:
    """A target in a simulated outcome.

    Attributes
    ----------
    target : str
        Its name.
    achieved : float
        Mean figure, as `Outcome.judge` has it.
    at_probability : float
        Figure that is reached with the probability aimed at.
    probability : float
        Share of simulated periods that reach the goal.
    gap : float
        How far `at_probability` is on the good side of the goal, on the target's scale; negative
        where the target breaks. Of a priced target: how far it is beyond the place where credits
        and pay together are least.
    priced : bool
        Whether credits are weighed against pay, in place of keeping the goal.
    """

    target: str
    achieved: float
    at_probability: float
    probability: float
    gap: float
    priced: bool = False


def scale(target: Target, figure: float) -> float:
    """A figure on the scale on which it grows evenly with staff; higher is better.

    The logit for shares, minus the log for seconds.
    """
    if target.measure.is_share:
        share = min(max(figure, 1e-4), 1 - 1e-4)
        found = math.log(share / (1 - share))
        return found if target.measure.higher_is_better else -found
    return -math.log(max(figure, 0.1))


def unscale(target: Target, scaled: float) -> float:
    """The figure of a place on the scale."""
    if target.measure.is_share:
        return 1 / (1 + math.exp(-scaled if target.measure.higher_is_better else scaled))
    return math.exp(-scaled)


def probability_to_aim_at(target: Target, searched: int, judged: int) -> float:
    """The asked probability and a margin for chance.

    The loop knows its paths and could fit them by luck, and the verdict is on few: a standard error
    of the difference of the two shares lets five verdicts in six come out as promised. A share
    that is read from a normal law, as `standing` does it over the horizon, has the error of its
    quantile, ``sd sqrt((1 + z^2 / 2) / n)``, which is less than that of counting paths.
    """
    p = target.probability
    if p >= 1:
        return p
    searching = p * (1 - p) / searched
    if target.per is Per.HORIZON and searched < ENOUGH_FOR_A_QUANTILE:
        law = NormalDist()
        z = law.inv_cdf(max(p, 1e-9))
        searching = law.pdf(z) ** 2 * (1 + z**2 / 2) / searched
    return min(p + math.sqrt(searching + p * (1 - p) / judged), (1 + p) / 2)


def standing(target: Target, outcome: Outcome, probability: float) -> Standing:
    """Where a target stands."""
    judged = outcome.judge(target)
    figures = outcome.per_period(target)
    figures = figures[~np.isnan(figures)]
    if len(figures) == 0:
        return Standing(target.name, judged.achieved, math.nan, judged.probability, 0.0)
    scaled = np.array([scale(target, f) for f in figures])
    if target.per is Per.HORIZON and len(scaled) < ENOUGH_FOR_A_QUANTILE:
        # A normal law on the scale uses all paths; the few beyond the quantile say little.
        share = min(probability, 1 - 0.5 / len(scaled))
        reached = scaled.mean() - NormalDist().inv_cdf(max(share, 1e-9)) * scaled.std(ddof=1)
    else:
        reached = np.quantile(scaled, 1 - probability)
    reached = min(float(reached), scale(target, judged.achieved))
    return Standing(
        target.name,
        judged.achieved,
        unscale(target, float(reached)),
        judged.probability,
        float(reached) - scale(target, target.goal),
    )
