"""Answers to people's requests: a swap, a shift given away, a bid, a day off; and why not."""

from dataclasses import dataclass, field, replace
from datetime import date

from wfm.center.agent import TimeOff
from wfm.center.errors import UsageError
from wfm.center.roster import Roster, Shift, State
from wfm.center.scenario import Scenario
from wfm.center.values import format_clock
from wfm.schedule.check import check_agents, joint_violations, worse
from wfm.schedule.cost import cost_of
from wfm.schedule.coverage import coverage
from wfm.schedule.repair import Shortfall, shortages
from wfm.schedule.violation import Violation
from wfm.schedule.why import why
from wfm.staff.requirement import Requirement

FINAL = frozenset({State.HISTORY, State.LOCKED})
MOST_HOURS_OF_TIME_OFF = 12.0


@dataclass(frozen=True)
class Answer:
    """Yes or no, and everything behind it.

    Attributes
    ----------
    yes : bool
    reasons : tuple of str
        Why not; empty for a yes.
    roster : Roster
        As it would be.
    broken : tuple of Violation
        Rules and facts that would be broken and are not now.
    short : tuple of Shortfall
        Hours that would be short and are not now.
    cost_change : float
        Pay and the prices of under- and over-hours, against now.
    """

    yes: bool
    reasons: tuple[str, ...]
    roster: Roster = field(repr=False)
    broken: tuple[Violation, ...] = ()
    short: tuple[Shortfall, ...] = ()
    cost_change: float = 0.0

    @property
    def short_hours(self) -> float:
        """Agent-hours that would be short and are not now."""
        return sum(shortage.hours for shortage in self.short)


def can_swap(
    scenario: Scenario,
    requirement: Requirement,
    roster: Roster,
    a: str,
    b: str,
    day: date,
    *,
    max_short_hours: float = 0.0,
) -> Answer:
    """Whether two agents may trade what they work on a day; a shift against a day off too.

    Judged by the independent checker: whatever is broken already is no reason.

    Parameters
    ----------
    scenario : Scenario
    requirement : Requirement
    roster : Roster
    a, b : str
        Ids of the agents.
    day : date
    max_short_hours : float
        Agent-hours that may become short, as where the two have different skills.

    Raises
    ------
    UsageError
        If an agent is unknown, both are the same, or neither works on the day.
    """
    _known(scenario, a, b)
    if a == b:
        raise UsageError(f"'{a}' cannot swap with themselves; name two agents")
    traded = {a: b, b: a}
    moved = [s for s in roster.shifts if s.agent in traded and s.day == day]
    if not moved:
        raise UsageError(f"neither '{a}' nor '{b}' works on {day}: there is nothing to swap")
    after = _with(roster, moved, [replace(s, agent=traded[s.agent]) for s in moved])
    return _judged(scenario, scenario, requirement, roster, after, moved, max_short_hours)


def can_give(
    scenario: Scenario,
    requirement: Requirement,
    roster: Roster,
    giver: str,
    taker: str,
    day: date,
    *,
    max_short_hours: float = 0.0,
) -> Answer:
    """Whether an agent may give their shift of a day to another; see `can_swap`.

    Raises
    ------
    UsageError
        If an agent is unknown, both are the same, or the giver does not work on the day.
    """
    _known(scenario, giver, taker)
    if giver == taker:
        raise UsageError(f"'{giver}' cannot give a shift to themselves; name two agents")
    moved = [s for s in roster.shifts if s.agent == giver and s.day == day]
    if not moved:
        raise UsageError(f"'{giver}' does not work on {day}: there is nothing to give away")
    after = _with(roster, moved, [replace(s, agent=taker) for s in moved])
    return _judged(scenario, scenario, requirement, roster, after, moved, max_short_hours)


