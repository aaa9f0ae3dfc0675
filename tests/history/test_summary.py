"""The summary of a history, and the faults it finds."""

from datetime import date

import numpy as np
import pytest

from wfm.center.history import History
from wfm.center.horizon import Horizon
from wfm.history.summary import summarise

START = date(2026, 1, 5)


def history(days=70, change=None, aht=200.0):
    """Ten hours a day, weekends a tenth, Poisson around 20 an hour."""
    grid = Horizon(start=START, days=days, interval_minutes=60, timezone="Europe/London")
    clock = grid.clock_min_of_interval // 60
    weekend = (grid.start.weekday() + grid.day_of_interval) % 7 >= 5
    rate = np.where(weekend, 2.0, 20.0)
    offered = np.where(
        (clock >= 8) & (clock < 18), np.random.default_rng(7).poisson(rate), np.nan
    ).astype(float)
    if change is not None:
        change(offered, grid.day_of_interval)
    offered = offered[None]
    return History(grid, ("q",), offered, np.where(offered > 0, aht, np.nan))


def found(change, **more):
    return [(f.kind, f.day) for f in summarise(history(change=change, **more)).findings]


def test_figures():
    made = history(14)
    made.offered[0, 9] = 99
    made.offered[0, 34:36] = np.nan
    summary = summarise(made)
    (q,) = summary.queues
    assert (q.first_day, q.last_day, q.days_with_data) == (START, date(2026, 1, 18), 14)
    assert q.contacts == np.nansum(made.offered)
    mondays = [np.nansum(made.offered[0, d * 24 : d * 24 + 24]) for d in (0, 7)]
    assert q.mean_by_weekday[0] == pytest.approx(np.mean(mondays))
    assert f"{q.busiest_interval:%Y-%m-%d %H:%M}" == "2026-01-05 09:00"
    assert q.busiest_offered == 99
    assert q.aht_s == pytest.approx(200)
    assert q.missing_intervals == 2
    assert summary.findings == ()
    frame = summary.to_frame()
    assert frame.loc[0, "mon"] == q.mean_by_weekday[0]
    assert frame.loc[0, "missing_intervals"] == 2


def test_aht_is_weighted_with_contacts():
    made = history(7)
    made.offered[0, 8:18] = 1
    made.aht_s[0, 8:18] = 1000
    weights = np.nansum(made.offered)
    assert summarise(made).queues[0].aht_s == pytest.approx(
        (10 * 1000 + (weights - 10) * 200) / weights
    )


def test_a_sound_history_has_no_findings():
    assert found(None) == []


def test_zero_day():
    def change(offered, day):
        offered[(day == 23) & ~np.isnan(offered)] = 0

    assert found(change) == [("zero day", date(2026, 1, 28))]


def test_days_three_times_as_busy_or_a_third():
    def change(offered, day):
        offered[day == 22] *= 4
        offered[day == 31] = np.floor(offered[day == 31] / 4)

    assert found(change) == [("odd day", date(2026, 1, 27)), ("odd day", date(2026, 2, 5))]


def test_level_that_changes():
    def change(offered, day):
        offered[day >= 35] *= 4

    kinds = found(change)
    assert [kind for kind, _ in kinds] == ["level"]
    assert abs((kinds[0][1] - date(2026, 2, 9)).days) <= 2


def test_copied_days():
    def change(offered, day):
        offered[day == 24] = offered[day == 23]

    made = summarise(history(change=change))
    assert [(f.kind, f.day) for f in made.findings] == [("copied day", date(2026, 1, 29))]
    assert "2026-01-28" in str(made.findings[0])


def test_handle_times_in_minutes():
    assert found(None, aht=4.5) == [("handle time", None)]


def test_a_queue_without_any_record():
    made = history(7)
    empty = History(made.grid, ("q",), np.full_like(made.offered, np.nan), made.aht_s)
    assert summarise(empty).queues[0].contacts == 0
    assert len(summarise(empty).to_frame()) == 1
