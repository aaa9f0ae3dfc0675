"""The center's own model: a day level times an intraday profile, each a process over days."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from wfm.forecast.bending import Bending
from wfm.forecast.day_covariance import DayPrior, covariance
from wfm.forecast.day_level import Levels, fit_levels
from wfm.forecast.day_table import DayTable, Grid
from wfm.forecast.days import Days, describe_days
from wfm.forecast.group import with_group_shape
from wfm.forecast.holiday_shape import holiday_shape_variance
from wfm.forecast.holiday_variance import holiday_variance
from wfm.forecast.level_shifts import WINDOW, Shift, day_noise_sd, level_shifts
from wfm.forecast.profile import Calls, Shape, closed_as_zero, learn_shape
from wfm.forecast.shape_breaks import ShapeChanges

LEVEL = DayPrior(
    noise_sd=0.05,
    constant_sd=1.0,
    slow_sd=0.2,
    level_sd=0.05,
    spell_sd=0.02,
    weekday_sd=0.2,
    drift_sd=0.02,
    month_sd=0.04,
    holiday_sd=1.4,
    holiday_name_sd=0.7,
    after_sd=0.2,
    second_after_sd=0.1,
    before_sd=0.1,
)
PROFILE = DayPrior(
    noise_sd=0.05,
    level_sd=0.03,
    drift_sd=0.01,
    month_sd=0.02,
    holiday_sd=0.3,
    after_sd=0.05,
    second_after_sd=0.02,
    before_sd=0.05,
)
YEAR_SD = 0.1
TREND_SD = 0.3
DAYS_FOR_A_YEAR = 400
MOST_DAYS = 800
DAYS_THAT_BEND = 270
PLAUSIBLE_ZERO = 7.0
LEAST_COVERAGE = 0.5
LEAST_SHUT = 2


@dataclass(frozen=True)
class WfmModel:
    """Fitted to a past; days are numbered as those of the past.

    Attributes
    ----------
    past : DayTable
    oldest : int
        First day that is used.
    days : Days
        From the oldest to the last that can be forecast.
    days_of_queue : tuple of Days
        The same as each queue sees them: neighbours of holidays are counted in its own weekdays.
    """

    past: DayTable
    oldest: int
    days: Days
    days_of_queue: tuple[Days, ...]

    @classmethod
    def fit(cls, past: DayTable, holidays: Mapping[date, str], until: int) -> "WfmModel":
        """Fit; see `wfm.forecast.fitted.Model`."""
        oldest = max(0, past.n_days - MOST_DAYS)
        described = {
            weekdays: describe_days(past.first_day, until, holidays, weekdays)[oldest:]
            for weekdays in {past.operating_weekdays, *past.weekdays_of_queue}
        }
        every = tuple(described[weekdays] for weekdays in past.weekdays_of_queue)
        return cls(past, oldest, described[past.operating_weekdays], every)

    def mean(self, days: range) -> Grid:
        """Mean of days after the past; see `wfm.forecast.fitted.Fitted`."""
        ahead = np.array(days) - self.oldest
        levels = np.zeros((len(self.past.queues), len(days)))
        for q, fitted in enumerate(self._levels):
            if fitted is not None and not self.past.silent[q]:
                level = fitted.predict(self._to_all(q, ahead), ahead)
                levels[q] = np.where(self._shut(q, ahead), 0.0, level)
        return self._spread(levels, self.past.n_days - self.oldest, ahead)

    def hindcast(self, origin: int, days: range) -> Grid:
        """Mean of days in the past by those before `origin`; zero for days without contacts."""
        known, ahead = origin - self.oldest, np.array(days) - self.oldest
        levels = np.zeros((len(self.past.queues), len(days)))
        for q, (rows, fitted) in enumerate(zip(self._rows, self._levels, strict=True)):
            coming = rows[slice(*np.searchsorted(rows, [ahead[0], ahead[-1] + 1]))]
            if fitted is not None and len(coming) > 0:
                levels[q, coming - ahead[0]] = self._hindcast_levels(q, fitted, known, coming)
        return self._spread(levels, known, ahead)

    def holiday_variance(self, days: range) -> Grid:
        """Variance of each day's log level by what is not known of holidays; see `Fitted`."""
        ahead = np.array(days) - self.oldest
        variance = np.zeros((len(self.past.queues), len(days)))
        for q, (rows, fitted) in enumerate(zip(self._rows, self._levels, strict=True)):
            own = self.days_of_queue[q]
            special = ahead[own.near_holiday[ahead]]
            if fitted is None or len(special) == 0:
                continue
            prior = self._to_all(q, special)
            extra = holiday_variance(fitted.process, own, rows, special, prior, LEVEL)
            variance[q, special - ahead[0]] = extra
        return variance

    def holiday_shape_variance(self, days: range) -> Grid:
        """Relative variance of each day's slots by what is not known of holidays; see `Fitted`."""
        ahead = np.array(days) - self.oldest
        variance = np.zeros((len(self.past.queues), len(days)))
        n_known = self.past.n_days - self.oldest
        for q, (rows, shape) in enumerate(zip(self._rows, self._shapes(n_known), strict=True)):
            own = self.days_of_queue[q]
            if shape is not None and own.near_holiday[ahead].any():
                rows = rows[np.searchsorted(rows, self._last_break(q, n_known)) :]
                shares = shape.by_weekday[self.days.weekday[rows]]
                variance[q] = holiday_shape_variance(
                    self._calls[q][rows], shares, own[rows], own[ahead]
                )
        return variance

    def expected(self, day: int) -> Grid:
        """What a day of the past would have brought by all other days, shape (queues, slots)."""
        ahead = np.array([day - self.oldest])
        levels = np.zeros((len(self.past.queues), 1))
        if day < self.oldest:
            return np.zeros((len(levels), self.past.n_slots))
        for q, fitted in enumerate(self._levels):
            if fitted is not None:
                levels[q] = fitted.predict(self._to_all(q, ahead), ahead)
        return self._spread(levels, day - self.oldest, ahead)[:, 0]

    def _spread(self, levels: Grid, known: int, ahead: NDArray[np.int64]) -> Grid:
        """Levels (queues, days) over the slots by what the first `known` days tell of profiles."""
        mean = np.zeros((*levels.shape, self.past.n_slots))
        profiles = self._profiles(known)
        for q, bending in enumerate(self._bending):
            if bending is not None:
                works = self._works[q][self.days.weekday[ahead]]
                earlier = self._before_break(q, known)
                shape = bending.predict(profiles[q], ahead, known, earlier)
                mean[q] = np.where(works, levels[q], 0.0)[:, None] * shape
        return mean

    def _profiles(self, known: int) -> Grid:
        """Profiles by (queues, weekdays, slots) as the days before `known` tell."""
        n_queues, n_slots = len(self.past.queues), self.past.n_slots
        by_weekday, overall = np.zeros((n_queues, 7, n_slots)), np.zeros((n_queues, n_slots))
        contacts = np.zeros(n_queues)
        for q, shape in enumerate(self._shapes(known)):
            if shape is not None:
                by_weekday[q], overall[q], contacts[q] = (
                    shape.by_weekday, shape.overall, shape.contacts,
                )  # fmt: skip
        return with_group_shape(by_weekday, contacts, overall)

    def _shapes(self, known: int) -> list[Shape | None]:
        """What the days before `known` tell of each queue; None where there is none."""
        return [
            self._shape(q, known, self._last_break(q, known)) for q in range(len(self.past.queues))
        ]

    def _shape(self, q: int, known: int, since: int) -> Shape | None:
        """What days from `since` to before `known` tell, and those before it very little."""
        common, rows = self._common_rows[q], self._rows[q]
        before = common[: np.searchsorted(common, known)]
        if len(before) == 0:
            before = rows[: np.searchsorted(rows, known)]
        if len(before) == 0:
            return None
        return learn_shape(self._calls[q], before, self.days.weekday, known, since)

    def _last_break(self, q: int, known: int) -> int:
        """Day of the last break of shape that the days before `known` tell; 0 if none."""
        if (q, known) not in self._break_told:
            told = self._shape_changes[q].told_by(known)
            self._break_told[q, known] = max(told, default=0)
        return self._break_told[q, known]

    def _before_break(self, q: int, known: int) -> tuple[int, Grid] | None:
        """The last break of shape before `known`, and the profiles until then."""
        day = self._last_break(q, known)
        shape = self._shape(q, day, self._last_break(q, day)) if day > 0 else None
        return None if shape is None else (day, shape.by_weekday)

    def _shut(self, q: int, ahead: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Holidays to come on which the queue is closed, as the recorded ones tell.

        A holiday repeats what the last one of its name was; a new one follows the majority.
        """
        totals = self._totals[q]
        holiday = self.days.holiday[: len(totals)]
        works = self._works[q][self.days.weekday[: len(totals)]]
        told = np.flatnonzero((holiday > 0) & works & ~np.isnan(totals))
        zero = (totals[told] == 0) & ~np.isin(told, self._rows[q])
        usually = zero.sum() >= LEAST_SHUT and zero.mean() > 0.5
        last = dict(zip(holiday[told].tolist(), zero.tolist(), strict=True))
        return np.array([h > 0 and last.get(h, usually) for h in self.days.holiday[ahead].tolist()])

    @cached_property
    def _works(self) -> list[NDArray[np.bool_]]:
        """Whether each queue works on each of the seven weekdays."""
        return [np.isin(np.arange(7), weekdays) for weekdays in self.past.weekdays_of_queue]

    @cached_property
    def _calls(self) -> list[Calls]:
        weekday = self.days.weekday[: self.past.n_days - self.oldest]
        return [
            Calls.of(closed_as_zero(offered, weekday))
            for offered in self.past.offered[:, self.oldest :]
        ]

    @cached_property
    def _level_covariances(self) -> list[Grid]:
        long_enough = self.past.n_days - self.oldest >= DAYS_FOR_A_YEAR
        # In a shorter history a season cannot be told from growth.
        lasting = {"year_sd": YEAR_SD, "trend_sd": TREND_SD} if long_enough else {}
        prior = replace(LEVEL, **lasting)
        return _each_once(lambda days: covariance(days, prior), self.days_of_queue)

    @cached_property
    def _profile_covariances(self) -> list[Grid]:
        return _each_once(
            lambda days: covariance(days[self._bends_from :], PROFILE), self.days_of_queue
        )

    @property
    def _bends_from(self) -> int:
        return max(0, self.past.n_days - self.oldest - DAYS_THAT_BEND)

    @cached_property
    def _totals(self) -> Grid:
        """Contacts of each day, scaled up where slots are missing; NaN where most are."""
        totals = np.full((len(self.past.queues), self.past.n_days - self.oldest), np.nan)
        for q, calls in enumerate(self._calls):
            coverage = calls.known @ calls.profile(np.ones(len(calls.known)))
            mostly = coverage >= LEAST_COVERAGE
            totals[q, mostly] = calls.filled[mostly].sum(axis=1) / coverage[mostly]
        return totals

    @cached_property
    def _rows(self) -> list[NDArray[np.int64]]:
        """Days of each queue to learn from."""
        weekday = self.days.weekday[: self._totals.shape[1]]
        return [np.flatnonzero(_usable(totals, weekday)) for totals in self._totals]

    @cached_property
    def _common_rows(self) -> list[NDArray[np.int64]]:
        """Days that tell each queue's profile: no holidays."""
        return [rows[self.days.holiday[rows] == 0] for rows in self._rows]

    @cached_property
    def _bending(self) -> list[Bending | None]:
        """What bends each queue's profiles; None for one without contacts."""
        n_known = self.past.n_days - self.oldest
        every = zip(self._rows, self._shapes(n_known), strict=True)
        return [
            None
            if len(rows) == 0 or shape is None
            else Bending.fit(
                self._calls[q],
                rows,
                shape.by_weekday,
                self.days.weekday,
                self._profile_covariances[q],
                self._bends_from,
                PROFILE.noise_sd,
            )
            for q, (rows, shape) in enumerate(every)
        ]

    @cached_property
    def _break_told(self) -> dict[tuple[int, int], int]:
        """What has been asked of `_last_break`, which is sought anew for every origin."""
        return {}

    @cached_property
    def _shape_changes(self) -> list[ShapeChanges]:
        """Where breaks of the shape of each queue's day are sought."""
        return [
            ShapeChanges.measure(calls, common, self.days.weekday)
            for calls, common in zip(self._calls, self._common_rows, strict=True)
        ]

    @cached_property
    def _shifts(self) -> list[tuple[Shift, ...]]:
        """Days on which the level of each queue changed at once."""
        return [
            level_shifts(totals, common, self.days.weekday)
            for totals, common in zip(self._totals, self._common_rows, strict=True)
        ]

    def _hindcast_levels(
        self, q: int, fitted: Levels, known: int, coming: NDArray[np.int64]
    ) -> Grid:
        """Levels of the days `coming` by those before `known`, which may tell other shifts."""
        rows = self._rows[q]
        before, start = np.searchsorted(rows, [known, coming[0]]).tolist()
        shifts = self._other_shifts(q, known)
        if shifts is None or before == 0:
            return fitted.hindcast(before, np.arange(start, start + len(coming)))
        prior = self._to_known(q, coming, rows[:before], shifts)
        return self._fit_levels(q, rows[:before], shifts).predict(prior, coming)

    def _other_shifts(self, q: int, known: int) -> tuple[Shift, ...] | None:
        """Shifts of level that the days before `known` tell; None if just those known by now."""
        rows = self._common_rows[q]
        rows = rows[: np.searchsorted(rows, known)]
        by_now = {shift.day for shift in self._shifts[q] if shift.day < known}
        if all((rows >= day).sum() >= WINDOW for day in by_now):
            return None
        told = level_shifts(self._totals[q], rows, self.days.weekday)
        return None if {shift.day for shift in told} == by_now else told

    def _to_all(self, q: int, days: NDArray[np.int64]) -> Grid:
        """Prior covariance of the level of days to those a queue is learnt from."""
        return self._to_known(q, days, self._rows[q], self._shifts[q])

    def _to_known(
        self,
        q: int,
        days: NDArray[np.int64],
        rows: NDArray[np.int64],
        shifts: tuple[Shift, ...],
    ) -> Grid:
        """Prior covariance of the level of days to `rows`, days that a queue is learnt from."""
        # Rows first, which are copied whole: half the time of choosing both at once.
        prior: Grid = self._level_covariances[q].take(days, axis=0).take(rows, axis=1)
        for shift in shifts:
            prior[np.ix_(days >= shift.day, rows >= shift.day)] += shift.size**2
        return prior

    @cached_property
    def _levels(self) -> list[Levels | None]:
        """Fitted levels of each queue, None for one without contacts."""
        return [
            self._fit_levels(q, rows, self._shifts[q]) if len(rows) > 0 else None
            for q, rows in enumerate(self._rows)
        ]

    def _fit_levels(self, q: int, rows: NDArray[np.int64], shifts: tuple[Shift, ...]) -> Levels:
        """Levels of a queue by some days."""
        totals = self._totals[q]
        common = np.zeros(len(totals), dtype=bool)
        common[self._common_rows[q]] = True
        noise_sd = day_noise_sd(totals, common, LEVEL.noise_sd)
        known = self._to_known(q, rows, rows, shifts)
        return fit_levels(totals[rows], self.days.weekday[rows], known, noise_sd, rows)


def _each_once(of: Callable[[Days], Grid], every: Sequence[Days]) -> list[Grid]:
    """What follows from the days of each queue; queues that share them share it."""
    made = {id(days): days for days in every}
    found = {key: of(days) for key, days in made.items()}
    return [found[id(days)] for days in every]


def _usable(totals: Grid, weekday: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Days to learn from: mostly recorded, and not empty where contacts were to be expected.

    Zeros before a weekday's first contacts, or after its last, are no demand but a queue that had
    not begun or has ended, unless chance may have made them.
    """
    mostly = ~np.isnan(totals)
    usable = mostly & (totals > 0)
    for number in range(7):
        own = np.flatnonzero(mostly & (weekday == number))
        busy = np.flatnonzero(totals[own] > 0)
        if len(busy) == 0:
            continue
        first, last = busy[0], busy[-1]
        usual = totals[own[first : last + 1]].mean()
        if usual < PLAUSIBLE_ZERO:
            start = first if first * usual > PLAUSIBLE_ZERO else 0
            gone = (len(own) - last - 1) * usual > PLAUSIBLE_ZERO
            usable[own[start : last + 1 if gone else None]] = True
    return usable