def can_bid(
    scenario: Scenario,
    requirement: Requirement,
    roster: Roster,
    agent: str,
    day: date,
    template: str,
    start_min: int | None = None,
    *,
    max_short_hours: float = 0.0,
) -> Answer:
    """Whether an agent may have a shift of their choice on a day, in place of what they have.

    Where the start is open, the one that costs least is taken; breaks are placed where they cost
    least.

    Parameters
    ----------
    scenario : Scenario
    requirement : Requirement
    roster : Roster
    agent : str
    day : date
    template : str
        Shift template that the agent bids for.
    start_min : int, optional
        Start by the clock, minutes after midnight.
    max_short_hours : float

    Raises
    ------
    UsageError
        If the agent or the day is not in the plan, the contract has no such shift that day, or the
        agent's tour breaks a rule already.
    """
    offered = [
        alternative
        for alternative in why(scenario, requirement, roster, agent, day).alternatives
        if (shift := alternative.shift) is not None
        and shift.template == template
        and start_min in (None, _clock_min(scenario, shift))
    ]
    if not offered:
        at = "" if start_min is None else f" at {format_clock(start_min)}"
        raise UsageError(
            f"the contract of '{agent}' has no shift '{template}'{at} on {day:%a %d %b}, or the "
            "agent is off or not employed then"
        )
    best = min(offered, key=lambda a: (bool(a.broken), a.change.total)).shift
    old = [s for s in roster.shifts if s.agent == agent and s.day == day]
    after = _with(roster, old, [] if best is None else [best])
    return _judged(scenario, scenario, requirement, roster, after, old, max_short_hours)


def _clock_min(scenario: Scenario, shift: Shift) -> int:
    moment = scenario.horizon.moment(shift.start_s)
    return (moment.date() - shift.day).days * 1440 + moment.hour * 60 + moment.minute


def can_have_off(
    scenario: Scenario,
    requirement: Requirement,
    roster: Roster,
    agent: str,
    day: date,
    *,
    paid: bool = True,
    max_short_hours: float = 0.0,
) -> Answer:
    """Whether an agent may have a day off without anybody else's shift being changed.

    Parameters
    ----------
    scenario : Scenario
    requirement : Requirement
    roster : Roster
    agent : str
    day : date
    paid : bool
        Whether the hours of the lost shift count towards the week, as for holidays.
    max_short_hours : float
        Agent-hours that may become short.

    Raises
    ------
    UsageError
        If the agent is unknown, or does not work on the day.
    """
    _known(scenario, agent)
    lost = [s for s in roster.shifts if s.agent == agent and s.day == day]
    if not lost:
        raise UsageError(f"'{agent}' does not work on {day} as it is")
    hours = sum(s.paid_minutes for s in lost) / 60 if paid else 0.0
    off = TimeOff(
        agent=agent,
        first_day=day,
        last_day=day,
        reason="request",
        paid_hours_per_day=min(hours, MOST_HOURS_OF_TIME_OFF),
    )
    then = scenario.model_copy(update={"time_off": (*scenario.time_off, off)})
    after = _with(roster, lost, [])
    return _judged(scenario, then, requirement, roster, after, lost, max_short_hours)


def _judged(
    now: Scenario,
    then: Scenario,
    requirement: Requirement,
    before: Roster,
    after: Roster,
    touched: list[Shift],
    max_short_hours: float,
) -> Answer:
    agents = {s.agent for s in after.shifts if s not in set(before.shifts)}
    agents |= {s.agent for s in touched}
    old = {str(violation) for violation in check_agents(now, before, agents)}
    broken = tuple(v for v in check_agents(then, after, agents) if str(v) not in old)
    together = worse(joint_violations(then, after), joint_violations(now, before))
    broken += tuple(v for v in together if v.cost is None)
    was, will = coverage(now, requirement, before), coverage(then, requirement, after)
    short = shortages(will, was)
    hours = sum(shortage.hours for shortage in short)
    cost = cost_of(then, after, will) - cost_of(now, before, was)
    reasons = [
        f"the shift of '{s.agent}' on {s.day:%a %d %b} is {s.state.value}"
        for s in touched
        if s.state in FINAL
    ]
    reasons += [str(violation) for violation in broken]
    if hours > max_short_hours + 1e-9:
        moment = before.horizon.moment
        when = ", ".join(
            f"{s.group} {moment(s.start_s):%a %d %b %H:%M}-{moment(s.end_s):%H:%M}"
            for s in short[:4]
        )
        price = hours * now.prices.under_cost_per_hour
        reasons.append(
            f"{hours:.3g} agent-hours would be short ({when}{', ...' if len(short) > 4 else ''}), "
            f"at a price of {price:,.0f}"
        )
    return Answer(not reasons, tuple(reasons), after, broken, short, cost)


def _with(roster: Roster, gone: list[Shift], new: list[Shift]) -> Roster:
    kept = tuple(s for s in roster.shifts if s not in gone)
    return Roster(roster.horizon, (*kept, *(replace(s, version=s.version + 1) for s in new)))


def _known(scenario: Scenario, *agents: str) -> None:
    known = {agent.id for agent in scenario.agents}
    for agent in agents:
        if agent not in known:
            raise UsageError(f"no agent '{agent}'; the scenario has no agent of that id")
