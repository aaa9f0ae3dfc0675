"""The verb: from a scenario and its history to a Forecast."""

from datetime import date

import numpy as np
import pytest

from tests.center.builders import PLAIN, small_scenario
from tests.forecast.made import counts, day_means, history, horizon
from wfm.center.errors import DataError
from wfm.forecast.verb import forecast

GRID = horizon(120, start=date(2026, 6, 7), interval_minutes=30, timezone="Europe/London")


def calls(per_day, seed=1, days=120):
    """Half-hours of contacts between 08:00 and 20:00."""
    hours = counts(day_means(GRID.start, days, per_day=per_day), seed)
    return np.repeat(hours / 2, 2, axis=1).ravel()


@pytest.fixture(scope="module")
def recorded():
    return history(
        [calls(4000), calls(900, 2)], grid=GRID, queues=("sales", "support"), aht_s=280.0
    )


def with_queue(index, **changes):
    queues = [dict(q) for q in PLAIN["queues"]]
    queues[index] |= changes
    return small_scenario(queues=queues)


def test_the_horizon_is_forecast_from_the_days_before_it(recorded):
    made = forecast(small_scenario(), recorded)
    assert made.model == "wfm"
    assert made.offered.shape == (2, 7 * 48)
    open_share = 1.0
    expected = day_means(date(2026, 10, 5), 7, per_day=4000) * open_share
    assert np.all(made.daily[0] <= expected * 1.05)
    assert np.all(made.daily[0] >= expected * 0.8)
    np.testing.assert_array_equal(made.statistical, made.offered)


def test_closed_intervals_are_exactly_zero(recorded):
    made = forecast(small_scenario(), recorded)
    clock = made.horizon.clock_min_of_interval
    closed = (clock < 8 * 60) | (clock >= 18 * 60)
    assert not made.offered[0, closed].any()
    assert made.offered[0, ~closed].all()
    weekend = made.horizon.day_of_interval >= 5
    assert not made.offered[1, weekend].any()


def test_the_planners_changes_stand_beside_the_statistical_forecast(recorded):
    plain = forecast(small_scenario(), recorded)
    changed = forecast(
        with_queue(
            0,
            demand={"volume_scale": 1.2, "aht_scale": 1.1, "aht_add_s": -8},
            containment=0.25,
            bounce_back=0.2,
        ),
        recorded,
    )
    np.testing.assert_array_equal(changed.statistical, plain.statistical)
    np.testing.assert_allclose(changed.offered[0], plain.offered[0] * 1.2 * 0.8)
    np.testing.assert_allclose(changed.offered[1], plain.offered[1])
    np.testing.assert_allclose(changed.aht_s[0], plain.aht_s[0] * 1.1 - 8)


def test_more_volume_means_at_least_as_many_contacts_on_every_path(recorded):
    base = forecast(small_scenario(), recorded).sample(5, seed=9)
    more = forecast(with_queue(0, demand={"volume_scale": 1.15}), recorded).sample(5, seed=9)
    assert np.all(more.offered >= base.offered)
    np.testing.assert_array_equal(more.aht_s, base.aht_s)


def test_handle_time_comes_from_the_history_or_else_from_the_queue(recorded):
    made = forecast(small_scenario(), recorded)
    np.testing.assert_allclose(made.aht_s, 280.0)
    without = history([calls(4000)], grid=GRID)
    queues = [dict(PLAIN["queues"][0]), PLAIN["queues"][1] | {"escalation": None}]
    queues[0]["escalation"] = {"to": "support", "share": 0.1}
    made = forecast(small_scenario(queues=queues), without)
    assert np.all(made.aht_s[0] == 300)
    assert np.all(made.aht_s[1] == 240)
    assert not made.offered[1].any()
    del queues[0]["aht_s"]
    with pytest.raises(DataError, match="queue 'sales' has no handle time"):
        forecast(small_scenario(queues=queues), without)


def test_a_change_that_leaves_no_handle_time_is_refused(recorded):
    with pytest.raises(DataError, match="leaves queue 'sales' with -20 s"):
        forecast(with_queue(0, demand={"aht_add_s": -300}), recorded)


