"""How alike two days are expected to be, before any history is seen."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from wfm.forecast.days import Days

Grid = NDArray[np.float64]


@dataclass(frozen=True)
class DayPrior:
    """Standard deviations of the parts of a day's logarithm, and their lengths in days.

    Attributes
    ----------
    constant_sd : float
        Overall value.
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
    """Prior covariance between days, without the noise of the single day.

    A sum of the kernels of Rasmussen and Williams (2006), "Gaussian Processes for Machine
    Learning", chapters 4.2 and 5.4.3: exponential for levels, periodic for month and year, and
    linear for indicators.

    Returns
    -------
    array of shape (len(days), len(days))
    """
    apart = np.abs(days.ordinal[:, None] - days.ordinal[None, :])
    total: Grid = _by_lag(int(apart.max()), prior)[apart]
    if prior.month_sd > 0:
        total += _periodic(days.month_phase, prior.month_sd, prior.month_roughness)
    if prior.year_sd > 0:
        total += _periodic(days.year_phase, prior.year_sd, prior.year_roughness)
    _add_shared(total, np.flatnonzero(days.holiday > 0), prior.holiday_sd)
    for name in np.unique(days.holiday[days.holiday > 0]):
        _add_shared(total, np.flatnonzero(days.holiday == name), prior.holiday_name_sd)
    _add_shared(total, np.flatnonzero(days.after), prior.after_sd)
    _add_shared(total, np.flatnonzero(days.second_after), prior.second_after_sd)
    _add_shared(total, np.flatnonzero(days.before), prior.before_sd)
    return total


def _by_lag(longest: int, prior: DayPrior) -> Grid:
    """The parts that depend on nothing but the number of days between two days."""
    lag = np.arange(longest + 1, dtype=np.float64)
    same_weekday = prior.weekday_sd**2 + prior.drift_sd**2 * np.exp(-lag / prior.drift_days)
    return (
        prior.constant_sd**2
        + prior.slow_sd**2 * np.exp(-lag / prior.slow_days)
        + prior.level_sd**2 * np.exp(-lag / prior.level_days)
        + prior.spell_sd**2 * np.exp(-lag / prior.spell_days)
        + np.where(lag % 7 == 0, same_weekday, 0.0)
    )


def _periodic(phase: Grid, sd: float, roughness: float) -> Grid:
    place, index = np.unique(phase, return_inverse=True)
    apart = np.sin(np.pi * (place[:, None] - place[None, :])) ** 2
    table: Grid = sd**2 * np.exp(-2 * apart / roughness**2)
    return table[index][:, index]


def _add_shared(total: Grid, rows: NDArray[np.int64], sd: float) -> None:
    total[np.ix_(rows, rows)] += sd**2
