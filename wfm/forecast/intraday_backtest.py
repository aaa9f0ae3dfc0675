"""How much better the rest of a day is known once its first hours have been seen."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from wfm.center.calendar import Holidays
from wfm.center.history import History
from wfm.center.progress import Progress, silent
from wfm.forecast.backtest import (
    HORIZONS,
    forecast_of,
    holidays_around,
    horizon_from,
    origins_of,
)
from wfm.forecast.day_table import day_table
from wfm.forecast.forecast import per_day
from wfm.forecast.models import model_named
from wfm.forecast.statistical import predict

if TYPE_CHECKING:
    import pandas as pd


def backtest_update(
    history: History,
    *,
    at_min: int,
    horizons: Sequence[int] = HORIZONS,
    first: date,
    step: int,
    origins: int,
    model: str = "wfm",
    holidays: Holidays | None = None,
    progress: Progress = silent,
) -> "pd.DataFrame":
    """Measure `Forecast.update` on every day after each origin, given the day up to a time.

    Parameters
    ----------
    history : History
    at_min : int
        Minutes after midnight up to which each day is seen.
    horizons, first, step, origins, holidays, progress
        As in `wfm.forecast.backtest.measure`.
    model : str

    Returns
    -------
    DataFrame
        Columns: queue, model, horizon_days, at (HH:MM), wape and updated_wape (of the intervals
        from then to midnight), change (of the WAPE, relative).
    """
    import pandas as pd

    table, chosen, longest = day_table(history), model_named(model), max(horizons)
    listed = holidays_around(table, holidays, longest)
    errors = np.zeros((len(table.queues), longest, 3))
    starts = origins_of(table, first, step, origins)
    for done, origin in enumerate(starts, start=1):
        horizon = horizon_from(table, origin, longest, history.grid.timezone)
        said = predict(chosen, table.before(origin), horizon, listed)
        made = forecast_of(said, horizon, table.queues, model)
        came = made.on_own_grid(history)
        later = horizon.clock_min_of_interval >= at_min
        updated = made.given(np.where(later, np.nan, came))
        scored = later & ~np.isnan(came)
        parts = (np.abs(made.offered - came), np.abs(updated.offered - came), came)
        for kind, values in enumerate(parts):
            errors[:, :, kind] += per_day(np.where(scored, values, 0.0), horizon)
        progress(model, done / len(starts))
    rows = []
    for q, queue in enumerate(table.queues):
        for days in horizons:
            before, after, volume = errors[q, :days].sum(axis=0)
            rows.append(
                {
                    "queue": queue,
                    "model": model,
                    "horizon_days": days,
                    "at": f"{at_min // 60:02d}:{at_min % 60:02d}",
                    "wape": before / volume if volume else np.nan,
                    "updated_wape": after / volume if volume else np.nan,
                    "change": after / before - 1 if before else np.nan,
                }
            )
    return pd.DataFrame(rows)
