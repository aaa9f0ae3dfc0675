"""Read the history of a center: a canonical CSV, or a plain file of times and counts."""

import re
from datetime import datetime, time
from pathlib import Path
from typing import get_args
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np

from wfm.center.date_format import DateFormat
from wfm.center.errors import DataError, UsageError
from wfm.center.history import History
from wfm.center.scenario import Scenario
from wfm.history.across import Across, across_columns, read_across
from wfm.history.closed import recorded_while_closed
from wfm.history.columns import choose_columns, date_and_time, queue_column_of
from wfm.history.gaps import known_open
from wfm.history.grid import grid_of, onto_grid, whole_days
from wfm.history.intervals import GRID_MINUTES, source_interval, target_interval
from wfm.history.moments import drop_duplicates, moments_of
from wfm.history.table import SHOWN_PROBLEMS, Table, read_table
from wfm.history.text_file import TextFile, inspect_text
from wfm.history.wide import doubtful_columns, read_wide, wide_columns

_OF_ONE_QUEUE = "the file names no queue; its contacts are those of '{}'"


def read_history(
    path: Path | str,
    *,
    timezone: str,
    interval_minutes: int | None,
    queue: str | None = None,
    time_column: str | None = None,
    value_column: str | None = None,
    queue_column: str | None = None,
    date_column: str | None = None,
    source_interval_minutes: int | None = None,
    source_timezone: str | None = None,
    date_format: DateFormat | None = None,
) -> History:
    """Read and check a history file.

    A canonical CSV has the columns ``interval_start``, ``queue``, ``offered`` and (if known)
    ``aht_s``; a plain one has a column of times and one of counts, and needs `queue`; a wide one
    has a column of times and one of counts for each queue, or dates down and times of day across.
    What is repaired or assumed on the way is told in the notes of the result.

    Parameters
    ----------
    path : path
        UTF-8 CSV; commas, semicolons or tabs between the cells.
    timezone : str
        IANA time zone of the center; the result has whole days of it.
    interval_minutes : int or None
        Interval of the result (5, 10, 15, 30 or 60); none means the file's own, or the shortest of
        these that it fits into.
    queue : str, optional
        Queue of a plain file.
    time_column, value_column : str, optional
        Names of the columns, if they are not told by their names or contents.
    queue_column : str, optional
        Column that names each row's queue, if it is not called ``queue``. Where both other columns
        are named, one that is called alike (``skill``, ``Queue Name``, ``unique_id``) is found.
    date_column : str, optional
        Column of the dates, if the column of times holds times of day only; it is found by itself
        where no other column holds a date.
    source_interval_minutes : int, optional
        Interval of the file; by default found out.
    source_timezone : str, optional
        Zone of times without offset; by default `timezone`.
    date_format : str, optional
        How the dates are written if not as ``YYYY-MM-DD``, such as ``DD/MM/YYYY``; it is never
        guessed.

    Returns
    -------
    History
        NaN where the file has no row or an empty count. Contacts of shorter intervals are summed,
        handle times averaged with the contacts as weights.

    Raises
    ------
    DataError
        If the file cannot be read whole and without a guess; the message has file and line.
    """
    return _read(
        Path(path),
        timezone=timezone,
        interval_minutes=interval_minutes,
        queue=queue,
        time_column=time_column,
        value_column=value_column,
        queue_column=queue_column,
        date_column=date_column,
        source_interval_minutes=source_interval_minutes,
        source_timezone=source_timezone,
        date_format=date_format,
        scenario=None,
    )


def history_of(scenario: Scenario) -> History:
    """Read the history of a scenario, on the interval and in the zone of its horizon.

    Returns
    -------
    History
        Queues in the scenario's order; a queue without any row is left out, and noted.

    Raises
    ------
    DataError
        As `read_history`, or if the file has a queue that the scenario does not have.
    """
    source = scenario.history
    return _read(
        Path(source.file),
        timezone=scenario.horizon.timezone,
        interval_minutes=scenario.horizon.interval_minutes,
        queue=source.queue,
        time_column=source.time_column,
        value_column=source.value_column,
        queue_column=source.queue_column,
        date_column=source.date_column,
        source_interval_minutes=source.interval_minutes,
        source_timezone=source.timezone,
        date_format=source.date_format,
        scenario=scenario,
    )


