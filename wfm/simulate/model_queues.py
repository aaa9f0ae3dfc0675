"""What contacts meet, as numpy arrays: queues, the lines they stand in, what follows, doors."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from wfm.center.target import Formula
from wfm.simulate.arrays import Bools, Floats, Ints, Values
from wfm.simulate.kernel import kinds


@dataclass(frozen=True, eq=False)
class Queues:
    """What holds for each queue; every array has shape (Q,) unless said otherwise.

    `queues_of` makes one from what differs from a plain queue.

    Attributes
    ----------
    names : tuple of str
    formulas : tuple of Formula
        Service-level formula promised for each queue, for display.
    thresholds_s : array of shape (K,)
        Every threshold that some target names.
    own_threshold : array of int
        Index of the queue's own threshold in `thresholds_s`, or -1 where none was promised.
    short_abandon_s : array
        An abandonment within this time is short.
    handle_kind, patience_kind : array of int
        `EXPONENTIAL`, `LOGNORMAL`, `GAMMA`, `EMPIRICAL` or `CONSTANT`, of `kernel.kinds`.
    handle_cv, patience_cv : array
        Standard deviation over mean where the kind is lognormal or gamma.
    handle_values, patience_values : tuple of arrays
        Values of mean 1 in ascending order where the kind is empirical, else None.
    mean_patience_s : array
        Mean patience; infinite where nobody abandons.
    balk_share : array
        Share that gives up at once when it cannot be handled at once.
    capacity : array of int
        Contacts that can wait in line; who comes when it is full is blocked (busy signal).
    trunks : array of int
        Contacts that can wait or be handled at once; who comes above it is blocked.
    concurrency : array of int
        Contacts one agent handles at once.
    slowdown : array
        Growth of the handle time with each contact more in hand.
    interrupts, interruptible : array of bool
        Whether a contact that finds nobody free takes an agent away from an interruptible one.
    prefers_last : array of bool
        Whether a contact that comes back goes to the agent it had before, when that one is free.
    closing : array of int
        What happens when the queue closes: `FINISH`, `TURN_AWAY` or `TAKE_MESSAGE`.
    contained_share, bot_s : array
        Self-service before the queue: share that ends there, and its mean time (exponential).
    priority_share : array
        Share of contacts that enter by the queue's priority line.
    callback_share, callback_after_s : array
        Share that accepts a callback where the wait in prospect is at least so long.
    dialling : array of int
        `NOT_DIALLED`, `BY_AGENT` (preview) or `BY_DIALLER` (progressive, predictive).
    reach_share : array
        Share of dialled attempts, and of callbacks, that reach somebody.
    dial_s, unreached_s : array
        Time until somebody answers, and time that an attempt in vain takes; the agent's where the
        agent dials, the dialler's otherwise.
    pacing, pacing_busy : array
        Attempts under way for each idle and for each busy agent of the dialler.
    """

    names: tuple[str, ...]
    formulas: tuple[Formula, ...]
    thresholds_s: Floats
    own_threshold: Ints
    short_abandon_s: Floats
    handle_kind: Ints
    handle_cv: Floats
    handle_values: Values
    patience_kind: Ints
    patience_cv: Floats
    patience_values: Values
    mean_patience_s: Floats
    balk_share: Floats
    capacity: Ints
    trunks: Ints
    concurrency: Ints
    slowdown: Floats
    interrupts: Bools
    interruptible: Bools
    prefers_last: Bools
    closing: Ints
    contained_share: Floats
    bot_s: Floats
    priority_share: Floats
    callback_share: Floats
    callback_after_s: Floats
    dialling: Ints
    reach_share: Floats
    dial_s: Floats
    unreached_s: Floats
    pacing: Floats
    pacing_busy: Floats


_PLAIN: dict[str, Any] = {
    "own_threshold": 0,
    "short_abandon_s": 5.0,
    "handle_kind": kinds.EXPONENTIAL,
    "handle_cv": 1.0,
    "patience_kind": kinds.EXPONENTIAL,
    "patience_cv": 1.0,
    "mean_patience_s": np.inf,
    "balk_share": 0.0,
    "capacity": kinds.UNLIMITED,
    "trunks": kinds.UNLIMITED,
    "concurrency": 1,
    "slowdown": 0.0,
    "interrupts": False,
    "interruptible": False,
    "prefers_last": False,
    "closing": kinds.FINISH,
    "contained_share": 0.0,
    "bot_s": 0.0,
    "priority_share": 0.0,
    "callback_share": 0.0,
    "callback_after_s": 0.0,
    "dialling": kinds.NOT_DIALLED,
    "reach_share": 1.0,
    "dial_s": 0.0,
    "unreached_s": 0.0,
    "pacing": 1.0,
    "pacing_busy": 0.0,
}


def queues_of(names: tuple[str, ...], **given: Any) -> Queues:
    """Queues that differ from plain ones in what is given, a value or a value for each.

    A plain queue has exponential handle times, endless patience and lines without end, and is
    measured by the formula `offered` at 20 s.
    """
    size = len(names)
    columns: dict[str, Any] = {
        name: np.array(np.broadcast_to(given.pop(name, plain), size), dtype=type(plain))
        for name, plain in _PLAIN.items()
    }
    columns |= {
        "formulas": (Formula.OFFERED,) * size,
        "handle_values": (None,) * size,
        "patience_values": (None,) * size,
    }
    given["thresholds_s"] = np.asarray(given.get("thresholds_s", [20.0]), dtype=np.float64)
    return Queues(names=names, **(columns | given))


@dataclass(frozen=True, eq=False)
class Lines:
    """Where contacts stand; a queue has one line, and one more for each stage and for priority.

    Every array has shape (L,) but `entry` and `priority_entry`, of shape (Q,).

    Attributes
    ----------
    queue : array of int
        Whose contacts stand there.
    entry, priority_entry : array of int
        The line in which a contact of a queue begins to wait.
    after_s : array
        How long after its arrival a contact moves on; infinite where it stays.
    following : array of int
        The line it moves on to, or `LEAVES` when it leaves with or without a message.
    when_waiting : array of int
        It only moves on if at least so many of its queue wait at that moment.
    weight, credit_s : array
        Among lines of equal rank an agent takes the highest ``weight * wait + credit_s``.
    reserve : array of int
        Agents of a team who stay idle for others: more than so many must be idle for one to take
        a contact from this line.
    """

    queue: Ints
    entry: Ints
    priority_entry: Ints
    after_s: Floats
    following: Ints
    when_waiting: Ints
    weight: Floats
    credit_s: Floats
    reserve: Ints

    @property
    def weighted(self) -> bool:
        """Whether it is not simply the longest waiting that goes first."""
        return bool((self.weight != 1).any() or (self.credit_s != 0).any())


def plain_lines(queues: int) -> Lines:
    """One line for each queue."""
    each = np.arange(queues)
    zero = np.zeros(queues, dtype=np.int64)
    return Lines(
        queue=each,
        entry=each,
        priority_entry=each,
        after_s=np.full(queues, np.inf),
        following=np.full(queues, kinds.NOBODY),
        when_waiting=zero,
        weight=np.ones(queues),
        credit_s=np.zeros(queues),
        reserve=zero,
    )


@dataclass(frozen=True, slots=True)
class FollowUp:
    """What a share of contacts turns into.

    Attributes
    ----------
    queue, to : int
        Queue of the contact, and of the one it turns into.
    trigger : int
        `HANDLED`, `LOST` (abandoned or blocked), `CONTAINED`, `UNREACHED` or `DEFERRED`.
    comes_as : int
        `HANDED_ON`, `REPEAT`, `REDIAL`, `BOUNCE_BACK`, `RETRY` or `MESSAGE`.
    share : float
        Share of the contacts to which the trigger happens; shares of one trigger add up to at most
        1.
    delay_kind, delay_s, delay_cv
        Law of the time until then.
    most : int
        A contact that came from so many others turns into nothing more.
    warm : bool
        Whether the agent stays with the customer until the next one has taken over.
    handover_s : float
        Time that both agents then spend together.
    """

    queue: int
    trigger: int
    comes_as: int
    share: float
    to: int
    delay_kind: int = kinds.CONSTANT
    delay_s: float = 0.0
    delay_cv: float = 1.0
    most: int = 100
    warm: bool = False
    handover_s: float = 0.0


@dataclass(frozen=True, eq=False)
class Doors:
    """When queues that do something at closing open and close; arrays of shape (D,), by time.

    Attributes
    ----------
    queue : array of int
    time_s : array
    opens : array of bool
    open_at_start : array of bool, shape (Q,)
        A queue that has no doors is always open.
    """

    queue: Ints
    time_s: Floats
    opens: Bools
    open_at_start: Bools
