"""Mend a roster with the fewest changes after an absence or a change of demand."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

import numpy as np

from wfm.center.agent import TimeOff
from wfm.center.errors import UsageError
from wfm.center.horizon import Horizon
from wfm.center.roster import Roster, Shift, State
from wfm.center.scenario import Scenario
from wfm.schedule.check import check_agents, joint_violations, worse
from wfm.schedule.cost import cost_of_people
from wfm.schedule.coverage import Coverage, coverage
from wfm.schedule.diff import RosterDiff, diff
from wfm.schedule.kept import KEPT_STATES, Kept
from wfm.schedule.violation import Violation
from wfm.staff.requirement import Requirement

SHORT = 1e-6
WORTH_A_CHANGE_H = 1 / 6
MOST_HOURS_OF_TIME_OFF = 12.0


class Absence(NamedTuple):
    """Days on which an agent cannot work, both included."""

    agent: str
    first_day: date
    last_day: date


class Shortfall(NamedTuple):
    """Agents missing in one stretch of time beyond those missing before.

    Attributes
    ----------
    group : str
        Planning group.
    start_s, end_s : int
        Elapsed seconds from the horizon's start.
    agents : float
        Most agents missing in it.
    hours : float
        Agent-hours missing in it.
    """

    group: str
    start_s: int
    end_s: int
    agents: float
    hours: float


@dataclass(frozen=True)
class Repair:
    """A mended roster, what was changed, and what is still short.

    Attributes
    ----------
    roster : Roster
        With the absence and the changes.
    scenario : Scenario
        The given one with the absences as time off.
    absences : tuple of Absence
    lost : tuple of Shift
        What the absences take from the given roster.
    changes : RosterDiff
        From the given roster without what is lost.
    opened_hours : float
        Agent-hours that the absence opened, or that were short before any change.
    still_short : tuple of Shortfall
        What of this the changes do not mend.
    cost_change : float
        Cost of the mended roster less that of the given one: pay, under and over.
    violations : tuple of Violation
        What the absent, and those who were changed, break in the mended roster; only the absent
        ever do. And what is broken of joint rules since the absence, where nobody can mend it.
    """

    roster: Roster
    scenario: Scenario = field(repr=False)
    absences: tuple[Absence, ...]
    lost: tuple[Shift, ...] = field(repr=False)
    changes: RosterDiff
    opened_hours: float
    still_short: tuple[Shortfall, ...]
    cost_change: float
    violations: tuple[Violation, ...]

    @property
    def short_hours(self) -> float:
        """Agent-hours that are still short."""
        return sum(shortage.hours for shortage in self.still_short)

    @property
    def lost_paid_hours(self) -> float:
        """Paid hours of the shifts that the absences take."""
        return sum(shift.paid_minutes for shift in self.lost) / 60

    def describe(self, shortage: Shortfall) -> str:
        """A shortage in words, on the center's clock."""
        moment = self.roster.horizon.moment
        start, end = moment(shortage.start_s), moment(shortage.end_s)
        return (
            f"{shortage.group}: {shortage.agents:.2g} missing {start:%a %d %b %H:%M}-{end:%H:%M} "
            f"({shortage.hours:.3g} agent-hours)"
        )


