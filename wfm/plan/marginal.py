"""What one more agent on queue would change in each promise: differences on the same paths."""

from collections.abc import Callable
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from wfm.center.horizon import Horizon
from wfm.center.roster import Roster, Shift, Span
from wfm.center.scenario import Scenario
from wfm.center.shift import Activity
from wfm.center.target import Per, Target
from wfm.plan.smooth import Measured, drawn
from wfm.plan.steer import ENOUGH_FOR_A_QUANTILE, scale
from wfm.simulate.outcome import Outcome
from wfm.simulate.periods import first_intervals

Grid = NDArray[np.float64]

PROBE_MIN, ANSWER_MIN = 60, 180
"""A probe stays an hour; what changes in the three hours from its start on is its doing."""

CREW = 0.4
"""Size of a probe, in the number of agents over which their worth falls to a third."""

NEAR_THE_QUANTILE = 0.25
"""Share of the periods, around the one that decides, whose changes move a quantile."""

SimulateWith = Callable[[Scenario, Roster], Outcome]
"""A roster of people of a scenario, on paths that are always the same."""


@dataclass(frozen=True)
class Marginal:
    """Worth of an agent more, for each promise.

    Attributes
    ----------
    kinds : tuple of tuple of str
        The different sets of queues that people take.
    values : array of shape (targets, kinds, intervals)
        By how much one more agent of a kind, on queue in an interval, moves a target's figure at
        its probability, on the scale of `wfm.plan.steer.scale`.
    """

    kinds: tuple[tuple[str, ...], ...]
    values: Grid


def kinds_of(scenario: Scenario) -> tuple[tuple[str, ...], ...]:
    """The different sets of queues that people take."""
    return tuple(sorted({scenario.queues_of(agent) for agent in scenario.agents}))


