"""The center's own model with as much of other members as its recent misses ask for."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import nnls

from wfm.forecast.day_table import DayTable, Grid
from wfm.forecast.fitted import Fitted
from wfm.forecast.last_four_weeks import WEEKS, mean_of_like
from wfm.forecast.rolling import LEADS, rolling_origins
from wfm.forecast.wfm_model import WfmModel

BUCKETS = ((0, 7), (7, 14), (14, LEADS))
PRIOR_DAYS = 60.0
MOST_WEIGHT = 0.75
EVERY_ORIGIN_OF_MEMBERS = 4


@dataclass(frozen=True)
class Combined:
    """`WfmModel`, the mean of the last four same weekdays, and others, weighted by queue and lead.

    The weights of the others are the least-squares ones of Bates and Granger (1969), "The
    combination of forecasts", none negative, over rolling origins of the past, shrunk to none by
    how few days there are. Holidays and closed days are left to the own model.

    Attributes
    ----------
    own : WfmModel
    holidays : mapping of date to name
    others : tuple of Fitted
        Members beside the own model and the mean of the last four same weekdays. They are slow,
        and are asked from every fourth rolling origin only.
    """

    own: WfmModel
    holidays: Mapping[date, str]
    others: tuple[Fitted, ...] = ()

    @classmethod
    def fit(cls, past: DayTable, holidays: Mapping[date, str], until: int) -> "Combined":
        """Fit; see `wfm.forecast.fitted.Model`."""
        return cls(WfmModel.fit(past, holidays, until), holidays)

    def mean(self, days: range) -> Grid:
        """Mean of days after the past; see `wfm.forecast.fitted.Fitted`."""
        return self._mixed(self.own.past.n_days, days, self.own.mean(days))

    def hindcast(self, origin: int, days: range) -> Grid:
        """Mean of days in the past by those before `origin`.

        Members that were not asked from there leave their weight to the own model.
        """
        known = self._said.get(origin)
        own = known if known is not None else self.own.hindcast(origin, days)
        return self._mixed(origin, days, own[:, : len(days)])

    def holiday_variance(self, days: range) -> Grid:
        """Variance of the log level of days by what is not known of holidays."""
        return self.own.holiday_variance(days)

    def holiday_shape_variance(self, days: range) -> Grid:
        """Relative variance of slots by what is not known of the shape of holidays."""
        return self.own.holiday_shape_variance(days)

    def _mixed(self, origin: int, days: range, own: Grid) -> Grid:
        lead = np.minimum(np.array(days) - origin, LEADS - 1)
        common = ~self._is_holiday[np.array(days) - self.own.oldest] & own.any(axis=2)
        mixed = own
        for member, weights in enumerate(self.weights):
            share = np.where(common, weights[:, lead], 0.0)[:, :, None]
            if share.any():
                said = self._member(member, origin, days)
                if said is not None:
                    mixed = mixed + share * (said - own)
        return mixed

    def _member(self, member: int, origin: int, days: range) -> Grid | None:
        """What a member says from an origin; None if it was not asked."""
        said = self._members_said.get((member, origin))
        if said is not None:
            return said[:, : len(days)]
        if member == 0:
            return mean_of_like(self.own.past, days, self._usual_days[:, :origin], WEEKS)
        return self.others[member - 1].mean(days) if origin == self.own.past.n_days else None

    @cached_property
    def weights(self) -> Grid:
        """Weights by (members, queues, lead), 0 where nothing speaks for one."""
        past, n_members = self.own.past, 1 + len(self.others)
        origins = [o for o in self._said if (n_members - 1, o) in self._members_said]
        shape = (len(origins), len(past.queues), LEADS, past.n_slots)
        own, actual = np.zeros(shape), np.full(shape, np.nan)
        said = np.zeros((n_members, *shape))
        for i, origin in enumerate(origins):
            stop = self._said[origin].shape[1]
            own[i, :, :stop] = self._said[origin]
            for member in range(n_members):
                said[member, i, :, :stop] = self._members_said[member, origin]
            actual[i, :, :stop] = past.offered[:, origin : origin + stop]
            ahead = slice(origin - self.own.oldest, origin - self.own.oldest + stop)
            actual[i, :, np.flatnonzero(self._is_holiday[ahead])] = np.nan
        known = ~np.isnan(actual) & (own > 0)
        root = np.sqrt(np.maximum(own, 1.0))
        apart = np.where(known, (said - own) / root, 0.0)
        miss = np.where(known, (actual - own) / root, 0.0)
        moved = _by_bucket((apart * miss).sum(axis=(1, 4)))
        size = np.stack([_by_bucket((apart * one).sum(axis=(1, 4))) for one in apart])
        # Origins overlap, so that every fourth of them tells nearly as much as all.
        overlap = len(self._said) / max(len(origins), 1)
        days_seen = overlap * _by_bucket(known.any(axis=3).sum(axis=0))
        best = np.zeros((n_members, len(past.queues), len(BUCKETS)))
        for q, b in np.ndindex(best.shape[1:]):
            best[:, q, b] = _least_squares(size[:, :, q, b], moved[:, q, b])
        shrunk = best * days_seen / (days_seen + PRIOR_DAYS)
        total = shrunk.sum(axis=0)
        shrunk *= np.minimum(1.0, MOST_WEIGHT / np.maximum(total, 1e-12))
        weights: Grid = np.repeat(shrunk, [stop - start for start, stop in BUCKETS], axis=2)
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
    def _members_said(self) -> dict[tuple[int, int], Grid]:
        """The same of members by (member, origin); 0 is the plain mean."""
        said = {}
        for i, (origin, own) in enumerate(self._said.items()):
            days = range(origin, origin + own.shape[1])
            said[0, origin] = mean_of_like(self.own.past, days, self._usual_days[:, :origin], WEEKS)
            if i % EVERY_ORIGIN_OF_MEMBERS == EVERY_ORIGIN_OF_MEMBERS - 1:
                for member, other in enumerate(self.others, start=1):
                    said[member, origin] = other.hindcast(origin, days)
        return said

    @cached_property
    def _usual_days(self) -> NDArray[np.bool_]:
        past = self.own.past
        usual: NDArray[np.bool_] = past.recorded & past.common_days(self.holidays)
        return usual

    @cached_property
    def _is_holiday(self) -> NDArray[np.bool_]:
        """By days of the own model."""
        return self.own.days.holiday > 0


def _by_bucket(by_lead: Grid) -> Grid:
    """Sums over the leads (last axis) of each bucket."""
    sums: Grid = np.add.reduceat(by_lead, [start for start, _ in BUCKETS], axis=-1)
    return sums


def _least_squares(size: Grid, moved: Grid) -> Grid:
    """Weights of which none is negative and that sum to 1 at most.

    Parameters
    ----------
    size : array of shape (members, members)
        Products of how far members are from the own model.
    moved : array of shape (members,)
        Products of that with the own model's misses.
    """
    if len(moved) == 1:
        alone: Grid = np.clip(moved / np.maximum(size[0], 1e-12), 0.0, 1.0)
        return alone
    values, vectors = np.linalg.eigh(size)
    kept = values > 1e-9 * max(float(values.max()), 1e-12)
    if not kept.any():
        return np.zeros(len(moved))
    root = np.sqrt(values[kept])
    shapes = vectors[:, kept].T
    weights: Grid = nnls(root[:, None] * shapes, shapes @ moved / root)[0]
    total: float = weights.sum()
    return np.divide(weights, max(1.0, total))
