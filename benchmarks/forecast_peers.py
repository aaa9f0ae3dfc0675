"""Accuracy of other forecasting tools on the same days: AutoETS, MSTL, Prophet, LightGBM.

They run in an environment of their own (``pip install -r benchmarks/requirements-forecast.txt``),
where wfm need not be installed:
``python benchmarks/forecast_peers.py [--models ...] [--sets ...]``.

Every model sees the same days before each origin, at 30 minutes; forecasts below zero are cut, and
closed hours (those that a weekday never has in the training data) are set to zero for all of them.
Days that were not recorded are filled with the mean of the last four same weekdays for the models
that cannot have gaps, and are not scored.
"""

import argparse
import os
import time
import warnings
from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

REFERENCE = Path(os.environ.get("WFM_REFERENCE", Path(__file__).parents[2] / "shared"))
SLOTS = 48
HORIZONS = (1, 7, 14, 28)
SETS = {
    "bank 30 min": ("bank_calls_5min.csv", "2003-07-03", 4, 16, "US", (7, 21)),
    "anonbank 30 min": ("anonbank1999_6min.csv", "1999-05-31", 6, 32, "IL", (0, 24)),
}
Fit = Callable[[pd.DataFrame, pd.DatetimeIndex, str], np.ndarray]


def history(file: str, hours: tuple[int, int]) -> pd.DataFrame:
    """Half-hours of all days: calls, NaN on days without a record and in closed hours."""
    raw = pd.read_csv(REFERENCE / "data" / file, parse_dates=["ds"]).set_index("ds")["calls"]
    calls = raw.resample("30min").sum(min_count=1)
    every = pd.date_range(calls.index[0].normalize(), periods=SLOTS * _days(calls), freq="30min")
    calls = calls.reindex(every)
    open_hours = (every.hour >= hours[0]) & (every.hour < hours[1])
    return pd.DataFrame({"ds": every, "calls": calls.where(open_hours).to_numpy()})


def _days(calls: pd.Series) -> int:
    return (calls.index[-1].normalize() - calls.index[0].normalize()).days + 1


def filled(past: pd.DataFrame) -> np.ndarray:
    """The past without gaps, by days and slots."""
    table = past["calls"].to_numpy().reshape(-1, SLOTS)
    out = table.copy()
    for day in range(len(out)):
        gap = np.isnan(out[day])
        if gap.any():
            like = [d for d in range(day - 7, -1, -7) if not np.isnan(table[d]).all()][:4]
            guess = np.nanmean(table[like], axis=0) if like else np.zeros(SLOTS)
            out[day, gap] = np.nan_to_num(guess)[gap]
    return np.nan_to_num(out)


