"""Deferrable work (email, tickets): its workload spread over the time it may wait."""

import numpy as np
from numpy.typing import NDArray

from wfm.center.horizon import Horizon

Grid = NDArray[np.float64]


def spread_workload_erlangs(
    work_erlangs: Grid, staffed: NDArray[np.bool_], wait_s: float, horizon: Horizon
) -> Grid:
    """Spread each interval's work evenly over the staffed intervals in which it may be done.

    Work done at this pace, oldest first, is done within `wait_s` of its arrival, apart from chance.
    Work that meets no staffed interval in time is put into the first one after.

    Parameters
    ----------
    work_erlangs : array of shape (intervals,)
        Arriving workload.
    staffed : array of bool, shape (intervals,)
        Where there are people to do it.
    wait_s : float
        How long it may wait.
    horizon : Horizon

    Returns
    -------
    array of shape (intervals,), in erlangs; the sum is that of the work, but for what arrives
    after the last staffed interval
    """
    n = len(work_erlangs)
    window = max(1, int(wait_s // horizon.interval_s))
    before = np.concatenate([[0], np.cumsum(staffed)])
    last = np.minimum(np.arange(n) + window, n)
    slots = before[last] - before[:n]
    next_staffed = np.searchsorted(before, before[:n] + 1) - 1
    late = (slots == 0) & (next_staffed < n)
    shares = np.where(slots > 0, work_erlangs / np.maximum(slots, 1), 0.0)
    change = np.zeros(n + 1)
    np.add.at(change, np.arange(n), shares)
    np.add.at(change, last, -shares)
    spread = np.where(staffed, np.cumsum(change[:n]), 0.0)
    np.add.at(spread, next_staffed[late], work_erlangs[late])
    return np.maximum(spread, 0.0)
