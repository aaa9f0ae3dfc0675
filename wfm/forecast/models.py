"""The registry of forecasting models by name."""

from collections.abc import Mapping
from datetime import date
from typing import Protocol

from wfm.center.errors import UsageError
from wfm.forecast.day_table import DayTable, Grid
from wfm.forecast.last_four_weeks import last_four_weeks
from wfm.forecast.seasonal_naive import seasonal_naive
from wfm.forecast.wfm_model import wfm_model


class Model(Protocol):
    """Fits the past and returns the mean of days to come.

    Parameters
    ----------
    past : DayTable
        Everything that is known.
    days : range
        Days to forecast, numbered as the days of `past` (the day after its end is
        ``past.n_days``).
    holidays : mapping of date to name
        From before the past to after the last day.

    Returns
    -------
    array of shape (queues, len(days), slots)
        Mean number of contacts, 0 where none were ever recorded.
    """

    def __call__(self, past: DayTable, days: range, holidays: Mapping[date, str], /) -> Grid:
        """Mean of the days to come."""
        ...


MODELS: dict[str, Model] = {
    "wfm": wfm_model,
    "last_four_weeks": last_four_weeks,
    "seasonal_naive": seasonal_naive,
}
YARDSTICK = "last_four_weeks"


def model_named(name: str) -> Model:
    """The model of that name; UsageError if there is none."""
    if name not in MODELS:
        raise UsageError(f"no forecasting model '{name}'; there are {', '.join(MODELS)}")
    return MODELS[name]
