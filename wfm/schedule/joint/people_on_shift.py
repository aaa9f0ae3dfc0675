"""Joint rule `people_on_shift`: how many people work a shift each day."""

from collections.abc import Iterator
from typing import ClassVar

import numpy as np
from pydantic import Field, field_validator, model_validator

from wfm.center.roster import Roster
from wfm.center.scenario import Scenario
from wfm.center.values import Name, parse_weekdays
from wfm.schedule.joint.joint_rule import JointRule
from wfm.schedule.joint.terms import ShiftTerm
from wfm.schedule.violation import Violation

_MOST = 100_000


class PeopleOnShift(JointRule):
    """Fewest and most people who work a shift on each day on which it may begin."""

    name: ClassVar[str] = "people_on_shift"
    unit: ClassVar[str] = "person"

    shift: Name = Field(description="Shift template.")
    min: int = Field(0, ge=0, le=_MOST, description="Fewest people a day.")
    max: int = Field(_MOST, ge=0, le=_MOST, description="Most people a day.")
    days: str = Field("all", description="Weekdays on which it holds, such as mon-fri.")

    @field_validator("days")
    @classmethod
    def _weekdays(cls, days: str) -> str:
        parse_weekdays(days)
        return days

    @model_validator(mode="after")
    def _ordered(self) -> "PeopleOnShift":
        if self.min > self.max:
            raise ValueError(f"min ({self.min}) is above max ({self.max})")
        return self

    def check(self, scenario: Scenario, roster: Roster) -> list[Violation]:
        """Days with too few or too many people on the shift."""
        counts: dict[object, int] = {}
        for shift in self._shifts(scenario, roster):
            if shift.template == self.shift:
                counts[shift.day] = counts.get(shift.day, 0) + 1
        found = []
        for index, day in enumerate(scenario.horizon.dates):
            count = counts.get(day, 0)
            if day.weekday() not in self._weekdays_of(scenario) or self.min <= count <= self.max:
                continue
            people = "1 person" if count == 1 else f"{count or 'no'} people"
            bound = f"at least {self.min} due" if count < self.min else f"at most {self.max}"
            outside = max(self.min - count, count - self.max)
            message = f"{people} on '{self.shift}', {bound}"
            lacks_work_on = (index,) if count < self.min else ()
            found.append(self.violation(day, message, outside, lacks_work_on))
        return found

    def terms(self, scenario: Scenario) -> Iterator[ShiftTerm]:
        """A count a day."""
        holds = np.array(
            [day.weekday() in self._weekdays_of(scenario) for day in scenario.horizon.dates]
        )
        least = np.where(holds, self.min, 0).astype(np.int64)
        most = np.where(holds, self.max, _MOST).astype(np.int64)
        yield ShiftTerm(self.members(scenario), self.shift, least, most, self.unit_price)

    def problems(self, scenario: Scenario) -> Iterator[tuple[str, str]]:
        """An unknown shift, or one that too few people may be given."""
        names = [shift.name for shift in scenario.shifts]
        if self.shift not in names:
            yield "shift", f"unknown shift '{self.shift}'; there are {', '.join(sorted(names))}"
            return
        able = sum(
            self.shift in scenario.contract_of(agent).shifts
            for agent, is_member in zip(scenario.agents, self.members(scenario), strict=True)
            if is_member
        )
        if able < self.min:
            yield (
                "min",
                f"{self.min} people a day are due on '{self.shift}', and the contracts of only "
                f"{able} have it",
            )

    def _weekdays_of(self, scenario: Scenario) -> frozenset[int]:
        return frozenset(parse_weekdays(self.days)) & frozenset(scenario.shift(self.shift).weekdays)

    def sentence(self) -> str:
        """The rule in one sentence."""
        who = f" of {self.whose}" if self.whose else ""
        if self.max == _MOST:
            count = f"At least {self.min}"
        elif self.min == self.max:
            count = f"Exactly {self.min}"
        else:
            count = f"From {self.min} to {self.max}" if self.min else f"At most {self.max}"
        when = "" if self.days == "all" else f" ({self.days})"
        return f"{count} people{who} a day{when} on '{self.shift}'."
