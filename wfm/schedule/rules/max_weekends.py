"""Rule `max_weekends`: weekends with work."""

from typing import ClassVar

from pydantic import Field, model_validator

from wfm.schedule.automaton import Automaton, Label, Over, State, explore
from wfm.schedule.employment import Employment
from wfm.schedule.options import Options
from wfm.schedule.rules.rule import Rule
from wfm.schedule.tour import Tour
from wfm.schedule.violation import Violation

_SUNDAY = 6


class MaxWeekends(Rule):
    """Most worked weekends among any weekends in a row.

    A weekend is worked when a shift begins on its Saturday or Sunday.
    """

    name: ClassVar[str] = "max_weekends"
    unit: ClassVar[str] = "weekend"
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
        weeks = [w for w in tour.employment.weeks if w.monday.toordinal() + 5 <= self._last(tour)]
        worked = [
            any(shift.day.weekday() >= 5 for shift in tour.shifts_within(week.days))
            for week in weeks
        ]
        for i, week in enumerate(weeks):
            window = worked[max(0, i - self.of + 1) : i + 1]
            if worked[i] and sum(window) > self.weekends:
                found.append(
                    self.violation(
                        tour,
                        week.last,
                        f"{sum(window)} worked weekends in {len(window)} in a row, "
                        f"at most {self.weekends} in {self.of} are allowed",
                    )
                )
        return found

    @staticmethod
    def _last(tour: Tour) -> int:
        return tour.employment.horizon.dates[-1].toordinal()

    def automaton(self, options: Options, employment: Employment) -> Automaton:
        """Which of the last weekends were worked, and whether this one is."""
        del employment
        weekday = [day.weekday() for day in options.horizon.dates]

        def step(day: int, label: Label | None, state: State) -> State | Over:
            past, now = state
            is_over = False
            if weekday[day] >= 5:
                begins = label is not None and not now
                now = now or begins
                is_over = begins and sum(past) + 1 > self.weekends
            if weekday[day] == _SUNDAY:
                past, now = (*past, now)[1:], False
            return Over((past, now), 1) if is_over else (past, now)

        start = ((False,) * (self.of - 1), False)
        return explore(options, lambda _day, _option: True, start, step, price=self.price)

    def sentence(self) -> str:
        """The rule in one sentence."""
        return f"At most {self.weekends} worked weekends in any {self.of} in a row."
