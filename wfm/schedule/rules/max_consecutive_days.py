"""Rule `max_consecutive_days`: working days in a row."""

from collections.abc import Hashable
from typing import ClassVar

from pydantic import Field

from wfm.schedule.automaton import Automaton, Label, Over, State, explore
from wfm.schedule.employment import Employment
from wfm.schedule.options import Options
from wfm.schedule.rules.rule import Rule
from wfm.schedule.tour import Tour
from wfm.schedule.violation import Violation


class MaxConsecutiveDays(Rule):
    """Most days in a row on which a shift begins, with those just before the horizon."""

    name: ClassVar[str] = "max_consecutive_days"
    unit: ClassVar[str] = "day"
    remembers: ClassVar[bool] = True
    weaker_by: ClassVar[dict[str, float]] = {"days": 1}

    days: int = Field(ge=1, le=31, description="Most working days in a row.")

    def check(self, tour: Tour) -> list[Violation]:
        """Runs of working days that are too long, one violation each."""
        found = []
        worked = tour.worked_days()
        run_start = 0
        for i, day in enumerate(worked):
            if i and day != worked[i - 1] + 1:
                run_start = i
            run_ends = i + 1 == len(worked) or worked[i + 1] != day + 1
            length = i - run_start + 1
            if run_ends and length > self.days:
                message = f"{length} working days in a row, at most {self.days} are allowed"
                # Days before the horizon are as they are: only those in it are too many.
                excess = min(length - self.days, worked[i] + 1)
                first = max(worked[run_start], min(0, worked[i]))
                found.append(self.violation(tour, first, message, excess))
        return found

    def seen_of_past(self, employment: Employment) -> Hashable:
        """Working days in a row."""
        return employment.run_before()

    def automaton(self, options: Options, employment: Employment) -> Automaton:
        """Working days up to now without a day off."""

        def step(_day: int, label: Label | None, state: State) -> State | Over:
            if label is None:
                return 0
            return state + 1 if state < self.days else Over(state, 1)

        start = min(employment.run_before(), self.days)
        return explore(options, lambda _day, _option: True, start, step, price=self.price)

    def sentence(self) -> str:
        """The rule in one sentence."""
        return f"At most {self.days} working days in a row."
