"""How a planner writes events and overrides."""

from datetime import date

import pytest
from pydantic import ValidationError

from tests.center.builders import small_scenario
from wfm.center.demand_hand import Event, Override


def test_days_are_dates_and_runs_of_dates():
    event = Event(name="mail", days=["2026-03-30 to 2026-04-01", "2026-03-02"])
    assert event.days == (
        date(2026, 3, 2), date(2026, 3, 30), date(2026, 3, 31), date(2026, 4, 1),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"days": "2026-03-05 to 2026-03-01"}, "is not a day or a run of days"),
        ({"days": "Easter"}, "is not a day or a run of days"),
        ({"days": []}, "at least 1"),
        ({"hours": "12:00-09:00"}, "ends before it begins"),
        ({"hours": "noon"}, "is not a part of the day"),
        ({"add": 5}, "exactly one of set, add and scale"),
        ({"scale": None}, "exactly one of set, add and scale"),
    ],
)
def test_what_cannot_be_read_is_refused_with_words(changed, message):
    with pytest.raises(ValidationError, match=message):
        Override.model_validate({"name": "x", "days": "2026-03-02", "scale": 2.0} | changed)


def test_changes_are_said_in_words():
    assert Override(name="x", days="2026-03-02", scale="+20 %").describe() == "contacts x 1.2"
    assert Override(name="x", days="2026-03-02", add=-30).describe() == "-30 contacts a day"
    assert Override(name="x", days="2026-03-02", set=200, of="aht_s").describe() == "200 s of AHT"


def test_what_was_written_out_reads_back():
    for item in (
        Event(name="mail", days="2026-03-02", hours="09:00-12:00", expected="+20 %"),
        Override(name="x", days="2026-03-02 to 2026-03-05", scale="-10 %"),
    ):
        assert type(item).model_validate(item.model_dump(mode="json")) == item


def test_unknown_queues_and_names_given_twice_are_refused():
    with pytest.raises(ValidationError, match="unknown queue 'nobody'"):
        small_scenario(events=[{"name": "m", "days": "2026-10-05", "queues": ["nobody"]}])
    twice = [{"name": "m", "days": "2026-10-05", "scale": 1.1}] * 2
    with pytest.raises(ValidationError, match="given 2 times"):
        small_scenario(overrides=twice)
