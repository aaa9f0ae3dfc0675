"""Models on histories made by hand, and on real calls."""

from datetime import date, timedelta

import numpy as np
import pytest

from tests.forecast.made import WEEK, bell, counts, day_means, table
from wfm.center.errors import UsageError
from wfm.forecast.last_four_weeks import last_four_weeks
from wfm.forecast.level_shifts import level_shifts
from wfm.forecast.models import MODELS, model_named
from wfm.forecast.profile import Calls
from wfm.forecast.repair import repair
from wfm.forecast.shape_breaks import ShapeChanges
from wfm.forecast.wfm_model import WfmModel

FIRST = date(2025, 9, 1)


def mean_by(name, past, days, holidays=None):
    return MODELS[name](past, holidays or {}, days.stop).mean(days)


def wfm_model(past, days, holidays):
    return mean_by("wfm", past, days, holidays)


def error(mean, expected):
    return np.abs(mean - expected).sum() / np.sum(expected)


def test_an_unknown_model_is_named_with_those_there_are():
    with pytest.raises(UsageError, match="'prophet'; there are wfm, last_four_weeks"):
        model_named("prophet")


def test_last_four_weeks_is_the_mean_of_four_same_weekdays_without_holidays():
    offered = np.repeat(np.arange(42.0)[:, None], 24, axis=1)
    holiday = FIRST + timedelta(days=35)
    mean = last_four_weeks(table(offered), range(42, 44), {holiday: "Feast"})
    assert mean[0, 0, 0] == np.mean([28, 21, 14, 7])
    assert mean[0, 1, 0] == np.mean([36, 29, 22, 15])


@pytest.mark.parametrize("model", MODELS)
def test_a_steady_week_is_found(model):
    offered = counts(day_means(FIRST, 120, per_day=20000))
    mean = mean_by(model, table(offered), range(120, 148))[0]
    expected = np.outer(day_means(FIRST + timedelta(days=120), 28, per_day=20000), bell())
    assert error(mean, expected) < 0.02


@pytest.mark.parametrize("model", MODELS)
def test_slots_and_weekdays_without_contacts_stay_empty(model):
    offered = counts(day_means(FIRST, 63, week=np.array([1, 1, 1, 1, 1, 0, 0.0])))
    offered[:, :6] = np.nan
    mean = mean_by(model, table(offered), range(63, 77))[0]
    assert not mean[:, :8].any()
    assert not mean[[5, 6, 12, 13]].any()
    assert np.all(np.isfinite(mean))


@pytest.mark.parametrize("closed", [0.0, np.nan])
def test_a_queue_keeps_its_own_weekdays_beside_one_that_never_closes(closed):
    office = counts(day_means(FIRST, 150, week=np.array([1, 1, 1, 1, 1, 0, 0.0])))
    office[office.sum(axis=1) == 0] = closed
    always = counts(day_means(FIRST, 150, week=np.ones(7)), seed=2)
    holidays = {FIRST + timedelta(days=d): f"feast {d}" for d in (4, 32, 60, 88, 116, 151)}
    past = table(np.stack([office, always]))
    mean = wfm_model(past, range(150, 157), holidays)
    alone = wfm_model(table(office), range(150, 157), holidays)[0]
    assert past.weekdays_of_queue == ((0, 1, 2, 3, 4), (0, 1, 2, 3, 4, 5, 6))
    assert not mean[0, [i for i in range(7) if (FIRST.weekday() + 150 + i) % 7 >= 5]].any()
    assert mean[1].any(axis=1).all()
    np.testing.assert_allclose(mean[0].sum(axis=1), alone.sum(axis=1), rtol=1e-6)


def test_a_weekday_that_was_given_up_is_not_expected_again():
    week = np.ones((150, 1)) * 300.0
    saturday = (FIRST.weekday() + np.arange(150)) % 7 == 5
    week[saturday & (np.arange(150) > 110)] = 0
    mean = wfm_model(table(counts(week[:, 0])), range(150, 164), {})[0].sum(axis=1)
    open_again = (FIRST.weekday() + 150 + np.arange(14)) % 7 != 5
    assert not mean[~open_again].any()
    assert mean[open_again] == pytest.approx(300, rel=0.1)


