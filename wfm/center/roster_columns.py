"""Which column of a roster file is the agent, the day, the start: as told, or by usual names."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from wfm.center.date_format import DateFormat
from wfm.center.errors import DataError, Problem

# What other tools call the columns; `paid`, `state` and `version` are known by their own name only.
USUAL = {
    "agent": (
        "agent", "agent_id", "agent_name", "employee", "employee_id", "employee_name", "person",
        "name", "staff", "user",
    ),
    "day": ("day", "date", "shift_date", "work_date"),
    "start": ("start", "begin", "start_time", "begin_time", "shift_start", "from"),
    "end": ("end", "finish", "end_time", "finish_time", "shift_end", "to", "until"),
    "shift": ("shift", "code", "shift_code", "shift_name", "template"),
    "activity": ("activity", "type", "activity_code", "activity_name"),
    "paid": ("paid",),
    "state": ("state",),
    "version": ("version",),
}  # fmt: skip
_WEEKDAY = r"[^\W\d]+\.?"
_MIDNIGHT = r"[T ]00:00(?::00)?"
_DATE = re.compile(
    rf"(?:{_WEEKDAY},?\s+)?(\d{{1,4}}[-/.]\d{{1,2}}[-/.]\d{{1,4}})(?:,?\s+{_WEEKDAY}|{_MIDNIGHT})?"
)


@dataclass(frozen=True)
class RosterLayout:
    """How a roster from elsewhere is laid out, as far as its user says.

    Attributes
    ----------
    agent, day, start, end, shift, activity : str, optional
        Names of the columns; those that are left out are known by usual names.
    date_format : str, optional
        How dates are written; by default the one way in which they can be read.
    off : tuple of str
        Words in the place of a shift that mean a day without one, such as VAC, beside ``-``, OFF
        and nothing at all.
    """

    agent: str | None = None
    day: str | None = None
    start: str | None = None
    end: str | None = None
    shift: str | None = None
    activity: str | None = None
    date_format: DateFormat | None = None
    off: tuple[str, ...] = ()

    def told(self, meaning: str) -> str | None:
        """The column that the user names for a meaning."""
        named: str | None = getattr(self, meaning, None)
        return named


@dataclass(frozen=True)
class RosterColumns:
    """Positions of the columns.

    Attributes
    ----------
    of : dict of str to int
        Position by meaning, such as ``agent``.
    days : dict of int to str
        Columns of a grid by position, each with its date as it is written; empty for a list.
    notes : tuple of str
        What was recognised and what is not read.
    """

    of: dict[str, int]
    days: dict[int, str]
    notes: tuple[str, ...]


def date_in(text: str) -> str | None:
    """The date in a text that holds one, and perhaps a weekday or midnight: ``Mon 05.01.2026``."""
    found = _DATE.fullmatch(text.strip())
    return found[1] if found is not None else None


class ProblemAt:
    """Makes problems of one file.

    Parameters
    ----------
    file : Path
    """

    def __init__(self, file: Path) -> None:
        self.file = file

    def __call__(self, message: str, line: int | None = 1, column: str = "") -> Problem:
        """A problem at a line and column."""
        return Problem(message, self.file, line, f"column '{column}'" if column else "")


def columns_of(
    problem_at: ProblemAt, header: Sequence[str], rows: Sequence[Sequence[str]],
    layout: RosterLayout,
) -> RosterColumns:  # fmt: skip
    """Find the columns of a list of shifts, or of a grid with a column for each day.

    Parameters
    ----------
    problem_at : ProblemAt
        Says where a problem is.
    header : sequence of str
    rows : sequence of sequences of str
        Cells below it; a column with the name of dates must hold some.
    layout : RosterLayout

    Raises
    ------
    DataError
        If a column that is needed is absent, or two may be meant.
    """
    dates = {i: date for i, name in enumerate(header) if (date := date_in(name)) is not None}
    of: dict[str, int] = {}
    for meaning in USUAL if not dates else ("agent",):
        place = _place(problem_at, header, rows, layout, meaning)
        if place is not None:
            of[meaning] = place
    if "agent" not in of:
        _missing(problem_at, header, "agent")
    if not dates:
        if "start" not in of and not {"day", "shift"} <= set(of):
            _missing(problem_at, header, "start")
        if "end" not in of and "shift" not in of:
            _missing(problem_at, header, "end")
    known = [f"'{header[i]}' as {m}" for m, i in of.items() if header[i].lower() != m]
    notes = [f"columns are read so: {', '.join(known)}"] if known else []
    ignored = [f"'{n}'" for i, n in enumerate(header) if i not in of.values() and i not in dates]
    if ignored:
        notes.append(f"not read: column{'s' if len(ignored) > 1 else ''} {', '.join(ignored)}")
    return RosterColumns(of, dates, tuple(notes))


def _place(
    problem_at: ProblemAt, header: Sequence[str], rows: Sequence[Sequence[str]],
    layout: RosterLayout, meaning: str,
) -> int | None:  # fmt: skip
    told = layout.told(meaning)
    if told is not None:
        if told not in header:
            message = f"has no column '{told}'; there are {_listed(header)}"
            raise DataError(problem_at(f"{message} (--{meaning}-column)"))
        return header.index(told)
    if meaning in header:
        return header.index(meaning)
    taken = {layout.told(other) for other in USUAL}
    fits = [
        i
        for i, name in enumerate(header)
        if re.sub(r"[\s_-]+", "_", name.lower()) in USUAL[meaning]
        and name not in taken
        and (meaning != "day" or any(date_in(row[i]) for row in rows if i < len(row)))
    ]
    alike = [i for i in fits if header[i].lower() == meaning]
    fits = alike if len(alike) == 1 else fits
    if len(fits) > 1:
        both = " and ".join(f"'{header[i]}'" for i in fits)
        raise DataError(
            problem_at(f"{both} may both be the {meaning}; say which with --{meaning}-column")
        )
    return fits[0] if fits else None


def _missing(problem_at: ProblemAt, header: Sequence[str], meaning: str) -> None:
    usual = ", ".join(USUAL[meaning])
    raise DataError(
        problem_at(
            f"no column is known as the {meaning}: there are {_listed(header)}; name it with "
            f"--{meaning}-column, or call it one of {usual}; a grid has a column for each date"
        )
    )


def _listed(names: Sequence[str]) -> str:
    return ", ".join(f"'{name}'" for name in names[:20]) + (", ..." if len(names) > 20 else "")
