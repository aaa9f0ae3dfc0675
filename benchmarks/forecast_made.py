"""Made centers: two years of half-hours of 28 queues that differ in everything, from a seed.

What is in them: holidays (closed, quiet or unchanged), level shifts, trend, season, months, days
that nobody announced, outages, days without a record or imported twice, hours that change, weekends
that are closed, and queues with under 100 contacts a day. `hard_histories` are single queues,
each with one thing carried to the extreme.
"""

from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from wfm.center.calendar import Holidays
from wfm.center.history import History
from wfm.center.horizon import Horizon

Grid = NDArray[np.float64]
FIRST = date(2024, 1, 1)
DAYS = 731
SLOTS = 48
QUEUES = 28
COUNTRY = "GB"
HOURS: dict[str, tuple[tuple[float, float], ...]] = {
    "office": ((8, 18),) * 5 + ((0, 0),) * 2,
    "shop": ((9, 20),) * 5 + ((10, 16), (0, 0)),
    "week": ((7, 22),) * 7,
    "always": ((0, 24),) * 7,
}


@dataclass(frozen=True)
class Made:
    """What one queue is like; standard deviations are of logarithms."""

    per_day: float = 800.0
    hours: str = "office"
    week: tuple[float, ...] = (1.25, 1.05, 1.0, 0.95, 0.95, 0.6, 0.45)
    peaks: tuple[tuple[float, float, float], ...] = ((10.5, 1.8, 1.0), (14.5, 2.5, 0.8))
    friday_earlier_h: float = 0.5
    shape_drift_h: float = 0.0
    year: float = 0.1
    year_phase: float = 0.0
    month: float = 0.1
    trend: float = 0.0
    shifts: tuple[tuple[int, float], ...] = ()
    holiday: float = 0.3
    after_holiday: float = 1.2
    day_sd: float = 0.06
    day_rho: float = 0.4
    shared: float = 0.3
    half_day_sd: float = 0.03
    interval_sd: float = 0.05
    interval_rho: float = 0.5
    spikes: float = 0.0
    spike: float = 0.5
    outages: int = 0
    doubled: int = 0
    missing: int = 0
    later_hours_from: int = DAYS
    starts: int = 0
    stops: int = DAYS
    zeros_when_closed: bool = True
    tags: tuple[str, ...] = field(default=())


def made_queue(made: Made, shared: Grid, rng: np.random.Generator, days: int = DAYS) -> Grid:
    """Counts by (days, slots), NaN where nothing was recorded."""
    day = np.arange(days)
    weekday = (FIRST.weekday() + day) % 7
    level = _levels(made, day, weekday, shared, rng)
    means = level[:, None] * _shapes(made, day, weekday)
    half = made.half_day_sd * rng.standard_normal((days, 2))
    ramp = np.clip((np.arange(SLOTS) / 2 - 11) / 4, 0, 1)
    means *= np.exp(half[:, :1] * (1 - ramp) + half[:, 1:] * ramp)
    means *= np.exp(made.interval_sd * _autoregressive(rng, means.shape, made.interval_rho))
    counts = rng.poisson(means).astype(np.float64)
    _spoil(made, counts, means, rng)
    if not made.zeros_when_closed:
        counts[means == 0] = np.nan
    counts[: made.starts] = np.nan
    counts[made.stops :] = 0.0
    return counts


def made_center(seed: int, days: int = DAYS) -> History:
    """A center of 28 queues."""
    rng = np.random.default_rng(seed)
    shared = _autoregressive(rng, (1, days), 0.5)[0]
    queues = [_any_queue(np.random.default_rng([seed, q]), days) for q in range(QUEUES)]
    tables = [
        made_queue(own, shared, np.random.default_rng([seed, q, 1]), days)
        for q, own in enumerate(queues)
    ]
    names = tuple(f"{q:02d}-{own.hours}-{own.per_day:.0f}" for q, own in enumerate(queues))
    return _history(names, np.stack(tables))


