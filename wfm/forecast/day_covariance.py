"""How alike two days are expected to be, before any history is seen."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from wfm.forecast.days import Days

Grid = NDArray[np.float64]

DAYS_A_YEAR = 365.25


@dataclass(frozen=True)
class DayPrior:
    """Standard deviations of the parts of a day's logarithm, and their lengths in days.

    Attributes
    ----------
    constant_sd : float
        Overall value.
    trend_sd : float
        Growth or decline that lasts, in logarithms a year.
    slow_sd, slow_days : float
        Slow level; correlation falls by e over `slow_days`, so long that it is never pulled back.
    level_sd, level_days : float
        Level of weeks.
    spell_sd, spell_days : float
        Busy and quiet spells of a few days.
    weekday_sd : float
        Lasting difference between weekdays.
    drift_sd, drift_days : float
        Slow change of that difference.
    month_sd, month_roughness : float
        Place in the month (periodic); small roughness allows sharp peaks.
    year_sd, year_roughness : float
        Place in the year (periodic).
    holiday_sd, holiday_name_sd : float
        Effect common to holidays, and the own effect of each by its name.
    after_sd, second_after_sd, before_sd : float
        Operating day right after a holiday, the next one, and the one right before.
    noise_sd : float
        What is left of a single day, beyond the Poisson count.
    """

    noise_sd: float
    constant_sd: float = 0.0
    trend_sd: float = 0.0
    slow_sd: float = 0.0
    slow_days: float = 2500.0
    level_sd: float = 0.0
    level_days: float = 60.0
    spell_sd: float = 0.0
    spell_days: float = 3.0
    weekday_sd: float = 0.0
    drift_sd: float = 0.0
    drift_days: float = 60.0
    month_sd: float = 0.0
    month_roughness: float = 0.7
    year_sd: float = 0.0
    year_roughness: float = 0.5
    holiday_sd: float = 0.0
    holiday_name_sd: float = 0.0
    after_sd: float = 0.0
    second_after_sd: float = 0.0
    before_sd: float = 0.0


def covariance(days: Days, prior: DayPrior) -> Grid:
    """Prior covariance between consecutive days, without the noise of the single day.

    A sum of the kernels of Rasmussen and Williams (2006), "Gaussian Processes for Machine
    Learning", chapters 4.2 and 5.4.3: exponential for levels, periodic for month and year, and
    linear for indicators.

    Returns
    -------
    array of shape (len(days), len(days))
    """
    by_lag = _by_lag(len(days), prior)
    # Days follow each other, so each row is the one above, moved by one.
    mirrored = np.concatenate([by_lag[:0:-1], by_lag])
    total: Grid = np.lib.stride_tricks.sliding_window_view(mirrored, len(days))[::-1].copy()
    if prior.trend_sd > 0:
        # Counted from the last day, about which one wants to know most.
        years = prior.trend_sd * np.arange(1 - len(days), 1) / DAYS_A_YEAR
        total += np.outer(years, years)
    if prior.month_sd > 0:
        total += _periodic(days.month_phase, prior.month_sd, prior.month_roughness)
    for flags, sd in _shared(days, prior):
        rows = np.flatnonzero(flags)
        total[np.ix_(rows, rows)] += sd**2
    return total


def holiday_covariance(days: Days, prior: DayPrior, chosen: NDArray[np.int64]) -> Grid:
    """Part of the covariance that holidays and the days around them make.

    Returns
    -------
    array of shape (len(chosen), len(days))
        Between the chosen days and all.
    """
    part = np.zeros((len(chosen), len(days)))
    for flags, sd in _shared(days, prior):
        part[np.ix_(flags[chosen], flags)] += sd**2
    return part


def _shared(days: Days, prior: DayPrior) -> Iterator[tuple[NDArray[np.bool_], float]]:
    """Days that share an effect, and its standard deviation."""
    yield days.holiday > 0, prior.holiday_sd
    for name in np.unique(days.holiday[days.holiday > 0]):
        yield days.holiday == name, prior.holiday_name_sd
    yield days.after, prior.after_sd
    yield days.second_after, prior.second_after_sd
    yield days.before, prior.before_sd


def _by_lag(count: int, prior: DayPrior) -> Grid:
    """The parts that depend on nothing but the number of days between two days."""
    lag = np.arange(count, dtype=np.float64)
    same_weekday = prior.weekday_sd**2 + prior.drift_sd**2 * np.exp(-lag / prior.drift_days)
    return (
        prior.constant_sd**2
        + prior.slow_sd**2 * np.exp(-lag / prior.slow_days)
        + prior.level_sd**2 * np.exp(-lag / prior.level_days)
        + prior.spell_sd**2 * np.exp(-lag / prior.spell_days)
        + np.where(lag % 7 == 0, same_weekday, 0.0)
        + prior.year_sd**2 * _again(lag / DAYS_A_YEAR, prior.year_roughness)
    )


def _periodic(phase: Grid, sd: float, roughness: float) -> Grid:
    place, index = np.unique(phase, return_inverse=True)
    table = sd**2 * _again(place[:, None] - place[None, :], roughness)
    return table.take(index, axis=0).take(index, axis=1)


def _again(periods: Grid, roughness: float) -> Grid:
    """Periodic correlation over a distance in periods."""
    correlation: Grid = np.exp(-2 * np.sin(np.pi * periods) ** 2 / roughness**2)
    return correlation
