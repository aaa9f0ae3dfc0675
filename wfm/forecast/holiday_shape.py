"""How far the shape of holidays and of the days around them strayed from that of their weekdays."""

import numpy as np
from numpy.typing import NDArray

from wfm.forecast.bending import day_totals, relative_misses
from wfm.forecast.days import Days, beyond_common_days
from wfm.forecast.profile import Calls

Grid = NDArray[np.float64]

PRIOR_HOLIDAYS = 2.0
MOST_STRAYED = 2.0


def holiday_shape_variance(calls: Calls, shares: Grid, days: Days, coming: Days) -> Grid:
    """Variance of single slots on coming days, relative to their means, over that of common days.

    A center that opens late on a holiday, or is called once it is over, has another day there. What
    slots strayed from the shares of their weekday, beyond Poisson's part and what they stray on
    common days, is averaged over holidays, days after and days before them, shrunk to none by how
    few there were.

    Parameters
    ----------
    calls : Calls
        Of known days.
    shares : array of shape (known days, slots)
        What their weekdays expect, each row summing to 1.
    days : Days
        The known ones.
    coming : Days

    Returns
    -------
    array of shape (coming days,)
    """
    expected = day_totals(calls, shares)[:, None] * shares * calls.known
    miss = relative_misses(calls, shares) * expected
    square = np.maximum((expected**2).sum(axis=1), 1e-12)
    strayed = np.minimum((miss**2 - expected).sum(axis=1) / square, MOST_STRAYED)
    return beyond_common_days(strayed, days, coming, PRIOR_HOLIDAYS)
