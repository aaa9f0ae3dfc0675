"""What every rule that several people keep together is."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Annotated, ClassVar

import numpy as np
from numpy.typing import NDArray
from pydantic import BeforeValidator, Field

from wfm.center.contract import one_is_a_list
from wfm.center.roster import Roster, Shift
from wfm.center.scenario import Scenario
from wfm.center.values import Name, Value
from wfm.schedule.joint.terms import HARD, Term
from wfm.schedule.violation import Violation

EVERYBODY = "*"


class JointRule(Value):
    """One rule of several people: parameters, a check of any roster, a statement, a sentence.

    As with the rules of one person, check and statement share nothing but the parameters.
    """

    name: ClassVar[str]
    unit: ClassVar[str]

    teams: Annotated[tuple[str, ...], BeforeValidator(one_is_a_list)] = Field(
        (), description="Teams whose people it holds for."
    )
    agents: Annotated[tuple[Name, ...], BeforeValidator(one_is_a_list)] = Field(
        (), description="Agents it holds for, beside those of the teams; everybody where both are "
        "left out."
    )  # fmt: skip
    price: float | None = Field(
        None,
        gt=0,
        le=1e9,
        description="Price of each unit by which the rule is broken; without one it is hard.",
    )

    @property
    def whose(self) -> str:
        """For whom it holds, in words; empty for everybody."""
        teams = [f"team '{team}'" for team in self.teams]
        names = [f"'{agent}'" for agent in self.agents[:3]]
        more = ["..."] if len(self.agents) > 3 else []
        return ", ".join([*teams, *names, *more])

    def members(self, scenario: Scenario) -> NDArray[np.bool_]:
        """Whether it holds for each agent of the scenario, shape (agents,)."""
        everybody = not self.teams and not self.agents
        return np.array(
            [everybody or a.team in self.teams or a.id in self.agents for a in scenario.agents],
            dtype=bool,
        )

    def check(self, scenario: Scenario, roster: Roster) -> list[Violation]:
        """Everything in a roster that breaks the rule."""
        raise NotImplementedError

    def terms(self, scenario: Scenario) -> Iterator[Term]:
        """What the search charges a roster for."""
        raise NotImplementedError

    def sentence(self) -> str:
        """The rule in one sentence."""
        raise NotImplementedError

    def problems(self, scenario: Scenario) -> Iterator[tuple[str, str]]:
        """Pairs of (field, sentence) for parameters that the scenario cannot have."""
        del scenario
        yield from ()

    def violation(
        self, day: date, message: str, amount: float, lacks_work_on: Sequence[int] = ()
    ) -> Violation:
        """A violation of this rule, which is nobody's alone."""
        cost = None if self.price is None else self.price * amount
        return Violation(
            self.name, EVERYBODY, day, message, amount, cost, lacks_work_on=lacks_work_on
        )

    @property
    def unit_price(self) -> float:
        """Price of a unit in the search, infinite where the rule is hard."""
        return HARD if self.price is None else self.price

    def _shifts(self, scenario: Scenario, roster: Roster) -> Iterator[Shift]:
        """Shifts of the people it holds for."""
        members = self.members(scenario)
        mine = {a.id for a, is_member in zip(scenario.agents, members, strict=True) if is_member}
        return (shift for shift in roster.shifts if shift.agent in mine)
