"""How joint rules state themselves to the search: what a roster is charged for, in three kinds.

A rule without a price is stated at `HARD`: the problem puts there what no roster can save (see
`wfm.schedule.hard_price`). Whether it is kept in the end is for the checker to say.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

HARD = float("inf")


@dataclass(frozen=True)
class SeatsTerm:
    """A price for each hour and person beyond a count at work at the same time.

    Attributes
    ----------
    members : array of bool, shape (agents,)
    count : int
    price : float
        Of a seat-hour.
    """

    members: NDArray[np.bool_]
    count: int
    price: float


@dataclass(frozen=True)
class ShiftTerm:
    """A price for each person and day too few or too many on a shift.

    Attributes
    ----------
    members : array of bool, shape (agents,)
    shift : str
    least, most : array of int, shape (days,)
    price : float
        Of a person.
    """

    members: NDArray[np.bool_]
    shift: str
    least: NDArray[np.int64]
    most: NDArray[np.int64]
    price: float


@dataclass(frozen=True)
class StartsTerm:
    """A price for each hour beyond a limit between the first and the last start of a day.

    Attributes
    ----------
    members : array of bool, shape (agents,)
    within_min : int
    price : float
        Of an hour.
    """

    members: NDArray[np.bool_]
    within_min: int
    price: float


Term = SeatsTerm | ShiftTerm | StartsTerm
