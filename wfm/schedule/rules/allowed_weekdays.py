"""Rule `allowed_weekdays`: weekdays on which a shift may begin."""

from typing import ClassVar

from pydantic import Field, field_validator

from wfm.center.values import parse_weekdays
from wfm.schedule.automaton import Automaton, only
from wfm.schedule.employment import Employment
from wfm.schedule.options import Options
from wfm.schedule.rules.rule import Rule
from wfm.schedule.tour import Tour
from wfm.schedule.violation import Violation

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


class AllowedWeekdays(Rule):
    """Weekdays on which shifts may begin, beside those of the shift templates."""

    name: ClassVar[str] = "allowed_weekdays"
    unit: ClassVar[str] = "shift"
    weaker_by: ClassVar[dict[str, float]] = {}

    days: str = Field(description="Weekdays such as mon-fri or mon,wed.")

    @field_validator("days")
    @classmethod
    def _readable(cls, days: str) -> str:
        parse_weekdays(days)
        return days

    def check(self, tour: Tour) -> list[Violation]:
        """Shifts on other weekdays."""
        allowed = parse_weekdays(self.days)
        return [
            self.violation(
                tour,
                tour.day_index(shift),
                f"begins on a {_DAYS[shift.day.weekday()]}, allowed is {self.days}",
            )
            for shift in tour.shifts
            if shift.day.weekday() not in allowed
        ]

    def automaton(self, options: Options, employment: Employment) -> Automaton:
        """Nothing to remember: shifts of other days break the rule."""
        del employment
        first, weekdays = options.horizon.start.weekday(), frozenset(parse_weekdays(self.days))
        return only(
            options, lambda day, _option: float((first + day) % 7 not in weekdays), self.price
        )

    def sentence(self) -> str:
        """The rule in one sentence."""
        return f"Shifts begin on {self.days} only."
