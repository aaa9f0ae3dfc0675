"""Rows onto a grid of whole local days: sums, weighted means, and what is absent."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray
from pydantic import ValidationError

from wfm.center.errors import DataError, Problem
from wfm.center.horizon import Horizon
from wfm.history.gaps import missing_intervals
from wfm.history.table import Table
from wfm.history.zeros import left_out_zeros

_MAX_DAYS = 4000


def whole_days(table: Table, moments: NDArray[np.int64], zone: ZoneInfo) -> tuple[date, int]:
    """First local day of the rows, and the number of days to the last.

    Raises
    ------
    DataError
        If there are too many, as after a wrong year.
    """
    first, last = (
        datetime.fromtimestamp(int(moment), UTC).astimezone(zone).date()
        for moment in (moments.min(), moments.max())
    )
    days = (last - first).days + 1
    if days > _MAX_DAYS:
        row = int(np.argmin(moments))
        raise DataError(
            Problem(
                f"{table.time_text(row)} is the first of {days:,} days, up to {last}, more than "
                f"the {_MAX_DAYS:,} that a history may have; is a year wrong?",
                table.path,
                int(table.line[row]),
            )
        )
    return first, days


def grid_of(table: Table, start: date, days: int, minutes: int, zone: ZoneInfo) -> Horizon:
    """The grid of the history.

    Raises
    ------
    DataError
        If the zone's days are no whole number of intervals.
    """
    fields = {"start": start, "days": days, "interval_minutes": minutes, "timezone": zone.key}
    try:
        return Horizon.model_validate(fields)
    except ValidationError as error:
        cause = error.errors()[0]
        message = str(cause.get("ctx", {}).get("error", cause["msg"]))
        raise DataError(Problem(message, table.path)) from None


def onto_grid(
    table: Table,
    moments: NDArray[np.int64],
    queues: tuple[str, ...],
    grid: Horizon,
    source_minutes: int,
    is_open: NDArray[np.bool_],
) -> tuple[NDArray[np.float64], NDArray[np.float64], list[str]]:
    """Contacts and handle times of shape (queues, intervals), and notes about what is absent."""
    notes: list[str] = []
    n = grid.n_intervals
    shape = (len(queues), n)
    start_s = int(grid.start_utc.timestamp())
    row_of = np.array([queues.index(name) for name in table.queues], dtype=np.int64)
    cell = row_of[table.queue_code] * n + (moments - start_s) // grid.interval_s

    counted = ~np.isnan(table.offered)
    if not counted.all():
        first = int(table.line[np.argmin(counted)])
        notes.append(
            f"{(~counted).sum():,} rows have no count and were taken as gaps; the first is line "
            f"{first:,}"
        )
    if np.any(table.offered[counted] % 1):
        notes.append("some counts are not whole numbers; they were kept as they are")
    pieces = np.bincount(cell[counted], minlength=len(queues) * n).reshape(shape)
    total = np.bincount(
        cell[counted], weights=table.offered[counted], minlength=len(queues) * n
    ).reshape(shape)
    offered = np.where(pieces > 0, total, np.nan)
    offered, found = _with_left_out_zeros(offered, queues, grid, is_open)
    notes += found

    # A handle time of 0 comes from systems that have nothing to average.
    timed = counted & (table.offered > 0) & (table.aht_s > 0)
    weight = np.bincount(
        cell[timed], weights=table.offered[timed], minlength=len(queues) * n
    ).reshape(shape)
    work_s = np.bincount(
        cell[timed], weights=(table.offered * table.aht_s)[timed], minlength=len(queues) * n
    ).reshape(shape)
    aht_s = np.divide(work_s, weight, out=np.full(shape, np.nan), where=weight > 0)
    untimed = counted & (table.offered > 0) & (table.aht_s == 0)
    if untimed.any():
        notes.append(
            f"{untimed.sum():,} rows have contacts with an aht_s of 0, which was taken as unknown; "
            f"the first is line {table.line[np.argmax(untimed)]:,}"
        )
    whole = grid.interval_minutes // source_minutes
    notes += _absence_notes(offered, pieces, queues, grid, whole, is_open)
    return offered, aht_s, notes


def _with_left_out_zeros(
    offered: NDArray[np.float64],
    queues: tuple[str, ...],
    grid: Horizon,
    is_open: NDArray[np.bool_],
) -> tuple[NDArray[np.float64], list[str]]:
    """Contacts with zeros where an export leaves them out, and a note of each queue."""
    filled, notes = offered.copy(), []
    rows = ~np.isnan(offered).all(axis=0)
    center_worked = np.bincount(grid.day_of_interval, weights=rows, minlength=grid.days) > 0
    for i, name in enumerate(queues):
        zeros = left_out_zeros(offered[i], grid, is_open[i], center_worked)
        if zeros.any():
            filled[i, zeros] = 0.0
            notes.append(
                f"{name}: the file has no rows for intervals without contacts; {zeros.sum():,} "
                "intervals in which it was plainly open were taken as 0"
            )
    return filled, notes


def _absence_notes(
    offered: NDArray[np.float64],
    pieces: NDArray[np.int64],
    queues: tuple[str, ...],
    grid: Horizon,
    whole: int,
    is_open: NDArray[np.bool_],
) -> list[str]:
    notes = []

    def shown(interval: int) -> str:
        moment = grid.moment(int(grid.interval_start_s[interval]))
        return f"{moment:%Y-%m-%d %H:%M}"

    for i, name in enumerate(queues):
        missing = missing_intervals(offered[i], grid, is_open[i])
        if missing.any():
            days = np.unique(grid.day_of_interval[missing])
            recorded_days = np.unique(grid.day_of_interval[~np.isnan(offered[i])])
            whole_days = len(np.setdiff1d(days, recorded_days))
            among = f", among them {whole_days} whole days" if whole_days else ""
            notes.append(
                f"{name}: {missing.sum():,} intervals that one would expect are absent{among}; "
                f"they stay open, they are not zero; the first is {shown(int(np.argmax(missing)))}"
            )
        partial = (pieces[i] > 0) & (pieces[i] < whole)
        if partial.any():
            notes.append(
                f"{name}: {partial.sum():,} intervals were summed from fewer than {whole} of the "
                f"file's intervals; the first is {shown(int(np.argmax(partial)))}"
            )
    return notes
