"""Which column of a file is the time, the queue, the contacts and the handle time."""

import difflib
import re
from dataclasses import dataclass
from typing import NoReturn

from wfm.center.errors import DataError, Problem
from wfm.history.decimals import DECIMAL_COMMA
from wfm.history.text_file import TextFile, listed

CANONICAL = ("interval_start", "queue", "offered", "aht_s")
TIME_NAMES = ("interval_start", "ds", "datetime", "timestamp", "date_time", "time", "start")
_CLOCK_NAMES = (
    *TIME_NAMES, "interval", "hour", "half_hour", "quarter_hour", "slot", "period", "clock",
    "time_of_day", "clock_time", "start_time", "interval_time", "interval_start_time", "from",
    "begin", "begins", "begin_time",
)  # fmt: skip
_DATE_NAMES = (
    "date", "day", "ds", "start_date", "call_date", "interval_date", "calendar_date",
    "business_date",
)  # fmt: skip
_VALUE_NAMES = ("offered", "calls", "contacts", "count", "volume", "value", "arrivals", "y")
ALIASES = {
    "interval_start": (*TIME_NAMES, "interval", "date"),
    "queue": ("queue_name", "queue_id", "skill", "group", "split", "channel", "line", "unique_id"),
    "offered": (*_VALUE_NAMES, "calls_offered", "received", "cases"),
    "aht_s": ("aht", "handle_time", "avg_handle_time", "average_handle_time"),
}
LOOKS_LIKE_TIME = re.compile(r"\s*\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}")
OPTIONS = (
    "or say what its columns are: time_column, value_column and, where there are such, date_column "
    "and queue_column (--time-column and so on)"
)
DATE = re.compile(r"\s*\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}\s*")
_HOUR_NAMES = ("hour", "hour_of_day", "hour_of_the_day", "hr")
HOUR = re.compile(r"\s*([01]?\d|2[0-3])\s*")
_WHOLE = re.compile(r"\s*\d+\s*")
CLOCK = re.compile(r"\s*\d{1,2}:\d\d(:\d\d(\.\d+)?)?( ?[AaPp]\.?[Mm]\.?)?\s*")


@dataclass(frozen=True)
class Columns:
    """Positions of the columns in the file; none where the file has no such column.

    Where there is a `date`, `time` holds times of day only.
    """

    time: int
    queue: int | None
    offered: int
    aht: int | None
    notes: tuple[str, ...]
    date: int | None = None


def date_and_time(
    text: TextFile, date_column: str | None, time_column: str | None
) -> tuple[str, str] | None:
    """The columns of dates and of times of day, of a file that has them apart; none if it has not.

    Where the user names neither, one column alone must hold dates, be called so or be the first,
    and one that is called like a time must hold times of day, in all of the first rows: ``HH:MM``,
    or whole hours in one that is called `hour`. A file with `interval_start` has whole times
    there, and its durations look like times of day.

    Raises
    ------
    DataError
        If a column that the user names is absent, or no column of times of day goes with it.
    """
    cells = {
        name: [row[i].strip() for row in text.head if i < len(row) and row[i].strip()]
        for i, name in enumerate(text.header)
    }
    if date_column is not None or time_column is not None:
        _require(text, tuple(name for name in (date_column, time_column) if name is not None))
    if date_column is not None and not any(map(LOOKS_LIKE_TIME.match, cells[date_column][:1])):
        _fail(
            text, f"column '{date_column}' holds no date in its first row; name the column of dates"
        )
    if date_column is None and "interval_start" in text.header:
        return None
    whole = any(
        LOOKS_LIKE_TIME.match(cell) and not DATE.fullmatch(cell)
        for column in cells.values()
        for cell in column
    )
    if whole and date_column is None and time_column is None:
        return None
    dates = [name for name, column in cells.items() if all_are(DATE, column)]
    if len(dates) == 1 and dates[0] != text.header[0] and _plain(dates[0]) not in _DATE_NAMES:
        dates = []
    clocks = [
        name
        for name, column in cells.items()
        if (_plain(name) in _CLOCK_NAMES and all_are(CLOCK, column))
        or (_plain(name) in _HOUR_NAMES and all_are(HOUR, column))
    ]
    if len(clocks) > 1:
        clocks = [name for name in clocks if _plain(name) in TIME_NAMES] or clocks
    hours = [name for name in cells if _plain(name) in _HOUR_NAMES]
    if len(dates) == len(hours) == 1 and not clocks and all_are(_WHOLE, cells[hours[0]]):
        late = next(cell for cell in cells[hours[0]] if not HOUR.fullmatch(cell))
        _fail(
            text,
            f"column '{hours[0]}' holds {late}, but hours of the day are 0 to 23 (each the hour "
            "that begins then); count them so, or write HH:MM",
        )
    dates, clocks = (
        found if told is None else [told]
        for told, found in ((date_column, dates), (time_column, clocks))
    )
    apart = (
        len(dates) == len(clocks) == 1
        and _of_day(cells[clocks[0]])
        and (time_column is not None or _repeat_each_day(text, dates[0], clocks[0]))
    )
    if date_column is not None and not apart:
        _fail(
            text,
            f"it is not clear which column holds the times of day that go with '{date_column}' "
            f"(there are {listed(text.header)}); name one that holds HH:MM, or hours from 0 to 23, "
            "with time_column (--time-column)",
        )
    if time_column is not None and not apart and _of_day(cells[time_column]):
        _fail(
            text,
            f"column '{time_column}' holds times of day alone, and it is not clear which column "
            f"holds their dates (there are {listed(text.header)}); name it with date_column "
            "(--date-column)",
        )
    return (dates[0], clocks[0]) if apart else None


