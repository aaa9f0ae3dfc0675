"""An agent's terms over one horizon: contract, shift templates, days of employment, time off."""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from operator import attrgetter

from wfm.center.agent import Agent
from wfm.center.contract import Contract
from wfm.center.horizon import Horizon
from wfm.center.past_shift import PastShift
from wfm.center.roster import Shift, Span, State
from wfm.center.scenario import Scenario
from wfm.center.shift import Activity, ShiftTemplate


@dataclass(frozen=True)
class Week:
    """The part of a calendar week, Monday to Sunday, that lies in the horizon.

    `first` and `last` are indices of days, both included.
    """

    first: int
    last: int
    monday: date

    @property
    def days(self) -> range:
        """Indices of its days in the horizon."""
        return range(self.first, self.last + 1)

    @property
    def is_whole(self) -> bool:
        """Whether all seven days lie in the horizon."""
        return self.last - self.first == 6


def weeks_of(horizon: Horizon) -> tuple[Week, ...]:
    """Calendar weeks of a horizon, in order."""
    weeks: list[Week] = []
    first = 0
    while first < horizon.days:
        weekday = (horizon.start + timedelta(days=first)).weekday()
        last = min(first + 6 - weekday, horizon.days - 1)
        weeks.append(Week(first, last, horizon.start + timedelta(days=first - weekday)))
        first = last + 1
    return tuple(weeks)


@dataclass(frozen=True)
class WeekBefore:
    """The days of the first calendar week that lie before the horizon, where they are known.

    Attributes
    ----------
    shift_days : int
        Days of employment on which the contract has shifts.
    unpaid_off : int
        Those of them with unpaid time off.
    working_days : int
        Days with a shift or with paid time off.
    paid_min : float
        Paid minutes, paid time off included.
    """

    shift_days: int
    unpaid_off: int
    working_days: int
    paid_min: float


@dataclass(frozen=True)
class Employment:
    """What binds one agent over the horizon.

    Attributes
    ----------
    agent : Agent
    contract : Contract
    templates : tuple of ShiftTemplate
        Those of the contract, in its order.
    horizon : Horizon
    employed : tuple of bool
        For each day of the horizon.
    time_off_hours : tuple of float or None
        For each day, None when there is no time off, otherwise the paid hours it counts for.
    past : tuple of Shift
        Shifts that began before the horizon, in order, as far as they are known.
    week_before : WeekBefore, optional
        What belongs to the first week although it lies before the horizon; none where the horizon
        begins on a Monday, or the past is not known back to one.
    """

    agent: Agent
    contract: Contract
    templates: tuple[ShiftTemplate, ...]
    horizon: Horizon
    employed: tuple[bool, ...]
    time_off_hours: tuple[float | None, ...]
    past: tuple[Shift, ...] = ()
    week_before: WeekBefore | None = None

    @classmethod
    def of(cls, scenario: Scenario, agent: Agent) -> "Employment":
        """Terms of an agent of the scenario."""
        contract = scenario.contract_of(agent)
        dates = scenario.horizon.dates
        hours: list[float | None] = [None] * len(dates)
        for time_off in scenario.time_off:
            if time_off.agent == agent.id:
                for i, day in enumerate(dates):
                    if time_off.first_day <= day <= time_off.last_day:
                        hours[i] = max(hours[i] or 0.0, time_off.paid_hours_per_day)
        return cls(
            agent,
            contract,
            tuple(scenario.shift(name) for name in contract.shifts),
            scenario.horizon,
            tuple(agent.employed_on(day) for day in dates),
            tuple(hours),
            _past_of(scenario, agent.id),
            _week_before(scenario, agent, contract),
        )

    def may_work(self, day: int) -> bool:
        """Whether the agent is employed and not on time off on a day."""
        return self.employed[day] and self.time_off_hours[day] is None

    @cached_property
    def days_before(self) -> tuple[int, ...]:
        """Days on which shifts of the past began, in order; the day before the horizon is -1."""
        start = self.horizon.start.toordinal()
        return tuple(shift.day.toordinal() - start for shift in self.past)

    def run_before(self) -> int:
        """Working days in a row up to the day before the horizon."""
        worked, run = set(self.days_before), 0
        while -run - 1 in worked:
            run += 1
        return run

    @property
    def shift_of_yesterday(self) -> Shift | None:
        """Shift that began on the day before the horizon."""
        return self.past[-1] if self.past and self.days_before[-1] == -1 else None

    @cached_property
    def weeks(self) -> tuple[Week, ...]:
        """Calendar weeks of the horizon."""
        return weeks_of(self.horizon)

    @cached_property
    def shift_weekdays(self) -> frozenset[int]:
        """Weekdays on which some shift of the contract may start."""
        return frozenset(day for template in self.templates for day in template.weekdays)

    def shift_days(self, week: Week) -> tuple[int, ...]:
        """Days of a week in the horizon on which some shift of the contract may start."""
        return tuple(
            day
            for day in week.days
            if (self.horizon.start.toordinal() + day - 1) % 7 in self.shift_weekdays
        )

    @property
    def terms(self) -> tuple[object, ...]:
        """What two agents share when the same tours are open to them."""
        past = tuple((shift.day, shift.template, shift.spans) for shift in self.past)
        return self.contract.name, self.employed, self.time_off_hours, past, self.week_before


