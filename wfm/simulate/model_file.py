"""A free-standing model: rates, handle times, patience, skills, ranks and staffing in one file.

No history and no people.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from pydantic import ValidationError
from scipy import special

from wfm.center.behaviour import Behaviour, HandleTime
from wfm.center.documents import read_yaml
from wfm.center.errors import DataError
from wfm.center.files import problems_of
from wfm.center.horizon import Horizon
from wfm.center.progress import Progress, silent
from wfm.simulate.arrays import Floats, Ints
from wfm.simulate.behaviour import (
    behaviour_columns,
    behaviour_doors,
    behaviour_follow_ups,
    behaviour_lines,
    law_columns,
)
from wfm.simulate.contact_log import log_frames
from wfm.simulate.groups import staffed_by_counts
from wfm.simulate.kernel import kinds
from wfm.simulate.model import LiveState, Model, Spells
from wfm.simulate.model_fields import Start
from wfm.simulate.model_queues import FollowUp, Queues, queues_of
from wfm.simulate.model_schema import ModelFile
from wfm.simulate.outcome import Outcome
from wfm.simulate.simulate import Engine, Run, simulate_model
from wfm.simulate.strata import stratified_uniforms
from wfm.streams import Purpose, stream_key, uniforms

if TYPE_CHECKING:
    import pandas as pd

_START = date(2001, 1, 1)


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
        Shape of the gamma factor of each day.
    interval_cv, interval_correlation : float
        Of the lognormal factor of each interval, one for all queues.
    """

    model: Model
    rate: Floats
    aht_s: Floats
    busyness_shape: float | None
    interval_cv: float = 0.0
    interval_correlation: float = 0.0

    def offered(
        self,
        seed: int,
        replications: int,
        first_replication: int = 0,
        *,
        strata: int | None = None,
    ) -> Ints:
        """Draw the contacts of each interval, shape (n, Q, T): Poisson, given the busyness.

        Parameters
        ----------
        seed, replications, first_replication : int
        strata : int, optional
            Draw the level of each day once from each of so many parts of its distribution in every
            block of so many replications; estimate with `wfm.simulate.strata.blocked_ratio`.
        """
        days, numbers = self.model.horizon.days, first_replication + np.arange(replications)
        if strata is None:
            keys = [stream_key(seed, int(r), 0, Purpose.DAY_LEVEL) for r in numbers]
            levels = np.stack([uniforms(key, np.arange(days)) for key in keys])
        else:
            levels = stratified_uniforms(seed, first_replication, replications, days, strata=strata)
        drawn = [
            self._offered(seed, int(r), level) for r, level in zip(numbers, levels, strict=True)
        ]
        return np.stack(drawn).astype(np.int64)

    def _offered(self, seed: int, replication: int, levels: Floats) -> NDArray[np.floating]:
        queues, intervals = self.rate.shape
        u = np.stack(
            [
                uniforms(stream_key(seed, replication, q, Purpose.COUNT), np.arange(intervals))
                for q in range(queues)
            ]
        )
        busyness: Floats = np.ones(intervals)
        if self.busyness_shape is not None:
            factor = special.gammaincinv(self.busyness_shape, levels) / self.busyness_shape
            busyness = np.asarray(factor[self.model.horizon.day_of_interval], dtype=np.float64)
        if self.interval_cv > 0:
            busyness = busyness * self._interval_factor(seed, replication)
        return _poisson_quantile(u, self.rate * busyness)

    def _interval_factor(self, seed: int, replication: int) -> Floats:
        """Lognormal factor of mean 1 of each interval."""
        key = stream_key(seed, replication, 0, Purpose.INTERVAL_LEVEL)
        normals = special.ndtri(uniforms(key, np.arange(self.rate.shape[1])))
        variance = np.log1p(self.interval_cv**2)
        levels = _correlated(normals, self.interval_correlation)
        return np.asarray(np.exp(np.sqrt(variance) * levels - variance / 2))


