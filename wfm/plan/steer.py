"""How far each target is from its goal at the asked probability, and where to aim next."""

import math
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from wfm.center.target import Per, Target
from wfm.simulate.outcome import Outcome

ENOUGH_FOR_A_QUANTILE = 400
LEAST_SLOPE, MOST_SLOPE = 0.25, 2.0
MOST_STEP = 0.6
"""Largest move of an aim in a round, on its scale: service of 80 % to 88 %."""


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
        where the target breaks.
    """

    target: str
    achieved: float
    at_probability: float
    probability: float
    gap: float


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
    of the difference of the two shares lets five verdicts in six come out as promised.
    """
    p = target.probability
    spare = math.sqrt(p * (1 - p) * (1 / searched + 1 / judged))
    return min(p + spare, (1 + p) / 2) if p < 1 else p


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


@dataclass(frozen=True)
class Control:
    """One aim that the loop moves: where it was, and how far its target was then.

    Attributes
    ----------
    at : float
        The aim, on a scale on which the target answers about one to one.
    before : tuple of (float, float)
        Earlier aim and gap, for the secant; empty in the first round.
    """

    at: float
    before: tuple[float, float] | None = None

    def moved(self, gap: float, least: float, most: float) -> "Control":
        """Regula falsi with a slope kept within bounds, one at first."""
        slope = 1.0
        if self.before is not None and abs(self.at - self.before[0]) > 1e-3:
            slope = (gap - self.before[1]) / (self.at - self.before[0])
        step = -gap / min(max(slope, LEAST_SLOPE), MOST_SLOPE)
        step = min(max(step, -MOST_STEP), MOST_STEP)
        return Control(min(max(self.at + step, least), most), (self.at, gap))
