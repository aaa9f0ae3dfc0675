"""What one more agent on queue would change in each promise: differences on the same paths."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from wfm.center.horizon import Horizon
from wfm.center.scenario import Scenario
from wfm.center.target import Target
from wfm.simulate.outcome import Outcome
from wfm.staff.hangs_on import HangsOn
from wfm.staff.kinds import Kinds, kinds_of, likeness
from wfm.staff.smooth import Measured, drawn

Grid = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

PROBE_MIN, ANSWER_MIN = 60, 180
"""A probe stays an hour; what changes in the three hours from its start on is its doing."""

CREW = 0.4
"""Size of a probe, in the number of agents over which their worth falls to a third."""

Probe = Callable[[int, Bools, int], Outcome]
"""So many agents more of a kind, by its number, in some intervals, lived through on paths that are
always the same."""


@dataclass(frozen=True)
class Marginal:
    """Worth of an agent more, for each promise.

    Attributes
    ----------
    kinds : tuple of tuple of str
        The different sets of queues that people take.
    values : array of shape (targets, kinds, intervals)
        By how much one more agent of a kind, on queue in an interval, moves a target's figure at
        its probability, on the scale of `wfm.staff.standing.scale`.
    """

    kinds: Kinds
    values: Grid


def probings(scenario: Scenario) -> int:
    """How often `worth_of_an_agent` simulates."""
    return len(kinds_of(scenario)) * (ANSWER_MIN // PROBE_MIN)


def worth_of_an_agent(
    scenario: Scenario,
    base: Outcome,
    hangs_on: tuple[HangsOn, ...],
    there: Grid,
    may_be: Bools,
    probe: Probe,
) -> Marginal:
    """Probe a staffing: people of each kind are added for an hour in three, and all is lived again.

    Work that may wait answers long after its probe: its targets gain equally from every hour.

    Parameters
    ----------
    scenario : Scenario
    base : Outcome
        Of the staffing as it is; at least two paths.
    hangs_on : tuple of HangsOn
        One a target.
    there : array of shape (kinds, intervals)
        Agents on queue in that staffing.
    may_be : array of bool, shape (kinds, intervals)
        Where people of a kind may be added.
    probe : function of kind, intervals and number of agents
    """
    kinds = kinds_of(scenario)
    fall = falls(kinds, there)
    crews = [crew_of(of_kind) for of_kind in fall]
    probes = [_Probes.of(scenario.horizon, may) for may in may_be]
    measured: list[list[Measured]] = [[] for _ in hangs_on]
    for k, (probes_of_kind, crew) in enumerate(zip(probes, crews, strict=True)):
        changes: list[list[Grid]] = [[] for _ in hangs_on]
        for offset in probes_of_kind.offsets:
            lived = probe(k, probes_of_kind.on(offset), crew)
            for j, hangs in enumerate(hangs_on):
                change = hangs.change(base, lived)
                waits = _waits(scenario, hangs.target)
                changes[j].append(probes_of_kind.anywhere(change, offset) if waits
                                  else probes_of_kind.by_hour(change, offset))  # fmt: skip
        for j, found in enumerate(changes):
            measured[j].append(probes_of_kind.measured(found))
    values = np.zeros((len(hangs_on), len(kinds), scenario.horizon.n_intervals))
    for j, (hangs, of_target) in enumerate(zip(hangs_on, measured, strict=True)):
        if _waits(scenario, hangs.target):
            worths = [np.full(len(m.at), m.mean.mean() if len(m.at) else 0.0) for m in of_target]
        else:
            worths = drawn(of_target, scenario.horizon)
        steep = hangs.steepness(sum(m.by_path.sum(axis=0) for m in of_target))
        for k, (probes_of_kind, worth) in enumerate(zip(probes, worths, strict=True)):
            # From what a crew gains to what the first of it does.
            first = fall[k] / (1 - np.exp(-crews[k] * fall[k]))
            values[j, k] = probes_of_kind.spread(steep * worth, of_target[k].at) * first
    return Marginal(kinds, values)


@dataclass(frozen=True)
class _Probes:
    """When people of a kind are added: hours in which they may be, every third at a time."""

    horizon: Horizon
    may_be: Bools
    length: int

    @classmethod
    def of(cls, horizon: Horizon, may_be: Bools) -> "_Probes":
        return cls(horizon, may_be, max(1, PROBE_MIN // horizon.interval_minutes))

    @property
    def period(self) -> int:
        """Intervals from a probe to the next."""
        return self.length * (ANSWER_MIN // PROBE_MIN)

    @property
    def offsets(self) -> range:
        """First intervals of the probes of each simulation, whether open or not."""
        return range(0, self.period, self.length)

    def starts(self, offset: int) -> list[int]:
        """Where the probes of a simulation begin."""
        every = range(offset, self.horizon.n_intervals, self.period)
        return [start for start in every if self.may_be[start : start + self.length].any()]

    def on(self, offset: int) -> Bools:
        """Where people are added in a simulation, shape (intervals,)."""
        added = np.zeros(self.horizon.n_intervals, dtype=np.bool_)
        for start in self.starts(offset):
            added[start : start + self.length] = True
        return added

    def by_hour(self, change: Grid, offset: int) -> Grid:
        """Worth of an interval of each probe: what changed until the next one began."""
        found = [change[:, s : s + self.period].sum(axis=1) for s in self.starts(offset)]
        return np.reshape(found, (len(found), len(change))) / self.length

    def anywhere(self, change: Grid, offset: int) -> Grid:
        """The same of work that may wait: what changed at any time, shared by all probes."""
        probed = len(self.starts(offset))
        each = change.sum(axis=1) / max(probed * self.length, 1)
        return np.repeat(each[None, :], probed, axis=0)

    def measured(self, found: list[Grid]) -> Measured:
        """The probes of all simulations in the order of time."""
        at = np.array([s for offset in self.offsets for s in self.starts(offset)], dtype=np.int64)
        order = np.argsort(at)
        return Measured(at[order], np.concatenate(found)[order])

    def spread(self, worth: Grid, at: Ints) -> Grid:
        """The worth of each probed hour where they may be, shape (intervals,)."""
        values = np.zeros(self.horizon.n_intervals)
        for start, of_hour in zip(at, worth, strict=True):
            values[start : start + self.length] = of_hour
        return np.where(self.may_be, values, 0.0)


def falls(kinds: Kinds, there: Grid) -> Grid:
    """By what part the worth of an agent falls with each one more, shape (kinds, intervals).

    About one in the square root of those there who take the same queues: the width of the range of
    staff over which a queue's service changes (square-root staffing).
    """
    return np.asarray(1 / np.sqrt(np.maximum(likeness(kinds) @ there, 1.0)), dtype=np.float64)


def crew_of(fall: Grid) -> int:
    """People to probe with: the more of them, the less chance blurs what they change."""
    some = fall[fall < 1]
    return max(1, round(CREW / float(some.mean()))) if len(some) else 1


def _waits(scenario: Scenario, target: Target) -> bool:
    return target.queue is not None and scenario.queue(target.queue).channel.deferrable
