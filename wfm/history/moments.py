"""The moment of every row: clock changes resolved, duplicates told from the repeated hour."""

from typing import get_args
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from wfm.center.date_format import DateFormat
from wfm.center.errors import DataError, Problem
from wfm.history.offsets import clock_doubt
from wfm.history.table import SHOWN_PROBLEMS, Table, many_problems
from wfm.history.times import Moments, parse_times

Notes = tuple[str, ...]


def moments_of(
    table: Table, zone: ZoneInfo, date_format: DateFormat | None, center_zone: ZoneInfo
) -> tuple[Table, NDArray[np.int64], Notes]:
    """Rows that are kept, their start in seconds since 1970 (UTC), and what was done.

    A local time of the repeated autumn hour that a queue has twice means the first pass at its
    first appearance and the second at its second. Rows of zero contacts in the skipped spring hour
    are dropped: they pad a day to 24 hours. Times without offset are those of `zone`; days are made
    in `center_zone`.

    Raises
    ------
    DataError
        If a time is unreadable, or skipped by a clock change though contacts were counted in it.
    """
    parsed = parse_times(table.times, zone, date_format)
    _refuse_unreadable(table, parsed, date_format)
    notes: list[str] = []
    skipped = parsed.skipped[table.time_code]
    if skipped.any():
        _refuse_skipped(table, skipped, zone)
        when = table.time_text(int(np.flatnonzero(skipped)[0]))
        notes.append(
            f"dropped {_rows(int(skipped.sum()))} without contacts in the hour that the clocks "
            f"skip in {zone.key}; the first is {when}"
        )
        table = table.keep(~skipped)
        if not len(table):
            raise DataError(
                Problem("has no rows outside the hour that the clocks skip", table.path)
            )
    moments = parsed.first_s[table.time_code]
    repeated = np.flatnonzero(moments != parsed.second_s[table.time_code])
    if len(repeated):
        later, single = _second_passes(table, moments, repeated)
        moments[later] = parsed.second_s[table.time_code[later]]
        if len(later):
            notes.append(
                "the repeated hour of the autumn clock change was told apart by the order of its "
                f"rows; the first is {table.time_text(int(repeated[0]))}"
            )
        if len(single):
            notes.append(
                f"{_rows(len(single))} in the repeated hour of the autumn clock change came only "
                f"once and {'was' if len(single) == 1 else 'were'} taken as its first pass; "
                f"the first is {table.time_text(int(single[0]))}; if the file is in another zone, "
                "name it (--timezone, or timezone under history)"
            )
    if parsed.naive.any() and not parsed.naive.all():
        row = int(np.flatnonzero(parsed.naive[table.time_code])[0])
        notes.append(
            f"some times have a UTC offset and some have none; those without, such as "
            f"{table.time_text(row)}, were read in {zone.key}"
        )
    doubt = clock_doubt(table.times, parsed, center_zone)
    return table, moments, (*notes, *([] if doubt is None else [doubt]))


def drop_duplicates(
    table: Table, moments: NDArray[np.int64]
) -> tuple[Table, NDArray[np.int64], Notes]:
    """Keep one of rows that say the same of one queue and interval; say whether rows were sorted.

    Raises
    ------
    DataError
        If two rows of one queue and interval differ.
    """
    notes: list[str] = []
    order = np.lexsort((table.line, moments, table.queue_code))
    same = (np.diff(moments[order]) == 0) & (np.diff(table.queue_code[order]) == 0)
    kept, again = order[:-1][same], order[1:][same]
    if len(again):
        differ = np.zeros(len(again), dtype=bool)
        for values in (table.offered, table.aht_s):
            a, b = values[kept], values[again]
            differ |= ~((a == b) | (np.isnan(a) & np.isnan(b)))
        if differ.any():
            raise _conflict(table, kept[differ], again[differ])
        first = again[np.argmin(table.line[again])]
        notes.append(
            f"dropped {len(again):,} duplicate row{'' if len(again) == 1 else 's'}; the first is "
            f"line {table.line[first]:,}"
        )
    by_queue = np.argsort(table.queue_code, kind="stable")
    backwards = (np.diff(moments[by_queue]) < 0) & (np.diff(table.queue_code[by_queue]) == 0)
    if backwards.any():
        row = by_queue[1:][backwards].min()
        notes.append(
            f"rows were not in order of time and have been sorted; the first that is earlier than "
            f"the one before it is line {table.line[row]:,}"
        )
    unique = np.ones(len(table), dtype=bool)
    unique[again] = False
    return table.keep(unique), moments[unique], tuple(notes)


def _second_passes(
    table: Table, moments: NDArray[np.int64], repeated: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Rows of the second pass, and rows whose local time comes only once."""
    order = repeated[np.lexsort((repeated, moments[repeated], table.queue_code[repeated]))]
    new = np.ones(len(order), dtype=bool)
    new[1:] = (np.diff(moments[order]) != 0) | (np.diff(table.queue_code[order]) != 0)
    starts = np.flatnonzero(new)
    counts = np.diff(np.append(starts, len(order)))
    return np.sort(order[~new]), np.sort(order[starts[counts == 1]])


def _refuse_unreadable(table: Table, parsed: Moments, date_format: DateFormat | None) -> None:
    rows = np.flatnonzero(parsed.unreadable[table.time_code])
    if len(rows):
        way = f"'{date_format} HH:MM'"
        if date_format is None:
            way = "YYYY-MM-DD HH:MM, with a UTC offset or without, or say how the dates are "
            way += "written with date_format (--date-format), one of "
            way += ", ".join(get_args(DateFormat))
        shown = [
            f"'{table.time_text(row)[:40]}' is not a time; write {way}"
            for row in rows[:SHOWN_PROBLEMS]
        ]
        raise table.fail(rows, shown)


def _refuse_skipped(table: Table, skipped: NDArray[np.bool_], zone: ZoneInfo) -> None:
    rows = np.flatnonzero(skipped & (table.offered > 0))
    if len(rows):
        problems = [
            Problem(
                f"{table.time_text(row)} does not exist in {zone.key}, where the clocks go "
                "forward over it; write times with their UTC offset, or name the zone the file "
                "is in (--timezone, or timezone under history; a file without clock changes is "
                "in one such as Etc/GMT-2)",
                table.path,
                int(table.line[row]),
            )
            for row in rows[:SHOWN_PROBLEMS]
        ]
        raise many_problems(table.path, problems, len(rows))


def _conflict(table: Table, kept: NDArray[np.int64], again: NDArray[np.int64]) -> DataError:
    def says(row: int) -> str:
        aht = "" if np.isnan(table.aht_s[row]) else f", aht_s {table.aht_s[row]:g}"
        return f"{table.offered[row]:g} offered{aht}"

    messages = [
        f"queue '{table.queues[table.queue_code[a]]}' at {table.time_text(b)} has {says(b)}, but "
        f"{says(a)} in line {table.line[a]:,}; keep one of the two"
        for a, b in zip(kept[:SHOWN_PROBLEMS], again[:SHOWN_PROBLEMS], strict=True)
    ]
    if not any(":" in text for text in table.times):
        messages[0] += (
            "; if another column holds the time of day, name it with time_column (--time-column)"
        )
    return table.fail(again, messages)


def _rows(count: int) -> str:
    return "1 row" if count == 1 else f"{count:,} rows"
