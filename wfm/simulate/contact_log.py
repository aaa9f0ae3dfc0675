"""The contact log: one row a contact, what became of it and who took it; as Parquet on request."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from wfm.center.errors import UsageError
from wfm.simulate.absence import spells_worked
from wfm.simulate.arrays import Floats
from wfm.simulate.journeys import Journeys
from wfm.simulate.kernel.live import live
from wfm.simulate.kernel.records import Records
from wfm.simulate.model import Model

if TYPE_CHECKING:
    import pandas as pd

WAITING = "waiting"
"""None of the endings before the horizon was over."""

ENDINGS = {
    "answered": "answered_s",
    "called_back": "called_s",
    "abandoned": "abandoned_s",
    "blocked": "blocked_s",
    "deferred": "deferred_s",
    "contained": "contained_s",
    "unreached": "unreached_s",
}
"""How a contact may end, and the field of `Journeys` with the moment; the first one that holds."""

COMES_AS = ("first", "handed_on", "repeat", "redial", "bounce_back", "retry", "message")
"""As what a contact comes, in the order of `kernel.kinds`."""


def log_frames(
    model: Model,
    offered: NDArray[np.integer],
    aht_s: Floats,
    *,
    seed: int,
    first_replication: int = 0,
) -> Iterator["pd.DataFrame"]:
    """Live through replications and give the contact log of each; memory holds one at a time.

    Parameters
    ----------
    model : Model
    offered : array of int, shape (n, Q, T)
    aht_s : array of shape (n, Q, T)
    seed, first_replication : int
        As for `simulate_model`, whose contacts these are.
    """
    for i, (counts, means_s) in enumerate(zip(offered, aht_s, strict=True)):
        replication = first_replication + i
        spells = spells_worked(model, seed, replication)
        room = needed = int(counts.sum())
        while True:
            memory = live(model, spells, counts, means_s, seed, replication, logged=room)
            needed = int(memory.center[0]["from_outside"]) + int(memory.center[0]["born"])
            if needed <= room:
                break
            room = needed  # contacts turned into others: once more, with room for these
        yield contact_log_frame(model, memory.log, replication)


def contact_log_frame(
    model: Model, lived: Journeys | Records, replication: int = 0
) -> "pd.DataFrame":
    """One row a contact of one replication, in the order of the journeys.

    Columns: replication; queue; comes_as (one of `COMES_AS`); arrival (in the center's zone) and
    arrival_utc; wait_s, until the contact ended or, where it still waits, until the horizon is
    over; outcome (one of `ENDINGS`, or "waiting"); agent (missing where nobody took it); handle_s
    (0 where nobody took it).

    Parameters
    ----------
    model : Model
    lived : Journeys, or log of the kernel
        What either engine tells of its contacts.
    replication : int
    """
    import pandas as pd

    told = lived.view(np.recarray) if isinstance(lived, np.ndarray) else lived
    names = (*ENDINGS, WAITING)
    ended_s = np.full(len(told.queue), np.nan)
    outcome = np.full(len(told.queue), names.index(WAITING))
    for name, field in ENDINGS.items():
        moment: Floats = getattr(told, field)
        fresh = np.isnan(ended_s) & ~np.isnan(moment)
        ended_s[fresh] = moment[fresh]
        outcome[fresh] = names.index(name)
    # What self-service or a dialler ends never joins a queue: it arrives as it ends.
    arrival_s = np.where(np.isnan(told.arrival_s), ended_s, told.arrival_s)
    kept = ~np.isnan(arrival_s)
    until_s = np.where(np.isnan(ended_s), model.end_s, ended_s)
    start = pd.Timestamp(model.horizon.start_utc)
    arrival_utc = start + pd.to_timedelta(np.round(arrival_s[kept] * 1e6), unit="us")

    def named(codes: NDArray[np.integer], words: tuple[str, ...]) -> "pd.Categorical[str]":
        return pd.Categorical.from_codes(np.asarray(codes)[kept], categories=pd.Index(words))

    return pd.DataFrame(
        {
            "replication": np.full(int(kept.sum()), replication, dtype=np.int32),
            "queue": named(told.queue, model.queues.names),
            "comes_as": named(told.comes_as, COMES_AS),
            "arrival": arrival_utc.tz_convert(model.horizon.timezone),
            "arrival_utc": arrival_utc,
            "wait_s": np.maximum(until_s - arrival_s, 0.0)[kept],
            "outcome": named(outcome, names),
            "agent": named(told.agent, model.agents.names),
            "handle_s": np.asarray(told.handled_s)[kept],
        }
    )


def write_contact_log(frames: Iterable["pd.DataFrame"], path: Path | str) -> int:
    """Write frames to one Parquet file, a row group each, and no more than one in memory.

    Parameters
    ----------
    frames : iterable of DataFrame
        From `log_frames` or `contact_log_frame`, of one model.
    path : path

    Returns
    -------
    int
        Rows written.

    Raises
    ------
    UsageError
        If pyarrow is not installed, or the file cannot be written.
    """
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ModuleNotFoundError:
        raise UsageError(
            "a contact log is a Parquet file, which needs pyarrow: pip install 'wfm[parquet]'"
        ) from None
    writer, rows = None, 0
    try:
        for frame in frames:
            table = pa.Table.from_pandas(frame, preserve_index=False)
            if writer is None:
                writer = pq.ParquetWriter(path, table.schema, compression="zstd")
            writer.write_table(table)
            rows += len(frame)
    except OSError as error:
        raise UsageError(
            f"the contact log {path} cannot be written: {error.strerror or error}"
        ) from None
    finally:
        if writer is not None:
            writer.close()
    return rows
