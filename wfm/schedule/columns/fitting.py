"""One tour of each person out of several, such that together they cover about what is required."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from wfm.schedule.columns.cover import Column, Floats
from wfm.schedule.kernels.staff import Staff

SWEEPS = 4


def fitting(staff: Staff, tours: NDArray[np.int32], rng: np.random.Generator) -> NDArray[np.int32]:
    """Draw a tour of each person, then take for one after another the one that fits best.

    Parameters
    ----------
    staff : Staff
    tours : array of shape (rounds, people, days)
        Choices that each person has.
    rng : numpy Generator

    Returns
    -------
    array of shape (people, days)
    """
    n_rounds, n_people, n_days = tours.shape
    days = np.arange(n_days)
    # A last row for choices that count in none.
    n_rows = len(staff.required)
    rows = np.where(staff.row_of < 0, n_rows, staff.row_of)[days, tours]
    cost = np.stack([staff.cost[p][days, tours[:, p]].sum(axis=1) for p in range(n_people)])
    taken = rng.integers(n_rounds, size=(n_people,))
    covered = np.bincount(rows[taken, np.arange(n_people)].ravel(), minlength=n_rows + 1).astype(
        np.float64
    )
    gain = np.zeros(n_rows + 1)
    for _ in range(SWEEPS):
        for person in rng.permutation(n_people).tolist():
            np.subtract.at(covered, rows[taken[person], person], 1.0)
            gain[:-1] = np.where(covered[:-1] < staff.required, staff.under, -staff.over)
            taken[person] = np.argmin(cost[person] - gain[rows[:, person]].sum(axis=1))
            np.add.at(covered, rows[taken[person], person], 1.0)
    fitted: NDArray[np.int32] = tours[taken, np.arange(n_people)]
    return fitted


def likeliest(columns: Sequence[Column], shares: Floats) -> list[Column]:
    """Each person's column with the largest share, by person.

    Together they miss what the shares cover by less than random draws would, and a cool search
    from there ends near what dives reach, at a small part of their time.
    """
    best: dict[int, tuple[float, int]] = {}
    for i, (column, share) in enumerate(zip(columns, shares.tolist(), strict=True)):
        if column.person not in best or share > best[column.person][0]:
            best[column.person] = (share, i)
    return [columns[i] for _, (_, i) in sorted(best.items())]
