"""Rule `period_days_off`: days without a shift in the whole horizon."""

from typing import ClassVar

from pydantic import Field, model_validator

from wfm.schedule.automaton import Automaton, Counted, Label, State, explore
from wfm.schedule.employment import Employment
from wfm.schedule.options import Options
from wfm.schedule.rules.rule import Rule
from wfm.schedule.tour import Tour
from wfm.schedule.violation import Violation

_MOST = 366


class PeriodDaysOff(Rule):
    """Fewest and most days of the horizon on which no shift begins, time off included."""

    name: ClassVar[str] = "period_days_off"
    unit: ClassVar[str] = "day"
    weaker_by: ClassVar[dict[str, float]] = {"min": -1, "max": 1}

    min: int = Field(0, ge=0, le=_MOST, description="Fewest days off.")
    max: int = Field(_MOST, ge=0, le=_MOST, description="Most days off.")

    @model_validator(mode="after")
    def _ordered(self) -> "PeriodDaysOff":
        if self.min > self.max:
            raise ValueError(f"min ({self.min}) is above max ({self.max})")
        return self

    def check(self, tour: Tour) -> list[Violation]:
        """One violation when the days off are too few or too many, on the horizon's last day."""
        days = tour.employment.horizon.days
        off = days - len([day for day in tour.worked_days() if 0 <= day < days])
        if self.min <= off <= self.max:
            return []
        outside = max(self.min - off, off - self.max)
        bound = f"at least {self.min} are due" if off < self.min else f"at most {self.max} may be"
        message = f"{off} days off in all, {bound}"
        lacks_work_on = range(days) if off > self.max else ()
        return [self.violation(tour, days - 1, message, outside, lacks_work_on)]

    def automaton(self, options: Options, employment: Employment) -> Automaton:
        """Nothing to remember but the days off so far."""
        del employment

        def step(_day: int, _label: Label | None, state: State) -> State:
            return state

        def one(_day: int, label: Label | None, _state: State) -> int:
            return int(label is None)

        counted = Counted(one, self.min, self.max, self.price)
        return explore(options, lambda _day, _option: True, 0, step, counted)

    def sentence(self) -> str:
        """The rule in one sentence."""
        if self.max == _MOST:
            return f"At least {self.min} days off in all."
        return f"From {self.min} to {self.max} days off in all."