def repair(
    scenario: Scenario,
    requirement: Requirement,
    roster: Roster,
    *,
    absences: Iterable[Absence] = (),
    mend_everything: bool = False,
    movable: Iterable[State] = (State.DRAFT,),
    price_per_change: float | None = None,
    max_agents: int = 4,
    seed: int = 1,
) -> Repair:
    """Find the few changes of other people's shifts that mend a roster best.

    A neighbourhood search with the per-person dynamic program of the scheduler, in which every
    changed shift has a price: first the one person whose change helps most, again and again, then
    two or three people at once; what does not mend anything is taken back.

    Parameters
    ----------
    scenario : Scenario
    requirement : Requirement
        Its `required_gross` is to be covered.
    roster : Roster
        As it is now. Days up to its last history entry are over.
    absences : iterable of Absence
    mend_everything : bool
        Mend all that is short, as after a change of demand, not only what the absences open.
    movable : iterable of State
        States of entries that may be changed; published ones only when asked for.
    price_per_change : float, optional
        What a changed shift must save at least; by default ten minutes of an agent short.
        Breaks that move inside a shift cost a quarter of it.
    max_agents : int
        Most people whose shifts are changed, beside the absent.
    seed : int
        Equal calls give equal rosters.

    Raises
    ------
    DataError
        If the work rules of a contract are wrong.
    UsageError
        If an absent agent is unknown, or a day lies outside the horizon.
    """
    from wfm.schedule.few_changes import few_changes

    absences = tuple(absences)
    _judge(scenario, roster, absences)
    off = [_time_off(roster, absence) for absence in absences]
    after = scenario.model_copy(update={"time_off": (*scenario.time_off, *off)})
    lost = tuple(s for s in roster.shifts if any(_covers(a, s.agent, s.day) for a in absences))
    left = Roster(roster.horizon, tuple(s for s in roster.shifts if s not in lost))
    fixed = (KEPT_STATES | {State.DRAFT}) - frozenset(movable)
    kept = Kept(Kept.of(left, fixed).shifts, Kept.of(left).first_open_day)
    price = (
        WORTH_A_CHANGE_H * scenario.prices.under_cost_per_hour
        if price_per_change is None
        else price_per_change
    )
    mended = few_changes(
        after,
        requirement,
        roster,
        left,
        kept,
        absent=frozenset(absence.agent for absence in absences),
        days=_window(roster.horizon, absences, kept),
        mend_everything=mend_everything,
        price=price,
        max_agents=max_agents,
        seed=seed,
    )
    changes = diff(left, mended)
    touched = frozenset(changes.agents) | {absence.agent for absence in absences}
    broken = check_agents(after, mended, touched)
    joint_old, joint_new = joint_violations(after, roster), joint_violations(after, mended)
    broken += tuple(v for v in worse(joint_new, joint_old) if v.cost is None)
    old, cover, new = (coverage(after, requirement, r) for r in (roster, left, mended))
    before = None if mend_everything else old
    return Repair(
        mended,
        after,
        absences,
        lost,
        changes,
        sum(shortage.hours for shortage in shortages(cover, before)),
        shortages(new, before),
        cost_of_people(after, mended, new, touched, joint_new)
        - cost_of_people(after, roster, old, touched, joint_old),
        broken,
    )


def shortages(now: Coverage, before: Coverage | None = None) -> tuple[Shortfall, ...]:
    """Stretches of time in which agents are missing, beyond those missing before.

    Parameters
    ----------
    now : Coverage
    before : Coverage, optional
        What it was short of is not told; by default all that is missing is.
    """
    found = []
    interval_s = now.horizon.interval_s
    for g, group in enumerate(now.groups):
        missing = group.under - (before.groups[g].under if before is not None else 0.0)
        inside = np.r_[False, missing > SHORT, False].astype(np.int8)
        for first, last in zip(
            np.flatnonzero(np.diff(inside) > 0), np.flatnonzero(np.diff(inside) < 0), strict=True
        ):
            stretch = missing[first:last]
            hours = float(stretch.sum()) * interval_s / 3600
            start_s, end_s = int(first) * interval_s, int(last) * interval_s
            found.append(Shortfall(group.name, start_s, end_s, float(stretch.max()), hours))
    return tuple(sorted(found, key=lambda shortage: (shortage.start_s, shortage.group)))


def _judge(scenario: Scenario, roster: Roster, absences: Sequence[Absence]) -> None:
    known = {agent.id for agent in scenario.agents}
    horizon = scenario.horizon
    if roster.horizon != horizon:
        raise UsageError(f"the roster is of {roster.horizon!r}, the scenario of {horizon!r}")
    for absence in absences:
        if absence.agent not in known:
            raise UsageError(f"no agent '{absence.agent}'; the scenario has no agent of that id")
        if absence.last_day < absence.first_day:
            raise UsageError(f"the absence of '{absence.agent}' ends before it begins")
        if absence.last_day < horizon.start or absence.first_day > horizon.dates[-1]:
            raise UsageError(
                f"the absence of '{absence.agent}' lies outside the plan, {horizon.start} to "
                f"{horizon.dates[-1]}"
            )


def _time_off(roster: Roster, absence: Absence) -> TimeOff:
    """The absence as time off that counts the hours lost, spread over its days."""
    minutes = sum(
        s.paid_minutes
        for s in roster.by_agent.get(absence.agent, ())
        if _covers(absence, s.agent, s.day)
    )
    days = (absence.last_day - absence.first_day).days + 1
    return TimeOff(
        agent=absence.agent,
        first_day=absence.first_day,
        last_day=absence.last_day,
        reason="absence",
        paid_hours_per_day=min(minutes / 60 / days, MOST_HOURS_OF_TIME_OFF),
    )


def _covers(absence: Absence, agent: str, day: date) -> bool:
    return agent == absence.agent and absence.first_day <= day <= absence.last_day


def _window(horizon: Horizon, absences: Sequence[Absence], kept: Kept) -> tuple[int, int]:
    """First and last day that may change: the calendar weeks of the absences, or all days."""
    start = horizon.start.toordinal()
    if not absences:
        return kept.first_open_day, horizon.days - 1
    first = min(a.first_day for a in absences)
    last = max(a.last_day for a in absences)
    monday = first.toordinal() - first.weekday() - start
    sunday = last.toordinal() + 6 - last.weekday() - start
    return max(monday, kept.first_open_day), min(sunday, horizon.days - 1)
