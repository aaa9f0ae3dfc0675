"""The generator: its means, its spread, its calendar, and the shipped scenarios made with it."""

from datetime import date

import numpy as np
import pytest

from tests.history.files import refusal, write
from tests.reference import REPOSITORY
from wfm.center.errors import DataError
from wfm.history.generate import generate, mean_rates
from wfm.history.generator import GeneratorSpec, read_generator
from wfm.history.read import read_history

SHIPPED = [REPOSITORY / "scenarios" / name for name in ("retail-bank", "help-desk")]


def spec(days=364, zone="Europe/London", start="2025-01-06", interval=30, **queue):
    habits = {
        "name": "q",
        "daily_contacts": 1000,
        "open": "08:00-20:00",
        "profile": "flat",
        "day_cv": 0,
        "interval_cv": 0,
        "aht": {"mean_s": 300, "day_cv": 0},
    } | queue
    return GeneratorSpec.model_validate(
        {
            "horizon": {
                "start": start,
                "days": days,
                "interval_minutes": interval,
                "timezone": zone,
            },
            "holidays": {"country": "GB", "subdivision": "ENG"},
            "queues": [habits],
        }
    )


def totals(made, queue=0):
    counts = np.nan_to_num(made.offered[queue])
    return np.bincount(made.grid.day_of_interval, weights=counts, minlength=made.grid.days)


def day_means(made_from):
    rates, _ = mean_rates(made_from.queues[0], made_from.horizon, made_from.holidays)
    return dict(
        zip(
            made_from.horizon.dates,
            np.bincount(made_from.horizon.day_of_interval, weights=rates),
            strict=True,
        )
    )


def test_a_seed_is_one_history_and_another_is_another():
    made = [generate(spec(14, day_cv=0.1, interval_cv=0.1), seed) for seed in (1, 1, 2)]
    assert np.array_equal(made[0].offered, made[1].offered, equal_nan=True)
    assert np.array_equal(made[0].aht_s, made[1].aht_s, equal_nan=True)
    assert not np.array_equal(made[0].offered, made[2].offered, equal_nan=True)


def test_a_longer_history_begins_with_the_shorter():
    short, long = (generate(spec(days, day_cv=0.1, interval_cv=0.1), 5) for days in (14, 28))
    n = short.grid.n_intervals
    assert np.array_equal(short.offered, long.offered[:, :n], equal_nan=True)


def test_without_busyness_counts_are_poisson():
    days = totals(generate(spec(holiday_factor=1), 3))
    assert days.mean() == pytest.approx(1000, abs=5 * np.sqrt(1000 / 364))
    assert days.var() / days.mean() == pytest.approx(1, abs=0.3)


def test_day_level_has_its_spread_and_memory():
    made = generate(
        spec(1500, interval=60, holiday_factor=1, day_cv=0.15, day_autocorrelation=0.6), 3
    )
    level = totals(made) / 1000
    assert np.sqrt(level.var() - 1 / 1000) == pytest.approx(0.15, rel=0.1)
    assert np.corrcoef(level[1:], level[:-1])[0, 1] == pytest.approx(0.6, abs=0.08)


def test_interval_level_has_its_spread_and_memory():
    made = generate(
        spec(
            400,
            holiday_factor=1,
            daily_contacts=24_000,
            interval_cv=0.2,
            interval_autocorrelation=0.7,
        ),
        3,
    )
    level = made.offered[0][~np.isnan(made.offered[0])].reshape(400, 24) / 1000
    assert np.sqrt(level.var() - 1 / 1000) == pytest.approx(0.2, rel=0.05)
    neighbours = np.corrcoef(level[:, 1:].ravel(), level[:, :-1].ravel())[0, 1]
    assert neighbours == pytest.approx(0.7, abs=0.05)


def test_queues_are_busy_on_the_same_days():
    one = spec(1500, interval=60, holiday_factor=1, day_cv=0.2, day_autocorrelation=0).model_dump()
    one["queues"] = [one["queues"][0], one["queues"][0] | {"name": "r"}]
    one["queue_correlation"] = 0.5
    made = generate(GeneratorSpec.model_validate(one), 4)
    assert np.corrcoef(totals(made), totals(made, 1))[0, 1] == pytest.approx(0.5, abs=0.07)


def test_calendar_of_the_mean():
    means = day_means(
        spec(
            364,
            start="2025-01-06",
            weekday_factors={"mon": 1.2, "sat, sun": 0.5},
            holiday_factor=0.25,
            after_holiday_uplift="20 %",
        )
    )
    assert means[date(2025, 1, 6)] == pytest.approx(1200)
    assert means[date(2025, 1, 7)] == pytest.approx(1000)
    assert means[date(2025, 1, 11)] == pytest.approx(500)
    assert means[date(2025, 8, 25)] == pytest.approx(1200 * 0.25)  # summer bank holiday
    assert means[date(2025, 8, 26)] == pytest.approx(1200)
    assert means[date(2025, 8, 27)] == pytest.approx(1080)
    assert means[date(2025, 8, 29)] == pytest.approx(1000)


def test_trend_wave_and_turn_of_the_month():
    means = day_means(spec(730, trend_per_year="10 %", holiday_factor=1))
    assert means[date(2026, 1, 6)] / means[date(2025, 1, 6)] == pytest.approx(1.1, rel=1e-3)
    means = day_means(spec(364, yearly_amplitude=0.2, yearly_peak="03-01", holiday_factor=1))
    assert max(means, key=means.__getitem__) == date(2025, 3, 1)
    assert means[date(2025, 3, 1)] == pytest.approx(1200)
    assert min(means.values()) == pytest.approx(800, rel=1e-3)
    means = day_means(spec(60, month_turn_uplift=0.1, holiday_factor=1))
    assert means[date(2025, 2, 1)] == pytest.approx(1100)
    assert 1000 < means[date(2025, 2, 15)] < 1002 < means[date(2025, 1, 31)] < 1100


