"""What is wrong in a history is recognised, mended and told."""

from datetime import date, timedelta

import numpy as np
import pytest

from tests.forecast.made import counts, day_means, table
from tests.forecast.test_backtest import real_history
from wfm.center.calendar import Holidays
from wfm.forecast.day_table import day_table
from wfm.forecast.repair import repair

FIRST = date(2025, 9, 1)
DAYS = 91
DAY = 44


def recorded(change=None, per_day=1500.0):
    offered = np.repeat(counts(day_means(FIRST, DAYS, per_day=per_day)), 2, axis=1)
    if change is not None:
        change(offered)
    return table(offered, first=FIRST)


def mended(change, **more):
    past, found = repair(recorded(change, **more), {})
    return past.offered[0], [(r.kind, r.day) for r in found if r.kind != "closed hours"]


def on(kind, day=DAY):
    return [(kind, FIRST + timedelta(days=day))]


def test_a_history_without_faults_is_left_alone():
    past = recorded()
    after, found = repair(past, {})
    assert after is past
    assert found == ()


def test_hours_without_contacts_inside_a_normal_day_are_an_outage():
    def outage(offered):
        offered[DAY, 22:27] = 0

    after, found = mended(outage)
    assert found == on("outage")
    assert np.isnan(after[DAY, 22:27]).all()
    assert not np.isnan(after[DAY, :22]).any()


def test_quiet_hours_of_a_small_queue_or_an_early_end_are_no_outage():
    def quiet(offered):
        offered[DAY, 24:26] = 0

    assert mended(quiet, per_day=15.0)[1] == []

    def early_end(offered):
        offered[DAY, 28:] = 0

    assert mended(early_end)[1] == []


def test_new_opening_hours_are_no_outages():
    def lunch_break(offered):
        offered[60:, 24:26] = 0

    assert mended(lunch_break)[1] == []


def test_days_that_are_empty_copied_doubled_or_missing():
    def empty(offered):
        offered[DAY] = 0

    def copied(offered):
        offered[DAY] = offered[DAY - 7]

    def doubled(offered):
        offered[DAY] *= 2

    def missing(offered):
        offered[DAY] = np.nan

    whole = recorded().offered[0]
    for change, kind in ((empty, "empty day"), (copied, "copied day"), (missing, "missing day")):
        after, found = mended(change)
        assert found == on(kind)
        assert np.isnan(after[DAY]).all()
    after, found = mended(doubled)
    assert found == on("doubled day")
    np.testing.assert_array_equal(after[DAY], whole[DAY])


def test_a_closed_holiday_is_no_fault():
    def closed(offered):
        offered[DAY] = 0

    holiday = {FIRST + timedelta(days=DAY): "Day of Rest"}
    assert repair(recorded(closed), holiday)[1] == ()


def test_hours_that_are_never_recorded_are_told_as_closed():
    def closed(offered):
        offered[:, :16] = np.nan
        offered[:, 40:] = np.nan
        offered[5::7], offered[6::7] = np.nan, np.nan

    (found,) = repair(recorded(closed), {})[1]
    assert found.kind == "closed hours"
    assert "mon tue wed thu fri 08:00-20:00; sat sun never" in found.says


@pytest.mark.parametrize(
    ("file", "country", "outages"),
    [("bank_calls_5min.csv", "US", 0), ("anonbank1999_6min.csv", "IL", 18)],
)
def test_outages_of_real_banks(file, country, outages):
    past = day_table(real_history(file, 30))
    holidays = Holidays(country=country).between(past.first_day, past.dates[-1])
    found = [r for r in repair(past, holidays)[1] if r.kind == "outage"]
    assert abs(len(found) - outages) <= 2
