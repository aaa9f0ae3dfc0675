"""Accuracy of the forecasting models on real calls, with ablations of the center's own.

``python benchmarks/forecast.py`` prints every model, ``--ablations`` the own model with one part
taken away at a time (its means alone). Data: the folder of ``WFM_REFERENCE`` (default
``../shared``); see docs/explanation/forecast.md.
"""

import argparse
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path

from forecast_low_rank import low_rank

from wfm.center.calendar import Holidays
from wfm.center.history import History
from wfm.forecast import (
    backtest,
    combination,
    day_level,
    level_shifts,
    profile,
    repair,
    shape_breaks,
    wfm_model,
)
from wfm.forecast.backtest import measure
from wfm.history.read import read_history

REFERENCE = Path(os.environ.get("WFM_REFERENCE", Path(__file__).parents[2] / "shared"))
SETS = {
    "bank 30 min": ("bank_calls_5min.csv", 30, date(2003, 7, 3), 4, 16, "US"),
    "bank 15 min": ("bank_calls_5min.csv", 15, date(2003, 7, 3), 4, 16, "US"),
    "anonbank 30 min": ("anonbank1999_6min.csv", 30, date(1999, 5, 31), 6, 32, "IL"),
}
LEVEL, PROFILE = wfm_model.LEVEL, wfm_model.PROFILE
FLAT = replace(
    PROFILE,
    level_sd=0.0,
    drift_sd=0.0,
    month_sd=0.0,
    holiday_sd=0.0,
    after_sd=0.0,
    second_after_sd=0.0,
    before_sd=0.0,
)
NO_HOLIDAYS = {"holiday_sd": 0.0, "holiday_name_sd": 0.0}
NO_NEIGHBOURS = {"after_sd": 0.0, "second_after_sd": 0.0, "before_sd": 0.0}
ABLATIONS = {
    "whole model": {},
    "without the last four weeks": {"MOST_WEIGHT": 0.0},
    "outages not repaired": {"OUTAGE_CHANCE": 0.0},
    "without month": {"LEVEL": replace(LEVEL, month_sd=0.0)},
    "without slow level": {"LEVEL": replace(LEVEL, slow_sd=0.0)},
    "without level of weeks": {"LEVEL": replace(LEVEL, level_sd=0.0)},
    "without spells": {"LEVEL": replace(LEVEL, spell_sd=0.0)},
    "without weekday drift": {"LEVEL": replace(LEVEL, drift_sd=0.0)},
    "without holidays": {"LEVEL": replace(LEVEL, **NO_HOLIDAYS)},
    "without days around holidays": {"LEVEL": replace(LEVEL, **NO_NEIGHBOURS)},
    "without robust weights": {"OUTLIER_SD": 1e9},
    "profile by weekday only": {"PROFILE": FLAT},
    "profile by 3 factors, processes": {"Bending": low_rank(3, smoothed=False)},
    "profile by 3 factors, smoothed": {"Bending": low_rank(3, smoothed=True)},
    "profile without month": {"PROFILE": replace(PROFILE, month_sd=0.0)},
    "both levels halved": {"LEVEL": replace(LEVEL, level_sd=0.025, slow_sd=0.1)},
    "both levels doubled": {"LEVEL": replace(LEVEL, level_sd=0.1, slow_sd=0.4)},
    "noise of a day 0.025": {"LEVEL": replace(LEVEL, noise_sd=0.025)},
    "noise of a day 0.1": {"LEVEL": replace(LEVEL, noise_sd=0.1)},
    "month sharper (0.4)": {"LEVEL": replace(LEVEL, month_roughness=0.4)},
    "month smoother (1.2)": {"LEVEL": replace(LEVEL, month_roughness=1.2)},
    "half-life of profiles 45 days": {"HALF_LIFE_DAYS": 45.0},
    "half-life of profiles 180 days": {"HALF_LIFE_DAYS": 180.0},
    "without level shifts": {"MOST_SHIFTS": 0},
    "without breaks of the shape": {"MOST_BREAKS": 0},
    "without growth": {"TREND_SD": 0.0},
    "noise of days that stray 0.05": {"USUAL_CHANGE": 1e9},
    "nothing carried to the next day": {"CARRIED_DOUBT": 1e9},
}


@contextmanager
def changed(values: dict[str, object]) -> Iterator[None]:
    """Module constants of the own model set otherwise."""
    kept = []
    for name, value in values.items():
        for module in (
            wfm_model,
            day_level,
            level_shifts,
            shape_breaks,
            profile,
            combination,
            repair,
        ):
            if hasattr(module, name):
                kept.append((module, name, getattr(module, name)))
                setattr(module, name, value)
    try:
        yield
    finally:
        for module, name, value in kept:
            setattr(module, name, value)


def history(file: str, minutes: int) -> History:
    return read_history(
        REFERENCE / "data" / file, timezone="UTC", interval_minutes=minutes, queue="calls"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ablations", action="store_true")
    parser.add_argument("--only", help="variants with one of these words, separated by commas")
    options = parser.parse_args()
    words = (options.only or "").split(",")
    chosen = {k: v for k, v in ABLATIONS.items() if any(word in k for word in words)}
    variants = chosen if options.ablations else {"": {}}
    models = ["wfm"] if options.ablations else None
    if options.ablations:
        backtest.PATHS = 1  # Bands take most of the time; the table has none.
    for label, (file, minutes, first, step, origins, country) in SETS.items():
        if options.ablations and minutes != 30:
            continue
        read = history(file, minutes)
        print(f"\n{label}\nWAPE (and at a day) in % over 1, 7, 14, 28 days; wQL in %; coverage")
        for variant, values in variants.items():
            with changed(values):
                found = measure(
                    read,
                    first=first,
                    step=step,
                    origins=origins,
                    models=models,
                    holidays=Holidays(country=country),
                )
            for name in dict.fromkeys(result.model for result in found):
                rows = [result for result in found if result.model == name]
                scores = [row.score for row in rows]
                month = scores[-1]
                wape = " / ".join(f"{100 * s.wape:5.2f}" for s in scores)
                if options.ablations:
                    print(f"{variant:34}{wape}", flush=True)
                    continue
                print(
                    f"{name:34}{wape}"
                    + "   day "
                    + " / ".join(f"{100 * s.daily_wape:5.2f}" for s in scores)
                    + "   wQL "
                    + " / ".join(f"{100 * s.wql:5.2f}" for s in scores)
                    + "   80 % "
                    + " / ".join(f"{100 * s.coverage80:4.1f}" for s in scores)
                    + "   90 % "
                    + " / ".join(f"{100 * s.coverage90:4.1f}" for s in scores)
                    + f"   28 days: 80 % {month.coverage80:.3f}, 90 % {month.coverage90:.3f}, of "
                    + f"days {month.daily_coverage80:.3f}, {month.daily_coverage90:.3f}; "
                    + f"skill {rows[-1].skill:.2f}; floor {100 * month.floor:.2f}; "
                    + f"{1000 * rows[0].cpu_s:.0f} ms",
                    flush=True,
                )


if __name__ == "__main__":
    main()
