"""Forecasts of handle times from origins in the past, measured against what came."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from wfm.center.errors import DataError
from wfm.center.history import History
from wfm.center.progress import Progress, silent
from wfm.forecast.backtest import HORIZONS, origins_of, refuse_wrong_numbers
from wfm.forecast.day_table import DayTable, Grid, day_table
from wfm.forecast.handle_time import handled, predict_aht

if TYPE_CHECKING:
    import pandas as pd

PLAIN = "mean_of_four_weeks"
PLAIN_DAYS = 28


def backtest_aht(
    history: History,
    *,
    horizons: Sequence[int] = HORIZONS,
    first: date,
    step: int,
    origins: int,
    progress: Progress = silent,
) -> "pd.DataFrame":
    """Forecast handle times from each origin, beside one mean of the last four weeks.

    Errors are of the handling time, so that an interval counts by the contacts handled in it: the
    sum of contacts x |forecast - actual AHT| over that of contacts x actual AHT. Where one of the
    two has no forecast, as from an origin before a queue's first handle times, neither is measured.

    Parameters
    ----------
    history : History
        With handle times; its contacts are their weights.
    horizons, first, step, origins, progress
        As in `wfm.forecast.backtest.measure`.

    Returns
    -------
    DataFrame
        Columns: queue, model (`wfm` or `mean_of_four_weeks`), horizon_days, wape (of intervals),
        daily_wape, bias (forecast less actual), skill (1 less the wape over that of the plain
        mean), aht_s (what came, on average). NaN for a queue without handle times.

    Raises
    ------
    DataError
        If the history holds no handle times.
    UsageError
        If the origins do not lie in the history.
    """
    import pandas as pd

    refuse_wrong_numbers(horizons, step, origins)
    if not (history.aht_s > 0).any():
        raise DataError(
            "the history holds no handle times, so there are none to measure; add a column aht_s "
            "with the average handle time of each interval in seconds"
        )
    table, longest = day_table(history), max(horizons)
    models = {"wfm": predict_aht, PLAIN: _plain_mean}
    # By model, queue and day ahead: missed, missed by whole days, bias, handling time, contacts.
    sums = np.zeros((len(models), len(table.queues), longest, 5))
    starts = origins_of(table, first, step, origins)
    for done, origin in enumerate(starts, start=1):
        days = range(origin, min(origin + longest, table.n_days))
        aht_s = np.nan_to_num(table.aht_s[:, days])
        count = handled(table.offered[:, days], table.aht_s[:, days])
        forecasts = [model(table.before(origin), days) for model in models.values()]
        count = np.where(np.isnan(forecasts).any(axis=0), 0.0, count)
        for m, said in enumerate(forecasts):
            miss = np.where(count > 0, count * (said - aht_s), 0.0)
            day_miss = miss.sum(axis=2)
            parts = (np.abs(miss).sum(axis=2), np.abs(day_miss), day_miss,
                     (count * aht_s).sum(axis=2), count.sum(axis=2))  # fmt: skip
            sums[m, :, : len(days)] += np.stack(parts, axis=2)
        progress("handle times", done / len(starts))
    rows = []
    for q, queue in enumerate(table.queues):
        for m, name in enumerate(models):
            for ahead in horizons:
                missed, missed_days, bias, work_s, contacts = sums[m, q, :ahead].sum(axis=0)
                plain = sums[-1, q, :ahead, 0].sum()
                rows.append(
                    {
                        "queue": queue,
                        "model": name,
                        "horizon_days": ahead,
                        "wape": _share(missed, work_s),
                        "daily_wape": _share(missed_days, work_s),
                        "bias": _share(bias, work_s),
                        "skill": 1 - _share(missed, plain),
                        "aht_s": _share(work_s, contacts),
                    }
                )
    return pd.DataFrame(rows)


def _plain_mean(past: DayTable, days: range) -> Grid:
    """One mean of each queue over its last four weeks, weighted by contacts."""
    recent = slice(max(past.n_days - PLAIN_DAYS, 0), None)
    aht_s = past.aht_s[:, recent]
    count = handled(past.offered[:, recent], aht_s)
    work = (count * np.nan_to_num(aht_s)).sum(axis=(1, 2))
    contacts = count.sum(axis=(1, 2))
    mean = np.divide(work, contacts, out=np.full(len(work), np.nan), where=contacts > 0)
    return np.broadcast_to(mean[:, None, None], (len(mean), len(days), past.n_slots))


def _share(part: float, whole: float) -> float:
    return float(part / whole) if whole > 0 else float("nan")
