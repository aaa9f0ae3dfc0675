"""Accuracy of forecast handle times on the calls of February 1999 of the Israeli bank.

``python benchmarks/forecast_aht.py``. Calls that an agent served (outcome AGENT, a named server, a
service time above zero) make 30-minute intervals; each origin forecasts the next week by all days
before it. Errors are of the handling time: sum of calls x |forecast - actual AHT| over sum of calls
x actual AHT. Data: the folder of ``WFM_REFERENCE`` (default ``../shared``).
"""

import os
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from wfm.forecast.day_table import DayTable
from wfm.forecast.handle_time import predict_aht

REFERENCE = Path(os.environ.get("WFM_REFERENCE", Path(__file__).parents[2] / "shared"))
Grid = NDArray[np.float64]
FIRST, DAYS, SLOTS = date(1999, 2, 1), 28, 48
ORIGINS = range(14, 22)
AHEAD = 7


def calls() -> pd.DataFrame:
    """Served calls: day, slot and service time."""
    rows = pd.read_csv(REFERENCE / "data" / "anonbank_feb1999_calls.csv")
    served = rows[
        (rows["outcome"] == "AGENT") & (rows["server"] != "NO_SERVER") & (rows["ser_time"] > 0)
    ]
    clock = pd.to_timedelta(served["vru_entry"]).dt.total_seconds()
    day = (pd.to_datetime(served["date"]) - pd.Timestamp(FIRST)).dt.days
    return pd.DataFrame(
        {"type": served["type"], "day": day, "slot": (clock // 1800).astype(int) % SLOTS,
         "aht_s": served["ser_time"]}
    )  # fmt: skip


def table(rows: pd.DataFrame) -> DayTable:
    offered, work_s = np.zeros((2, DAYS, SLOTS))
    np.add.at(offered, (rows["day"], rows["slot"]), 1)
    np.add.at(work_s, (rows["day"], rows["slot"]), rows["aht_s"])
    aht_s = np.divide(work_s, offered, out=np.full(offered.shape, np.nan), where=offered > 0)
    return DayTable(("calls",), FIRST, 30, offered[None], aht_s[None])


def same_slot(past: DayTable, days: range) -> Grid:
    """Mean of the same slot and weekday of the last four weeks, weighted; else of all calls."""
    overall = _mean(past.offered, past.aht_s)
    said = np.full((1, len(days), past.n_slots), overall)
    for i, day in enumerate(days):
        like = list(range(day % 7, past.n_days, 7))[-4:]
        calls = past.offered[0, like]
        work = (calls * np.nan_to_num(past.aht_s[0, like])).sum(axis=0)
        count = calls.sum(axis=0)
        said[0, i] = np.where(count > 0, work / np.maximum(count, 1), overall)
    return said


def steady(past: DayTable, days: range) -> Grid:
    return np.full((1, len(days), past.n_slots), _mean(past.offered, past.aht_s))


def _mean(calls: Grid, aht_s: Grid) -> float:
    return float((calls * np.nan_to_num(aht_s)).sum() / calls.sum())


def errors(whole: DayTable) -> dict[str, tuple[float, float]]:
    """WAPE of interval and day by way of forecasting."""
    found = {}
    ways = {"wfm": predict_aht, "one mean": steady, "same slot, four weeks": same_slot}
    for name, way in ways.items():
        missed = missed_days = volume = 0.0
        for origin in ORIGINS:
            days = range(origin, min(origin + AHEAD, DAYS))
            said = way(whole.before(origin), days)[0]
            count, actual = whole.offered[0, days], np.nan_to_num(whole.aht_s[0, days])
            miss = np.where(count > 0, count * (said - actual), 0.0)
            missed += np.abs(miss).sum()
            missed_days += np.abs(miss.sum(axis=1)).sum()
            volume += (count * actual).sum()
        found[name] = (missed / volume, missed_days / volume)
    return found


def main() -> None:
    rows = calls()
    print(f"{len(rows):,} calls, mean {rows['aht_s'].mean():.0f} s, WAPE of interval and day in %")
    for label, own in {"all calls": rows, "type PS": rows[rows["type"] == "PS"]}.items():
        for name, (interval, day) in errors(table(own)).items():
            print(f"{label:12}{name:24}{100 * interval:6.1f}{100 * day:6.1f}")
        cv = own["aht_s"].std() / own["aht_s"].mean()
        n = table(own).offered
        floor = np.sqrt(2 / np.pi) * cv * np.sqrt(n[n > 0]).sum() / n.sum()
        print(f"{label:12}{'a perfect mean':24}{100 * floor:6.1f}   (cv of a call {cv:.2f})")


if __name__ == "__main__":
    main()
