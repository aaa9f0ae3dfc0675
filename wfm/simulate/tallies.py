"""Counts and sums per replication, queue and interval of arrival: all that statistics need."""

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from wfm.simulate.contacts import Contacts
from wfm.simulate.journeys import Journeys
from wfm.simulate.model import Bools, Floats, Model

Counts = NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class Tallies:
    """What happened; axes are n replications, K thresholds, Q queues, T intervals of arrival.

    Attributes
    ----------
    offered, answered, abandoned, short_abandoned, blocked, waiting_at_end : array of int, (n, Q, T)
        offered = answered + abandoned + blocked + waiting_at_end.
    answered_within, abandoned_within, virtual_within : array of int, (n, K, Q, T)
        Within each threshold: answered, abandoned, and contacts that would have been answered had
        they waited without end.
    wait_s_of_answered, handled_s : array, (n, Q, T)
        Sums of wait and of handle time of answered contacts.
    agents_on_queue_s, agents_busy_s : array, (n, T)
        Agent-seconds on queue, overruns included, and with a contact in hand.
    """

    offered: Counts
    answered: Counts
    answered_within: Counts
    abandoned: Counts
    abandoned_within: Counts
    short_abandoned: Counts
    blocked: Counts
    virtual_within: Counts
    waiting_at_end: Counts
    wait_s_of_answered: Floats
    handled_s: Floats
    agents_on_queue_s: Floats
    agents_busy_s: Floats

    @property
    def replications(self) -> int:
        """How many replications are tallied."""
        return len(self.offered)


def tally(model: Model, contacts: Contacts, journeys: Journeys) -> Tallies:
    """Tally one replication."""
    queues, horizon = model.queues, model.horizon
    arrived = journeys.arrived
    queue, arrival_s = contacts.queue[arrived], journeys.arrival_s[arrived]
    cell = queue * horizon.n_intervals + (arrival_s // horizon.interval_s).astype(np.int64)
    shape = (1, len(queues.names), horizon.n_intervals)

    def count(which: Bools) -> Counts:
        found = np.bincount(cell[which], minlength=shape[1] * shape[2])
        return found.astype(np.int32).reshape(shape)

    def total(values: Floats) -> Floats:
        summed = np.bincount(cell, values, minlength=shape[1] * shape[2])
        return summed.astype(np.float64).reshape(shape)

    def count_within(wait_s: Floats, which: Bools) -> Counts:
        thresholds = queues.thresholds_s
        counts = [count(which & (wait_s <= threshold)) for threshold in thresholds]
        return np.stack(counts, axis=1) if counts else np.zeros((1, 0, *shape[1:]), np.int32)

    wait_s = journeys.answered_s[arrived] - arrival_s
    gave_up_s = journeys.abandoned_s[arrived] - arrival_s
    virtual_s = journeys.reached_s[arrived] - arrival_s
    answered, abandoned = ~np.isnan(wait_s), ~np.isnan(gave_up_s)
    blocked = ~np.isnan(journeys.blocked_s[arrived])
    return Tallies(
        offered=count(np.ones(len(cell), dtype=bool)),
        answered=count(answered),
        answered_within=count_within(wait_s, answered),
        abandoned=count(abandoned),
        abandoned_within=count_within(gave_up_s, abandoned),
        short_abandoned=count(abandoned & (gave_up_s <= queues.short_abandon_s[queue])),
        blocked=count(blocked),
        virtual_within=count_within(virtual_s, ~np.isnan(virtual_s)),
        waiting_at_end=count(~answered & ~abandoned & ~blocked),
        wait_s_of_answered=total(np.where(answered, wait_s, 0.0)),
        handled_s=total(journeys.handled_s[arrived]),
        agents_on_queue_s=_seconds_by_interval(journeys.on_queue_s, model)[None, :],
        agents_busy_s=_seconds_by_interval(journeys.busy_s, model)[None, :],
    )


def join(parts: Sequence[Tallies]) -> Tallies:
    """Tallies of several runs of replications, one after another."""
    return Tallies(
        **{f.name: np.concatenate([getattr(p, f.name) for p in parts]) for f in fields(Tallies)}
    )


def _seconds_by_interval(spans: Floats, model: Model) -> Floats:
    """Seconds of each interval that spans cover, summed over the spans, shape (T,)."""
    length, count = model.horizon.interval_s, model.horizon.n_intervals
    covered = np.zeros(count + 1)
    ends = np.minimum(spans, model.end_s)
    # Seconds covered up to each boundary: a span adds a full interval from its start on, less the
    # part of its first interval before it; its end takes the same away.
    for moments, sign in ((ends[:, 0], 1.0), (ends[:, 1], -1.0)):
        interval = (moments // length).astype(np.int64)
        covered += sign * np.cumsum(np.bincount(interval, minlength=count + 1)) * length
        covered -= sign * np.bincount(interval, moments - interval * length, minlength=count + 1)
    return covered[:count]
