"""Whether the UTC offsets of a file are those of the clock in which it is read."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from wfm.history.times import Moments

_OFFSET = r"\d\d:\d\d.*?([+-]\d\d(?::?\d\d)?|[Zz])$"
_SHOWN = 4


def clock_doubt(times: NDArray[np.object_], parsed: Moments, zone: ZoneInfo) -> str | None:
    """A note where times carry the offsets of another clock than that of `zone`; else None.

    Offsets change within a file where its clocks do. Read in a zone whose clocks do not, hours move
    by one for half of the year and days end at another hour than the center's. Times in UTC say
    nothing of a clock.

    Parameters
    ----------
    times : array of str, shape (texts,)
    parsed : Moments
        What they mean.
    zone : ZoneInfo
        Zone of the days that are made of them.
    """
    import pandas as pd

    aware = ~parsed.naive & ~parsed.unreadable
    if not aware.any():
        return None
    told = pd.Series(times[aware], dtype="str").str.extract(_OFFSET)[0]
    seconds = {text: _seconds(text) for text in told.dropna().unique()}
    offset_s = told.map(seconds).fillna(0).to_numpy(dtype=np.int64)
    moments_s = parsed.first_s[aware]
    others = np.flatnonzero(offset_s != _offsets_of(moments_s, zone))
    if not offset_s.any() or len(others) == 0:
        return None
    kinds = sorted(seconds, key=lambda text: seconds[text])
    shown = ", ".join(kinds[:_SHOWN]) + (", ..." if len(kinds) > _SHOWN else "")
    says = f"the offsets {shown}, which change" if len(kinds) > 1 else f"the offset {shown}"
    moved = "; hours move by as much" if len(kinds) > 1 else ""
    return (
        f"look: times have {says}, but days and hours are those of {zone.key}, where "
        f"{times[aware][others[0]]} is {_local(int(moments_s[others[0]]), zone)}{moved}; if the "
        "center's clock is another, name its zone (--timezone, or timezone under horizon)"
    )


def _offsets_of(moments_s: NDArray[np.int64], zone: ZoneInfo) -> NDArray[np.int64]:
    """Seconds that the clocks of a zone are ahead of UTC."""
    import pandas as pd

    moments = pd.DatetimeIndex(moments_s.astype("datetime64[s]")).tz_localize("UTC")
    local: pd.DatetimeIndex = moments.tz_convert(zone).tz_localize(None)
    return np.asarray(local.as_unit("s").asi8 - moments_s, dtype=np.int64)


def _seconds(offset: str) -> int:
    """Seconds of an offset such as ``+01:00``, ``+0100``, ``-05`` or ``Z``."""
    digits = offset[1:].replace(":", "")
    ahead = int(digits[:2] or 0) * 3600 + int(digits[2:] or 0) * 60
    return -ahead if offset.startswith("-") else ahead


def _local(moment_s: int, zone: ZoneInfo) -> str:
    return f"{datetime.fromtimestamp(moment_s, UTC).astimezone(zone):%Y-%m-%d %H:%M}"
