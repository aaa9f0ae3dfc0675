"""What is not known of the level of holidays and of the days around them."""

import numpy as np
from numpy.typing import NDArray

from wfm.forecast.day_covariance import DayPrior, holiday_covariance
from wfm.forecast.days import Days, beyond_common_days
from wfm.forecast.process import Process

Grid = NDArray[np.float64]

MOST_HOLIDAY_SD = 0.5
PRIOR_HOLIDAYS = 4.0
FARTHEST_MISS = 1.0
SURPRISE_SD = 2.0


def holiday_variance(
    process: Process,
    days: Days,
    rows: NDArray[np.int64],
    special: NDArray[np.int64],
    prior: Grid,
    sizes: DayPrior,
) -> Grid:
    """Variance of the log level of coming days, over that of common days in their place.

    Parameters
    ----------
    process : Process
    days : Days
        Known ones and those to come.
    rows : array of int
        Days that the process was fitted to.
    special : array of int
        Holidays and their neighbours to come.
    prior : array of shape (len(special), len(rows))
        Prior covariance between them.
    sizes : DayPrior

    Returns
    -------
    array of shape (len(special),)
    """
    part = holiday_covariance(days, sizes, special)
    # The same days as if they were common ones: what is more unknown is the holiday's.
    taken, common = np.split(process.explained(np.vstack([prior, prior - part[:, rows]])), 2)
    extra = part[np.arange(len(special)), special] - (taken - common)
    extra += _surprise(process, days[rows], days[special])
    return np.clip(extra, 0.0, MOST_HOLIDAY_SD**2)


def _surprise(process: Process, days: Days, coming: Days) -> Grid:
    """Variance of the log level by which holidays and their neighbours surprised.

    Each known day is foreseen by those before it. What it strays beyond `SURPRISE_SD` standard
    deviations of that, over what common days do, is averaged over holidays, days after and days
    before them, shrunk to none by how few there were. The prior knows that days around holidays are
    a little different; on the eves of some countries the afternoon is off.

    Parameters
    ----------
    process : Process
    days : Days
        That it was fitted to.
    coming : Days

    Returns
    -------
    array of shape (len(coming),)
    """
    expected = np.diag(process.lower)
    miss = np.minimum(np.abs(process.white * expected), FARTHEST_MISS)
    beyond = np.maximum(miss**2 - (SURPRISE_SD * expected) ** 2, 0.0)
    return beyond_common_days(beyond, days, coming, PRIOR_HOLIDAYS)
