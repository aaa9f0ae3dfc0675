"""Rule `complete_weekends`: Saturday and Sunday worked together or not at all."""

from typing import ClassVar

from pydantic import Field

from wfm.schedule.automaton import Automaton, Label, Over, State, explore
from wfm.schedule.employment import Employment
from wfm.schedule.options import Options
from wfm.schedule.rules.rule import Rule
from wfm.schedule.tour import Tour
from wfm.schedule.violation import Violation

_SATURDAY, _SUNDAY = 5, 6


class CompleteWeekends(Rule):
    """Both days of a weekend are worked or neither.

    Judged where both days lie in the horizon and the agent could work on both.
    """

    name: ClassVar[str] = "complete_weekends"
    unit: ClassVar[str] = "weekend"
    weaker_by: ClassVar[dict[str, float]] = {"exceptions": 1}
    depends_on_time_off: ClassVar[bool] = True

    exceptions: int = Field(0, ge=0, le=60, description="Weekends of the horizon that may be half.")

    def check(self, tour: Tour) -> list[Violation]:
        """Every half weekend above the exceptions, on its Saturday."""
        worked = set(tour.worked_days())
        half = [
            saturday
            for saturday in _saturdays(tour.employment)
            if (saturday in worked) != (saturday + 1 in worked)
        ]
        message = "only one day of the weekend is worked"
        other = {day: day + 1 if day in worked else day for day in half}
        return [
            # Where some may be half, making any of them whole leaves room for this one.
            self.violation(
                tour, day, message, 1.0, tuple(other.values()) if self.exceptions else (other[day],)
            )
            for day in half[self.exceptions :]
        ]

    def automaton(self, options: Options, employment: Employment) -> Automaton:
        """Half weekends so far, and whether this Saturday is worked."""
        saturdays = frozenset(_saturdays(employment))

        def step(day: int, label: Label | None, state: State) -> State | Over:
            half, saturday = state
            works = label is not None
            if day in saturdays:
                return half, works
            if day - 1 not in saturdays or saturday == works:
                return half, False
            if half == self.exceptions:
                return Over((half, False), 1)
            return half + 1, False

        return explore(options, lambda _day, _option: True, (0, False), step, price=self.price)

    def sentence(self) -> str:
        """The rule in one sentence."""
        but = f", but for {self.exceptions} of them" if self.exceptions else ""
        return f"Both days of a weekend are worked or neither{but}."


def _saturdays(employment: Employment) -> list[int]:
    """Saturdays of weekends that could be worked whole."""
    first = employment.horizon.start.weekday()
    return [
        day
        for day in range(employment.horizon.days - 1)
        if (first + day) % 7 == _SATURDAY
        and employment.may_work(day)
        and employment.may_work(day + 1)
        and {_SATURDAY, _SUNDAY} <= employment.shift_weekdays
    ]
