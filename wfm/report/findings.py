"""What a planner should look at first: days and intervals that miss, and what would mend them."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from wfm.center.horizon import Horizon
from wfm.center.target import Measure, Target
from wfm.center.values import format_clock
from wfm.plan.plan import Plan
from wfm.report.figures.clock import Grid, by_day_and_clock, day_name
from wfm.report.figures.promise import goal_text, show
from wfm.report.figures.service import target_by_day
from wfm.simulate.target_result import TargetResult

_WEEKDAYS = ("Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays", "Saturdays", "Sundays")
_WORTH_NAMING = 0.5


@dataclass(frozen=True)
class Stretch:
    """A part of a weekday in which agents lack, or are to spare, week after week.

    Attributes
    ----------
    weekday : int
    first_min, last_min : int
        Wall-clock minutes after midnight, half-open.
    agents : float
        Mean over its intervals and weeks.
    hours : float
        Agent-hours of all weeks.
    """

    weekday: int
    first_min: int
    last_min: int
    agents: float
    hours: float

    @property
    def when(self) -> str:
        """Weekday and times of day."""
        times = f"{format_clock(self.first_min)}–{format_clock(self.last_min)}"
        return f"{_WEEKDAYS[self.weekday]} {times}"


def recurring_stretches(horizon: Horizon, agents: Grid) -> list[Stretch]:
    """Stretches of weekdays with half an agent or more on average, most agent-hours first.

    Parameters
    ----------
    horizon : Horizon
    agents : array of shape (intervals,)
        Agents lacking, or to spare; never negative.
    """
    table = np.nan_to_num(by_day_and_clock(horizon, agents))
    weekday = np.array([day.weekday() for day in horizon.dates])
    per = horizon.interval_minutes
    found = []
    for number in np.unique(weekday):
        rows = table[weekday == number]
        mean = rows.mean(axis=0)
        edges = np.flatnonzero(np.diff(np.concatenate([[0], mean >= _WORTH_NAMING, [0]])))
        for first, last in zip(edges[::2], edges[1::2], strict=True):
            inside = rows[:, first:last]
            hours = float(inside.sum()) * per / 60
            agents_mean = float(inside.mean())
            found.append(
                Stretch(int(number), int(first) * per, int(last) * per, agents_mean, hours)
            )
    return sorted(found, key=lambda s: (-s.hours, s.weekday, s.first_min))


def days_off_goal(plan: Plan, target: Target) -> list[tuple[date, float]]:
    """Days whose mean misses the goal of a target, the worst first."""
    means = target_by_day(plan.outcome, target).mean
    days = [
        (day, float(mean))
        for day, mean in zip(plan.outcome.horizon.dates, means, strict=True)
        if not np.isnan(mean) and not target.reached_by(float(mean))
    ]
    return sorted(days, key=lambda d: d[1], reverse=not target.measure.higher_is_better)


@dataclass(frozen=True)
class PoorInterval:
    """An interval in which many contacts are not answered in time.

    Attributes
    ----------
    target : str
    when : str
    late : float
        Contacts beyond what the goal allows, mean of a replication.
    level : float
        Simulated service level.
    required, scheduled : float
        Agents, all planning groups together.
    """

    target: str
    when: str
    late: float
    level: float
    required: float
    scheduled: float


def poorest_intervals(plan: Plan, count: int = 8) -> list[PoorInterval]:
    """Intervals with the most contacts beyond what the goals of the service levels allow."""
    horizon, outcome = plan.outcome.horizon, plan.outcome
    found = []
    for target in plan.scenario.targets:
        if target.measure is not Measure.SERVICE_LEVEL:
            continue
        level = outcome.service_level(
            target.queue, target.formula, "interval", within_s=target.answered_within_s
        ).mean
        rows = [i for i, q in enumerate(outcome.queues.names) if target.queue in (None, q)]
        offered = outcome.tallies.offered[:, rows].sum(axis=1).mean(axis=0)
        late = np.nan_to_num((target.goal - level) * offered)
        for i in np.argsort(-late, kind="stable")[:count]:
            if late[i] > 0:
                moment = horizon.moment(float(horizon.interval_start_s[i]))
                found.append(
                    PoorInterval(
                        target.name,
                        f"{day_name(moment.date())} {moment:%H:%M}",
                        float(late[i]),
                        float(level[i]),
                        float(plan.coverage.required[i]),
                        float(plan.coverage.scheduled[i]),
                    )
                )
    return sorted(found, key=lambda p: -p.late)[:count]


def why(target: Target, result: TargetResult) -> str:
    """Why a target is met or not, in words."""
    if np.isnan(result.achieved):
        return "not met: nothing was offered"
    if result.met:
        return "met"
    if not target.reached_by(result.achieved):
        return "not met: the mean misses the goal"
    return "not met: reached too seldom"


def verdict_line(plan: Plan) -> str:
    """The verdict in a sentence."""
    count = len(plan.targets)
    missed = [t for t in plan.targets if not t.met]
    if not missed:
        return "The target is met." if count == 1 else f"All {count} targets are met."
    names = ", ".join(t.name for t in missed)
    if count == 1:
        return f"The target is not met: {names}."
    verb = "is" if len(missed) == 1 else "are"
    return f"{len(missed)} of {count} targets {verb} not met: {names}."


def how_often(result: TargetResult) -> str:
    """Share of the simulated periods that reach a goal, with its 95 % interval."""
    low, high = (100 * p for p in (result.probability_low, result.probability_high))
    return f"{result.probability:.0%} ({low:.0f} to {high:.0f}%)"


def misses(plan: Plan) -> list[str]:
    """For each missed target, how far it is from its goal."""
    sentences = []
    for target, result in zip(plan.scenario.targets, plan.targets, strict=True):
        if result.met or np.isnan(result.achieved):
            continue
        sentences.append(
            f"{target.describe()}: {show(target, result.achieved)} achieved against "
            f"{goal_text(target)}; reached in {how_often(result)} of the "
            f"simulated horizons, {target.probability:.0%} asked."
        )
    return sentences
