"""Last week again: the simplest forecast that knows the week."""

from collections.abc import Mapping
from datetime import date

from wfm.forecast.day_table import DayTable, Grid
from wfm.forecast.last_four_weeks import mean_of_last


def seasonal_naive(past: DayTable, days: range, holidays: Mapping[date, str]) -> Grid:
    """Repeat the last recorded same weekday that was no holiday.

    See `wfm.forecast.fitted.Model` for parameters and result.
    """
    return mean_of_last(past, days, holidays, 1)
