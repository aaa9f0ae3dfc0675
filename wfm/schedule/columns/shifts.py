"""Pricer for cover by shift: each choice of a day counts in at most one row."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import local

import numpy as np
from numpy.typing import NDArray

from wfm.schedule.columns.cover import Column, Cover, Floats, Ints, Priced
from wfm.schedule.kernels.counted import INFINITE, SpaceArrays, cheapest_tour

MOST_LABELS = 4_000


@dataclass(frozen=True)
class Worker:
    """One person: the tours that the rules leave, and what each choice costs by itself.

    Attributes
    ----------
    space : SpaceArrays
    cost : array of shape (days, options + 1)
        Infinite where a choice is closed to this person.
    """

    space: SpaceArrays
    cost: Floats


class ShiftPricer:
    """People whose shifts are covered one by one.

    Parameters
    ----------
    cover : Cover
    workers : sequence of Worker
    row_of : array of shape (days, options + 1)
        Row that a choice counts in, -1 for none.
    threads : int
        Threads that price at the same time.
    """

    def __init__(
        self, cover: Cover, workers: Sequence[Worker], row_of: Ints, threads: int = 1
    ) -> None:
        self._cover, self._workers, self._row_of = cover, tuple(workers), row_of
        self._days = np.arange(len(row_of))
        self._threads = ThreadPoolExecutor(threads) if threads > 1 else None
        self._memory = local()
        steps = {id(worker.space): _steps(worker.space) for worker in self._workers}
        self._steps = [steps[id(worker.space)] for worker in self._workers]

    @property
    def cover(self) -> Cover:
        """Rows that tours cover."""
        return self._cover

    @property
    def n_people(self) -> int:
        """Number of people."""
        return len(self._workers)

    def price(self, duals: Floats, people: Sequence[int]) -> list[Priced]:
        """Best tour of each of some people when a unit of a row is worth its dual."""
        worth = np.where(self._row_of >= 0, np.append(duals, 0.0)[self._row_of], 0.0)

        def priced(person: int) -> Priced:
            return self._priced(person, worth)

        if self._threads is None:
            return [priced(person) for person in people]
        return list(self._threads.map(priced, people))

    def work(self, people: Sequence[int]) -> float:
        """Elementary steps of pricing some people, roughly."""
        return sum(self._steps[person] for person in people)

    def _priced(self, person: int, worth: Floats) -> Priced:
        worker = self._workers[person]
        choices = np.zeros(len(self._days), dtype=np.int32)
        cost, bound = cheapest_tour(
            worker.space,
            worker.cost - worth,
            self._memory_for(worker.space),
            INFINITE,
            MOST_LABELS,
            choices,
        )
        if cost == INFINITE:
            return Priced(None, cost, bound)
        return Priced(self.column(person, choices), cost, bound)

    def column(self, person: int, choices: NDArray[np.int32]) -> Column:
        """The column of a person's choices."""
        rows = self._row_of[self._days, choices]
        cost = float(self._workers[person].cost[self._days, choices].sum())
        rows = rows[rows >= 0]
        return Column(person, cost, rows, np.ones(len(rows)), choices.tobytes())

    def _memory_for(self, space: SpaceArrays) -> Floats:
        """Memory of this thread for the values to go; the kernel leaves its margin infinite."""
        kept: dict[int, Floats] = self._memory.__dict__.setdefault("by_space", {})
        if id(space) not in kept:
            jump = int(space.jump.max(initial=0))
            shape = (len(space.n_nodes), int(space.n_nodes.max()), len(space.ends) + jump)
            kept[id(space)] = np.full(shape, INFINITE)
        return kept[id(space)]


def _steps(space: SpaceArrays) -> float:
    arcs = np.diff(np.append(space.offset, len(space.target)))
    return float((arcs * (space.high - space.low)[:-1]).sum()) / 10 + 1e4
