"""Put a plan into its run folder: results, report, spreadsheets, calendars, and their record."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import yaml

from wfm.center.history_source import HistorySource
from wfm.center.scenario import Scenario
from wfm.compare.measures import headline_ratios, ratios_frame
from wfm.plan.inputs import input_hashes, versions
from wfm.plan.plan import Plan
from wfm.plan.rounds import record_of as loop_record
from wfm.plan.rounds import rounds_frame
from wfm.plan.run_folder import whole_folder, write_record
from wfm.report.bundle import write_all

SCENARIO_COPY = "scenario.yaml"
HISTORY_COPY = "history.csv"
REPLICATIONS = "replications.csv"
ROUNDS = "rounds.csv"


def publish(plan: Plan, folder: Path) -> dict[str, Any]:
    """Write a run folder whole, or not at all.

    Parameters
    ----------
    plan : Plan
    folder : Path
        New, empty, or of an earlier run, which is replaced.

    Returns
    -------
    dict
        The record, as in ``run.json`` but for the list of files.
    """
    record = record_of(plan)
    with whole_folder(folder) as aside:
        scenario = plan.scenario
        if plan.history_given:
            plan.history.to_frame().to_csv(aside / HISTORY_COPY, index=False)
            source = HistorySource(file=Path(HISTORY_COPY))
            scenario = scenario.model_copy(update={"history": source})
        (aside / SCENARIO_COPY).write_text(scenario_text(scenario), encoding="utf-8")
        ratios_frame(headline_ratios(plan)).to_csv(aside / REPLICATIONS, index=False)
        if plan.found is not None:
            rounds_frame(plan.found.rounds).to_csv(aside / ROUNDS, index=False)
        write_all(plan, aside)
        write_record(aside, record)
    return record


def record_of(plan: Plan) -> dict[str, Any]:
    """What a run was made from and came to."""
    scenario = plan.scenario
    return {
        "scenario": scenario.name,
        "base": scenario.base,
        "levers": scenario.levers.named,
        "seed": scenario.seed,
        "replications": scenario.simulation.replications,
        "horizon": scenario.horizon.model_dump(mode="json"),
        "created": datetime.now(UTC).isoformat(timespec="seconds"),
        "versions": versions(),
        "inputs": input_hashes(plan.input_files),
        "currency": scenario.currency,
        "stage_seconds": {stage: round(s, 2) for stage, s in plan.seconds.items()},
        **plan.headline,
        **({} if plan.found is None else {"loop": loop_record(plan.found)}),
    }


def scenario_text(scenario: Scenario) -> str:
    """The resolved scenario as YAML that `wfm.read_scenario` reads back."""
    plain = scenario.model_dump(mode="json", exclude={"base", "levers", "sources"})
    note = f"# As resolved from {scenario.base} with {scenario.levers.describe()}\n"
    text = yaml.safe_dump(plain, sort_keys=False, allow_unicode=True, width=100)
    return (note if scenario.base else "") + text
