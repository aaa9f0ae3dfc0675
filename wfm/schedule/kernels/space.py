"""A space of tours as arrays: a layered graph whose arcs add to totals."""

from typing import NamedTuple

import numpy as np

from wfm.schedule.kernels.arrays import Floats, Ints, Ints32, inner

INFINITE = np.inf
TINY = 1e-9


class SpaceArrays(NamedTuple):
    """A space of tours: nodes by day, actions from each, and what each adds to totals."""

    n_nodes: Ints  # (days + 1,)
    n_actions: Ints  # (days,)
    offset: Ints  # (days,), where the arcs of a day begin; equal days share theirs
    action_of: Ints32  # (days, options + 1), -1 where a choice is not on offer
    target: Ints32  # (arcs,), node of the next day, -1 where none
    added: Ints32  # (totals, kinds)
    kind: Ints32  # (arcs,), arcs of one kind add the same
    jump: Ints  # (kinds,), by how many dense states
    passes: Floats  # (kinds, dense states), 0 where limits are kept, else infinite
    ends: Floats  # (dense states,), 0 where a tour may end, else infinite
    low: Ints  # (days + 1,), first dense state that matters
    high: Ints  # (days + 1,), one past the last
    sparse: Ints  # totals that are no states
    least: Ints  # (totals,)
    most: Ints  # (totals,)


@inner
def price_actions(space: SpaceArrays, cost: Floats, day: int, price: Floats, by: Ints32) -> None:
    """Cheapest choice of each action of a day."""
    for action in range(space.n_actions[day]):
        price[action] = INFINITE
        by[action] = -1
    for choice in range(cost.shape[1]):
        action = space.action_of[day, choice]
        if action >= 0 and cost[day, choice] < price[action]:
            price[action] = cost[day, choice]
            by[action] = choice