def hard_histories(seed: int) -> dict[str, History]:
    """Single queues, each with one thing carried to the extreme."""
    base = Made()
    kinds = {
        "plain": base,
        "sparse, 8 a day": replace(base, per_day=8.0),
        "sparse, 60 a day around the clock": replace(base, per_day=60.0, hours="always"),
        "level shift before the end": replace(base, shifts=((DAYS - 80, 1.4),)),
        "level shifts up and down": replace(base, shifts=((400, 0.7), (560, 1.5), (660, 0.75))),
        "growth of 80 % a year": replace(base, trend=0.6),
        "spiky": replace(base, spikes=0.08, spike=0.7),
        "wild mornings": replace(base, half_day_sd=0.2, day_sd=0.05),
        "wild intervals": replace(base, interval_sd=0.3, interval_rho=0.8),
        "calm around the clock": replace(
            base, per_day=5000.0, hours="always", day_sd=0.02, half_day_sd=0.0, interval_sd=0.0
        ),
        "wild days around the clock": replace(base, hours="always", day_sd=0.25, day_rho=0.8),
        "outages": replace(base, outages=40, per_day=1500.0),
        "doubled and missing days": replace(base, doubled=15, missing=40),
        "later hours": replace(base, later_hours_from=DAYS - 60, hours="shop"),
        "closed is not recorded": replace(base, zeros_when_closed=False, hours="shop"),
        "strong month": replace(base, month=0.4),
        "shape drifts": replace(base, shape_drift_h=3.0, hours="week"),
        "half a year": replace(base, starts=DAYS - 183),
        "ten weeks": replace(base, starts=DAYS - 70),
        "fallen silent": replace(base, stops=DAYS - 50),
    }
    histories = {}
    for number, (name, made) in enumerate(kinds.items()):
        rng = np.random.default_rng([seed, number, 2])
        table = made_queue(made, _autoregressive(rng, (1, DAYS), 0.5)[0], rng)
        histories[name] = _history(("calls",), table[None])
    return histories


def _history(names: tuple[str, ...], tables: Grid) -> History:
    days = tables.shape[1]
    grid = Horizon(start=FIRST, days=days, interval_minutes=30, timezone="UTC")
    offered = tables.reshape(len(tables), -1)
    return History(grid, names, offered, np.full(offered.shape, np.nan))


def _any_queue(rng: np.random.Generator, days: int) -> Made:
    def chance(share: float) -> bool:
        return bool(rng.random() < share)

    shifts = [(int(rng.integers(90, days - 20)), float(np.exp(rng.normal(0, 0.25))))
              for _ in range(rng.poisson(0.7))]  # fmt: skip
    week = np.array(Made.week) * np.exp(0.1 * rng.standard_normal(7))
    peaks = ((10.5 + rng.normal(0, 0.8), rng.uniform(1.2, 2.5), 1.0),
             (14.8 + rng.normal(0, 1.0), rng.uniform(1.5, 3.5), rng.uniform(0.3, 1.2)))  # fmt: skip
    return Made(
        per_day=float(np.exp(rng.uniform(np.log(15), np.log(6000)))),
        hours=str(rng.choice(list(HOURS))),
        week=tuple(week.tolist()),
        peaks=peaks,
        friday_earlier_h=float(rng.uniform(0, 1)),
        shape_drift_h=float(rng.normal(0, 0.5)),
        year=float(rng.uniform(0, 0.25)),
        year_phase=float(rng.uniform(0, 1)),
        month=float(rng.choice([0.0, 0.05, 0.1, 0.2])),
        trend=float(rng.normal(0, 0.12)),
        shifts=tuple(shifts),
        holiday=float(rng.choice([0.0, 0.0, 0.3, 0.6, 1.0])),
        after_holiday=float(rng.uniform(1.0, 1.35)),
        day_sd=float(rng.choice([0.03, 0.06, 0.1, 0.15])),
        day_rho=float(rng.uniform(0.1, 0.8)),
        shared=float(rng.uniform(0.0, 0.7)),
        half_day_sd=float(rng.choice([0.0, 0.02, 0.05, 0.1])),
        interval_sd=float(rng.choice([0.02, 0.05, 0.1, 0.2])),
        interval_rho=float(rng.uniform(0.1, 0.9)),
        spikes=float(rng.choice([0.0, 0.0, 0.01, 0.03])),
        spike=float(rng.uniform(0.3, 0.8)),
        outages=int(rng.poisson(3)),
        doubled=int(rng.choice([0, 0, 0, 2])),
        missing=int(rng.choice([0, 0, 3, 10])),
        later_hours_from=int(rng.integers(200, days)) if chance(0.1) else days,
        starts=int(rng.integers(30, 400)) if chance(0.15) else 0,
        zeros_when_closed=chance(0.7),
    )


