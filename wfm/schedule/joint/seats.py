"""Joint rule `seats`: how many people may be at work at the same time."""

from collections.abc import Iterator
from datetime import date
from typing import ClassVar

from pydantic import Field

from wfm.center.roster import Roster
from wfm.center.scenario import Scenario
from wfm.schedule.joint.joint_rule import JointRule
from wfm.schedule.joint.terms import SeatsTerm
from wfm.schedule.violation import Violation


class Seats(JointRule):
    """Most people at work at the same time, such as seats of a site or sets of equipment.

    A seat is held from the start of a shift to its end, breaks and the gap of a split shift
    included; duty on call holds none.
    """

    name: ClassVar[str] = "seats"
    unit: ClassVar[str] = "seat-hour"

    place: str = Field("", max_length=60, description="What the seats are called, for reports.")
    count: int = Field(ge=0, le=100_000, description="Most people at work at the same time.")

    def check(self, scenario: Scenario, roster: Roster) -> list[Violation]:
        """Stretches of time with more people than seats, by the moment."""
        end_of_plan = scenario.horizon.n_intervals * scenario.horizon.interval_s
        changes: dict[int, int] = {}
        for shift in self._shifts(scenario, roster):
            if shift.is_on_call:
                continue
            begin, end = max(shift.start_s, 0), min(shift.end_s, end_of_plan)
            if begin < end:
                changes[begin] = changes.get(begin, 0) + 1
                changes[end] = changes.get(end, 0) - 1
        found, there, most, since, hours = [], 0, 0, 0, 0.0
        before = 0
        for moment in sorted(changes):
            if there > self.count:
                hours += (there - self.count) * (moment - before) / 3600
            was, there, before = there, there + changes[moment], moment
            if was <= self.count < there:
                since, most, hours = moment, 0, 0.0
            most = max(most, there)
            if there <= self.count < was:
                found.append(self._too_many(scenario, since, moment, most, hours))
        return found

    def _too_many(
        self, scenario: Scenario, since_s: int, until_s: int, most: int, hours: float
    ) -> Violation:
        begin, end = (scenario.horizon.moment(second) for second in (since_s, until_s))
        day: date = begin.date()
        until = f"{end:%H:%M}" if end.date() == day else f"{end:%a %d %b %H:%M}"
        seats = f"{self.count} seats" if self.count != 1 else "1 seat"
        return self.violation(
            day,
            f"up to {most} people on {seats}{self._of} from {begin:%H:%M} to {until} "
            f"({hours:g} seat-hours too many)",
            hours,
        )

    @property
    def _of(self) -> str:
        if self.place:
            return f" of '{self.place}'"
        return f" of {self.whose}" if self.whose else ""

    def terms(self, scenario: Scenario) -> Iterator[SeatsTerm]:
        """One count of people."""
        yield SeatsTerm(self.members(scenario), self.count, self.unit_price)

    def sentence(self) -> str:
        """The rule in one sentence."""
        people = "person" if self.count == 1 else "people"
        who = f" of {self.whose}" if self.whose else ""
        where = f" at '{self.place}'" if self.place else ""
        return f"At most {self.count} {people}{who} at work at the same time{where}."
