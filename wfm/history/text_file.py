"""Whether a file is text that can be read as a table, found out before a parser sees it."""

import codecs
import csv
import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from wfm.center.errors import DataError, Problem

MAX_FILE_BYTES = 300_000_000
_CHUNK_BYTES = 1 << 24
_MAX_LINE = 20_000
_HEAD_ROWS = 100
_SEPARATORS = ",;\t"
_FOREIGN = {
    b"PK\x03\x04": "is an Excel workbook or zip archive, not a text file; save it as 'CSV UTF-8'",
    b"\xd0\xcf\x11\xe0": "is an old Excel workbook, not a text file; save it as 'CSV UTF-8'",
    b"\x1f\x8b": "is compressed, not a text file; unpack it first",
    b"PAR1": "is a Parquet file, not a text file; write it as CSV",
    b"\xff\xfe": "is UTF-16 text (Excel calls it 'Unicode text'); save it as 'CSV UTF-8'",
    b"\xfe\xff": "is UTF-16 text; save it as 'CSV UTF-8'",
}


@dataclass(frozen=True)
class TextFile:
    """A UTF-8 file with a header line.

    Attributes
    ----------
    path : Path
    separator : str
        Comma, semicolon or tab.
    header : tuple of str
        Names in the first line.
    first_row : tuple of str
        Cells of the second line.
    head : tuple of tuples of str
        Cells of the first hundred rows that are not blank.
    lines : int
        Lines of the file.
    """

    path: Path
    separator: str
    header: tuple[str, ...]
    first_row: tuple[str, ...]
    head: tuple[tuple[str, ...], ...]
    lines: int


def inspect_text(path: Path) -> TextFile:
    """Look at every byte of a file once, and at the cells of its first rows.

    Raises
    ------
    DataError
        If the file is absent, a folder, empty, too large, no UTF-8 text, or has no header or rows.
    """
    if not path.exists():
        raise DataError(Problem("no such file", path))
    if path.is_dir():
        raise DataError(Problem("is a folder, a CSV file was expected", path))
    size = path.stat().st_size
    if size == 0:
        raise DataError(Problem("is empty; a header and rows were expected", path))
    if size > MAX_FILE_BYTES:
        raise DataError(
            Problem(
                f"is {size / 1e6:,.0f} MB, more than the {MAX_FILE_BYTES / 1e6:,.0f} MB that are "
                "read at once; keep fewer years, or sum to longer intervals first",
                path,
            )
        )
    lines = _count_lines(path)
    with path.open(encoding="utf-8-sig", newline="") as file:
        first, second = file.readline(_MAX_LINE), file.readline(_MAX_LINE)
        if len(first) == _MAX_LINE:
            raise DataError(
                Problem(f"is no table; its first line is longer than {_MAX_LINE:,} letters", path)
            )
        rows = (line for line in itertools.chain((second,), file) if line.strip())
        head = list(itertools.islice(rows, _HEAD_ROWS))
    if not first.strip():
        raise DataError(Problem("is blank where the header was expected", path, 1))
    separator = max(_SEPARATORS, key=first.count)
    header = tuple(name.strip() for name in _cells(first, separator, path))
    if not head:
        raise DataError(Problem("has a header but no rows", path, 1))
    for name in header:
        if header.count(name) > 1:
            raise DataError(Problem(f"column '{name}' is given twice", path, 1))
    first_row, *rows_of_head = (tuple(_cells(line, separator, path)) for line in (second, *head))
    return TextFile(path, separator, header, first_row, tuple(rows_of_head), lines)


def listed(names: tuple[str, ...]) -> str:
    """Names with commas, not more than a line of them."""
    return ", ".join(names[:20]) + (", ..." if len(names) > 20 else "")


def _cells(line: str, separator: str, path: Path) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=separator, strict=False), [])
    except csv.Error as error:
        raise DataError(Problem(f"is not a readable CSV: {error}", path)) from None


def _count_lines(path: Path) -> int:
    """Number of lines, after checking that all bytes are UTF-8 text."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    newlines = returns = 0
    last = b""
    for chunk in _chunks(path):
        if not last:
            for start, message in _FOREIGN.items():
                if chunk.startswith(start):
                    raise DataError(Problem(message, path))
        if b"\0" in chunk:
            raise DataError(Problem("is not a text file; a CSV was expected", path))
        try:
            decoder.decode(chunk)
        except UnicodeDecodeError as error:
            line = newlines + error.object[: error.start].count(b"\n") + 1
            raise DataError(
                Problem(
                    "is not UTF-8 text (it looks like Latin-1 or Windows-1252); save the file as "
                    "'CSV UTF-8'",
                    path,
                    line,
                )
            ) from None
        newlines += chunk.count(b"\n")
        returns += chunk.count(b"\r")
        last = chunk[-1:]
    ends = newlines or returns
    return ends + (last not in (b"\n", b"\r"))


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK_BYTES):
            yield chunk
