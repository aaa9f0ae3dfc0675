"""The cells of a history file as arrays, each row with its line."""

import io
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import numpy as np
from numpy.typing import NDArray

from wfm.center.errors import DataError, Problem
from wfm.history.columns import Columns
from wfm.history.decimals import with_points
from wfm.history.text_file import TextFile

if TYPE_CHECKING:
    import pandas as pd

SHOWN_PROBLEMS = 3
MOST_CONTACTS, DAY_S = 1_000_000, 86_400
_BEYOND = "beyond the header"


@dataclass(frozen=True)
class Table:
    """Rows of a file, in its order; every array but the names has shape (rows,).

    Attributes
    ----------
    path : Path
    times : array of str, shape (distinct times,)
        Texts of the times.
    time_code : array of int
        Which of `times` a row has.
    queues : tuple of str
    queue_code : array of int
        Which of `queues` a row has.
    offered, aht_s : array of float
        NaN where the cell is empty.
    line : array of int
        Line in the file.
    notes : tuple of str
        What was assumed of the cells.
    """

    path: Path
    times: NDArray[np.object_]
    time_code: NDArray[np.int64]
    queues: tuple[str, ...]
    queue_code: NDArray[np.int64]
    offered: NDArray[np.float64]
    aht_s: NDArray[np.float64]
    line: NDArray[np.int64]
    notes: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.line)

    def keep(self, rows: NDArray[np.bool_]) -> "Table":
        """Only some of the rows."""
        return Table(
            self.path,
            self.times,
            self.time_code[rows],
            self.queues,
            self.queue_code[rows],
            self.offered[rows],
            self.aht_s[rows],
            self.line[rows],
            self.notes,
        )

    def time_text(self, row: int) -> str:
        """Time of a row, as the file has it."""
        return str(self.times[self.time_code[row]])

    def fail(self, rows: NDArray[np.int64], messages: list[str]) -> DataError:
        """The error of the first of `rows`, one message each, and how many more there are."""
        problems = [
            Problem(message, self.path, int(self.line[row]))
            for row, message in zip(rows, messages, strict=False)
        ]
        return many_problems(self.path, problems, len(rows))


def many_problems(path: Path, problems: list[Problem], total: int) -> DataError:
    """An error of a few problems, that says how many more there are."""
    shown = problems[:SHOWN_PROBLEMS]
    if total > len(shown):
        shown.append(Problem(f"and {total - len(shown):,} more rows like these", path))
    return DataError(*shown)


def read_table(text: TextFile, columns: Columns, queue: str | None) -> Table:
    """Read the columns that matter.

    Raises
    ------
    DataError
        If a row has more cells than the header, a count is negative or no number, a count or a
        handle time is beyond belief, or a time or a queue is empty.
    """
    frame = _parse(text, columns)
    line = np.arange(2, len(frame) + 2)
    _refuse_long_rows(text, frame, line)
    time, time_code = _categories(frame["time"])
    if columns.date is not None:
        time, time_code = _joined(*_categories(frame["date"]), time, time_code)
    if columns.queue is None:
        queues, queue_code = np.array([queue], dtype=object), np.zeros(len(frame), dtype=np.int64)
    else:
        queues, queue_code = _categories(frame["queue"])
    offered, notes = _numbers(text, frame["offered"], columns.offered)
    aht_s = np.full(len(frame), np.nan)
    if columns.aht is not None:
        aht_s, more = _numbers(text, frame["aht"], columns.aht)
        notes += more
    _refuse(
        text, columns.offered, np.flatnonzero(offered > MOST_CONTACTS), offered,
        f"at most {MOST_CONTACTS:,} contacts in an interval",
    )  # fmt: skip
    if columns.aht is not None:
        _refuse(
            text, columns.aht, np.flatnonzero(aht_s >= DAY_S), aht_s,
            f"less than the {DAY_S:,} seconds of a day",
        )  # fmt: skip
    table = Table(
        text.path,
        time,
        time_code,
        tuple(str(name) for name in queues),
        queue_code,
        offered,
        aht_s,
        line,
        notes,
    )
    blank = (time_code < 0) & np.isnan(offered)
    if columns.queue is not None:
        blank &= queue_code < 0
    table = table.keep(~blank)
    if not len(table):
        raise DataError(Problem("has a header but no rows", text.path, 1))
    for code, name in ((table.time_code, columns.time), (table.queue_code, columns.queue)):
        empty = np.flatnonzero(code < 0)
        if len(empty):
            shown = f"'{text.header[name if name is not None else 0]}'"
            if name == columns.time and columns.date is not None:
                shown = f"'{text.header[columns.date]}' or {shown}"
            raise table.fail(empty, [f"{shown} is empty"] * SHOWN_PROBLEMS)
    return table


class _WithHeader(io.TextIOBase):
    """A file with another header, one column longer so that no cell of a long row is lost."""

    def __init__(self, header: str, rest: TextIO) -> None:
        self._header, self._rest = header, rest

    mode = "r"

    def read(self, size: int | None = -1, /) -> str:
        header, self._header = self._header, ""
        return header or self._rest.read(-1 if size is None else size)