def _levels(
    made: Made, day: NDArray[np.int64], weekday: NDArray[np.int64], shared: Grid,
    rng: np.random.Generator,
) -> Grid:  # fmt: skip
    dates = np.datetime64(FIRST, "D") + day
    month_start = dates.astype("datetime64[M]")
    of_month = (dates - month_start.astype("datetime64[D]")).astype(int)
    level = made.per_day * np.array(made.week)[weekday]
    level *= np.exp(
        made.trend * day / 365 + made.year * np.sin(2 * np.pi * (day / 365.25 + made.year_phase))
    )
    level *= 1 + made.month * (
        np.exp(-of_month / 3) + 0.5 * np.exp(-(((of_month - 14) / 2) ** 2)) - 0.3
    )
    for start, factor in made.shifts:
        level[start:] *= factor
    own = _autoregressive(rng, (1, len(day)), made.day_rho)[0]
    busy = np.sqrt(1 - made.shared) * own + np.sqrt(made.shared) * shared[: len(day)]
    level *= np.exp(made.day_sd * busy)
    level *= np.where(
        rng.random(len(day)) < made.spikes, 1 + rng.gamma(2, made.spike / 2, len(day)), 1.0
    )
    off = np.isin(dates, np.array(list(holidays_of_the_made()), dtype="datetime64[D]"))
    works = np.array([stop > start for start, stop in HOURS[made.hours]])[weekday]
    last_off = False
    for i in np.flatnonzero(works):
        if off[i]:
            level[i] *= made.holiday
        elif last_off:
            level[i] *= made.after_holiday
        last_off = bool(off[i])
    return level


def holidays_of_the_made() -> dict[date, str]:
    """Public holidays of the made centers' country over their years."""
    return Holidays(country=COUNTRY).between(FIRST, date(FIRST.year + 2, 12, 31))


def _shapes(made: Made, day: NDArray[np.int64], weekday: NDArray[np.int64]) -> Grid:
    clock = (np.arange(SLOTS) + 0.5) / 2
    moved = made.shape_drift_h * day / 731 - made.friday_earlier_h * (weekday == 4)
    shape = np.full((len(day), SLOTS), 0.03)
    for at, width, height in made.peaks:
        shape = shape + height * np.exp(-(((clock - at - moved[:, None]) / width) ** 2) / 2)
    start, stop = (np.array(ends)[weekday] for ends in zip(*HOURS[made.hours], strict=True))
    stop = stop + 2.0 * ((day >= made.later_hours_from) & (stop > start) & (stop < 22))
    shape *= (clock >= start[:, None]) & (clock < stop[:, None])
    return shape / np.maximum(shape.sum(axis=1, keepdims=True), 1e-12)


def _spoil(made: Made, counts: Grid, means: Grid, rng: np.random.Generator) -> None:
    """Outages, doubled and missing days, in place."""
    worked = np.flatnonzero(means.sum(axis=1) > 0)
    for d in rng.choice(worked, made.outages, replace=False):
        open_slots = np.flatnonzero(means[d] > 0)
        length = int(rng.integers(2, max(len(open_slots) // 2, 3)))
        start = int(rng.integers(0, max(len(open_slots) - length, 1)))
        counts[d, open_slots[start : start + length]] = 0.0
    counts[rng.choice(worked, made.doubled, replace=False)] *= 2
    counts[rng.choice(worked, made.missing, replace=False)] = np.nan


def _autoregressive(rng: np.random.Generator, shape: tuple[int, int], rho: float) -> Grid:
    series = rng.standard_normal(shape)
    for i in range(1, shape[1]):
        series[:, i] = rho * series[:, i - 1] + np.sqrt(1 - rho**2) * series[:, i]
    return series
