"""Agents and their time off."""

from collections.abc import Iterable
from datetime import date
from math import prod
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, model_validator

from wfm.center.values import Line, Name, Value


def _split_list(text: Any) -> Any:
    if isinstance(text, str):
        return tuple(part.strip() for part in text.replace("|", ";").split(";") if part.strip())
    return text


def _split_factors(text: Any) -> Any:
    """Factors by skill of ``claims=1.2;cards=0.9``."""
    if not isinstance(text, str):
        return text
    pairs = [part.split("=", 1) for part in text.replace("|", ";").split(";") if part.strip()]
    if any(len(pair) < 2 for pair in pairs):
        raise ValueError(f"'{text}' is not a list of factors; write claims=1.2;cards=0.9")
    return {name.strip(): factor.strip() for name, factor in pairs}


def _blank_is_none(text: Any) -> Any:
    return None if text == "" else text


class Agent(Value):
    """A named person on a contract, with skills."""

    id: Name = Field(description="Identity of the agent, unique in the scenario.")
    name: Line = Field("", description="Name to show; by default the id.")
    team: Line = Field("", description="Team, for reports.")
    contract: Name = Field(description="Name of the contract.")
    skills: Annotated[tuple[Name, ...], BeforeValidator(_split_list)] = Field(
        description="Skills; in a CSV separated by semicolons."
    )
    proficiency: Annotated[dict[Name, float], BeforeValidator(_split_factors)] = Field(
        {},
        description="Factor on handle times by skill, 1 where none is given; in a CSV such as "
        "claims=1.2;cards=0.9. Who takes 1.25 times as long counts as 0.8 agents in a roster.",
    )
    first_day: Annotated[date | None, BeforeValidator(_blank_is_none)] = Field(
        None, description="First day of employment; none means before the plan."
    )
    last_day: Annotated[date | None, BeforeValidator(_blank_is_none)] = Field(
        None, description="Last day of employment; none means after the plan."
    )

    @model_validator(mode="after")
    def _has_skills(self) -> "Agent":
        if not self.skills:
            raise ValueError(
                f"agent '{self.id}' has no skills; list at least one, separated by semicolons"
            )
        for skill, factor in self.proficiency.items():
            if skill not in self.skills:
                raise ValueError(f"'{self.id}' has a proficiency in '{skill}' but not the skill")
            if not 0.05 <= factor <= 20:
                raise ValueError(f"the proficiency {factor:g} is not a factor from 0.05 to 20")
        return self

    @property
    def display_name(self) -> str:
        """Name to show."""
        return self.name or self.id

    def handle_time_factor(self, skills: Iterable[str]) -> float:
        """Factor on the handle times of a queue that needs some skills: the product of theirs."""
        return prod(self.proficiency.get(skill, 1.0) for skill in sorted(skills))

    def employed_on(self, day: date) -> bool:
        """Whether the agent is employed on a day."""
        after_start = self.first_day is None or day >= self.first_day
        return after_start and (self.last_day is None or day <= self.last_day)


class TimeOff(Value):
    """Days on which an agent must not be given a shift, both ends included."""

    agent: Name = Field(description="Id of the agent.")
    first_day: date = Field(description="First day off.")
    last_day: date = Field(description="Last day off.")
    reason: Line = Field("", description="Why, for reports.")
    paid_hours_per_day: float = Field(
        0.0,
        ge=0,
        le=12,
        description="Hours a day that count towards the weekly hours; they are not work, "
        "and are in no figure of paid hours or cost.",
    )

    @model_validator(mode="after")
    def _ordered(self) -> "TimeOff":
        if self.last_day < self.first_day:
            raise ValueError(f"time off of '{self.agent}' ends before it begins")
        return self