def probings(scenario: Scenario) -> int:
    """How often `marginal` simulates, beside the roster as it is."""
    return len(kinds_of(scenario)) * (ANSWER_MIN // PROBE_MIN)


def marginal(
    scenario: Scenario,
    roster: Roster,
    targets: tuple[Target, ...],
    probabilities: tuple[float, ...],
    simulate: SimulateWith,
) -> Marginal:
    """Probe a roster: people of each kind are added for an hour in three, and all is lived again.

    Work that may wait answers long after its probe: its targets gain equally from every hour.

    Parameters
    ----------
    scenario : Scenario
    roster : Roster
    targets : tuple of Target
    probabilities : tuple of float
        With which each is to hold.
    simulate : function of a scenario and a roster
        On the same paths each time (common random numbers); at least two.
    """
    base = simulate(scenario, roster)
    hangs_on = [_HangsOn.of(t, base, p) for t, p in zip(targets, probabilities, strict=True)]
    kinds = kinds_of(scenario)
    fall = falls(scenario, roster, kinds)
    crews = [crew_of(of_kind) for of_kind in fall]
    probes = [_Probes.of(scenario, kind) for kind in kinds]
    measured: list[list[Measured]] = [[] for _ in targets]
    for probe, crew in zip(probes, crews, strict=True):
        changes: list[list[Grid]] = [[] for _ in targets]
        for offset in probe.offsets:
            lived = simulate(*_probed(scenario, roster, probe, offset, crew))
            for j, hangs in enumerate(hangs_on):
                change = hangs.change(base, lived)
                waits = _waits(scenario, hangs.target)
                changes[j].append(probe.anywhere(change, offset) if waits
                                  else probe.by_hour(change, offset))  # fmt: skip
        for j, found in enumerate(changes):
            measured[j].append(probe.measured(found))
    values = np.zeros((len(targets), len(kinds), scenario.horizon.n_intervals))
    for j, (hangs, of_target) in enumerate(zip(hangs_on, measured, strict=True)):
        if _waits(scenario, hangs.target):
            worths = [np.full(len(m.at), m.mean.mean() if len(m.at) else 0.0) for m in of_target]
        else:
            worths = drawn(of_target, scenario.horizon)
        steep = hangs.steepness(sum(m.by_path.sum(axis=0) for m in of_target))
        for k, (probe, worth) in enumerate(zip(probes, worths, strict=True)):
            # From what a crew gains to what the first of it does.
            first = fall[k] / (1 - np.exp(-crews[k] * fall[k]))
            values[j, k] = probe.spread(steep * worth, of_target[k].at) * first
    return Marginal(kinds, values)


@dataclass(frozen=True)
class _Probes:
    """When people of a kind are added: hours that are open, every third of them at a time."""

    horizon: Horizon
    kind: tuple[str, ...]
    is_open: NDArray[np.bool_]
    length: int

    @classmethod
    def of(cls, scenario: Scenario, kind: tuple[str, ...]) -> "_Probes":
        horizon = scenario.horizon
        holidays = scenario.holidays.within(horizon)
        found = [scenario.queue(name).open.open_intervals(horizon, holidays) for name in kind]
        length = max(1, PROBE_MIN // horizon.interval_minutes)
        return cls(horizon, kind, np.asarray(np.any(found, axis=0), dtype=np.bool_), length)

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
        return [start for start in every if self.is_open[start : start + self.length].any()]

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

    def spread(self, worth: Grid, at: NDArray[np.int64]) -> Grid:
        """The worth of each probed hour in its open intervals, shape (intervals,)."""
        values = np.zeros(self.horizon.n_intervals)
        for start, of_hour in zip(at, worth, strict=True):
            values[start : start + self.length] = of_hour
        return np.where(self.is_open, values, 0.0)


def falls(scenario: Scenario, roster: Roster, kinds: tuple[tuple[str, ...], ...]) -> Grid:
    """By what part the worth of an agent falls with each one more, shape (kinds, intervals).

    About one in the square root of those there who take the same queues: the width of the range of
    staff over which a queue's service changes (square-root staffing).
    """
    row = np.array([kinds.index(scenario.queues_of(agent)) for agent in scenario.agents])
    on = roster.on_queue(tuple(agent.id for agent in scenario.agents))
    there = likeness(kinds)[row].T @ on
    return np.asarray(1 / np.sqrt(np.maximum(there, 1.0)), dtype=np.float64)


def crew_of(fall: Grid) -> int:
    """People to probe with: the more of them, the less chance blurs what they change."""
    some = fall[fall < 1]
    return max(1, round(CREW / float(some.mean()))) if len(some) else 1


def likeness(kinds: tuple[tuple[str, ...], ...]) -> Grid:
    """Share of queues that two kinds of people have in common, of those that either takes."""
    sets = [frozenset(kind) for kind in kinds]
    return np.array([[len(a & b) / max(len(a | b), 1) for b in sets] for a in sets])


def _waits(scenario: Scenario, target: Target) -> bool:
    return target.queue is not None and scenario.queue(target.queue).channel.deferrable


def _probed(
    scenario: Scenario, roster: Roster, probes: _Probes, offset: int, crew: int
) -> tuple[Scenario, Roster]:
    """The center with a few people more, who are on queue in some hours only."""
    like = next(a for a in scenario.agents if scenario.queues_of(a) == probes.kind)
    people = tuple(like.model_copy(update={"id": f"{like.id}-probe{i}"}) for i in range(crew))
    shifts = tuple(
        _on_queue(scenario.horizon, agent.id, start, probes.length)
        for agent in people
        for start in probes.starts(offset)
    )
    return (
        scenario.model_copy(update={"agents": (*scenario.agents, *people)}),
        Roster(scenario.horizon, (*roster.shifts, *shifts)),
    )


def _on_queue(horizon: Horizon, agent: str, start: int, length: int) -> Shift:
    day = horizon.dates[horizon.day_of_interval[start]]
    end = min(start + length, horizon.n_intervals)
    span = Span(Activity.ON_QUEUE, start * horizon.interval_s, end * horizon.interval_s)
    return Shift(agent, day, "", (span,))


@dataclass(frozen=True)
class _HangsOn:
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
    def of(cls, target: Target, base: Outcome, probability: float) -> "_HangsOn":
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
