"""What the calendar says of a run of days: weekday, place in the month, holidays and neighbours."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Days:
    """One entry a day, each array of shape (days,).

    Attributes
    ----------
    ordinal : array of int
        Number of the day.
    weekday : array of int
        Monday is 0.
    month_phase : array of float
        Share of the month that has passed, from 0 on its first day.
    holiday : array of int
        0 on common days, else a number for each name of a holiday.
    after, second_after, before : array of bool
        Operating day right after a holiday, the next one, and the one right before.
    """

    ordinal: NDArray[np.int64]
    weekday: NDArray[np.int64]
    month_phase: NDArray[np.float64]
    holiday: NDArray[np.int64]
    after: NDArray[np.bool_]
    second_after: NDArray[np.bool_]
    before: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.ordinal)

    @property
    def near_holiday(self) -> NDArray[np.bool_]:
        """Holidays, and the operating days right after and before them."""
        return (self.holiday > 0) | self.after | self.before

    def __getitem__(self, rows: "slice | NDArray[np.int64] | NDArray[np.bool_]") -> "Days":
        return Days(*(getattr(self, name)[rows] for name in self.__dataclass_fields__))


def beyond_common_days(
    values: NDArray[np.float64], days: Days, coming: Days, prior_days: float
) -> NDArray[np.float64]:
    """What holidays, days after and days before them had over common days, for coming ones.

    Averaged over known days of the kind, shrunk to none as by `prior_days` more without any; a day
    of two kinds takes the larger one.

    Parameters
    ----------
    values : array of shape (days,)
    days, coming : Days
        Known ones, and those to tell of.
    prior_days : float

    Returns
    -------
    array of shape (coming days,)
    """
    common = ~days.near_holiday
    usual = float(values[common].mean()) if common.any() else 0.0
    found = np.zeros(len(coming))
    for kind in ("holiday", "after", "before"):
        own = values[getattr(days, kind) > 0]
        extra = max(float((own - usual).sum()) / (len(own) + prior_days), 0.0)
        found = np.maximum(found, np.where(getattr(coming, kind) > 0, extra, 0.0))
    return found


def describe_days(
    first: date, n_days: int, holidays: Mapping[date, str], operating_weekdays: Sequence[int]
) -> Days:
    """Describe `n_days` days from `first`.

    Parameters
    ----------
    first : date
    n_days : int
    holidays : mapping of date to name
        Known from about a week before `first` to a week after the end, so that neighbours at the
        edges are seen.
    operating_weekdays : sequence of int
        Weekdays on which the center works; neighbours of holidays are counted in these.
    """
    margin = 10
    start = np.datetime64(first - timedelta(days=margin), "D")
    day = start + np.arange(n_days + 2 * margin)
    weekday = (day.astype(np.int64) + 3) % 7
    month = day.astype("datetime64[M]")
    month_start = month.astype("datetime64[D]")
    month_length = (month + 1).astype("datetime64[D]") - month_start

    codes = {name: i + 1 for i, name in enumerate(sorted(set(holidays.values())))}
    holiday = np.zeros(len(day), dtype=np.int64)
    for when, name in holidays.items():
        index = int((np.datetime64(when, "D") - start).astype(np.int64))
        if 0 <= index < len(day):
            holiday[index] = codes[name]

    works = np.isin(weekday, operating_weekdays)
    place = np.flatnonzero(works)
    off = holiday[place] > 0
    after = np.zeros(len(day), dtype=bool)
    second_after, before = after.copy(), after.copy()
    after[place[1:]] = off[:-1] & ~off[1:]
    second_after[place[2:]] = off[:-2] & ~off[1:-1] & ~off[2:]
    before[place[:-1]] = off[1:] & ~off[:-1]

    inside = slice(margin, margin + n_days)
    return Days(
        ordinal=day.astype(np.int64)[inside],
        weekday=weekday[inside],
        month_phase=((day - month_start) / month_length)[inside],
        holiday=holiday[inside],
        after=after[inside],
        second_after=second_after[inside],
        before=before[inside],
    )
