"""Measures of a simulated horizon: ratios of sums, by queue, interval, day and horizon."""

from dataclasses import dataclass, field
from typing import Literal, overload

import numpy as np

from wfm.center.horizon import Horizon
from wfm.center.target import Formula, Measure, Per, Target
from wfm.simulate.arrays import Floats
from wfm.simulate.estimate import Estimate, Estimates, ratio, single
from wfm.simulate.model_queues import Queues
from wfm.simulate.periods import sum_by
from wfm.simulate.tallies import Tallies
from wfm.simulate.waits import wait_quantile

By = Literal["horizon", "day", "interval"]
Sums = tuple[Floats, Floats]


@dataclass(frozen=True, eq=False)
class Measured:
    """What was tallied in a simulated horizon, and the measures of it.

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
