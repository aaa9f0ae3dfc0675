"""The center's own model: a day level times an intraday profile."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from wfm.forecast.day_covariance import DayPrior, covariance
from wfm.forecast.day_level import predict_levels
from wfm.forecast.day_table import DayTable, Grid
from wfm.forecast.days import Days, describe_days
from wfm.forecast.profile import pooled_profile, predict_profiles

PRIOR = DayPrior()
MOST_DAYS = 800
TWO_YEARS = 700
YEAR_SD = 0.1
PLAUSIBLE_ZERO = 7.0
LEAST_COVERAGE = 0.5


def wfm_model(past: DayTable, days: range, holidays: Mapping[date, str]) -> Grid:
    """Day levels by a Gaussian process over calendar days, times profiles by weekday.

    See `wfm.forecast.models.Model` for parameters and result.
    """
    oldest = max(0, past.n_days - MOST_DAYS)
    weekdays = past.operating_weekdays
    every = describe_days(past.first_day, days.stop, holidays, weekdays)
    known, ahead = every[oldest : past.n_days], every[days.start : days.stop]
    prior = replace(PRIOR, year_sd=YEAR_SD if len(known) >= TWO_YEARS else 0.0)
    among_known = covariance(known, known, prior)
    to_ahead = covariance(ahead, known, prior)
    works = np.isin(ahead.weekday, weekdays)

    mean = np.zeros((len(past.queues), len(days), past.n_slots))
    for q in range(len(past.queues)):
        calls = past.offered[q, oldest:]
        shape = pooled_profile(calls)
        coverage = (~np.isnan(calls)) @ shape
        totals = np.nansum(calls, axis=1)
        rows = np.flatnonzero(_usable(totals, coverage, known))
        if len(rows) == 0:
            continue
        level = predict_levels(
            totals[rows] / coverage[rows],
            among_known[np.ix_(rows, rows)],
            to_ahead[:, rows],
            prior.noise_sd,
        )
        common = np.zeros(len(known), dtype=bool)
        common[rows] = known.holiday[rows] == 0
        if not common.any():
            common[rows] = True
        profile = predict_profiles(calls, common, known.weekday, days.start - oldest, ahead.weekday)
        mean[q] = np.where(works, level, 0.0)[:, None] * profile
    return mean


def _usable(totals: Grid, coverage: Grid, days: Days) -> NDArray[np.bool_]:
    """Days to learn from: mostly recorded, and not empty where contacts were to be expected."""
    mostly = coverage >= LEAST_COVERAGE
    usual = np.zeros(7)
    for number in range(7):
        like = mostly & (days.weekday == number)
        usual[number] = totals[like].mean() if like.any() else 0.0
    expected = usual[days.weekday]
    return mostly & ((totals > 0) | ((expected < PLAUSIBLE_ZERO) & (expected > 0)))
