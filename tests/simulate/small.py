"""Small models and contacts made by hand."""

from datetime import date

import numpy as np

from wfm.center.horizon import Horizon
from wfm.center.target import Formula
from wfm.simulate.contacts import Contacts
from wfm.simulate.model import EXPONENTIAL, UNLIMITED, Agents, Model, Queues, Spells

FOREVER = float("inf")
DAY_S = 86400.0


def horizon(days=1, interval_minutes=60):
    return Horizon(
        start=date(2026, 3, 2), days=days, interval_minutes=interval_minutes, timezone="UTC"
    )


def queues(n=1, **changes):
    plain = {
        "names": tuple(f"q{i}" for i in range(n)),
        "mean_patience_s": np.full(n, FOREVER),
        "balk_share": np.zeros(n),
        "capacity": np.full(n, UNLIMITED),
        "handle_kind": np.full(n, EXPONENTIAL),
        "handle_cv": np.ones(n),
        "concurrency": np.ones(n, dtype=np.int64),
        "slowdown": np.zeros(n),
        "escalates_to": np.full(n, -1),
        "escalation_share": np.zeros(n),
        "short_abandon_s": np.full(n, 5.0),
        "formulas": (Formula.OFFERED,) * n,
        "thresholds_s": np.array([20.0]),
        "own_threshold": np.zeros(n, dtype=np.int64),
    }
    return Queues(**(plain | {k: _array(v) for k, v in changes.items()}))


def _array(value):
    return np.asarray(value) if isinstance(value, list) else value


def spells(rows):
    """Rows of (agent, start_s, end_s, pause_s)."""
    table = np.array(sorted(rows), dtype=float).reshape(-1, 4)
    agent = table[:, 0].astype(np.int64)
    day = (table[:, 1] // DAY_S).astype(np.int64)
    return Spells(agent, day, table[:, 1], table[:, 2], table[:, 3])


def model(
    agents,
    *,
    queue_changes=None,
    rows=None,
    days=1,
    interval_minutes=60,
    priority=None,
    absence=0.0,
    idle_leave_first=False,
):
    """A model; `agents` is a table (A, Q) of ranks, 0 where an agent cannot take a queue."""
    rank = np.array(agents)
    n_agents, n_queues = rank.shape
    grid = horizon(days, interval_minutes)
    rows = [(a, 0, grid.duration_s, 0) for a in range(n_agents)] if rows is None else rows
    priority = np.ones(n_queues, dtype=int) if priority is None else np.array(priority)
    return Model(
        grid,
        queues(n_queues, **(queue_changes or {})),
        Agents(
            tuple(f"a{i}" for i in range(n_agents)),
            np.where(rank > 0, rank, 0),
            np.where(rank > 0, priority, 0),
        ),
        spells(rows),
        absence,
        idle_leave_first,
    )


def contacts(rows):
    """Rows of (queue, arrival_s, handle_s[, patience_s[, onward]]); arrival_s None if handed on."""
    full = [(*row, *(FOREVER, -1)[len(row) - 3 :]) for row in rows]
    queue, arrival, handle, patience, onward = zip(*full, strict=True)
    return Contacts(
        number=np.arange(len(rows)),
        queue=np.array(queue),
        arrival_s=np.array([np.nan if a is None else a for a in arrival], dtype=float),
        handle_s=np.array(handle, dtype=float),
        patience_s=np.array(patience, dtype=float),
        onward=np.array(onward),
    )
