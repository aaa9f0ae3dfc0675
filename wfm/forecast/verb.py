"""The verb: a scenario and its history into a Forecast."""

from collections.abc import Sequence
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from wfm.center.errors import DataError
from wfm.center.history import History
from wfm.center.queue import Queue
from wfm.center.scenario import Scenario
from wfm.forecast.calibration import Spread, estimate_spread
from wfm.forecast.day_table import DayTable, Grid, day_table, on_horizon, slots_of
from wfm.forecast.days import describe_days
from wfm.forecast.forecast import Forecast
from wfm.forecast.handle_time import aht_day_sd, predict_aht
from wfm.forecast.models import model_named
from wfm.forecast.uncertainty import Uncertainty

NEIGHBOURHOOD = timedelta(days=14)


def forecast(scenario: Scenario, history: History, *, model: str = "wfm") -> Forecast:
    """Forecast the scenario's horizon from what was recorded before it.

    Parameters
    ----------
    scenario : Scenario
        Gives horizon, queues with their opening hours, holidays, and the planner's changes.
    history : History
        On the scenario's time zone and interval; days from the horizon's start on are not used.
    model : str
        Name in `wfm.forecast.models.MODELS`.

    Raises
    ------
    DataError
        If the history does not fit the scenario, ends before anything was recorded, or a queue has
        neither history nor handle time.
    UsageError
        If there is no such model.
    """
    chosen = model_named(model)
    horizon = scenario.horizon
    past = _known_before(scenario, history)
    first = (horizon.start - past.first_day).days
    days = range(first, first + horizon.days)
    last_day = horizon.dates[-1]
    holidays = scenario.holidays.between(past.first_day - NEIGHBOURHOOD, last_day + NEIGHBOURHOOD)

    every = describe_days(past.first_day, days.stop, holidays, past.operating_weekdays)
    special = (every.holiday > 0) | every.after | every.before
    spread = estimate_spread(chosen, past, holidays, special)
    rows = _rows(scenario.queue_names, past.queues)
    mean = _for_queues(chosen(past, days, holidays), rows)
    is_open = np.stack(
        [q.open.open_intervals(horizon, scenario.holidays.within(horizon)) for q in scenario.queues]
    )
    statistical = np.where(is_open, on_horizon(mean, horizon), 0.0)
    change = np.array([q.demand.volume_scale * q.reaching_share for q in scenario.queues])
    lead = np.arange(days.start, days.stop) - past.n_days + 1
    return Forecast(
        horizon=horizon,
        queues=scenario.queue_names,
        model=model,
        statistical=statistical,
        offered=statistical * change[:, None],
        aht_s=_handle_times(
            scenario, on_horizon(_for_queues(predict_aht(past, days), rows), horizon)
        ),
        uncertainty=_uncertainty(
            scenario, past, spread, spread.day_sd(lead, special[days.start : days.stop]), rows
        ),
    )


def _known_before(scenario: Scenario, history: History) -> DayTable:
    """The history before the horizon, checked against the scenario."""
    horizon, grid = scenario.horizon, history.grid
    if (grid.timezone, grid.interval_minutes) != (horizon.timezone, horizon.interval_minutes):
        raise DataError(
            f"the history is in {grid.interval_minutes}-minute intervals of {grid.timezone}, the "
            f"scenario in {horizon.interval_minutes}-minute intervals of {horizon.timezone}; read "
            "the history with the scenario's interval and time zone"
        )
    strange = [queue for queue in history.queues if queue not in scenario.queue_names]
    if strange:
        raise DataError(
            f"the history holds the queue '{strange[0]}', which the scenario does not know; "
            f"there are {', '.join(scenario.queue_names)}"
        )
    n_days = (horizon.start - grid.start).days
    past = day_table(history).before(max(n_days, 0))
    if not past.recorded.any():
        raise DataError(
            f"the history holds nothing before {horizon.start}, the first day of the horizon; it "
            f"begins on {grid.start}: move the horizon, or add older data"
        )
    fed = {q.escalation.to for q in scenario.queues if q.escalation is not None}
    for name in scenario.queue_names:
        known = name in past.queues and past.recorded[past.queues.index(name)].any()
        if not known and name not in fed:
            raise DataError(
                f"queue '{name}' has no contacts in the history before {horizon.start}, and no "
                "queue escalates to it; add its history, or remove the queue"
            )
    return past


def _rows(queues: Sequence[str], known: Sequence[str]) -> list[int | None]:
    """Row of each queue in the history, None for one that is fed by escalation only."""
    return [known.index(name) if name in known else None for name in queues]


def _for_queues(values: Grid, rows: Sequence[int | None]) -> Grid:
    """Values of the scenario's queues; zeros for those without history."""
    empty = np.zeros(values.shape[1:])
    return np.stack([empty if row is None else values[row] for row in rows])


def _handle_times(scenario: Scenario, predicted: Grid) -> Grid:
    aht_s = np.empty_like(predicted)
    for q, queue in enumerate(scenario.queues):
        known = np.isfinite(predicted[q]) & (predicted[q] > 0)
        if not known.all() and queue.aht_s is None:
            raise DataError(
                f"queue '{queue.name}' has no handle time: give aht_s in the scenario, or a column "
                "aht_s in the history"
            )
        aht_s[q] = np.where(known, predicted[q], queue.aht_s)
        aht_s[q] = aht_s[q] * queue.demand.aht_scale + queue.demand.aht_add_s
        if aht_s[q].min() <= 0:
            raise DataError(
                f"the change of handle time leaves queue '{queue.name}' with "
                f"{aht_s[q].min():.0f} s; make aht_add_s smaller"
            )
    return aht_s


def _uncertainty(
    scenario: Scenario, past: DayTable, spread: Spread, day_sd: Grid, rows: Sequence[int | None]
) -> Uncertainty:
    horizon = scenario.horizon
    known = np.array([-1 if row is None else row for row in rows])
    has = known >= 0

    def of(values: Grid) -> Grid:
        shape = (-1,) + (1,) * (values.ndim - 1)
        return np.where(has.reshape(shape), values[known], 0.0)

    correlation = np.where(np.outer(has, has), spread.queue_correlation[np.ix_(known, known)], 0.0)
    np.fill_diagonal(correlation, 1.0)
    cv = _handle_time_cv(scenario.queues, past.queues)
    return Uncertainty(
        day_sd=of(day_sd),
        day_autocorrelation=of(spread.day_autocorrelation),
        queue_correlation=correlation,
        interval_sd=of(np.sqrt(spread.interval_variance))[:, slots_of(horizon)],
        interval_autocorrelation=of(spread.interval_autocorrelation),
        aht_day_sd=of(aht_day_sd(past, cv)),
    )


def _handle_time_cv(queues: Sequence[Queue], known: Sequence[str]) -> NDArray[np.float64]:
    cv = {
        q.name: 1.0 if q.handle_time.distribution == "exponential" else q.handle_time.cv
        for q in queues
    }
    return np.array([cv[name] for name in known])
