"""Files with dates down and times of day across, or the other way round; a count in each cell."""

import re
from dataclasses import dataclass, replace
from typing import NoReturn

import numpy as np

from wfm.center.errors import DataError, Problem
from wfm.history.columns import CLOCK, DATE, HOUR, Columns, all_are, queue_column_of
from wfm.history.table import Table, joined_time, read_table
from wfm.history.text_file import TextFile, listed

FEWEST_COLUMNS = 3
_SPAN_END = re.compile(r"\s*(-|–|to)\s*\d{1,2}:\d\d(:\d\d)?( ?[AaPp]\.?[Mm]\.?)?\s*$")


@dataclass(frozen=True)
class Across:
    """Where the counts of such a file are.

    Attributes
    ----------
    label : int
        Column of the dates, or of the times of day.
    queue : int or None
        Column of each row's queue.
    counts : tuple of int
        Columns of counts.
    heads : tuple of str
        Time of day of each, or date.
    dates_down : bool
    notes : tuple of str
    """

    label: int
    queue: int | None
    counts: tuple[int, ...]
    heads: tuple[str, ...]
    dates_down: bool
    notes: tuple[str, ...]


def across_columns(
    text: TextFile, date_column: str | None, time_column: str | None, queue_column: str | None
) -> Across | None:
    """The columns of such a file; None if it is not plainly one.

    Three or more columns are called as times of day (``08:00``, ``08:00-08:30``, or hours from 0
    to 23) beside one column of dates, or as dates beside one of times of day.
    """
    header = text.header
    starts = {i: _SPAN_END.sub("", name) for i, name in enumerate(header)}
    dates = {i: name for i, name in starts.items() if DATE.fullmatch(name)}
    clocks = {i: name for i, name in starts.items() if CLOCK.fullmatch(name)}
    clocks = clocks or {i: name for i, name in starts.items() if HOUR.fullmatch(name)}
    heads, dates_down = (clocks, True) if len(clocks) > len(dates) else (dates, False)
    if len(heads) < FEWEST_COLUMNS:
        return None
    named, forms = (date_column, (DATE,)) if dates_down else (time_column, (CLOCK, HOUR))
    labels = [
        i
        for i, name in enumerate(header)
        if i not in heads
        and (named is None or name == named)
        and any(all_are(form, _cells(text, i)) for form in forms)
    ]
    if len(labels) != 1:
        return None
    label = header[labels[0]]
    by_row = queue_column_of(text, queue_column, label, next(header[i] for i in heads))
    queue = None if by_row is None else header.index(by_row)
    down, over = ("dates", "times of day") if dates_down else ("times of day", "dates")
    used = {labels[0], queue, *heads}
    ignored = tuple(name for i, name in enumerate(header) if i not in used)
    notes = (
        f"{down} are read from '{label}', and {over} from the names of {len(heads)} columns, "
        f"'{header[next(iter(heads))]}' to '{header[max(heads)]}'",
        *([f"queues are read from '{by_row}'"] if by_row not in (None, "queue") else []),
        *([f"ignored column{'s' * (len(ignored) > 1)} {listed(ignored)}"] if ignored else []),
        "there is no column aht_s, so the file tells no handle times",
    )
    return Across(labels[0], queue, tuple(heads), tuple(heads.values()), dates_down, notes)


def read_across(text: TextFile, across: Across, queue: str | None) -> Table:
    """The cells as rows, in order of time; an empty one is a gap.

    Raises
    ------
    DataError
        As `read_table`, or if it is not plain of which queue the cells are.
    """
    if (queue is None) == (across.queue is None):
        _fail_of_queue(text, across, queue)
    columns = [Columns(across.label, across.queue, i, None, ()) for i in across.counts]
    tables = [read_table(text, own, queue) for own in columns]
    times = [
        joined_time(*((label, head) if across.dates_down else (head, label)))
        for table, head in zip(tables, across.heads, strict=True)
        for label in table.times
    ]
    ahead = np.cumsum([0, *(len(table.times) for table in tables)])
    line = np.concatenate([table.line for table in tables])
    place = np.repeat(np.arange(len(tables)), [len(table) for table in tables])
    order = np.lexsort((place, line) if across.dates_down else (line, place))
    return replace(
        tables[0],
        times=np.array(times, dtype=object),
        time_code=np.concatenate(
            [table.time_code + first for table, first in zip(tables, ahead, strict=False)]
        )[order],
        queue_code=np.concatenate([table.queue_code for table in tables])[order],
        offered=np.concatenate([table.offered for table in tables])[order],
        aht_s=np.concatenate([table.aht_s for table in tables])[order],
        line=line[order],
        notes=next((table.notes for table in tables if table.notes), ()),
    )


def _fail_of_queue(text: TextFile, across: Across, queue: str | None) -> NoReturn:
    message = "does not say of which queue its contacts are; name it (queue: NAME, or --queue NAME)"
    if across.queue is not None:
        message = (
            f"has a column '{text.header[across.queue]}', so the queue of the whole file cannot be "
            f"'{queue}'; leave that out, or remove the column"
        )
    raise DataError(Problem(message, text.path, 1))


def _cells(text: TextFile, column: int) -> list[str]:
    cells = [row[column].strip() for row in text.head if column < len(row)]
    return [cell for cell in cells if cell]
