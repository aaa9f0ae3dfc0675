"""The command that puts runs side by side: compare."""

from pathlib import Path
from typing import Annotated, Any

import typer

from wfm.cli.show import (
    JsonOption,
    QuietOption,
    SeedOption,
    cell,
    load,
    print_json,
    print_table,
    progress_bar,
)
from wfm.cli.verdicts import CORES, WorkersOption


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(compare)


def compare(
    places: Annotated[
        list[Path],
        typer.Argument(
            help="Run folders, or scenarios to plan first; the first is the base.",
            metavar="RUN|SCENARIO...",
        ),
    ],
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", help="HTML page to write.", show_default=False),
    ] = None,
    seed: SeedOption = None,
    workers: WorkersOption = CORES,
    as_json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Runs or scenarios side by side: every headline measure, paired differences, intervals."""
    from wfm.center.errors import UsageError
    from wfm.compare.comparison import compare as compare_runs
    from wfm.compare.runs import run_of_folder, run_of_plan
    from wfm.plan.live_through import Living
    from wfm.plan.make import plan as make_plan
    from wfm.plan.run_folder import RUN_FILE

    if len(places) < 2:
        raise UsageError("name two runs or scenarios or more")
    runs = []
    with progress_bar(quiet) as progress:
        for place in places:
            if (place / RUN_FILE).exists() or (place / "replications.csv").exists():
                runs.append(run_of_folder(place))
                continue
            loaded = load(place, seed)

            def told(stage: str, done: float, name: str = loaded.name) -> None:
                progress(f"{name}: {stage}", done)

            living = Living(workers=workers)
            runs.append(run_of_plan(make_plan(loaded, living=living, progress=told)))
    comparison = compare_runs(runs)
    if out is not None:
        from wfm.report.comparison import write_comparison

        write_comparison(comparison, out)
    frame = comparison.to_frame()
    if as_json:
        print_json({"base": comparison.base.label, "rows": frame.to_dict("records")})
        return
    print_comparison(comparison, frame)


def print_comparison(comparison: Any, frame: Any) -> None:
    """A column a run, and the difference of each to the first."""
    header = ["measure", comparison.base.label]
    for run in comparison.runs[1:]:
        header += [run.label, "difference", "95 % interval"]
    rows = []
    for measure, group in frame.groupby("measure", sort=False):
        by_run = {row["run"]: row for row in group.to_dict("records")}
        row: list[Any] = [measure, by_run[comparison.base.label]["value"]]
        for run in comparison.runs[1:]:
            found = by_run.get(run.label)
            if found is None:
                row += [None, None, ""]
                continue
            interval = (
                f"{cell(found['low'])} to {cell(found['high'])}"
                if found["low"] == found["low"]
                else ""
            )
            row += [found["value"], found["difference"], interval]
        rows.append(row)
    print_table(header, rows)
    for run in comparison.runs:
        print(f"{run.label}: targets {run.verdict}")
    if any(run.pairing != comparison.base.pairing for run in comparison.runs):
        print("not every run shares seed, replications and horizon: those intervals are unpaired")