def _correlated(normals: Floats, correlation: float) -> Floats:
    """Standard normals of which each is correlated with the one before (first order)."""
    levels = normals.copy()
    for i in range(1, len(levels)):
        levels[i] = correlation * levels[i - 1] + np.sqrt(1 - correlation**2) * normals[i]
    return levels


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
        None if given.aht_factor is None else np.array(given.aht_factor),
    )
    behaviours = [given.behaviour.get(q, Behaviour()) for q in range(n_types)]
    lines, agents = behaviour_lines(given.type_names, behaviours, agents)
    is_open = np.ones(rate.shape, dtype=bool)
    if given.open is not None:
        is_open[:] = False
        is_open[:, : n_periods * repeat] = np.repeat(np.array(given.open), repeat, axis=1)
    aht_s = np.broadcast_to(np.array(given.svc_min)[:, None] * 60, rate.shape)
    model = Model(
        horizon,
        _queues(given, behaviours),
        agents,
        spells,
        idle_leave_first=True,
        given_lines=lines,
        follow_ups=(*_transfers(given), *behaviour_follow_ups(given.type_names, behaviours)),
        doors=behaviour_doors(behaviours, is_open, horizon),
        state=None if given.start is None else _state(given.start, given, spells),
    )
    return FreeModel(
        model,
        rate,
        aht_s,
        given.busyness_shape,
        given.interval_busyness_cv,
        given.interval_busyness_correlation,
    )


def _queues(given: ModelFile, behaviours: list[Behaviour]) -> Queues:
    n_types = len(given.lam_per_hour)
    cv = given.svc_cv or (None,) * n_types
    laws = [
        given.svc_law.get(q)
        or HandleTime(
            distribution="exponential" if cv[q] is None else "lognormal",
            cv=min(cv[q] or 1.0, 5.0),
        )
        for q in range(n_types)
    ]
    columns = law_columns("handle", laws) | behaviour_columns(behaviours)
    columns["handle_cv"] = [cv[q] or law.cv for q, law in enumerate(laws)]
    if given.capacity is not None:
        columns["capacity"] = [kinds.UNLIMITED if c is None else c for c in given.capacity]
    if given.balk is not None:
        columns["balk_share"] = given.balk
    return queues_of(
        given.type_names,
        mean_patience_s=[
            np.inf if p is None else p * 60 for p in given.pat_min or (None,) * n_types
        ],
        concurrency=given.concurrency or 1,
        slowdown=given.slowdown or 0.0,
        formulas=(given.formula,) * n_types,
        thresholds_s=[given.awt_sec],
        **columns,
    )


def _transfers(given: ModelFile) -> tuple[FollowUp, ...]:
    return tuple(
        FollowUp(
            queue=t.type,
            trigger=kinds.HANDLED,
            comes_as=kinds.HANDED_ON,
            share=t.share,
            to=t.to,
            delay_kind=kinds.EXPONENTIAL,
            delay_s=0.0 if t.warm else t.after_s,
            warm=t.warm,
            handover_s=t.handover_s,
        )
        for t in given.transfers
    )


def _state(start: Start, given: ModelFile, spells: Spells) -> LiveState:
    """The live state; whoever of a group sits there first is busy first."""
    start_s = start.at_min * 60
    here = np.unique(spells.agent[(spells.start_s <= start_s) & (spells.end_s > start_s)])
    seats = np.cumsum([0, *(max(row) for row in given.staff)])
    taken: list[int] = []
    busy: list[tuple[int, int, float]] = []
    waiting: list[tuple[int, float]] = []
    for contacts in start.contacts:
        if contacts.group is None:
            waiting += [(contacts.type, contacts.for_s)] * contacts.count
            continue
        first, last = seats[contacts.group], seats[contacts.group + 1]
        free = [a for a in here.tolist() if first <= a < last and a not in taken]
        taken += free[: contacts.count]
        busy += [(a, contacts.type, contacts.for_s) for a in free[: contacts.count]]
    return LiveState(
        start_s=start_s,
        waiting_queue=np.array([q for q, _ in waiting], dtype=np.int64),
        waiting_for_s=np.array([s for _, s in waiting], dtype=np.float64),
        busy_agent=np.array([a for a, _, _ in busy], dtype=np.int64),
        busy_queue=np.array([q for _, q, _ in busy], dtype=np.int64),
        busy_for_s=np.array([s for _, _, s in busy], dtype=np.float64),
    )


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
    first_replication: int = 0,
    engine: Engine = "kernel",
    run: Run = map,
    progress: Progress = silent,
) -> Outcome:
    """Simulate a free-standing model; parameters as for `simulate_file` and `simulate`."""
    offered = free.offered(seed, replications, first_replication)
    aht_s = np.broadcast_to(free.aht_s, offered.shape)
    return simulate_model(
        free.model,
        offered,
        aht_s,
        seed=seed,
        first_replication=first_replication,
        engine=engine,
        run=run,
        progress=progress,
    )


def free_log_frames(free: FreeModel, replications: int, seed: int) -> "Iterator[pd.DataFrame]":
    """Every contact of the replications of `simulate_free`, a table each."""
    offered = free.offered(seed, replications)
    return log_frames(free.model, offered, np.broadcast_to(free.aht_s, offered.shape), seed=seed)
