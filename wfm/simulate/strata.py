"""Strata on the busyness of days: quiet and busy days in their right shares, not by luck.

Replications come in blocks. Within a block of S, each day has exactly one level in each S-th of its
distribution, in an order of its own for every day: a Latin hypercube (M. D. McKay, R. J. Beckman
and W. J. Conover 1979, "A comparison of three methods for selecting values of input variables").
Blocks are independent of one another, and every number is still keyed by what it is for.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from wfm.simulate.arrays import Floats, Ints
from wfm.simulate.estimate import Estimates, bounded, ratio
from wfm.simulate.skewness import skewed_bounds
from wfm.streams import Purpose, stream_key, uniforms

STRATA = 10
"""Replications in a block, and parts that the distribution of a day is cut into."""


def stratified_uniforms(
    seed: int,
    first_replication: int,
    replications: int,
    count: int,
    *,
    queue: int = 0,
    purpose: Purpose = Purpose.DAY_LEVEL,
    strata: int = STRATA,
) -> Floats:
    """Uniform numbers in (0, 1) of days, stratified over the replications of each block.

    Each is still uniform on its own. Inside its stratum it is the number that `uniforms` gives for
    the same key.

    Parameters
    ----------
    seed, first_replication, replications : int
    count : int
        Days.
    queue : int
    purpose : Purpose
    strata : int
        Replications in a block; replication r is in block ``r // strata``.

    Returns
    -------
    array of shape (replications, count)
    """
    days = np.arange(count)
    out = np.empty((replications, count))
    for i in range(replications):
        replication = first_replication + i
        inside = uniforms(stream_key(seed, replication, queue, purpose), days)
        stratum = _order(seed, replication // strata, queue, purpose, count, strata)
        out[i] = (stratum[:, replication % strata] + inside) / strata
    return out


def strata_of(
    seed: int,
    first_replication: int,
    replications: int,
    day: int = 0,
    *,
    queue: int = 0,
    purpose: Purpose = Purpose.DAY_LEVEL,
    strata: int = STRATA,
) -> Ints:
    """Stratum of one day in each replication, 0 the lowest; shape (replications,)."""
    numbers = first_replication + np.arange(replications)
    orders = {
        block: _order(seed, block, queue, purpose, day + 1, strata)[day]
        for block in np.unique(numbers // strata).tolist()
    }
    return np.array([orders[r // strata][r % strata] for r in numbers.tolist()], dtype=np.int64)


def _order(
    seed: int, block: int, queue: int, purpose: Purpose, count: int, strata: int
) -> NDArray[np.intp]:
    """Stratum of each replication of a block on each day, shape (count, strata)."""
    # Queues are counted from 0, so a negative number keys a stream that no queue draws from.
    key = stream_key(seed, block, -1 - queue, purpose)
    return np.argsort(uniforms(key, np.arange(count * strata)).reshape(count, strata), axis=1)


def blocked_ratio(
    numerator: ArrayLike, denominator: ArrayLike, *, strata: int = STRATA, share: bool = True
) -> Estimates:
    """Ratio of sums over replications that were drawn in blocks, each a Latin hypercube.

    Blocks are independent and alike, so the delta-method interval over sums of blocks is honest
    for any number of days; it takes ten blocks or more to be narrow.

    Parameters
    ----------
    numerator, denominator : array of shape (n, M)
        n must be a multiple of `strata`, and begin with a block.
    strata : int
    share : bool

    Returns
    -------
    Estimates

    Raises
    ------
    ValueError
        If n is no multiple of `strata`.
    """
    above, below = (np.asarray(a, dtype=np.float64) for a in (numerator, denominator))
    if len(above) % strata:
        raise ValueError(f"{len(above)} replications are not whole blocks of {strata}")
    shape = (len(above) // strata, strata, -1)
    sums = (values.reshape(shape).sum(axis=1) for values in (above, below))
    return ratio(*sums, share=share)


def stratified_ratio(
    numerator: ArrayLike, denominator: ArrayLike, stratum: ArrayLike, *, share: bool = True
) -> Estimates:
    """Ratio of sums over replications whose strata are equally likely: horizons of one day.

    The error is that within strata alone. 95 % interval by the delta method and Student's t with
    the degrees of freedom of F. E. Satterthwaite (1946) (W. G. Cochran, "Sampling Techniques", 3rd
    ed., sections 5.4 and 6.11).

    Parameters
    ----------
    numerator, denominator : array of shape (n, M)
    stratum : array of int, shape (n,)
        From `strata_of`.
    share : bool

    Returns
    -------
    Estimates
        Bounds NaN where a stratum has fewer than two replications.
    """
    above, below = (np.asarray(a, dtype=np.float64) for a in (numerator, denominator))
    label = np.unique(np.asarray(stratum), return_inverse=True)[1]
    member = label[None, :] == np.arange(label.max() + 1)[:, None]
    size = member.sum(axis=1)[:, None]
    top, bottom = ((member @ v / size).mean(axis=0) for v in (above, below))
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = np.where(bottom > 0, top / bottom, np.nan)
        residual = above - mean * below
        centred = residual - (member @ residual / size)[label]
        # Variance of the mean of each stratum; the strata weigh the same.
        part = (member @ centred**2) / (size - 1) / size
        variance = part.sum(axis=0)
        error = np.sqrt(variance) / len(size) / bottom
        free = variance**2 / (part**2 / (size - 1)).sum(axis=0)
        quantile = np.where(variance > 0, special.stdtrit(free, 0.975), 0.0)
        # Third moments of the means of the strata add up as their variances do.
        third = (member @ centred**3) / np.maximum((size - 1) * (size - 2), 1) / size
        skewness = third.sum(axis=0) / variance**1.5
    return bounded(mean, *skewed_bounds(mean, error, skewness, quantile), share)
