"""Days of 23 and 25 hours, gaps, and what the calendar says of a day."""

from datetime import date, timedelta

import numpy as np

from tests.forecast.made import history, horizon, table
from wfm.forecast.day_table import day_table, on_horizon
from wfm.forecast.days import describe_days


def test_the_short_day_of_spring_leaves_its_hour_open():
    grid = horizon(2, start=date(2026, 3, 28), timezone="Europe/London")
    table = day_table(history(np.arange(47.0), grid=grid))
    spring = table.offered[0, 1]
    assert np.isnan(spring[1])
    assert spring[0] == 24
    assert spring[2] == 25


def test_the_long_day_of_autumn_takes_the_mean_of_its_twice_lived_hour():
    grid = horizon(1, start=date(2026, 10, 25), timezone="Europe/London")
    table = day_table(history(np.arange(25.0), grid=grid))
    np.testing.assert_array_equal(table.offered[0, 0, :3], [0, 1.5, 3])
    offered = np.arange(25.0)
    offered[2] = np.nan
    assert day_table(history(offered, grid=grid)).offered[0, 0, 1] == 1


def test_slots_go_back_to_the_intervals_of_changed_days():
    slots = np.arange(24.0)[None, None, :].repeat(1, axis=1)
    autumn = on_horizon(slots, horizon(1, start=date(2026, 10, 25), timezone="Europe/London"))
    np.testing.assert_array_equal(autumn[0, :4], [0, 1, 1, 2])
    spring = on_horizon(slots, horizon(1, start=date(2026, 3, 29), timezone="Europe/London"))
    np.testing.assert_array_equal(spring[0, :3], [0, 2, 3])


def test_weekdays_without_contacts_are_not_operating():
    offered = np.ones((14, 24))
    offered[[5, 6, 12, 13]] = [[np.nan], [0], [np.nan], [0]]
    table = day_table(history(offered.ravel(), grid=horizon(14)))
    assert table.operating_weekdays == (0, 1, 2, 3, 4)


def test_neighbours_of_a_holiday_are_operating_days():
    first = date(2026, 4, 1)
    easter = {date(2026, 4, 3): "Good Friday", date(2026, 4, 6): "Easter Monday"}
    days = describe_days(first, 10, easter, range(5))
    named = {first.day + int(i): None for i in np.flatnonzero(days.holiday)}
    assert set(named) == {3, 6}
    assert list(np.flatnonzero(days.before) + 1) == [2]
    assert list(np.flatnonzero(days.after) + 1) == [7]
    assert list(np.flatnonzero(days.second_after) + 1) == [8]
    assert days.holiday[2] != days.holiday[5]


def test_a_holiday_before_the_first_day_is_seen():
    days = describe_days(date(2026, 4, 7), 2, {date(2026, 4, 6): "Easter Monday"}, range(5))
    assert days.after[0]


def test_places_in_month_and_year():
    days = describe_days(date(2026, 2, 1), 28, {}, range(7))
    assert days.month_phase[0] == 0
    assert days.month_phase[14] == 0.5
    assert days.weekday[0] == 6


def test_holidays_are_no_common_days_wherever_they_lie():
    past = table(np.ones((10, 24)))
    near = {past.first_day + timedelta(days=d): "feast" for d in (-1, 3, 9, 10)}
    assert np.flatnonzero(~past.common_days(near)).tolist() == [3, 9]
    assert past.common_days({}).all()