def test_a_queue_without_history_and_without_escalation_is_refused():
    with pytest.raises(DataError, match="queue 'support' has no contacts in the history"):
        forecast(small_scenario(), history([calls(4000)], grid=GRID))


def test_a_queue_that_the_scenario_does_not_know_is_refused(recorded):
    strange = history([calls(4000), calls(9)], grid=GRID, queues=("sales", "billing"), aht_s=280.0)
    with pytest.raises(DataError, match="queue 'billing', which the scenario does not know"):
        forecast(small_scenario(), strange)


def test_days_of_the_horizon_are_not_looked_at(recorded):
    grid = horizon(127, start=GRID.start, interval_minutes=30, timezone="Europe/London")
    longer = np.concatenate([recorded.offered, np.full((2, 7 * 48), 1e4)], axis=1)
    overlapping = history(longer, grid=grid, queues=recorded.queues, aht_s=280.0)
    np.testing.assert_array_equal(
        forecast(small_scenario(), overlapping).offered,
        forecast(small_scenario(), recorded).offered,
    )


def test_a_history_that_begins_too_late_is_refused(recorded):
    early = dict(PLAIN["horizon"]) | {"start": "2026-06-01"}
    with pytest.raises(DataError, match="nothing before 2026-06-01"):
        forecast(small_scenario(horizon=early), recorded)


def test_a_history_on_another_grid_is_refused(recorded):
    other = dict(PLAIN["horizon"]) | {"interval_minutes": 15}
    with pytest.raises(DataError, match="30-minute intervals of Europe/London"):
        forecast(small_scenario(horizon=other), recorded)


def test_a_gap_before_the_horizon_widens_it():
    recorded = history([calls(4000), calls(900, 2)], grid=GRID, queues=("sales", "support"))
    near = forecast(small_scenario(), recorded)
    late = dict(PLAIN["horizon"]) | {"start": "2026-11-02"}
    far = forecast(small_scenario(horizon=late), recorded)
    assert far.daily[0].sum() == pytest.approx(near.daily[0].sum(), rel=0.05)
    assert np.all(far.uncertainty.day_sd >= near.uncertainty.day_sd)


def test_days_of_a_clock_change_have_their_own_intervals(recorded):
    autumn = dict(PLAIN["horizon"]) | {"start": "2026-10-19"}
    made = forecast(small_scenario(horizon=autumn), recorded)
    assert made.offered.shape[1] == 7 * 48 + 2
    sunday = made.horizon.day_of_interval == 6
    clock = made.horizon.clock_min_of_interval[sunday]
    assert made.offered[0, sunday][clock == 8 * 60] > 0


@pytest.mark.parametrize("days", [1, 3, 10, 35])
def test_a_short_history_is_enough_and_is_widely_uncertain(days):
    grid = horizon(
        days,
        start=date.fromordinal(date(2026, 10, 5).toordinal() - days),
        interval_minutes=30,
        timezone="Europe/London",
    )
    hours = counts(np.full(days, 800.0))
    short = np.repeat(hours / 2, 2, axis=1).ravel()
    made = forecast(
        small_scenario(), history([short, short], grid=grid, queues=("sales", "support"))
    )
    seen = min(days, 5)
    assert made.daily[0, :seen] == pytest.approx(760, rel=0.25)
    assert np.all(made.uncertainty.day_sd[0] > (0.03 if days < 30 else 0.0))
    assert np.all(np.isfinite(made.sample(2, seed=1).aht_s))


def test_a_queue_that_went_silent_is_forecast_without_complaint(recorded):
    silent = recorded.offered.copy()
    silent[1, 48 * 60 :] = 0
    quiet = history(silent, grid=GRID, queues=recorded.queues, aht_s=280.0)
    made = forecast(small_scenario(), quiet)
    assert np.all(np.isfinite(made.offered))


def test_shown_as_table_and_text(recorded):
    made = forecast(small_scenario(), recorded)
    frame = made.to_frame()
    assert list(frame.columns) == ["interval_start", "queue", "statistical", "offered", "aht_s"]
    assert frame["offered"].sum() == pytest.approx(made.offered.sum())
    assert "contacts by wfm, 7 days from 2026-10-05" in repr(made)
    assert made._repr_html_().startswith("<p>Forecast(sales")
