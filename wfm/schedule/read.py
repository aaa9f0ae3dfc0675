"""Read a roster from a file, wfm's own or another tool's, errors with file, line and column."""

import itertools
from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path

from wfm.center.errors import DataError, Problem
from wfm.center.horizon import Horizon
from wfm.center.roster import Roster, Shift, Span, State
from wfm.center.roster_columns import RosterLayout
from wfm.center.roster_row import RosterRow
from wfm.center.roster_rows import RosterRows, read_roster_rows
from wfm.center.scenario import Scenario
from wfm.center.shift import Activity, ShiftTemplate
from wfm.schedule.whole_shifts import (
    Told,
    fitting,
    laid_over,
    paid_as_template,
    with_gap,
    with_pauses,
)

_MAX_PROBLEMS = 50
WHOLE = "shift"
LATEST_END_S = 2 * 24 * 3600
_TRUTH = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}
# What other tools call time on queue and the long break; pauses are known by their own names too.
_WORDS = {
    "work": "on_queue", WHOLE: "on_queue", "phone": "on_queue", "phones": "on_queue",
    "available": "on_queue", "lunch": "meal",
}  # fmt: skip


@dataclass(frozen=True)
class RosterFile:
    """A roster and the file it was read from.

    Attributes
    ----------
    roster : Roster
    lines : dict of (str, date) to int
        Line of the first row of each agent and day.
    notes : tuple of str
        How the file was read where that is not plain: columns, dates, pauses that it does not tell.
    days : tuple of date
        Which the file tells of, those off among them where it is a grid.
    agents : frozenset of str
        Likewise.
    """

    roster: Roster
    lines: dict[tuple[str, date], int]
    notes: tuple[str, ...]
    days: tuple[date, ...]
    agents: frozenset[str]


def read_roster(path: Path | str, scenario: Scenario, layout: RosterLayout | None = None) -> Roster:
    """The roster of a file; `read_roster_file` says too how it was read."""
    return read_roster_file(path, scenario, layout).roster


def read_roster_file(
    path: Path | str, scenario: Scenario, layout: RosterLayout | None = None
) -> RosterFile:
    """Read a roster file: one row an activity or a shift, or a grid of agents and days.

    Parameters
    ----------
    path : path
        CSV such as `Roster.to_frame` writes, with the columns agent, day, shift, activity, start,
        end, and optionally paid, state (draft by default) and version (1); or another tool's, see
        `read_roster_rows`. Times without an offset are local times of the center. Where nothing
        tells what is paid, pauses are as their shift templates say; shifts that are told as a whole
        have their template's pauses at the earliest places.
    scenario : Scenario
        Whose agents and horizon the roster is for.
    layout : RosterLayout, optional
        Names of columns and the like, where they are not the usual ones.

    Raises
    ------
    DataError
        For every row that cannot be read, names an unknown agent, lies outside the horizon or
        overlaps another row of its agent, with its line.
    """
    file = Path(path)
    agents = {agent.id: agent.name for agent in scenario.agents}
    read = read_roster_rows(file, agents, scenario.shifts, layout)
    return _Maker(file, scenario, read).made()


@dataclass(frozen=True, slots=True)
class _Entry:
    """A row with its span; without an activity it is a whole shift, or a part of one."""

    row: RosterRow
    span: Span
    is_whole: bool


