"""Opening hours and holidays."""

from datetime import date

import numpy as np
import pytest
from pydantic import ValidationError

from wfm.center.calendar import Holidays, OpeningHours
from wfm.center.horizon import Horizon


def hours(value) -> OpeningHours:
    return OpeningHours.model_validate(value)


def week(start: str = "2026-10-05", days: int = 7) -> Horizon:
    return Horizon(
        start=date.fromisoformat(start), days=days, interval_minutes=60, timezone="Europe/London"
    )


def open_hours_by_day(opening: OpeningHours, horizon: Horizon, **holidays) -> list[int]:
    is_open = opening.open_intervals(horizon, **holidays)
    return [int(is_open[horizon.day_of_interval == d].sum()) for d in range(horizon.days)]


def test_weekdays_that_are_not_named_are_closed():
    opening = hours({"mon-fri": "08:00-20:00", "sat": "09:00-13:00"})
    assert open_hours_by_day(opening, week()) == [12, 12, 12, 12, 12, 4, 0]


def test_one_span_is_for_every_day():
    assert open_hours_by_day(hours("00:00-24:00"), week()) == [24] * 7


def test_a_span_over_midnight_runs_into_the_next_day_and_into_the_horizon():
    opening = hours({"all": "20:00-04:00"})
    is_open = opening.open_intervals(week(days=2))
    assert list(np.flatnonzero(is_open)) == [0, 1, 2, 3, *range(20, 28), *range(44, 48)]


def test_holidays_have_their_own_hours():
    opening = hours({"all": "08:00-18:00", "holidays": "closed"})
    closed = frozenset({date(2026, 10, 6)})
    assert open_hours_by_day(opening, week(days=3), holidays=closed) == [10, 0, 10]


def test_lunch_closure_is_two_spans():
    assert open_hours_by_day(hours({"mon": "08:00-12:00, 13:00-17:00"}), week(days=1)) == [8]


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ({"mon-fry": "08:00-20:00"}, "not a set of weekdays"),
        ({"mon": "8-20"}, "not a time of day"),
        ({"mon": "08:00"}, "not a span"),
        ({"mon": "08:00-25:00"}, "not a time of day"),
        ({"mon": "08:00-12:00,11:00-13:00"}, "overlap"),
        ({"mon-wed": "08:00-12:00", "tue": "09:00-10:00"}, "tue is given twice"),
    ],
)
def test_unreadable_hours_say_what_to_write(value, message):
    with pytest.raises(ValidationError, match=message):
        hours(value)


def test_holidays_of_a_part_of_a_country():
    names = Holidays(country="GB", subdivision="ENG").between(date(2026, 12, 1), date(2026, 12, 31))
    assert set(names) == {date(2026, 12, 25), date(2026, 12, 26), date(2026, 12, 28)}


def test_own_holidays_are_added():
    assert Holidays(extra=(date(2026, 5, 2),)).within(week("2026-05-01")) == {date(2026, 5, 2)}


def test_an_unknown_country_is_named():
    with pytest.raises(ValidationError, match="no holidays are known for 'XX'"):
        Holidays(country="XX")
