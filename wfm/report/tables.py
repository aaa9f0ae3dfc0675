"""Every result of a plan as a tidy CSV file."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from wfm.plan.daily import daily_frame
from wfm.plan.plan import Plan
from wfm.schedule.fairness import fairness
from wfm.schedule.wishes import outcomes, outcomes_to_frame

if TYPE_CHECKING:
    import pandas as pd

Frame = Callable[[Plan], "pd.DataFrame"]

TABLES: dict[str, Frame] = {
    "roster": lambda plan: plan.roster.to_frame(),
    "forecast": lambda plan: plan.forecast.to_frame(),
    "requirement": lambda plan: plan.requirement.to_frame(),
    "staffing": lambda plan: plan.coverage.to_frame(),
    "service_by_interval": lambda plan: plan.outcome.to_frame(),
    "service_by_day": lambda plan: plan.outcome.daily_frame(),
    "service": lambda plan: plan.outcome.headline_frame(),
    "targets": lambda plan: plan.to_frame(),
    "days": daily_frame,
    "fairness": lambda plan: fairness(plan.scenario, plan.roster).to_frame(),
    "wishes": lambda plan: outcomes_to_frame(outcomes(plan.scenario, plan.roster)),
}


def write_tables(plan: Plan, folder: Path) -> list[Path]:
    """Write a CSV file for each of `TABLES` into an existing folder.

    Columns are those of the noun's ``to_frame``. Figures that were computed are rounded to nine
    digits.

    Returns
    -------
    list of Path
    """
    paths = []
    for name, frame in TABLES.items():
        path = folder / f"{name}.csv"
        frame(plan).to_csv(
            path, index=False, float_format="%.9g", lineterminator="\n", encoding="utf-8"
        )
        paths.append(path)
    return paths
