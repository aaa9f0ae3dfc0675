"""Rule `shift_count`: how often each shift template may be worked in the horizon."""

from collections.abc import Iterator
from typing import Annotated, ClassVar

from pydantic import Field, model_validator

from wfm.schedule.automaton import Automaton, Counted, Label, State, explore
from wfm.schedule.employment import Employment
from wfm.schedule.options import Options
from wfm.schedule.rules.rule import Rule
from wfm.schedule.tour import Tour
from wfm.schedule.violation import Violation

MOST = 366
Amount = Annotated[int, Field(ge=0, le=MOST)]


class ShiftCount(Rule):
    """Fewest and most shifts of a template in the horizon, such as nights.

    Templates with a plus between them are counted together, such as ``split-2h+split-3h``.
    """

    name: ClassVar[str] = "shift_count"
    unit: ClassVar[str] = "shift"
    weaker_by: ClassVar[dict[str, float]] = {}

    max: dict[str, Amount] = Field(default_factory=dict, description="Most shifts of a template.")
    min: dict[str, Amount] = Field(default_factory=dict, description="Fewest shifts of a template.")

    @model_validator(mode="after")
    def _ordered(self) -> "ShiftCount":
        for template, least in self.min.items():
            if least > self.max.get(template, least):
                raise ValueError(f"min of {template} ({least}) is above max ({self.max[template]})")
        return self

    def shift_names(self) -> Iterator[tuple[str, str]]:
        """Templates that are counted."""
        for part, counted in (("max", self.max), ("min", self.min)):
            yield from ((part, name) for together in counted for name in _names(together))

    def check(self, tour: Tour) -> list[Violation]:
        """Every shift above a limit; too few are one violation on the horizon's last day."""
        found = []
        for template, least, most in self._limits():
            shifts = [shift for shift in tour.shifts if shift.template in _names(template)]
            for number, shift in enumerate(shifts[most:], most + 1):
                message = f"shift {number} of {template}, at most {most} are allowed"
                found.append(self.violation(tour, tour.day_index(shift), message))
            if len(shifts) < least:
                message = f"{len(shifts)} shifts of {template}, at least {least} are due"
                days = range(tour.employment.horizon.days)
                found.append(self.violation(tour, days[-1], message, least - len(shifts), days))
        return found

    def statements(self, options: Options, employment: Employment) -> Iterator[Automaton]:
        """For each template, nothing to remember but how many there were."""
        del employment
        for template, least, most in self._limits():
            yield _counting(options, template, least, most, self.price)

    def sentence(self) -> str:
        """The rule in one sentence."""
        parts = [
            f"{least} to {most} shifts of {template}" if least else f"{most} of {template}"
            for template, least, most in self._limits()
        ]
        return f"At most, in all: {', '.join(parts)}."

    def _limits(self) -> Iterator[tuple[str, int, int]]:
        for template in {**self.max, **self.min}:
            yield template, self.min.get(template, 0), self.max.get(template, MOST)


def _names(together: str) -> list[str]:
    """Templates that are counted together."""
    return [name.strip() for name in together.split("+")]


def _counting(
    options: Options, template: str, least: int, most: int, price: float | None
) -> Automaton:
    names = _names(template)

    def is_counted(_day: int, option: int) -> bool:
        return options.template(option).name in names

    def step(_day: int, _label: Label | None, state: State) -> State:
        return state

    def one(_day: int, label: Label | None, _state: State) -> int:
        return int(label is True)

    return explore(options, is_counted, 0, step, Counted(one, least, most, price))
