"""The contacts of one replication that come from outside: who arrives when, and how long it takes.

A contact has a number that other contacts never influence: ``interval * 2**20 + k`` for the k-th
contact of its queue in that interval. What a contact turns into later has a number that is made
from its own. Every random number is keyed by the queue, the contact's number and its purpose, so a
change of volume elsewhere, of staffing or of routing leaves every contact as it was.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from wfm.center.errors import DataError
from wfm.simulate.arrays import Floats, Ints
from wfm.simulate.model import Model
from wfm.streams import uniforms

CONTACTS_PER_INTERVAL = 2**20


@dataclass(frozen=True, eq=False)
class Contacts:
    """Contacts of one replication from outside; arrays of shape (N,), in order of time.

    Attributes
    ----------
    number : array
        Number that keys the random numbers.
    queue : array
    arrival_s : array
        Elapsed seconds from the horizon's start.
    handle_s : array
        Handle time by an agent who has nothing else in hand.
    patience_s : array
        Longest wait; infinite where nobody abandons.
    aht_s : array of shape (Q, T), or None
        Mean handle times, for what these contacts turn into; None where that is nothing.
    seed, replication : int
        Key of everything that is drawn later.
    """

    number: Ints
    queue: Ints
    arrival_s: Floats
    handle_s: Floats
    patience_s: Floats
    aht_s: Floats | None = None
    seed: int = 0
    replication: int = 0

    def aht_by_interval(self, model: Model) -> Floats:
        """Mean handle times, zeros where there are none."""
        if self.aht_s is not None:
            return self.aht_s
        return np.zeros((len(model.queues.names), model.horizon.n_intervals))


def draw_contacts(
    model: Model,
    offered: NDArray[np.integer],
    aht_s: Floats,
    seed: int,
    replication: int,
) -> Contacts:
    """Draw the contacts of one replication.

    Arrivals are uniform within their interval, given their count.

    Parameters
    ----------
    model : Model
    offered : array of int, shape (Q, T)
        Contacts of each interval.
    aht_s : array of shape (Q, T)
        Mean handle time; where it is not positive, the queue's mean over the horizon is taken.
    seed, replication : int

    Raises
    ------
    DataError
        If an interval has more contacts than can be numbered.
    """
    from wfm.simulate.kernel.vectors import Draws

    offered, aht_s = checked_demand(model, offered, aht_s)
    draws = Draws(model, aht_s, seed, replication)
    interval_s = model.horizon.interval_s
    parts = []
    for queue, counts in enumerate(offered):
        interval, number = _numbered(counts)
        arrival_s = (interval + uniforms(draws.arrival_key(queue), number)) * interval_s
        parts.append(
            (
                number,
                np.full(len(number), queue),
                arrival_s,
                draws.handle_times_s(queue, number, aht_s[queue, interval]),
                draws.patiences_s(queue, number),
            )
        )
    columns = [np.concatenate(column) for column in zip(*parts, strict=True)]
    order = np.argsort(columns[2], kind="stable")
    numbers, queues, times_s, handle_s, patience_s = (column[order] for column in columns)
    return Contacts(numbers, queues, times_s, handle_s, patience_s, aht_s, seed, replication)


def _numbered(counts: NDArray[np.integer]) -> tuple[Ints, Ints]:
    """Interval and number of each contact of a queue."""
    interval = np.repeat(np.arange(len(counts), dtype=np.int64), counts)
    first = np.cumsum(counts) - counts
    k = np.arange(len(interval), dtype=np.int64) - np.repeat(first, counts)
    return interval, interval * CONTACTS_PER_INTERVAL + k


def checked_demand(
    model: Model, offered: NDArray[np.integer], aht_s: Floats
) -> tuple[NDArray[np.integer], Floats]:
    """Demand that can be simulated: counts that can be numbered, and an AHT everywhere.

    What comes before the interval in which the simulation starts is left out.

    Raises
    ------
    DataError
        If an interval has fewer than no contacts or more than can be numbered.
    """
    offered = np.asarray(offered)
    if offered.size and (offered.max() >= CONTACTS_PER_INTERVAL or offered.min() < 0):
        raise DataError(
            f"an interval has {offered.min()} to {offered.max()} contacts; from 0 to "
            f"{CONTACTS_PER_INTERVAL - 1} can be simulated"
        )
    started = np.arange(offered.shape[1]) >= model.start_s // model.horizon.interval_s
    return offered * started, _usable_aht(aht_s, offered)


def _usable_aht(aht_s: Floats, offered: NDArray[np.integer]) -> Floats:
    aht_s = np.asarray(aht_s, dtype=np.float64)
    usable = np.isfinite(aht_s) & (aht_s > 0)
    weight = np.where(usable, offered, 0)
    known = np.where(usable, aht_s, 0.0)
    plain = known.sum(axis=1) / np.maximum(usable.sum(axis=1), 1)
    total = weight.sum(axis=1)
    mean = np.where(total > 0, (known * weight).sum(axis=1) / np.maximum(total, 1), plain)
    return np.where(usable, aht_s, mean[:, None])
