"""Wide files: one column of times, and one of contacts for each queue."""

import re
from dataclasses import replace
from typing import NoReturn

import numpy as np
from numpy.typing import NDArray

from wfm.center.errors import DataError, Problem
from wfm.center.values import is_name
from wfm.history.columns import (
    ALIASES,
    LOOKS_LIKE_TIME,
    TIME_NAMES,
    Columns,
    is_number,
)
from wfm.history.table import Table, read_table
from wfm.history.text_file import TextFile, listed

_LONG_NAMES = {name for names in ALIASES.values() for name in names} | set(ALIASES)


def wide_columns(
    text: TextFile, time_column: str | None, date_column: str | None = None
) -> tuple[Columns, ...]:
    """The columns of each queue of a wide file; none if the file is not plainly one.

    It is one when all columns but that of the times hold numbers or nothing in their first row,
    there are two or more, and none has a name of a long file, such as ``offered`` or ``queue``.
    """
    header = text.header
    cells = (*text.first_row, *[""] * len(header))
    times = [
        i
        for i, name in enumerate(header)
        if (name == time_column if time_column else name.lower() in TIME_NAMES)
        or (not time_column and LOOKS_LIKE_TIME.match(cells[i]))
    ]
    date = None if date_column is None else header.index(date_column)
    values = [i for i in range(len(header)) if i not in times and i != date]
    named = any(header[i].lower().replace(" ", "_") in _LONG_NAMES for i in values)
    numeric = all(not cells[i].strip() or is_number(cells[i]) for i in values)
    if len(times) != 1 or len(values) < 2 or named or not numeric:
        return ()
    notes = (
        "times are read from "
        + (f"'{date_column}' and " if date_column is not None else "")
        + f"'{header[times[0]]}', and each other column is a queue: "
        f"{listed(tuple(header[i] for i in values))}",
        "there is no column aht_s, so the file tells no handle times",
    )
    return tuple(Columns(times[0], None, i, None, notes, date) for i in values)


def read_wide(text: TextFile, columns: tuple[Columns, ...]) -> Table:
    """The rows of all queues, one queue after the other; an empty cell is a gap.

    Raises
    ------
    DataError
        As `read_table`, or if a column cannot name a queue.
    """
    names = [_queue_name(text, text.header[own.offered]) for own in columns]
    for name in names:
        if names.count(name) > 1:
            _fail(text, f"two columns would both be queue '{name}'; rename one")
    tables = [read_table(text, own, name) for own, name in zip(columns, names, strict=True)]
    first = tables[0]
    return replace(
        first,
        queues=tuple(names),
        time_code=np.concatenate([table.time_code for table in tables]),
        queue_code=np.repeat(np.arange(len(tables)), [len(table) for table in tables]),
        offered=np.concatenate([table.offered for table in tables]),
        aht_s=np.concatenate([table.aht_s for table in tables]),
        line=np.concatenate([table.line for table in tables]),
        notes=tuple(note for table in tables for note in table.notes),
    )


_NO_COUNT = re.compile(
    r"%|\b(aht|asa|acd|talk|wait|avg|average|mean|seconds|secs?|percent(age)?|pct|rate|ratio|share|"
    r"occupancy|sla?|service level)\b",
    re.IGNORECASE,
)


def doubtful_columns(text: TextFile, columns: tuple[Columns, ...], table: Table) -> tuple[str, ...]:
    """Notes on columns that hardly are contacts of a queue: by their name, or as sums of others."""
    names = [text.header[own.offered] for own in columns]
    notes = []
    strange = tuple(name for name in names if _NO_COUNT.search(name.replace("_", " ")))
    if strange:
        notes.append(
            f"look: {listed(strange)} {'was' if len(strange) == 1 else 'were'} read as queues, but "
            "the names speak of times or shares, not of contacts; take them out of the file"
        )
    counts = np.nan_to_num(np.stack(np.split(table.offered, len(columns))))
    for i, name in enumerate(names):
        if len(names) > 2 and counts[i].any() and _is_sum(counts[i], np.delete(counts, i, axis=0)):
            notes.append(
                f"look: '{name}' is the sum of other columns and was read as a queue of its own, "
                "which counts its contacts twice; take it out of the file"
            )
    return tuple(notes)


def _is_sum(whole: NDArray[np.float64], others: NDArray[np.float64]) -> bool:
    """Whether a column is the sum, row by row, of all others that are ever as small as it."""
    parts = others[(others <= whole).all(axis=1) & others.any(axis=1)]
    return len(parts) > 1 and bool(np.array_equal(parts.sum(axis=0), whole))


def _queue_name(text: TextFile, column: str) -> str:
    name = re.sub(r"[^A-Za-z0-9_.-]+", "-", column).strip("-.")
    if not is_name(name):
        _fail(text, f"column '{column}' cannot name a queue; rename it with letters and digits")
    return name


def _fail(text: TextFile, message: str) -> NoReturn:
    raise DataError(Problem(message, text.path, 1))
