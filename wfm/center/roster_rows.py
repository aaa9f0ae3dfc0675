"""Rows of a roster file, whoever wrote it: wfm's own columns, another tool's, or a grid of days."""

import csv
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from wfm.center.date_format import ISO, formats_that_fit, read_date
from wfm.center.documents import read_text
from wfm.center.errors import DataError, Problem
from wfm.center.roster_cells import (
    Cell,
    at,
    cell_of,
    date_of_moment,
    is_clock,
    is_off,
    moment,
    not_a_clock,
    stretch_s,
)
from wfm.center.roster_columns import (
    ProblemAt,
    RosterColumns,
    RosterLayout,
    columns_of,
    date_in,
)
from wfm.center.roster_row import RosterRow, after_midnight, joined
from wfm.center.shift import ShiftTemplate

_SEPARATORS = ",;\t"
_MAX_PROBLEMS = 50


@dataclass(frozen=True)
class RosterRows:
    """All rows of a file, and what is to be known of how they were read.

    Attributes
    ----------
    rows : tuple of RosterRow
    notes : tuple of str
    has_paid : bool
        Whether the file says what is paid.
    days : tuple of date
        Of a grid, those off among them; of a list, those of its rows.
    agents : frozenset of str
        Likewise.
    """

    rows: tuple[RosterRow, ...]
    notes: tuple[str, ...]
    has_paid: bool
    days: tuple[date, ...]
    agents: frozenset[str]


def read_roster_rows(
    file: Path,
    agents: Mapping[str, str],
    templates: Sequence[ShiftTemplate],
    layout: RosterLayout | None = None,
    *,
    leave_out_unknown: bool = False,
) -> RosterRows:
    """Read a roster file with columns for commas, semicolons or tabs.

    Parameters
    ----------
    file : Path
        A list with a row for each shift or activity, or a grid with a row for each agent and a
        column for each day.
    agents : mapping of str to str
        Names by id; a row may give either, a name only where one agent has it.
    templates : sequence of ShiftTemplate
        Cells of a grid may name them.
    layout : RosterLayout, optional
    leave_out_unknown : bool
        Leave out people whom the scenario does not have, such as those who have left, as long as
        it has some of the file.

    Raises
    ------
    DataError
        For every row that cannot be read, with line and column and what to write there.
    """
    layout = layout or RosterLayout()
    problem_at = ProblemAt(file)
    header, body = _cells(file, problem_at)
    columns = columns_of(problem_at, header, [row for _, row in body], layout)
    reader = _Reader(problem_at, header, columns, layout, agents, templates, leave_out_unknown)
    read = reader.of_grid(body) if columns.days else reader.of_list(body)
    if not leave_out_unknown:
        return read
    known = tuple(row for row in read.rows if row.agent in agents)
    if read.rows and not known:
        message = "none of its people are agents of the scenario, by id or by name"
        raise DataError(problem_at(message, read.rows[0].line))
    return replace(read, rows=known)


def _cells(file: Path, problem_at: ProblemAt) -> tuple[list[str], list[tuple[int, list[str]]]]:
    text = read_text(file)
    first = text.splitlines()[0]
    separator = max(_SEPARATORS, key=first.count)
    try:
        reader = csv.reader(text.splitlines(keepends=True), delimiter=separator, strict=True)
        header = [name.strip() for name in next(reader)]
        for name, count in Counter(header).items():
            if count > 1 and name:
                raise DataError(problem_at(f"column '{name}' is given twice"))
        body = []
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) != len(header):
                message = f"has {len(cells)} cells where the header has {len(header)}"
                raise DataError(problem_at(message, reader.line_num))
            body.append((reader.line_num, [cell.strip() for cell in cells]))
    except csv.Error as error:
        raise DataError(problem_at(f"is not a readable CSV: {error}", None)) from None
    if not body:
        raise DataError(problem_at("has a header but no rows", None))
    return header, body


