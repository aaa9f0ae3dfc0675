"""A plan day by day: staff, hours, cost, and each target with its probability."""

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from wfm.center.roster import Roster
from wfm.center.target import Per
from wfm.plan.plan import Plan
from wfm.schedule.cost import pay

if TYPE_CHECKING:
    import pandas as pd


def daily_frame(plan: Plan) -> "pd.DataFrame":
    """One row a local day.

    Columns: day, required_hours, scheduled_hours, under_hours, over_hours (agent-hours on queue),
    paid_hours, cost (of shifts that start on the day), and for each target NAME the columns NAME
    (achieved), NAME_low, NAME_high (95 % interval) and NAME_probability (share of simulated
    horizons in which the day by itself reaches the goal); blank where nothing was offered.
    """
    import pandas as pd

    horizon, covered = plan.scenario.horizon, plan.coverage
    hours = horizon.interval_minutes / 60

    def by_day(values: NDArray[np.float64]) -> NDArray[np.float64]:
        first = np.searchsorted(horizon.day_of_interval, np.arange(horizon.days))
        return np.asarray(np.add.reduceat(values, first, axis=-1), dtype=np.float64)

    rosters = [
        Roster(horizon, tuple(s for s in plan.roster.shifts if s.day == day))
        for day in horizon.dates
    ]
    columns: dict[str, Any] = {
        "day": [day.isoformat() for day in horizon.dates],
        "required_hours": by_day(covered.required) * hours,
        "scheduled_hours": by_day(covered.scheduled) * hours,
        "under_hours": by_day(covered.under) * hours,
        "over_hours": by_day(covered.over) * hours,
        "paid_hours": [roster.paid_hours for roster in rosters],
        "cost": [pay(plan.scenario, roster) for roster in rosters],
    }
    for target in plan.scenario.targets:
        found = plan.outcome.target_by_day(target)
        figures = plan.outcome.per_period(target, Per.DAY)
        offered = ~np.isnan(figures)
        reached = np.zeros(figures.shape, dtype=bool)
        sign = 1 if target.measure.higher_is_better else -1
        reached[offered] = sign * (figures[offered] - target.goal) >= 0
        times = offered.sum(axis=0)
        columns |= {
            target.name: found.mean,
            f"{target.name}_low": found.low,
            f"{target.name}_high": found.high,
            f"{target.name}_probability": np.where(
                times > 0, reached.sum(axis=0) / np.maximum(times, 1), np.nan
            ),
        }
    return pd.DataFrame(columns)
