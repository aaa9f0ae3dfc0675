"""Rule `shift_breaks`: minutes of break that a long shift must have."""

from collections.abc import Iterator
from typing import ClassVar

from pydantic import Field

from wfm.center.shift import RESTS, ShiftTemplate
from wfm.schedule.automaton import Automaton, only
from wfm.schedule.employment import Employment
from wfm.schedule.options import Options
from wfm.schedule.rules.rule import Rule
from wfm.schedule.tour import Tour
from wfm.schedule.violation import Violation


class ShiftBreaks(Rule):
    """Fewest minutes of break in a shift with more than so many hours of work.

    Breaks, meals and the gap of a split shift count, paid or not; the rest of the shift is work.
    Duty on call needs none.
    """

    name: ClassVar[str] = "shift_breaks"
    unit: ClassVar[str] = "minute"
    weaker_by: ClassVar[dict[str, float]] = {"minutes": -5, "after_hours": 1}

    minutes: int = Field(ge=0, le=240, description="Fewest minutes of break in all.")
    after_hours: float = Field(
        0.0, ge=0, le=16, description="Shifts with more hours of work than this must have them."
    )

    def _missing_min(self, work_min: float, break_min: float) -> float:
        if work_min <= self.after_hours * 60 + 1e-9:
            return 0.0
        return max(self.minutes - break_min, 0.0)

    def check(self, tour: Tour) -> list[Violation]:
        """Shifts with too little break."""
        found = []
        for shift in tour.shifts:
            if shift.is_on_call:
                continue
            rest = sum(span.minutes for span in shift.spans if span.activity in RESTS)
            work = sum(span.minutes for span in shift.spans) - rest
            missing = self._missing_min(work, rest)
            if missing > 0:
                message = (
                    f"{rest:g} min of break with {work / 60:.4g} h of work, "
                    f"at least {self.minutes} min are due"
                )
                found.append(self.violation(tour, tour.day_index(shift), message, missing))
        return found

    def automaton(self, options: Options, employment: Employment) -> Automaton:
        """Nothing to remember: some shifts have too little break."""
        del employment
        return only(
            options,
            lambda _day, option: self._missing_of(options.template(option)),
            self.price,
        )

    def _missing_of(self, template: ShiftTemplate) -> float:
        if template.on_call:
            return 0.0
        rest = sum(pause.minutes for pause in template.breaks if pause.activity in RESTS)
        return self._missing_min(template.length_minutes - rest, rest)

    def sentence(self) -> str:
        """The rule in one sentence."""
        return (
            f"A shift with more than {self.after_hours:g} hours of work has at least "
            f"{self.minutes} minutes of break."
        )

    def contradictions(self, templates: tuple[ShiftTemplate, ...]) -> Iterator[tuple[str, str]]:
        """Templates that nobody could ever be given."""
        if templates and all(self._missing_of(template) > 0 for template in templates):
            yield (
                "minutes",
                f"every shift of the contract has less than {self.minutes} minutes of break; "
                "put breaks into the shift templates",
            )
