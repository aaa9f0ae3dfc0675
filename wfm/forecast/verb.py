"""The verb: a scenario and its history into a Forecast."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from wfm.center.errors import DataError
from wfm.center.history import History
from wfm.center.scenario import Scenario
from wfm.forecast.borrow import with_borrowed_days
from wfm.forecast.changes import Demand, override
from wfm.forecast.day_table import DayTable, Grid, day_table, on_horizon
from wfm.forecast.events import apply_effects, learn_effects, without_events
from wfm.forecast.forecast import Forecast
from wfm.forecast.handle_time import aht_day_sd, predict_aht
from wfm.forecast.models import model_named
from wfm.forecast.ramp import newcomer_effect, newcomer_share
from wfm.forecast.statistical import predict
from wfm.forecast.uncertainty import for_queues

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
        Name in `wfm.forecast.models`.

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

    events = [event for event in scenario.events if event.active]
    common = without_events(past, events) if events else past
    emptied = past.recorded.any(axis=1) & ~common.recorded.any(axis=1)
    if emptied.any():
        raise DataError(
            f"the events cover every recorded day of queue '{past.queues[int(emptied.argmax())]}', "
            "so nothing tells its common days; shorten their days"
        )
    taken = {day for event in events for day in event.days}
    said = predict(chosen, common, horizon, holidays)
    cv = _handle_time_cv(scenario, past)
    spread = replace(said.uncertainty, aht_day_sd=aht_day_sd(past, cv))
    rows = [
        past.queues.index(name) if name in past.queues else None for name in scenario.queue_names
    ]
    closed_days = scenario.holidays.within(horizon)
    is_open = np.stack([q.open.open_intervals(horizon, closed_days) for q in scenario.queues])
    statistical = np.where(is_open, for_queues(said.mean, rows), 0.0)
    newness = np.stack(
        [
            newcomer_share(
                scenario.agents, scenario.queue(name).required_skills, past.first_day, days.stop
            )
            for name in past.queues
        ]
    )
    slower = newcomer_effect(past, newness[:, : past.n_days], cv)[:, None] * newness
    aht_s = on_horizon(predict_aht(past, days, slower), horizon)
    demand = Demand(
        horizon,
        scenario.queue_names,
        is_open,
        statistical,
        _known_handle_times(scenario, for_queues(aht_s, rows)),
    )
    whole = spread.for_queues(rows)
    if events:
        effects = learn_effects(past, events, holidays, days.stop)
        demand, variance = apply_effects(demand, effects, rows)
        whole = replace(whole, day_sd=np.sqrt(whole.day_sd**2 + variance))
    for item in scenario.overrides:
        if item.active:
            demand = override(demand, item)
    demand = _with_demand_of_queues(scenario, demand)
    return Forecast(
        horizon=horizon,
        queues=scenario.queue_names,
        model=model,
        statistical=statistical,
        offered=demand.offered,
        aht_s=demand.aht_s,
        uncertainty=whole,
        changes=demand.changes,
        update_trust=for_queues(said.update_trust, rows),
        repairs=tuple(r for r in said.repairs if not (r.kind == "missing day" and r.day in taken)),
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
    for new in scenario.new_queues:
        past = with_borrowed_days(past, new)
    if not past.recorded.any():
        raise DataError(
            f"the history holds nothing before {horizon.start}, the first day of the horizon; it "
            f"begins on {grid.start}: move the horizon, or add older data"
        )
    fed = {q.escalation.to for q in scenario.queues if q.escalation is not None}
    fed |= {q.voicemail.to for q in scenario.queues if q.voicemail is not None}
    for name in scenario.queue_names:
        known = name in past.queues and past.recorded[past.queues.index(name)].any()
        if not known and name not in fed:
            raise DataError(
                f"queue '{name}' has no contacts in the history before {horizon.start}, and no "
                "queue escalates or leaves messages to it; add its history, name a queue it is "
                "like under new_queues, or remove the queue"
            )
    return past


def _known_handle_times(scenario: Scenario, predicted: Grid) -> Grid:
    """Predicted handle times, and the scenario's where the history has none."""
    aht_s = np.empty_like(predicted)
    for q, queue in enumerate(scenario.queues):
        known = np.isfinite(predicted[q]) & (predicted[q] > 0)
        if not known.all() and queue.aht_s is None:
            raise DataError(
                f"queue '{queue.name}' has no handle time: give aht_s in the scenario, or a column "
                "aht_s in the history"
            )
        aht_s[q] = np.where(known, predicted[q], queue.aht_s)
    return aht_s


def _with_demand_of_queues(scenario: Scenario, demand: Demand) -> Demand:
    """Volume, containment and handle times as the scenario's queues change them."""
    queues = scenario.queues
    factor = np.array([[q.demand.volume_scale * q.reaching_share] for q in queues])
    scale = np.array([[q.demand.aht_scale] for q in queues])
    added_s = np.array([[q.demand.aht_add_s] for q in queues])
    aht_s = demand.aht_s * scale + added_s
    for q, queue in enumerate(queues):
        if aht_s[q].min() <= 0:
            raise DataError(
                f"the change of handle time leaves queue '{queue.name}' with "
                f"{aht_s[q].min():.0f} s; make aht_add_s smaller"
            )
    if np.all(factor == 1) and np.all(aht_s == demand.aht_s):
        return demand
    return demand.changed(
        "volume, containment and AHT",
        "demand",
        ", ".join(
            f"{queue.name} x {factor[q, 0]:.3g}"
            for q, queue in enumerate(queues)
            if factor[q, 0] != 1
        )
        or "AHT",
        offered=demand.offered * factor,
        aht_s=aht_s,
    )


def _handle_time_cv(scenario: Scenario, past: DayTable) -> NDArray[np.float64]:
    times = [scenario.queue(name).handle_time for name in past.queues]
    return np.array([1.0 if t.distribution == "exponential" else t.cv for t in times])
