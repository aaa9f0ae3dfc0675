"""The grid of intervals, above all on days of 23 and 25 hours."""

from datetime import UTC, date, datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from wfm.center.horizon import Horizon


def horizon(start: str, days: int, zone: str = "Europe/London", minutes: int = 15) -> Horizon:
    return Horizon(
        start=date.fromisoformat(start), days=days, interval_minutes=minutes, timezone=zone
    )


def test_spring_day_has_23_hours_and_no_intervals_in_the_gap():
    spring = horizon("2026-03-29", 1)
    assert spring.n_intervals == 23 * 4
    clock = spring.clock_min_of_interval
    assert not np.any((clock >= 60) & (clock < 120))
    assert clock[3] == 45
    assert clock[4] == 120


def test_autumn_day_has_25_hours_and_the_hour_twice():
    autumn = horizon("2026-10-25", 1)
    assert autumn.n_intervals == 25 * 4
    assert np.count_nonzero(autumn.clock_min_of_interval == 75) == 2


def test_days_after_a_change_begin_at_local_midnight():
    week = horizon("2026-10-24", 4)
    assert [week.moment(int(s)).hour for s in week.day_bounds_s] == [0] * 5
    assert list(np.bincount(week.day_of_interval)) == [96, 100, 96, 96]


def test_starts_are_utc():
    new_york = horizon("2026-07-01", 1, "America/New_York", 60)
    assert new_york.start_utc == datetime(2026, 7, 1, 4, tzinfo=UTC)
    assert str(new_york.interval_starts()[0]) == "2026-07-01 04:00:00+00:00"


def test_a_shift_across_the_change_keeps_its_elapsed_length():
    autumn = horizon("2026-10-24", 3)
    evening = autumn.second_of(0, 22 * 60)
    assert autumn.moment(evening + 8 * 3600).hour == 5


@given(
    st.sampled_from(["Europe/London", "America/New_York", "Australia/Sydney", "Asia/Kolkata"]),
    st.dates(date(2000, 1, 1), date(2035, 1, 1)),
    st.integers(1, 40),
    st.sampled_from([5, 10, 15, 30, 60]),
)
def test_intervals_fill_the_days_exactly(zone, start, days, minutes):
    grid = Horizon(start=start, days=days, interval_minutes=minutes, timezone=zone)
    counts = np.bincount(grid.day_of_interval, minlength=days)
    assert list(counts * minutes * 60) == list(np.diff(grid.day_bounds_s))
    starts = [grid.moment(int(s)).date() for s in grid.day_bounds_s[:-1]]
    assert starts == list(grid.dates)


def test_a_half_hour_change_refuses_hours():
    with pytest.raises(ValidationError, match="shorter interval"):
        horizon("2026-04-04", 3, "Australia/Lord_Howe", 60)


def test_an_unknown_zone_is_named():
    with pytest.raises(ValidationError, match="'Mars/Base' is not an IANA time zone"):
        horizon("2026-01-01", 1, "Mars/Base")