def _plain(name: str) -> str:
    return name.lower().replace(" ", "_")


def all_are(form: re.Pattern[str], cells: list[str]) -> bool:
    """Whether there are cells, and all are written so."""
    return bool(cells) and all(form.fullmatch(cell) for cell in cells)


def _of_day(cells: list[str]) -> bool:
    """Whether all are times of day."""
    return all_are(CLOCK, cells) or all_are(HOUR, cells)


def _repeat_each_day(text: TextFile, date: str, clock: str) -> bool:
    """Whether times of day come again on other days, as durations beside a date seldom do."""
    days_of_clock: dict[str, set[str]] = {}
    at = (text.header.index(date), text.header.index(clock))
    for row in text.head:
        if len(row) > max(at):
            days_of_clock.setdefault(row[at[1]].strip(), set()).add(row[at[0]].strip())
    days = set().union(*days_of_clock.values())
    return len(days) < 3 or any(len(own) > 1 for own in days_of_clock.values())


def queue_column_of(
    text: TextFile, queue_column: str | None, time_column: str | None, value_column: str | None
) -> str | None:
    """The column that names each row's queue: as told, ``queue``, or one that is called alike.

    The last only where the columns of times and contacts are named, so that the file is plainly
    foreign; none if there is no such column, or more than one.
    """
    if queue_column is not None:
        _require(text, (queue_column,))
        return queue_column
    if "queue" in text.header:
        return "queue"
    if time_column is None or value_column is None:
        return None
    alike = [
        name
        for name in text.header
        if name.lower().replace(" ", "_") in ("queue", *ALIASES["queue"])
        and name not in (time_column, value_column)
    ]
    return alike[0] if len(alike) == 1 else None


