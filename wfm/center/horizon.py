"""The planned stretch of days and its grid of intervals, in UTC, with days of 23 and 25 hours."""

from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np
from pydantic import Field, field_validator, model_validator

from wfm.center.values import Value

if TYPE_CHECKING:
    import pandas as pd


def local_time_s(day_start_utc: datetime, zone: ZoneInfo, day: date, minute: int) -> int:
    """Elapsed seconds from `day_start_utc` to the wall-clock time `minute` after midnight of `day`.

    A wall time that a spring change skips means the moment the clock jumps over it; one that an
    autumn change repeats means its first pass.
    """
    wall = datetime.combine(day, time()) + timedelta(minutes=minute)
    moment = wall.replace(tzinfo=zone).astimezone(UTC)
    return int((moment - day_start_utc).total_seconds())


class Horizon(Value):
    """Local days from `start`, cut into half-open intervals of equal length."""

    start: date = Field(description="First local day of the plan, YYYY-MM-DD.")
    days: int = Field(ge=1, le=4000, description="Number of local days.")
    interval_minutes: Literal[5, 10, 15, 30, 60] = Field(
        15, description="Length of an interval in minutes."
    )
    timezone: str = Field(description="IANA time zone of the center, such as Europe/London.")

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise ValueError(
                f"'{name}' is not an IANA time zone; write one such as Europe/London"
            ) from None
        return name

    @field_validator("start")
    @classmethod
    def _within_reason(cls, start: date) -> date:
        if not 1970 <= start.year <= 2200:
            raise ValueError(f"{start} is not between 1970 and 2200")
        return start

    @model_validator(mode="after")
    def _whole_intervals(self) -> "Horizon":
        if np.any(self.day_bounds_s % self.interval_s):
            raise ValueError(
                f"a day of this horizon in {self.timezone} is not a whole number of "
                f"{self.interval_minutes}-minute intervals; use a shorter interval"
            )
        return self

    @property
    def zone(self) -> ZoneInfo:
        """The center's time zone."""
        return ZoneInfo(self.timezone)

    @property
    def interval_s(self) -> int:
        """Length of an interval in seconds."""
        return self.interval_minutes * 60

    @property
    def dates(self) -> tuple[date, ...]:
        """The local days."""
        return tuple(self.start + timedelta(days=i) for i in range(self.days))

    @cached_property
    def start_utc(self) -> datetime:
        """The moment at which the first local day begins, in UTC."""
        return datetime.combine(self.start, time(), self.zone).astimezone(UTC)

    @cached_property
    def day_bounds_s(self) -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
        """Elapsed seconds at each local midnight, shape (days + 1,)."""
        return np.array([self.second_of(i, 0) for i in range(self.days + 1)], dtype=np.int64)

    @property
    def duration_s(self) -> int:
        """Length of the horizon in elapsed seconds."""
        return int(self.day_bounds_s[-1])

    @property
    def n_intervals(self) -> int:
        """Number of intervals."""
        return self.duration_s // self.interval_s

    @cached_property
    def interval_start_s(self) -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
        """Elapsed seconds at the start of each interval, shape (n_intervals,)."""
        return np.arange(self.n_intervals, dtype=np.int64) * self.interval_s

    @cached_property
    def day_of_interval(self) -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
        """Index of the local day of each interval, shape (n_intervals,)."""
        return np.searchsorted(self.day_bounds_s, self.interval_start_s, side="right") - 1

    @cached_property
    def weekday_of_interval(self) -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
        """Number of the weekday of each interval, Monday is 0, shape (n_intervals,)."""
        return np.asarray((self.start.weekday() + self.day_of_interval) % 7, dtype=np.int64)

    @cached_property
    def clock_min_of_interval(self) -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
        """Wall-clock minutes after midnight at each interval's start, shape (n_intervals,)."""
        bounds, day = self.day_bounds_s, self.day_of_interval
        clock = (self.interval_start_s - bounds[day]) // 60
        changed = np.diff(bounds)[day] != 24 * 3600
        for i in np.flatnonzero(changed):
            local = self.moment(int(self.interval_start_s[i]))
            clock[i] = local.hour * 60 + local.minute
        return clock

    def second_of(self, day: int, clock_min: int) -> int:
        """Elapsed seconds from the horizon's start to a wall-clock time of local day `day`.

        `day` may lie outside the horizon (a shift that starts the evening before).
        """
        local_day = self.start + timedelta(days=day)
        return local_time_s(self.start_utc, self.zone, local_day, clock_min)

    def moment(self, second: float) -> datetime:
        """Local, zone-aware moment of elapsed `second`."""
        return (self.start_utc + timedelta(seconds=second)).astimezone(self.zone)

    def second_of_moment(self, moment: datetime) -> int:
        """Elapsed seconds from the horizon's start to a zone-aware moment."""
        return round((moment - self.start_utc).total_seconds())

    def interval_starts(self) -> "pd.DatetimeIndex":
        """UTC start of each interval."""
        import pandas as pd

        return pd.date_range(
            self.start_utc, periods=self.n_intervals, freq=f"{self.interval_minutes}min"
        ).set_names("interval_start")

    def __hash__(self) -> int:
        return hash((self.start, self.days, self.interval_minutes, self.timezone))

    def __eq__(self, other: Any) -> bool:
        return isinstance(other, Horizon) and self.model_dump() == other.model_dump()
