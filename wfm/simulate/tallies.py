"""Counts and sums per replication, queue and interval of arrival: all that statistics need."""

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from wfm.simulate.arrays import Bools, Floats, Ints
from wfm.simulate.journeys import Journeys
from wfm.simulate.kernel import kinds
from wfm.simulate.model import Model

Counts = NDArray[np.int32]

# Waits below 1 s, then four bins for every doubling; the last bin is open.
WAIT_EDGES_S: Floats = np.concatenate(
    ([0.0], [2.0**e * (1 + k / 4) for e in range(22) for k in range(4)])
)[:-1]


@dataclass(frozen=True, eq=False)
class Tallies:
    """What happened; axes are n replications, K thresholds, Q queues, T intervals of arrival.

    Attributes
    ----------
    offered, answered, abandoned, blocked, deferred, waiting_at_end : array of int, (n, Q, T)
        offered = answered + abandoned + blocked + deferred + waiting_at_end. Blocked are all who
        were turned away; deferred those who accepted a callback or stopped waiting for a message.
    short_abandoned : array of int, (n, Q, T)
        Of the abandoned, those soon after their arrival.
    contained : array of int, (n, Q, T)
        Ended in self-service; they are not among the offered.
    unreached : array of int, (n, Q, T)
        Attempts to reach somebody that failed: of agents (these are among the answered or the
        callbacks), or of a dialler (these are not among the offered).
    callbacks, callback_attempts : array of int, (n, Q, T)
        Callbacks accepted, and attempts to make them, those in vain among them.
    handed_on, repeats, redials, bounced_back, retries, messages : array of int, (n, Q, T)
        Contacts that others turned into, by the interval in which they come to the queue.
    answered_within, abandoned_within, virtual_within : array of int, (n, K, Q, T)
        Within each threshold: answered, abandoned, and contacts that would have been answered had
        they waited without end.
    wait_s_of_answered, handled_s : array, (n, Q, T)
        Sums of the wait of answered contacts, and of handle time.
    callback_wait_s, callback_promised_s : array, (n, Q, T)
        Sums of the wait of callbacks made, and of the wait promised to callbacks accepted.
    queue_length_s : array, (n, Q, T)
        Contact-seconds in line in each interval; over the interval's length, the mean length.
    oldest_s : array, (n, Q, T)
        How long the oldest in line has waited at the end of each interval.
    wait_counts : array of int, (n, Q, B)
        Answered contacts by wait; bin b begins at ``WAIT_EDGES_S[b]``.
    agents_on_queue_s, agents_busy_s : array, (n, T)
        Agent-seconds on queue, overruns included, and with a contact in hand.
    agent_contacts : array of int, (n, A)
        Contacts that each agent took.
    agent_on_queue_s, agent_busy_s : array, (n, A)
        Seconds of each agent on queue and with a contact in hand.
    """

    offered: Counts
    answered: Counts
    answered_within: Counts
    abandoned: Counts
    abandoned_within: Counts
    short_abandoned: Counts
    blocked: Counts
    deferred: Counts
    virtual_within: Counts
    waiting_at_end: Counts
    contained: Counts
    unreached: Counts
    callbacks: Counts
    callback_attempts: Counts
    handed_on: Counts
    repeats: Counts
    redials: Counts
    bounced_back: Counts
    retries: Counts
    messages: Counts
    wait_s_of_answered: Floats
    handled_s: Floats
    callback_wait_s: Floats
    callback_promised_s: Floats
    queue_length_s: Floats
    oldest_s: Floats
    wait_counts: Ints
    agents_on_queue_s: Floats
    agents_busy_s: Floats
    agent_contacts: Ints
    agent_on_queue_s: Floats
    agent_busy_s: Floats

    @property
    def replications(self) -> int:
        """How many replications are tallied."""
        return len(self.offered)


