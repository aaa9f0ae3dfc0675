"""Rule `shift_paid_hours`: paid length of a shift."""

from typing import ClassVar

from pydantic import Field, model_validator

from wfm.schedule.automaton import Automaton, only
from wfm.schedule.employment import Employment
from wfm.schedule.options import Options
from wfm.schedule.rules.rule import Rule
from wfm.schedule.tour import Tour
from wfm.schedule.violation import Violation


class ShiftPaidHours(Rule):
    """Fewest and most paid hours of a single shift; duty on call may have none."""

    name: ClassVar[str] = "shift_paid_hours"
    unit: ClassVar[str] = "hour"
    weaker_by: ClassVar[dict[str, float]] = {"min": -1, "max": 1}

    min: float = Field(0.0, ge=0, le=16, description="Fewest paid hours.")
    max: float = Field(16.0, gt=0, le=16, description="Most paid hours.")

    @model_validator(mode="after")
    def _ordered(self) -> "ShiftPaidHours":
        if self.min > self.max:
            raise ValueError(f"min ({self.min:g}) is above max ({self.max:g})")
        return self

    def check(self, tour: Tour) -> list[Violation]:
        """Shifts that are too short or too long."""
        found = []
        for shift in tour.shifts:
            if shift.is_on_call:
                continue
            hours = shift.paid_minutes / 60
            if not self.min - 1e-9 <= hours <= self.max + 1e-9:
                message = f"{hours:g} paid hours, {self.min:g} to {self.max:g} are allowed"
                outside = max(self.min - hours, hours - self.max)
                found.append(self.violation(tour, tour.day_index(shift), message, outside))
        return found

    def automaton(self, options: Options, employment: Employment) -> Automaton:
        """Nothing to remember: some options break the rule."""
        del employment

        def outside_h(_day: int, option: int) -> float:
            if options.template(option).on_call:
                return 0.0
            hours = options.paid_min[option] / 60
            outside = max(self.min - hours, hours - self.max)
            return outside if outside > 1e-9 else 0.0

        return only(options, outside_h, self.price)

    def sentence(self) -> str:
        """The rule in one sentence."""
        return f"A shift has from {self.min:g} to {self.max:g} paid hours."
