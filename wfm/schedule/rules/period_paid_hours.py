"""Rule `period_paid_hours`: paid hours of the whole horizon."""

from math import ceil, floor
from typing import ClassVar

from pydantic import Field, model_validator

from wfm.schedule.automaton import Automaton, Counted, Label, State, explore
from wfm.schedule.employment import Employment
from wfm.schedule.options import Options
from wfm.schedule.rules.rule import Rule
from wfm.schedule.tour import Tour
from wfm.schedule.violation import Violation

_MAX_HOURS = 24 * 366


class PeriodPaidHours(Rule):
    """Paid hours of all shifts that begin in the horizon; time off does not count."""

    name: ClassVar[str] = "period_paid_hours"
    unit: ClassVar[str] = "hour"
    weaker_by: ClassVar[dict[str, float]] = {"min": -1, "max": 1}

    min: float = Field(0, ge=0, le=_MAX_HOURS, description="Fewest paid hours.")
    max: float = Field(_MAX_HOURS, ge=0, le=_MAX_HOURS, description="Most paid hours.")

    @model_validator(mode="after")
    def _ordered(self) -> "PeriodPaidHours":
        if self.min > self.max:
            raise ValueError(f"min ({self.min:g}) is above max ({self.max:g})")
        return self

    @property
    def _limits_min(self) -> tuple[int, int]:
        return ceil(self.min * 60 - 1e-6), floor(self.max * 60 + 1e-6)

    def check(self, tour: Tour) -> list[Violation]:
        """One violation when the total is outside the limits, on the horizon's last day."""
        minutes = sum(shift.paid_minutes for shift in tour.shifts)
        least, most = self._limits_min
        days = range(tour.employment.horizon.days)
        if minutes < least:
            message = f"{minutes / 60:g} paid hours in all, at least {self.min:g} are due"
            return [self.violation(tour, days[-1], message, (least - minutes) / 60, days)]
        if minutes > most:
            message = f"{minutes / 60:g} paid hours in all, at most {self.max:g} are allowed"
            return [self.violation(tour, days[-1], message, (minutes - most) / 60)]
        return []

    def automaton(self, options: Options, employment: Employment) -> Automaton:
        """Nothing to remember but the paid minutes so far."""
        del employment

        def step(_day: int, _label: Label | None, state: State) -> State:
            return state

        def minutes(_day: int, label: Label | None, _state: State) -> int:
            return 0 if label is None else int(label)

        a_minute = None if self.price is None else self.price / 60
        counted = Counted(minutes, *self._limits_min, a_minute)
        return explore(options, lambda _day, option: options.paid_min[option], 0, step, counted)

    def sentence(self) -> str:
        """The rule in one sentence."""
        return f"From {self.min:g} to {self.max:g} paid hours in all."
