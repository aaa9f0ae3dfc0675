"""Rule `working_days_per_week`: days with a shift in a calendar week."""

from math import ceil, floor
from typing import ClassVar

from pydantic import Field, model_validator

from wfm.schedule.automaton import Automaton, Label, Over, State, explore
from wfm.schedule.employment import Employment, Week
from wfm.schedule.options import Options
from wfm.schedule.rules.rule import Rule
from wfm.schedule.tour import Tour
from wfm.schedule.violation import Violation


class WorkingDaysPerWeek(Rule):
    """Days from Monday to Sunday on which a shift begins; a day of paid time off counts as one.

    In a week that is cut by the horizon or by employment the bounds shrink with the days on which
    the contract has shifts, and unpaid time off lowers the minimum likewise; the minimum is rounded
    down and the maximum up. Where the days before the horizon are known, they count in the week
    that goes on.
    """

    name: ClassVar[str] = "working_days_per_week"
    unit: ClassVar[str] = "day"
    weaker_by: ClassVar[dict[str, float]] = {"min": -1, "max": 1}
    depends_on_time_off: ClassVar[bool] = True

    min: int = Field(0, ge=0, le=7, description="Fewest working days a week.")
    max: int = Field(7, ge=0, le=7, description="Most working days a week.")

    @model_validator(mode="after")
    def _ordered(self) -> "WorkingDaysPerWeek":
        if self.min > self.max:
            raise ValueError(f"min ({self.min}) is above max ({self.max})")
        return self

    def band(self, employment: Employment, week: Week) -> tuple[int, int]:
        """Fewest and most days with a shift in one week, paid time off already taken out."""
        employed = [day for day in employment.shift_days(week) if employment.employed[day]]
        off_hours = [employment.time_off_hours[day] for day in employed]
        full = len(employment.shift_weekdays)
        paid_off = sum(hours is not None and hours > 0 for hours in off_hours)
        unpaid_off = sum(hours == 0 for hours in off_hours)
        fewest = floor(self.min * (len(employed) - unpaid_off) / full + 1e-9) - paid_off
        most = ceil(self.max * len(employed) / full - 1e-9) - paid_off
        available = len(employed) - paid_off - unpaid_off
        whole = len(employed) == full and not paid_off and not unpaid_off
        before = employment.week_before if week.first == 0 else None
        if before is not None:
            days = len(employed) + before.shift_days
            unpaid_off += before.unpaid_off
            fewest = floor(self.min * (days - unpaid_off) / full + 1e-9)
            fewest -= paid_off + before.working_days
            most = ceil(self.max * days / full - 1e-9) - paid_off - before.working_days
        return (max(fewest, 0) if whole else max(min(fewest, available), 0)), max(most, 0)

    def check(self, tour: Tour) -> list[Violation]:
        """Weeks with too few or too many working days."""
        found = []
        for week in tour.employment.weeks:
            fewest, most = self.band(tour.employment, week)
            worked = len({shift.day for shift in tour.shifts_within(week.days)})
            where = f"working days in the week of {week.monday:%d %b %Y}"
            if worked < fewest:
                message = f"{worked} {where}, at least {fewest} are due"
                found.append(self.violation(tour, week.first, message, fewest - worked, week.days))
            elif worked > most:
                message = f"{worked} {where}, at most {most} are allowed"
                found.append(self.violation(tour, week.first, message, worked - most))
        return found

    def automaton(self, options: Options, employment: Employment) -> Automaton:
        """Working days so far in the week; a week's last day asks for the minimum."""
        bands = {}
        for week in employment.weeks:
            for day in week.days:
                bands[day] = (*self.band(employment, week), day == week.last)

        def step(day: int, label: Label | None, state: State) -> State | Over:
            fewest, most, ends_week = bands[day]
            worked = state + (label is not None)
            outside = max(worked - most, 0)
            worked -= outside
            if ends_week:
                outside += max(fewest - worked, 0)
                worked = 0
            return Over(worked, outside) if outside else worked

        return explore(options, lambda _day, _option: True, 0, step, price=self.price)

    def sentence(self) -> str:
        """The rule in one sentence."""
        if self.min == self.max:
            return f"Exactly {self.min} working days a calendar week."
        if self.min == 0:
            return f"At most {self.max} working days a calendar week."
        return f"Between {self.min} and {self.max} working days a calendar week."