class _Reader:
    """Reads the rows of one file."""

    def __init__(
        self,
        problem_at: ProblemAt,
        header: Sequence[str],
        columns: RosterColumns,
        layout: RosterLayout,
        agents: Mapping[str, str],
        templates: Sequence[ShiftTemplate],
        any_agent: bool,
    ) -> None:
        self._any_agent = any_agent
        self._problem_at, self._header, self._columns = problem_at, header, columns
        self._layout, self._agents = layout, agents
        self._templates = {template.name: template for template in templates}
        self._lower = {name.lower(): name for name in self._templates}
        self._ids: dict[str, list[str]] = defaultdict(list)
        for agent, name in agents.items():
            self._ids[" ".join(name.lower().split())].append(agent)
        self._off: set[str] = set()
        self._problems: list[Problem] = []
        self._notes = list(columns.notes)

    # --- a list of shifts or activities ------------------------------------------------------

    def of_list(self, body: Sequence[tuple[int, list[str]]]) -> RosterRows:
        """Rows of a list."""
        of = self._columns.of
        texts = []
        for _, cells in body:
            if "day" in of:
                texts.append(date_in(cells[of["day"]]) or "")
            texts += [
                d for m in ("start", "end") if m in of and (d := date_of_moment(cells[of[m]]))
            ]
        date_format = self._date_format(texts)
        rows: list[RosterRow] = []
        for line, cells in body:
            try:
                row = self._row(line, cells, date_format)
            except ValueError as error:
                self._wrong(error, line)
                continue
            if row is not None:
                rows.append(row)
        if "activity" in of and "start" in of:
            if all(is_clock(cells[of["start"]]) for _, cells in body):
                rows = after_midnight(rows)
            if "day" not in of:
                rows = joined(rows)
        return self._read(rows, "paid" in of, {row.day for row in rows})

    def _row(self, line: int, cells: list[str], date_format: str) -> RosterRow | None:
        told = {meaning: cells[i] for meaning, i in self._columns.of.items()}
        start, end = told.get("start", ""), told.get("end", "")
        shift = told.get("shift", "")
        if not start and not end and is_off(shift, self._layout.off):
            return None
        agent = self._agent(told["agent"])
        day = None
        if "day" in told:
            day = read_date(date_in(told["day"]) or "", date_format)
            if day is None:
                message = self._not_a_date(date_in(told["day"]) or told["day"], date_format)
                raise _WrongError("day", f"day {message}")
        row = RosterRow(
            line, "", agent, day or date.min, datetime.min, None, self._template(shift),
            *(told.get(meaning, "") for meaning in ("activity", "paid", "state", "version")),
        )  # fmt: skip
        if day is not None and not start and not end:
            return self._named(row, Cell(shift))
        if not end:
            raise _WrongError("end", "there is a start but no end; write both")
        if is_clock(start) and is_clock(end):
            if day is None:
                message = f"'{start}' has no date and there is no column of dates"
                raise _WrongError("start", f"{message}; name it with --day-column")
            begin_s, end_s = stretch_s(start, end)
            return replace(row, start=at(day, begin_s), end=at(day, end_s))
        for meaning, text in (("start", start), ("end", end)):
            if day is not None and ":" not in text:
                raise _WrongError(meaning, f"{meaning} {not_a_clock(text)}")
        try:
            begin = self._moment(start, day, date_format)
        except ValueError as error:
            raise _WrongError("start", f"start {error}") from None
        try:
            stop = self._moment(end, day if is_clock(start) else begin.date(), date_format)
        except ValueError as error:
            raise _WrongError("end", f"end {error}") from None
        return replace(row, day=day or begin.date(), start=begin, end=stop)

    def _moment(self, text: str, day: date | None, date_format: str) -> datetime:
        if is_clock(text) and day is not None:
            raise ValueError(f"'{text}' is a time of day alone; write dates in both start and end")
        written = date_of_moment(text)
        if written is not None and read_date(written, date_format) is None:
            raise ValueError(f"'{text}': {self._not_a_date(written, date_format)}")
        return moment(text, date_format)

    # --- a grid ------------------------------------------------------------------------------

    def of_grid(self, body: Sequence[tuple[int, list[str]]]) -> RosterRows:
        """Rows of a grid."""
        date_format = self._date_format(list(self._columns.days.values()))
        days: dict[int, date] = {}
        for i, text in self._columns.days.items():
            day = read_date(text, date_format)
            if day is None:
                message = self._not_a_date(text, date_format)
                raise DataError(self._problem_at(message, 1, self._header[i]))
            if day in days.values():
                message = f"the day {day} has two columns"
                raise DataError(self._problem_at(message, 1, self._header[i]))
            days[i] = day
        rows: list[RosterRow] = []
        for line, cells in body:
            working = {i: day for i, day in days.items() if not is_off(cells[i], self._layout.off)}
            try:
                agent = self._agent(cells[self._columns.of["agent"]])
            except ValueError as error:
                # A line without shifts may be a heading.
                if working:
                    self._wrong(error, line)
                continue
            self._off.add(agent)
            for i, day in working.items():
                try:
                    rows += self._in_cell(cells[i], RosterRow(
                        line, self._header[i], agent, day, datetime.min, None
                    ))  # fmt: skip
                except ValueError as error:
                    self._wrong(error, line, self._header[i])
        return self._read(rows, False, days.values())

    def _in_cell(self, text: str, row: RosterRow) -> list[RosterRow]:
        """What a cell says of a day: a row for each part of its shift."""
        known = self._template(text)
        cell = Cell(known) if known in self._templates else cell_of(text)
        shift = self._template(cell.shift)
        if not cell.stretches_s:
            return [self._named(replace(row, shift=shift), cell)]
        if shift and shift not in self._templates:
            raise ValueError(
                f"'{text}': '{shift}' is no shift of the scenario; there are "
                f"{', '.join(self._templates)}"
            )
        return [
            replace(row, shift=shift, start=at(row.day, begin), end=at(row.day, end))
            for begin, end in cell.stretches_s
        ]

    def _named(self, row: RosterRow, cell: Cell) -> RosterRow:
        """A shift of which the file has the name only."""
        template = self._templates.get(row.shift)
        if template is None:
            raise ValueError(
                f"'{cell.shift}' is no shift of the scenario, no hours such as 08:00-16:30 and no "
                f"day off; shifts are {', '.join(self._templates)}; if it is a day off, name it "
                f"with --off-code '{cell.shift}'"
            )
        if cell.start_s is not None:
            return replace(row, start=at(row.day, cell.start_s))
        if len(template.starts_min) > 1:
            raise ValueError(
                f"shift '{template.name}' has several starts; write which, such as "
                f"{template.name}@{at(row.day, 60 * template.starts_min[0]):%H:%M}"
            )
        return replace(row, start=at(row.day, 60 * template.starts_min[0]))

    # --- both --------------------------------------------------------------------------------

    def _agent(self, text: str) -> str:
        if text in self._agents:
            return text
        named = self._ids.get(" ".join(text.lower().split()), []) if text else []
        if len(named) == 1:
            return named[0]
        if named:
            some = ", ".join(named[:3]) + (", ..." if len(named) > 3 else "")
            message = f"{len(named)} agents are called '{text}' ({some}); write their ids"
        elif self._any_agent:
            return text
        else:
            message = f"unknown agent '{text}'; the scenario has no agent of that id or name"
        raise _WrongError("agent", message)

    def _template(self, text: str) -> str:
        return text if text in self._templates else self._lower.get(text.lower(), text)

    def _date_format(self, texts: Sequence[str]) -> str:
        told = self._layout.date_format
        if told is not None:
            return told
        fits = formats_that_fit(list(dict.fromkeys(texts))) or (ISO,)
        either = [text for text in texts if all(read_date(text, f) for f in fits)]
        # Where no date can be read either way, the file mixes two ways, which its rows tell.
        if len(fits) > 1 and ISO not in fits and either:
            raise DataError(
                self._problem_at(
                    f"dates such as {either[0]} may be {' or '.join(fits)}; say which with "
                    "--date-format"
                )
            )
        if fits != (ISO,):
            self._notes.append(f"dates are read as {fits[0]}")
        return fits[0]

    def _not_a_date(self, text: str, date_format: str) -> str:
        """What is wrong with a date that is not written as others are."""
        if self._layout.date_format is not None:
            return f"'{text}' is not a date {date_format}, as --date-format says"
        others = formats_that_fit([text])
        if not others:
            return f"'{text}' is not a date {date_format}"
        return (
            f"'{text}' is written {' or '.join(others)} and other dates of the file {date_format}: "
            "write all of them in one way (where two ways fit, --date-format says which)"
        )

    def _wrong(self, error: ValueError, line: int, column: str = "") -> None:
        if isinstance(error, _WrongError) and error.meaning in self._columns.of:
            column = self._header[self._columns.of[error.meaning]]
        self._problems.append(self._problem_at(str(error), line, column))
        if len(self._problems) >= _MAX_PROBLEMS:
            raise DataError(*self._problems)

    def _read(
        self, rows: Sequence[RosterRow], has_paid: bool, days: Collection[date]
    ) -> RosterRows:
        if self._problems:
            raise DataError(*self._problems)
        agents = self._off | {row.agent for row in rows}
        return RosterRows(
            tuple(rows), tuple(self._notes), has_paid, tuple(sorted(days)), frozenset(agents)
        )


class _WrongError(ValueError):
    """What is wrong with the cell of one meaning."""

    def __init__(self, meaning: str, message: str) -> None:
        super().__init__(message)
        self.meaning = meaning
