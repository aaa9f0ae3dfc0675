"""The protocol of forecasting models: a model fits a past, and what it fitted forecasts."""

from collections.abc import Mapping
from datetime import date
from typing import Protocol

from wfm.forecast.day_table import DayTable, Grid


class Fitted(Protocol):
    """A model fitted to a past; days are numbered as those of the past."""

    def mean(self, days: range) -> Grid:
        """Mean contacts of days after the past, shape (queues, days, slots); 0 where closed."""
        ...

    def hindcast(self, origin: int, days: range) -> Grid:
        """The same for days of the past, from those before `origin` alone."""
        ...

    def holiday_variance(self, days: range) -> Grid:
        """Variance of the log of days after the past by what is not known of holidays.

        It comes on top of what common days stray; shape (queues, days).
        """
        ...

    def holiday_shape_variance(self, days: range) -> Grid:
        """Variance of single slots on days after the past, relative to their means.

        By what is not known of the shape of holidays, on top of what slots stray on common days;
        shape (queues, days).
        """
        ...


class Model(Protocol):
    """Fits a past.

    Parameters
    ----------
    past : DayTable
        Everything that is known.
    holidays : mapping of date to name
        From before the past to after `until`.
    until : int
        Number of the day after the last one to be forecast.
    """

    def __call__(self, past: DayTable, holidays: Mapping[date, str], until: int, /) -> Fitted:
        """Fit."""
        ...
