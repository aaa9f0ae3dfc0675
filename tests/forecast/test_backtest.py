"""Backtests: their origins, their keys, and the accuracy on real calls."""

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from tests.forecast.made import counts, day_means, history, horizon
from tests.reference import reference_path
from wfm.center.calendar import Holidays
from wfm.center.errors import DataError, UsageError
from wfm.center.history import History
from wfm.center.horizon import Horizon
from wfm.forecast.aht_backtest import backtest_aht
from wfm.forecast.backtest import backtest, beyond_the_data, measure

KEYS = ["queue", "model", "horizon_days", "wape", "daily_wape", "bias", "rmse", "within10"]
KEYS += ["wql", "coverage80", "coverage90", "floor", "skill", "cpu_s"]
FIRST = date(2025, 9, 1)


@pytest.fixture(scope="module")
def two_queues():
    weekdays_only = np.array([1.2, 1, 1, 1, 0.9, 0, 0])
    sales = counts(day_means(FIRST, 100, per_day=3000, week=weekdays_only))
    support = counts(day_means(FIRST, 100, per_day=60, week=weekdays_only), seed=2)
    return history(
        [sales.ravel(), support.ravel()],
        grid=horizon(100, start=FIRST),
        queues=("sales", "support"),
    )


def test_one_row_a_queue_model_and_horizon_with_stable_keys(two_queues):
    frame = backtest(
        two_queues, horizons=(1, 7), first=date(2025, 11, 3), step=5, origins=3, models=["wfm"]
    )
    assert list(frame.columns) == KEYS
    assert list(frame["queue"]) == ["sales"] * 2 + ["support"] * 2
    assert list(frame["horizon_days"]) == [1, 7, 1, 7]
    assert np.all(frame["wape"] > 0.8 * frame["floor"])
    assert np.all(frame.loc[frame["queue"] == "sales", "skill"] > 0)


def test_days_behind_the_end_of_a_history_are_told(two_queues):
    when = {"first": date(2025, 11, 24), "step": 5, "origins": 2}
    assert beyond_the_data(two_queues, horizons=(1, 7), **when) == []
    (told,) = beyond_the_data(two_queues, horizons=(1, 14), **when)
    assert told.startswith("of 14 days after 1 of 2 origins only the first 9 to 14 lie")


def test_the_yardstick_has_no_skill_over_itself(two_queues):
    frame = backtest(two_queues, horizons=(7,), first=date(2025, 11, 3), step=5, origins=2)
    assert set(frame["model"]) == {"wfm", "last_four_weeks", "seasonal_naive"}
    assert np.all(frame.loc[frame["model"] == "last_four_weeks", "skill"] == 0)


def test_steps_are_operating_days(two_queues):
    last = date(2025, 12, 5)
    words = {"horizons": (1,), "first": last, "models": ["last_four_weeks"]}
    assert measure(two_queues, step=2, origins=2, **words)
    with pytest.raises(UsageError, match="only 2 origins fit between 2025-12-05"):
        measure(two_queues, step=2, origins=3, **words)


def test_a_perfect_week_of_bands_holds_its_share(two_queues):
    found = measure(
        two_queues, horizons=(14,), first=date(2025, 10, 20), step=3, origins=8, models=["wfm"]
    )
    assert found[0].score.coverage80 == pytest.approx(0.8, abs=0.08)
    assert found[0].score.daily_coverage80 == pytest.approx(0.8, abs=0.15)


def test_first_days_outside_the_history_are_refused(two_queues):
    with pytest.raises(UsageError, match="2026-06-01 is not inside the history"):
        backtest(two_queues, first=date(2026, 6, 1), step=1, origins=1)
    with pytest.raises(UsageError, match="must be 1 or more"):
        backtest(two_queues, first=date(2025, 11, 3), step=0, origins=1)
    late = two_queues.offered.copy()
    late[:, : 24 * 60] = np.nan
    with pytest.raises(DataError, match="no contacts before 2025-10-01"):
        backtest(
            history(late, grid=two_queues.grid, queues=two_queues.queues),
            first=date(2025, 10, 1),
            step=1,
            origins=1,
        )


def test_a_queue_that_begins_later_is_scored_once_it_is_known(two_queues):
    late = two_queues.offered.copy()
    late[1, : 24 * 60] = np.nan

    def of(first, origins):
        frame = backtest(
            history(late, grid=two_queues.grid, queues=two_queues.queues),
            horizons=(7,),
            first=first,
            step=5,
            origins=origins,
            models=["last_four_weeks"],
        )
        return frame.set_index("queue")

    both, later = of(date(2025, 10, 13), 6), of(date(2025, 11, 3), 3)
    assert both.loc["support", "wape"] == later.loc["support", "wape"] > 0
    assert both.loc["sales", "wape"] != later.loc["sales", "wape"]
    assert of(date(2025, 10, 6), 2).loc["support", ["wape", "skill"]].isna().all()


