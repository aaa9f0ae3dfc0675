"""Rule `min_consecutive_days`: working days in a row between two days off."""

from collections.abc import Hashable
from typing import ClassVar

from pydantic import Field

from wfm.schedule.automaton import Automaton, Label, Over, State, explore
from wfm.schedule.employment import Employment
from wfm.schedule.options import Options
from wfm.schedule.rules.rule import Rule
from wfm.schedule.tour import Tour
from wfm.schedule.violation import Violation


class MinConsecutiveDays(Rule):
    """Fewest days in a row on which a shift begins, once the agent works.

    Working days at either end of the horizon may go on outside it and are never too few.
    """

    name: ClassVar[str] = "min_consecutive_days"
    unit: ClassVar[str] = "day"
    remembers: ClassVar[bool] = True
    weaker_by: ClassVar[dict[str, float]] = {"days": -1}

    days: int = Field(ge=1, le=14, description="Fewest working days in a row.")

    def check(self, tour: Tour) -> list[Violation]:
        """Runs of working days that are too short."""
        found = []
        worked = set(tour.worked_days())
        first_known = min((0, *worked)) if tour.employment.past else 0
        for day in sorted(worked):
            if day - 1 in worked or day == first_known:
                continue
            end = day
            while end in worked:
                end += 1
            if end < tour.employment.horizon.days and end - day < self.days:
                message = f"{end - day} working day(s) in a row, at least {self.days} are due"
                missing, told = self.days - (end - day), max(day, min(0, end))
                found.append(self.violation(tour, told, message, missing, (day - 1, end)))
        return found

    def seen_of_past(self, employment: Employment) -> Hashable:
        """Working days in a row, and whether more may be unknown."""
        first = employment.days_before[0] if employment.past else None
        return employment.run_before(), first is None or -employment.run_before() > first

    def automaton(self, options: Options, employment: Employment) -> Automaton:
        """Working days up to now without a day off, counted as far as the rule asks."""

        def step(_day: int, label: Label | None, state: State) -> State | Over:
            if label is not None:
                return min(state + 1, self.days)
            return 0 if state in (0, self.days) else Over(0, self.days - state)

        start, run = self.days, employment.run_before()
        if employment.past and -run > employment.days_before[0]:
            start = min(run, self.days)
        return explore(options, lambda _day, _option: True, start, step, price=self.price)

    def sentence(self) -> str:
        """The rule in one sentence."""
        return f"At least {self.days} working days in a row."
