"""Read a requirement from a CSV such as `Requirement.to_frame` writes."""

import csv
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from wfm.center.documents import read_text
from wfm.center.errors import DataError, Problem
from wfm.center.scenario import Scenario
from wfm.staff.requirement import Requirement

COLUMNS = ("interval_start", "queue", "required_gross")


def read_requirement(path: Path | str, scenario: Scenario) -> Requirement:
    """Read what is required: one row a queue and interval.

    Parameters
    ----------
    path : path
        CSV with the columns interval_start (ISO 8601, UTC unless it has an offset), queue and
        required_gross; other columns are ignored, and absent intervals require nobody.
    scenario : Scenario
        Whose queues and horizon it is for.

    Raises
    ------
    DataError
        For the rows that cannot be read, with their lines.
    """
    file = Path(path)
    rows = csv.DictReader(read_text(file).splitlines())
    missing = [name for name in COLUMNS if name not in (rows.fieldnames or ())]
    if missing:
        message = f"column '{missing[0]}' is missing; expected are {', '.join(COLUMNS)}"
        raise DataError(Problem(message, file, 1))
    horizon = scenario.horizon
    gross = np.zeros((len(scenario.queues), horizon.n_intervals))
    problems: list[Problem] = []
    for row in rows:
        try:
            queue, interval, agents = _entry(row, scenario)
        except ValueError as error:
            problems.append(Problem(str(error), file, rows.line_num))
            continue
        gross[queue, interval] = agents
    if problems:
        raise DataError(*problems[:20])
    zero = np.zeros_like(gross)
    shrinkage = scenario.staffing.shrinkage_by_interval(horizon)
    return Requirement(
        horizon,
        scenario.queue_names,
        offered=zero,
        aht_s=zero,
        workload_erlangs=zero,
        for_target=zero,
        for_occupancy=zero,
        for_minimum=zero,
        required_net=gross * (1 - shrinkage),
        required_gross=gross,
        shrinkage=shrinkage,
        model="file",
    )


def _entry(row: dict[str, str], scenario: Scenario) -> tuple[int, int, float]:
    """Queue, interval and agents of a row; ValueError says what is wrong."""
    if row["queue"] not in scenario.queue_names:
        raise ValueError(f"unknown queue '{row['queue']}'")
    try:
        moment = datetime.fromisoformat(row["interval_start"])
    except ValueError:
        raise ValueError(f"interval_start '{row['interval_start']}' is not a time") from None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    horizon = scenario.horizon
    interval, rest = divmod(horizon.second_of_moment(moment), horizon.interval_s)
    if rest or not 0 <= interval < horizon.n_intervals:
        raise ValueError(f"{row['interval_start']} is no start of an interval of the plan")
    try:
        agents = float(row["required_gross"])
    except ValueError:
        raise ValueError(f"required_gross '{row['required_gross']}' is not a number") from None
    if not 0 <= agents < float("inf"):
        raise ValueError(f"required_gross {agents:g} is not a number of agents")
    return scenario.queue_names.index(row["queue"]), interval, agents
