"""What is doubtful in the counts that an update during the day is given."""

from collections.abc import Sequence
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from wfm.center.errors import DataError, UsageError
from wfm.center.horizon import Horizon

Grid = NDArray[np.float64]
Mask = NDArray[np.bool_]

ODD_TIMES = 3.0
ABSURD_TIMES = 50.0
ABSURD_CONTACTS = 300.0
FEWEST_CONTACTS = 20.0
FEWEST_MISSED = 1.0


def refuse_outside(horizon: Horizon, until: datetime) -> None:
    """Refuse a moment up to which counts are complete that is not in the horizon.

    Raises
    ------
    UsageError
    """
    second = horizon.second_of_moment(until)
    length_s = int(horizon.interval_start_s[-1]) + horizon.interval_s
    if not 0 < second <= length_s:
        raise UsageError(
            f"{until:%Y-%m-%d %H:%M} is not inside the forecast, which runs from {horizon.start} "
            f"to {horizon.dates[-1]} ({horizon.timezone}); give a time on one of these days"
        )


def doubts_of(
    queues: Sequence[str], horizon: Horizon, expected: Grid, seen: Grid, until: datetime | None
) -> tuple[str, ...]:
    """What a planner should look at, one sentence each.

    Days on which a queue had `ODD_TIMES` the contacts expected of the intervals seen, or that part
    of them; contacts where it is closed; queues whose counts end before the moment up to which they
    are said to be complete though contacts are expected between; zeros at the end of counts of
    which no such moment is said; and a moment on whose day there is nothing to learn from, or
    nothing left to forecast.

    Parameters
    ----------
    queues : sequence of str
    horizon : Horizon
    expected : array of shape (queues, intervals)
        Means before the update.
    seen : array of shape (queues, intervals)
        NaN where nothing is known yet.
    until : datetime, optional

    Raises
    ------
    DataError
        If a queue had `ABSURD_TIMES` the contacts expected in all of its counts, and as many as
        `ABSURD_CONTACTS` more than that: fewer may be a surge in quiet hours.
    """
    found = []
    known = ~np.isnan(seen)
    for queue, own, came_then, mean_then in zip(queues, known, seen, expected, strict=True):
        came, mean = float(came_then[own].sum()), float(mean_then[own].sum())
        times = came / max(mean, 1.0)
        if mean >= 1 and times >= ABSURD_TIMES and came - mean >= ABSURD_CONTACTS:
            raise DataError(
                f"{queue}: {came:,.0f} contacts came in the {own.sum()} intervals seen, where "
                f"{mean:,.0f} were expected, {times:,.0f} times as many; is the file of another "
                "queue, or are its counts of another interval or unit?"
            )
    day = horizon.day_of_interval
    cells = {(q, d) for q, row in enumerate(known) for d in day[row].tolist()}
    for q, d in sorted(cells):
        own = known[q] & (day == d)
        came, mean = float(seen[q, own].sum()), float(expected[q, own].sum())
        times = came / max(mean, 1.0)
        said = (
            f"{queues[q]} on {horizon.dates[d]}: {came:,.0f} contacts came in the "
            f"{own.sum()} intervals seen, where {mean:,.0f} were expected"
        )
        if max(came, mean) >= FEWEST_CONTACTS and not 1 / ODD_TIMES < times < ODD_TIMES:
            found.append(f"{said}; is that right?")
    found += _while_closed(queues, horizon, expected, seen)
    if until is not None:
        found += _nothing_to_learn(horizon, expected, known, until)
        found += _ends_early(queues, horizon, expected, known, until)
    else:
        found += _ends_in_zeros(queues, horizon, expected, seen)
    return tuple(found)


def _ends_in_zeros(
    queues: Sequence[str], horizon: Horizon, expected: Grid, seen: Grid
) -> list[str]:
    """One sentence for each queue whose file is perhaps filled up with zeros to come."""
    found = []
    for queue, came, mean in zip(queues, seen, expected, strict=True):
        known = np.flatnonzero(~np.isnan(came))
        busy = np.flatnonzero(np.nan_to_num(came) > 0)
        empty = known[known > busy[-1]] if len(busy) else known
        if mean[empty].sum() >= FEWEST_CONTACTS:
            first = horizon.moment(int(horizon.interval_start_s[empty[0]]))
            found.append(
                f"{queue}: all counts from {first:%Y-%m-%d %H:%M} on are 0, where "
                f"{mean[empty].sum():,.0f} contacts were expected; if they are still to come, say "
                "up to when counts are complete (until, or --at)"
            )
    return found


def _while_closed(queues: Sequence[str], horizon: Horizon, expected: Grid, seen: Grid) -> list[str]:
    """One sentence for each queue that had contacts in intervals in which none are expected."""
    found = []
    for queue, came, mean in zip(queues, seen, expected, strict=True):
        closed = np.flatnonzero((mean <= 0) & (np.nan_to_num(came) > 0))
        if len(closed):
            first = horizon.moment(int(horizon.interval_start_s[closed[0]]))
            found.append(
                f"{queue}: {came[closed].sum():,.0f} contacts came in {len(closed)} intervals in "
                f"which it is closed, the first at {first:%Y-%m-%d %H:%M}; they are kept, and tell "
                "nothing of the rest of the day"
            )
    return found


def _nothing_to_learn(horizon: Horizon, expected: Grid, known: Mask, until: datetime) -> list[str]:
    """A sentence where the day of `until` has not begun, is over, or was not seen."""
    until_s = horizon.second_of_moment(until)
    ends_s = horizon.interval_start_s + horizon.interval_s
    day = int(horizon.day_of_interval[np.searchsorted(ends_s, until_s)])
    own = horizon.day_of_interval == day
    wanted = expected[:, own].sum(axis=0) > 0
    when, said = f"{until:%Y-%m-%d %H:%M}", f"on {horizon.dates[day]}"
    if not wanted.any():
        return [f"no contacts are expected {said}, so {when} tells nothing of it"]
    passed = ends_s[own] <= until_s
    if not (wanted & passed).any():
        return [f"no contacts are expected {said} before {when}, so its forecast stays as it was"]
    if not known[:, own].any():
        return [f"no counts {said} were seen, so its forecast stays as it was"]
    if not (wanted & ~passed).any():
        return [f"no contacts are expected {said} after {when}, so nothing is left to forecast"]
    return []


def _ends_early(
    queues: Sequence[str], horizon: Horizon, expected: Grid, known: Mask, until: datetime
) -> list[str]:
    """One sentence for each queue whose counts end before contacts that were expected."""
    found = []
    until_s = horizon.second_of_moment(until)
    ends_s = horizon.interval_start_s + horizon.interval_s
    for queue, own, mean in zip(queues, known, expected, strict=True):
        if not own.any():
            continue
        last_s = int(ends_s[own].max())
        between = (ends_s > last_s) & (ends_s <= until_s)
        if mean[between].sum() >= FEWEST_MISSED:
            found.append(
                f"{queue}: the counts end {(until_s - last_s) // 60:,} minutes before "
                f"{until:%Y-%m-%d %H:%M}; the intervals between are forecast"
            )
    return found
