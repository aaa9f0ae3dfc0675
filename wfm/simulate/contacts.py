"""The contacts of one replication: who arrives when, how long they take, how long they wait.

A contact has a number that other contacts never influence: ``interval * 2**20 + k`` for the k-th
contact of its queue in that interval. A contact that was handed on keeps the number of the contact
it came from, marked with the queue where that one entered. Every random number is keyed by the
queue, the contact's number and its purpose, so a change of volume elsewhere, of staffing or of
routing leaves every contact as it was.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from wfm.center.errors import DataError
from wfm.simulate.kernel.records import Records
from wfm.simulate.kernel.vectors import drawn_queues, handle_times_s, patiences_s
from wfm.simulate.model import NOBODY, Bools, Floats, Ints, Model
from wfm.streams import uniforms

CONTACTS_PER_INTERVAL = 2**20
HANDED_ON = 2**42
NOTHING = -1


@dataclass(frozen=True, eq=False)
class Contacts:
    """Contacts of one replication; arrays of shape (N,).

    First all that arrive from outside, in order of time; then those that exist only once the
    contact they come from has been handled.

    Attributes
    ----------
    number : array
        Number that keys the random numbers.
    queue : array
    arrival_s : array
        Elapsed seconds from the horizon's start; NaN for contacts that are handed on.
    handle_s : array
        Handle time by an agent who has nothing else in hand.
    patience_s : array
        Longest wait; infinite where nobody abandons.
    onward : array
        Contact that arrives when this one has been handled, or `NOTHING`.
    """

    number: Ints
    queue: Ints
    arrival_s: Floats
    handle_s: Floats
    patience_s: Floats
    onward: Ints

    @property
    def from_outside(self) -> int:
        """How many arrive from outside."""
        return int(np.count_nonzero(~np.isnan(self.arrival_s)))


@dataclass(frozen=True, eq=False)
class _Entry:
    """Contacts of one queue that entered the center at `origin`, `links` queues ago.

    `root` is the row of the contact with which the customer entered, `row` their own.
    """

    queue: int
    origin: int
    links: int
    number: Ints
    interval: Ints
    root: Ints
    row: Ints


def draw_contacts(
    model: Model,
    offered: NDArray[np.integer],
    aht_s: Floats,
    seed: int,
    replication: int,
) -> Contacts:
    """Draw the contacts of one replication.

    Arrivals are uniform within their interval, given their count. A handed-on contact takes the
    AHT that its new queue has in the interval in which the customer first arrived.

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
    offered, aht_s = checked_demand(offered, aht_s)
    draw = _Draw(drawn_queues(model.queues, seed, replication), aht_s)

    entries = [_arriving(queue, counts) for queue, counts in enumerate(offered)]
    arrival_s = np.concatenate([draw.arrival_s(e, model.horizon.interval_s) for e in entries])
    place = np.empty(len(arrival_s), dtype=np.int64)
    place[np.argsort(arrival_s, kind="stable")] = np.arange(len(arrival_s))
    bounds = np.cumsum([0] + [len(e.number) for e in entries])
    entries = [
        replace(e, root=place[first:last], row=place[first:last])
        for e, first, last in zip(entries, bounds, bounds[1:], strict=False)
    ]
    entries, onward = _handed_on(entries, draw, len(arrival_s))
    size = len(onward)
    contacts = Contacts(
        number=np.empty(size, dtype=np.int64),
        queue=np.empty(size, dtype=np.int64),
        arrival_s=np.full(size, np.nan),
        handle_s=np.empty(size),
        patience_s=np.empty(size),
        onward=onward,
    )
    contacts.arrival_s[place] = arrival_s
    for entry in entries:
        contacts.number[entry.row] = entry.number
        contacts.queue[entry.row] = entry.queue
        contacts.handle_s[entry.row] = draw.handle_s(entry)
        contacts.patience_s[entry.row] = patiences_s(draw.queues, entry.queue, entry.number)
    return contacts