def _read(
    path: Path,
    *,
    timezone: str,
    interval_minutes: int | None,
    queue: str | None,
    time_column: str | None,
    value_column: str | None,
    queue_column: str | None,
    date_column: str | None,
    source_interval_minutes: int | None,
    source_timezone: str | None,
    date_format: DateFormat | None,
    scenario: Scenario | None,
) -> History:
    zone, file_zone = _zone(timezone), _zone(source_timezone or timezone)
    if source_interval_minutes is not None and source_interval_minutes < 1:
        raise UsageError(f"an interval of {source_interval_minutes} minutes is not possible")
    if interval_minutes is not None and interval_minutes not in GRID_MINUTES:
        raise UsageError(
            f"an interval of {interval_minutes} minutes is not one of "
            f"{', '.join(map(str, GRID_MINUTES))}"
        )
    if date_format is not None and date_format not in get_args(DateFormat):
        raise UsageError(
            f"'{date_format}' is not one of the date formats {', '.join(get_args(DateFormat))}"
        )
    text = inspect_text(path)
    across = across_columns(text, date_column, time_column, queue_column)
    if across is not None and value_column is None:
        table, notes = _cells_across(text, across, queue, scenario)
    else:
        table, notes = _rows(
            text, queue, time_column, value_column, queue_column, date_column, scenario
        )
    notes += table.notes
    known_queues = table.queues if scenario is None else scenario.queue_names
    _refuse_unknown_queues(table, known_queues)
    table, moments, found = moments_of(table, file_zone, date_format, zone)
    notes += found
    table, moments, found = drop_duplicates(table, moments)
    notes += found

    first_day, n_days = whole_days(table, moments, zone)
    midnight_s = int(datetime.combine(first_day, time(), zone).timestamp())
    source = source_interval(
        table, moments - midnight_s, source_interval_minutes, interval_minutes, zone
    )
    target = target_interval(source, interval_minutes, table)
    grid = grid_of(table, first_day, n_days, target, zone)
    if source != target:
        notes.append(f"{source}-minute intervals were summed to {target} minutes")

    queues = tuple(name for name in known_queues if name in table.queues)
    is_open = known_open(scenario, queues, grid)
    offered, aht_s, absences = onto_grid(table, moments, queues, grid, source, is_open)
    notes += absences
    if scenario is not None:
        notes += recorded_while_closed(scenario, queues, offered, is_open)
    notes += [
        f"the history has no rows of queue '{name}'" for name in known_queues if name not in queues
    ]
    return History(grid, queues, offered, aht_s, tuple(notes))


def _rows(
    text: TextFile,
    queue: str | None,
    time_column: str | None,
    value_column: str | None,
    queue_column: str | None,
    date_column: str | None,
    scenario: Scenario | None,
) -> tuple[Table, list[str]]:
    """The table of a long, plain or wide file, and what was assumed of its columns."""
    notes: list[str] = []
    named = time_column is not None and value_column is not None
    # A queue for the whole file, or a scenario of one, says what the rows are of.
    foreign = queue is None and (scenario is None or len(scenario.queues) > 1)
    by_row = queue_column_of(
        text, queue_column, time_column if foreign else None, value_column if foreign else None
    )
    apart = date_and_time(text, date_column, time_column)
    if apart is not None:
        date_column, time_column = apart
    plain = len(text.header) == (2 if apart is None else 3)
    wide = queue is None and value_column is None and by_row is None
    wide_form = wide_columns(text, time_column, date_column) if wide else ()
    if wide_form:
        table = read_wide(text, wide_form)
        return table, [*wide_form[0].notes, *doubtful_columns(text, wide_form, table)]
    if queue is None and by_row is None and (plain or named):
        queue = _only_queue(text.path, scenario)
        if queue is not None:
            notes.append(_OF_ONE_QUEUE.format(queue))
    columns = choose_columns(text, queue, time_column, value_column, by_row, date_column)
    return read_table(text, columns, queue), [*notes, *columns.notes]


def _cells_across(
    text: TextFile, across: Across, queue: str | None, scenario: Scenario | None
) -> tuple[Table, list[str]]:
    """The table of a file with times or dates across, and what was assumed of its columns."""
    if across.queue is not None or queue is not None:
        return read_across(text, across, queue), list(across.notes)
    only = _only_queue(text.path, scenario)
    return read_across(text, across, only), [_OF_ONE_QUEUE.format(only), *across.notes]


def _only_queue(path: Path, scenario: Scenario | None) -> str | None:
    """Queue of a plain file that is not told: the scenario's only one, or one named as the file."""
    if scenario is None:
        return re.sub(r"[^A-Za-z0-9_.-]+", "-", path.stem).strip("-.") or "contacts"
    return scenario.queue_names[0] if len(scenario.queues) == 1 else None


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise DataError(
            f"'{name}' is not an IANA time zone; write one such as Europe/London"
        ) from None


def _refuse_unknown_queues(table: Table, known: tuple[str, ...]) -> None:
    unknown = [code for code, name in enumerate(table.queues) if name not in known]
    rows = [int(np.argmax(table.queue_code == code)) for code in unknown]
    if rows:
        messages = [
            f"unknown queue '{table.queues[code]}'; the scenario has {', '.join(known)}"
            for code in unknown[:SHOWN_PROBLEMS]
        ]
        raise table.fail(np.array(rows), messages)
