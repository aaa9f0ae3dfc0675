"""The three ways to plan, and how the first two are tuned until they just keep every target."""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from benchmarks.ways_to_plan.center import Center, Planned
from benchmarks.ways_to_plan.covering import FEW_NODES, NODES, covered
from wfm.center.roster import Roster
from wfm.center.scenario import Scenario
from wfm.plan.loop import loop
from wfm.plan.quick import QuickRosters
from wfm.schedule.solve import schedule
from wfm.staff.requirement import Requirement
from wfm.staff.staff import staff
from wfm.staff.standing import Standing

EACH, TOGETHER = 3, 5
"""Tunings of a factor for each queue, and of one for all of them after that."""

NEAR = 0.03
"""Gap that the tuning ends at: the loop's own tolerance."""

STEEP = 8.0
"""How much a target's figure rises on its scale when all staff rises by a factor e."""

Make = Callable[[Requirement, bool], tuple[Roster, Scenario]]
"""A roster of a requirement and the people it is of; the last ones may search for longer."""


@dataclass(frozen=True)
class Tried:
    """A roster of some factors and how the targets stand."""

    factors: np.ndarray
    roster: Roster
    scenario: Scenario
    standings: tuple[Standing, ...]

    @property
    def gap(self) -> float:
        """Of the worst target."""
        return min(s.gap for s in self.standings)


def tuned(make: Make, requirement: Requirement, center: Center) -> Planned:
    """The cheapest roster that holds, over factors on what each queue requires.

    First each queue's factor follows the worst of its own targets, then one factor on all of them
    is found by regula falsi.
    """
    began = time.perf_counter()

    def tried(factors: np.ndarray, last: bool) -> Tried:
        gross = requirement.required_gross * factors[:, None]
        roster, scenario = make(replace(requirement, required_gross=gross), last)
        return Tried(factors, roster, scenario, center.standings(roster, scenario))

    found = [tried(np.ones(len(requirement.queues)), False)]
    for _ in range(EACH - 1 if len(requirement.queues) > 1 else 0):
        if abs(found[-1].gap) <= NEAR and is_even(found[-1], center):
            break
        found.append(tried(found[-1].factors * steps(found[-1], center, requirement), False))
    # What holds at least pay, or else comes nearest to holding, is where one factor starts from.
    base = min(found, key=lambda t: (t.gap < 0, t.roster.paid_hours if t.gap >= 0 else -t.gap))
    along = [(1.0, base)]
    for number in range(TOGETHER):
        last = number >= TOGETHER - 2
        factor = next_factor([(f, t.gap) for f, t in along])
        along.append((factor, tried(base.factors * factor, last)))
        found.append(along[-1][1])
    holding = [t for t in found if t.gap >= 0] or [max(found, key=lambda t: t.gap)]
    best = min(holding, key=lambda t: t.roster.paid_hours)
    return Planned(best.roster, best.scenario, best.gap >= 0, time.perf_counter() - began)


def queue_gaps(found: Tried, center: Center, queues: tuple[str, ...]) -> np.ndarray:
    """The gap of each queue's worst target; pooled ones count for all."""
    targets = center.scenario.targets
    return np.array(
        [
            min(
                (s.gap for s, t in zip(found.standings, targets, strict=True)
                 if t.queue in (queue, None)),
                default=0.0,
            )
            for queue in queues
        ]
    )  # fmt: skip


def is_even(found: Tried, center: Center) -> bool:
    """Whether no queue has ample to spare."""
    return bool((queue_gaps(found, center, center.scenario.queue_names) < 4 * NEAR).all())


def steps(found: Tried, center: Center, requirement: Requirement) -> np.ndarray:
    """Factors that bring each queue's worst target to its goal, were it alone."""
    gaps = queue_gaps(found, center, requirement.queues)
    return np.asarray(np.clip(np.exp(-(gaps - NEAR / 2) / STEEP), 0.8, 1.2))


def next_factor(along: list[tuple[float, float]]) -> float:
    """Where to look next for the least factor that holds."""
    good = [point for point in along if point[1] >= 0]
    bad = [point for point in along if point[1] < 0]
    if good and bad and max(bad)[0] < min(good)[0]:
        low, high = max(bad), min(good)
        share = (NEAR / 2 - low[1]) / (high[1] - low[1])
        return low[0] + min(max(share, 0.15), 0.85) * (high[0] - low[0])
    factor, gap = min(good) if good else max(bad)
    far = max(gap - NEAR / 2, NEAR) if good else gap - NEAR / 2
    return factor * float(np.clip(np.exp(-far / STEEP), 0.8, 1.2))


def covering(center: Center) -> Planned:
    """(a) Erlang C and the fewest paid hours of shifts that cover each queue on each day."""
    as_c = center.scenario.staffing.model_copy(update={"model": "erlang_c"})
    alone = center.scenario.model_copy(update={"staffing": as_c})
    requirement = rounded_up(staff(alone, center.demand))

    def make(asked: Requirement, last: bool) -> tuple[Roster, Scenario]:
        return covered(center.scenario, asked, NODES if last else FEW_NODES)

    return tuned(make, requirement, center)


def by_interval(center: Center) -> Planned:
    """(b) Erlang A and the scheduler."""
    scenario = center.scenario
    requirement = rounded_up(staff(scenario, center.demand))
    quick = QuickRosters(scenario, requirement, scenario.seed)
    before: list[Roster] = []

    def make(asked: Requirement, last: bool) -> tuple[Roster, Scenario]:
        start = before[-1] if before else None
        seconds = scenario.scheduling.seconds
        if last:
            found = schedule(
                scenario, asked, seed=scenario.seed, seconds=0.8 * seconds, warm_start=start
            ).roster
        else:
            found = quick.roster(asked, 0.15 * seconds, start)
        before.append(found)
        return found, scenario

    return tuned(make, requirement, center)


def rounded_up(requirement: Requirement) -> Requirement:
    """Whole agents for each queue by itself."""
    whole = np.ceil(requirement.required_net - 1e-9)
    gross = whole / (1 - requirement.shrinkage)
    return replace(requirement, required_net=whole, required_gross=gross)


def looped(center: Center) -> Planned:
    """(c) The loop."""
    began = time.perf_counter()
    found = loop(
        center.scenario,
        center.demand,
        lambda people, roster, first, count: center.live(roster, first, count, people),
    )
    promised = found.rounds[found.chosen].holds
    return Planned(found.roster, center.scenario, promised, time.perf_counter() - began)


METHODS = {"a": covering, "b": by_interval, "c": looped}
