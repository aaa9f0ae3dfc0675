"""Cuts: what a simulated staffing says about what any other keeps of a promise."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

TELLS, MOST_STEEPER = 0.1, 1.5
"""Change of a gap that tells how steep a cut is, beside chance; and how much steeper that makes it,
at most."""


@dataclass(frozen=True, eq=False)
class Cut:
    """A bound on the gap of a promise, concave in the agents of each cell.

    ``gap + sum_i worth_i phi_i(x_i - at_i)`` with ``phi(m) = (1 - (1 - fall)^m) / fall``: the first
    agent more is worth `worth`, each further one `fall` less than the one before.

    Attributes
    ----------
    promise : int
        Its number.
    at : array of int, shape (cells,)
        Agents that were simulated.
    gap : float
        What was found there, on the scale of `wfm.staff.standing.scale`.
    worth, fall : array of shape (cells,)
    """

    promise: int
    at: Ints
    gap: float
    worth: Floats
    fall: Floats

    def bound(self, agents: Ints) -> float:
        """What it allows another staffing."""
        return self.gap + float(self.worth @ ((1 - self._left(agents)) / self.fall))

    def slope(self, agents: Ints) -> Floats:
        """Worth of one agent more than there."""
        return np.asarray(self.worth * self._left(agents))

    def moved(self, agents: Ints, gap: float) -> "Cut":
        """The cut through what was found at another staffing, as steep as it was on the way."""
        expected = self.bound(agents) - self.gap
        steeper = 1.0
        if abs(expected) >= TELLS:
            steeper = float(np.clip((gap - self.gap) / expected, 1 / MOST_STEEPER, MOST_STEEPER))
        return replace(self, at=agents, gap=gap, worth=steeper * self.slope(agents))

    def _left(self, agents: Ints) -> Floats:
        return np.asarray((1 - self.fall) ** (agents - self.at), dtype=np.float64)


def lifted(cut: Cut, seen: Sequence[tuple[Ints, Floats]]) -> Cut:
    """A cut raised until it allows whatever was found, as chance and S-shaped service demand.

    Parameters
    ----------
    cut : Cut
    seen : sequence of (agents, gaps)
        Staffings that were simulated, and the gap of each promise there.
    """
    most = max((float(gaps[cut.promise]) - cut.bound(at) for at, gaps in seen), default=0.0)
    return replace(cut, gap=cut.gap + max(most, 0.0))
