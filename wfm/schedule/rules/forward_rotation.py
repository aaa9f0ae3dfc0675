"""Rule `forward_rotation`: starts of consecutive days only move to later hours."""

from collections.abc import Hashable
from typing import ClassVar

from pydantic import Field

from wfm.schedule.automaton import Automaton, Label, Over, State, explore
from wfm.schedule.employment import Employment
from wfm.schedule.options import Options
from wfm.schedule.rules.rule import Rule
from wfm.schedule.tour import Tour
from wfm.schedule.violation import Violation

_FREE = -1


class ForwardRotation(Rule):
    """A shift may not start earlier, by the clock, than the one of the day before.

    After a day off any start is free.
    """

    name: ClassVar[str] = "forward_rotation"
    unit: ClassVar[str] = "hour"
    remembers: ClassVar[bool] = True
    weaker_by: ClassVar[dict[str, float]] = {"tolerance_hours": 1}

    tolerance_hours: float = Field(
        0.0, ge=0, le=24, description="Hours by which a start may be earlier all the same."
    )

    def check(self, tour: Tour) -> list[Violation]:
        """Shifts that start earlier than the one of the day before."""
        found = []
        of_day = {tour.day_index(shift): shift for shift in tour.shifts}
        for day, shift in sorted(of_day.items()):
            before = of_day.get(day - 1)
            if before is None:
                continue
            earlier_min = tour.clock_min(before.start_s, day - 1) - tour.clock_min(
                shift.start_s, day
            )
            if earlier_min > self.tolerance_hours * 60 + 1e-9:
                message = f"starts {earlier_min / 60:.4g} h earlier than the day before"
                beyond = earlier_min / 60 - self.tolerance_hours
                found.append(self.violation(tour, day, message, beyond))
        return found

    def seen_of_past(self, employment: Employment) -> Hashable:
        """When the shift of yesterday began."""
        before = employment.shift_of_yesterday
        return None if before is None else before.start_s

    def automaton(self, options: Options, employment: Employment) -> Automaton:
        """Yesterday's start by the clock, nothing after a day off."""
        horizon = options.horizon

        def label(day: int, option: int) -> Label:
            # A start inside the hour that spring skips is read off the clock, as the check does.
            start = horizon.moment(int(options.start_s[day, option]))
            later = start.toordinal() - horizon.start.toordinal() - day
            return later * 1440 + start.hour * 60 + start.minute

        def step(_day: int, label: Label | None, state: State) -> State | Over:
            if label is None:
                return _FREE
            if state == _FREE or label >= state - self.tolerance_hours * 60:
                return label
            return Over(label, (state - label) / 60 - self.tolerance_hours)

        start = _FREE
        if (before := employment.shift_of_yesterday) is not None:
            moment = horizon.moment(before.start_s)
            later = moment.toordinal() - before.day.toordinal()
            start = later * 1440 + moment.hour * 60 + moment.minute
        return explore(options, label, start, step, price=self.price)

    def sentence(self) -> str:
        """The rule in one sentence."""
        if self.tolerance_hours:
            return (
                f"A shift starts at most {self.tolerance_hours:g} hours earlier than the one of "
                "the day before."
            )
        return "No shift starts earlier than the one of the day before."