@dataclass(frozen=True, eq=False)
class _Draw:
    """Random numbers of one replication."""

    queues: Records
    aht_s: Floats

    def arrival_s(self, entry: _Entry, interval_s: int) -> Floats:
        key = int(self.queues["arrival_key"][entry.queue])
        return np.asarray((entry.interval + uniforms(key, entry.number)) * interval_s)

    def handle_s(self, entry: _Entry) -> Floats:
        mean_s = self.aht_s[entry.queue, entry.interval]
        return handle_times_s(self.queues, entry.queue, entry.number, mean_s)

    def escalates(self, entry: _Entry) -> Bools:
        queue = self.queues[entry.queue]
        if queue["escalates_to"] == NOBODY:
            return np.zeros(len(entry.number), dtype=bool)
        key = int(queue["escalation_key"])
        return np.asarray(uniforms(key, entry.number) < queue["escalation_share"])


def _arriving(queue: int, counts: NDArray[np.integer]) -> _Entry:
    interval = np.repeat(np.arange(len(counts), dtype=np.int64), counts)
    first = np.cumsum(counts) - counts
    k = np.arange(len(interval), dtype=np.int64) - np.repeat(first, counts)
    return _Entry(queue, queue, 0, interval * CONTACTS_PER_INTERVAL + k, interval, k, k)


def _handed_on(entries: list[_Entry], draw: _Draw, size: int) -> tuple[list[_Entry], Ints]:
    """Add the contacts that others turn into; also what each contact turns into.

    They are ordered by the row of the contact with which their customer entered, then by links.
    """
    found = list(entries)
    before: list[Ints] = [e.row for e in entries]
    for i, entry in enumerate(found):
        chosen = draw.escalates(entry)
        if not chosen.any():
            continue
        mark = HANDED_ON * (entry.origin + 1) if entry.links == 0 else 0
        target = int(draw.queues["escalates_to"][entry.queue])
        row = np.empty(int(chosen.sum()), dtype=np.int64)
        # The list grows while it is walked, so what is handed on can be handed on again. Rows are
        # known only when all is found; until then `before` refers to the entry and its contacts.
        found.append(
            _Entry(
                target,
                entry.origin,
                entry.links + 1,
                entry.number[chosen] + mark,
                entry.interval[chosen],
                entry.root[chosen],
                row,
            )
        )
        before.append(np.column_stack((np.full(len(row), i), np.flatnonzero(chosen))))
    later = found[len(entries) :]
    if not later:
        return found, np.full(size, NOTHING, dtype=np.int64)
    root = np.concatenate([e.root for e in later])
    links = np.concatenate([np.full(len(e.row), e.links) for e in later])
    row = np.empty(len(root), dtype=np.int64)
    row[np.lexsort((links, root))] = size + np.arange(len(root))
    onward = np.full(size + len(root), NOTHING, dtype=np.int64)
    first = 0
    for entry, source in zip(later, before[len(entries) :], strict=True):
        entry.row[:] = row[first : first + len(entry.row)]
        first += len(entry.row)
        onward[found[int(source[0, 0])].row[source[:, 1]]] = entry.row
    return found, onward


def checked_demand(
    offered: NDArray[np.integer], aht_s: Floats
) -> tuple[NDArray[np.integer], Floats]:
    """Demand that can be simulated: counts that can be numbered, and an AHT everywhere.

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
    return offered, _usable_aht(aht_s, offered)


def _usable_aht(aht_s: Floats, offered: NDArray[np.integer]) -> Floats:
    aht_s = np.asarray(aht_s, dtype=np.float64)
    usable = np.isfinite(aht_s) & (aht_s > 0)
    weight = np.where(usable, offered, 0)
    known = np.where(usable, aht_s, 0.0)
    plain = known.sum(axis=1) / np.maximum(usable.sum(axis=1), 1)
    total = weight.sum(axis=1)
    mean = np.where(total > 0, (known * weight).sum(axis=1) / np.maximum(total, 1), plain)
    return np.where(usable, aht_s, mean[:, None])
