"""The mean of the last four same weekdays: what planners use, and the yardstick of every model."""

from collections.abc import Mapping
from datetime import date

import numpy as np
from numpy.typing import NDArray

from wfm.forecast.day_table import DayTable, Grid

WEEKS = 4


def last_four_weeks(past: DayTable, days: range, holidays: Mapping[date, str]) -> Grid:
    """Mean by slot of the last four days of the same weekday, without holidays.

    See `wfm.forecast.fitted.Model` for parameters and result.
    """
    return mean_of_last(past, days, holidays, WEEKS)


def mean_of_last(past: DayTable, days: range, holidays: Mapping[date, str], weeks: int) -> Grid:
    """Mean by slot of the last `weeks` recorded days of the same weekday, without holidays."""
    common = past.common_days(holidays)
    return mean_of_like(past, days, past.recorded & common, weeks)


def mean_of_like(past: DayTable, days: range, chosen: NDArray[np.bool_], weeks: int) -> Grid:
    """The same of chosen days, a mask of shape (queues, days)."""
    mean = np.zeros((len(past.queues), len(days), past.n_slots))
    place = np.array(days) % 7
    for q, calls in enumerate(past.offered):
        rows = np.flatnonzero(chosen[q])
        weekday = rows % 7
        last = [rows[weekday == number][-weeks:] for number in range(7)]
        like = np.zeros((7, weeks), dtype=np.int64)
        told = np.zeros((7, weeks), dtype=bool)
        for number, own in enumerate(last):
            like[number, : len(own)], told[number, : len(own)] = own, True
        slots = calls[like]
        known = ~np.isnan(slots) & told[:, :, None]
        by_weekday = np.where(known, slots, 0.0).sum(axis=1) / np.maximum(known.sum(axis=1), 1)
        mean[q] = by_weekday[place]
    return mean
