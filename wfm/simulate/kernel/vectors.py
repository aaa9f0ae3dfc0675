"""Draws for whole arrays of contacts, by the same compiled functions as inside the kernel."""

import numpy as np

from wfm.simulate.kernel.compiled import door
from wfm.simulate.kernel.draws import handle_s, patience_s
from wfm.simulate.kernel.records import QUEUE, Records
from wfm.simulate.kernel.rows import queue_at
from wfm.simulate.model import Floats, Ints, Queues
from wfm.streams import Purpose, stream_key

_KEYS = {
    "arrival_key": Purpose.ARRIVAL,
    "handle_key": Purpose.HANDLE_TIME,
    "patience_key": Purpose.PATIENCE,
    "escalation_key": Purpose.ESCALATION,
}


def write_draws(records: Records, queues: Queues, seed: int, replication: int) -> None:
    """Write into records of queues how their contacts are drawn in one replication."""
    records["handle_kind"], records["handle_cv"] = queues.handle_kind, queues.handle_cv
    records["mean_patience_s"] = queues.mean_patience_s
    records["balk_share"] = queues.balk_share
    records["escalates_to"] = queues.escalates_to
    records["escalation_share"] = queues.escalation_share
    for name, purpose in _KEYS.items():
        records[name] = [stream_key(seed, replication, q, purpose) for q in range(len(records))]


def drawn_queues(queues: Queues, seed: int, replication: int) -> Records:
    """Records of queues that only know how their contacts are drawn."""
    records = np.zeros(len(queues.names), dtype=QUEUE)
    write_draws(records, queues, seed, replication)
    return records


def handle_times_s(queues: Records, queue: int, number: Ints, mean_s: Floats) -> Floats:
    """Handle times of contacts of one queue."""
    drawn = np.empty(len(number))
    _handle_times(queues[queue : queue + 1].ctypes.data, number, mean_s, drawn)
    return drawn


def patiences_s(queues: Records, queue: int, number: Ints) -> Floats:
    """Patience of contacts of one queue."""
    drawn = np.empty(len(number))
    _patiences(queues[queue : queue + 1].ctypes.data, number, drawn)
    return drawn


@door
def _handle_times(queue: int, number: Ints, mean_s: Floats, drawn: Floats) -> None:
    for i in range(len(number)):
        drawn[i] = handle_s(queue_at(queue, 0), number[i], mean_s[i])


@door
def _patiences(queue: int, number: Ints, drawn: Floats) -> None:
    for i in range(len(number)):
        drawn[i] = patience_s(queue_at(queue, 0), number[i])
