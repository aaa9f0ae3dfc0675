"""Rule `total_weekends`: worked weekends of the whole horizon."""

from typing import ClassVar

from pydantic import Field

from wfm.schedule.automaton import Automaton, Counted, Label, State, explore
from wfm.schedule.employment import Employment
from wfm.schedule.options import Options
from wfm.schedule.rules.rule import Rule
from wfm.schedule.tour import Tour
from wfm.schedule.violation import Violation

_SATURDAY, _SUNDAY = 5, 6


class TotalWeekends(Rule):
    """Most weekends of the horizon on whose Saturday or Sunday a shift begins."""

    name: ClassVar[str] = "total_weekends"
    unit: ClassVar[str] = "weekend"
    weaker_by: ClassVar[dict[str, float]] = {"max": 1}

    max: int = Field(ge=0, le=60, description="Most worked weekends.")

    def check(self, tour: Tour) -> list[Violation]:
        """Every worked weekend above the limit, on its last day in the horizon."""
        worked = [
            week
            for week in tour.employment.weeks
            if any(shift.day.weekday() >= _SATURDAY for shift in tour.shifts_within(week.days))
        ]
        return [
            self.violation(
                tour, week.last, f"worked weekend {i}, at most {self.max} in all are allowed"
            )
            for i, week in enumerate(worked, 1)
            if i > self.max
        ]

    def automaton(self, options: Options, employment: Employment) -> Automaton:
        """Whether the weekend under way is counted already."""
        del employment
        weekday = [day.weekday() for day in options.horizon.dates]

        def step(day: int, label: Label | None, state: State) -> State:
            if weekday[day] == _SATURDAY:
                return label is not None
            return False if weekday[day] == _SUNDAY else state

        def one(day: int, label: Label | None, state: State) -> int:
            return int(weekday[day] >= _SATURDAY and label is not None and not state)

        return explore(
            options, lambda _day, _option: True, False, step, Counted(one, 0, self.max, self.price)
        )

    def sentence(self) -> str:
        """The rule in one sentence."""
        return f"At most {self.max} worked weekends in all."
