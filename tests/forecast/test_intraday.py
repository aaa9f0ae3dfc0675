"""The rest of a day once its first hours are known."""

from dataclasses import replace
from datetime import UTC, date, datetime

import numpy as np
import pytest

from tests.forecast.made import bell, forecast, history, horizon, table
from tests.forecast.test_backtest import real_history
from wfm.center.calendar import Holidays
from wfm.center.errors import DataError, UsageError
from wfm.forecast.intraday_backtest import backtest_update
from wfm.forecast.models import model_named
from wfm.forecast.statistical import predict

GRID = horizon(2)
NOON = GRID.clock_min_of_interval >= 12 * 60
TODAY = GRID.day_of_interval == 0


def expected(day_sd=0.1, interval_sd=0.05, per_day=2000.0):
    return forecast(
        np.tile(per_day * bell(), 2),
        grid=GRID,
        queues=("sales",),
        day_sd=np.full((1, 2), day_sd),
        interval_sd=np.full((1, 48), interval_sd),
        interval_autocorrelation=np.array([0.5]),
    )


def morning(made, ratio):
    return history(np.where(TODAY & ~NOON, made.offered * ratio, np.nan), grid=GRID)


def change_after_noon(made, ratio):
    updated = made.update(morning(made, ratio))
    rest = TODAY & NOON & (made.offered[0] > 0)
    return updated.offered[0, rest] / made.offered[0, rest] - 1


def trust_of(morning_sd, day_sd, days=90):
    """Trust in a queue whose days and, apart from them, mornings are busy or quiet."""
    rng = np.random.default_rng(1)
    means = np.outer(2000 * np.exp(day_sd * rng.standard_normal(days)), bell())
    means[:, :10] *= np.exp(morning_sd * rng.standard_normal((days, 1)))
    past = table(rng.poisson(means).astype(float))
    said = predict(model_named("last_four_weeks"), past, horizon(7, start=past.dates[-1]), {})
    return float(said.update_trust[0])


def test_an_update_is_believed_as_far_as_past_days_would_have_gained_by_it():
    assert trust_of(morning_sd=0.0, day_sd=0.15) == 1
    assert trust_of(morning_sd=0.25, day_sd=0.0) == 0
    assert 0 < trust_of(morning_sd=0.0, day_sd=0.15, days=20) < 1


def test_without_trust_the_rest_of_the_day_stays_as_it_was():
    made = expected()
    half, none = (replace(made, update_trust=np.array([trust])) for trust in (0.5, 0.0))
    whole = change_after_noon(made, 1.2)
    np.testing.assert_allclose(change_after_noon(half, 1.2), whole / 2)
    assert not change_after_noon(none, 1.2).any()


def test_a_busy_morning_raises_the_afternoon_but_never_by_the_raw_ratio():
    change = change_after_noon(expected(), 1.2)
    assert np.all((change > 0.02) & (change < 0.2))
    assert np.all(np.diff(change) < 0)
    np.testing.assert_allclose(change_after_noon(expected(), 1.0), 0.0, atol=1e-12)


def test_few_contacts_or_a_sure_forecast_change_little():
    assert change_after_noon(expected(per_day=20.0), 1.2).max() < 0.03
    assert change_after_noon(expected(day_sd=0.005, interval_sd=0.005), 1.2).max() < 0.01


def test_counts_that_cannot_be_believed_are_told_or_refused():
    made = expected()
    assert made.update(morning(made, 1.3)).doubts == ()
    (doubt,) = made.update(morning(made, 5.0)).doubts
    assert "sales on 2026-03-02" in doubt
    assert "were expected" in doubt
    with pytest.raises(DataError, match="100 times as many"):
        made.update(morning(made, 100.0))
    late = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
    (doubt,) = made.update(morning(made, 1.0), until=late).doubts
    assert "180 minutes before 2026-03-02 15:00" in doubt
    for moment in (datetime(2026, 3, 2, tzinfo=UTC), datetime(2027, 3, 2, 12, tzinfo=UTC)):
        with pytest.raises(UsageError, match="not inside the forecast"):
            made.update(morning(made, 1.0), until=moment)


def test_a_surge_in_quiet_hours_is_told_and_not_refused():
    made = forecast(np.full(48, 0.2), grid=GRID, queues=("sales",))
    (doubt,) = made.update(morning(made, 60.0)).doubts
    assert "is that right?" in doubt
    with pytest.raises(DataError, match="times as many"):
        made.update(morning(made, 200.0))