@pytest.mark.parametrize("model", MODELS)
def test_missing_days_and_intervals_are_left_out(model):
    offered = counts(day_means(FIRST, 90, per_day=5000))
    gaps = offered.copy()
    gaps[[20, 41, 62, 88]] = np.nan
    gaps[70, 12:] = np.nan
    mean = mean_by(model, table(gaps), range(90, 97))[0]
    expected = np.outer(day_means(FIRST + timedelta(days=90), 7, per_day=5000), bell())
    assert error(mean, expected) < 0.06


def test_a_level_shift_is_followed():
    level = np.where(np.arange(180) < 150, 4000.0, 5200.0)
    offered = counts(level * WEEK[(FIRST.weekday() + np.arange(180)) % 7])
    mean = wfm_model(table(offered), range(180, 187), {})[0]
    expected = day_means(FIRST + timedelta(days=180), 7, per_day=5200).sum()
    assert mean.sum() == pytest.approx(expected, rel=0.03)


@pytest.mark.parametrize("factor", [0.25, 4.0])
def test_a_level_that_changed_at_once_is_kept_weeks_ahead(factor):
    level = np.where(np.arange(400) < 360, 2000.0, 2000.0 * factor)
    offered = counts(level * WEEK[(FIRST.weekday() + np.arange(400)) % 7])
    mean = wfm_model(table(offered), range(400, 428), {})[0].sum(axis=1)
    expected = day_means(FIRST + timedelta(days=400), 28, per_day=2000 * factor)
    assert mean[-7:].sum() == pytest.approx(expected[-7:].sum(), rel=0.04)


def test_a_season_is_no_shift_and_a_shift_is_dated():
    rng, days = np.random.default_rng(4), np.arange(730)
    season = 1000 * np.exp(0.2 * np.sin(2 * np.pi * days / 365) + 0.05 * rng.standard_normal(730))
    weekday = days % 7
    assert level_shifts(season, days, weekday) == ()
    (shift,) = level_shifts(np.where(days < 500, season, 1.7 * season), days, weekday)
    assert abs(shift.day - 500) <= 2
    assert shift.size == pytest.approx(np.log(1.7), abs=0.15)


def test_days_of_any_size_are_forecast_by_what_they_are_usually():
    sizes = np.exp(1.2 * np.random.default_rng(2).standard_normal(400))
    past = table(counts(1000 * sizes))
    mean = wfm_model(past, range(400, 428), {})[0].sum(axis=1)
    assert np.all((mean > 400) & (mean < 2500))


def test_an_outage_does_not_move_the_forecast():
    offered = counts(day_means(FIRST, 120, per_day=4000))
    hurt = offered.copy()
    hurt[112] = np.floor(hurt[112] / 20)
    whole = wfm_model(table(offered), range(120, 127), {})[0].sum()
    assert wfm_model(table(hurt), range(120, 127), {})[0].sum() == pytest.approx(whole, rel=0.02)


def test_a_holiday_seen_before_is_expected_again_and_the_day_after_too():
    holidays = {FIRST + timedelta(days=d): f"feast {d}" for d in (30, 58, 86, 121)}
    means = day_means(FIRST, 120, per_day=4000, week=np.ones(7))
    for day in (30, 58, 86):
        means[day] *= 0.2
        means[day + 1] *= 1.3
    mean = wfm_model(table(counts(means)), range(120, 124), holidays)[0].sum(axis=1)
    assert mean[1] == pytest.approx(800, rel=0.2)
    assert mean[2] == pytest.approx(5200, rel=0.1)
    assert mean[3] == pytest.approx(4000, rel=0.05)


def test_month_ends_are_found():
    dates = [FIRST + timedelta(days=i) for i in range(200)]
    busy = np.array([1.3 if d.day <= 3 else 1.0 for d in dates])
    offered = counts(4000 * busy[:180])
    mean = wfm_model(table(offered), range(180, 200), {})[0].sum(axis=1)
    assert np.corrcoef(mean, busy[180:])[0, 1] > 0.8


@pytest.mark.parametrize("per_day", [0.4, 3.0, 20.0])
def test_sparse_queues_are_forecast_near_their_mean(per_day):
    offered = counts(np.full(150, per_day))
    mean = wfm_model(table(offered), range(150, 178), {})[0]
    assert np.all(mean >= 0)
    assert mean.sum() / 28 == pytest.approx(per_day, rel=0.35)


