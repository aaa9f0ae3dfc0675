"""Rule `fixed_rotation`: shifts that follow a pattern again and again."""

from collections.abc import Iterator
from datetime import date
from typing import ClassVar

from pydantic import Field

from wfm.center.shift import ShiftTemplate
from wfm.schedule.automaton import Automaton, Label, Over, State, explore
from wfm.schedule.employment import Employment
from wfm.schedule.options import Options
from wfm.schedule.rules.rule import Rule
from wfm.schedule.tour import Tour
from wfm.schedule.violation import Violation

OFF = "-"


class FixedRotation(Rule):
    """Shift templates that follow each other day by day, over and over, such as 2 early, 2 late.

    On time off and outside employment the pattern goes on without being asked for.
    """

    name: ClassVar[str] = "fixed_rotation"
    unit: ClassVar[str] = "day"
    weaker_by: ClassVar[dict[str, float]] = {}
    depends_on_time_off: ClassVar[bool] = True

    pattern: tuple[str, ...] = Field(
        min_length=1,
        max_length=366,
        description="Shift template of each day of the pattern, '-' for a day off.",
    )
    first_day: date = Field(
        description="A day on which the pattern begins; others of the team may begin elsewhere."
    )

    def due(self, day: date) -> str:
        """What the pattern has on a day."""
        return self.pattern[(day - self.first_day).days % len(self.pattern)]

    def shift_names(self) -> Iterator[tuple[str, str]]:
        """Fields that name shift templates, and the names."""
        yield from (("pattern", name) for name in self.pattern if name != OFF)

    def check(self, tour: Tour) -> list[Violation]:
        """Days that are not as in the pattern."""
        found = []
        worked = {tour.day_index(shift): shift.template for shift in tour.shifts}
        for index, day in enumerate(tour.employment.horizon.dates):
            now, due = worked.get(index, OFF), self.due(day)
            if now != due and tour.employment.may_work(index):
                message = f"{_named(now)}, the rotation has {_named(due)}"
                lacks_work_on = (index,) if now == OFF else ()
                found.append(self.violation(tour, index, message, 1.0, lacks_work_on))
        return found

    def automaton(self, options: Options, employment: Employment) -> Automaton:
        """Nothing to remember: each day has its template."""
        dates = options.horizon.dates

        def template(_day: int, option: int) -> Label:
            return options.template(option).name

        def step(day: int, label: Label | None, state: State) -> State | Over:
            now = OFF if label is None else label
            kept = now == self.due(dates[day]) or not employment.may_work(day)
            return state if kept else Over(state, 1)

        return explore(options, template, 0, step, price=self.price)

    def sentence(self) -> str:
        """The rule in one sentence."""
        return (
            f"Day by day from {self.first_day:%d %b %Y}, over and over: {' '.join(self.pattern)}."
        )

    def contradictions(self, templates: tuple[ShiftTemplate, ...]) -> Iterator[tuple[str, str]]:
        """Shifts of the pattern that the contract has not."""
        offered = {template.name for template in templates}
        for name in dict.fromkeys(self.pattern):
            if name != OFF and name not in offered:
                yield "pattern", f"the contract has no shift '{name}'; it has {', '.join(offered)}"


def _named(template: str) -> str:
    return "a day off" if template == OFF else f"shift {template}"
