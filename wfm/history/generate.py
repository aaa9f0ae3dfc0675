"""Draw a plausible history: calendar, day level, interval level, Poisson counts, handle times.

The rate of an interval is the mean that the calendar and the shape of the day give it, times a
busyness factor of the day, times one of the interval; the count is Poisson given the rate. This
is the doubly stochastic model of Avramidis, Deslauriers and L'Ecuyer (2004), with the second level
of Oreshkin, Régnard and L'Ecuyer (2016); docs/explanation/generator.md has the sources.
"""

from datetime import timedelta
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from wfm.center.calendar import Holidays
from wfm.center.history import History
from wfm.center.horizon import Horizon
from wfm.history.generator import GeneratorSpec, HandleTimes, QueueGenerator, read_generator
from wfm.history.shapes import level_at
from wfm.streams import Purpose, stream_key, uniforms

__all__ = ["generate", "read_generator"]

_DAYS_A_YEAR = 365.25
_MONTH_TURN_DAYS = 3.0
_REBOUND_DAYS = 3
_REBOUND_KEEPS = 0.4

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


class _Part(IntEnum):
    """What a stream decides; stands where a simulation has its replication."""

    CENTER_DAY = 0
    QUEUE_DAY = 1
    INTERVAL = 2
    COUNT = 3
    AHT_DAY = 4
    AHT = 5


def generate(spec: GeneratorSpec, seed: int) -> History:
    """Draw one history.

    Parameters
    ----------
    spec : GeneratorSpec
    seed : int
        The same seed gives the same history.

    Returns
    -------
    History
        Whole counts, handle times to a tenth of a second; NaN where a queue is closed.
    """
    grid = spec.horizon
    center = _normals(seed, _Part.CENTER_DAY, 0, np.arange(grid.days))
    drawn = [
        _draw_queue(spec, queue, place, seed, center) for place, queue in enumerate(spec.queues)
    ]
    return History(
        grid,
        tuple(queue.name for queue in spec.queues),
        np.stack([offered for offered, _ in drawn]),
        np.stack([aht_s for _, aht_s in drawn]),
        (f"generated with seed {seed}, not recorded in any center",),
    )


def mean_rates(
    queue: QueueGenerator, grid: Horizon, holidays: Holidays
) -> tuple[Floats, NDArray[np.bool_]]:
    """Mean contacts of each interval, and whether the queue is open; shape (intervals,)."""
    is_open = queue.open.open_intervals(grid, holidays.within(grid))
    day = grid.day_of_interval
    weekday = _weekdays(grid)
    middle = grid.clock_min_of_interval + grid.interval_minutes / 2
    weight = np.zeros(grid.n_intervals)
    for number, knots in enumerate(queue.shape_by_weekday()):
        chosen = is_open & (weekday[day] == number)
        weight[chosen] = level_at(knots, middle[chosen])
    sums = np.bincount(day, weights=weight, minlength=grid.days)
    total = _day_totals(queue, grid, holidays)
    per_weight = np.divide(total, sums, out=np.zeros(grid.days), where=sums > 0)
    return weight * per_weight[day], is_open


def _draw_queue(
    spec: GeneratorSpec, queue: QueueGenerator, place: int, seed: int, center: Floats
) -> tuple[Floats, Floats]:
    grid = spec.horizon
    mean, is_open = mean_rates(queue, grid, spec.holidays)
    days, intervals = np.arange(grid.days), np.arange(grid.n_intervals)

    own = _normals(seed, _Part.QUEUE_DAY, place, days)
    shared = spec.queue_correlation
    noise = np.sqrt(shared) * center + np.sqrt(1 - shared) * own
    day_level = _level(_autoregress(noise, queue.day_autocorrelation), queue.day_cv)
    noise = _normals(seed, _Part.INTERVAL, place, intervals)
    level = _level(_autoregress(noise, queue.interval_autocorrelation), queue.interval_cv)

    rate = mean * day_level[grid.day_of_interval] * level
    key = stream_key(seed, _Part.COUNT, place, Purpose.HISTORY)
    offered = _poisson_quantile(uniforms(key, intervals), rate)
    aht_s = _handle_times(queue.aht, grid, offered, place, seed)
    return np.where(is_open, offered, np.nan), np.where(is_open & (offered > 0), aht_s, np.nan)


