"""Rule `average_paid_hours`: paid hours a week on average over a reference period."""

from typing import ClassVar

from pydantic import Field, model_validator

from wfm.schedule.automaton import Automaton
from wfm.schedule.employment import Employment
from wfm.schedule.options import Options
from wfm.schedule.rules.rule import Rule
from wfm.schedule.rules.weekly_paid_hours import paid_in_bands
from wfm.schedule.tour import Tour
from wfm.schedule.violation import Violation

_HOURS_OF_WEEK = 168


class AveragePaidHours(Rule):
    """Paid hours a week on average over each reference period of so many weeks.

    Periods follow each other from the horizon's first day; the last one is cut by its end. Days of
    time off, and days outside employment, do not count: they neither fill nor lengthen a period.
    """

    name: ClassVar[str] = "average_paid_hours"
    unit: ClassVar[str] = "hour"
    weaker_by: ClassVar[dict[str, float]] = {"min": -1, "max": 1}
    depends_on_time_off: ClassVar[bool] = True

    min: float = Field(0.0, ge=0, le=_HOURS_OF_WEEK, description="Fewest hours a week on average.")
    max: float = Field(
        _HOURS_OF_WEEK, gt=0, le=_HOURS_OF_WEEK, description="Most hours a week on average."
    )
    weeks: int = Field(17, ge=1, le=53, description="Length of a reference period in weeks.")

    @model_validator(mode="after")
    def _ordered(self) -> "AveragePaidHours":
        if self.min > self.max:
            raise ValueError(f"min ({self.min:g}) is above max ({self.max:g})")
        return self

    def bands_min(self, employment: Employment) -> list[tuple[range, float, float]]:
        """Days of each reference period, and its fewest and most paid minutes."""
        horizon = employment.horizon
        bands = []
        for first in range(0, horizon.days, 7 * self.weeks):
            days = range(first, min(first + 7 * self.weeks, horizon.days))
            weeks = sum(employment.may_work(day) for day in days) / 7
            bands.append((days, self.min * 60 * weeks, self.max * 60 * weeks))
        return bands

    def check(self, tour: Tour) -> list[Violation]:
        """Reference periods with too few or too many paid hours, on their first day."""
        found = []
        for days, fewest, most in self.bands_min(tour.employment):
            minutes = sum(shift.paid_minutes for shift in tour.shifts_within(days))
            outside = max(fewest - minutes, minutes - most)
            if outside > 1e-6:
                limit = (
                    f"at least {fewest / 60:.4g} are due"
                    if minutes < fewest
                    else f"at most {most / 60:.4g} are allowed"
                )
                message = (
                    f"{minutes / 60:.4g} paid hours in the {len(days)} days from "
                    f"{tour.date_of(days[0]):%d %b %Y}, {limit}"
                )
                lacks_work_on = days if minutes < fewest else ()
                found.append(self.violation(tour, days[0], message, outside / 60, lacks_work_on))
        return found

    def automaton(self, options: Options, employment: Employment) -> Automaton:
        """Minutes so far in the period; a period's last day asks for the minimum."""
        bands = {
            day: (fewest, most, day == days[-1])
            for days, fewest, most in self.bands_min(employment)
            for day in days
        }

        return paid_in_bands(options, bands, self.price)

    def sentence(self) -> str:
        """The rule in one sentence."""
        over = f"paid hours a week on average over {self.weeks} weeks"
        if self.max == _HOURS_OF_WEEK:
            return f"At least {self.min:g} {over}."
        if self.min == 0:
            return f"At most {self.max:g} {over}."
        return f"Between {self.min:g} and {self.max:g} {over}."
