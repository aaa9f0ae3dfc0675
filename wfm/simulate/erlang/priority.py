"""Classes of contacts with priority over one another, none of whom abandons."""

import numpy as np
from numpy.typing import ArrayLike

from wfm.center.errors import UsageError
from wfm.simulate.erlang._arrays import Array, spread
from wfm.simulate.erlang.measures import measures


def priority_waits(erlangs: ArrayLike, agents: float, aht_s: float) -> Array:
    """Mean wait of each class of an M/M/n queue with head-of-line priority, no interruption.

    A. Cobham, "Priority assignment in waiting line problems", Operations Research 2 (1954).

    Parameters
    ----------
    erlangs : array_like, shape (classes,)
        Offered load of each class, the first served first.
    agents : float
        Agents.
    aht_s : float
        Mean handle time of every class, seconds.

    Returns
    -------
    array, shape (classes,)
        Mean waits in seconds; inf for classes that the agents do not get to.

    Raises
    ------
    UsageError
        If an input is negative or NaN, or `erlangs` is not a list of classes.
    """
    loads = np.asarray(erlangs)
    if loads.ndim != 1:
        raise UsageError("erlangs must be a list with the load of each class")
    _, (load, n, aht) = spread(erlangs=loads, agents=agents, aht_s=aht_s)
    up_to = np.cumsum(load)
    used = np.minimum(up_to / n, 1.0) if agents > 0 else np.ones_like(load)
    before = np.concatenate([[0.0], used[:-1]])
    p_wait = measures("c", float(up_to[-1]) if load.size else 0.0, agents, aht_s).p_wait
    free = (1.0 - before) * (1.0 - used)
    waits = np.full(load.size, np.inf)
    np.divide(p_wait * aht, n * free, out=waits, where=free > 0)
    return waits
