"""The interval of a file, found out or given, and whether it fits the one that is wanted."""

from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from wfm.center.errors import DataError, Problem
from wfm.history.table import SHOWN_PROBLEMS, Table

GRID_MINUTES = (5, 10, 15, 30, 60)
_FINER_MINUTES = (30, 20, 15, 12, 10, 6, 5, 4, 3, 2, 1)
# A file with half the interval has half of its times on the longer one; strays are fewer.
_MOST = 0.7
_NEARLY_ALL = 0.95


def source_interval(
    table: Table,
    since_midnight_s: NDArray[np.int64],
    given: int | None,
    wanted: int | None,
    zone: ZoneInfo,
) -> int:
    """Minutes of an interval of the file.

    Parameters
    ----------
    table : Table
    since_midnight_s : array of int, shape (rows,)
        Seconds of each row after a local midnight before the file.
    given : int, optional
        What the user says it is.
    wanted : int, optional
        Interval of the history to be made.
    zone : ZoneInfo
        Of that history.

    Raises
    ------
    DataError
        If times lie off the file's intervals, or these are longer than those wanted.
    """
    distinct = np.unique(since_midnight_s)
    if given == 60 or (given is None and len(distinct) >= 3 and np.diff(distinct).min() == 3600):
        _refuse_hours_of_another_zone(table, distinct, zone)
    minutes = given if given is not None else _found_interval(distinct, wanted)
    stray = np.flatnonzero(since_midnight_s % (minutes * 60))
    if len(stray):
        shown = [
            f"{table.time_text(row)} does not start an interval of {minutes} minutes; correct "
            "the time, or count a log of single contacts into intervals first"
            for row in stray[:SHOWN_PROBLEMS]
        ]
        raise table.fail(stray, shown)
    if given is None and len(distinct) >= 3:
        apart = int(np.diff(distinct).min()) // 60
        _refuse_beside_the_grid(table, since_midnight_s, apart)
        minutes = apart
    if wanted is not None and minutes > wanted:
        raise DataError(
            Problem(
                f"has {minutes}-minute intervals, longer than the {wanted} minutes wanted, and "
                f"finer figures cannot be made of them; {_coarser_advice(minutes)}, or if "
                "intervals without contacts were left out, write them with 0 or state the file's "
                "interval",
                table.path,
            )
        )
    return minutes


def target_interval(source: int, wanted: int | None, table: Table) -> int:
    """Minutes of an interval of the history: those wanted, or the shortest that the file fits.

    Raises
    ------
    DataError
        If the file's intervals do not fit whole into it.
    """
    fitting = [minutes for minutes in GRID_MINUTES if minutes % source == 0]
    if not fitting:
        raise DataError(
            Problem(
                f"has {source}-minute intervals, which fit into none of "
                f"{', '.join(map(str, GRID_MINUTES))} minutes; sum them to such intervals first",
                table.path,
            )
        )
    if wanted is None:
        return fitting[0]
    if wanted % source:
        raise DataError(
            Problem(
                f"has {source}-minute intervals, which do not fit whole into {wanted} minutes; "
                f"use intervals of {' or '.join(map(str, fitting))} minutes",
                table.path,
            )
        )
    return wanted


def _refuse_hours_of_another_zone(
    table: Table, distinct_s: NDArray[np.int64], zone: ZoneInfo
) -> None:
    """Hours of UTC start at half past the hour in Asia/Kolkata."""
    past_the_hour = np.unique(distinct_s % 3600)
    shift = int(past_the_hour[0]) // 60
    fitting = [minutes for minutes in GRID_MINUTES if shift % minutes == 0]
    if len(past_the_hour) > 1 or shift == 0 or past_the_hour[0] % 60 or not fitting:
        return
    raise DataError(
        Problem(
            f"the file's hours start at :{shift:02d} in {zone.key}; export intervals of "
            f"{fitting[-1]} minutes or shorter, or name the zone whose hours they are",
            table.path,
            int(table.line[0]),
        )
    )


def _refuse_beside_the_grid(table: Table, since_midnight_s: NDArray[np.int64], apart: int) -> None:
    """Half-hours from 9:07 to 9:37 would be counted as those from 9:00 to 9:30."""
    beside = np.flatnonzero(since_midnight_s % (apart * 60))
    if len(beside) == 0:
        return
    row = int(beside[0])
    raise DataError(
        Problem(
            f"{table.time_text(row)} is beside the grid: the file's times are {apart} minutes "
            f"apart, but do not start {apart}-minute intervals of the day; correct them, or, if "
            "the rows are of shorter intervals and those without contacts were left out, write "
            "these with 0 or state the file's interval",
            table.path,
            int(table.line[row]),
        )
    )


def _found_interval(distinct_s: NDArray[np.int64], wanted: int | None) -> int:
    """The longest interval on which nearly all times lie."""
    if wanted is not None and np.mean(distinct_s % (wanted * 60) == 0) >= _MOST:
        return wanted
    for minutes in (60, *_FINER_MINUTES):
        if np.mean(distinct_s % (minutes * 60) == 0) >= _NEARLY_ALL:
            return minutes
    return wanted or min(GRID_MINUTES)


def _coarser_advice(minutes: int) -> str:
    if minutes in GRID_MINUTES:
        return f"use intervals of {minutes} minutes (horizon: interval_minutes)"
    return f"export the history in intervals of {GRID_MINUTES[-1]} minutes or shorter"