class _Maker:
    """Makes shifts of rows."""

    def __init__(self, file: Path, scenario: Scenario, read: RosterRows) -> None:
        self._file, self._scenario, self._read = file, scenario, read
        self._templates = {template.name: template for template in scenario.shifts}
        self._of_agent = {
            agent.id: [self._templates[name] for name in scenario.contract_of(agent).shifts]
            for agent in scenario.agents
        }
        self._words = _WORDS | {activity.value: activity.value for activity in Activity}
        for template in scenario.shifts:
            for pause in template.breaks:
                self._words.setdefault(_plain(pause.name), pause.activity.value)
        self._problems: list[Problem] = []
        self._counts: Counter[Told] = Counter()

    def made(self) -> RosterFile:
        """The roster."""
        days: dict[tuple[str, date], list[_Entry]] = defaultdict(list)
        for row in self._read.rows:
            try:
                entry = self._entry(row)
            except ValueError as error:
                self._wrong(str(error), row)
                if len(self._problems) >= _MAX_PROBLEMS:
                    break
                continue
            days[row.agent, row.day].append(entry)
        shifts = [shift for entries in days.values() if (shift := self._shift(entries)) is not None]
        lines = {key: min(e.row.line for e in entries) for key, entries in days.items()}
        self._overlapping(shifts, lines)
        if self._problems:
            raise DataError(*sorted(self._problems, key=lambda problem: problem.line or 0))
        notes = (*self._read.notes, *(told.sentence(n) for told, n in self._counts.items()))
        roster = Roster(self._scenario.horizon, tuple(shifts))
        return RosterFile(roster, lines, notes, self._read.days, self._read.agents)

    def _entry(self, row: RosterRow) -> _Entry:
        """ValueError says what is wrong with a row."""
        horizon = self._scenario.horizon
        _check_day(row.day, horizon)
        activity = self._words.get(_plain(row.activity or Activity.ON_QUEUE.value))
        if activity is None:
            expected = ", ".join(a.value for a in Activity)
            raise ValueError(
                f"unknown activity '{row.activity}'; expected one of {expected}, or the name of a "
                "pause of the scenario's shifts"
            )
        paid = (row.paid or "true").lower()
        if paid not in _TRUTH:
            raise ValueError(f"paid is '{row.paid}', expected true or false")
        states = [state.value for state in State]
        if (row.state or State.DRAFT.value) not in states:
            raise ValueError(f"unknown state '{row.state}'; expected one of {', '.join(states)}")
        if not (row.version or "1").isdecimal():
            raise ValueError(f"version '{row.version}' is not a whole number")
        start_s = _second(row.start, horizon)
        if row.end is None:
            end_s = start_s + 60 * self._templates[row.shift].length_minutes
        else:
            end_s = _second(row.end, horizon)
        midnight_s = horizon.second_of((row.day - horizon.start).days, 0)
        if start_s < midnight_s:
            raise ValueError(
                f"starts on {horizon.moment(start_s):%Y-%m-%d}, before its day {row.day}; a shift "
                "belongs to the day on which it begins"
            )
        if end_s > midnight_s + LATEST_END_S:
            raise ValueError(f"ends ({row.end}) more than two days after its day {row.day} begins")
        if end_s <= start_s:
            raise ValueError(f"ends ({row.end}) no later than it starts ({row.start})")
        span = Span(Activity(activity), start_s, end_s, _TRUTH[paid])
        return _Entry(row, span, _plain(row.activity) in ("", WHOLE))

    def _shift(self, entries: list[_Entry]) -> Shift | None:
        """The shift of an agent and day; None where its rows do not fit together."""
        entries.sort(key=lambda entry: (entry.span.start_s, -entry.span.end_s))
        first = entries[0].row
        named = next((e.row.shift for e in entries if e.row.shift), "")
        whole = [entry for entry in entries if entry.is_whole]
        inside = [entry for entry in entries if not entry.is_whole]
        known = len(self._problems)
        self._clashes(whole)
        self._clashes(inside)
        if len(self._problems) > known:
            return None
        if self._begins_later(entries[0]):
            begin = self._scenario.horizon.moment(entries[0].span.start_s)
            self._wrong(
                f"starts on {begin:%Y-%m-%d} at {begin:%H:%M}, when its day {first.day} is over; a "
                f"shift belongs to the day on which it begins: write {begin:%Y-%m-%d} as its day",
                first,
            )
            return None
        parts, activities = (tuple(e.span for e in entries) for entries in (whole, inside))
        try:
            spans = laid_over(parts, activities) if parts else activities
            shift = Shift(
                first.agent,
                first.day,
                named,
                spans,
                State(first.state or State.DRAFT),
                int(first.version or 1),
            )
            template = self._template(shift, alone=not activities)
        except ValueError as error:
            self._wrong(str(error), first)
            return None
        if template is not None:
            shift = replace(shift, template=template.name)
        if not activities:
            shift, told = with_pauses(shift, template)
        else:
            shift, told = with_gap(shift, template), None
            if not self._read.has_paid:
                shift, told = paid_as_template(shift, template)
        if told is not None:
            self._counts[told] += 1
        return shift

    def _begins_later(self, entry: _Entry) -> bool:
        """Whether a shift begins after its day, and none of the agent's may begin at 24:00."""
        horizon, row = self._scenario.horizon, entry.row
        day_ends_s = horizon.second_of((row.day - horizon.start).days + 1, 0)
        at_midnight = any(24 * 60 in template.starts_min for template in self._of_agent[row.agent])
        return entry.span.start_s >= day_ends_s and not at_midnight

    def _template(self, shift: Shift, alone: bool) -> ShiftTemplate | None:
        """The template that a shift names, or the only one that starts and ends so.

        Where the file tells of no activities and several fit, it cannot be told: a ValueError.
        """
        if shift.template:
            return self._templates.get(shift.template)
        fits = fitting(self._scenario.horizon, shift, self._of_agent[shift.agent])
        if len(fits) > 1 and alone:
            names = " or ".join(f"'{template.name}'" for template in fits)
            raise ValueError(
                f"{shift.hours(self._scenario.horizon)} may be shift {names}; write which, in a "
                "column of shifts or before the hours"
            )
        return fits[0] if len(fits) == 1 else None

    def _clashes(self, entries: list[_Entry]) -> None:
        for before, after in itertools.pairwise(entries):
            agent = after.row.agent
            if after.span.start_s < before.span.end_s:
                self._wrong(
                    f"{after.span.activity.value} of '{agent}' overlaps "
                    f"{before.span.activity.value} before it",
                    after.row,
                )
            elif _head(before.row) != _head(after.row):
                self._wrong(
                    f"differs in shift, state or version from the other rows of '{agent}' that day",
                    after.row,
                )

    def _overlapping(self, shifts: list[Shift], lines: dict[tuple[str, date], int]) -> None:
        """Tell shifts of one agent on different days that overlap."""
        ordered = sorted(shifts, key=lambda shift: (shift.agent, shift.start_s))
        for before, after in itertools.pairwise(ordered):
            if before.agent == after.agent and after.start_s < before.end_s:
                message = (
                    f"the shift of '{after.agent}' on {after.day} starts before the one on "
                    f"{before.day} ends"
                )
                line = lines[after.agent, after.day]
                self._problems.append(Problem(message, self._file, line))

    def _wrong(self, message: str, row: RosterRow) -> None:
        column = f"column '{row.column}'" if row.column else ""
        self._problems.append(Problem(message, self._file, row.line, column))


def _check_day(day: date, horizon: Horizon) -> None:
    last = horizon.start + timedelta(days=horizon.days - 1)
    if not horizon.start <= day <= last:
        raise ValueError(f"day {day} is outside the horizon, {horizon.start} to {last}")


def _second(moment: datetime, horizon: Horizon) -> int:
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=horizon.zone)
    return horizon.second_of_moment(moment)


def _plain(word: str) -> str:
    return word.strip().lower().replace(" ", "_").replace("-", "_")


def _head(row: RosterRow) -> tuple[str, str, str]:
    return row.shift, row.state, row.version