@pytest.mark.parametrize("days", [1, 3, 8, 20])
def test_a_short_history_is_enough_for_a_forecast(days):
    offered = counts(day_means(FIRST, days, per_day=500, week=np.ones(7)))
    mean = wfm_model(table(offered), range(days, days + 14), {})[0]
    assert np.all(np.isfinite(mean))
    day_seen = [i for i in range(14) if (days + i) % 7 < days]
    assert mean[day_seen].sum(axis=1) == pytest.approx(500, rel=0.25)


def test_busy_queues_are_forecast_each_on_its_own():
    one, two = counts(day_means(FIRST, 60, per_day=8000)), counts(np.full(60, 3000.0), seed=2)
    both = wfm_model(table(np.stack([one, two])), range(60, 67), {})
    np.testing.assert_allclose(both[0], wfm_model(table(one), range(60, 67), {})[0], rtol=0.03)
    np.testing.assert_allclose(both[1], wfm_model(table(two), range(60, 67), {})[0], rtol=0.03)


@pytest.mark.parametrize("model", MODELS)
def test_a_hindcast_is_the_forecast_that_was_possible_then(model):
    means = day_means(FIRST, 200, per_day=6000)
    past = table(counts(means))
    fitted = MODELS[model](past, {}, 228)
    days = range(180, 200)
    then = MODELS[model](past.before(180), {}, 200).mean(days)
    np.testing.assert_allclose(fitted.hindcast(180, days), then, rtol=0.01)


@pytest.mark.parametrize("model", ["wfm", "last_four_weeks"])
def test_a_weekday_with_shorter_hours_keeps_its_own_level(model):
    offered = counts(day_means(FIRST, 120, per_day=2000)).astype(float)
    saturdays = np.array([(FIRST + timedelta(days=i)).weekday() == 5 for i in range(120)])
    offered[np.ix_(saturdays, np.r_[0:10, 16:24])] = np.nan
    ahead = range(120, 148)
    mean = mean_by(model, table(offered), ahead)[0]
    recorded = np.nansum(offered[saturdays], axis=1)[-12:].mean()
    open_slots = mean[[(FIRST + timedelta(days=i)).weekday() == 5 for i in ahead], 10:16]
    assert open_slots.sum(axis=1).mean() == pytest.approx(recorded, rel=0.06)


def test_holidays_recorded_as_closed_are_expected_closed():
    holidays = {FIRST + timedelta(days=d): f"feast {d}" for d in (30, 58, 121)}
    means = day_means(FIRST, 120, per_day=4000)
    means[[30, 58]] = 0
    closed = wfm_model(table(counts(means)), range(120, 124), holidays)[0].sum(axis=1)
    assert closed[1] == 0
    assert np.all(closed[[0, 2, 3]] > 0)
    means[30] = 4000
    open_again = wfm_model(table(counts(means)), range(120, 124), holidays)[0].sum(axis=1)
    assert open_again[1] > 0


def test_a_holiday_never_seen_is_less_sure_than_one_that_was():
    seen = {FIRST + timedelta(days=d): "feast" for d in (40, 80)} | {
        FIRST + timedelta(days=121): "feast"
    }
    means = day_means(FIRST, 120, per_day=4000, week=np.ones(7))
    means[[40, 80]] *= 0.4
    past = table(counts(means))
    new = {FIRST + timedelta(days=121): "feast"}
    unsure = [
        MODELS["wfm"](past, holidays, 124).holiday_variance(range(120, 124))[0]
        for holidays in (seen, new)
    ]
    assert unsure[0][1] < unsure[1][1] / 4
    assert unsure[0][3] == unsure[1][3] == 0


def test_eves_that_surprised_are_less_sure_than_eves_that_were_common_days():
    feasts = {FIRST + timedelta(days=d): f"feast {d}" for d in (30, 60, 90, 122)}
    means = day_means(FIRST, 120, per_day=2000)
    half = means.copy()
    half[[29, 59, 89]] *= 0.4
    said = [
        MODELS["wfm"](table(counts(level)), feasts, 124).holiday_variance(range(120, 124))[0]
        for level in (means, half)
    ]
    assert said[0][1] < 0.12**2
    assert said[1][1] > 0.3**2
    assert said[1][0] == 0
    assert said[1][3] == pytest.approx(said[0][3], abs=0.01)


