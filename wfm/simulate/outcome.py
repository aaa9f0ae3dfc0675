"""What customers lived through: service by queue, interval, day and horizon, with uncertainty."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from wfm.center.target import Measure, Per, Target
from wfm.simulate.arrays import Floats
from wfm.simulate.estimate import Estimate, Estimates, proportion, ratio, single
from wfm.simulate.measured import Measured
from wfm.simulate.outcome_tables import agent_frame, daily_frame, headline_frame, interval_frame
from wfm.simulate.periods import first_intervals, sum_by
from wfm.simulate.target_result import TargetResult

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, eq=False)
class Outcome(Measured):
    """The simulated horizon, from any number of replications: its promises and its tables."""

    def per_replication(self, target: Target) -> Floats:
        """The target's measure in each replication, shape (n,); NaN with nothing offered."""
        return self.per_period(target, Per.HORIZON)[:, 0]

    def per_period(self, target: Target, per: Per | None = None) -> Floats:
        """The target's measure in each replication and period, shape (n, periods).

        By default the periods are those the target is promised for. NaN where nothing was offered.
        """
        per = target.per if per is None else per
        above, below = self.target_sums(target)
        if target.measure is Measure.AGE_OF_OLDEST:
            first = first_intervals(self.horizon, per)
            return np.asarray(np.maximum.reduceat(above, first, axis=1), dtype=np.float64)
        above, below = (sum_by(sums, self.horizon, per) for sums in (above, below))
        figures = np.full(above.shape, np.nan)
        np.divide(above, below, out=figures, where=below > 0)
        return figures

    def target_by_day(self, target: Target) -> Estimates:
        """What is achieved on a target each day."""
        if target.measure is Measure.AGE_OF_OLDEST:
            oldest_s = self.per_period(target, Per.DAY)
            return ratio(oldest_s, np.ones_like(oldest_s), share=False)
        sums = self._summed(self.target_sums(target), "day")
        return ratio(*sums, share=target.measure.is_share)

    def probability(self, target: Target) -> Estimate:
        """Share of simulated periods that reach the goal, with Wilson's interval.

        The interval takes periods of one replication for independent.
        """
        figures = self.per_period(target)
        figures = figures[~np.isnan(figures)]
        sign = 1 if target.measure.higher_is_better else -1
        reached = sign * (figures - target.goal) >= 0
        return proportion(int(reached.sum()), len(reached))

    def judge(self, target: Target) -> TargetResult:
        """Hold a target against what was achieved."""
        if target.measure is Measure.AGE_OF_OLDEST:
            oldest_s = self.per_period(target).mean(axis=1, keepdims=True)
            sums = (oldest_s, np.ones_like(oldest_s))
        else:
            sums = self._summed(self.target_sums(target), "horizon")
        achieved = single(ratio(*sums, share=target.measure.is_share))
        probability = self.probability(target)
        is_level = target.measure is Measure.SERVICE_LEVEL
        return TargetResult(
            name=target.name,
            queue=target.queue,
            measure=target.measure.value,
            formula=target.formula.value if is_level else target.measure.value,
            goal=target.goal,
            achieved=achieved.mean,
            low=achieved.low,
            high=achieved.high,
            probability=probability.mean,
            probability_low=probability.low,
            probability_high=probability.high,
            # What is priced by credits is paid for and not kept at any price.
            met=bool(target.credits)
            or (target.reached_by(achieved.mean) and probability.mean >= target.probability),
        )

    def to_frame(self) -> "pd.DataFrame":
        """One row a queue and interval; columns as in `outcome_tables.interval_frame`."""
        return interval_frame(self)

    def daily_frame(self) -> "pd.DataFrame":
        """One row a queue and local day; columns as in `outcome_tables.daily_frame`."""
        return daily_frame(self)

    def agent_frame(self) -> "pd.DataFrame":
        """One row an agent; columns as in `outcome_tables.agent_frame`."""
        return agent_frame(self)

    def headline_frame(self) -> "pd.DataFrame":
        """One row a queue over the whole horizon; columns as in `daily_frame`, without day."""
        return headline_frame(self)

    def __repr__(self) -> str:
        levels = ", ".join(
            f"{queue} {self.service_level(queue, formula).mean:.1%}"
            for queue, formula in zip(self.queues.names, self.queues.formulas, strict=True)
        )
        return f"Outcome({self.replications} replications; service level: {levels})"

    def _repr_html_(self) -> str:
        return f"<p>{self!r}</p>{self.headline_frame().to_html(index=False)}"
