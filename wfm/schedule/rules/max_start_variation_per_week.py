"""Rule `max_start_variation_per_week`: how far apart the starts of a week may lie."""

from typing import ClassVar

from pydantic import Field

from wfm.schedule.automaton import Automaton, Label, Over, State, explore
from wfm.schedule.employment import Employment
from wfm.schedule.options import Options
from wfm.schedule.rules.rule import Rule
from wfm.schedule.tour import Tour
from wfm.schedule.violation import Violation


class MaxStartVariationPerWeek(Rule):
    """Most hours between the earliest and the latest start of a calendar week, by the clock."""

    name: ClassVar[str] = "max_start_variation_per_week"
    unit: ClassVar[str] = "hour"
    weaker_by: ClassVar[dict[str, float]] = {"hours": 1}

    hours: float = Field(ge=0, le=24, description="Most hours between two starts of a week.")

    def check(self, tour: Tour) -> list[Violation]:
        """Weeks whose starts lie too far apart."""
        found = []
        horizon = tour.employment.horizon
        for week in tour.employment.weeks:
            clocks = []
            for shift in tour.shifts_within(week.days):
                moment = horizon.moment(shift.start_s)
                next_day = (moment.date() - shift.day).days
                clocks.append(next_day * 1440 + moment.hour * 60 + moment.minute)
            if clocks and max(clocks) - min(clocks) > self.hours * 60 + 1e-9:
                found.append(
                    self.violation(
                        tour,
                        week.first,
                        f"starts in the week of {week.monday:%d %b %Y} lie "
                        f"{(max(clocks) - min(clocks)) / 60:g} h apart, "
                        f"at most {self.hours:g} h are allowed",
                        (max(clocks) - min(clocks)) / 60 - self.hours,
                    )
                )
        return found

    def automaton(self, options: Options, employment: Employment) -> Automaton:
        """Earliest and latest start of the week so far."""
        ends_week = {week.last for week in employment.weeks}
        moment = options.horizon.moment

        def label(day: int, option: int) -> Label:
            # A start inside the hour that spring skips is read off the clock, as the check does.
            start = moment(int(options.start_s[day, option]))
            later = start.toordinal() - options.horizon.start.toordinal() - day
            return later * 1440 + start.hour * 60 + start.minute

        def step(day: int, label: Label | None, state: State) -> State | Over:
            clocks = state if label is None else (*state, label)
            kept = (min(clocks), max(clocks)) if clocks and day not in ends_week else ()
            beyond = self._beyond_h(clocks) - self._beyond_h(state)
            return Over(kept, beyond) if beyond > 0 else kept

        return explore(options, label, (), step, price=self.price)

    def _beyond_h(self, clocks: tuple[int, ...]) -> float:
        """Hours by which starts lie farther apart than is allowed."""
        return max((max(clocks) - min(clocks)) / 60 - self.hours, 0.0) if clocks else 0.0

    def sentence(self) -> str:
        """The rule in one sentence."""
        return f"Starts of a calendar week lie at most {self.hours:g} hours apart."
