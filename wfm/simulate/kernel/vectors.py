"""Draws from Python, by the same compiled functions as inside the kernel."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from wfm.simulate.arrays import Floats, Ints
from wfm.simulate.kernel import records
from wfm.simulate.kernel.behaviour import (
    empirical_values,
    follow_tables,
    queue_table,
    write_keys,
)
from wfm.simulate.kernel.births import chosen_follow_up, delay_s, later_number
from wfm.simulate.kernel.compiled import door
from wfm.simulate.kernel.draws import chance, handle_s, patience_s
from wfm.simulate.kernel.records import (
    BOT_TIME,
    CALLBACK,
    CONTAINMENT,
    NONE,
    PRIORITY,
    REACH,
    Records,
)
from wfm.simulate.kernel.rows import queue_at
from wfm.simulate.model import Model

__all__ = ["BOT_TIME", "CALLBACK", "CONTAINMENT", "PRIORITY", "REACH", "Draws", "Onward"]


class Onward(NamedTuple):
    """What a contact turns into, and after what time."""

    queue: int
    comes_as: int
    number: int
    generation: int
    delay_s: float
    warm: bool
    handover_s: float


@dataclass(frozen=True, init=False, eq=False)
class Draws:
    """Every random number of one replication's contacts.

    Parameters
    ----------
    model : Model
    aht_s : array of shape (Q, T)
    seed, replication : int
    """

    tables: dict[str, Records]
    center: Records
    aht_s: Floats

    def __init__(self, model: Model, aht_s: Floats, seed: int, replication: int) -> None:
        queues = queue_table(model)
        queues["plain"] = 0
        keys = write_keys(queues, seed, replication)
        follows, begins = follow_tables(len(queues), model.follow_ups)
        tables = {
            "queues": queues,
            "keys": keys,
            "values": empirical_values(model.queues),
            "follows": follows,
            "follow_begins": begins,
        }
        center = np.zeros(1, dtype=records.CENTER)
        for name, table in tables.items():
            center[name] = table.ctypes.data
        object.__setattr__(self, "tables", tables)
        object.__setattr__(self, "center", center)
        object.__setattr__(self, "aht_s", aht_s)

    def arrival_key(self, queue: int) -> int:
        """Key of the arrival times of a queue."""
        return int(self.tables["queues"]["arrival_key"][queue])

    def handle_times_s(self, queue: int, number: Ints, mean_s: Floats) -> Floats:
        """Handle times of contacts of one queue."""
        drawn = np.empty(len(number))
        _handle_times(self.center, queue, number, mean_s, drawn)
        return drawn

    def patiences_s(self, queue: int, number: Ints) -> Floats:
        """Patience of contacts of one queue."""
        drawn = np.empty(len(number))
        _patiences(self.center, queue, number, drawn)
        return drawn

    def handle_s(self, queue: int, number: int, interval: int) -> float:
        """Handle time of one contact."""
        mean_s = self.aht_s[queue, interval : interval + 1]
        return float(self.handle_times_s(queue, np.array([number]), mean_s)[0])

    def patience_s(self, queue: int, number: int) -> float:
        """Patience of one contact."""
        return float(self.patiences_s(queue, np.array([number]))[0])

    def chance(self, queue: int, key: int, number: int) -> float:
        """Uniform number of one contact for a purpose."""
        return float(_chance(self.center, queue, key, number))

    def onward(self, queue: int, trigger: int, number: int, generation: int) -> Onward | None:
        """What a contact turns into, if anything."""
        row = int(_row(self.center, queue, trigger, number, generation))
        if row == NONE:
            return None
        follow = self.tables["follows"][row]
        return Onward(
            queue=int(follow["to"]),
            comes_as=int(follow["comes_as"]),
            number=int(_later_number(number, generation, queue)),
            generation=generation + 1,
            delay_s=float(_delay_s(self.center, row, queue, number)),
            warm=bool(follow["warm"]),
            handover_s=float(follow["handover_s"]),
        )


@door
def _handle_times(
    centers: Records, queue: int, number: Ints, mean_s: Floats, drawn: Floats
) -> None:
    center = centers[0]
    for i in range(len(number)):
        drawn[i] = handle_s(center, queue_at(center.queues, queue), number[i], mean_s[i])


@door
def _patiences(centers: Records, queue: int, number: Ints, drawn: Floats) -> None:
    center = centers[0]
    for i in range(len(number)):
        drawn[i] = patience_s(center, queue_at(center.queues, queue), number[i])


@door
def _chance(centers: Records, queue: int, key: int, number: int) -> float:
    return chance(centers[0], queue, key, number)


@door
def _row(centers: Records, queue: int, trigger: int, number: int, generation: int) -> int:
    return chosen_follow_up(centers[0], queue, trigger, number, generation)


@door
def _delay_s(centers: Records, row: int, queue: int, number: int) -> float:
    return delay_s(centers[0], row, queue, number)


@door
def _later_number(number: int, generation: int, queue: int) -> int:
    return later_number(number, generation, queue)
