"""Rule `min_consecutive_days_off`: days off in a row between two working days."""

from collections.abc import Hashable
from itertools import pairwise
from typing import ClassVar

from pydantic import Field

from wfm.schedule.automaton import Automaton, Label, Over, State, explore
from wfm.schedule.employment import Employment
from wfm.schedule.options import Options
from wfm.schedule.rules.rule import Rule
from wfm.schedule.tour import Tour
from wfm.schedule.violation import Violation


class MinConsecutiveDaysOff(Rule):
    """Fewest days without a shift between two working days; time off counts as days off.

    Days off at either end of the horizon may go on outside it and are never too few.
    """

    name: ClassVar[str] = "min_consecutive_days_off"
    unit: ClassVar[str] = "day"
    remembers: ClassVar[bool] = True
    weaker_by: ClassVar[dict[str, float]] = {"days": -1}

    days: int = Field(ge=1, le=14, description="Fewest days off in a row.")

    def check(self, tour: Tour) -> list[Violation]:
        """Breaks between working days that are too short."""
        found = []
        for before, after in pairwise(tour.worked_days()):
            days_off = after - before - 1
            if 0 < days_off < self.days:
                message = f"{days_off} day(s) off in a row, at least {self.days} are due"
                missing = self.days - days_off
                day = max(before + 1, min(0, after))
                # Only where all of them are worked after all is there no break that is too short.
                lacks_work_on = (after - 1,) if before >= -1 else ()
                found.append(self.violation(tour, day, message, missing, lacks_work_on))
        return found

    def seen_of_past(self, employment: Employment) -> Hashable:
        """When the last working day was."""
        return employment.days_before[-1] if employment.past else None

    def automaton(self, options: Options, employment: Employment) -> Automaton:
        """Days off up to now without a shift, counted as far as the rule asks."""

        def step(_day: int, label: Label | None, state: State) -> State | Over:
            if label is None:
                return min(state + 1, self.days)
            return 0 if state in (0, self.days) else Over(0, self.days - state)

        start = self.days
        if employment.past:
            start = min(-1 - employment.days_before[-1], self.days)
        return explore(options, lambda _day, _option: True, start, step, price=self.price)

    def sentence(self) -> str:
        """The rule in one sentence."""
        return f"At least {self.days} days off in a row."