def tally(model: Model, journeys: Journeys) -> Tallies:
    """Tally one replication."""
    queues, horizon = model.queues, model.horizon
    n_queues, n_intervals = len(queues.names), horizon.n_intervals
    shape = (1, n_queues, n_intervals)
    # Everything is dated by the arrival at the queue, or by when it ended without one.
    otherwise_s = np.fmax(journeys.contained_s, journeys.unreached_s)
    dated_s = np.where(journeys.arrived, journeys.arrival_s, otherwise_s)
    cell = _cell(model, journeys.queue, np.nan_to_num(dated_s))

    def count(which: Bools) -> Counts:
        found = np.bincount(cell[which], minlength=n_queues * n_intervals)
        return found.astype(np.int32).reshape(shape)

    def total(values: Floats, which: Bools) -> Floats:
        summed = np.bincount(cell[which], values[which], minlength=n_queues * n_intervals)
        return summed.astype(np.float64).reshape(shape)

    def count_within(wait_s: Floats, which: Bools) -> Counts:
        thresholds = queues.thresholds_s
        counts = [count(which & (wait_s <= threshold)) for threshold in thresholds]
        return np.stack(counts, axis=1) if counts else np.zeros((1, 0, *shape[1:]), np.int32)

    def happened(times_s: Floats) -> Bools:
        return ~np.isnan(times_s)

    wait_s = journeys.answered_s - journeys.arrival_s
    gave_up_s = journeys.abandoned_s - journeys.arrival_s
    virtual_s = journeys.reached_s - journeys.arrival_s
    called_s = journeys.called_s - journeys.arrival_s
    answered, abandoned = happened(journeys.answered_s), happened(gave_up_s)
    blocked, deferred = happened(journeys.blocked_s), happened(journeys.deferred_s)
    arrived = journeys.arrived & (journeys.as_callback == 0)
    promised, called = happened(journeys.promised_s), happened(journeys.called_s)
    gone = answered | abandoned | blocked | deferred

    def coming_as(kind: int) -> Counts:
        return count(journeys.arrived & (journeys.comes_as == kind))

    on_queue_s, busy_s = journeys.on_queue_s, journeys.busy_s
    return Tallies(
        offered=count(arrived),
        answered=count(answered),
        answered_within=count_within(wait_s, answered),
        abandoned=count(abandoned),
        abandoned_within=count_within(gave_up_s, abandoned),
        short_abandoned=count(abandoned & (gave_up_s <= queues.short_abandon_s[journeys.queue])),
        blocked=count(blocked),
        deferred=count(deferred),
        virtual_within=count_within(virtual_s, happened(virtual_s)),
        waiting_at_end=count(arrived & ~gone),
        contained=count(happened(journeys.contained_s)),
        unreached=count(happened(journeys.unreached_s)),
        callbacks=count(promised),
        callback_attempts=count(called),
        handed_on=coming_as(kinds.HANDED_ON),
        repeats=coming_as(kinds.REPEAT),
        redials=coming_as(kinds.REDIAL),
        bounced_back=coming_as(kinds.BOUNCE_BACK),
        retries=coming_as(kinds.RETRY),
        messages=coming_as(kinds.MESSAGE),
        wait_s_of_answered=total(wait_s, answered),
        handled_s=total(journeys.handled_s, answered | called),
        callback_wait_s=total(called_s, called),
        callback_promised_s=total(journeys.promised_s, promised),
        queue_length_s=_queue_length_s(journeys.waits_s, model)[None],
        oldest_s=_oldest_s(journeys.waits_s, model)[None],
        wait_counts=_wait_counts(journeys.queue[answered], wait_s[answered], n_queues)[None],
        agents_on_queue_s=_seconds_by_interval(on_queue_s[:, 1:], model)[None],
        agents_busy_s=_seconds_by_interval(busy_s[:, 1:], model)[None],
        agent_contacts=_by_agent(journeys.agent, None, model).astype(np.int64)[None],
        agent_on_queue_s=_by_agent(on_queue_s[:, 0], on_queue_s, model)[None],
        agent_busy_s=_by_agent(busy_s[:, 0], busy_s, model)[None],
    )


def join(parts: Sequence[Tallies]) -> Tallies:
    """Tallies of several runs of replications, one after another."""
    return Tallies(
        **{f.name: np.concatenate([getattr(p, f.name) for p in parts]) for f in fields(Tallies)}
    )


def _cell(model: Model, queue: Ints, moment_s: Floats) -> Ints:
    interval = (np.maximum(moment_s, 0) // model.horizon.interval_s).astype(np.int64)
    return np.asarray(queue * model.horizon.n_intervals + interval)


def _wait_counts(queue: Ints, wait_s: Floats, queues: int) -> Ints:
    bins = len(WAIT_EDGES_S)
    found = np.searchsorted(WAIT_EDGES_S, wait_s, side="right") - 1
    return np.bincount(queue * bins + found, minlength=queues * bins).reshape(queues, bins)


def _by_agent(agent: Floats | Ints, spans: Floats | None, model: Model) -> Floats:
    """Spans, or their seconds, of each agent, shape (A,)."""
    known = np.asarray(agent).astype(np.int64)
    seconds = None if spans is None else spans[:, 2] - spans[:, 1]
    weights = None if seconds is None else seconds[known >= 0]
    count = len(model.agents.names)
    return np.bincount(known[known >= 0], weights, minlength=count).astype(np.float64)


def _queue_length_s(waits_s: Floats, model: Model) -> Floats:
    """Contact-seconds in line by queue and interval, shape (Q, T)."""
    queues = range(len(model.queues.names))
    return np.stack([_seconds_by_interval(waits_s[waits_s[:, 0] == q, 2:], model) for q in queues])


def _oldest_s(waits_s: Floats, model: Model) -> Floats:
    """Longest wait so far of who is in line at the end of each interval, shape (Q, T)."""
    oldest = np.zeros((len(model.queues.names), model.horizon.n_intervals))
    length = model.horizon.interval_s
    for queue, arrival_s, from_s, to_s in waits_s:
        for interval in range(int(from_s // length), int(to_s // length) + 1):
            end_s = (interval + 1) * length
            if from_s < end_s <= to_s:
                place = (int(queue), interval)
                oldest[place] = max(oldest[place], end_s - arrival_s)
    return oldest


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
