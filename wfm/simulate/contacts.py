"""The contacts of one replication: who arrives when, how long they take, how long they wait.

A contact has a number that other contacts never influence: ``interval * 2**20 + k`` for the k-th
contact of its queue in that interval. A contact that was handed on keeps the number of the contact
it came from, marked with the queue where that one entered. Every random number is keyed by the
queue, the contact's number and its purpose, so a change of volume elsewhere, of staffing or of
routing leaves every contact as it was.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from wfm.simulate.model import EXPONENTIAL, NOBODY, Bools, Floats, Ints, Model, Queues
from wfm.streams import Purpose, stream_key, uniforms

CONTACTS_PER_INTERVAL = 2**20
_HANDED_ON = 2**42
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
    """Contacts of one queue that entered the center at `origin`."""

    queue: int
    origin: int
    number: Ints
    interval: Ints
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
    ValueError
        If an interval has more contacts than can be numbered.
    """
    offered = np.asarray(offered)
    if offered.size and (offered.max() >= CONTACTS_PER_INTERVAL or offered.min() < 0):
        raise ValueError(
            f"an interval has {offered.max()} contacts; at most {CONTACTS_PER_INTERVAL - 1} "
            "and not fewer than 0 can be simulated"
        )
    aht_s = _usable_aht(aht_s, offered)
    draw = _Draw(model.queues, aht_s, seed, replication)

    entries = [_arriving(queue, counts) for queue, counts in enumerate(offered)]
    arrival_s = np.concatenate(
        [
            (e.interval + draw.uniform(e, Purpose.ARRIVAL)) * model.horizon.interval_s
            for e in entries
        ]
    )
    place = np.empty(len(arrival_s), dtype=np.int64)
    place[np.argsort(arrival_s, kind="stable")] = np.arange(len(arrival_s))
    bounds = np.cumsum([0] + [len(e.number) for e in entries])
    entries = [
        _Entry(e.queue, e.origin, e.number, e.interval, place[first:last])
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
        contacts.patience_s[entry.row] = draw.patience_s(entry)
    return contacts


@dataclass(frozen=True, eq=False)
class _Draw:
    """Random numbers of one replication."""

    queues: Queues
    aht_s: Floats
    seed: int
    replication: int

    def uniform(self, entry: _Entry, purpose: Purpose) -> Floats:
        key = stream_key(self.seed, self.replication, entry.queue, purpose)
        return uniforms(key, entry.number)

    def handle_s(self, entry: _Entry) -> Floats:
        mean = self.aht_s[entry.queue, entry.interval]
        u = self.uniform(entry, Purpose.HANDLE_TIME)
        if self.queues.handle_kind[entry.queue] == EXPONENTIAL:
            return np.asarray(-mean * np.log(u))
        variance = np.log1p(self.queues.handle_cv[entry.queue] ** 2)
        return np.asarray(mean * np.exp(np.sqrt(variance) * ndtri(u) - variance / 2))

    def patience_s(self, entry: _Entry) -> Floats:
        mean = self.queues.mean_patience_s[entry.queue]
        if np.isinf(mean):
            return np.full(len(entry.number), np.inf)
        return np.asarray(-mean * np.log(self.uniform(entry, Purpose.PATIENCE)))

    def escalates(self, entry: _Entry) -> Bools:
        share = self.queues.escalation_share[entry.queue]
        if share == 0:
            return np.zeros(len(entry.number), dtype=bool)
        return np.asarray(self.uniform(entry, Purpose.ESCALATION) < share)


def _arriving(queue: int, counts: NDArray[np.integer]) -> _Entry:
    interval = np.repeat(np.arange(len(counts), dtype=np.int64), counts)
    first = np.cumsum(counts) - counts
    k = np.arange(len(interval), dtype=np.int64) - np.repeat(first, counts)
    return _Entry(queue, queue, interval * CONTACTS_PER_INTERVAL + k, interval, k)


def _handed_on(entries: list[_Entry], draw: _Draw, size: int) -> tuple[list[_Entry], Ints]:
    """Add the contacts that others turn into; also what each contact turns into."""
    entries = list(entries)
    links: list[tuple[Ints, Ints]] = []
    for entry in entries:
        target = int(draw.queues.escalates_to[entry.queue])
        chosen = draw.escalates(entry)
        if target == NOBODY or not chosen.any():
            continue
        mark = _HANDED_ON * (entry.origin + 1) if entry.queue == entry.origin else 0
        row = np.arange(size, size + int(chosen.sum()), dtype=np.int64)
        size += len(row)
        links.append((entry.row[chosen], row))
        # The list grows while it is walked, so what is handed on can be handed on again.
        entries.append(
            _Entry(target, entry.origin, entry.number[chosen] + mark, entry.interval[chosen], row)
        )
    onward = np.full(size, NOTHING, dtype=np.int64)
    for before, after in links:
        onward[before] = after
    return entries, onward


def _usable_aht(aht_s: Floats, offered: NDArray[np.integer]) -> Floats:
    aht_s = np.asarray(aht_s, dtype=np.float64)
    usable = np.isfinite(aht_s) & (aht_s > 0)
    weight = np.where(usable, offered, 0)
    known = np.where(usable, aht_s, 0.0)
    plain = known.sum(axis=1) / np.maximum(usable.sum(axis=1), 1)
    total = weight.sum(axis=1)
    mean = np.where(total > 0, (known * weight).sum(axis=1) / np.maximum(total, 1), plain)
    return np.where(usable, aht_s, mean[:, None])