def test_holidays_of_another_shape_leave_their_slots_less_sure():
    feasts = {FIRST + timedelta(days=d): f"feast {d}" for d in (30, 60, 90, 122)}
    rng = np.random.default_rng(5)
    level = day_means(FIRST, 120, per_day=2000)[:, None]
    usual = level * bell(48)
    late = usual.copy()
    late[[30, 60, 90]] = level[[30, 60, 90]] * np.roll(bell(48), 8)
    said = [
        MODELS["wfm"](table(rng.poisson(means)), feasts, 124).holiday_shape_variance(
            range(120, 124)
        )[0]
        for means in (usual, late)
    ]
    assert said[0][2] < 0.02
    assert said[1][2] > 0.3**2
    assert said[1][0] == 0
    assert said[1][1] < 0.02


def test_days_that_stray_do_not_drag_the_level_along():
    rng = np.random.default_rng(11)
    level = day_means(FIRST, 300, per_day=3000)
    errors = []
    for end in range(160, 300, 10):
        strayed = level[:end] * np.exp(0.15 * rng.standard_normal(end))
        mean = wfm_model(table(counts(strayed)), range(end, end + 1), {})[0].sum(axis=1)
        errors.append(np.log(mean[0] / day_means(FIRST, end + 1, per_day=3000)[-1]))
    assert np.std(errors) < 0.06


def test_a_profile_that_changed_at_once_is_learnt_in_two_weeks():
    later = np.roll(bell(48), 5)
    shape = np.where(np.arange(314)[:, None] < 286, bell(48), later)
    rng = np.random.default_rng(3)
    offered = rng.poisson(day_means(FIRST, 314, per_day=2000)[:, None] * shape).astype(float)
    past = table(offered[:300])
    said = wfm_model(past, range(300, 307), {})[0]
    expected = np.outer(day_means(FIRST, 307, per_day=2000)[300:], later)
    plain = last_four_weeks(past, range(300, 307), {})[0]
    assert error(said, expected) < 0.08
    assert error(said, expected) < error(plain, expected) / 2


@pytest.mark.parametrize("what", ["shape", "level"])
def test_what_was_said_before_a_change_was_told_is_not_made_better_afterwards(what):
    changed = np.arange(314) >= 286
    shape = np.where(changed[:, None] & (what == "shape"), np.roll(bell(48), 5), bell(48))
    level = day_means(FIRST, 314, per_day=2000) * np.where(changed & (what == "level"), 1.7, 1.0)
    offered = np.random.default_rng(3).poisson(level[:, None] * shape).astype(float)
    now = WfmModel.fit(table(offered), {}, 320)
    for origin in range(284, 308, 2):
        days = range(origin, origin + 3)
        then = WfmModel.fit(table(offered[:origin]), {}, 320).mean(days)
        assert error(now.hindcast(origin, days), then) < 0.02


def test_a_strange_day_or_a_slow_drift_is_no_break_of_the_shape():
    rng = np.random.default_rng(4)
    drift = np.linspace(0, 1, 200)[:, None]
    shapes = (1 - drift) * bell(48) + drift * np.roll(bell(48), 2)
    shapes[150] = np.roll(bell(48), 8)
    calls = Calls.of(rng.poisson(900 * shapes).astype(float))
    found = ShapeChanges.measure(calls, np.arange(200), np.arange(200) % 7)
    assert [found.told_by(known) for known in range(200)] == [()] * 200


def test_growth_is_carried_on_when_two_years_tell_it_from_the_season():
    days = np.arange(758)
    means = day_means(FIRST, 758, per_day=1500) * np.exp(0.6 * days / 365)
    offered = np.random.default_rng(6).poisson(np.outer(means, bell())).astype(float)
    said = wfm_model(table(offered[:730]), range(730, 758), {})[0]
    assert abs(said.sum() / means[730:].sum() - 1) < 0.02


def test_a_queue_with_nothing_but_zeros_for_weeks_is_told_and_not_expected():
    offered = counts(day_means(FIRST, 200))
    offered[170:] = 0.0
    past = table(offered)
    assert not wfm_model(past, range(200, 228), {}).any()
    (found,) = [one for one in repair(past, {})[1] if one.kind == "fallen silent"]
    assert f"since {FIRST + timedelta(days=169)}" in found.says
    assert wfm_model(table(offered[:185]), range(185, 213), {}).any()
