"""Accuracy on made centers that no choice was tuned to: skill, coverage and updates of each queue.

``python benchmarks/forecast_unseen.py [--seed N] [--hard]``; ``--out FOLDER`` writes the histories
as CSV files for ``wfm forecast backtest`` instead. The generator is `forecast_made`.
"""

import argparse
from datetime import date
from pathlib import Path

import numpy as np
from forecast_made import COUNTRY, hard_histories, made_center

from wfm.center.calendar import Holidays
from wfm.center.history import History
from wfm.forecast.backtest import HORIZONS, measure
from wfm.forecast.intraday_backtest import backtest_update

NOON_MIN = 12 * 60
WHEN = {"first": date(2025, 3, 3), "step": 15, "origins": 12}
WHEN_HARD = {"first": date(2025, 8, 4), "step": 7, "origins": 12}
WHEN_YOUNG = {"first": date(2025, 11, 3), "step": 3, "origins": 12}


def histories(seed: int, hard: bool) -> dict[str, tuple[History, dict[str, object]]]:
    """Each history, and from when on it is forecast."""
    if not hard:
        return {f"center {seed}": (made_center(seed), WHEN)}
    return {
        name: (read, WHEN_YOUNG if "weeks" in name else WHEN_HARD)
        for name, read in hard_histories(seed).items()
    }


def judge(name: str, read: History, when: dict[str, object]) -> None:
    words = when | {"holidays": Holidays(country=COUNTRY)}
    found = measure(read, models=["wfm"], **words)
    updated = backtest_update(read, at_min=NOON_MIN, **words).set_index(["queue", "horizon_days"])
    for queue in read.queues:
        rows = [result for result in found if result.queue == queue]
        month = rows[-1].score
        changes = [updated.loc[(queue, days), "change"] for days in HORIZONS]
        print(
            f"{name if len(read.queues) == 1 else queue:36}"
            + "WAPE "
            + " / ".join(f"{100 * row.score.wape:5.1f}" for row in rows)
            + "   skill "
            + " / ".join(f"{100 * row.skill:5.1f}" for row in rows)
            + f"   28 days: 80 % {100 * month.coverage80:.0f}, 90 % {100 * month.coverage90:.0f}, "
            + f"of days {100 * month.daily_coverage80:.0f}, {100 * month.daily_coverage90:.0f}; "
            + "noon "
            + " / ".join(f"{100 * change:5.1f}" for change in changes)
            + f"   {1000 * rows[0].cpu_s:.0f} ms",
            flush=True,
        )
    if len(read.queues) > 1:
        for k, days in enumerate(HORIZONS):
            skills = np.array([row.skill for row in found if row.horizon_days == days])
            change = updated.xs(days, level="horizon_days")["change"]
            print(
                f"{days:2} days: skill {100 * skills.mean():.1f} on average, least "
                f"{100 * skills.min():.1f}; update at noon {100 * change.mean():.1f} % on average, "
                f"most {100 * change.max():+.1f} %"
            )
            scores = [row.score for row in found[k :: len(HORIZONS)]]
            parts = ("coverage80", "coverage90", "daily_coverage80", "daily_coverage90")
            means = [np.mean([getattr(one, part) for one in scores]) for part in parts]
            print(
                "         "
                + ", ".join(f"{p} {100 * m:.1f}" for p, m in zip(parts, means, strict=True))
            )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--hard", action="store_true", help="single queues, each extreme")
    parser.add_argument("--out", type=Path, help="folder for the histories")
    options = parser.parse_args()
    for name, (read, when) in histories(options.seed, options.hard).items():
        if options.out is not None:
            options.out.mkdir(parents=True, exist_ok=True)
            file = options.out / f"{name.replace(' ', '-').replace(',', '')}.csv"
            read.to_frame().drop(columns="aht_s").to_csv(file, index=False)
        else:
            judge(name, read, when)


if __name__ == "__main__":
    main()
