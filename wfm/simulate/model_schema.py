"""What a file of a free-standing model may hold.

The fields are those of the matrices in which such models are usually published: queues are called
types and numbered from 0, groups hold interchangeable agents.
"""

from typing import Any

import numpy as np
from pydantic import Field, field_validator, model_validator

from wfm.center.behaviour import Behaviour, HandleTime
from wfm.center.target import Formula
from wfm.center.values import Share, Value

_INTERVALS_MIN = (60, 30, 15, 10, 5)
MOST = 1_000_000
MOST_AGENTS = 100_000
MOST_CV = 10


class Transfer(Value):
    """Handled contacts of one type that go on as another."""

    type: int = Field(ge=0, description="Type that is handed on.")
    to: int = Field(ge=0, description="Type that it becomes.")
    share: Share = Field(description="Share of handled contacts.")
    after_s: float = Field(0.0, ge=0, description="Mean time until then (exponential).")
    warm: bool = Field(False, description="The agent stays until the next one takes over.")
    handover_s: float = Field(0.0, ge=0, description="Time both agents then spend together.")


class AtStart(Value):
    """Contacts that wait, or are in the hands of a group, when the simulation starts."""

    type: int = Field(ge=0, description="Type of the contacts.")
    group: int | None = Field(None, ge=0, description="Group that handles them; none if waiting.")
    count: int = Field(1, ge=1, le=MOST_AGENTS, description="How many.")
    for_s: float = Field(0.0, ge=0, description="How long already, seconds.")


class Start(Value):
    """A live state from which the simulation starts."""

    at_min: float = Field(0.0, ge=0, description="Minutes after the start of the first period.")
    contacts: tuple[AtStart, ...] = Field((), description="Who waits and who is being handled.")


