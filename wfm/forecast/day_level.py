"""A day's volume as a Gaussian process over days, seen through Poisson counts."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from wfm.forecast.process import Process

Grid = NDArray[np.float64]

FEW_CONTACTS = 50.0
BLOCK_DAYS = 400
SMOOTHING_DAYS = 21
OUTLIER_SD = 2.0
SETTLED_DAYS = 60
DOUBT = 1.65
MEDIAN = 0.6745
FARTHEST = 8.0
CARRIED_DOUBT = 1.0
FADING = 0.5


@dataclass(frozen=True)
class Levels:
    """Fitted log volumes of the known days around `center`.

    Attributes
    ----------
    center : float
    process : Process
    days : array of int, shape (known days,)
        Their numbers.
    carried : float
        Part of what was left of a day that the next one has, too.
    """

    center: float
    process: Process
    days: NDArray[np.int64]
    carried: float

    def predict(self, covariance: Grid, days: NDArray[np.int64]) -> Grid:
        """Median volume of `days` with that prior covariance (days, known days) to the known."""
        said = covariance @ self.process.weights
        levels: Grid = np.exp(self.center + said + self._left_over(len(self.days), days))
        return levels

    def hindcast(self, known: int, rows: NDArray[np.int64]) -> Grid:
        """Median volume of later rows by the first `known` days alone."""
        said = self.process.hindcast(known, rows) + self._left_over(known, self.days[rows])
        levels: Grid = np.exp(self.center + said)
        return levels

    def _left_over(self, known: int, days: NDArray[np.int64]) -> Grid:
        """What the last of the first `known` days leaves to the days after it."""
        if known == 0 or self.carried == 0:
            return np.zeros(len(days))
        lag = days - self.days[known - 1]
        recent = np.diag(self.process.lower)[max(known - SMOOTHING_DAYS, 0) : known]
        last = np.clip(self.process.white[known - 1], -OUTLIER_SD, OUTLIER_SD)
        fading = np.where(lag > 0, FADING ** (lag - 1.0), 0.0)
        left: Grid = self.carried * last * np.median(recent) * fading
        return left


def fit_levels(
    totals: Grid,
    weekday: NDArray[np.int64],
    covariance: Grid,
    noise_sd: float,
    days: NDArray[np.int64],
) -> Levels:
    """Fit the volumes of known days.

    A count is Poisson around the day's volume and a lognormal factor of the single day. The mode is
    found by Newton's method (Laplace approximation; Rasmussen and Williams, 2006, algorithm 3.1);
    with many contacts the logarithm of the count serves at once. A queue whose days stray more from
    what the days before them say than they should gets a wider noise, or it would follow chance;
    so do days far from the fit, by Huber's weights (Huber and Ronchetti, 2009, section 7.8).

    Parameters
    ----------
    totals : array of shape (known days,)
        Contacts of each known day, in order of time.
    weekday : array of int, shape (known days,)
    covariance : array of shape (known days, known days)
        Prior covariance between them.
    noise_sd : float
        Least standard deviation of the single day's log factor.
    days : array of int, shape (known days,)
        Numbers of the known days.
    """
    center = float(np.log(max(totals.mean(), 0.1)))
    few = totals.min() < FEW_CONTACTS
    mean = _smooth(totals, weekday) if few else totals
    seen = np.log(mean) + (totals - mean) / mean
    noise = np.full(len(totals), noise_sd**2)
    spread = noise + 1 / mean
    weights, explained, beyond = _first_look(covariance, spread, seen - center)
    miss = np.abs(spread * weights)
    wide = noise_sd**2 + beyond
    wider = wide * np.maximum(1.0, miss / (OUTLIER_SD * np.sqrt(wide + 1 / mean)))
    if few:
        first = noise * np.maximum(1.0, miss / (OUTLIER_SD * np.sqrt(spread)))
        log_mean = explained + first * weights
        mean = np.exp(center + np.clip(log_mean, -FARTHEST, FARTHEST))
        seen = np.log(mean) + (totals - mean) / mean
    process = Process.fit(covariance, wider + 1 / mean, seen - center)
    return Levels(center, process, days, _carried(process.white, days))


def _carried(white: Grid, days: NDArray[np.int64]) -> float:
    """Correlation of what is left of a day with what is left of the day before.

    What the days before a day do not tell of it should not depend on what was left of the last of
    them; where it does, days have spells shorter than those of the prior. Less `CARRIED_DOUBT`
    standard errors, and nothing for a history too short to tell.
    """
    late = slice(min(SETTLED_DAYS, len(white) // 2), None)
    calm, day = np.clip(white[late], -OUTLIER_SD, OUTLIER_SD), days[late]
    follows = np.diff(day) == 1
    if follows.sum() < SETTLED_DAYS // 2:
        return 0.0
    alike = float((calm[1:] * calm[:-1])[follows].mean() / max((calm**2).mean(), 1e-9))
    return max(alike - CARRIED_DOUBT / float(np.sqrt(follows.sum())), 0.0)


def _first_look(covariance: Grid, noise: Grid, values: Grid) -> tuple[Grid, Grid, float]:
    """Weights and fit of each day by those of its own block of about a year, and what is beyond.

    It only tells outliers and how much days stray, and starts Newton's method, and two halves cost
    a quarter of a whole. The last is the variance of days, foreseen by those before them, beyond
    what `noise` and `covariance` expect: the median tells it in spite of holidays and outliers,
    less `DOUBT` / sqrt(days), the standard error of its square.
    """
    weights, fitted = np.empty_like(values), np.empty_like(values)
    beyond, settled = 0.0, 0
    for rows in np.array_split(np.arange(len(values)), -(-len(values) // BLOCK_DAYS)):
        part = slice(rows[0], rows[-1] + 1)
        own = covariance[part, part]
        process = Process.fit(own, noise[part], values[part])
        weights[part] = process.weights
        fitted[part] = own @ weights[part]
        late = slice(min(SETTLED_DAYS, len(rows) // 2), None)
        white, expected = process.white[late], np.diag(process.lower)[late]
        times = (np.median(np.abs(white)) / MEDIAN) ** 2 * (1 - DOUBT / np.sqrt(len(white)))
        settled += len(white)
        beyond += len(white) * max(float(times) - 1, 0.0) * float(np.median(expected)) ** 2
    return weights, fitted, beyond / settled


def _smooth(totals: Grid, weekday: NDArray[np.int64]) -> Grid:
    """Running mean by weekday, where Newton's method starts so near that a step is enough."""
    count = np.maximum(np.bincount(weekday, minlength=7), 1)
    usual = (np.bincount(weekday, weights=totals, minlength=7) / count)[weekday]
    window = np.ones(min(SMOOTHING_DAYS, len(totals)))

    def running(values: Grid) -> Grid:
        return np.convolve(values, window, mode="same")

    level: Grid = running(totals) / np.maximum(running(usual), 1e-9)
    return np.maximum(usual * level, 0.1)
