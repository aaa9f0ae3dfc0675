"""What the model says of its queues, as the kernel's tables."""

import numpy as np
from numpy.typing import NDArray

from wfm.simulate.arrays import Bools, Floats, Ints
from wfm.simulate.kernel import kinds, records
from wfm.simulate.kernel.records import KEYS, NONE, Records
from wfm.simulate.model import Model
from wfm.simulate.model_queues import FollowUp, Queues
from wfm.streams import Purpose, stream_keys

# In the order of `records`: what a number of a queue decides.
_PURPOSES = (
    Purpose.ESCALATION,
    Purpose.REDIAL,
    Purpose.BOUNCE_BACK,
    Purpose.RETRY,
    Purpose.MESSAGE,
    Purpose.PRIORITY,
    Purpose.CONTAINMENT,
    Purpose.BOT_TIME,
    Purpose.CALLBACK,
    Purpose.REACH,
    Purpose.DELAY,
)
_COPIED = (
    *("concurrency", "slowdown", "short_abandon_s", "capacity", "trunks"),
    *("handle_kind", "handle_cv", "patience_kind", "patience_cv", "mean_patience_s"),
    *("balk_share", "interrupts", "interruptible", "prefers_last", "closing"),
    *("contained_share", "bot_s", "priority_share", "callback_share", "callback_after_s"),
    *("dialling", "reach_share", "dial_s", "unreached_s", "pacing", "pacing_busy"),
)


def queue_table(model: Model) -> Records:
    """Records of the queues before anything happens, without keys."""
    queues, lines = model.queues, model.lines
    table = np.zeros(len(queues.names), dtype=records.QUEUE)
    for name in _COPIED:
        table[name] = getattr(queues, name)
    table["line"], table["priority_line"] = lines.entry, lines.priority_entry
    table["plain"] = _plain(model)
    table["open"] = _open_at_start(model)
    table["first_listed"] = table["last_listed"] = NONE
    first = 0
    for kind, values in (("handle", queues.handle_values), ("patience", queues.patience_values)):
        for queue, given in enumerate(values):
            table[f"{kind}_from"][queue] = first
            first += 0 if given is None else len(given)
            table[f"{kind}_to"][queue] = first
    return table


def empirical_values(queues: Queues) -> Floats:
    """Values of all empirical laws, handle times first."""
    given = [v for v in (*queues.handle_values, *queues.patience_values) if v is not None]
    return np.concatenate(given) if given else np.zeros(0)


def _plain(model: Model) -> Bools:
    """Queues whose contacts need nothing but an agent and a line."""
    queues, lines = model.queues, model.lines
    plain = (
        (queues.trunks == kinds.UNLIMITED)
        & ~queues.interrupts
        & ~queues.interruptible
        & (queues.contained_share == 0)
        & (queues.bot_s == 0)
        & (queues.priority_share == 0)
        & (queues.callback_share == 0)
        & (queues.dialling == kinds.NOT_DIALLED)
        & np.isinf(lines.after_s[lines.entry])
    )
    plain[[f.queue for f in model.follow_ups]] = False
    if model.doors is not None:
        plain[model.doors.queue] = False
        plain[~model.doors.open_at_start] = False
    return np.asarray(plain & (model.agents.aht_factor is None))


def is_pool(model: Model, plain: Bools, teams: int) -> bool:
    """Whether a center is one plain queue without an end and one team of agents for it.

    Parameters
    ----------
    model : Model
    plain : array of bool, shape (Q,)
        Queues whose contacts need nothing but an agent and a line.
    teams : int
    """
    queues, lines = model.queues, model.lines
    return bool(
        len(queues.names) == len(lines.queue) == teams == 1
        and plain[0]
        and queues.concurrency[0] == 1
        and queues.capacity[0] >= kinds.UNLIMITED
        and lines.reserve[0] == 0
        and model.agents.agent_rank[0, 0] > 0
        and model.agents.queue_rank[0, 0] > 0
    )


def _open_at_start(model: Model) -> Bools:
    if model.doors is None:
        return np.ones(len(model.queues.names), dtype=bool)
    is_open = model.doors.open_at_start.copy()
    for queue, time_s, opens in zip(
        model.doors.queue, model.doors.time_s, model.doors.opens, strict=True
    ):
        if time_s <= model.start_s:
            is_open[queue] = opens
    return is_open


def write_keys(table: Records, seed: int, replication: int) -> NDArray[np.uint64]:
    """Write the keys of one replication into records of queues; the further ones are returned."""
    size = len(table)
    for name, purpose in (
        ("arrival_key", Purpose.ARRIVAL),
        ("handle_key", Purpose.HANDLE_TIME),
        ("patience_key", Purpose.PATIENCE),
    ):
        table[name] = stream_keys(seed, replication, size, purpose)
    if table["plain"].all():
        return np.zeros(0, dtype=np.uint64)
    keys = np.empty((size, KEYS), dtype=np.uint64)
    for column, purpose in enumerate(_PURPOSES):
        keys[:, column] = stream_keys(seed, replication, size, purpose)
    return keys


def follow_tables(queues: int, follow_ups: tuple[FollowUp, ...]) -> tuple[Records, Ints]:
    """What contacts turn into, by queue and trigger, and where each begins."""
    ordered = sorted(follow_ups, key=lambda f: (f.queue, f.trigger))
    table = np.zeros(len(ordered), dtype=records.FOLLOW)
    rows = np.array([f.queue * kinds.TRIGGERS + f.trigger for f in ordered], dtype=np.int64)
    for i, follow in enumerate(ordered):
        for name in records.FOLLOW.names or ():
            table[name][i] = getattr(follow, name)
    begins = np.searchsorted(rows, np.arange(queues * kinds.TRIGGERS + 1))
    for row in np.unique(rows):
        same = slice(begins[row], begins[row + 1])
        table["share"][same] = np.cumsum(table["share"][same])
    return table, begins.astype(np.int64)
