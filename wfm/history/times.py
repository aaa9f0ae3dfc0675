"""Texts of times into moments, where a local time may be skipped or repeated by a clock change."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

_OFFSET = r"(?:Z|z|[+-]\d\d(?::?\d\d)?)"
_TIME = rf"\d{{4}}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?{_OFFSET}?)?"
_WITH_OFFSET = rf"\d\d:\d\d.*{_OFFSET}$"


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


def parse_times(texts: NDArray[np.object_], zone: ZoneInfo) -> Moments:
    """Read ISO 8601 times, those without offset in `zone`."""
    import pandas as pd

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
