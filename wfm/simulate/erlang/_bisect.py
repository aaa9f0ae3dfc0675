"""Where a condition that holds from some point on begins to hold, for whole arrays at once."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from wfm.simulate.erlang._arrays import Array

Reached = Callable[[Array], NDArray[np.bool_]]
"""Whether each element's condition holds at the given points; it holds at all larger ones too."""


def bracket(reached: Reached, low: Array, start: Array, most: float) -> tuple[Array, Array]:
    """Points where the condition fails (or `low`) and holds, doubling from `start`.

    The second is inf where it does not hold at `most` either.
    """
    high = start.copy()
    found = np.zeros(high.shape, dtype=np.bool_)
    while True:
        found |= reached(high)
        searching = ~found & (high < most)
        if not searching.any():
            return low, np.where(found, high, np.inf)
        low = np.where(searching, high, low)
        high = np.where(searching, 2.0 * high, high)


def narrow(reached: Reached, low: Array, high: Array) -> tuple[Array, Array]:
    """Halve every stretch until its ends are equal to 1e-14; stretches up to inf stay."""
    for _ in range(400):
        middle = 0.5 * (low + high)
        wide = np.isfinite(high) & (high - low > 1e-14 * high) & (high > 1e-30)
        if not wide.any():
            break
        good = reached(np.where(wide, middle, low))
        high = np.where(wide & good, middle, high)
        low = np.where(wide & ~good, middle, low)
    return low, high


def smallest_whole(reached: Reached, start: Array) -> NDArray[np.int64]:
    """Smallest whole number, 0 or more, where the condition holds; it must hold somewhere."""
    low, high = bracket(reached, np.full_like(start, -1.0), np.ceil(start) + 1.0, np.inf)
    while (wide := high - low > 1).any():
        middle = np.floor(0.5 * (low + high))
        good = reached(np.where(wide, middle, high))
        high = np.where(wide & good, middle, high)
        low = np.where(wide & ~good, middle, low)
    return high.astype(np.int64)
