"""The contact log: one row a contact, what became of it and who took it; as Parquet on request."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from wfm.center.errors import UsageError
from wfm.simulate.journeys import Journeys
from wfm.simulate.model import Floats, Ints, Model

if TYPE_CHECKING:
    import pandas as pd

WAITING = "waiting"
"""Neither of the endings before the horizon was over."""

ENDINGS = {
    "answered": "answered_s",
    "called_back": "called_s",
    "abandoned": "abandoned_s",
    "blocked": "blocked_s",
    "deferred": "deferred_s",
    "contained": "contained_s",
    "unreached": "unreached_s",
}
"""How a contact may end, and the field of `Journeys` with the moment; the first that happened."""


def contact_log_frame(
    model: Model, queue: Ints, journeys: Journeys, replication: int = 0
) -> "pd.DataFrame":
    """One row a contact of one replication, in the order of the journeys.

    Columns: replication; queue; arrival (in the center's zone) and arrival_utc; wait_s, until the
    contact ended or, where it still waits, until the horizon is over; outcome (one of `ENDINGS` or
    "waiting"); agent (missing where nobody took it); handle_s (0 where nobody took it).

    Parameters
    ----------
    model : Model
    queue : array of int, shape (N,)
        Queue of each contact of the journeys.
    journeys : Journeys
    replication : int
    """
    import pandas as pd

    known = {name: field for name, field in ENDINGS.items() if hasattr(journeys, field)}
    names = (*ENDINGS, WAITING)
    ended_s = np.full(len(queue), np.nan)
    outcome = np.full(len(queue), names.index(WAITING))
    for name, field in known.items():
        moment: Floats = getattr(journeys, field)
        fresh = np.isnan(ended_s) & ~np.isnan(moment)
        ended_s[fresh] = moment[fresh]
        outcome[fresh] = names.index(name)
    # What self-service or a dialler ends never joins a queue: it arrives as it ends.
    arrival_s = np.where(np.isnan(journeys.arrival_s), ended_s, journeys.arrival_s)
    kept = ~np.isnan(arrival_s)
    until_s = np.where(np.isnan(ended_s), model.end_s, ended_s)
    start = pd.Timestamp(model.horizon.start_utc)
    arrival_utc = start + pd.to_timedelta(np.round(arrival_s[kept] * 1e6), unit="us")
    return pd.DataFrame(
        {
            "replication": np.full(int(kept.sum()), replication, dtype=np.int32),
            "queue": pd.Categorical.from_codes(
                queue[kept], categories=pd.Index(model.queues.names)
            ),
            "arrival": arrival_utc.tz_convert(model.horizon.timezone),
            "arrival_utc": arrival_utc,
            "wait_s": np.maximum(until_s - arrival_s, 0.0)[kept],
            "outcome": pd.Categorical.from_codes(outcome[kept], categories=pd.Index(names)),
            "agent": pd.Categorical.from_codes(
                journeys.agent[kept], categories=pd.Index(model.agents.names)
            ),
            "handle_s": journeys.handled_s[kept],
        }
    )


def write_contact_log(frames: Iterable["pd.DataFrame"], path: Path | str) -> int:
    """Write frames to one Parquet file, a row group each, and no more than one in memory.

    Parameters
    ----------
    frames : iterable of DataFrame
        From `contact_log_frame`, of one model.
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
