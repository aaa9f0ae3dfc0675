"""Rule `min_rest`: hours between a shift and the next."""

from bisect import bisect_left
from collections.abc import Hashable
from typing import ClassVar

from pydantic import Field

from wfm.schedule.automaton import Automaton, Label, Over, State, explore
from wfm.schedule.employment import Employment
from wfm.schedule.options import Options
from wfm.schedule.rules.rule import Rule
from wfm.schedule.tour import Tour
from wfm.schedule.violation import Violation


class MinRest(Rule):
    """Fewest hours from the end of a shift to the start of the next, as they elapse.

    Across a clock change the hours that really pass count.
    """

    name: ClassVar[str] = "min_rest"
    unit: ClassVar[str] = "hour"
    remembers: ClassVar[bool] = True
    weaker_by: ClassVar[dict[str, float]] = {"hours": -1}

    hours: float = Field(ge=0, le=48, description="Fewest hours of rest.")

    def check(self, tour: Tour) -> list[Violation]:
        """Pairs of shifts with too little rest between them."""
        return [
            self.violation(
                tour,
                tour.day_index(later),
                f"{rest:.4g} h of rest before the shift, at least {self.hours:g} h are due",
                self.hours - rest,
            )
            for _, later, rest in tour.rests()
            if rest < self.hours - 1e-9
        ]

    def seen_of_past(self, employment: Employment) -> Hashable:
        """When the last shift ended."""
        return employment.past[-1].end_s if employment.past else None

    def automaton(self, options: Options, employment: Employment) -> Automaton:
        """Seconds of the coming day in which no shift may start yet."""
        bounds = options.horizon.day_bounds_s
        rest_s = round(self.hours * 3600)
        starts = [sorted({int(s) for s in row}) for row in options.start_s - bounds[:-1, None]]

        def rounded(day: int, free_s: int) -> int:
            # Moments between the same two starts forbid the same shifts: they are one state.
            if day == options.horizon.days or free_s <= starts[day][0]:
                return 0
            if self.price is not None:
                return free_s
            place = bisect_left(starts[day], free_s)
            return starts[day][place] if place < len(starts[day]) else free_s

        def label(day: int, option: int) -> Label:
            midnight = int(bounds[day])
            start, end = int(options.start_s[day, option]), int(options.end_s[day, option])
            return start - midnight, end - midnight

        def step(day: int, label: Label | None, state: State) -> State | Over:
            length = int(bounds[day + 1] - bounds[day])
            if label is None:
                return rounded(day + 1, max(state - length, 0))
            start, end = label
            following = rounded(day + 1, end + rest_s - length)
            return following if start >= state else Over(following, (state - start) / 3600)

        free_s = max(employment.past[-1].end_s + rest_s, 0) if employment.past else 0
        return explore(options, label, rounded(0, free_s), step, price=self.price)

    def sentence(self) -> str:
        """The rule in one sentence."""
        return f"At least {self.hours:g} hours of rest between shifts."
