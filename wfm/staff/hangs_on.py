"""How a target's figure at its probability hangs on what happens in each interval of each path."""

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from wfm.center.target import Per, Target
from wfm.simulate.outcome import Outcome
from wfm.simulate.periods import first_intervals
from wfm.staff.standing import ENOUGH_FOR_A_QUANTILE, scale

Grid = NDArray[np.float64]

NEAR_THE_QUANTILE = 0.25
"""Share of the periods, around the one that decides, whose changes move a quantile."""


@dataclass(frozen=True)
class HangsOn:
    """How a target's figure at its probability hangs on the sums that it is a quotient of.

    Attributes
    ----------
    target : Target
    by_sum, figures : array of shape (replications, intervals)
        Change of the figure at the probability, times the number of replications, per change of the
        sum above; and the figure of the period. The same within a period.
    of_each : array of shape (replications,), optional
        Where the figure at the probability is read from a normal law: its change with each path's.
        `by_sum` is of the mean then, which chance blurs less, and one factor makes up for it.
    """

    target: Target
    by_sum: Grid
    figures: Grid
    of_each: Grid | None

    @classmethod
    def of(cls, target: Target, base: Outcome, probability: float) -> "HangsOn":
        """Of a target in an outcome."""
        figures = base.per_period(target)
        known = ~np.isnan(figures)
        filled = np.where(known, figures, 0.0)
        share = np.zeros(figures.shape)
        of_each = None
        scaled = np.array([scale(target, figure) for figure in figures[known]])
        if target.per is Per.HORIZON and 2 <= len(scaled) < ENOUGH_FOR_A_QUANTILE:
            share[known] = len(figures) / len(scaled)
            of_each = np.zeros(len(figures))
            of_each[known[:, 0]] = _of_a_normal_law(scaled, probability)
        elif len(scaled):
            share[known] = len(figures) * _near_the_quantile(scaled, probability)
        if target.measure.is_share:
            within = np.clip(filled, 1e-3, 1 - 1e-3)
            steep = (1 if target.measure.higher_is_better else -1) / (within * (1 - within))
        else:
            steep = -1 / np.maximum(filled, 0.1)
        first = first_intervals(base.horizon, target.per)
        below = np.add.reduceat(base.target_sums(target)[1], first, axis=1)
        by_sum = np.where(known, share * steep / np.maximum(below, 1e-9), 0.0)
        period = np.searchsorted(first, np.arange(base.horizon.n_intervals), side="right") - 1
        return cls(target, by_sum[:, period], filled[:, period], of_each)

    def change(self, base: Outcome, outcome: Outcome) -> Grid:
        """What each path and interval adds to the figure; the mean over paths is what it moves."""
        above, below = (
            b - a
            for a, b in zip(
                base.target_sums(self.target), outcome.target_sums(self.target), strict=True
            )
        )
        return np.asarray(self.by_sum * (above - self.figures * below), dtype=np.float64)

    def steepness(self, gained: Grid) -> float:
        """How much more than the mean the figure at the probability gains.

        Bad paths gain more from an agent than good ones. By how much is told from all probes
        together, `gained` by each path: every single one knows little of it.
        """
        if self.of_each is None or gained.sum() <= 0:
            return 1.0
        return max(float(self.of_each @ gained) / float(gained.mean()), 0.0)


def _of_a_normal_law(scaled: Grid, probability: float) -> Grid:
    """Change of the mean less z standard deviations with each of the figures they are of."""
    n = len(scaled)
    z = NormalDist().inv_cdf(min(max(probability, 1e-9), 1 - 0.5 / n))
    spread = max(float(scaled.std(ddof=1)), 1e-9)
    return np.asarray(1 / n - z * (scaled - scaled.mean()) / ((n - 1) * spread))


def _near_the_quantile(scaled: Grid, probability: float) -> Grid:
    """Change of a quantile with each of the figures: equal for those around it."""
    n = len(scaled)
    width = max(NEAR_THE_QUANTILE * n, 1.0)
    near = np.abs(np.arange(n) + 0.5 - (1 - probability) * n) <= width / 2
    found = np.zeros(n)
    found[np.argsort(scaled, kind="stable")[near]] = 1 / max(int(near.sum()), 1)
    return found
