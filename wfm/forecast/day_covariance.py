"""How alike the volumes of two days are expected to be, before any history is seen."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from wfm.forecast.days import Days

Grid = NDArray[np.float64]


@dataclass(frozen=True)
class DayPrior:
    """Standard deviations of the parts of a day's log volume, and their lengths in days.

    Attributes
    ----------
    constant_sd : float
        Overall volume, around the mean of the history.
    level_sd, level_days : float
        Slow level; correlation falls by e over `level_days`.
    spell_sd, spell_days : float
        Busy and quiet spells of a few days.
    weekday_sd : float
        Lasting difference between weekdays.
    weekday_drift_sd, weekday_drift_days : float
        Slow change of that difference.
    month_sd, month_roughness : float
        Place in the month (periodic); small roughness allows sharp peaks.
    year_sd, year_roughness : float
        Place in the year (periodic); zero until two years are known.
    holiday_sd, holiday_name_sd : float
        Effect common to holidays, and the own effect of each by its name.
    neighbour_sd : float
        Operating day after a holiday; half of it for the second after and the one before.
    noise_sd : float
        What is left of a single day, beyond the Poisson count.
    """

    constant_sd: float = 1.0
    level_sd: float = 0.05
    level_days: float = 60.0
    spell_sd: float = 0.02
    spell_days: float = 3.0
    weekday_sd: float = 0.2
    weekday_drift_sd: float = 0.02
    weekday_drift_days: float = 60.0
    month_sd: float = 0.06
    month_roughness: float = 0.5
    year_sd: float = 0.0
    year_roughness: float = 0.5
    holiday_sd: float = 1.0
    holiday_name_sd: float = 0.5
    neighbour_sd: float = 0.3
    noise_sd: float = 0.02


def covariance(a: Days, b: Days, prior: DayPrior) -> Grid:
    """Prior covariance of log volumes, without the noise of the single day.

    A sum of the kernels of Rasmussen and Williams (2006), "Gaussian Processes for Machine
    Learning", chapters 4.2 and 5.4.3: exponential for levels, periodic for month and year, and
    linear for indicators.

    Returns
    -------
    array of shape (len(a), len(b))
    """
    apart = np.abs(a.ordinal[:, None] - b.ordinal[None, :]).astype(np.float64)
    same_weekday = a.weekday[:, None] == b.weekday[None, :]
    both_holidays = (a.holiday[:, None] > 0) & (b.holiday[None, :] > 0)
    same_holiday = both_holidays & (a.holiday[:, None] == b.holiday[None, :])

    total = np.full(apart.shape, prior.constant_sd**2)
    total += prior.level_sd**2 * np.exp(-apart / prior.level_days)
    total += prior.spell_sd**2 * np.exp(-apart / prior.spell_days)
    drift = prior.weekday_drift_sd**2 * np.exp(-apart / prior.weekday_drift_days)
    total += same_weekday * (prior.weekday_sd**2 + drift)
    total += _periodic(a.month_phase, b.month_phase, prior.month_sd, prior.month_roughness)
    if prior.year_sd > 0:
        total += _periodic(a.year_phase, b.year_phase, prior.year_sd, prior.year_roughness)
    total += prior.holiday_sd**2 * both_holidays + prior.holiday_name_sd**2 * same_holiday
    for name, sd in (("after", 1.0), ("second_after", 0.5), ("before", 0.5)):
        both = getattr(a, name)[:, None] & getattr(b, name)[None, :]
        total += (sd * prior.neighbour_sd) ** 2 * both
    return total


def _periodic(a: NDArray[np.float64], b: NDArray[np.float64], sd: float, roughness: float) -> Grid:
    apart = np.sin(np.pi * (a[:, None] - b[None, :])) ** 2
    return sd**2 * np.exp(-2 * apart / roughness**2)
