"""Make an earlier run again from what its folder holds, and say what differs."""

import hashlib
from dataclasses import replace
from pathlib import Path

from wfm.center.errors import DataError, Problem
from wfm.center.files import read_scenario
from wfm.center.lever import Levers
from wfm.center.progress import Progress, silent
from wfm.plan.live_through import Living
from wfm.plan.make import plan
from wfm.plan.plan import Plan
from wfm.plan.rounds import found_of
from wfm.plan.run_folder import read_record
from wfm.report.publish import SCENARIO_COPY
from wfm.schedule.read import read_roster
from wfm.staff.contract import Aims

_COMPARED = ("verdict", "targets", "paid_hours", "cost", "agents", "under_hours", "over_hours")


def remake(
    folder: Path, *, workers: int | None = None, progress: Progress = silent
) -> tuple[Plan, list[str]]:
    """Judge the run's own roster again with its scenario, history and seed.

    Returns
    -------
    tuple of (Plan, list of str)
        The plan, and the figures that differ from the run's record.

    Raises
    ------
    DataError
        If the folder is no whole run, or its history has changed since.
    """
    record = read_record(folder)
    scenario = read_scenario(folder / SCENARIO_COPY).model_copy(
        update={"base": record["base"], "levers": Levers.model_validate(record["levers"])}
    )
    for entry in record["inputs"]:
        file = Path(entry["file"])
        if file != scenario.history.file:
            continue
        if not file.is_file() or hashlib.sha256(file.read_bytes()).hexdigest() != entry["sha256"]:
            raise DataError(
                Problem("is not the history that the run was made from; plan it anew", file)
            )
    roster = read_roster(folder / "roster.csv", scenario)
    loop = record.get("loop")
    aims = None if loop is None else Aims(**loop["rounds"][loop["chosen"]]["aims"])
    made = plan(
        scenario, roster=roster, aims=aims, living=Living(workers=workers), progress=progress
    )
    if loop is not None:
        made = replace(made, found=found_of(loop, made.requirement, roster))
    now = made.headline
    changes = [
        f"{name} was {record[name]}, is {now[name]}"
        for name in _COMPARED
        if record[name] != now[name]
    ]
    return made, changes