class ModelFile(Value):
    """What a model file may hold."""

    lam_per_hour: tuple[float | tuple[float, ...], ...] = Field(
        min_length=1,
        description="Arrivals an hour of each type, before the profile: a number, or one for each "
        "period.",
    )
    profile: tuple[float, ...] = Field(
        (), description="Factor on all rates in each period; by default 1."
    )
    period_min: int = Field(description="Length of a period in minutes, a multiple of 5.")
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
        if any(np.min(v) < 0 or np.max(v) > MOST for v in values):
            raise ValueError(f"a rate is negative or above {MOST:,}")
        return values

    @field_validator("svc_min", "pat_min", "svc_cv")
    @classmethod
    def _times(cls, values: tuple[float | None, ...] | None) -> tuple[float | None, ...] | None:
        if values is not None and any(v is not None and not 0 < v <= MOST for v in values):
            raise ValueError(f"must be positive, and at most {MOST:,}")
        return values

    @model_validator(mode="after")
    def _fits_together(self) -> "ModelFile":
        n_types, n_groups, n_periods = len(self.lam_per_hour), len(self.staff), len(self.staff[0])
        _ = self.interval_min
        for name in ("svc_min", "svc_cv", "pat_min", "balk", "capacity", "types"):
            given = getattr(self, name)
            if given is not None and len(given) != n_types:
                raise ValueError(f"{name} has {len(given)} values; there are {n_types} types")
        for name in ("skills", "GT", "groups"):
            given = getattr(self, name)
            if given is not None and len(given) != n_groups:
                raise ValueError(f"{name} has {len(given)} rows; staff has {n_groups} groups")
        if any(not 0 <= share < 1 for share in self.balk or ()):
            raise ValueError("balk is a share from 0 to below 1")
        if any(c is not None and c < 0 for c in self.capacity or ()):
            raise ValueError("capacity is negative")
        if any(len(row) != n_periods for row in self.staff):
            raise ValueError(f"each group needs {n_periods} numbers in staff, one a period")
        if self.profile and len(self.profile) != n_periods:
            raise ValueError(f"profile has {len(self.profile)} values; staff has {n_periods}")
        if any(isinstance(r, tuple) and len(r) != n_periods for r in self.lam_per_hour):
            raise ValueError(f"lam_per_hour needs one number or {n_periods} for each type")
        if any(not 0 <= n <= MOST_AGENTS for row in self.staff for n in row):
            raise ValueError(f"staff is negative or above {MOST_AGENTS:,}")
        if n_periods == 0 or not any(n for row in self.staff for n in row):
            raise ValueError("staff has nobody at any time")
        if any(cv is not None and cv > MOST_CV for cv in self.svc_cv or ()):
            raise ValueError(f"svc_cv is above {MOST_CV}")
        for name, rows, columns in (("TG", n_types, n_groups), ("GT", n_groups, n_types)):
            given = getattr(self, name)
            if given is not None and np.shape(given) != (rows, columns):
                raise ValueError(f"{name} must have {rows} rows of {columns} ranks")
        for name in ("concurrency", "slowdown", "open"):
            given = getattr(self, name)
            if given is not None and len(given) != n_types:
                raise ValueError(f"{name} has {len(given)} values; there are {n_types} types")
        if any(not 1 <= c <= 10 for c in self.concurrency or ()):
            raise ValueError("concurrency is a number from 1 to 10")
        if any(not 0 <= s <= 2 for s in self.slowdown or ()):
            raise ValueError("slowdown is a number from 0 to 2")
        if any(len(row) != n_periods for row in self.open or ()):
            raise ValueError(f"open needs {n_periods} values for each type")
        if self.aht_factor is not None and np.shape(self.aht_factor) != (n_groups, n_types):
            raise ValueError(f"aht_factor must have {n_groups} rows of {n_types} factors")
        if any(not 0.05 <= f <= 20 for row in self.aht_factor or () for f in row):
            raise ValueError("aht_factor is a factor from 0.05 to 20")
        self._names_what_exists(n_types, n_groups)
        if self.skills is None and self.GT is None:
            raise ValueError("give skills, or the ranks TG and GT")
        if any(not 0 <= t < n_types for row in self.skills or () for t in row):
            raise ValueError(f"skills name a type that is not among 0 to {n_types - 1}")
        return self

    @property
    def interval_min(self) -> int:
        """Longest interval that a period is a multiple of."""
        for minutes in _INTERVALS_MIN:
            if self.period_min > 0 and self.period_min % minutes == 0:
                return minutes
        raise ValueError(f"period_min {self.period_min} is not a positive multiple of 5")

    def _names_what_exists(self, n_types: int, n_groups: int) -> None:
        for name, numbers in (
            ("svc_law", self.svc_law),
            ("behaviour", self.behaviour),
            ("transfers", [n for t in self.transfers for n in (t.type, t.to)]),
            ("start", [c.type for c in (self.start.contacts if self.start else ())]),
        ):
            if any(not 0 <= number < n_types for number in numbers):
                raise ValueError(f"{name} names a type that is not among 0 to {n_types - 1}")
        names = self.type_names
        for number, behaviour in self.behaviour.items():
            others = [stage.agents_of for stage in behaviour.overflow if stage.agents_of]
            others += [behaviour.voicemail.to] if behaviour.voicemail else []
            if unknown := [other for other in others if other not in names]:
                raise ValueError(
                    f"behaviour of type {number} names '{unknown[0]}'; there are {', '.join(names)}"
                )
            chats = self.concurrency is not None and self.concurrency[number] > 1
            if chats and (behaviour.interruptible or behaviour.trunks is not None):
                raise ValueError(
                    f"type {number} is handled side by side, so it can neither be interruptible "
                    "nor have trunks"
                )
        for start in self.start.contacts if self.start else ():
            if start.group is not None and start.group >= n_groups:
                raise ValueError(f"start names a group that is not among 0 to {n_groups - 1}")
        if any(
            t.warm and self.concurrency is not None and self.concurrency[t.type] > 1
            for t in self.transfers
        ):
            raise ValueError("a chat cannot be handed on warm")

    @property
    def type_names(self) -> tuple[str, ...]:
        """Names of the types."""
        return self.types or tuple(f"type-{q}" for q in range(len(self.lam_per_hour)))