def _parse(text: TextFile, columns: Columns) -> "pd.DataFrame":
    import pandas as pd

    wanted = {
        "date": columns.date,
        "time": columns.time,
        "queue": columns.queue,
        "offered": columns.offered,
        "aht": columns.aht,
    }
    places = {name: place for name, place in wanted.items() if place is not None}
    named = {place: name for name, place in places.items()}
    names = [named.get(i, f"column {i}") for i in range(len(text.header))] + [_BEYOND]
    numbers = {name for name in ("offered", "aht") if name in places}

    def parse(number_type: str) -> "pd.DataFrame":
        with text.path.open(encoding="utf-8-sig", newline="") as file:
            file.readline()
            return pd.read_csv(
                _WithHeader(text.separator.join(names) + "\n", file),
                sep=text.separator,
                usecols=[*places, _BEYOND],
                dtype={name: number_type if name in numbers else "category" for name in names},
                index_col=False,
                skip_blank_lines=False,
                keep_default_na=False,
                na_values=[""],
            )

    try:
        try:
            frame = parse("float64")
        except ValueError as error:
            if isinstance(error, pd.errors.ParserError):
                raise
            # Some cell is no number; as text it can be found and shown.
            frame = parse("category")
    except pd.errors.ParserError as error:
        cause = re.sub(r"^.*C error: ", "", str(error).strip())
        if unclosed := re.search(r"EOF inside string starting at row (\d+)", cause):
            row = int(unclosed[1]) + 1
            raise DataError(Problem("opens quotes that are never closed", text.path, row)) from None
        raise DataError(Problem(f"is not a readable CSV: {cause}", text.path)) from None
    if len(frame) != text.lines - 1:
        raise DataError(
            Problem(
                "has line breaks or unclosed quotes inside its cells; remove them, a row a line",
                text.path,
            )
        )
    return frame


def _refuse_long_rows(text: TextFile, frame: "pd.DataFrame", line: NDArray[np.int64]) -> None:
    too_long = np.flatnonzero(frame[_BEYOND].notna().to_numpy())
    if len(too_long):
        problems = [
            Problem(
                f"has more cells than the {len(text.header)} of the header; write numbers with a "
                "decimal point and without separators of thousands",
                text.path,
                int(line[row]),
            )
            for row in too_long[:SHOWN_PROBLEMS]
        ]
        raise many_problems(text.path, problems, len(too_long))


def _categories(cells: "pd.Series") -> tuple[NDArray[np.object_], NDArray[np.int64]]:
    """Distinct texts in their order of appearance, and the number of each row (-1 if empty)."""
    texts = np.array([str(c).strip() for c in cells.cat.categories], dtype=object)
    codes = cells.cat.codes.to_numpy().astype(np.int64)
    known: dict[str, int] = {"": -1}
    seen, first_row = np.unique(codes, return_index=True)
    for code in seen[np.argsort(first_row)]:
        if code >= 0:
            known.setdefault(texts[code], len(known) - 1)
    number = np.array([known.get(text, -1) for text in texts] + [-1], dtype=np.int64)
    return np.array(list(known)[1:], dtype=object), number[codes]


def _joined(
    dates: NDArray[np.object_],
    date_code: NDArray[np.int64],
    clocks: NDArray[np.object_],
    clock_code: NDArray[np.int64],
) -> tuple[NDArray[np.object_], NDArray[np.int64]]:
    """Dates and times of day as one text each; -1 where either is empty."""
    pair = date_code * max(len(clocks), 1) + clock_code
    pair[(date_code < 0) | (clock_code < 0)] = -1
    seen, code = np.unique(pair, return_inverse=True)
    code -= int(len(seen) > 0 and seen[0] < 0)
    texts = [
        joined_time(dates[p // len(clocks)], clocks[p % len(clocks)])
        for p in seen.tolist()
        if p >= 0
    ]
    return np.array(texts, dtype=object), code.astype(np.int64)


def joined_time(date: str, clock: str) -> str:
    """A date and a time of day as one text."""
    return f"{date} {_two_digits(clock)}"


def _two_digits(clock: str) -> str:
    """A time of day with two digits of hours; whole hours alone are such times, too."""
    if clock.isdecimal() and len(clock) <= 2:
        return f"{int(clock):02d}:00"
    return f"0{clock}" if clock[1:2] == ":" else clock


def _numbers(
    text: TextFile, cells: "pd.Series", column: int
) -> tuple[NDArray[np.float64], tuple[str, ...]]:
    """Numbers of a column, and a note where they have decimal commas."""
    import pandas as pd

    notes: tuple[str, ...] = ()
    if cells.dtype == np.float64:
        values = cells.to_numpy(dtype=np.float64, copy=True)
    else:
        texts, code = _categories(cells)
        points = with_points(texts)
        if points is not None:
            example = next(cell for cell in texts if "," in cell)
            notes = (
                f"{text.header[column]} has decimal commas: {example} was read as "
                f"{example.replace(',', '.')}",
            )
        shown = pd.Series(texts if points is None else points, dtype=object)
        numbers = pd.to_numeric(shown, errors="coerce").to_numpy(dtype=np.float64)
        values = np.append(numbers, np.nan)[code]
        _refuse(
            text, column, np.flatnonzero((code >= 0) & np.isnan(values)), texts[code],
            "a number with one kind of decimal mark and no separators of thousands",
        )  # fmt: skip
    _refuse(text, column, np.flatnonzero(np.isinf(values)), values, "a finite number")
    _refuse(text, column, np.flatnonzero(values < 0), values, "0 or more")
    return values, notes


def _refuse(
    text: TextFile,
    column: int,
    rows: NDArray[np.int64],
    values: NDArray[np.object_] | NDArray[np.float64],
    expected: str,
) -> None:
    if len(rows):
        problems = [
            Problem(
                f"{text.header[column]} is '{_shown(values[row])}', but must be {expected} "
                "(leave the cell empty where nothing was recorded)",
                text.path,
                int(row) + 2,
            )
            for row in rows[:SHOWN_PROBLEMS]
        ]
        raise many_problems(text.path, problems, len(rows))


def _shown(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)[:40]
