"""Headline measures of a run as ratios of sums, kept by replication so that runs can be paired."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from wfm.center.target import Target
from wfm.simulate.estimate import influence

if TYPE_CHECKING:
    import pandas as pd

    from wfm.plan.plan import Plan


@dataclass(frozen=True)
class Ratio:
    """A measure as a ratio of sums over replications.

    Attributes
    ----------
    numerator, denominator : array of shape (replications,)
        Sums of each replication; for a plain mean the denominator is 1.
    """

    numerator: NDArray[np.float64]
    denominator: NDArray[np.float64]

    @property
    def value(self) -> float:
        """Sum over sum; NaN when there is nothing to divide by."""
        total = self.denominator.sum()
        return float(self.numerator.sum() / total) if total > 0 else float("nan")

    @property
    def influence(self) -> NDArray[np.float64]:
        """Share of each replication in the ratio's error (delta method), mean zero."""
        return influence(self.numerator, self.denominator)


@dataclass(frozen=True)
class Difference:
    """Second minus first, with a 95 % interval; `paired` says under the same random numbers."""

    first: float
    second: float
    difference: float
    low: float
    high: float
    paired: bool

    @property
    def clear(self) -> bool:
        """Whether the interval leaves out zero."""
        return self.low > 0 or self.high < 0


def difference(first: Ratio, second: Ratio, paired: bool, level: float = 0.95) -> Difference:
    """Difference of two ratios of sums with its interval.

    Paired replications saw the same random numbers, and their common error cancels; unpaired ones
    use Welch's interval. Both use the delta method for a ratio of means.
    """
    if paired:
        error = second.influence - first.influence
        n = len(error)
        spread = np.std(error, ddof=1) / np.sqrt(n)
        freedom: float = n - 1
    else:
        parts = np.array([np.var(r.influence, ddof=1) / len(r.influence) for r in (first, second)])
        spread = np.sqrt(parts.sum())
        sizes = np.array([len(first.influence) - 1, len(second.influence) - 1])
        freedom = float(parts.sum() ** 2 / np.maximum((parts**2 / sizes).sum(), 1e-300))
    half = float(stats.t.ppf(0.5 + level / 2, max(freedom, 1))) * float(spread)
    change = second.value - first.value
    return Difference(first.value, second.value, change, change - half, change + half, paired)


def headline_ratios(plan: "Plan") -> dict[str, Ratio]:
    """Simulated headline measures of a plan by name."""
    outcome, tallies = plan.outcome, plan.outcome.tallies
    ratios = {
        f"target {target.name}": _ratio(outcome.target_sums(target))
        for target in plan.scenario.targets
    }
    for target in plan.scenario.targets:
        ratios[probability_of(target.name)] = _kept(target, outcome.per_period(target))
    for queue in (None, *plan.scenario.queue_names):
        where = queue or "all queues"
        abandoned, offered = outcome.abandonment_sums(queue)
        ratios[f"offered, {where}"] = Ratio(offered.sum(axis=1), np.ones(len(offered)))
        ratios[f"abandonment, {where}"] = _ratio((abandoned, offered))
        ratios[f"asa_s, {where}"] = _ratio(outcome.asa_sums(queue))
    ratios["occupancy"] = _ratio((tallies.agents_busy_s, tallies.agents_on_queue_s))
    return ratios


def probability_of(target: str) -> str:
    """Name of the measure that says how often a target is kept."""
    return f"probability {target}"


def _kept(target: Target, figures: NDArray[np.float64]) -> Ratio:
    """Periods that reach a goal, of those in which anything was offered."""
    known = ~np.isnan(figures)
    reached = np.zeros(figures.shape, dtype=bool)
    reached[known] = [target.reached_by(figure) for figure in figures[known]]
    return Ratio(reached.sum(axis=1).astype(float), known.sum(axis=1).astype(float))


def _ratio(sums: tuple[NDArray[np.float64], NDArray[np.float64]]) -> Ratio:
    return Ratio(sums[0].sum(axis=1), sums[1].sum(axis=1))


def ratios_frame(ratios: dict[str, Ratio]) -> "pd.DataFrame":
    """Tidy table: measure, replication, numerator, denominator."""
    import pandas as pd

    return pd.concat(
        [
            pd.DataFrame(
                {
                    "measure": name,
                    "replication": np.arange(len(ratio.numerator)),
                    "numerator": ratio.numerator,
                    "denominator": ratio.denominator,
                }
            )
            for name, ratio in ratios.items()
        ],
        ignore_index=True,
    )


def ratios_from_frame(frame: "pd.DataFrame") -> dict[str, Ratio]:
    """Inverse of `ratios_frame`."""
    return {
        str(name): Ratio(
            rows["numerator"].to_numpy(dtype=float), rows["denominator"].to_numpy(dtype=float)
        )
        for name, rows in frame.sort_values("replication").groupby("measure", sort=False)
    }
