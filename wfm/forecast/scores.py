"""Measures of a forecast against what came."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Grid = NDArray[np.float64]

PROBABILITIES = tuple(round(0.05 * i, 2) for i in range(1, 20))
"""Quantiles of the weighted quantile loss; they hold the ends of the 80 % and 90 % bands."""


@dataclass(frozen=True)
class Case:
    """One origin's forecast and what came, by day of the window; NaN is not scored.

    Attributes
    ----------
    actual, mean : array of shape (days, slots)
    quantiles : array of shape (len(PROBABILITIES), days, slots)
    place : array of shape (2, days, slots)
        Chance of fewer contacts than came, and of no more than came.
    daily_place : array of shape (2, days)
        The same of the day's total.
    """

    actual: Grid
    mean: Grid
    quantiles: Grid
    place: Grid
    daily_place: Grid

    def first_days(self, days: int) -> "Case":
        """The first days of the window."""
        return self.window(0, days)

    def window(self, start: int, stop: int) -> "Case":
        """Days from `start` to before `stop`."""
        days = slice(start, stop)
        return Case(
            self.actual[days],
            self.mean[days],
            self.quantiles[:, days],
            self.place[:, days],
            self.daily_place[:, days],
        )


@dataclass(frozen=True)
class Score:
    """Accuracy over all cases; everything but `rmse` is a share.

    Attributes
    ----------
    wape, daily_wape, weekly_wape : float
        Sum of absolute errors over sum of contacts, of intervals, days, and weeks of the window.
    bias : float
        Sum of errors (forecast less actual) over sum of contacts.
    rmse : float
        Root of the mean squared error of an interval, in contacts.
    within10 : float
        Share of contacts in intervals that were forecast within 10 %.
    wql : float
        Weighted quantile loss, mean over `PROBABILITIES` (Gneiting, 2011, "Quantiles as optimal
        point forecasts"): twice the quantile losses over the sum of contacts.
    coverage80, coverage90 : float
        Share of intervals inside the central band. A count at the end of the band is inside by the
        part of its probability that the band needs (Czado, Gneiting and Held, 2009, "Predictive
        model assessment for count data"), or else sparse queues would always seem covered.
    daily_coverage80, daily_coverage90 : float
        Share of days, recorded in whole, whose total is inside the band of the day.
    floor : float
        WAPE that a perfect mean would have, sqrt(2 mean / pi) an interval.
    """

    wape: float
    daily_wape: float
    weekly_wape: float
    bias: float
    rmse: float
    within10: float
    wql: float
    coverage80: float
    coverage90: float
    daily_coverage80: float
    daily_coverage90: float
    floor: float


def score(cases: list[Case]) -> Score:
    """Pool the errors of all cases; NaN everywhere when nothing can be scored."""
    if not cases:
        return Score(*[float("nan")] * 12)
    actual = np.concatenate([case.actual for case in cases])
    mean = np.concatenate([case.mean for case in cases])
    quantiles = np.concatenate([case.quantiles for case in cases], axis=1)
    scored = ~np.isnan(actual)
    seen, expected, bands = actual[scored], mean[scored], quantiles[:, scored]
    volume = seen.sum()
    if volume == 0:
        return Score(*[float("nan")] * 12)
    error = expected - seen
    near = np.abs(error) <= 0.1 * seen
    probability = np.array(PROBABILITIES)[:, None]
    above = seen - bands
    pinball = np.maximum(probability * above, (probability - 1) * above)

    open_slot = (expected > 0) | (seen > 0)
    place = np.concatenate([case.place for case in cases], axis=1)[:, scored][:, open_slot]
    whole = (scored | (mean == 0)).all(axis=1) & scored.any(axis=1)
    daily_place = np.concatenate([case.daily_place for case in cases], axis=1)[:, whole]

    day_error = np.where(scored, mean - np.nan_to_num(actual), 0.0).sum(axis=1)
    week_error = [
        abs(np.where(np.isnan(week.actual), 0.0, week.mean - np.nan_to_num(week.actual)).sum())
        for case in cases
        for week in _weeks(case)
    ]
    return Score(
        wape=float(np.abs(error).sum() / volume),
        daily_wape=float(np.abs(day_error).sum() / volume),
        weekly_wape=float(np.sum(week_error) / volume),
        bias=float(error.sum() / volume),
        rmse=float(np.sqrt((error**2).mean())),
        within10=float(seen[near].sum() / volume),
        wql=float(2 * pinball.sum() / len(PROBABILITIES) / volume),
        coverage80=_coverage(place, 0.8),
        coverage90=_coverage(place, 0.9),
        daily_coverage80=_coverage(daily_place, 0.8),
        daily_coverage90=_coverage(daily_place, 0.9),
        floor=float(np.sqrt(2 * expected / np.pi).sum() / volume),
    )


def quantiles_among(drawn: NDArray[np.integer] | Grid, probabilities: Sequence[float]) -> Grid:
    """Quantiles of paths along the first axis, as `numpy.quantile` has them but sooner.

    Returns
    -------
    array of shape (probabilities, ...)
    """
    ordered = np.sort(np.moveaxis(drawn, 0, -1), axis=-1)
    place = np.array(probabilities) * (len(drawn) - 1)
    below = place.astype(np.int64)
    share = place - below
    low, high = ordered[..., below], ordered[..., np.minimum(below + 1, len(drawn) - 1)]
    return np.moveaxis(low + share * (high - low), -1, 0)


def place_among(drawn: NDArray[np.integer] | Grid, seen: Grid) -> Grid:
    """Chance of fewer contacts than came, and of no more, by paths along the first axis.

    What came is one more draw beside the paths, so that the places of many are spread evenly
    however few paths there are.
    """
    fewer, no_more = (drawn < seen).sum(axis=0), (drawn <= seen).sum(axis=0) + 1
    return np.stack([fewer, no_more]) / (len(drawn) + 1)


def _coverage(place: Grid, share: float) -> float:
    """Share of counts inside the central band that should hold `share` of them."""
    if place.shape[1] == 0:
        return float("nan")
    low, high = np.clip(place, (1 - share) / 2, (1 + share) / 2)
    return float(((high - low) / (place[1] - place[0])).mean())


def _weeks(case: Case) -> list[Case]:
    return [case.window(i, i + 7) for i in range(0, len(case.actual), 7)]
