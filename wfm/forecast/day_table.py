"""History as one matrix a queue: local days by wall-clock slots of the day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from wfm.center.history import History
from wfm.center.horizon import Horizon

Grid = NDArray[np.float64]
MINUTES_PER_DAY = 24 * 60
LEAST_EMPTY_WEEKS = 4
LEAST_SILENT_DAYS = 21
IMPLAUSIBLE_LOSS = 7.0


@dataclass(frozen=True)
class DayTable:
    """Contacts by queue, local day and slot of the day.

    Attributes
    ----------
    queues : tuple of str
    first_day : date
        Day of the first column of the middle axis; the days follow without gaps.
    slot_minutes : int
    offered : array of shape (queues, days, slots)
        Contacts offered, NaN where nothing was recorded.
    aht_s : array of shape (queues, days, slots)
        Average handle time, NaN where there is none.
    """

    queues: tuple[str, ...]
    first_day: date
    slot_minutes: int
    offered: Grid
    aht_s: Grid

    @property
    def n_days(self) -> int:
        """Number of days."""
        return int(self.offered.shape[1])

    @property
    def n_slots(self) -> int:
        """Slots of a day of 24 hours."""
        return int(self.offered.shape[2])

    @cached_property
    def dates(self) -> tuple[date, ...]:
        """The local days."""
        return tuple(self.first_day + timedelta(days=i) for i in range(self.n_days))

    @cached_property
    def recorded(self) -> NDArray[np.bool_]:
        """Days with any contact, shape (queues, days); a day of zeros counts as not worked."""
        has_any: NDArray[np.bool_] = np.nansum(self.offered, axis=2) > 0
        return has_any

    def common_days(self, holidays: Mapping[date, str]) -> NDArray[np.bool_]:
        """Days that are no holidays, shape (days,)."""
        common = np.ones(self.n_days, dtype=bool)
        numbers = np.array([(day - self.first_day).days for day in holidays], dtype=np.int64)
        common[numbers[(numbers >= 0) & (numbers < self.n_days)]] = False
        return common

    @cached_property
    def operating_weekdays(self) -> tuple[int, ...]:
        """Weekdays (Monday is 0) that are worked, as far as the days tell; unseen ones may be."""
        weekday = (self.first_day.weekday() + np.arange(self.n_days)) % 7
        worked = set(weekday[self.recorded.any(axis=0)].tolist())
        return tuple(d for d in range(7) if d in worked or d not in weekday)

    @cached_property
    def weekdays_of_queue(self) -> tuple[tuple[int, ...], ...]:
        """Weekdays that each queue works; those not seen yet may be.

        A queue has given a weekday up if that weekday had no contacts in its last weeks, while the
        queue had some, and that by chance is implausible.
        """
        n_queues, n_weeks = len(self.queues), -(-self.n_days // 7)
        total = np.where(np.isnan(self.offered).all(axis=2), np.nan, np.nansum(self.offered, 2))
        last_day = np.where(self.recorded, np.arange(self.n_days), -1).max(axis=1)
        total[np.arange(self.n_days) > last_day[:, None]] = np.nan
        whole_weeks = ((0, 0), (0, n_weeks * 7 - self.n_days))
        by_week = np.pad(total, whole_weeks, constant_values=np.nan).reshape(n_queues, n_weeks, 7)
        week = np.arange(n_weeks)[:, None]
        last = np.where(by_week > 0, week, -1).max(axis=1)
        told = ~np.isnan(by_week)
        empty = (told & (week > last[:, None])).sum(axis=1)
        usual = np.nansum(by_week, axis=1) / np.maximum((told.sum(axis=1) - empty), 1)
        given_up = (empty >= LEAST_EMPTY_WEEKS) & (empty * usual > IMPLAUSIBLE_LOSS)
        works = (last >= 0) & ~given_up
        weekday = (self.first_day.weekday() + np.arange(7)) % 7
        unseen = np.setdiff1d(np.arange(7), weekday[: min(self.n_days, 7)])
        return tuple(
            tuple(sorted({*weekday[own].tolist(), *unseen.tolist()}))
            if own.any()
            else self.operating_weekdays
            for own in works
        )

    @cached_property
    def silent(self) -> NDArray[np.bool_]:
        """Queues that had contacts and have none any more, shape (queues,).

        Zeros are recorded for `LEAST_SILENT_DAYS` up to the end, and by chance that is implausible.
        """
        known: NDArray[np.bool_] = np.any(~np.isnan(self.offered), axis=2)
        n_known = known.sum(axis=1)
        last = np.where(self.recorded, np.arange(self.n_days), -1).max(axis=1, initial=-1)
        since = np.where(np.arange(self.n_days) > last[:, None], known, False).sum(axis=1)
        usual = np.nansum(self.offered, axis=(1, 2)) / np.maximum(n_known - since, 1)
        quiet: NDArray[np.bool_] = (
            (last >= 0)
            & (self.n_days - 1 - last >= LEAST_SILENT_DAYS)
            & known[:, -LEAST_SILENT_DAYS:].any(axis=1)
            & (since * usual > IMPLAUSIBLE_LOSS)
        )
        return quiet

    def before(self, day: int) -> "DayTable":
        """The first `day` days."""
        return DayTable(
            self.queues,
            self.first_day,
            self.slot_minutes,
            self.offered[:, :day],
            self.aht_s[:, :day],
        )


def slots_of(grid: Horizon) -> NDArray[np.int64]:
    """Slot of the day of each interval of a horizon, by the wall clock, shape (intervals,)."""
    return grid.clock_min_of_interval // grid.interval_minutes


def day_table(history: History) -> DayTable:
    """Arrange a history by days and slots.

    The hour that an autumn clock change repeats becomes the mean of its two passes; the one that a
    spring change skips stays open.
    """
    grid = history.grid
    day, slot = grid.day_of_interval, slots_of(grid)
    shape = (grid.days, MINUTES_PER_DAY // grid.interval_minutes)

    def arrange(values: Grid) -> Grid:
        table = np.full((len(history.queues), *shape), np.nan)
        table[:, day, slot] = values
        cell = day * shape[1] + slot
        for again in np.flatnonzero(np.bincount(cell, minlength=shape[0] * shape[1]) > 1):
            passes = values[:, cell == again]
            known = ~np.isnan(passes)
            total = np.where(known, passes, 0.0).sum(axis=1)
            count = known.sum(axis=1)
            table[:, again // shape[1], again % shape[1]] = np.where(
                count > 0, total / np.maximum(count, 1), np.nan
            )
        return table

    return DayTable(
        history.queues,
        grid.start,
        grid.interval_minutes,
        arrange(history.offered),
        arrange(history.aht_s),
    )


def on_horizon(table: Grid, horizon: Horizon) -> Grid:
    """Values by (queues, days of the horizon, slots) on the horizon's intervals."""
    return table[:, horizon.day_of_interval, slots_of(horizon)]
