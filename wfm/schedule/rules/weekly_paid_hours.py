"""Rule `weekly_paid_hours`: paid hours of a calendar week."""

from collections.abc import Iterator
from typing import ClassVar

from pydantic import Field, model_validator

from wfm.center.shift import ShiftTemplate
from wfm.schedule.automaton import Automaton, Label, Over, State, explore
from wfm.schedule.employment import Employment, Week, WeekBefore
from wfm.schedule.options import Options
from wfm.schedule.rules.attainable import at_least, at_most, totals
from wfm.schedule.rules.rule import Rule
from wfm.schedule.tour import Tour
from wfm.schedule.violation import Violation

HOURS_OF_WEEK = 168


class WeeklyPaidHours(Rule):
    """Paid hours from Monday to Sunday, paid time off included; a night counts where it begins.

    In a week that is cut by the horizon or by employment the bounds shrink with the days on which
    the contract has shifts; unpaid time off lowers the minimum likewise. Such bounds are then
    widened to totals that whole shifts can reach, so that no part of a shift is ever asked for.
    Where the days before the horizon are known, their hours count in the week that goes on.
    """

    name: ClassVar[str] = "weekly_paid_hours"
    unit: ClassVar[str] = "hour"
    weaker_by: ClassVar[dict[str, float]] = {"min": -1, "max": 1}
    depends_on_time_off: ClassVar[bool] = True

    min: float = Field(0.0, ge=0, le=HOURS_OF_WEEK, description="Fewest paid hours a week.")
    max: float = Field(HOURS_OF_WEEK, gt=0, le=HOURS_OF_WEEK, description="Most paid hours a week.")

    @model_validator(mode="after")
    def _ordered(self) -> "WeeklyPaidHours":
        if self.min > self.max:
            raise ValueError(f"min ({self.min:g}) is above max ({self.max:g})")
        return self

    def band_min(self, employment: Employment, week: Week) -> tuple[float, float]:
        """Fewest and most rostered minutes of one week, paid time off already taken out."""
        shift_days = employment.shift_days(week)
        employed = [day for day in shift_days if employment.employed[day]]
        off_hours = [employment.time_off_hours[day] for day in employed]
        full = len(employment.shift_weekdays)
        before = employment.week_before if week.first == 0 else None
        if before is not None:
            return self._rest_of_week_min(employment, off_hours, before, full)
        if len(employed) == full and all(hours is None for hours in off_hours):
            return self.min * 60, self.max * 60
        credit_min = 60 * sum(hours for hours in off_hours if hours is not None)
        counted = sum(hours != 0 for hours in off_hours)
        available = sum(hours is None for hours in off_hours)
        lengths = tuple(sorted({template.paid_minutes for template in employment.templates}))
        fewest = self.min * 60 * counted / full - credit_min
        most = self.max * 60 * len(employed) / full - credit_min
        return (
            at_most(totals(lengths, available), fewest),
            at_least(totals(lengths, len(employed)), most),
        )

    def _rest_of_week_min(
        self,
        employment: Employment,
        off_hours: list[float | None],
        before: WeekBefore,
        full: int,
    ) -> tuple[float, float]:
        """Fewest and most minutes of a week of which some days lie before the horizon."""
        paid_min = before.paid_min + 60 * sum(hours for hours in off_hours if hours is not None)
        employed = before.shift_days + len(off_hours)
        counted = employed - before.unpaid_off - sum(hours == 0 for hours in off_hours)
        lengths = tuple(sorted({template.paid_minutes for template in employment.templates}))
        available = sum(hours is None for hours in off_hours)
        fewest = self.min * 60 * counted / full - paid_min
        most = self.max * 60 * employed / full - paid_min
        # What was worked already cannot be undone: then nothing more is asked for, or allowed.
        return at_most(totals(lengths, available), fewest), max(most, 0.0)

    def check(self, tour: Tour) -> list[Violation]:
        """Weeks with too few or too many paid hours."""
        found = []
        for week in tour.employment.weeks:
            fewest, most = self.band_min(tour.employment, week)
            rostered = sum(shift.paid_minutes for shift in tour.shifts_within(week.days))
            where = f"rostered in the week of {week.monday:%d %b %Y}"
            if rostered < fewest - 1e-6:
                found.append(
                    self.violation(
                        tour,
                        week.first,
                        f"{rostered / 60:g} paid hours {where}, at least {fewest / 60:g} are due",
                        (fewest - rostered) / 60,
                        week.days,
                    )
                )
            elif rostered > most + 1e-6:
                found.append(
                    self.violation(
                        tour,
                        week.first,
                        f"{rostered / 60:g} paid hours {where}, at most {most / 60:g} are allowed",
                        (rostered - most) / 60,
                    )
                )
        return found

    def automaton(self, options: Options, employment: Employment) -> Automaton:
        """Minutes so far in the week; a week's last day asks for the minimum."""
        bands = {}
        for week in employment.weeks:
            for day in week.days:
                bands[day] = (*self.band_min(employment, week), day == week.last)

        return paid_in_bands(options, bands, self.price)

    def sentence(self) -> str:
        """The rule in one sentence."""
        if self.max == HOURS_OF_WEEK:
            return f"At least {self.min:g} paid hours a calendar week."
        if self.min == 0:
            return f"At most {self.max:g} paid hours a calendar week."
        if self.min == self.max:
            return f"Exactly {self.min:g} paid hours a calendar week."
        return f"Between {self.min:g} and {self.max:g} paid hours a calendar week."

    def contradictions(self, templates: tuple[ShiftTemplate, ...]) -> Iterator[tuple[str, str]]:
        """Bounds that no combination of the contract's shifts meets in a week."""
        lengths = tuple(sorted({template.paid_minutes for template in templates}))
        weekdays = {day for template in templates for day in template.weekdays}
        sums = totals(lengths, len(weekdays))
        if not any(self.min * 60 <= total <= self.max * 60 for total in sums):
            hours = ", ".join(f"{minutes / 60:g}" for minutes in lengths)
            below = at_most(sums, self.min * 60) / 60
            above = at_least(sums, self.max * 60) / 60
            closest = f"{below:g} h" if above <= self.max else f"{below:g} h and {above:g} h"
            yield (
                "min",
                f"no combination of its shifts ({hours} paid hours on {len(weekdays)} weekdays) "
                f"gives between {self.min:g} and {self.max:g} hours a week; "
                f"the closest are {closest}",
            )


def paid_in_bands(
    options: Options, bands: dict[int, tuple[float, float, bool]], price: float | None
) -> Automaton:
    """Minutes so far in a period, held in a band; the period's last day asks for the minimum.

    Parameters
    ----------
    options : Options
    bands : dict
        For each day the fewest and most minutes of its period, and whether the period ends with it.
    price : float or None
        Of an hour outside; None forbids it.
    """

    def step(day: int, label: Label | None, state: State) -> State | Over:
        fewest, most, ends = bands[day]
        minutes = state + (label or 0)
        outside = max(minutes - most, 0)
        minutes -= outside
        if ends:
            outside += max(fewest - minutes, 0)
            minutes = 0
        return Over(minutes, outside / 60) if outside > 1e-6 else minutes

    def paid_min(_day: int, option: int) -> Label:
        return options.paid_min[option]

    return explore(options, paid_min, 0, step, price=price)
