"""The center's own model with as much of the last four weeks as its recent misses ask for."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from wfm.forecast.day_table import DayTable, Grid
from wfm.forecast.last_four_weeks import WEEKS, mean_of_like
from wfm.forecast.rolling import LEADS, rolling_origins
from wfm.forecast.wfm_model import WfmModel

BUCKETS = ((0, 7), (7, 14), (14, LEADS))
PRIOR_DAYS = 150.0
MOST_WEIGHT = 0.5


@dataclass(frozen=True)
class Combined:
    """`WfmModel` and the mean of the last four same weekdays, weighted by queue and lead.

    The weight of the plain mean is the least-squares one of Bates and Granger (1969), "The
    combination of forecasts", over rolling origins of the past, shrunk to none by how few days
    there are. Holidays and closed days are left to the own model.

    Attributes
    ----------
    own : WfmModel
    holidays : mapping of date to name
    """

    own: WfmModel
    holidays: Mapping[date, str]

    @classmethod
    def fit(cls, past: DayTable, holidays: Mapping[date, str], until: int) -> "Combined":
        """Fit; see `wfm.forecast.models.Model`."""
        return cls(WfmModel.fit(past, holidays, until), holidays)

    def mean(self, days: range) -> Grid:
        """Mean of days after the past; see `wfm.forecast.models.Fitted`."""
        return self._mixed(self.own.past.n_days, days, self.own.mean(days))

    def hindcast(self, origin: int, days: range) -> Grid:
        """Mean of days in the past by those before `origin`."""
        known = self._said.get(origin)
        own = known if known is not None else self.own.hindcast(origin, days)
        return self._mixed(origin, days, own[:, : len(days)])

    def holiday_variance(self, days: range) -> Grid:
        """Variance of the log level of days by what is not known of holidays."""
        return self.own.holiday_variance(days)

    def _mixed(self, origin: int, days: range, own: Grid) -> Grid:
        lead = np.minimum(np.array(days) - origin, LEADS - 1)
        share = self.weights[:, lead]
        if not share.any():
            return own
        common = ~self._is_holiday[np.array(days) - self.own.oldest]
        share = np.where(common & own.any(axis=2), share, 0.0)[:, :, None]
        plain = self._plain_said.get(origin)
        if plain is None:
            plain = self._plain(origin, days)
        mixed: Grid = (1 - share) * own + share * plain[:, : len(days)]
        return mixed

    def _plain(self, origin: int, days: range) -> Grid:
        return mean_of_like(self.own.past, days, self._usual_days[:, :origin], WEEKS)

    @cached_property
    def weights(self) -> Grid:
        """Weight of the plain mean by (queues, lead), 0 where nothing speaks for it."""
        past, origins = self.own.past, list(self._said)
        shape = (len(origins), len(past.queues), LEADS, past.n_slots)
        own, plain, actual = np.zeros(shape), np.zeros(shape), np.full(shape, np.nan)
        for i, origin in enumerate(origins):
            stop = self._said[origin].shape[1]
            own[i, :, :stop], plain[i, :, :stop] = self._said[origin], self._plain_said[origin]
            actual[i, :, :stop] = past.offered[:, origin : origin + stop]
            ahead = slice(origin - self.own.oldest, origin - self.own.oldest + stop)
            actual[i, :, np.flatnonzero(self._is_holiday[ahead])] = np.nan
        known = ~np.isnan(actual) & (own > 0)
        noise = np.maximum(own, 1.0)
        apart = np.where(known, plain - own, 0.0)
        miss = np.where(known, actual - own, 0.0)
        moved, size, days_seen = (
            np.add.reduceat(by_lead.sum(axis=0), [start for start, _ in BUCKETS], axis=1)
            for by_lead in (
                (apart * miss / noise).sum(axis=3),
                (apart**2 / noise).sum(axis=3),
                known.any(axis=3),
            )
        )
        best = np.clip(np.divide(moved, size, out=np.zeros_like(moved), where=size > 0), 0, 1)
        shrunk = np.minimum(best * days_seen / (days_seen + PRIOR_DAYS), MOST_WEIGHT)
        weights: Grid = np.repeat(shrunk, [stop - start for start, stop in BUCKETS], axis=1)
        return weights

    @cached_property
    def _said(self) -> dict[int, Grid]:
        """What the own model says from each rolling origin, shape (queues, leads, slots)."""
        n = self.own.past.n_days
        return {
            origin: self.own.hindcast(origin, range(origin, min(origin + LEADS, n)))
            for origin in rolling_origins(n)
        }

    @cached_property
    def _plain_said(self) -> dict[int, Grid]:
        """The same of the plain mean."""
        return {
            origin: self._plain(origin, range(origin, origin + own.shape[1]))
            for origin, own in self._said.items()
        }

    @cached_property
    def _usual_days(self) -> NDArray[np.bool_]:
        past = self.own.past
        common = np.array([day not in self.holidays for day in past.dates], dtype=bool)
        usual: NDArray[np.bool_] = past.recorded & common
        return usual

    @cached_property
    def _is_holiday(self) -> NDArray[np.bool_]:
        """By days of the own model."""
        return self.own.days.holiday > 0
