"""Advice where holidays stand out and no country is given."""

from datetime import date

import numpy as np

from tests.forecast.made import history, horizon
from wfm.center.calendar import Holidays
from wfm.forecast.holiday_hint import days_far_below, holiday_hint

GRID = horizon(364, start=date(2024, 12, 30))
HOLIDAYS = Holidays(country="DE").between(GRID.start, GRID.dates[-1])


def year(quiet):
    days = np.array([30.0 if day in quiet else 500.0 for day in GRID.dates])
    days[[day.weekday() >= 5 for day in GRID.dates]] = 0.0
    per_interval = GRID.n_intervals // GRID.days
    return history(np.repeat(days / per_interval, per_interval), grid=GRID)


def test_public_holidays_that_stand_out_name_their_country():
    hint = holiday_hint(year(HOLIDAYS))
    assert "DE" in hint
    assert "2025-01-01" in hint
    assert "--country" in hint


def test_nothing_is_said_where_quiet_days_are_no_holidays():
    quiet = {date(2025, month, 11) for month in (3, 6, 9, 12)}
    assert days_far_below(year(quiet)) == {day for day in quiet if day.weekday() < 5}
    assert holiday_hint(year(quiet)) is None
    assert holiday_hint(year(set())) is None
