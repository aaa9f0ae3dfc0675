"""Small models and contacts made by hand."""

from dataclasses import replace
from datetime import date

import numpy as np

from wfm.center.horizon import Horizon
from wfm.simulate.contacts import Contacts
from wfm.simulate.model import Agents, LiveState, Model, Spells
from wfm.simulate.model_queues import Doors, plain_lines, queues_of

FOREVER = float("inf")
DAY_S = 86400.0


def horizon(days=1, interval_minutes=60):
    return Horizon(
        start=date(2026, 3, 2), days=days, interval_minutes=interval_minutes, timezone="UTC"
    )


def queues(n=1, **changes):
    return queues_of(tuple(f"q{i}" for i in range(n)), **changes)


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
    line_changes=None,
    aht_factor=None,
    **rest,
):
    """A model; `agents` is a table (A, L) of ranks, 0 where an agent cannot take from a line.

    There is a line for each queue, and more where `line_changes` says of which queues.
    """
    rank = np.array(agents)
    n_agents, n_lines = rank.shape
    lines = None
    if line_changes is not None:
        lines = replace(plain_lines(n_lines), **{k: np.asarray(v) for k, v in line_changes.items()})
    n_queues = n_lines if lines is None else int(lines.queue.max()) + 1
    grid = horizon(days, interval_minutes)
    rows = [(a, 0, grid.duration_s, 0) for a in range(n_agents)] if rows is None else rows
    priority = np.ones(n_lines, dtype=int) if priority is None else np.array(priority)
    return Model(
        grid,
        queues(n_queues, **(queue_changes or {})),
        Agents(
            tuple(f"a{i}" for i in range(n_agents)),
            np.where(rank > 0, rank, 0),
            np.where(rank > 0, priority, 0),
            None if aht_factor is None else np.array(aht_factor, dtype=float),
        ),
        spells(rows),
        given_lines=lines,
        **rest,
    )


def contacts(rows):
    """Rows of (queue, arrival_s, handle_s[, patience_s])."""
    full = [(*row, *(FOREVER,)[len(row) - 3 :]) for row in rows]
    queue, arrival, handle, patience = zip(*full, strict=True)
    return Contacts(
        number=np.arange(len(rows)),
        queue=np.array(queue),
        arrival_s=np.array(arrival, dtype=float),
        handle_s=np.array(handle, dtype=float),
        patience_s=np.array(patience, dtype=float),
    )


def with_aht(people, aht_s):
    """The contacts, and the AHT of what they turn into, by queue."""
    return replace(people, aht_s=np.repeat(np.array(aht_s, float)[:, None], 24, axis=1))


def doors(rows, open_at_start):
    """Rows of (time_s, queue, opens)."""
    return Doors(
        queue=np.array([q for _, q, _ in rows], dtype=np.int64),
        time_s=np.array([t for t, _, _ in rows], dtype=float),
        opens=np.array([o for _, _, o in rows], dtype=bool),
        open_at_start=np.array(open_at_start, dtype=bool),
    )


def state(start_s=0.0, waiting=(), busy=()):
    """Who waits, rows of (queue, for_s), and is busy, rows of (agent, queue, for_s)."""
    return LiveState(
        start_s=start_s,
        waiting_queue=np.array([q for q, _ in waiting], dtype=np.int64),
        waiting_for_s=np.array([s for _, s in waiting], dtype=float),
        busy_agent=np.array([a for a, _, _ in busy], dtype=np.int64),
        busy_queue=np.array([q for _, q, _ in busy], dtype=np.int64),
        busy_for_s=np.array([s for _, _, s in busy], dtype=float),
    )
