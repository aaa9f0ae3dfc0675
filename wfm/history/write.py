"""Write a history as a canonical CSV."""

from pathlib import Path

import numpy as np

from wfm.center.errors import UsageError
from wfm.center.history import History


def write_history(history: History, path: Path | str) -> None:
    """Write the recorded intervals, in order of time, as ``read_history`` reads them.

    Times are local with their UTC offset, so that no clock change is left to a guess; handle times
    have one decimal and are empty where there is none.

    Raises
    ------
    UsageError
        If the place cannot be written.
    """
    grid = history.grid
    lines = ["interval_start,queue,offered,aht_s"]
    for interval in np.flatnonzero(~np.isnan(history.offered).all(axis=0)):
        moment = grid.moment(int(grid.interval_start_s[interval])).isoformat(timespec="minutes")
        for i, queue in enumerate(history.queues):
            offered, aht_s = history.offered[i, interval], history.aht_s[i, interval]
            if not np.isnan(offered):
                shown = "" if np.isnan(aht_s) else f"{aht_s:.1f}"
                count = f"{offered:.0f}" if offered == round(offered) else repr(float(offered))
                lines.append(f"{moment},{queue},{count},{shown}")
    try:
        Path(path).write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}") from None
