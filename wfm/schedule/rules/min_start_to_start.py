"""Rule `min_start_to_start`: hours from the start of a shift to the start of the next."""

from collections.abc import Hashable
from typing import ClassVar

from pydantic import Field

from wfm.schedule.automaton import Automaton, Label, Over, State, explore
from wfm.schedule.employment import Employment
from wfm.schedule.options import Options
from wfm.schedule.rules.rule import Rule
from wfm.schedule.tour import Tour
from wfm.schedule.violation import Violation


class MinStartToStart(Rule):
    """Fewest hours from the start of a shift to the start of the next, as they elapse."""

    name: ClassVar[str] = "min_start_to_start"
    unit: ClassVar[str] = "hour"
    remembers: ClassVar[bool] = True
    weaker_by: ClassVar[dict[str, float]] = {"hours": -1}

    hours: float = Field(ge=0, le=48, description="Fewest hours between two starts.")

    def check(self, tour: Tour) -> list[Violation]:
        """Shifts that start too soon after the start of the one before."""
        found = []
        for earlier, later in zip(tour.shifts, tour.shifts[1:], strict=False):
            hours = (later.start_s - earlier.start_s) / 3600
            if hours < self.hours - 1e-9:
                message = (
                    f"starts {hours:.4g} h after the shift before, "
                    f"at least {self.hours:g} h are due"
                )
                missing = self.hours - hours
                found.append(self.violation(tour, tour.day_index(later), message, missing))
        return found

    def seen_of_past(self, employment: Employment) -> Hashable:
        """When the last shift began."""
        return employment.past[-1].start_s if employment.past else None

    def automaton(self, options: Options, employment: Employment) -> Automaton:
        """Seconds of the coming day in which no shift may start yet."""
        bounds = options.horizon.day_bounds_s
        due_s = round(self.hours * 3600)

        def label(day: int, option: int) -> Label:
            return int(options.start_s[day, option] - bounds[day])

        def step(day: int, label: Label | None, state: State) -> State | Over:
            length = int(bounds[day + 1] - bounds[day])
            if label is None:
                return max(state - length, 0)
            following = max(label + due_s - length, 0)
            return following if label >= state else Over(following, (state - label) / 3600)

        free_s = max(employment.past[-1].start_s + due_s, 0) if employment.past else 0
        return explore(options, label, free_s, step, price=self.price)

    def sentence(self) -> str:
        """The rule in one sentence."""
        return f"At least {self.hours:g} hours from the start of a shift to the start of the next."
