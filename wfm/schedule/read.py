"""Read a roster from a CSV such as `Roster.to_frame` writes, errors with file and line."""

import csv
import itertools
from collections import defaultdict
from datetime import date, datetime
from pathlib import Path

from wfm.center.documents import read_text
from wfm.center.errors import DataError, Problem
from wfm.center.horizon import Horizon
from wfm.center.roster import Roster, Shift, Span, State
from wfm.center.scenario import Scenario
from wfm.center.shift import Activity

COLUMNS = ("agent", "day", "shift", "activity", "start", "end", "paid", "state", "version")
REQUIRED = COLUMNS[:6]
_MAX_PROBLEMS = 50
LATEST_END_S = 2 * 24 * 3600
_TRUTH = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}


def read_roster(path: Path | str, scenario: Scenario) -> Roster:
    """Read a roster file: one row a span of activity.

    Parameters
    ----------
    path : path
        CSV with the columns agent, day, shift, activity, start, end, and optionally paid (true by
        default), state (draft) and version (1). Times are ISO 8601; without an offset they are
        local times of the center.
    scenario : Scenario
        Whose agents and horizon the roster is for.

    Raises
    ------
    DataError
        For every row that cannot be read, names an unknown agent, lies outside the horizon or
        overlaps another row of its agent, with its line.
    """
    file = Path(path)
    problems: list[Problem] = []
    spans: dict[tuple[str, date], list[tuple[Span, dict[str, str], int]]] = defaultdict(list)
    agents = {agent.id for agent in scenario.agents}
    for line, row in _rows(file):
        try:
            span, day = _span(row, agents, scenario.horizon)
        except ValueError as error:
            problems.append(Problem(str(error), file, line))
            if len(problems) >= _MAX_PROBLEMS:
                break
            continue
        spans[row["agent"], day].append((span, row, line))
    shifts = []
    for (agent, day), entries in spans.items():
        entries.sort(key=lambda entry: entry[0].start_s)
        problems += _clashes(entries, agent, file)
        first = entries[0][1]
        shifts.append(
            Shift(
                agent,
                day,
                first["shift"],
                tuple(span for span, _, _ in entries),
                State(first.get("state") or State.DRAFT),
                int(first.get("version") or 1),
            )
        )
    problems += _overlapping(shifts, spans, file)
    if problems:
        raise DataError(*sorted(problems, key=lambda problem: problem.line or 0))
    return Roster(scenario.horizon, tuple(shifts))


def lines_of_roster(path: Path | str) -> dict[tuple[str, date], int]:
    """Line of the first row of each agent and day in a file that `read_roster` reads."""
    lines: dict[tuple[str, date], int] = {}
    for line, row in _rows(Path(path)):
        lines.setdefault((row["agent"], date.fromisoformat(row["day"])), line)
    return lines


def _rows(file: Path) -> list[tuple[int, dict[str, str]]]:
    rows = []
    try:
        reader = csv.reader(read_text(file).splitlines(keepends=True), strict=True)
        header = [name.strip() for name in next(reader)]
        if missing := [name for name in REQUIRED if name not in header]:
            expected = ", ".join(COLUMNS)
            message = f"column '{missing[0]}' is missing; a roster has the columns {expected}"
            raise DataError(Problem(message, file, 1))
        for name in header:
            if header.count(name) > 1:
                raise DataError(Problem(f"column '{name}' is given twice", file, 1))
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) != len(header):
                message = f"has {len(cells)} cells where the header has {len(header)}"
                raise DataError(Problem(message, file, reader.line_num))
            row = {name: cell.strip() for name, cell in zip(header, cells, strict=True)}
            rows.append((reader.line_num, row))
    except csv.Error as error:
        raise DataError(Problem(f"is not a readable CSV: {error}", file)) from None
    if not rows:
        raise DataError(Problem("has a header but no rows", file))
    return rows


def _span(row: dict[str, str], agents: set[str], horizon: Horizon) -> tuple[Span, date]:
    """Span and day of a row; ValueError says what is wrong."""
    if row["agent"] not in agents:
        raise ValueError(f"unknown agent '{row['agent']}'; the scenario has no agent of that id")
    try:
        day = date.fromisoformat(row["day"])
    except ValueError:
        raise ValueError(f"day '{row['day']}' is not a date YYYY-MM-DD") from None
    if not horizon.start <= day <= horizon.dates[-1]:
        raise ValueError(
            f"day {day} is outside the horizon, {horizon.start} to {horizon.dates[-1]}"
        )
    activities = [activity.value for activity in Activity]
    if row["activity"] not in activities:
        raise ValueError(
            f"unknown activity '{row['activity']}'; expected one of {', '.join(activities)}"
        )
    paid = (row.get("paid") or "true").lower()
    if paid not in _TRUTH:
        raise ValueError(f"paid is '{row['paid']}', expected true or false")
    states = [state.value for state in State]
    if (row.get("state") or State.DRAFT.value) not in states:
        raise ValueError(f"unknown state '{row['state']}'; expected one of {', '.join(states)}")
    version = row.get("version") or "1"
    if not version.isdecimal():
        raise ValueError(f"version '{version}' is not a whole number")
    start_s, end_s = (_second(row, name, horizon) for name in ("start", "end"))
    midnight_s = horizon.second_of((day - horizon.start).days, 0)
    if start_s < midnight_s:
        raise ValueError(
            f"starts on {horizon.moment(start_s):%Y-%m-%d}, before its day {day}; a shift belongs "
            "to the day on which it begins"
        )
    if end_s > midnight_s + LATEST_END_S:
        raise ValueError(f"ends ({row['end']}) more than two days after its day {day} begins")
    if end_s <= start_s:
        raise ValueError(f"ends ({row['end']}) no later than it starts ({row['start']})")
    return Span(Activity(row["activity"]), start_s, end_s, _TRUTH[paid]), day


def _second(row: dict[str, str], name: str, horizon: Horizon) -> int:
    try:
        moment = datetime.fromisoformat(row[name])
    except ValueError:
        raise ValueError(
            f"{name} '{row[name]}' is not a time; write it as 2026-01-05T08:00:00+00:00"
        ) from None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=horizon.zone)
    return horizon.second_of_moment(moment)


def _clashes(
    entries: list[tuple[Span, dict[str, str], int]], agent: str, file: Path
) -> list[Problem]:
    problems = []
    for (before, row, _), (span, other, line) in itertools.pairwise(entries):
        if span.start_s < before.end_s:
            message = (
                f"{span.activity.value} of '{agent}' overlaps {before.activity.value} before it"
            )
            problems.append(Problem(message, file, line))
        elif any(row.get(name) != other.get(name) for name in ("shift", "state", "version")):
            message = (
                f"differs in shift, state or version from the other rows of '{agent}' that day"
            )
            problems.append(Problem(message, file, line))
    return problems


def _overlapping(
    shifts: list[Shift],
    spans: dict[tuple[str, date], list[tuple[Span, dict[str, str], int]]],
    file: Path,
) -> list[Problem]:
    """Shifts of one agent on different days that overlap."""
    problems = []
    ordered = sorted(shifts, key=lambda shift: (shift.agent, shift.start_s))
    for before, after in itertools.pairwise(ordered):
        if before.agent == after.agent and after.start_s < before.end_s:
            line = spans[after.agent, after.day][0][2]
            message = (
                f"the shift of '{after.agent}' on {after.day} starts before the one on "
                f"{before.day} ends"
            )
            problems.append(Problem(message, file, line))
    return problems
