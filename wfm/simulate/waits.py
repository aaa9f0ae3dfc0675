"""Quantiles of waits, from the counts of waits in bins."""

import numpy as np
from numpy.typing import NDArray

from wfm.simulate.arrays import Floats
from wfm.simulate.estimate import Estimate, ratio
from wfm.simulate.tallies import WAIT_EDGES_S


def wait_quantile_s(edges_s: Floats, counts: NDArray[np.number], share: float) -> float:
    """Wait that a share of the contacts does not exceed, seconds.

    Parameters
    ----------
    edges_s : array of shape (B,)
        Where each bin begins; the last one is open.
    counts : array of shape (B,)
    share : float

    Returns
    -------
    float
        On the straight line within its bin; 0 below a second, infinite in the open bin, NaN
        without contacts.
    """
    total = counts.sum()
    if total == 0:
        return float("nan")
    reached = np.cumsum(counts) / total
    place = int(np.searchsorted(reached, share))
    if place >= len(edges_s) - 1:
        return float("inf")
    if place == 0:
        # Nearly all of these were answered at once.
        return 0.0
    below = float(reached[place - 1])
    part = (share - below) / max(float(reached[place]) - below, 1e-300)
    return float(edges_s[place] + min(part, 1.0) * (edges_s[place + 1] - edges_s[place]))


def wait_quantile(counts: NDArray[np.integer], share: float) -> Estimate:
    """Quantile of waits with its 95 % interval.

    The interval is that of the distribution function at the quantile (delta method over
    replications), read back through the distribution function (Law, "Simulation Modeling and
    Analysis", 5th ed., section 9.5.3, on quantiles from replications).

    Parameters
    ----------
    counts : array of shape (n, B)
        Answered contacts by wait in each replication; bins as in `WAIT_EDGES_S`.
    share : float
        0.9 for the wait that nine in ten do not exceed.
    """
    pooled = counts.sum(axis=0)
    value = wait_quantile_s(WAIT_EDGES_S, pooled, share)
    if not np.isfinite(value) or len(counts) < 2:
        return Estimate(value, float("nan"), float("nan"))
    place = int(np.searchsorted(WAIT_EDGES_S, value, side="right"))
    total = counts.sum(axis=1, keepdims=True)
    # The distribution function is known at the edges of bins only; the wider interval counts.
    edges = np.array([max(place - 1, 1), place])
    reached = ratio(np.cumsum(counts, axis=1)[:, edges - 1], total, share=False)
    half = float(np.max(reached.high - reached.low)) / 2
    return Estimate(
        value,
        wait_quantile_s(WAIT_EDGES_S, pooled, max(share - half, 0.0)),
        wait_quantile_s(WAIT_EDGES_S, pooled, min(share + half, 1.0)),
    )
