"""Offered load that changes over the day: what each interval's agents should be sized for."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from wfm.center.errors import UsageError
from wfm.simulate.erlang._arrays import Array, require


@dataclass(frozen=True)
class ModifiedLoad:
    """Mean number of contacts that unlimited agents would have in hand.

    Attributes
    ----------
    mean : array, shape (..., intervals)
        Average over each interval.
    end : array, shape (..., intervals)
        At the end of each interval.
    peak : array, shape (..., intervals)
        Largest within each interval; within one it only rises or only falls.
    """

    mean: Array
    end: Array
    peak: Array


def modified_load(
    erlangs: ArrayLike,
    aht_s: ArrayLike,
    interval_minutes: float,
    start_erlangs: ArrayLike | None = None,
) -> ModifiedLoad:
    """Modified offered load: the mean of M_t/M/infinity, lagging behind the arrivals.

    Use it in place of `erlangs` where handle times are not short against the interval or arrivals
    change fast. With a mean patience equal to the handle time, Erlang A at this load is exact
    (D. L. Jagerman 1975, "Nonstationary blocking in telephone traffic"; S. G. Eick, W. A. Massey
    and W. Whitt 1993, "The physics of the M_t/G/infinity queue"; Z. Feldman, A. Mandelbaum,
    W. A. Massey and W. Whitt 2008).

    Parameters
    ----------
    erlangs : array_like, shape (..., intervals)
        Arrival rate of each interval times its handle time; constant within it.
    aht_s : array_like, broadcasts with `erlangs`
        Mean handle time, exponential, seconds, above 0.
    interval_minutes : float
        Length of an interval.
    start_erlangs : array_like, shape (...), optional
        Contacts in hand when the first interval begins: 0 at opening. Without it, the first
        interval is taken to have lasted for ever.

    Returns
    -------
    ModifiedLoad

    Raises
    ------
    UsageError
        If an input is negative or NaN, or a handle time or the interval is not positive.
    """
    load, aht = _intervals(erlangs, aht_s, interval_minutes)
    first = load[..., 0] if start_erlangs is None else np.asarray(start_erlangs, dtype=np.float64)
    require(first >= 0, "start_erlangs must be zero or more")
    handled = 60.0 * interval_minutes / aht
    kept = np.exp(-handled)
    ends = np.empty((*load.shape[:-1], load.shape[-1] + 1))
    ends[..., 0] = first
    for k in range(load.shape[-1]):
        ends[..., k + 1] = load[..., k] + (ends[..., k] - load[..., k]) * kept[..., k]
    begin, end = ends[..., :-1], ends[..., 1:]
    mean = load - (begin - load) * np.expm1(-handled) / handled
    return ModifiedLoad(mean, end, np.maximum(begin, end))


def lagged_load(erlangs: ArrayLike, aht_s: ArrayLike, interval_minutes: float) -> Array:
    """Stationary interval by interval, but for the arrivals one mean handle time earlier.

    The plain stationary-interval load is `erlangs` itself; it staffs a rise too early and a fall
    too late. The lag mends most of that (L. V. Green, P. J. Kolesar and J. Soares 2001, "Improving
    the SIPP approach for staffing service systems that have cyclic demands").

    Parameters
    ----------
    erlangs, aht_s, interval_minutes
        As for `modified_load`; before the first interval the load is taken as in it.

    Returns
    -------
    array, shape (..., intervals)

    Raises
    ------
    UsageError
        If an input is negative or NaN, or a handle time or the interval is not positive.
    """
    load, aht = _intervals(erlangs, aht_s, interval_minutes)
    width = 60.0 * interval_minutes
    edges = width * np.arange(load.shape[-1] + 1)
    out = np.empty_like(load)
    for row in np.ndindex(load.shape[:-1]):
        arrived = np.concatenate([[0.0], np.cumsum(load[row] / aht[row]) * width])
        rate = arrived[1] / width

        def until(time_s: Array, arrived: Array = arrived, rate: float = rate) -> Array:
            return np.where(time_s < 0, rate * time_s, np.interp(time_s, edges, arrived))

        shifted = until(edges[1:] - aht[row]) - until(edges[:-1] - aht[row])
        out[row] = shifted / width * aht[row]
    return out


def _intervals(
    erlangs: ArrayLike, aht_s: ArrayLike, interval_minutes: float
) -> tuple[Array, Array]:
    load, aht = np.broadcast_arrays(
        np.asarray(erlangs, dtype=np.float64), np.asarray(aht_s, dtype=np.float64)
    )
    if load.ndim == 0 or load.shape[-1] == 0:
        raise UsageError("erlangs must hold at least one interval on its last axis")
    require((load >= 0) & np.isfinite(load), "erlangs must be finite and zero or more")
    require((aht > 0) & np.isfinite(aht), "aht_s must be positive")
    if not interval_minutes > 0:
        raise UsageError(f"interval_minutes is {interval_minutes}: it must be positive")
    return load, aht
