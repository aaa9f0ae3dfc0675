"""Intervals of figures whose errors are skewed, as those of days that now and then go badly."""

import numpy as np

from wfm.simulate.arrays import Floats


def skewed_bounds(
    mean: Floats, error: Floats, skewness: Floats, quantile: Floats | float
) -> tuple[Floats, Floats]:
    """Ends of an interval by Hall's cubic transformation of Student's t.

    Parameters
    ----------
    mean, error : array
        The figure and its standard error.
    skewness : array
        Estimated skewness of the figure's error: that of one replication over sqrt(n).
    quantile : array or float
        Of Student's t, such as that at 0.975.

    References
    ----------
    P. Hall 1992, "On the removal of skewness by transformation", Journal of the Royal Statistical
    Society B 54.
    """
    straight = ~(np.abs(skewness) > 1e-9)
    skew = np.where(straight, 1.0, skewness)

    def moved(t: Floats | float) -> Floats:
        bent = 3.0 / skew * (np.cbrt(1.0 + skew * (t - skew / 6.0)) - 1.0)
        return np.asarray(np.where(straight, t, bent))

    return mean - moved(quantile) * error, mean - moved(-np.asarray(quantile)) * error