def choose_columns(
    text: TextFile,
    queue: str | None,
    time_column: str | None,
    value_column: str | None,
    queue_column: str | None = None,
    date_column: str | None = None,
) -> Columns:
    """Find the columns of a canonical or of a plain file.

    Parameters
    ----------
    text : TextFile
    queue : str, optional
        Queue of a plain file; a canonical file names its queues itself.
    time_column, value_column : str, optional
        Names the user gave.
    queue_column : str, optional
        As `queue_column_of` finds it.
    date_column : str, optional
        As `date_and_time` finds it; `time_column` then holds times of day.

    Raises
    ------
    DataError
        If a column is missing or cannot be told without a guess.
    """
    header = text.header
    if all(LOOKS_LIKE_TIME.match(name) or is_number(name) for name in header[:1] + header[-1:]):
        _fail(
            text,
            "holds data where the header was expected; put a first line such as "
            f"{','.join(CANONICAL)}",
        )
    has_queue = queue_column is not None
    if has_queue and queue is not None:
        _fail(
            text,
            f"has a column '{queue_column}', so the queue of the whole file cannot be '{queue}'; "
            "leave that out, or remove the column",
        )
    notes: list[str] = []
    if queue is None:
        wanted_time, wanted_value = time_column or "interval_start", value_column or "offered"
        wanted = (wanted_time, wanted_value) if has_queue else (wanted_time, "queue", wanted_value)
        _require(text, wanted)
    else:
        wanted_time = time_column or _plain_column(text, "time", value_column)
        wanted_value = value_column or _plain_column(text, "value", wanted_time)
        _require(text, (wanted_time, wanted_value))
    if wanted_time == wanted_value:
        _fail(text, f"column '{wanted_time}' cannot hold both the times and the contacts")
    chosen = [c for c in (date_column, wanted_time, queue_column, wanted_value) if c is not None]
    for name in chosen:
        if chosen.count(name) > 1:
            _fail(text, f"column '{name}' is named for two things; name one column for each")
    if (wanted_time, wanted_value) != ("interval_start", "offered"):
        of_days = f"'{date_column}' and " if date_column is not None else ""
        notes.append(
            f"times are read from {of_days}'{wanted_time}' and contacts from '{wanted_value}'"
        )
    if queue_column not in (None, "queue"):
        notes.append(f"queues are read from '{queue_column}'")
    has_aht = "aht_s" in header
    if not has_aht:
        likely = _likely("aht_s", header)
        seconds = f"; if '{likely}' holds it in seconds, call it aht_s" if likely else ""
        notes.append(f"there is no column aht_s, so the file tells no handle times{seconds}")
    used = {wanted_time, wanted_value, "aht_s", queue_column, date_column}
    if ignored := [name for name in header if name not in used]:
        notes.append(f"ignored column{'s' if len(ignored) > 1 else ''} {listed(tuple(ignored))}")
    return Columns(
        header.index(wanted_time),
        header.index(queue_column) if queue_column is not None else None,
        header.index(wanted_value),
        header.index("aht_s") if has_aht else None,
        tuple(notes),
        header.index(date_column) if date_column is not None else None,
    )


def _plain_column(text: TextFile, kind: str, other: str | None) -> str:
    """The one column of a plain file that can be meant, by its name or because no other is left."""
    header = text.header
    names = TIME_NAMES if kind == "time" else _VALUE_NAMES
    known = [name for name in header if name.lower() in names and name != other]
    if len(known) == 1:
        return known[0]
    cells = (*text.first_row, *[""] * len(header))
    fits = (
        [bool(LOOKS_LIKE_TIME.match(cell)) for cell in cells]
        if kind == "time"
        else [is_number(cell) for cell in cells]
    )
    possible = [name for name, fit in zip(header, fits, strict=False) if fit and name != other]
    if len(possible) == 1 and not known:
        return possible[0]
    option, meaning = (
        ("time_column (--time-column)", "times")
        if kind == "time"
        else ("value_column (--value-column)", "offered contacts")
    )
    return _fail(
        text,
        f"it is not clear which column holds the {meaning} (there are {listed(header)}); "
        f"name it with {option}",
    )


def _require(text: TextFile, wanted: tuple[str, ...]) -> None:
    missing = [name for name in wanted if name not in text.header]
    if not missing:
        return
    hints = []
    for name in missing:
        likely = _likely(name, text.header)
        if likely is not None:
            hints.append(f"rename '{likely}' to '{name}' if that is it")
        elif name == "queue":
            missing = ["queue"]
            hints = [
                "add it, or say which queue the whole file is of (queue: NAME, or --queue NAME)"
            ]
            break
    if all(name in CANONICAL for name in missing) and "rename" not in "".join(hints):
        hints.append(OPTIONS)
    absent = " and ".join(f"'{name}'" for name in missing)
    separators = "" if len(text.header) > 1 else " (separate columns by commas)"
    _fail(
        text,
        f"has no column {absent}; it has {listed(text.header)}{separators}"
        + "".join(f"; {hint}" for hint in hints),
    )


def _likely(name: str, header: tuple[str, ...]) -> str | None:
    """The column that is probably meant by `name`."""
    free = {h.lower().replace(" ", "_"): h for h in header if h not in CANONICAL}
    for alias in (name, *ALIASES.get(name, ())):
        if alias in free:
            return free[alias]
    close = difflib.get_close_matches(name.lower(), list(free), n=1, cutoff=0.7)
    return free[close[0]] if close else None


def is_number(cell: str) -> bool:
    """Whether a cell holds a number, with a point or a decimal comma."""
    try:
        float(cell)
    except ValueError:
        return DECIMAL_COMMA.fullmatch(cell.strip()) is not None
    return True


def _fail(text: TextFile, message: str) -> NoReturn:
    raise DataError(Problem(message, text.path, 1))
