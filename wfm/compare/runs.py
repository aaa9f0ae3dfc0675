"""Runs to compare: from a Plan in memory, or from the folder of an earlier one."""

from pathlib import Path
from typing import Any

from wfm.center.errors import DataError, Problem
from wfm.compare.comparison import FIXED, Run
from wfm.compare.measures import Ratio, headline_ratios, ratios_from_frame
from wfm.plan.plan import Plan
from wfm.plan.run_folder import RUN_FILE, read_record


def run_of_plan(plan: Plan) -> Run:
    """What a comparison needs of a plan."""
    scenario = plan.scenario
    record = plan.headline | {
        "scenario": scenario.name,
        "seed": scenario.seed,
        "replications": scenario.simulation.replications,
        "horizon": scenario.horizon.model_dump(mode="json"),
        "currency": scenario.currency,
    }
    return _run(record, headline_ratios(plan))


def run_of_folder(folder: Path) -> Run:
    """What a comparison needs of a run folder.

    Raises
    ------
    DataError
        If it is not the folder of a whole run.
    """
    import pandas as pd

    record = read_record(folder)
    try:
        frame = pd.read_csv(folder / "replications.csv")
        return _run(record, ratios_from_frame(frame))
    except (KeyError, ValueError, OSError, TypeError) as error:
        raise DataError(Problem(f"the run cannot be read: {error}", folder / RUN_FILE)) from None


def _queues(ratios: dict[str, Ratio]) -> tuple[str, ...]:
    """The queues of a run, in the order by which their random numbers are keyed."""
    return tuple(name for name in ratios if name.startswith("offered, "))


def _run(record: dict[str, Any], ratios: dict[str, Ratio]) -> Run:
    horizon = tuple(sorted(record["horizon"].items()))
    return Run(
        label=record["scenario"],
        pairing=(record["seed"], record["replications"], horizon, _queues(ratios)),
        fixed={name: float(record[name]) for name in FIXED},
        probabilities={t["name"]: float(t["probability"]) for t in record["targets"]},
        ratios=ratios,
        verdict=record["verdict"],
        currency=record["currency"],
    )
