"""Recorded contacts that really came, lived through again with another roster."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from wfm.center.documents import Document, read_table
from wfm.center.errors import DataError
from wfm.center.horizon import Horizon
from wfm.center.progress import Progress, silent
from wfm.simulate.absence import spells_worked
from wfm.simulate.arrays import Floats, Ints
from wfm.simulate.contact_log import contact_log_frame
from wfm.simulate.contacts import CONTACTS_PER_INTERVAL, Contacts, checked_demand
from wfm.simulate.kernel.live import replay
from wfm.simulate.kernel.vectors import Draws
from wfm.simulate.model import Model
from wfm.simulate.outcome import Outcome
from wfm.simulate.simpy.center import run_simpy
from wfm.simulate.simulate import Engine, Run, gathered
from wfm.simulate.tallies import Tallies, tally

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = ("queue", "arrival", "handle_s")


@dataclass(frozen=True, eq=False)
class Recorded:
    """Contacts that really came; arrays of shape (N,), in order of time.

    Attributes
    ----------
    queue : array of int
    arrival_s : array
        Elapsed seconds from the horizon's start.
    handle_s : array
        Handle time, or NaN where it is to be drawn.
    left_out : int
        Contacts of the file that lie outside the horizon.
    """

    queue: Ints
    arrival_s: Floats
    handle_s: Floats
    left_out: int = 0


def read_recorded(path: Path, queues: tuple[str, ...], horizon: Horizon) -> Recorded:
    """Read contacts from a CSV file.

    Parameters
    ----------
    path : Path
        With the columns queue, arrival (date and time in the center's zone, or with an offset) and
        optionally handle_s.
    queues : tuple of str
    horizon : Horizon

    Raises
    ------
    DataError
        If a column is missing, a queue is unknown, a time or number cannot be read, or no contact
        lies in the horizon.
    """
    table = read_table(path, (), COLUMNS)
    rows: list[dict[str, str]] = table.data["rows"]
    for i, row in enumerate(rows):
        if missing := [name for name in COLUMNS[:2] if name not in row]:
            raise DataError(table.problem((i,), f"a contact needs {missing[0]}"))
        if row["queue"] not in queues:
            said = f"unknown queue '{row['queue']}'; there are {', '.join(queues)}"
            raise DataError(table.problem((i,), said))
    arrival_s = np.array(
        [_elapsed_s(table, i, row["arrival"], horizon) for i, row in enumerate(rows)]
    )
    handle_s = np.array([_handle_s(table, i, row.get("handle_s")) for i, row in enumerate(rows)])
    inside = (arrival_s >= 0) & (arrival_s < horizon.duration_s)
    if not inside.any():
        raise DataError(
            f"{path}: none of the {len(rows)} contacts lies in the horizon, {horizon.days} days "
            f"from {horizon.start}"
        )
    codes = np.array([queues.index(row["queue"]) for row in rows])
    order = np.flatnonzero(inside)[np.argsort(arrival_s[inside], kind="stable")]
    return Recorded(codes[order], arrival_s[order], handle_s[order], int((~inside).sum()))


def _elapsed_s(table: Document, row: int, text: str, horizon: Horizon) -> float:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise DataError(
            table.problem((row,), f"'{text}' is not a date and time; write 2026-12-01 08:30:15")
        ) from None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=horizon.zone)
    return (moment - horizon.start_utc).total_seconds()


def _handle_s(table: Document, row: int, text: str | None) -> float:
    if text is None:
        return float("nan")
    try:
        handle_s = float(text)
    except ValueError:
        handle_s = float("nan")
    if not 0 <= handle_s < 1e9:
        raise DataError(table.problem((row,), f"handle_s '{text}' is not a number of seconds"))
    return handle_s


def contacts_of(
    model: Model, recorded: Recorded, aht_s: Floats, seed: int, replication: int
) -> Contacts:
    """Contacts of one replication: the recorded arrivals, and what is not recorded drawn.

    The k-th recorded contact of a queue in an interval has the number of the k-th drawn one.

    Parameters
    ----------
    model : Model
    recorded : Recorded
    aht_s : array of shape (Q, T)
        Mean handle time where none is recorded.
    seed, replication : int
    """
    counts = _counts(model, recorded)
    aht_s = checked_demand(model, counts, aht_s)[1]
    draws = Draws(model, aht_s, seed, replication)
    interval = (recorded.arrival_s // model.horizon.interval_s).astype(np.int64)
    number = np.empty(len(interval), dtype=np.int64)
    handle_s, patience_s = recorded.handle_s.copy(), np.empty(len(interval))
    for queue in range(len(model.queues.names)):
        rows = np.flatnonzero(recorded.queue == queue)
        first = np.cumsum(counts[queue]) - counts[queue]
        k = np.arange(len(rows)) - first[interval[rows]]
        number[rows] = interval[rows] * CONTACTS_PER_INTERVAL + k
        patience_s[rows] = draws.patiences_s(queue, number[rows])
        drawn = rows[np.isnan(handle_s[rows])]
        mean_s = aht_s[queue, interval[drawn]]
        handle_s[drawn] = draws.handle_times_s(queue, number[drawn], mean_s)
    return Contacts(
        number, recorded.queue, recorded.arrival_s, handle_s, patience_s, aht_s, seed, replication
    )


def _counts(model: Model, recorded: Recorded) -> Ints:
    """Contacts of each queue and interval, shape (Q, T)."""
    queues, intervals = len(model.queues.names), model.horizon.n_intervals
    interval = (recorded.arrival_s // model.horizon.interval_s).astype(np.int64)
    cell = recorded.queue * intervals + interval
    return np.bincount(cell, minlength=queues * intervals).reshape(queues, intervals)


def simulate_recorded(
    model: Model,
    recorded: Recorded,
    aht_s: Floats,
    *,
    replications: int,
    seed: int,
    first_replication: int = 0,
    engine: Engine = "kernel",
    run: Run = map,
    progress: Progress = silent,
) -> Outcome:
    """Live through recorded contacts, each time with other handle times, patience and absences.

    Parameters
    ----------
    model : Model
    recorded : Recorded
    aht_s : array of shape (Q, T)
    replications : int
    seed, first_replication, engine, run, progress
        As for `simulate`.
    """

    numbers = range(first_replication, first_replication + replications)
    replicate = partial(_replicate, model, recorded, aht_s, seed, engine)
    return gathered(model, run, replicate, numbers, seed, first_replication, progress=progress)


def recorded_log_frames(
    model: Model, recorded: Recorded, aht_s: Floats, *, replications: int, seed: int
) -> "Iterator[pd.DataFrame]":
    """Every contact of the replications of `simulate_recorded`, a table each."""
    for replication in range(replications):
        contacts = contacts_of(model, recorded, aht_s, seed, replication)
        spells = spells_worked(model, seed, replication)
        room = len(recorded.queue)
        memory = replay(model, contacts, spells, logged=room)
        if (needed := memory.contacts) > room:
            memory = replay(model, contacts, spells, logged=needed)
        yield contact_log_frame(model, memory.log, replication)


def _replicate(
    model: Model, recorded: Recorded, aht_s: Floats, seed: int, engine: Engine, replication: int
) -> Tallies:
    contacts = contacts_of(model, recorded, aht_s, seed, replication)
    spells = spells_worked(model, seed, replication)
    if engine == "kernel":
        return replay(model, contacts, spells).tallies()
    return tally(model, run_simpy(model, contacts, spells))
