"""Rule `shift_hours`: when a shift may start and end."""

from typing import ClassVar

from pydantic import Field, field_validator

from wfm.center.values import ClockMin, format_clock, parse_weekdays
from wfm.schedule.automaton import Automaton, only
from wfm.schedule.employment import Employment
from wfm.schedule.options import Options
from wfm.schedule.rules.rule import Rule
from wfm.schedule.tour import Tour
from wfm.schedule.violation import Violation


class ShiftHours(Rule):
    """Earliest and latest start and latest end of a shift, by the clock.

    An end past midnight is later than any limit: `latest_end` forbids shifts into the next day.
    """

    name: ClassVar[str] = "shift_hours"
    unit: ClassVar[str] = "hour"
    weaker_by: ClassVar[dict[str, float]] = {}

    earliest_start: ClockMin | None = Field(None, description="Earliest start, HH:MM.")
    latest_start: ClockMin | None = Field(None, description="Latest start, HH:MM.")
    latest_end: ClockMin | None = Field(None, description="Latest end, HH:MM.")
    days: str = Field("all", description="Weekdays on which it holds, such as mon-wed.")

    @field_validator("days")
    @classmethod
    def _readable(cls, days: str) -> str:
        parse_weekdays(days)
        return days

    def check(self, tour: Tour) -> list[Violation]:
        """Shifts that start too early or too late, or end too late."""
        found = []
        weekdays = parse_weekdays(self.days)
        for shift in tour.shifts:
            if shift.day.weekday() not in weekdays:
                continue
            day = tour.day_index(shift)
            start, end = tour.clock_min(shift.start_s, day), tour.clock_min(shift.end_s, day)
            if self.earliest_start is not None and start < self.earliest_start:
                found.append(self._told(tour, day, "starts", start, "before", self.earliest_start))
            if self.latest_start is not None and start > self.latest_start:
                found.append(self._told(tour, day, "starts", start, "after", self.latest_start))
            if self.latest_end is not None and end > self.latest_end:
                found.append(self._told(tour, day, "ends", end, "after", self.latest_end))
        return found

    def _told(
        self, tour: Tour, day: int, does: str, at_min: int, side: str, limit_min: int
    ) -> Violation:
        message = f"{does} at {format_clock(at_min)}, {side} {format_clock(limit_min)}"
        return self.violation(tour, day, message, abs(at_min - limit_min) / 60)

    def automaton(self, options: Options, employment: Employment) -> Automaton:
        """Nothing to remember: some options break the rule."""
        del employment
        horizon, weekdays = options.horizon, parse_weekdays(self.days)

        def clock_min(second: int, day: int) -> int:
            moment = horizon.moment(second)
            later = moment.toordinal() - horizon.start.toordinal() - day
            return later * 1440 + moment.hour * 60 + moment.minute

        def outside_h(day: int, option: int) -> float:
            if (horizon.start.weekday() + day) % 7 not in weekdays:
                return 0.0
            start = clock_min(int(options.start_s[day, option]), day)
            end = clock_min(int(options.end_s[day, option]), day)
            beyond = (
                0 if self.earliest_start is None else self.earliest_start - start,
                0 if self.latest_start is None else start - self.latest_start,
                0 if self.latest_end is None else end - self.latest_end,
            )
            return sum(max(minutes, 0) for minutes in beyond) / 60

        return only(options, outside_h, self.price)

    def sentence(self) -> str:
        """The rule in one sentence."""
        parts = [
            f"{what} {format_clock(limit)}"
            for what, limit in (
                ("start from", self.earliest_start),
                ("start until", self.latest_start),
                ("end until", self.latest_end),
            )
            if limit is not None
        ]
        when = "" if self.days == "all" else f" on {self.days}"
        if not parts:
            return f"Shifts{when} start and end at any time."
        return f"Shifts{when} {', '.join(parts)}."
