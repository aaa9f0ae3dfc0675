"""Rule `paid_time_step`: paid time of a calendar week in whole steps."""

from typing import ClassVar

from pydantic import Field

from wfm.schedule.automaton import Automaton, Label, Over, State, explore
from wfm.schedule.employment import Employment, Week
from wfm.schedule.options import Options
from wfm.schedule.rules.rule import Rule
from wfm.schedule.tour import Tour
from wfm.schedule.violation import Violation


class PaidTimeStep(Rule):
    """Paid time from Monday to Sunday is a multiple of so many minutes, paid time off included.

    Weeks that the horizon or employment cuts are not judged; a night counts where it begins.
    """

    name: ClassVar[str] = "paid_time_step"
    unit: ClassVar[str] = "minute"
    weaker_by: ClassVar[dict[str, float]] = {}
    depends_on_time_off: ClassVar[bool] = True

    minutes: int = Field(gt=1, le=24 * 60, description="Step of the paid minutes of a week.")

    def _off_min(self, employment: Employment, week: Week) -> int | None:
        """Paid minutes of time off in a week, None where the week is not judged."""
        if not week.is_whole or not all(employment.employed[day] for day in week.days):
            return None
        return round(60 * sum(employment.time_off_hours[day] or 0.0 for day in week.days))

    def _outside_min(self, paid_min: int) -> int:
        """Minutes to the closest multiple."""
        beyond = paid_min % self.minutes
        return min(beyond, self.minutes - beyond)

    def check(self, tour: Tour) -> list[Violation]:
        """Weeks whose paid time is no multiple."""
        found = []
        for week in tour.employment.weeks:
            off_min = self._off_min(tour.employment, week)
            if off_min is None:
                continue
            paid = off_min + sum(s.paid_minutes for s in tour.shifts_within(week.days))
            outside = self._outside_min(round(paid))
            if outside:
                message = (
                    f"{paid / 60:g} paid hours in the week of {week.monday:%d %b %Y} are no "
                    f"multiple of {self.minutes} min"
                )
                found.append(self.violation(tour, week.first, message, outside, week.days))
        return found

    def automaton(self, options: Options, employment: Employment) -> Automaton:
        """Minutes of the week so far beyond a multiple."""
        off_min = {week.last: self._off_min(employment, week) for week in employment.weeks}
        judged = {
            day for week in employment.weeks if off_min[week.last] is not None for day in week.days
        }

        def step(day: int, label: Label | None, state: State) -> State | Over:
            if day not in judged:
                return 0
            beyond = (state + (label or 0)) % self.minutes
            if day not in off_min:
                return beyond
            outside = self._outside_min(beyond + (off_min[day] or 0))
            return Over(0, outside) if outside else 0

        def paid_min(_day: int, option: int) -> Label:
            return options.paid_min[option]

        return explore(options, paid_min, 0, step, price=self.price)

    def sentence(self) -> str:
        """The rule in one sentence."""
        return f"Paid time of a calendar week is a multiple of {self.minutes} minutes."
