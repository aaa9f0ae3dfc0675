"""Texts of times into moments, where a local time may be skipped or repeated by a clock change."""

import re
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from wfm.center.date_format import DateFormat, date_pattern

_OFFSET = r"(?:Z|z|[+-]\d\d(?::?\d\d)?)"
_TIME = rf"\d{{4}}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?{_OFFSET}?)?"
_WITH_OFFSET = rf"\d\d:\d\d.*{_OFFSET}$"
_HALF_DAY = re.compile(rf" ?[AaPp]\.?[Mm]\.?{_OFFSET}?$")
_CLOCK = rf"(?:[T ]+(\d\d?):(\d\d)(:\d\d(?:\.\d+)?)?(?: ?([AaPp])\.?[Mm]\.?)?({_OFFSET})?)?"


@dataclass(frozen=True)
class Moments:
    """What each text means; arrays of shape (texts,).

    Attributes
    ----------
    first_s, second_s : array of int
        Seconds since 1970 in UTC, read as the first and as the second pass of a repeated hour;
        equal for every other time.
    unreadable : array of bool
        The text is no time.
    skipped : array of bool
        The local time does not exist, because a clock change jumps over it.
    naive : array of bool
        The time has no UTC offset.
    """

    first_s: NDArray[np.int64]
    second_s: NDArray[np.int64]
    unreadable: NDArray[np.bool_]
    skipped: NDArray[np.bool_]
    naive: NDArray[np.bool_]


def parse_times(
    texts: NDArray[np.object_], zone: ZoneInfo, date_format: DateFormat | None = None
) -> Moments:
    """Read ISO 8601 times, those without offset in `zone`.

    Times of day may be those of a twelve-hour clock, such as ``9:30 PM``. With a `date_format`,
    dates are written so, days and months with one digit or two.
    """
    import pandas as pd

    if date_format is not None:
        texts = np.array([_iso(text, date_format) for text in texts], dtype=object)
    else:
        texts = np.array(
            [_iso(text, "YYYY-MM-DD") if _HALF_DAY.search(text) else text for text in texts],
            dtype=object,
        )
    series = pd.Series(texts, dtype="str")
    readable = series.str.fullmatch(_TIME).to_numpy(dtype=bool)
    aware = readable & series.str.contains(_WITH_OFFSET, regex=True).to_numpy(dtype=bool)
    naive = readable & ~aware
    first_s = np.zeros(len(texts), dtype=np.int64)
    second_s = np.zeros(len(texts), dtype=np.int64)
    unreadable, skipped = ~readable, np.zeros(len(texts), dtype=bool)

    if aware.any():
        moments = pd.DatetimeIndex(
            pd.to_datetime(series[aware], format="ISO8601", utc=True, errors="coerce")
        )
        unreadable[aware] = moments.isna()
        first_s[aware] = second_s[aware] = moments.as_unit("s").asi8
    if naive.any():
        local = pd.DatetimeIndex(
            pd.to_datetime(series[naive], format="ISO8601", errors="coerce")
        ).as_unit("s")
        unreadable[naive] = local.isna()
        passes = [
            local.tz_localize(zone, ambiguous=np.full(len(local), first), nonexistent="NaT")
            for first in (True, False)
        ]
        skipped[naive] = np.asarray(passes[0].isna()) & np.asarray(local.notna())
        first_s[naive], second_s[naive] = (moments.asi8 for moments in passes)
    return Moments(first_s, second_s, unreadable, skipped, naive)


def _iso(text: str, date_format: str) -> str:
    """A time as ISO 8601 writes it; nothing where the text is not written as `date_format`."""
    found = re.fullmatch(date_pattern(date_format) + _CLOCK, text)
    if found is None:
        return ""
    day = f"{found['y']}-{int(found['m']):02d}-{int(found['d']):02d}"
    hour, minute, second, half, offset = found.groups()[3:]
    if hour is None:
        return day
    if half is not None:
        if not 1 <= int(hour) <= 12:
            return ""
        hour = int(hour) % 12 + (12 if half in "Pp" else 0)
    return f"{day} {int(hour):02d}:{minute}{second or ''}{offset or ''}"
