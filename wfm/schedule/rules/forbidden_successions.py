"""Rule `forbidden_successions`: shifts that must not follow another on the next day."""

from collections.abc import Hashable, Iterator
from typing import ClassVar

from pydantic import Field

from wfm.schedule.automaton import Automaton, Label, Over, State, explore
from wfm.schedule.employment import Employment
from wfm.schedule.options import Options
from wfm.schedule.rules.rule import Rule
from wfm.schedule.tour import Tour
from wfm.schedule.violation import Violation


class ForbiddenSuccessions(Rule):
    """Shift templates that may not be worked on the day after another one."""

    name: ClassVar[str] = "forbidden_successions"
    unit: ClassVar[str] = "shift"
    remembers: ClassVar[bool] = True
    weaker_by: ClassVar[dict[str, float]] = {}

    after: dict[str, tuple[str, ...]] = Field(
        description="For a template, the templates that may not follow it on the next day."
    )

    def shift_names(self) -> Iterator[tuple[str, str]]:
        """Templates on either side."""
        yield from (("after", name) for name in self.after)
        yield from (("after", name) for names in self.after.values() for name in names)

    def check(self, tour: Tour) -> list[Violation]:
        """Every shift that follows one that it must not."""
        of_day = {tour.day_index(shift): shift for shift in tour.shifts}
        return [
            self.violation(tour, day, f"{shift.template} on the day after {before.template}")
            for day, shift in sorted(of_day.items())
            if (before := of_day.get(day - 1)) is not None
            and shift.template in self.after.get(before.template, ())
        ]

    def seen_of_past(self, employment: Employment) -> Hashable:
        """The shift of yesterday."""
        before = employment.shift_of_yesterday
        return None if before is None else before.template

    def automaton(self, options: Options, employment: Employment) -> Automaton:
        """Which templates yesterday's shift forbids today."""
        names = [template.name for template in options.templates]
        forbids = {name: frozenset(self.after.get(name, ())) & set(names) for name in names}

        def seen(_day: int, option: int) -> Label:
            # Templates that forbid, and are forbidden by, the same ones are alike to the rule.
            name = options.template(option).name
            return forbids[name], frozenset(n for n in names if name in forbids[n])

        def step(_day: int, label: Label | None, state: State) -> State | Over:
            if label is None:
                return frozenset()
            forbidden, by = label
            if state and any(forbids[n] == state for n in by):
                return Over(forbidden, 1)
            return forbidden

        before = employment.shift_of_yesterday
        start = frozenset(self.after.get(before.template, ())) & set(names) if before else set()
        return explore(options, seen, frozenset(start), step, price=self.price)

    def sentence(self) -> str:
        """The rule in one sentence."""
        pairs = [f"{later} after {first}" for first, all_ in self.after.items() for later in all_]
        return f"Never on the next day: {', '.join(pairs)}."
