"""What columns add up to: rows to be covered, and the prices of too little and too much."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from wfm.schedule.kernels.staff import Staff

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Cover:
    """Rows such as a shift on a day, or a set of queues in an interval.

    The cost of a roster is the sum of its columns' costs, of `over` for what a row has beyond
    `required`, of `under` for every shortage, and `constant`. A shortage is the most that any of
    its rows lacks.

    Attributes
    ----------
    required : array of shape (rows,)
    over : array of shape (rows,)
        Price of a unit too many.
    shortage : array of shape (rows,)
        Shortage that each row belongs to.
    under : array of shape (shortages,)
        Price of a unit too few.
    constant : float
    grain : float
        All costs are multiples of it above `constant`; 0 when nothing is known.
    """

    required: Floats
    over: Floats
    shortage: Ints
    under: Floats
    constant: float = 0.0
    grain: float = 0.0

    def cost(self, covered: Floats) -> float:
        """Prices of shortages and of rows above what they require, and the constant."""
        lacking = np.zeros(len(self.under))
        np.maximum.at(lacking, self.shortage, self.required - covered)
        above = np.maximum(covered - self.required, 0.0)
        return float((self.under * lacking).sum() + (self.over * above).sum()) + self.constant

    def within_limits(self, duals: Floats) -> Floats:
        """Closest prices that prove a bound: none below -over, a shortage's at most `under`."""
        floored = np.maximum(duals, np.where(self.over > 0, -self.over, 0.0))
        total = np.bincount(self.shortage, np.maximum(floored, 0.0), len(self.under))
        scale = np.minimum(1.0, self.under / np.maximum(total, 1e-300))
        return np.where(floored > 0, floored * scale[self.shortage], floored)

    def rounded_up(self, bound: float) -> float:
        """The smallest cost from a bound on that a roster can have."""
        if self.grain <= 0:
            return bound
        return float(np.ceil((bound - self.constant) / self.grain - 1e-6)) * self.grain + (
            self.constant
        )


@dataclass(frozen=True)
class Column:
    """A tour of one person: what it costs by itself and what it covers.

    Attributes
    ----------
    person : int
    cost : float
    rows : array of shape (covered,)
    amounts : array of shape (covered,)
    tour : hashable
        Says what is worked; equal tours of a person are one column.
    """

    person: int
    cost: float
    rows: Ints
    amounts: Floats
    tour: Any


@dataclass(frozen=True)
class Priced:
    """A person's best tour at some prices, none when none below the ceiling was found.

    Attributes
    ----------
    column : Column or None
    cost : float
        Its cost less what it covers at the prices.
    bound : float
        No tour of the person costs less at these prices.
    """

    column: Column | None
    cost: float
    bound: float


class Pricer(Protocol):
    """Everybody's best tours at given prices."""

    @property
    def cover(self) -> Cover:
        """Rows that tours cover."""

    @property
    def n_people(self) -> int:
        """Number of people."""

    @property
    def n_threads(self) -> int:
        """Threads that may work at the same time."""

    @property
    def staff(self) -> Staff | None:
        """Everybody as arrays for the search over windows; None where it cannot state the rules."""

    def column(self, person: int, choices: NDArray[np.int32]) -> Column:
        """The column of a person's choices."""

    def choices(self, column: Column) -> NDArray[np.int32]:
        """The choices of a column."""

    def price(self, duals: Floats, people: Sequence[int]) -> list[Priced]:
        """Best tour of each of some people when a unit of a row is worth its dual."""

    def work(self, people: Sequence[int]) -> float:
        """Elementary steps of pricing some people, roughly."""


def covered_by(columns: Sequence[Column], n_rows: int) -> Floats:
    """What some columns together cover, shape (rows,)."""
    covered = np.zeros(n_rows)
    for column in columns:
        np.add.at(covered, column.rows, column.amounts)
    return covered


def cost_of(cover: Cover, columns: Sequence[Column]) -> float:
    """Cost of a roster made of one column a person."""
    covered = covered_by(columns, len(cover.required))
    return sum(column.cost for column in columns) + cover.cost(covered)
