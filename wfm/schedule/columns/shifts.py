"""Pricer for cover by shift: each choice of a day counts in at most one row."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from threading import local

import numpy as np
from numpy.typing import NDArray

from wfm.schedule.columns.cover import Column, Cover, Floats, Ints, Priced
from wfm.schedule.columns.exact_tour import exact_tour
from wfm.schedule.columns.staff import staff_of
from wfm.schedule.kernels.counted import cheapest_tour
from wfm.schedule.kernels.space import INFINITE, SpaceArrays
from wfm.schedule.kernels.staff import Staff

LABELS = 10_000
REMEMBERED = 6
STEP = 0.5
ATTEMPTS = 10
TINY = 1e-9


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
        self.n_threads = max(threads, 1)
        self._threads = ThreadPoolExecutor(threads) if threads > 1 else None
        self._memory = local()
        self._remembered: list[list[NDArray[np.int32]]] = [[] for _ in self._workers]
        self._fees = [np.zeros(len(worker.space.most)) for worker in self._workers]
        self._last_fees: dict[int, Floats] = {}
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

    @cached_property
    def staff(self) -> Staff | None:
        """Everybody as arrays for the search over windows; None where it cannot state the rules."""
        spaces = [worker.space for worker in self._workers]
        costs = [worker.cost for worker in self._workers]
        return staff_of(self._cover, spaces, costs, self._row_of)

    def price(self, duals: Floats, people: Sequence[int]) -> list[Priced]:
        """Best tour of each of some people when a unit of a row is worth its dual."""
        worth = np.where(self._row_of >= 0, np.append(duals, 0.0)[self._row_of], 0.0)

        def priced(person: int) -> Priced:
            return self._priced(person, worth)

        for person in people:
            if not self._remembered[person]:
                # What was dear for another one with the same rules is likely dear for this one.
                last = self._last_fees.get(id(self._workers[person].space))
                self._fees[person][:] = 0.0 if last is None else last
        mapped = map if self._threads is None else self._threads.map
        found = list(mapped(priced, people))
        for person in people:
            self._last_fees[id(self._workers[person].space)] = self._fees[person].copy()
        return found

    def work(self, people: Sequence[int]) -> float:
        """Elementary steps of pricing some people, roughly."""
        return sum(self._steps[person] for person in people)

    def _priced(self, person: int, worth: Floats) -> Priced:
        space, cost = self._workers[person].space, self._workers[person].cost - worth
        remembered = self._remembered[person]
        costs = [float(cost[self._days, choices].sum()) for choices in remembered]
        ceiling = min(costs, default=INFINITE)
        totals = np.zeros(len(space.most), dtype=np.int64)
        labels = max(LABELS // len(self._days), 50)
        for attempt in range(ATTEMPTS):
            choices = np.zeros(len(self._days), dtype=np.int32)
            found, bound = cheapest_tour(
                space,
                cost,
                self._fees[person],
                self._memory_for(space),
                ceiling,
                labels,
                choices,
                totals,
            )
            if found < INFINITE or costs or bound == INFINITE:
                break
            # Labels ran into limits that they did not see coming: make those dear.
            stride = 2.0 ** min(attempt, 3) / (1 + max(attempt - 5, 0))
            self._raise_fees(person, totals, stride * (1.0 + 0.02 * abs(bound)))
            labels = round(1.2 * labels)
        if found == INFINITE and not costs:
            exact = None if bound == INFINITE else exact_tour(space, cost)
            if exact is None:
                return Priced(None, found, bound)
            found, choices = float(cost[self._days, exact].sum()), exact
            remembered.append(choices)
        elif found == INFINITE:
            found, choices = ceiling, remembered[costs.index(ceiling)]
        else:
            remembered.append(choices)
            del remembered[:-REMEMBERED]
        bound = min(bound, found)
        if bound < found - TINY * max(1.0, abs(found)):
            self._raise_fees(person, totals, found - bound)
        return Priced(self.column(person, choices), found, bound)

    def _raise_fees(self, person: int, totals: Ints, gap: float) -> None:
        """Make the bound of a person's tours meet their best one (Polyak's step)."""
        space, fees = self._workers[person].space, self._fees[person]
        above, below = totals - space.most, totals - space.least
        at_most = (above > 0) | (fees > 0)
        slope = np.where(at_most, above, np.where((below < 0) | (fees < 0), below, 0))
        slope = np.where(np.isin(np.arange(len(slope)), space.sparse), slope, 0)
        norm = float((slope**2).sum())
        if norm:
            moved = fees + STEP * gap / norm * slope
            fees[:] = np.where(at_most, np.maximum(moved, 0.0), np.minimum(moved, 0.0))

    def column(self, person: int, choices: NDArray[np.int32]) -> Column:
        """The column of a person's choices."""
        rows = self._row_of[self._days, choices]
        cost = float(self._workers[person].cost[self._days, choices].sum())
        rows = rows[rows >= 0]
        return Column(person, cost, rows, np.ones(len(rows)), choices.tobytes())

    def choices(self, column: Column) -> NDArray[np.int32]:
        """The choices of a column."""
        return np.frombuffer(column.tour, dtype=np.int32)

    def _memory_for(self, space: SpaceArrays) -> Floats:
        """Memory of this thread for the values to go of a space."""
        jump = int(space.jump.max(initial=0))
        shape = (len(space.n_nodes), int(space.n_nodes.max()), len(space.ends) + jump)
        size = int(np.prod(shape))
        kept: Floats = getattr(self._memory, "kept", np.empty(0))
        if len(kept) < size:
            self._memory.kept = kept = np.empty(size)
        return kept[:size].reshape(shape)


def _steps(space: SpaceArrays) -> float:
    arcs = space.n_nodes[:-1] * space.n_actions
    return float((arcs * (space.high - space.low)[:-1]).sum()) / 4 + 1e4
