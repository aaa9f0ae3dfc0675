"""Rule `max_weekends`: weekends with work."""

from collections.abc import Hashable, Iterable
from datetime import date
from typing import ClassVar

from pydantic import Field, model_validator

from wfm.schedule.automaton import Automaton, Label, Over, State, explore
from wfm.schedule.employment import Employment
from wfm.schedule.options import Options
from wfm.schedule.rules.rule import Rule
from wfm.schedule.tour import Tour
from wfm.schedule.violation import Violation

_SATURDAY, _SUNDAY = 5, 6


class MaxWeekends(Rule):
    """Most worked weekends among any weekends in a row.

    A weekend is worked when a shift begins on its Saturday or Sunday.
    """

    name: ClassVar[str] = "max_weekends"
    unit: ClassVar[str] = "weekend"
    remembers: ClassVar[bool] = True
    weaker_by: ClassVar[dict[str, float]] = {"weekends": 1}

    weekends: int = Field(ge=0, le=8, description="Most worked weekends ...")
    of: int = Field(4, ge=1, le=8, description="... among so many in a row.")

    @model_validator(mode="after")
    def _ordered(self) -> "MaxWeekends":
        if self.weekends > self.of:
            raise ValueError(f"weekends ({self.weekends}) is above of ({self.of})")
        return self

    def check(self, tour: Tour) -> list[Violation]:
        """Windows of weekends with too many worked; each extra weekend is told once."""
        found = []
        start = tour.employment.horizon.start
        past = _weekends(shift.day for shift in tour.shifts if shift.day < start)
        now = _weekends(shift.day for shift in tour.shifts if shift.day >= start)
        for week in tour.employment.weeks:
            monday = week.monday.toordinal()
            if monday not in now or monday in past:
                continue
            count = sum(monday - 7 * k in past | now for k in range(self.of))
            if count > self.weekends:
                message = (
                    f"{count} worked weekends in {self.of} in a row, "
                    f"at most {self.weekends} are allowed"
                )
                found.append(self.violation(tour, week.last, message))
        return found

    def seen_of_past(self, employment: Employment) -> Hashable:
        """Weekends with a shift."""
        return frozenset(_weekends(shift.day for shift in employment.past))

    def automaton(self, options: Options, employment: Employment) -> Automaton:
        """Which of the last weekends were worked, and whether this one is."""
        weekday = [day.weekday() for day in options.horizon.dates]

        def step(day: int, label: Label | None, state: State) -> State | Over:
            past, now = state
            is_over = False
            if weekday[day] >= _SATURDAY:
                begins = label is not None and not now
                now = now or begins
                is_over = begins and sum(past) + 1 > self.weekends
            if weekday[day] == _SUNDAY:
                past, now = (*past, now)[1:], False
            return Over((past, now), 1) if is_over else (past, now)

        worked = _weekends(shift.day for shift in employment.past)
        first = options.horizon.start
        monday = first.toordinal() - first.weekday()
        before = tuple(monday - 7 * k in worked for k in range(self.of - 1, 0, -1))
        start = (before, monday in worked)
        return explore(options, lambda _day, _option: True, start, step, price=self.price)

    def sentence(self) -> str:
        """The rule in one sentence."""
        return f"At most {self.weekends} worked weekends in any {self.of} in a row."


def _weekends(days: Iterable[date]) -> frozenset[int]:
    """Weekends of some days, by the number of their Monday."""
    return frozenset(day.toordinal() - day.weekday() for day in days if day.weekday() >= _SATURDAY)
