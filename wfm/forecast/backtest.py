"""Forecasts from origins in the past, measured against what came."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from time import process_time
from typing import TYPE_CHECKING

import numpy as np

from wfm.center.calendar import Holidays
from wfm.center.errors import DataError, UsageError
from wfm.center.history import History
from wfm.center.horizon import Horizon
from wfm.center.progress import Progress, silent
from wfm.forecast.day_table import DayTable, Grid, day_table, slots_of
from wfm.forecast.forecast import Forecast, per_day
from wfm.forecast.models import MODELS, YARDSTICK, model_named
from wfm.forecast.scores import PROBABILITIES, Case, Score, place_among, quantiles_among, score
from wfm.forecast.statistical import Prediction, predict

if TYPE_CHECKING:
    import pandas as pd

HORIZONS = (1, 7, 14, 28)
PATHS = 200
NOT_IN_TABLE = ("weekly_wape", "daily_coverage80", "daily_coverage90")
NEIGHBOURHOOD = timedelta(days=14)


@dataclass(frozen=True)
class Result:
    """Accuracy of one model on one queue over the first `horizon_days` days after each origin.

    Attributes
    ----------
    queue, model : str
    horizon_days : int
    score : Score
    skill : float
        1 less the model's WAPE over that of the mean of the last four same weekdays.
    cpu_s : float
        CPU time of one queue's forecast: fit, mean and uncertainty, without drawing paths.
    """

    queue: str
    model: str
    horizon_days: int
    score: Score
    skill: float
    cpu_s: float


def backtest(
    history: History,
    *,
    horizons: Sequence[int] = HORIZONS,
    first: date,
    step: int,
    origins: int,
    models: Sequence[str] | None = None,
    holidays: Holidays | None = None,
    progress: Progress = silent,
) -> "pd.DataFrame":
    """Measure models on a history; a table of `measure` with one row a result.

    Columns: queue, model, horizon_days, wape, daily_wape, bias, rmse, within10, wql, coverage80,
    coverage90, floor, skill, cpu_s; see `Score` and `Result`. Parameters are those of `measure`.
    """
    import pandas as pd

    rows = []
    for result in measure(
        history,
        horizons=horizons,
        first=first,
        step=step,
        origins=origins,
        models=models,
        holidays=holidays,
        progress=progress,
    ):
        scores = asdict(result.score)
        measures = {key: value for key, value in scores.items() if key not in NOT_IN_TABLE}
        rows.append(
            {"queue": result.queue, "model": result.model, "horizon_days": result.horizon_days}
            | measures
            | {"skill": result.skill, "cpu_s": result.cpu_s}
        )
    return pd.DataFrame(rows)


def measure(
    history: History,
    *,
    horizons: Sequence[int] = HORIZONS,
    first: date,
    step: int,
    origins: int,
    models: Sequence[str] | None = None,
    holidays: Holidays | None = None,
    progress: Progress = silent,
) -> list[Result]:
    """Forecast from each origin with all days before it, and score what was recorded.

    A queue is scored from the first origin on that has contacts of it; all measures of one without
    are NaN.

    Parameters
    ----------
    history : History
    horizons : sequence of int
        Lengths of the scored windows in calendar days from the origin.
    first : date
        First forecast day.
    step : int
        Operating days (weekdays on which the history has contacts) between origins.
    origins : int
    models : sequence of str, optional
        Names; all by default.
    holidays : Holidays, optional
        Public holidays; none by default.
    progress : callable, optional
        Told the name of each model and the share of its origins that are done.

    Raises
    ------
    UsageError
        If the origins do not lie in the history, or a model or horizon is unknown.
    """
    refuse_wrong_numbers(horizons, step, origins)
    names = tuple(models) if models else tuple(MODELS)
    table = day_table(history)
    starts = origins_of(table, first, step, origins)
    longest = max(horizons)
    listed = holidays_around(table, holidays, longest)
    cases: dict[str, list[list[Case]]] = {}
    cpu_s: dict[str, float] = {}
    for name in dict.fromkeys((YARDSTICK, *names)):
        chosen = model_named(name)
        spent = 0.0
        progress(name, 0.0)
        for done, origin in enumerate(starts, start=1):
            horizon = horizon_from(table, origin, longest, history.grid.timezone)
            began = process_time()
            said = predict(chosen, table.before(origin), horizon, listed)
            spent += process_time() - began
            made = forecast_of(said, horizon, table.queues, name)
            paths = PATHS if name in names else 1
            cases.setdefault(name, []).append(_cases(made, table, origin, paths))
            progress(name, done / len(starts))
        cpu_s[name] = spent / len(starts) / len(table.queues)
    # A queue that begins later is scored from the first origin that knows it.
    known = [np.flatnonzero(table.before(origin).recorded.any(axis=1)) for origin in starts]

    def scored(name: str, q: int, days: int) -> Score:
        made = [case[q] for case, told in zip(cases[name], known, strict=True) if q in told]
        return score([case.first_days(days) for case in made])

    return [
        _result(queue, name, days, scored(name, q, days), scored(YARDSTICK, q, days), cpu_s[name])
        for q, queue in enumerate(table.queues)
        for name in names
        for days in horizons
    ]


def refuse_wrong_numbers(horizons: Sequence[int], step: int, origins: int) -> None:
    """Refuse a backtest of nothing.

    Raises
    ------
    UsageError
    """
    if not horizons or min(horizons) < 1 or step < 1 or origins < 1:
        raise UsageError("horizons, step and origins must be 1 or more")


def beyond_the_data(
    history: History, *, horizons: Sequence[int], first: date, step: int, origins: int
) -> list[str]:
    """Which horizons reach behind the last day of a history, one sentence each."""
    table = day_table(history)
    starts = np.array(origins_of(table, first, step, origins))
    told = []
    for days in sorted(set(horizons)):
        scored = np.minimum(table.n_days - starts, days)
        if short := int((scored < days).sum()):
            told.append(
                f"of {days} days after {short} of {len(starts)} origins only the first "
                f"{scored.min()} to {scored.max()} lie in the history, which ends on "
                f"{table.dates[-1]}: only these are scored"
            )
    return told


def holidays_around(table: DayTable, holidays: Holidays | None, days: int) -> dict[date, str]:
    """Holidays from before the table to after `days` days behind its end."""
    last = table.dates[-1] + timedelta(days=days)
    return (holidays or Holidays()).between(table.first_day - NEIGHBOURHOOD, last + NEIGHBOURHOOD)


def horizon_from(table: DayTable, origin: int, days: int, timezone: str) -> Horizon:
    """The days from number `origin` of the table on."""
    return Horizon.model_validate(
        {
            "start": table.first_day + timedelta(days=origin),
            "days": days,
            "interval_minutes": table.slot_minutes,
            "timezone": timezone,
        }
    )


def forecast_of(
    said: Prediction, horizon: Horizon, queues: tuple[str, ...], model: str
) -> Forecast:
    """A forecast of contacts alone; every handle time is 1."""
    ones = np.ones(said.mean.shape)
    return Forecast(
        horizon,
        queues,
        model,
        said.mean,
        said.mean,
        ones,
        said.uncertainty,
        update_trust=said.update_trust,
    )


def origins_of(table: DayTable, first: date, step: int, origins: int) -> list[int]:
    """Numbers of the first forecast days.

    Raises
    ------
    UsageError, DataError
        If they do not lie in the table, or nothing was recorded before them.
    """
    start = (first - table.first_day).days
    if not 0 < start < table.n_days:
        raise UsageError(
            f"the first forecast day {first} is not inside the history, which runs from "
            f"{table.first_day} to {table.dates[-1]}"
        )
    if not table.before(start).recorded.any():
        raise DataError(f"there are no contacts before {first}; choose a later first day")
    operating = [
        day
        for day in range(start, table.n_days)
        if (table.first_day.weekday() + day) % 7 in table.operating_weekdays
    ]
    chosen = operating[::step][:origins]
    if len(chosen) < origins:
        raise UsageError(
            f"only {len(chosen)} origins fit between {first} and {table.dates[-1]} with {step} "
            "operating days between them; ask for fewer, or a smaller step"
        )
    return chosen


def _cases(made: Forecast, table: DayTable, origin: int, paths: int) -> list[Case]:
    """The forecast by days and slots beside what came, one case a queue."""
    window = table.offered[:, origin : origin + made.horizon.days]
    actual = np.full((window.shape[0], made.horizon.days, window.shape[2]), np.nan)
    actual[:, : window.shape[1]] = window
    day, slot = made.horizon.day_of_interval, slots_of(made.horizon)
    drawn = made.sample(paths, seed=origin).offered
    quantiles = quantiles_among(drawn, PROBABILITIES)
    place = place_among(drawn, actual[:, day, slot])
    daily = place_among(per_day(drawn, made.horizon), np.nansum(actual, axis=2))

    def by_slot(values: Grid) -> Grid:
        arranged = np.zeros((*values.shape[:-1], made.horizon.days, window.shape[2]))
        arranged[..., day, slot] = values
        return arranged

    means, bands, places = by_slot(made.offered), by_slot(quantiles), by_slot(place)
    return [
        Case(actual[q], means[q], bands[:, q], places[:, q], daily[:, q])
        for q in range(len(window))
    ]


def _result(queue: str, model: str, days: int, own: Score, plain: Score, cpu_s: float) -> Result:
    # Nothing can be better than a yardstick without error.
    skill = 1 - own.wape / plain.wape if plain.wape > 0 else 0.0 if own.wape == 0 else float("nan")
    return Result(queue, model, days, own, skill, cpu_s)
