"""The fields of a file of a free-standing model.

The fields are those of the matrices in which such models are usually published: queues are called
types and numbered from 0, groups hold interchangeable agents.
"""

from typing import Annotated, Any

import numpy as np
from pydantic import BeforeValidator, Field, field_validator, model_validator

from wfm.center.behaviour import Behaviour, HandleTime
from wfm.center.target import Formula
from wfm.center.values import LONGEST_S, Share, Value

_INTERVALS_MIN = (60, 30, 15, 10, 5)
MOST = 1_000_000
MOST_AGENTS = 100_000


def _number_or_list(given: Any) -> Any:
    if isinstance(given, str | bool) or given is None:
        raise ValueError(f"'{given}' is neither a number nor a list of numbers")
    return given


Rate = Annotated[float | tuple[float, ...], BeforeValidator(_number_or_list)]


class Transfer(Value):
    """Handled contacts of one type that go on as another."""

    type: int = Field(ge=0, description="Type that is handed on.")
    to: int = Field(ge=0, description="Type that it becomes.")
    share: Share = Field(description="Share of handled contacts.")
    after_s: float = Field(
        0.0, ge=0, le=LONGEST_S, description="Mean time until then (exponential)."
    )
    warm: bool = Field(False, description="The agent stays until the next one takes over.")
    handover_s: float = Field(
        0.0, ge=0, le=LONGEST_S, description="Time both agents then spend together."
    )

    @model_validator(mode="after")
    def _warm_or_later(self) -> "Transfer":
        if self.handover_s > 0 and not self.warm:
            raise ValueError("handover_s is the time of a warm transfer; add warm: true")
        if self.after_s > 0 and self.warm:
            raise ValueError("a warm transfer comes at once; leave after_s out")
        return self


class AtStart(Value):
    """Contacts that wait, or are in the hands of a group, when the simulation starts."""

    type: int = Field(ge=0, description="Type of the contacts.")
    group: int | None = Field(None, ge=0, description="Group that handles them; none if waiting.")
    count: int = Field(1, ge=1, le=MOST_AGENTS, description="How many.")
    for_s: float = Field(0.0, ge=0, le=LONGEST_S, description="How long already, seconds.")


class Start(Value):
    """A live state from which the simulation starts."""

    at_min: float = Field(0.0, ge=0, description="Minutes after the start of the first period.")
    contacts: tuple[AtStart, ...] = Field((), description="Who waits and who is being handled.")


class ModelFields(Value):
    """What a model file may hold."""

    lam_per_hour: tuple[Rate, ...] = Field(
        min_length=1,
        description="Arrivals an hour of each type, before the profile: a number, or one for each "
        "period.",
    )
    profile: tuple[float, ...] = Field(
        (), description="Factor on all rates in each period; by default 1."
    )
    period_min: int = Field(
        le=10_080, description="Length of a period in minutes, a multiple of 5."
    )
    svc_min: tuple[float, ...] = Field(description="Mean handle time of each type, minutes.")
    svc_cv: tuple[float | None, ...] | None = Field(
        None,
        description="Standard deviation over mean of lognormal handle times; null and by "
        "default exponential.",
    )
    pat_min: tuple[float | None, ...] | None = Field(
        None, description="Mean patience of each type, minutes; null and by default endless."
    )
    balk: tuple[float, ...] | None = Field(
        None, description="Share of each type that gives up at once rather than wait."
    )
    capacity: tuple[int | None, ...] | None = Field(
        None, description="Contacts of each type that can wait; null and by default endless."
    )
    skills: tuple[tuple[int, ...], ...] | None = Field(
        None, description="Types that each group can take; by default those that GT ranks."
    )
    staff: tuple[tuple[int, ...], ...] = Field(
        min_length=1, description="Agents of each group in each period."
    )
    TG: tuple[tuple[int, ...], ...] | None = Field(
        None,
        description="Rank of each group for each type, 1 first, 0 cannot; by default the number "
        "of types the group can take (specialists first).",
    )
    GT: tuple[tuple[int, ...], ...] | None = Field(
        None, description="Rank of each type for each group, 1 first, 0 cannot; by default 1."
    )
    concurrency: tuple[int, ...] | None = Field(
        None, description="Contacts of each type that one agent handles at once."
    )
    slowdown: tuple[float, ...] | None = Field(
        None, description="Growth of the handle time with each contact more in hand."
    )
    svc_law: dict[int, HandleTime] = Field(
        {}, description="Distribution of handle times by type, in place of svc_cv."
    )
    aht_factor: tuple[tuple[float, ...], ...] | None = Field(
        None, description="Factor of each group on the handle time of each type."
    )
    behaviour: dict[int, Behaviour] = Field(
        {},
        description="By type: patience, overflow, callback and all else that a queue of a scenario "
        "may have; queues are named there by the names of types.",
    )
    transfers: tuple[Transfer, ...] = Field((), description="Handled contacts that go on.")
    open: tuple[tuple[bool, ...], ...] | None = Field(
        None, description="Whether each type is open in each period, for at_closing."
    )
    start: Start | None = Field(None, description="Live state to start from; by default empty.")
    awt_sec: float = Field(20.0, ge=0, description="Threshold of the service level, seconds.")
    formula: Formula = Field(Formula.OFFERED_LESS_SHORT, description="Service-level formula.")
    busyness_shape: float | None = Field(
        None,
        gt=0,
        description="Shape of a gamma factor of mean 1 on all rates of a day; none means none.",
    )
    interval_busyness_cv: float = Field(
        0.0,
        ge=0,
        le=5,
        description="Standard deviation over mean of a lognormal factor on the rates of each "
        "interval, one for all types.",
    )
    interval_busyness_correlation: float = Field(
        0.0, ge=0, lt=1, description="Correlation of that factor from one interval to the next."
    )
    types: tuple[str, ...] | None = Field(None, description="Names of the types.")
    groups: tuple[str, ...] | None = Field(None, description="Names of the groups.")

    @field_validator("lam_per_hour", "profile")
    @classmethod
    def _rates(cls, values: tuple[float | tuple[float, ...], ...]) -> Any:
        if any(np.min(v, initial=0) < 0 or np.max(v, initial=0) > MOST for v in values):
            raise ValueError(f"a rate is negative or above {MOST:,}")
        return values

    @field_validator("svc_min", "pat_min", "svc_cv")
    @classmethod
    def _times(cls, values: tuple[float | None, ...] | None) -> tuple[float | None, ...] | None:
        if values is not None and any(v is not None and not 0 < v <= MOST for v in values):
            raise ValueError(f"must be positive, and at most {MOST:,}")
        return values

    @property
    def interval_min(self) -> int:
        """Longest interval that a period is a multiple of."""
        for minutes in _INTERVALS_MIN:
            if self.period_min > 0 and self.period_min % minutes == 0:
                return minutes
        raise ValueError(f"period_min {self.period_min} is not a multiple of 5")

    @property
    def type_names(self) -> tuple[str, ...]:
        """Names of the types."""
        return self.types or tuple(f"type-{q}" for q in range(len(self.lam_per_hour)))

    def can_take(self, group: int, number: int) -> bool:
        """Whether a group takes contacts of a type."""
        if self.skills is not None and number not in self.skills[group]:
            return False
        takes = self.GT is None or self.GT[group][number] > 0
        return takes and (self.TG is None or self.TG[number][group] > 0)
