"""What every work rule is."""

from collections.abc import Hashable, Iterator, Sequence
from typing import ClassVar

from pydantic import Field, ValidationError

from wfm.center.shift import ShiftTemplate
from wfm.center.values import Value
from wfm.schedule.automaton import Automaton
from wfm.schedule.employment import Employment
from wfm.schedule.options import Options
from wfm.schedule.tour import Tour
from wfm.schedule.violation import Violation

MAX_RELAXATIONS = 60


class Rule(Value):
    """One work rule: parameters, a check of any tour, a statement to the solver, a sentence.

    The check reads shifts and never solver variables, the statement never reads shifts; the two
    share nothing but the parameters and what they mean in a given week. A rule with a price may be
    broken: each unit of every violation costs so much.
    """

    name: ClassVar[str]
    unit: ClassVar[str]
    depends_on_time_off: ClassVar[bool] = False
    remembers: ClassVar[bool] = False
    weaker_by: ClassVar[dict[str, float]]

    price: float | None = Field(
        None,
        gt=0,
        le=1e9,
        description="Price of each unit by which the rule is broken; without one it is hard.",
    )

    def check(self, tour: Tour) -> list[Violation]:
        """Everything in a tour that breaks the rule."""
        raise NotImplementedError

    def violations(self, tour: Tour) -> list[Violation]:
        """What `check` finds; a rule that remembers is shown the shifts before the horizon too."""
        if not self.remembers or not tour.employment.past:
            return self.check(tour)
        start = tour.employment.horizon.start
        return [found for found in self.check(tour.with_past()) if found.day >= start]

    def seen_of_past(self, employment: Employment) -> Hashable:
        """All that the statement of a rule that remembers reads of the past."""
        return employment.terms

    def automaton(self, options: Options, employment: Employment) -> Automaton:
        """The rule as an automaton over the tours of an agent."""
        raise NotImplementedError

    def statements(self, options: Options, employment: Employment) -> Iterator[Automaton]:
        """All automata of the rule; a rule that one automaton states leaves this as it is."""
        yield self.automaton(options, employment)

    def sentence(self) -> str:
        """The rule in one sentence."""
        raise NotImplementedError

    def shift_names(self) -> Iterator[tuple[str, str]]:
        """Pairs of (field, name) for every shift template that the parameters name."""
        yield from ()

    def contradictions(self, templates: tuple[ShiftTemplate, ...]) -> Iterator[tuple[str, str]]:
        """Pairs of (field, sentence) for parameters that no tour of these shifts can keep."""
        del templates
        yield from ()

    def relaxations(self) -> Iterator[tuple[tuple[str, "Rule"], ...]]:
        """Weaker and weaker forms of the rule with the change in words, for each field apart.

        `weaker_by` tells for each field the step that weakens the rule.
        """
        for field, step in self.weaker_by.items():
            value = getattr(self, field)
            weaker = []
            for count in range(1, MAX_RELAXATIONS + 1):
                changed = value + count * step
                try:
                    rule = type(self).model_validate(self.model_dump() | {field: changed})
                except ValidationError:
                    break
                weaker.append((f"{self.name}.{field} {changed:g} instead of {value:g}", rule))
            yield tuple(weaker)

    def violation(
        self,
        tour: Tour,
        day: int,
        message: str,
        amount: float = 1.0,
        lacks_work_on: Sequence[int] = (),
    ) -> Violation:
        """A violation of this rule on a day of the horizon, by an amount in the rule's unit."""
        cost = None if self.price is None else self.price * amount
        date = tour.date_of(day)
        return Violation(
            self.name, tour.agent, date, message, amount, cost, lacks_work_on=lacks_work_on
        )
