"""A free-standing model: rates, handle times, patience, skills, ranks and staffing in one file.

No history and no people. The fields are those of the matrices in which such models are usually
published: queues are called types and numbered from 0, groups hold interchangeable agents.
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, ValidationError, field_validator, model_validator
from scipy import special

from wfm.center.documents import read_yaml
from wfm.center.errors import DataError
from wfm.center.files import problems_of
from wfm.center.horizon import Horizon
from wfm.center.progress import Progress, silent
from wfm.center.target import Formula
from wfm.center.values import Value
from wfm.simulate.groups import staffed_by_counts
from wfm.simulate.kernel import kinds
from wfm.simulate.model import Floats, Ints, Model, queues_of
from wfm.simulate.outcome import Outcome
from wfm.simulate.simulate import Engine, Run, simulate_model
from wfm.streams import Purpose, stream_key, uniforms

_INTERVALS_MIN = (60, 30, 15, 10, 5)
_START = date(2001, 1, 1)
MOST = 1_000_000
MOST_AGENTS = 100_000
MOST_CV = 10


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
    awt_sec: float = Field(20.0, ge=0, description="Threshold of the service level, seconds.")
    formula: Formula = Field(Formula.OFFERED_LESS_SHORT, description="Service-level formula.")
    busyness_shape: float | None = Field(
        None,
        gt=0,
        description="Shape of a gamma factor of mean 1 on all rates of a day; none means none.",
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


@dataclass(frozen=True, eq=False)
class FreeModel:
    """A model file, ready to be simulated.

    Attributes
    ----------
    model : Model
    rate : array of shape (Q, T)
        Expected arrivals of each interval.
    aht_s : array of shape (Q, T)
    busyness_shape : float or None
    """

    model: Model
    rate: Floats
    aht_s: Floats
    busyness_shape: float | None

    def offered(self, seed: int, replications: int, first_replication: int = 0) -> Ints:
        """Draw the contacts of each interval, shape (n, Q, T): Poisson, given the busyness."""
        return np.stack(
            [self._offered(seed, first_replication + i) for i in range(replications)]
        ).astype(np.int64)

    def _offered(self, seed: int, replication: int) -> NDArray[np.floating]:
        queues, intervals = self.rate.shape
        u = np.stack(
            [
                uniforms(stream_key(seed, replication, q, Purpose.COUNT), np.arange(intervals))
                for q in range(queues)
            ]
        )
        busyness: Floats = np.ones(intervals)
        if self.busyness_shape is not None:
            key = stream_key(seed, replication, 0, Purpose.DAY_LEVEL)
            days = uniforms(key, np.arange(self.model.horizon.days))
            factor = special.gammaincinv(self.busyness_shape, days) / self.busyness_shape
            busyness = np.asarray(factor[self.model.horizon.day_of_interval], dtype=np.float64)
        return _poisson_quantile(u, self.rate * busyness)


def _poisson_quantile(u: Floats, mean: Floats) -> Floats:
    """Smallest count whose distribution function reaches `u`."""
    above = np.ceil(special.pdtrik(u, np.where(mean > 0, mean, 1.0)))
    below = np.maximum(above - 1, 0)
    count = np.where(special.pdtr(below, mean) >= u, below, above)
    return np.where(mean > 0, count, 0.0)


def is_model_file(path: Path) -> bool:
    """Whether a file gives rates and staff rather than a scenario."""
    return path.is_file() and "lam_per_hour" in read_yaml(path).data


def read_model(path: Path | str) -> FreeModel:
    """Read a model file (YAML or JSON).

    Raises
    ------
    DataError
        With file, line and field of what is wrong.
    """
    document = read_yaml(Path(path))
    try:
        given = ModelFile.model_validate(document.data)
    except ValidationError as error:
        raise DataError(*problems_of(document, error)) from None
    return compile_file(given)


def compile_file(given: ModelFile) -> FreeModel:
    """The specification and the rates of a model file; nothing happens after its last period."""
    interval_min = given.interval_min
    repeat = given.period_min // interval_min
    n_periods = len(given.staff[0])
    days = -(-n_periods * given.period_min // (24 * 60))
    horizon = Horizon(start=_START, days=days, interval_minutes=interval_min, timezone="UTC")
    n_types, n_groups = len(given.lam_per_hour), len(given.staff)
    rate = np.zeros((n_types, horizon.n_intervals))
    by_period = np.stack([np.broadcast_to(r, n_periods) for r in given.lam_per_hour])
    by_period = by_period * np.array(given.profile or (1.0,) * n_periods) * interval_min / 60
    rate[:, : n_periods * repeat] = np.repeat(by_period, repeat, axis=1)
    agent_rank, queue_rank = _ranks(given, n_types, n_groups)
    agents, spells = staffed_by_counts(
        given.groups or tuple(f"group-{g}" for g in range(n_groups)),
        np.array(given.staff),
        given.period_min * 60.0,
        agent_rank,
        queue_rank,
    )
    cv = given.svc_cv or (None,) * n_types
    capacity = given.capacity or (None,) * n_types
    patience_min = given.pat_min or (None,) * n_types
    queues = queues_of(
        given.types or tuple(f"type-{q}" for q in range(n_types)),
        mean_patience_s=[np.inf if p is None else p * 60 for p in patience_min],
        balk_share=given.balk or 0.0,
        capacity=[kinds.UNLIMITED if c is None else c for c in capacity],
        handle_kind=[kinds.EXPONENTIAL if c is None else kinds.LOGNORMAL for c in cv],
        handle_cv=[c or 1.0 for c in cv],
        formulas=(given.formula,) * n_types,
        thresholds_s=np.array([given.awt_sec]),
    )
    aht_s = np.broadcast_to(np.array(given.svc_min)[:, None] * 60, rate.shape)
    model = Model(horizon, queues, agents, spells, idle_leave_first=True)
    return FreeModel(model, rate, aht_s, given.busyness_shape)


def _ranks(given: ModelFile, n_types: int, n_groups: int) -> tuple[Ints, Ints]:
    """Ranks by group and type: of the group for the type, and of the type for the group."""
    can = np.zeros((n_groups, n_types), dtype=bool)
    if given.skills is not None:
        for group, types in enumerate(given.skills):
            can[group, list(types)] = True
    else:
        can = np.array(given.GT) > 0
    breadth = np.broadcast_to(can.sum(axis=1, keepdims=True), can.shape)
    agent_rank = breadth if given.TG is None else np.array(given.TG).T
    queue_rank = np.ones(can.shape) if given.GT is None else np.array(given.GT)
    can = can & (agent_rank > 0) & (queue_rank > 0)
    return np.where(can, agent_rank, 0), np.where(can, queue_rank, 0).astype(np.int64)


def simulate_file(
    path: Path | str,
    *,
    replications: int,
    seed: int = 1,
    engine: Engine = "kernel",
    run: Run = map,
    progress: Progress = silent,
) -> Outcome:
    """Simulate a model file.

    Parameters
    ----------
    path : path
    replications : int
        Simulated horizons.
    seed : int
    engine, run, progress
        As for `simulate`.

    Raises
    ------
    DataError
        If the file is wrong.
    """
    return simulate_free(
        read_model(path),
        replications=replications,
        seed=seed,
        engine=engine,
        run=run,
        progress=progress,
    )


def simulate_free(
    free: FreeModel,
    *,
    replications: int,
    seed: int = 1,
    engine: Engine = "kernel",
    run: Run = map,
    progress: Progress = silent,
) -> Outcome:
    """Simulate a free-standing model; parameters as for `simulate_file`."""
    offered = free.offered(seed, replications)
    aht_s = np.broadcast_to(free.aht_s, offered.shape)
    return simulate_model(
        free.model, offered, aht_s, seed=seed, engine=engine, run=run, progress=progress
    )