def _week_before(scenario: Scenario, agent: Agent, contract: Contract) -> WeekBefore | None:
    """What an agent did in the first calendar week before the horizon began.

    The past tells of a week when it reaches back to its Monday for anybody; whoever has no entry
    on a day was off then, but of somebody without any entry nothing is known.
    """
    start = scenario.horizon.start
    monday = start - timedelta(days=start.weekday())
    entries = {entry.day: entry for entry in _entries_of(scenario, agent.id)}
    known = any(entry.day <= monday for entry in scenario.before)
    if monday == start or not entries or not known:
        return None
    templates = {name: scenario.shift(name) for name in contract.shifts}
    weekdays = frozenset(day for template in templates.values() for day in template.weekdays)
    shift_days = unpaid_off = working_days = 0
    paid_min = 0.0
    for back in range(start.weekday()):
        day = monday + timedelta(days=back)
        off = [t for t in scenario.time_off if t.agent == agent.id]
        off_hours = [t.paid_hours_per_day for t in off if t.first_day <= day <= t.last_day]
        if day.weekday() in weekdays and agent.employed_on(day):
            shift_days += 1
            unpaid_off += bool(off_hours) and max(off_hours) == 0 and day not in entries
        if day in entries:
            paid_min += _paid_min(entries[day], templates.get(entries[day].shift))
            working_days += 1
        elif off_hours and max(off_hours) > 0 and day.weekday() in weekdays:
            paid_min += 60 * max(off_hours)
            working_days += 1
    return WeekBefore(shift_days, unpaid_off, working_days, paid_min)


def _paid_min(entry: PastShift, template: ShiftTemplate | None) -> float:
    known = entry.known_paid_minutes()
    if known is not None:
        return known
    minutes = (entry.end - entry.start).total_seconds() / 60
    as_planned = template is not None and template.length_minutes == minutes
    return template.paid_minutes if template is not None and as_planned else minutes


def _entries_of(scenario: Scenario, agent: str) -> tuple[PastShift, ...]:
    """What is known of an agent before the horizon, day by day."""
    before = scenario.before
    first = bisect_left(before, agent, key=attrgetter("agent"))
    last = bisect_right(before, agent, key=attrgetter("agent"))
    return before[first:last]


def _past_of(scenario: Scenario, agent: str) -> tuple[Shift, ...]:
    """Shifts of an agent before the horizon, each as one span from its start to its end."""
    horizon = scenario.horizon
    shifts = []
    for entry in _entries_of(scenario, agent):
        if entry.day < horizon.start:
            start, end = (
                horizon.second_of_moment(m if m.tzinfo else m.replace(tzinfo=horizon.zone))
                for m in (entry.start, entry.end)
            )
            spans = (Span(Activity.ON_QUEUE, start, end),)
            shifts.append(Shift(agent, entry.day, entry.shift, spans, State.HISTORY))
    return tuple(shifts)
