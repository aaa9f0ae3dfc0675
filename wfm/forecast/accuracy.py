"""Accuracy of a forecast that was made, against what came."""

from dataclasses import asdict
from typing import TYPE_CHECKING

import numpy as np

from wfm.center.errors import DataError
from wfm.center.history import History
from wfm.forecast.day_table import Grid, slots_of
from wfm.forecast.forecast import Forecast, per_day
from wfm.forecast.scores import PROBABILITIES, Case, place_among, score

if TYPE_CHECKING:
    import pandas as pd

PATHS = 500
ALL_DAYS = "all"


def accuracy(forecast: Forecast, actual: History, *, seed: int = 1) -> "pd.DataFrame":
    """Score a forecast, usually a snapshot, on every day that has come.

    Parameters
    ----------
    forecast : Forecast
    actual : History
        On its interval and zone.
    seed : int
        Of the paths behind the bands.

    Returns
    -------
    DataFrame
        One row a queue and week from the forecast's start, and a row with ``week`` ``all``; columns
        queue, week, days (recorded), offered (what came), forecast, statistical_wape (before the
        planner's changes), and the attributes of `wfm.forecast.scores.Score`.

    Raises
    ------
    DataError
        If nothing of the horizon was recorded, or interval or zone differ.
    """
    import pandas as pd

    horizon = forecast.horizon
    came = forecast.on_own_grid(actual)
    if np.isnan(came).all():
        raise DataError(
            f"nothing was recorded of {', '.join(forecast.queues)} in the {horizon.days} days from "
            f"{horizon.start}; give the history of those days"
        )
    slots = 24 * 60 // horizon.interval_minutes
    drawn = forecast.sample(PATHS, seed).offered
    bands = np.quantile(drawn, PROBABILITIES, axis=0)
    daily = place_among(per_day(drawn, horizon), per_day(np.nan_to_num(came), horizon))

    def by_slot(values: Grid, empty: float) -> Grid:
        arranged = np.full((*values.shape[:-1], horizon.days, slots), empty)
        arranged[..., horizon.day_of_interval, slots_of(horizon)] = values
        return arranged

    seen, mean = by_slot(came, np.nan), by_slot(forecast.offered, 0.0)
    statistical, quantiles = by_slot(forecast.statistical, 0.0), by_slot(bands, 0.0)
    place = by_slot(place_among(drawn, came), 0.0)
    rows = []
    for q, queue in enumerate(forecast.queues):
        if np.isnan(seen[q]).all():
            continue
        whole = Case(seen[q], mean[q], quantiles[:, q], place[:, q], daily[:, q])
        weeks = [(str(i // 7 + 1), i, min(i + 7, horizon.days)) for i in range(0, horizon.days, 7)]
        for name, start, stop in (*weeks, (ALL_DAYS, 0, horizon.days)):
            known = ~np.isnan(seen[q, start:stop])
            if not known.any():
                continue
            volume = seen[q, start:stop][known].sum()
            missed = np.abs(statistical[q, start:stop] - seen[q, start:stop])[known].sum()
            rows.append(
                {
                    "queue": queue,
                    "week": name,
                    "days": int(known.any(axis=1).sum()),
                    "offered": float(volume),
                    "forecast": float(mean[q, start:stop][known].sum()),
                    "statistical_wape": float(missed / volume) if volume else np.nan,
                }
                | asdict(score([whole.window(start, stop)]))
            )
    return pd.DataFrame(rows)