def last_four_weeks(past: pd.DataFrame, ahead: pd.DatetimeIndex, country: str) -> np.ndarray:
    import holidays

    off = holidays.country_holidays(country)
    table = past["calls"].to_numpy().reshape(-1, SLOTS)
    first = past["ds"].iloc[0].normalize()
    common = [
        d for d in range(len(table))
        if np.nansum(table[d]) > 0 and (first + pd.Timedelta(days=d)).date() not in off
    ]  # fmt: skip
    made = []
    for day in range(len(ahead) // SLOTS):
        like = [d for d in common if (len(table) + day - d) % 7 == 0][-4:]
        made.append(np.nan_to_num(np.nanmean(table[like], axis=0)) if like else np.zeros(SLOTS))
    return np.concatenate(made)


def statsforecast_model(name: str) -> Fit:
    def fit(past: pd.DataFrame, ahead: pd.DatetimeIndex, country: str) -> np.ndarray:  # noqa: ARG001
        from statsforecast.models import MSTL, AutoETS

        table = filled(past)
        working = table.sum(axis=1) > 0
        weekdays = sorted({d % 7 for d in np.flatnonzero(working)})
        kept = [d for d in range(len(table)) if d % 7 in weekdays]
        coming = [len(table) + d for d in range(len(ahead) // SLOTS)]
        wanted = [d for d in coming if d % 7 in weekdays]
        open_slots = np.flatnonzero(table.sum(axis=0) > 0)
        series = table[kept][:, open_slots].ravel()
        per_day, per_week = len(open_slots), len(open_slots) * len(weekdays)
        steps = len(wanted) * per_day
        if name == "AutoETS":
            model = AutoETS(season_length=per_day, model="ZZA")
            # One season alone is possible: the week's pattern is taken off first.
            week = _week_pattern(series, per_week)
            series = series - week[np.arange(len(series)) % per_week]
            said = model.forecast(y=series[-12 * per_week :], h=steps)["mean"]
            said = said + week[(len(series) + np.arange(steps)) % per_week]
        else:
            trend = AutoETS(model="ZZN")
            model = MSTL(season_length=[per_day, per_week], trend_forecaster=trend)
            said = model.forecast(y=series, h=steps)["mean"]
        out = np.zeros((len(coming), SLOTS))
        rows = [coming.index(d) for d in wanted]
        out[np.ix_(rows, open_slots)] = np.maximum(said, 0).reshape(len(wanted), per_day)
        return out.ravel()

    return fit


def _week_pattern(series: np.ndarray, per_week: int) -> np.ndarray:
    weeks = series[len(series) % per_week :].reshape(-1, per_week)[-8:]
    pattern = weeks.mean(axis=0)
    pattern = np.roll(pattern, len(series) % per_week)
    return pattern - pattern.mean()


def prophet(past: pd.DataFrame, ahead: pd.DatetimeIndex, country: str) -> np.ndarray:
    import logging

    from prophet import Prophet

    logging.getLogger("cmdstanpy").setLevel(logging.ERROR)
    model = Prophet(
        daily_seasonality=20, weekly_seasonality=10, yearly_seasonality=False,
        uncertainty_samples=0,
    )  # fmt: skip
    model.add_country_holidays(country_name=country)
    model.add_seasonality(name="monthly", period=30.4375, fourier_order=5)
    worked = past.groupby(past["ds"].dt.normalize())["calls"].transform("sum") > 0
    model.fit(past[worked].rename(columns={"calls": "y"}).dropna())
    return np.maximum(model.predict(pd.DataFrame({"ds": ahead}))["yhat"].to_numpy(), 0)


def lightgbm(past: pd.DataFrame, ahead: pd.DatetimeIndex, country: str) -> np.ndarray:
    import holidays
    import lightgbm as lgb

    off = {pd.Timestamp(d) for d in holidays.country_holidays(
        country, years=range(past["ds"].iloc[0].year, ahead[-1].year + 2))}  # fmt: skip
    table = past["calls"].to_numpy().reshape(-1, SLOTS)
    whole = np.concatenate([table, np.full((len(ahead) // SLOTS, SLOTS), np.nan)])
    moments = pd.date_range(past["ds"].iloc[0], periods=whole.size, freq="30min")
    longest = max(HORIZONS)
    features = pd.DataFrame(
        {
            "slot": np.tile(np.arange(SLOTS), len(whole)),
            "weekday": moments.weekday,
            "day": moments.day,
            "to_end": moments.days_in_month - moments.day,
            "month": moments.month,
            "holiday": [d in off for d in moments.normalize()],
            "after": [(d - pd.Timedelta(days=1)) in off for d in moments.normalize()],
            "after_weekend": [(d - pd.Timedelta(days=3)) in off for d in moments.normalize()],
            "before": [(d + pd.Timedelta(days=1)) in off for d in moments.normalize()],
        }
    )
    for weeks in range(longest // 7, longest // 7 + 4):
        lagged = np.full(whole.shape, np.nan)
        lagged[7 * weeks :] = whole[: -7 * weeks]
        features[f"lag{weeks}"] = lagged.ravel()
    lags = [c for c in features if c.startswith("lag")]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        features["level"] = np.nanmean(features[lags].to_numpy(), axis=1)
    y = whole.ravel()
    train = ~np.isnan(y) & (np.arange(len(y)) < table.size) & features["level"].notna().to_numpy()
    model = lgb.LGBMRegressor(
        objective="poisson", n_estimators=400, learning_rate=0.05, num_leaves=31,
        min_child_samples=20, subsample=0.8, subsample_freq=1, n_jobs=1, verbose=-1,
    )  # fmt: skip
    model.fit(features[train], y[train])
    said = model.predict(features.iloc[table.size :])
    works = np.nansum(table, axis=1) > 0
    weekdays = {d % 7 for d in np.flatnonzero(works)}
    days = len(table) + np.arange(len(ahead) // SLOTS)
    said = said.reshape(-1, SLOTS) * np.isin(days % 7, list(weekdays))[:, None]
    said[:, np.nansum(table, axis=0) == 0] = 0
    return np.maximum(said, 0).ravel()


MODELS: dict[str, Fit] = {
    "last_four_weeks": last_four_weeks,
    "AutoETS": statsforecast_model("AutoETS"),
    "MSTL": statsforecast_model("MSTL"),
    "Prophet": prophet,
    "LightGBM": lightgbm,
}


def origins(data: pd.DataFrame, first: str, step: int, count: int) -> list[int]:
    table = data["calls"].to_numpy().reshape(-1, SLOTS)
    weekdays = {d % 7 for d in range(len(table)) if np.nansum(table[d]) > 0}
    start = (date.fromisoformat(first) - data["ds"].iloc[0].date()).days
    return [d for d in range(start, len(table)) if d % 7 in weekdays][::step][:count]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--models", default=",".join(MODELS))
    parser.add_argument("--sets", default=",".join(SETS))
    options = parser.parse_args()
    for label in options.sets.split(","):
        file, first, step, count, country, hours = SETS[label]
        data = history(file, hours)
        actual = data["calls"].to_numpy().reshape(-1, SLOTS)
        for name in options.models.split(","):
            errors = {h: [0.0, 0.0] for h in HORIZONS}
            spent = 0.0
            for origin in origins(data, first, step, count):
                past = data.iloc[: origin * SLOTS]
                ahead = pd.date_range(
                    data["ds"].iloc[0] + pd.Timedelta(days=origin),
                    periods=max(HORIZONS) * SLOTS, freq="30min",
                )  # fmt: skip
                began = time.process_time()
                said = MODELS[name](past, ahead, country).reshape(-1, SLOTS)
                spent += time.process_time() - began
                for h in HORIZONS:
                    came = actual[origin : origin + h]
                    known = ~np.isnan(came)
                    errors[h][0] += np.abs(said[: len(came)] - came)[known].sum()
                    errors[h][1] += came[known].sum()
            wape = " / ".join(f"{100 * e / v:5.2f}" for e, v in errors.values())
            print(f"{label:16}{name:16}{wape}   {1000 * spent / count:8.0f} ms", flush=True)


if __name__ == "__main__":
    main()
