"""Erlang B: contacts that find every agent (line, bot port) busy are lost, M/M/n/n."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from wfm.simulate.erlang._arrays import Array, Numbers, require, shaped, spread
from wfm.simulate.erlang._bisect import bracket, narrow
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
        Real n with B(n, erlangs) = `max_blocking`; 0 where any share may be lost.

    Raises
    ------
    UsageError
        If an input is negative or NaN, or `max_blocking` is zero.
    """
    shape, (load, share) = spread(erlangs=erlangs, max_blocking=max_blocking)
    require(np.isfinite(load), "erlangs must be finite")
    require(share > 0, "max_blocking must be above 0: no finite number of lines loses nothing")

    def few_enough(lines: Array) -> NDArray[np.bool_]:
        return _blocking_each(load, lines) <= share

    none = np.zeros_like(load)
    low, high = bracket(few_enough, none, np.where(few_enough(none), 0.0, 1.0), np.inf)
    return shaped(narrow(few_enough, low, high)[1], shape)


@compiled
def _blocking_each(erlangs: Array, agents: Array) -> Array:
    out = np.zeros(erlangs.size)
    for i in range(out.size):
        if agents[i] == 0.0:
            out[i] = 1.0
        elif erlangs[i] > 0.0:
            out[i] = 1.0 / (1.0 + upper_sum(agents[i], erlangs[i]))
    return out