def test_profile_spreads_the_day():
    made_from = spec(7, profile=[["08:00", 0], ["14:00", 1], ["20:00", 0]], interval=60)
    rates, is_open = mean_rates(made_from.queues[0], made_from.horizon, made_from.holidays)
    assert is_open.sum() == 7 * 12
    day = rates[8:20]
    assert day == pytest.approx(day[::-1])
    assert day[5] / day[0] == pytest.approx(11)
    assert rates[:24].sum() == pytest.approx(1000)


@pytest.mark.parametrize(
    ("zone", "start", "hours"),
    [
        ("Europe/London", "2026-03-29", 23),
        ("Europe/London", "2026-10-25", 25),
        ("America/New_York", "2026-03-08", 23),
        ("America/New_York", "2026-11-01", 25),
    ],
)
def test_days_of_23_and_25_hours(zone, start, hours):
    made_from = spec(1, zone, start, 60, open="00:00-24:00")
    made = generate(made_from, 1)
    assert made.offered.shape == (1, hours)
    assert not np.isnan(made.offered).any()
    rates, _ = mean_rates(made_from.queues[0], made_from.horizon, made_from.holidays)
    assert rates.sum() == pytest.approx(1000)


def test_handle_times():
    aht = {
        "mean_s": "5 min",
        "day_cv": 0,
        "contact_cv": 1.0,
        "weekday_factors": {"mon": 1.5},
        "by_time": [["08:00", 0.8], ["20:00", 1.2]],
    }
    made = generate(spec(700, interval=60, holiday_factor=1, aht=aht), 8)
    calls = made.offered[0].reshape(-1)
    open_ = ~np.isnan(calls)
    by_day = made.aht_s[0][open_].reshape(700, 12)
    assert by_day[1::7].mean() == pytest.approx(300, rel=0.01)
    assert by_day[0::7].mean() == pytest.approx(450, rel=0.01)
    assert by_day[1::7, 0].mean() / by_day[1::7, -1].mean() == pytest.approx(
        0.8167 / 1.1833, rel=0.03
    )
    # About 83 contacts an hour, each with a coefficient of variation of 1.
    middle = by_day[1::7, 6] / by_day[1::7, 6].mean()
    assert middle.std() == pytest.approx(1 / np.sqrt(1000 / 12), rel=0.2)


def test_closed_time_is_open_in_the_table():
    made = generate(spec(7, open={"mon-fri": "08:00-20:00", "holidays": "closed"}), 1)
    assert (~np.isnan(made.offered)).sum() == 5 * 24
    assert np.isnan(made.aht_s[np.isnan(made.offered)]).all()


BAD = {
    "unknown field": (
        "    profile: flat\n",
        "    profile: flat\n    colour: red\n",
        ":10",
        "colour",
    ),
    "unknown shape": ("profile: flat", "profile: hilly", ":9", "morning-peak"),
    "shape goes back": ("profile: flat", "profile: [[09:00, 1], [08:00, 2]]", ":6", "rise"),
    "no profile": ("profile: flat", "profile: {mon-fri: flat}", ":6", "open on sat"),
    "twice": (
        "profile: flat",
        "profile: {mon-fri: flat, fri-sun: flat}",
        ":6",
        "fri is given twice",
    ),
    "negative": ("daily_contacts: 10", "daily_contacts: -10", ":7", "greater than 0"),
    "no zone": ("Europe/London", "Atlantis", ":4", "IANA"),
    "not a trend": ("profile: flat", "profile: flat\n    trend_per_year: up", ":10", "share"),
    "peak": ("profile: flat", "profile: flat\n    yearly_peak: 30-02", ":10", "MM-DD"),
}
GOOD = """\
horizon:
  start: 2025-01-06
  days: 7
  timezone: Europe/London
queues:
  - name: q
    daily_contacts: 10
    open: 08:00-20:00
    profile: flat
    aht: {mean_s: 300}
"""


@pytest.mark.parametrize("name", BAD)
def test_bad_generators_name_the_line(tmp_path, name):
    old, new, line, word = BAD[name]
    path = write(tmp_path, GOOD.replace(old, new), "generator.yaml")
    with pytest.raises(DataError) as error:
        read_generator(path)
    assert f"generator.yaml{line}:" in str(error.value), error.value
    assert word in str(error.value)


@pytest.mark.parametrize("folder", SHIPPED, ids=lambda p: p.name)
def test_shipped_histories_are_what_the_generator_makes(folder):
    habits = read_generator(folder / "generator.yaml")
    made = generate(habits, 1)
    path = folder / "history.csv"
    read = read_history(
        path,
        timezone=habits.horizon.timezone,
        interval_minutes=habits.horizon.interval_minutes,
    )
    n = read.grid.n_intervals
    assert set(read.queues) == set(made.queues)
    rows = [read.queues.index(queue) for queue in made.queues]
    assert read.grid.start == made.grid.start
    assert np.array_equal(read.offered[rows], made.offered[:, :n], equal_nan=True)
    assert np.allclose(read.aht_s[rows], made.aht_s[:, :n], rtol=0, atol=1e-6, equal_nan=True)
    assert np.isnan(made.offered[:, n:]).all()


def test_a_generator_is_no_history(tmp_path):
    assert "no column" in refusal(write(tmp_path, "horizon: {start: 2025-01-06}\nqueues: []\n"))
