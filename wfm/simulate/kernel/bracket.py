"""The table of a tournament of timed events, as `tournament` plays it."""

import numpy as np

from wfm.simulate.kernel import records
from wfm.simulate.kernel.records import Records


def new_tournament(slots: int) -> Records:
    """A tournament of at least so many slots, with nothing planned."""
    size = 1 << max(slots - 1, 0).bit_length()
    tree = np.zeros(3 * size, dtype=records.MATCH)
    tree["time_s"] = np.inf
    tree["winner"][size : 2 * size] = np.arange(size)
    tree.view(records.PLANNED)[0] = (0, size)
    # Where nothing is planned, anybody of those who play may have won.
    row = size
    while row > 1:
        row //= 2
        tree["winner"][row : 2 * row] = tree["winner"][2 * row : 4 * row : 2]
    return tree


def slots_of(tree: Records) -> int:
    """Count of slots."""
    return int(tree.view(records.PLANNED)["ref"][0])


def widened(tree: Records, slots: int) -> Records:
    """The same tournament with more slots; nothing is lost."""
    wider, before = new_tournament(slots), slots_of(tree)
    size = slots_of(wider)
    wider["time_s"][size : size + before] = tree["time_s"][before : 2 * before]
    plans, plans_before = wider.view(records.PLANNED), tree.view(records.PLANNED)
    plans[2 * size : 2 * size + before] = plans_before[2 * before :]
    # Whether there have been equal times.
    plans["order"][0] = plans_before["order"][0]
    order = plans["order"][2 * size :]
    row = size
    while row > 1:
        one, other = wider[row : 2 * row : 2], wider[row + 1 : 2 * row : 2]
        row //= 2
        one_order, other_order = (order[m["winner"].astype(np.int64)] for m in (one, other))
        wins = (other["time_s"] < one["time_s"]) | (
            (other["time_s"] == one["time_s"]) & (other_order < one_order)
        )
        wider[row : 2 * row] = np.where(wins, other, one)
    return wider