def test_a_yardstick_without_error_leaves_no_skill_to_have(two_queues):
    same = history([np.full(24 * 100, 10.0)], grid=two_queues.grid, queues=("steady",))
    frame = backtest(same, horizons=(7,), first=date(2025, 11, 3), step=7, origins=2)
    assert frame.loc[frame["model"] == "last_four_weeks", "skill"].eq(0).all()
    assert frame["wape"].max() < 1e-9


def real_history(file, minutes, first_hour=0, last_hour=24):
    calls = pd.read_csv(reference_path("data", file), parse_dates=["ds"]).set_index("ds")["calls"]
    calls = calls[(calls.index.hour >= first_hour) & (calls.index.hour < last_hour)]
    days = (calls.index[-1].normalize() - calls.index[0].normalize()).days + 1
    grid = Horizon(start=calls.index[0].date(), days=days, interval_minutes=minutes, timezone="UTC")
    summed = calls.resample(f"{minutes}min").sum(min_count=1)
    every = pd.date_range(str(grid.start), periods=grid.n_intervals, freq=f"{minutes}min")
    offered = summed.reindex(every).to_numpy(dtype=float)[None]
    return History(grid, ("calls",), offered, np.full(offered.shape, np.nan))


def test_real_calls_of_an_american_bank():
    found = measure(
        real_history("bank_calls_5min.csv", 30, 7, 21),
        first=date(2003, 7, 3),
        step=4,
        origins=16,
        models=["wfm"],
        holidays=Holidays(country="US"),
    )
    bars = zip(found, (0.044, 0.049, 0.051, 0.054), (0.037, 0.041, 0.043, 0.045), strict=True)
    for result, wape, wql in bars:
        assert result.score.wape < wape
        assert result.score.wql < wql
        assert result.skill > 0.2
    month = found[-1].score
    assert 0.77 < month.coverage80 < 0.84
    assert 0.87 < month.coverage90 < 0.92
    assert 0.77 < month.daily_coverage80 < 0.84
    assert 0.87 < month.daily_coverage90 < 0.92


def test_real_calls_of_an_israeli_bank():
    found = measure(
        real_history("anonbank1999_6min.csv", 30),
        first=date(1999, 5, 31),
        step=24,
        origins=8,
        models=["wfm"],
        holidays=Holidays(country="IL"),
    )
    for result in found:
        assert result.score.wape < 0.25
        assert result.skill > 0.1


def test_handle_times_are_measured_by_the_contacts_behind_them():
    # Contacts in two hours of the day; the later one takes longer, and tells more of the error.
    calls, times = np.zeros((70, 24)), np.full((70, 24), np.nan)
    calls[:, 9], calls[:, 15] = 100, 300
    times[:, 9], times[:, 15] = 200, 300
    read = history(calls.ravel(), grid=horizon(70, start=FIRST), aht_s=times.ravel())
    words = {"horizons": (1, 7), "first": date(2025, 10, 20), "step": 5, "origins": 3}
    frame = backtest_aht(read, **words).set_index(["model", "horizon_days"])
    plain, own = frame.loc[("mean_of_four_weeks", 7)], frame.loc[("wfm", 7)]
    # The plain mean is 275 s: off by 75 s on a quarter and 25 s on three quarters of the contacts.
    assert plain["wape"] == pytest.approx((75 + 3 * 25) / (200 + 3 * 300))
    assert (plain["daily_wape"], plain["skill"], plain["aht_s"]) == pytest.approx((0, 0, 275))
    assert own["wape"] < 0.01
    assert own["skill"] > 0.9
    without = history(calls.ravel(), grid=horizon(70, start=FIRST))
    with pytest.raises(DataError, match="no handle times"):
        backtest_aht(without, **words)
    # From the first origin there is nothing to forecast by, so that only the others are measured.
    times[: (date(2025, 10, 21) - FIRST).days] = np.nan
    read = history(calls.ravel(), grid=horizon(70, start=FIRST), aht_s=times.ravel())
    frame = backtest_aht(read, **words).set_index(["model", "horizon_days"])
    assert frame.loc[("mean_of_four_weeks", 7), "wape"] == pytest.approx(150 / 1100)
    assert frame.notna().all(axis=None)


def test_origins_are_those_of_the_bank_study():
    bank = real_history("bank_calls_5min.csv", 30, 7, 21)
    last = date(2003, 9, 25)
    words = {"horizons": (1,), "first": date(2003, 7, 3), "models": ["last_four_weeks"]}
    assert measure(bank, step=4, origins=16, **words)
    shorter = History(
        Horizon(
            start=bank.grid.start,
            days=(last - bank.grid.start + timedelta(days=1)).days,
            interval_minutes=30,
            timezone="UTC",
        ),
        bank.queues,
        bank.offered[:, : ((last - bank.grid.start).days + 1) * 48],
        bank.aht_s[:, : ((last - bank.grid.start).days + 1) * 48],
    )
    with pytest.raises(UsageError, match="only 16 origins"):
        measure(shorter, step=4, origins=17, **words)
