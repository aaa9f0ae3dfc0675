"""An agent's terms over one horizon: contract, shift templates, days of employment, time off."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from wfm.center.agent import Agent
from wfm.center.contract import Contract
from wfm.center.horizon import Horizon
from wfm.center.scenario import Scenario
from wfm.center.shift import ShiftTemplate


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
    """

    agent: Agent
    contract: Contract
    templates: tuple[ShiftTemplate, ...]
    horizon: Horizon
    employed: tuple[bool, ...]
    time_off_hours: tuple[float | None, ...]

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
        )

    def may_work(self, day: int) -> bool:
        """Whether the agent is employed and not on time off on a day."""
        return self.employed[day] and self.time_off_hours[day] is None

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
    def terms(self) -> tuple[str, tuple[bool, ...], tuple[float | None, ...]]:
        """What two agents share when the same tours are open to them."""
        return self.contract.name, self.employed, self.time_off_hours