def _handle_times(
    aht: HandleTimes, grid: Horizon, offered: Floats, place: int, seed: int
) -> Floats:
    """Average handle time of each interval: the mean of as many lognormal contacts."""
    day = grid.day_of_interval
    years = np.arange(grid.days) / _DAYS_A_YEAR
    by_day = np.array(aht.factor_by_weekday())[_weekdays(grid)] * (1 + aht.trend_per_year) ** years
    by_day *= _level(_normals(seed, _Part.AHT_DAY, place, np.arange(grid.days)), aht.day_cv)
    by_time = level_at(aht.by_time, grid.clock_min_of_interval + grid.interval_minutes / 2)
    noise = _normals(seed, _Part.AHT, place, np.arange(grid.n_intervals))
    sampled = _level(noise, aht.contact_cv / np.sqrt(np.maximum(offered, 1)))
    return np.maximum(np.round(aht.mean_s * by_day[day] * by_time * sampled, 1), 1.0)


def _day_totals(queue: QueueGenerator, grid: Horizon, holidays: Holidays) -> Floats:
    """Mean contacts of each day, shape (days,)."""
    dates = np.array([np.datetime64(day) for day in grid.dates])
    year = dates.astype("datetime64[Y]")
    day_of_year = (dates - year).astype(np.int64)
    month, day_of_peak = (int(part) for part in queue.yearly_peak.split("-"))
    peak = (
        np.datetime64(f"2001-{month:02d}-{day_of_peak:02d}") - np.datetime64("2001-01-01")
    ).astype(np.int64)
    wave = np.cos(2 * np.pi * (day_of_year - peak) / _DAYS_A_YEAR)

    first_of_month = dates.astype("datetime64[M]").astype("datetime64[D]")
    first_of_next = (dates.astype("datetime64[M]") + 1).astype("datetime64[D]")
    turn = np.minimum((dates - first_of_month), (first_of_next - dates)).astype(np.int64)

    total = queue.daily_contacts * np.array(queue.factor_by_weekday())[_weekdays(grid)]
    total *= 1 + queue.yearly_amplitude * wave
    total *= (1 + queue.trend_per_year) ** (np.arange(grid.days) / _DAYS_A_YEAR)
    total *= 1 + queue.month_turn_uplift * np.exp(-turn / _MONTH_TURN_DAYS)
    holiday, rebound = _holiday_effects(queue, grid, holidays)
    total[holiday] *= queue.holiday_factor
    return total * (1 + queue.after_holiday_uplift * rebound)


def _holiday_effects(
    queue: QueueGenerator, grid: Horizon, holidays: Holidays
) -> tuple[NDArray[np.bool_], Floats]:
    """Which days are holidays, and how much of the rebound each day has, shape (days,)."""
    before = timedelta(days=14)
    known = holidays.between(grid.start - before, grid.dates[-1])
    rebound = np.zeros(grid.days)
    open_days_since: int | None = None
    for index in range(-before.days, grid.days):
        day = grid.start + timedelta(days=index)
        if not queue.open.spans_on(day):
            continue
        if day in known:
            open_days_since = 0
        elif open_days_since is not None:
            if index >= 0 and open_days_since < _REBOUND_DAYS:
                rebound[index] = _REBOUND_KEEPS**open_days_since
            open_days_since += 1
    return np.array([day in known for day in grid.dates]), rebound


def _weekdays(grid: Horizon) -> Ints:
    return (grid.start.weekday() + np.arange(grid.days)) % 7


def _normals(seed: int, part: _Part, place: int, numbers: NDArray[np.integer]) -> Floats:
    from scipy.special import ndtri

    key = stream_key(seed, part, place, Purpose.HISTORY)
    return np.asarray(ndtri(uniforms(key, numbers)), dtype=np.float64)


def _autoregress(noise: Floats, correlation: float) -> Floats:
    """Standard normal chain in which neighbours have this correlation."""
    fresh = np.sqrt(1 - correlation**2)
    chain = [float(noise[0])]
    for value in (fresh * noise[1:]).tolist():
        chain.append(correlation * chain[-1] + value)
    return np.array(chain)


def _poisson_quantile(share: Floats, rate: Floats) -> Floats:
    """Smallest count whose Poisson distribution function reaches `share`."""
    from scipy.special import pdtr, pdtrik

    count = np.ceil(pdtrik(share, np.maximum(rate, 1e-12)))
    below = np.maximum(count - 1, 0)
    # pdtrik is a root of a smooth continuation, and may be one above by rounding.
    return np.asarray(np.where(pdtr(below, rate) >= share, below, count), dtype=np.float64)


def _level(normal: Floats, cv: Floats | float) -> Floats:
    """Lognormal factor of mean 1 and this coefficient of variation."""
    variance = np.log1p(np.square(cv))
    return np.asarray(np.exp(np.sqrt(variance) * normal - variance / 2), dtype=np.float64)
