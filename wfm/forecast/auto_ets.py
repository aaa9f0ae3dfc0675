"""AutoETS for the day's volume, times the plain profile of its weekday; an optional member."""

from collections.abc import Mapping
from datetime import date

import numpy as np
from numpy.typing import NDArray

from wfm.forecast.day_table import DayTable, Grid
from wfm.forecast.last_four_weeks import last_four_weeks
from wfm.forecast.profile import Calls, closed_as_zero, learn_shape

LEARNT_WEEKS = 60
LEAST_WEEKS = 3


def auto_ets(past: DayTable, days: range, holidays: Mapping[date, str]) -> Grid:
    """Mean by exponential smoothing in state space form, chosen by AICc.

    Hyndman and Khandakar (2008), "Automatic time series forecasting: the forecast package for R",
    as in statsforecast, with the week as its season. Holidays and days without a record are filled
    with the mean of the days of their weekday around them; a queue of less than three weeks has the
    mean of the last four weeks. See `wfm.forecast.fitted.Model` for parameters and result.
    """
    from statsforecast.models import AutoETS

    mean = last_four_weeks(past, days, holidays)
    weekday = (past.first_day.weekday() + np.arange(days.stop)) % 7
    common = past.common_days(holidays)
    for q, offered in enumerate(past.offered):
        works = np.isin(weekday, past.weekdays_of_queue[q])
        season = len(past.weekdays_of_queue[q])
        rows = np.flatnonzero(past.recorded[q] & common & works[: past.n_days])
        if len(rows) < LEAST_WEEKS * season:
            continue
        calls = Calls.of(closed_as_zero(offered, weekday[: past.n_days]))
        first = int(rows[0])
        volume = _filled(calls, rows, weekday)[first:][works[first : past.n_days]]
        ahead = np.flatnonzero(works[past.n_days :])
        said = np.zeros(days.stop - past.n_days)
        model = AutoETS(season_length=season, model="ZNZ" if season > 1 else "ZNN")
        said[ahead] = np.maximum(
            model.forecast(y=volume[-LEARNT_WEEKS * season :], h=len(ahead))["mean"], 0.0
        )
        profiles = learn_shape(calls, rows, weekday, past.n_days).by_weekday[
            weekday[np.array(days)]
        ]
        mean[q] = said[np.array(days) - past.n_days][:, None] * profiles
    return mean


def _filled(calls: Calls, rows: NDArray[np.int64], weekday: NDArray[np.int64]) -> Grid:
    """Contacts of each day; all but `rows` as the nearest of these of the same weekday."""
    totals = calls.filled.sum(axis=1)
    filled: Grid = totals.copy()
    for day in np.setdiff1d(np.arange(len(totals)), rows):
        like = rows[weekday[rows] == weekday[day]]
        if len(like) > 0:
            nearest = like[np.argsort(np.abs(like - day), kind="stable")[:4]]
            filled[day] = totals[nearest].mean()
    return filled