def test_counts_that_end_early_are_told_of_each_queue_that_expects_more():
    day = np.where(np.arange(48) % 24 < 23, 10.0, 0.0)
    made = forecast(np.stack([day, day]), grid=GRID, queues=("sales", "care"))
    seen = np.where(TODAY & (np.arange(48) < 22), made.offered, np.nan)
    until = datetime(2026, 3, 2, 22, 0, tzinfo=UTC)
    came = history(seen, grid=GRID, queues=made.queues)
    assert made.update(came, until=until).doubts == ()
    seen[1, 12:] = np.nan
    (doubt,) = made.update(history(seen, grid=GRID, queues=made.queues), until=until).doubts
    assert doubt.startswith("care: the counts end 600 minutes before 2026-03-02 22:00")


def at(hour, day=2):
    return datetime(2026, 3, day, hour, tzinfo=UTC)


@pytest.mark.parametrize(
    ("until", "words"),
    [
        (at(6), "no contacts are expected on 2026-03-02 before 2026-03-02 06:00"),
        (at(20), "nothing is left to forecast"),
        (at(12, day=3), "no counts on 2026-03-03 were seen"),
    ],
)
def test_a_moment_at_which_nothing_is_to_be_learnt_is_told(until, words):
    day = np.where((np.arange(48) % 24 >= 8) & (np.arange(48) % 24 < 18), 10.0, 0.0)
    made = forecast(day, grid=GRID, queues=("sales",))
    seen = history(np.where(TODAY, made.offered, np.nan), grid=GRID)
    assert any(words in doubt for doubt in made.update(seen, until=until).doubts)
    assert made.update(seen, until=at(12)).doubts == ()


def test_contacts_of_closed_hours_and_zeros_still_to_come_are_told():
    day = np.where((np.arange(48) % 24 >= 8) & (np.arange(48) % 24 < 18), 10.0, 0.0)
    made = forecast(day, grid=GRID, queues=("sales",))
    seen = np.where(TODAY, np.where(NOON, 0.0, made.offered), np.nan)
    (doubt,) = made.update(history(seen, grid=GRID)).doubts
    assert "all counts from 2026-03-02 12:00 on are 0, where 60" in doubt
    seen[:, 3] = 7.0
    (doubt,) = made.update(history(seen, grid=GRID), until=at(12)).doubts
    assert "7 contacts came in 1 intervals in which it is closed" in doubt
    assert "2026-03-02 03:00" in doubt


def test_an_outage_in_the_morning_does_not_cancel_the_afternoon():
    assert change_after_noon(expected(day_sd=0.05), 0.0).min() > -0.25


def test_what_was_seen_is_in_every_path_and_tomorrow_is_as_before():
    made = expected()
    seen = morning(made, 1.1)
    whole = history(np.round(seen.offered), grid=GRID)
    updated = made.update(whole)
    known = ~np.isnan(whole.offered[0])
    paths = updated.sample(300, seed=3).offered[:, 0]
    np.testing.assert_array_equal(paths[:, known], np.tile(whole.offered[0, known], (300, 1)))
    np.testing.assert_array_equal(updated.offered[0, ~TODAY], made.offered[0, ~TODAY])
    rest = TODAY & NOON
    drawn, before = paths[:, rest].sum(axis=1), made.sample(300, seed=3).offered[:, 0, rest]
    assert drawn.mean() == pytest.approx(updated.offered[0, rest].sum(), rel=0.02)
    assert drawn.std() < before.sum(axis=1).std()


def test_later_counts_than_the_given_moment_are_not_looked_at():
    made = expected()
    seen = morning(made, 1.3)
    early = made.update(seen, until=datetime(2026, 3, 2, 10, 30, tzinfo=UTC))
    hours = np.flatnonzero(~np.isnan(early.seen[0]))
    assert hours.max() == 9


def test_contacts_of_another_time_or_interval_are_refused():
    made = expected()
    with pytest.raises(DataError, match="nothing to update"):
        made.update(history(np.ones(24), grid=horizon(1, start=date(2026, 2, 1))))
    with pytest.raises(DataError, match="30-minute"):
        made.update(history(np.ones(48), grid=horizon(1, interval_minutes=30)))


@pytest.mark.parametrize(
    ("file", "first", "step", "origins", "country", "lowered"),
    [
        ("bank_calls_5min.csv", date(2003, 7, 3), 4, 16, "US", (0.08, 0.15)),
        ("anonbank1999_6min.csv", date(1999, 5, 31), 18, 10, "IL", (0.0, 0.05)),
    ],
)
def test_real_days_are_known_better_at_noon(file, first, step, origins, country, lowered):
    found = backtest_update(
        real_history(file, 30),
        at_min=12 * 60,
        first=first,
        step=step,
        origins=origins,
        holidays=Holidays(country=country),
    )
    day, month = found["change"].iloc[0], found["change"].iloc[-1]
    assert day < 0.01 - lowered[0]
    assert month < -lowered[1]
