"""Mean and uncertainty of a horizon from the past alone, for the verb and for backtests."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import ThreadpoolController

from wfm.center.horizon import Horizon
from wfm.forecast.calibration import estimate_spread
from wfm.forecast.day_table import DayTable, Grid, on_horizon
from wfm.forecast.days import describe_days
from wfm.forecast.fitted import Model
from wfm.forecast.misses import roll
from wfm.forecast.repair import Repair, repair
from wfm.forecast.uncertainty import Uncertainty
from wfm.forecast.update_trust import update_trust


@dataclass(frozen=True)
class Prediction:
    """What a model says of a horizon.

    Attributes
    ----------
    mean : array of shape (queues of the past, intervals)
    uncertainty : Uncertainty
        Of those queues; AHT is taken as certain.
    update_trust : array of shape (queues,)
        How much of an update during the day to believe.
    repairs : tuple of Repair
        What was mended in the past before the model saw it.
    """

    mean: Grid
    uncertainty: Uncertainty
    update_trust: Grid
    repairs: tuple[Repair, ...]


@cache
def _blas() -> ThreadpoolController:
    """The loaded libraries; to look for them takes longer than a small forecast."""
    return ThreadpoolController()


def predict(
    model: Model, past: DayTable, horizon: Horizon, holidays: Mapping[date, str]
) -> Prediction:
    """Forecast a horizon that starts where the past ends, or later.

    Parameters
    ----------
    model : Model
    past : DayTable
    horizon : Horizon
    holidays : mapping of date to name
        From before the past to after the horizon.
    """
    first = (horizon.start - past.first_day).days
    days = range(first, first + horizon.days)
    special = _special_days(past, days.stop, holidays)
    # The matrices are small: the workers of a parallel BLAS would mostly spin.
    past, repairs = repair(past, holidays)
    with _blas().limit(limits=1, user_api="blas"):
        fitted = model(past, holidays, days.stop)
        mean = fitted.mean(days)
        misses = roll(fitted, past)
        spread = estimate_spread(misses, past, special[:, : past.n_days])
        trust = update_trust(misses, spread, past.slot_minutes)
        of_holidays = fitted.holiday_variance(days)
        of_shapes = fitted.holiday_shape_variance(days)
    lead = np.arange(days.start, days.stop) - past.n_days + 1
    of_slots = spread.interval_sd(lead, mean) ** 2 + np.log1p(of_shapes)[:, :, None]
    uncertainty = Uncertainty(
        day_sd=np.sqrt(spread.day_sd(lead, special[:, days.start : days.stop]) ** 2 + of_holidays),
        day_autocorrelation=spread.day_autocorrelation,
        queue_correlation=spread.queue_correlation,
        interval_sd=on_horizon(np.sqrt(of_slots), horizon),
        interval_autocorrelation=spread.interval_autocorrelation,
        aht_day_sd=np.zeros(len(past.queues)),
    )
    return Prediction(on_horizon(mean, horizon), uncertainty, trust, repairs)


def _special_days(past: DayTable, until: int, holidays: Mapping[date, str]) -> NDArray[np.bool_]:
    """Holidays and the days around them in each queue's own weekdays, shape (queues, until)."""
    flags = {}
    for weekdays in set(past.weekdays_of_queue):
        days = describe_days(past.first_day, until, holidays, weekdays)
        flags[weekdays] = days.near_holiday
    return np.stack([flags[weekdays] for weekdays in past.weekdays_of_queue])
