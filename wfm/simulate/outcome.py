"""What customers lived through: service by queue, interval, day and horizon, with uncertainty."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, overload

import numpy as np

from wfm.center.horizon import Horizon
from wfm.center.target import Formula, Measure, Per, Target
from wfm.simulate.estimate import Estimate, Estimates, proportion, ratio, single
from wfm.simulate.model import Floats, Queues
from wfm.simulate.outcome_tables import agent_frame, daily_frame, headline_frame, interval_frame
from wfm.simulate.periods import first_intervals, sum_by
from wfm.simulate.tallies import Tallies
from wfm.simulate.target_result import TargetResult
from wfm.simulate.waits import wait_quantile

if TYPE_CHECKING:
    import pandas as pd

By = Literal["horizon", "day", "interval"]
Sums = tuple[Floats, Floats]


@dataclass(frozen=True, eq=False)
class Outcome:
    """The simulated horizon, from any number of replications.

    Attributes
    ----------
    horizon : Horizon
    queues : Queues
        The simulated queues; `queues.thresholds_s` are the thresholds that were tallied.
    tallies : Tallies
        Counts and sums by replication, queue and interval.
    seed, first_replication : int
    agents : tuple of str
        Names of the agents, in the order of the tallies.
    """

    horizon: Horizon
    queues: Queues
    tallies: Tallies = field(repr=False)
    seed: int
    first_replication: int = 0
    agents: tuple[str, ...] = ()

    @property
    def replications(self) -> int:
        """Number of replications."""
        return self.tallies.replications

    # --- measures ----------------------------------------------------------------------------

    @overload
    def service_level(
        self,
        queue: str | None,
        formula: Formula,
        by: Literal["horizon"] = ...,
        *,
        within_s: float | None = ...,
    ) -> Estimate: ...
    @overload
    def service_level(
        self,
        queue: str | None,
        formula: Formula,
        by: Literal["day", "interval"],
        *,
        within_s: float | None = ...,
    ) -> Estimates: ...

    def service_level(
        self,
        queue: str | None,
        formula: Formula,
        by: By = "horizon",
        *,
        within_s: float | None = None,
    ) -> Estimate | Estimates:
        """Service level by a named formula.

        Parameters
        ----------
        queue : str or None
            None pools all queues that have been promised a service level.
        formula : Formula
        by : {'horizon', 'day', 'interval'}
        within_s : float, optional
            Threshold, one that some target names; by default each queue's own.
        """
        above, below = self._service_sums(queue, formula, within_s)
        return self._ratio(above, below, by)

    @overload
    def abandonment(self, queue: str | None, by: Literal["horizon"] = ...) -> Estimate: ...
    @overload
    def abandonment(self, queue: str | None, by: Literal["day", "interval"]) -> Estimates: ...

    def abandonment(self, queue: str | None, by: By = "horizon") -> Estimate | Estimates:
        """Abandoned over offered."""
        return self._ratio(*self.abandonment_sums(queue), by)

    @overload
    def asa(self, queue: str | None, by: Literal["horizon"] = ...) -> Estimate: ...
    @overload
    def asa(self, queue: str | None, by: Literal["day", "interval"]) -> Estimates: ...

    def asa(self, queue: str | None, by: By = "horizon") -> Estimate | Estimates:
        """Mean wait of answered contacts, seconds."""
        return self._ratio(*self.asa_sums(queue), by, share=False)

    @overload
    def occupancy(self, by: Literal["horizon"] = ...) -> Estimate: ...
    @overload
    def occupancy(self, by: Literal["day", "interval"]) -> Estimates: ...

    def occupancy(self, by: By = "horizon") -> Estimate | Estimates:
        """Agent-seconds with a contact in hand over agent-seconds on queue, all agents."""
        return self._ratio(self.tallies.agents_busy_s, self.tallies.agents_on_queue_s, by)

    def count(self, queue: str | None, name: str) -> Floats:
        """One of the counts of `Tallies` over the horizon, shape (n, 1)."""
        counts = getattr(self.tallies, name)[:, self._rows(queue)]
        return np.asarray(counts.sum(axis=(1, 2)), dtype=np.float64)[:, None]

    def wait_quantile(self, queue: str | None, share: float) -> Estimate:
        """Wait in seconds that a share of the answered contacts does not exceed."""
        return wait_quantile(self.tallies.wait_counts[:, self._rows(queue)].sum(axis=1), share)

    def queue_length(self, queue: str) -> Estimates:
        """Contacts waiting in each interval, on average over it."""
        waited_s = self.tallies.queue_length_s[:, self.queues.names.index(queue)]
        length_s = np.full_like(waited_s, self.horizon.interval_s)
        return ratio(waited_s, length_s, share=False)

    def oldest(self, queue: str) -> Estimates:
        """How long the oldest has waited at the end of each interval, seconds."""
        oldest_s = self.tallies.oldest_s[:, self.queues.names.index(queue)]
        return ratio(oldest_s, np.ones_like(oldest_s), share=False)

    # --- promises ----------------------------------------------------------------------------

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
        probability = self.probability(target).mean
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
            probability=probability,
            # What is priced by credits is paid for and not kept at any price.
            met=bool(target.credits)
            or (target.reached_by(achieved.mean) and probability >= target.probability),
        )

    # --- tables ------------------------------------------------------------------------------

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

    # --- sums behind the measures ------------------------------------------------------------

    def _rows(self, queue: str | None) -> list[int]:
        if queue is None:
            return list(range(len(self.queues.names)))
        return [self.queues.names.index(queue)]

    def _service_sums(self, queue: str | None, formula: Formula, within_s: float | None) -> Sums:
        t = self.tallies
        above, below = np.zeros(t.offered[:, 0].shape), np.zeros(t.offered[:, 0].shape)
        for row in self._rows(queue):
            k = self._threshold(row, within_s)
            if k < 0:
                continue
            within, gone = t.answered_within[:, k, row], t.abandoned_within[:, k, row]
            counted = {
                Formula.OFFERED: (within, t.offered[:, row]),
                Formula.OFFERED_LESS_SHORT: (within, t.offered[:, row] - gone),
                Formula.ANSWERED: (within, t.answered[:, row]),
                Formula.WITH_ABANDONS: (within + gone, t.offered[:, row]),
                Formula.VIRTUAL: (t.virtual_within[:, k, row], t.offered[:, row]),
            }[formula]
            above += counted[0]
            below += counted[1]
        return above, below

    def _threshold(self, row: int, within_s: float | None) -> int:
        if within_s is None:
            return int(self.queues.own_threshold[row])
        found = np.flatnonzero(self.queues.thresholds_s == within_s)
        if len(found) == 0:
            raise ValueError(
                f"the threshold {within_s:g} s was not tallied; there are "
                f"{', '.join(f'{s:g} s' for s in self.queues.thresholds_s)}"
            )
        return int(found[0])

    def abandonment_sums(self, queue: str | None) -> Sums:
        """Abandoned and offered, each of shape (replications, intervals)."""
        rows, t = self._rows(queue), self.tallies
        return _over(t.abandoned[:, rows]), _over(t.offered[:, rows])

    def asa_sums(self, queue: str | None) -> Sums:
        """Waits of answered contacts in seconds, and their number, (replications, intervals)."""
        rows, t = self._rows(queue), self.tallies
        return _over(t.wait_s_of_answered[:, rows]), _over(t.answered[:, rows])

    def target_sums(self, target: Target) -> Sums:
        """What a target's measure divides by what, each of shape (replications, intervals)."""
        if target.measure is Measure.SERVICE_LEVEL:
            return self._service_sums(target.queue, target.formula, target.answered_within_s)
        if target.measure is Measure.ABANDONMENT:
            return self.abandonment_sums(target.queue)
        if target.measure is Measure.OCCUPANCY:
            return self.tallies.agents_busy_s, self.tallies.agents_on_queue_s
        if target.measure is Measure.AGE_OF_OLDEST:
            oldest_s = self.tallies.oldest_s[:, self._rows(target.queue)[0]]
            return oldest_s, np.ones_like(oldest_s)
        return self.asa_sums(target.queue)

    def _summed(self, sums: Sums, by: By) -> Sums:
        per = Per(by)
        return sum_by(sums[0], self.horizon, per), sum_by(sums[1], self.horizon, per)

    def _ratio(
        self, above: Floats, below: Floats, by: By, *, share: bool = True
    ) -> Estimate | Estimates:
        found = ratio(*self._summed((above, below), by), share=share)
        return single(found) if by == "horizon" else found


def _over(values: "np.ndarray[tuple[int, ...], np.dtype[np.generic]]") -> Floats:
    """Sum over the queues (second axis)."""
    return np.asarray(values.sum(axis=1), dtype=np.float64)
