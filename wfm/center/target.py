"""What the center has promised: measures, named service-level formulas, goals."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field, WithJsonSchema, model_validator

from wfm.center.values import DurationS, Name, Share, Value, parse_duration_s, parse_share


class Formula(StrEnum):
    """Named service-level formulas; T is ``answered_within_s``."""

    OFFERED = "offered"
    OFFERED_LESS_SHORT = "offered_less_short"
    ANSWERED = "answered"
    WITH_ABANDONS = "with_abandons"
    VIRTUAL = "virtual"

    @property
    def meaning(self) -> str:
        """The formula in words."""
        return {
            Formula.OFFERED: "answered in T / offered",
            Formula.OFFERED_LESS_SHORT: "answered in T / (offered - abandoned in T)",
            Formula.ANSWERED: "answered in T / answered",
            Formula.WITH_ABANDONS: "(answered in T + abandoned in T) / offered",
            Formula.VIRTUAL: "share of test contacts of infinite patience that wait at most T",
        }[self]


class Measure(StrEnum):
    """What a target bounds."""

    SERVICE_LEVEL = "service_level"
    ABANDONMENT = "abandonment"
    ASA = "asa"
    OCCUPANCY = "occupancy"
    AGE_OF_OLDEST = "age_of_oldest"

    @property
    def higher_is_better(self) -> bool:
        """Whether the goal is a floor rather than a ceiling."""
        return self is Measure.SERVICE_LEVEL

    @property
    def is_share(self) -> bool:
        """Whether it is a share of 1 rather than seconds."""
        return self not in (Measure.ASA, Measure.AGE_OF_OLDEST)


class Per(StrEnum):
    """The stretch of time over which a promise is reckoned and kept or broken."""

    INTERVAL = "interval"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    HORIZON = "horizon"

    @property
    def words(self) -> str:
        """For the end of a sentence."""
        return "over the horizon" if self is Per.HORIZON else f"each {self.value}"


_Figure = Annotated[float, WithJsonSchema({"type": ["number", "string"]})]


class Credit(Value):
    """A step of a penalty: money due for each period that is as bad as this."""

    figure: _Figure = Field(
        gt=0,
        description="Due where the period's figure is worse than this; written like the goal.",
    )
    amount: float = Field(ge=0, description="Money due for the period; the worst step counts.")


class Target(Value):
    """One promise, kept when the simulated horizon reaches the goal often enough."""

    name: Name = Field(description="Name of the target, for reports and levers.")
    queue: Name | None = Field(None, description="Queue it holds for; none means all, pooled.")
    measure: Measure = Field(Measure.SERVICE_LEVEL, description="What is measured.")
    formula: Formula = Field(
        Formula.OFFERED,
        description="Service-level formula: "
        + "; ".join(f"{formula.value}: {formula.meaning}" for formula in Formula)
        + ".",
    )
    answered_within_s: DurationS | None = Field(
        None, description="Threshold T of a service level (seconds, or text such as 4 h)."
    )
    goal: _Figure = Field(
        gt=0,
        description="Share (0.8 or '80 %') of service level, abandonment or occupancy; seconds, or "
        "text such as 30 s or 4 h, for asa and age_of_oldest.",
    )
    per: Per = Field(
        Per.HORIZON,
        description="Over what the goal is reckoned: each interval, day, calendar week (from "
        "Monday), calendar month (as far as they lie in the horizon), or the whole horizon.",
    )
    probability: Share = Field(
        0.5,
        description="Share of the simulated horizons, or of their days, weeks and so on, that must "
        "reach the goal.",
    )

    credits: tuple[Credit, ...] = Field(
        (),
        description="Penalty steps, for each period that misses them. A target with steps is "
        "priced: the plan weighs them against pay, and does not keep the goal at any price.",
    )

    @model_validator(mode="before")
    @classmethod
    def _figures_as_numbers(cls, value: object) -> object:
        if not isinstance(value, dict):
            return value
        in_seconds = value.get("measure") in ("asa", "age_of_oldest")
        parse = parse_duration_s if in_seconds else parse_share

        def read(found: object, name: str) -> object:
            if isinstance(found, dict) and isinstance(found.get(name), str):
                return {**found, name: parse(found[name])}
            return found

        steps = value.get("credits")
        if isinstance(steps, (list, tuple)):
            value = {**value, "credits": tuple(read(step, "figure") for step in steps)}
        return read(value, "goal")

    @model_validator(mode="after")
    def _complete(self) -> "Target":
        if self.measure is Measure.SERVICE_LEVEL and self.answered_within_s is None:
            raise ValueError("a service level needs answered_within_s")
        if self.measure.is_share and self.goal >= 1:
            # 80 was meant as percent; 1.8 is what '180 %' reads as, and nobody promises 1.8 %.
            meant = (
                f"; write '{self.goal:g} %'"
                if 10 <= self.goal < 100
                else f": that is {100 * self.goal:g} %, and a goal lies below 100 %"
            )
            raise ValueError(f"goal {self.goal:g} is not a share between 0 and 1{meant}")
        if self.measure is Measure.OCCUPANCY and self.queue is not None:
            raise ValueError("occupancy is of all agents together; leave the queue out")
        if self.measure is Measure.AGE_OF_OLDEST and self.queue is None:
            raise ValueError("age_of_oldest is of one queue; name it")
        for step in self.credits:
            if self.reached_by(step.figure) and step.figure != self.goal:
                raise ValueError(
                    f"a credit at {step.figure:g} is due although the goal {self.goal:g} is "
                    "reached; put the step at the goal or where it is missed"
                )
        return self

    def reached_by(self, achieved: float) -> bool:
        """Whether a figure reaches the goal."""
        if self.measure.higher_is_better:
            return achieved >= self.goal
        return achieved <= self.goal

    def describe(self) -> str:
        """The promise in a line of text."""
        said = self._goal_in_words()
        return said if self.per is Per.HORIZON else f"{said}, {self.per.words}"

    def _goal_in_words(self) -> str:
        where = self.queue or "all queues"
        if self.measure is Measure.SERVICE_LEVEL:
            return (
                f"{where}: {self.goal:.0%} answered within "
                f"{format_duration(self.answered_within_s or 0)} (formula {self.formula.value})"
            )
        if self.measure is Measure.ABANDONMENT:
            return f"{where}: at most {self.goal:.1%} abandoned"
        if self.measure is Measure.OCCUPANCY:
            return f"all agents: busy at most {self.goal:.1%} of their time on queue"
        if self.measure is Measure.AGE_OF_OLDEST:
            return f"{where}: nobody waits longer than {format_duration(self.goal)}"
        return f"{where}: answered after {self.goal:g} s on average"


def format_duration(seconds: float) -> str:
    """Short text of a duration: ``20 s``, ``5 min``, ``4 h``."""
    if seconds >= 3600 and seconds % 1800 == 0:
        return f"{seconds / 3600:g} h"
    if seconds >= 120 and seconds % 60 == 0:
        return f"{seconds / 60:g} min"
    return f"{seconds:g} s"
