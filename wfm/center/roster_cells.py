"""Times, stretches and names of shifts as people write them into rosters."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise

from wfm.center.date_format import read_date

_CLOCK = r"\d{1,2}:\d\d(?::\d\d)?(?: ?[AaPp]\.?[Mm]\.?)?"
_TIME = re.compile(_CLOCK)
_PARTS = re.compile(r"(\d{1,2}):(\d\d)(?::(\d\d))?(?: ?([AaPp])\.?[Mm]\.?)?")
_STRETCH = re.compile(rf"({_CLOCK})\s*(?:-|–|to)\s*({_CLOCK})")
_MOMENT = re.compile(rf"(\S+?)(?:T|,?\s+)({_CLOCK})")
_NOTHING = ("", "-", "–", "off")
HOUR_S = 3600
DAY_S = 24 * HOUR_S


def is_off(text: str, words: tuple[str, ...] = ()) -> bool:
    """Whether a cell says that there is no shift."""
    return text.strip().lower() in (*_NOTHING, *(word.lower() for word in words))


def clock_s(text: str) -> int:
    """Seconds after midnight of ``08:30``, ``08:30:00`` or ``8:30 AM``; 24:00 is the day's end.

    Raises
    ------
    ValueError
        If it is no time of day.
    """
    found = _PARTS.fullmatch(text.strip())
    if found is not None:
        hour, minute, second, half = int(found[1]), int(found[2]), int(found[3] or 0), found[4]
        if half is not None:
            hour = hour % 12 + 12 * (half in "Pp") if 1 <= hour <= 12 else 99
        seconds = hour * HOUR_S + minute * 60 + second
        if minute < 60 and second < 60 and seconds <= DAY_S:
            return seconds
    raise ValueError(f"'{text}' is not a time; write 08:30, 8:30 AM or 2026-01-05T08:30")


def not_a_clock(text: str) -> str:
    """What is wrong with a text in the place of a time of day, and what to write instead.

    A whole number up to 24 is an hour, and a share of a day is how a spreadsheet stores a time.
    """
    try:
        number = float(text)
    except ValueError:
        number = -1.0
    if 0 < number < 1:
        minutes = round(number * 24 * 60)
        written = f"{minutes // 60:02d}:{minutes % 60:02d}"
        return (
            f"'{text}' is a share of a day, as spreadsheets store times; give the column the "
            f"format of a time there, so that it says {written}"
        )
    if number.is_integer() and 0 <= number <= 24:
        return f"'{text}' is not a time; write {int(number):02d}:00"
    return f"'{text}' is not a time; write 08:30 or 8:30 AM"


def is_clock(text: str) -> bool:
    """Whether a text has the form of a time of day without a date."""
    return _TIME.fullmatch(text.strip()) is not None


def moment(text: str, date_format: str) -> datetime:
    """A date and time, with or without an offset from UTC.

    Raises
    ------
    ValueError
        If it is none.
    """
    try:
        if ":" in text:
            return datetime.fromisoformat(text.strip())
    except ValueError:
        pass
    found = _MOMENT.fullmatch(text.strip())
    day = read_date(found[1], date_format) if found is not None else None
    if found is None or day is None:
        raise ValueError(f"'{text}' is not a time; write it as 2026-01-05T08:00:00+00:00")
    return at(day, clock_s(found[2]))


def date_of_moment(text: str) -> str | None:
    """The date in a date and time, as it is written; None where there is none."""
    found = re.match(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}(?=T|,?\s)", text.strip())
    return found[0] if found is not None else None


def at(day: date, second: int) -> datetime:
    """The wall-clock moment a number of seconds after midnight."""
    return datetime(day.year, day.month, day.day) + timedelta(seconds=second)


@dataclass(frozen=True)
class Cell:
    """What a cell of a grid says: a shift's name, its hours, or both.

    Attributes
    ----------
    shift : str
        Empty where the cell tells none.
    start_s : int, optional
        Start, seconds after midnight.
    stretches_s : tuple of pairs of int
        Start and end of each part, seconds after the day's midnight.
    """

    shift: str
    start_s: int | None = None
    stretches_s: tuple[tuple[int, int], ...] = ()


def cell_of(text: str) -> Cell:
    """Read ``early``, ``early@07:30``, ``07:30-16:00``, or ``split 09:00-13:00, 16:00-20:00``.

    Raises
    ------
    ValueError
        If hours are wrong.
    """
    found = list(_STRETCH.finditer(text))
    if not found:
        name, mark, clock = text.partition("@")
        return Cell(name.strip(), clock_s(clock) if mark else None)
    between = {text[a.end() : b.start()].strip() for a, b in pairwise(found)}
    between.add(text[found[-1].end() :].strip())
    if not between <= {"", ",", "+", "/", "&", ";", "and"}:
        raise ValueError(f"'{text}' is not understood; write hours as 08:00-16:30")
    stretches = []
    after = 0
    for stretch in found:
        begin, end = stretch_s(stretch[1], stretch[2])
        while begin < after:
            begin, end = begin + DAY_S, end + DAY_S
        stretches.append((begin, end))
        after = end
    return Cell(text[: found[0].start()].strip(" ,:("), None, tuple(stretches))


def stretch_s(start: str, end: str) -> tuple[int, int]:
    """Two times of day as seconds after midnight, the end on the next day where it is earlier.

    Raises
    ------
    ValueError
        If one is no time, both are equal, or only one tells which half of the day it is in.
    """
    begin, stop = clock_s(start), clock_s(end)
    if _half(start) != _half(end):
        raise ValueError(f"{start}-{end}: only one of the times has AM or PM; write both so")
    if begin == stop:
        raise ValueError(f"{start}-{end}: ends ({end}) no later than it starts ({start})")
    return begin, stop + (DAY_S if stop < begin else 0)


def _half(clock: str) -> bool:
    return clock.strip().lower().rstrip(".").endswith("m")
