"""Erlang B: contacts that find every agent (line, bot port) busy are lost, M/M/n/n."""

import numpy as np
from numpy.typing import ArrayLike

from wfm.simulate.erlang._arrays import Array, Numbers, require, shaped, spread
from wfm.simulate.erlang._compiled import compiled
from wfm.simulate.erlang.sums import upper_sum


def blocking(erlangs: ArrayLike, agents: ArrayLike) -> Numbers:
    r"""Share of contacts that find all agents busy and are lost.

    Holds for any distribution of the handle time (Sevastyanov 1957). A real number of agents is
    legal: :math:`1 / B = \int_0^\infty a\,e^{-at} (1 + t)^n dt`, A. A. Jagerman, "Some properties
    of the Erlang loss function", Bell System Technical Journal 53 (1974).

    Parameters
    ----------
    erlangs : array_like
        Offered load a.
    agents : array_like
        Agents n, whole or not; broadcasts with `erlangs`.

    Returns
    -------
    float or array
        Blocking probability.

    Raises
    ------
    UsageError
        If an input is negative or NaN.
    """
    shape, (load, n) = spread(erlangs=erlangs, agents=agents)
    require(np.isfinite(load) & np.isfinite(n), "erlangs and agents must be finite")
    return shaped(_blocking_each(load, n), shape)


def lines_needed(erlangs: ArrayLike, max_blocking: ArrayLike) -> Numbers:
    """Lines, as a real number, that lose exactly the given share; round up for whole lines.

    Parameters
    ----------
    erlangs : array_like
        Offered load.
    max_blocking : array_like
        Share that may be lost, above 0.

    Returns
    -------
    float or array
        Real n with B(n, erlangs) = `max_blocking`; 0 where no line is needed.

    Raises
    ------
    UsageError
        If an input is negative or NaN, or `max_blocking` is zero.
    """
    shape, (load, share) = spread(erlangs=erlangs, max_blocking=max_blocking)
    require(np.isfinite(load), "erlangs must be finite")
    require(share > 0, "max_blocking must be above 0: no finite number of lines loses nothing")
    return shaped(_lines_each(load, share), shape)


@compiled
def loss(erlangs: float, agents: float) -> float:
    """B(n, a) of one case."""
    if agents == 0.0:
        return 1.0
    if erlangs == 0.0:
        return 0.0
    return 1.0 / (1.0 + upper_sum(agents, erlangs))


@compiled
def _blocking_each(erlangs: Array, agents: Array) -> Array:
    out = np.empty(erlangs.size)
    for i in range(out.size):
        out[i] = loss(erlangs[i], agents[i])
    return out


@compiled
def _lines_each(erlangs: Array, share: Array) -> Array:
    out = np.zeros(erlangs.size)
    for i in range(out.size):
        if erlangs[i] == 0.0 or share[i] >= 1.0:
            continue
        high = 1.0
        while loss(erlangs[i], high) > share[i]:
            high *= 2.0
        low = 0.0 if high == 1.0 else 0.5 * high
        while True:
            middle = 0.5 * (low + high)
            if middle <= low or middle >= high or high - low < 1e-14 * high:
                break
            if loss(erlangs[i], middle) > share[i]:
                low = middle
            else:
                high = middle
        out[i] = high
    return out
