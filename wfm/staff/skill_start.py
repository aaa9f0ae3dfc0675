"""Where the search for skill sets begins: what queueing models require, of those who serve best.

For queues by themselves it is all one who of equal pay takes their contacts; in the center it is
not, for whoever is busy with one queue is missed by others. Simulation tells the mixes apart.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from wfm.staff.master import shared_out
from wfm.staff.skill_grid import SkillGrid

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

SCALINGS, NEAR = 3, 0.25
PER_STAFF = 8.0
"""How often the guess is scaled until its worst target is so near its goal; and how much a figure
rises on its scale when all staff rises by a factor e, about."""

MIXES, WANTED = 40, 0.5
"""Most mixes of kinds that are simulated; and the gap up to which more is better, so that mixes of
equal pay are told apart where all of them keep their promises or none does."""


def start_of(
    grid: SkillGrid, needed: Floats, floor: Floats, gaps_of: Callable[[Ints], Floats]
) -> Ints:
    """What queueing models require, by the factor that brings the worst target to its goal.

    Parameters
    ----------
    grid : SkillGrid
    needed : array of shape (queues, periods)
        Agents that the models require, fractions allowed.
    floor : array of shape (queues, periods)
        Agents who must be there whatever is promised.
    gaps_of : function of agents, shape (cells,)
        Simulates them: by how much each promise is kept, on its scale, negative where it is not.

    Returns
    -------
    array of int, shape (cells,)
    """
    factor = 1.0
    last = taken_last(grid, np.maximum(needed, floor), gaps_of)
    agents = shared_out(grid, np.maximum(needed, floor), last)
    for _ in range(SCALINGS):
        gap = float(gaps_of(agents).min())
        if abs(gap) <= NEAR:
            break
        factor *= float(np.clip(np.exp(-gap / PER_STAFF), 0.8, 1.25))
        agents = shared_out(grid, np.maximum(factor * needed, floor), last)
    return agents


def most_simulated(n_kinds: int) -> int:
    """How many staffings `start_of` simulates at most, with so many kinds."""
    return 1 + sum(range(n_kinds, n_kinds - _most_taken_last(n_kinds), -1)) + SCALINGS


def _most_taken_last(n_kinds: int) -> int:
    """How many kinds, one after another out of all that are left, there is time to choose."""
    tried = 1 + np.cumsum(np.arange(n_kinds, 1, -1))
    return int((tried <= MIXES).sum())


def taken_last(
    grid: SkillGrid, needed: Floats, gaps_of: Callable[[Ints], Floats]
) -> tuple[int, ...]:
    """Kinds without whom the others serve best, as `shared_out` takes them: found one by one.

    Parameters
    ----------
    grid : SkillGrid
    needed : array of shape (queues, periods)
        Agents, fractions allowed.
    gaps_of : function of agents, shape (cells,)
        See `start_of`.
    """

    def shortfall(last: tuple[int, ...]) -> float:
        agents = shared_out(grid, needed, last)
        missing = float(np.maximum(WANTED - gaps_of(agents), 0.0).sum())
        return float(agents @ grid.price) * (1.0 + missing)

    last: tuple[int, ...] = ()
    best = shortfall(last)
    for _ in range(_most_taken_last(len(grid.kinds))):
        others = [k for k in range(len(grid.kinds)) if k not in last]
        found = {kind: shortfall((*last, kind)) for kind in others}
        kind = min(found, key=found.__getitem__)
        if found[kind] >= best:
            break
        last, best = (*last, kind), found[kind]
    return last
