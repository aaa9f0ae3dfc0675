"""Which intervals of a history are absent though one would expect them."""

import numpy as np
from numpy.typing import NDArray

from wfm.center.horizon import Horizon
from wfm.center.scenario import Scenario

_USUAL_SHARE = 0.5
_WEEKS_TO_KNOW = 3


def known_open(
    scenario: Scenario | None, queues: tuple[str, ...], grid: Horizon
) -> NDArray[np.bool_]:
    """Whether contacts could come, shape (queues, intervals); always, where no scenario says."""
    if scenario is None:
        return np.ones((len(queues), grid.n_intervals), dtype=bool)
    holidays = scenario.holidays.within(grid)
    return np.stack([scenario.queue(name).open.open_intervals(grid, holidays) for name in queues])


def missing_intervals(
    offered: NDArray[np.float64], grid: Horizon, is_open: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Intervals without a record that are usually recorded.

    An interval is expected, between the first and the last day with a record, when its slot of
    the week is recorded on at least half of the weekdays, or when it lies between records of its
    own day and its slot is not known to be empty every week (as a pause at noon would be).

    Parameters
    ----------
    offered : array of shape (intervals,)
        Contacts of one queue, NaN where nothing was recorded.
    grid : Horizon
    is_open : array of bool, shape (intervals,)
        Where contacts could come; a closed interval is not missing.

    Returns
    -------
    array of bool, shape (intervals,)
    """
    recorded = ~np.isnan(offered)
    if not recorded.any():
        return np.zeros(len(offered), dtype=bool)
    day = grid.day_of_interval
    weekday = (grid.start.weekday() + day) % 7
    per_day = 24 * 60 // grid.interval_minutes
    slot = weekday * per_day + grid.clock_min_of_interval // grid.interval_minutes
    first, last = np.flatnonzero(recorded)[[0, -1]]
    covered = (day >= day[first]) & (day <= day[last])

    possible = np.bincount(slot[covered], minlength=7 * per_day)
    present = np.bincount(slot[recorded], minlength=7 * per_day)
    usual = (possible >= 2) & (present >= _USUAL_SHARE * possible)
    never = (possible >= _WEEKS_TO_KNOW) & (present == 0)

    place = np.arange(len(offered))
    begin = np.full(grid.days, len(offered))
    end = np.full(grid.days, -1)
    np.minimum.at(begin, day[recorded], place[recorded])
    np.maximum.at(end, day[recorded], place[recorded])
    inside = (place > begin[day]) & (place < end[day]) & ~never[slot]
    missing: NDArray[np.bool_] = covered & is_open & ~recorded & (usual[slot] | inside)
    return missing
