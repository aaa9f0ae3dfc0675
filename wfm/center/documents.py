"""A scenario's files as plain data that remembers the file and line of every value."""

import csv
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from wfm.center.errors import DataError, Problem

Location = tuple[str | int, ...]
MAX_FILE_BYTES = 20_000_000
MAX_VALUES = 500_000


@dataclass
class Document:
    """Plain data, and where each value stands (by its path in the data)."""

    data: dict[str, Any]
    places: dict[Location, tuple[Path, int]] = field(default_factory=dict)

    @property
    def files(self) -> tuple[Path, ...]:
        """Every file that the data came from."""
        return tuple(sorted({file for file, _ in self.places.values()}))

    def problem(self, location: Location, message: str) -> Problem:
        """A problem at the closest known place of `location`."""
        shown = "".join(f"[{p}]" if isinstance(p, int) else f".{p}" for p in location).lstrip(".")
        known = location
        while known and known not in self.places:
            known = known[:-1]
        file, line = self.places.get(known, (None, None))
        return Problem(message, file, line, shown)


class _PlainLoader(yaml.SafeLoader):
    """YAML without surprises: `NO` is text, `12:30` is text, dates are text."""


_PlainLoader.yaml_implicit_resolvers = {}
for _tag, _pattern, _first in (
    ("bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
    ("int", r"[-+]?[0-9]+", "-+0123456789"),
    (
        "float",
        r"[-+]?(?:\.[0-9]+|[0-9]+\.[0-9]*|[0-9]+(?:\.[0-9]*)?[eE][-+]?[0-9]+)",
        "-+.0123456789",
    ),
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
):
    _PlainLoader.add_implicit_resolver(
        f"tag:yaml.org,2002:{_tag}", re.compile(f"^(?:{_pattern})$"), list(_first)
    )


def read_text(path: Path) -> str:
    """Text of a small file.

    Raises
    ------
    DataError
        If it is absent, a folder, empty, too large, or not text.
    """
    if not path.exists():
        raise DataError(Problem("no such file", path))
    if path.is_dir():
        raise DataError(Problem("is a folder, a file was expected", path))
    size = path.stat().st_size
    if size > MAX_FILE_BYTES:
        raise DataError(
            Problem(
                f"is {size / 1e6:.0f} MB; a scenario's file has at most "
                f"{MAX_FILE_BYTES / 1e6:.0f} MB",
                path,
            )
        )
    raw = path.read_bytes()
    if b"\0" in raw:
        raise DataError(Problem("is not a text file", path))
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise DataError(Problem("is not UTF-8 text; save it as UTF-8", path, line)) from None
    if not text.strip():
        raise DataError(Problem("is empty", path))
    return text


def read_yaml(path: Path) -> Document:
    """Read a YAML mapping with the line of every value.

    Raises
    ------
    DataError
        If the file is not YAML, not a mapping, or gives a key twice.
    """
    text = read_text(path)
    loader = _PlainLoader(text)
    try:
        node = loader.get_single_node()
        places: dict[Location, tuple[Path, int]] = {}
        data = _construct(loader, node, path, (), places)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        raise DataError(Problem(f"is not valid YAML: {error.problem}", path, line)) from None
    except yaml.YAMLError as error:
        raise DataError(Problem(f"is not valid YAML: {error}", path)) from None
    except RecursionError:
        raise DataError(Problem("is nested too deeply, or refers to itself", path)) from None
    finally:
        loader.dispose()
    if not isinstance(data, dict):
        raise DataError(Problem("holds no mapping; a scenario is lines of 'field: value'", path, 1))
    return Document(data, places)


def _construct(
    loader: _PlainLoader,
    node: yaml.Node | None,
    path: Path,
    location: Location,
    places: dict[Location, tuple[Path, int]],
) -> Any:
    if node is None:
        return None
    line = node.start_mark.line + 1
    places.setdefault(location, (path, line))
    if isinstance(node, yaml.MappingNode):
        mapping: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = str(loader.construct_object(key_node, deep=True))
            key_line = key_node.start_mark.line + 1
            if key in mapping:
                raise DataError(Problem(f"'{key}' is given twice", path, key_line))
            places[(*location, key)] = (path, key_line)
            mapping[key] = _construct(loader, value_node, path, (*location, key), places)
        return mapping
    if isinstance(node, yaml.SequenceNode):
        return [
            _construct(loader, item, path, (*location, index), places)
            for index, item in enumerate(node.value)
        ]
    if len(places) > MAX_VALUES:
        raise DataError(Problem(f"holds more than {MAX_VALUES:,} values", path, line))
    try:
        value = loader.construct_object(node, deep=True)
        str(value).encode("utf-8")
    except ValueError:
        raise DataError(Problem("holds a value that cannot be read", path, line)) from None
    return value


def header_of(path: Path) -> list[str]:
    """Names of the columns of a CSV with commas."""
    first = next(iter(read_text(path).splitlines()))
    return [name.strip() for name in next(csv.reader([first]), [])]


def read_table(path: Path, location: Location, columns: tuple[str, ...]) -> Document:
    """Read a CSV of people or days as a list of mappings; `columns` are the ones it may have.

    Raises
    ------
    DataError
        If the file has no rows, an unknown column, or a row of another length than its header.
    """
    rows: list[dict[str, str]] = []
    places: dict[Location, tuple[Path, int]] = {}
    problems: list[Problem] = []
    try:
        reader = csv.reader(read_text(path).splitlines(keepends=True), strict=True)
        header = [name.strip() for name in next(reader)]
        for name in header:
            if name not in columns:
                problems.append(
                    Problem(f"unknown column '{name}'; expected {', '.join(columns)}", path, 1)
                )
        for name in {n for n in header if header.count(n) > 1}:
            problems.append(Problem(f"column '{name}' is given twice", path, 1))
        if problems:
            raise DataError(*problems)
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            line = reader.line_num
            if len(cells) != len(header):
                problems.append(
                    Problem(
                        f"has {len(cells)} cells where the header has {len(header)}", path, line
                    )
                )
                continue
            places[(*location, len(rows))] = (path, line)
            row = {k: v.strip() for k, v in zip(header, cells, strict=True)}
            rows.append({k: v for k, v in row.items() if v})
    except csv.Error as error:
        raise DataError(Problem(f"is not a readable CSV: {error}", path)) from None
    if problems:
        raise DataError(*problems)
    if not rows:
        raise DataError(Problem("has a header but no rows", path))
    return Document({"rows": rows}, places)
