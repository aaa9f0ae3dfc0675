"""Commands about what happens: simulate, plan, compare, report."""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from wfm.cli.show import (
    JsonOption,
    QuietOption,
    ReplicationsOption,
    ScenarioArgument,
    SeedOption,
    cell,
    load,
    print_json,
    print_table,
    progress_bar,
    writing,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import pandas as pd

    from wfm.center.progress import Progress
    from wfm.center.roster import Roster
    from wfm.center.scenario import Scenario
    from wfm.plan.live_through import Living
    from wfm.plan.plan import Plan
    from wfm.plan.rounds import Round
    from wfm.simulate.outcome import Outcome
    from wfm.simulate.simulate import Engine

SLA_NOT_MET = 4
_ENDED = {
    "people ran out": "people ran out: a higher requirement brought no more of them on queue",
    "stopped": "stopped early: this is the best so far; wfm plan --resume goes on from it",
}
MODEL_REPLICATIONS = 30

CORES = os.cpu_count() or 1
WorkersOption = Annotated[
    int,
    typer.Option(
        min=1, help="Threads (or SimPy processes) of the simulation.", show_default="one a core"
    ),
]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(simulate)
    app.command()(plan)
    app.command()(compare)
    app.command()(report)


def simulate(
    place: Annotated[
        Path,
        typer.Argument(
            help="Scenario, or a model file of rates and staff (YAML or JSON).",
            metavar="SCENARIO|MODEL",
        ),
    ],
    roster: Annotated[
        Path | None,
        typer.Option(help="Roster CSV; without it one is made.", show_default=False),
    ] = None,
    replications: ReplicationsOption = None,
    engine: Annotated[
        Literal["kernel", "simpy"], typer.Option(help="Compiled engine, or SimPy reference.")
    ] = "kernel",
    seed: SeedOption = None,
    workers: WorkersOption = CORES,
    as_json: JsonOption = False,
    precision: Annotated[
        float | None,
        typer.Option(
            min=0.01,
            max=50,
            help="Simulate until every target's 95 % interval is at most so many percentage "
            "points to either side.",
            show_default=False,
        ),
    ] = None,
    state: Annotated[
        Path | None,
        typer.Option(
            help="YAML of a moment of a running day to start from: at, waiting, busy.",
            show_default=False,
        ),
    ] = None,
    contacts: Annotated[
        Path | None,
        typer.Option(
            help="CSV of contacts that really came (queue, arrival, handle_s) in place of the "
            "forecast.",
            show_default=False,
        ),
    ] = None,
    log: Annotated[
        Path | None,
        typer.Option(help="Parquet file to write: a row a contact.", show_default=False),
    ] = None,
    figures: Annotated[
        Path | None,
        typer.Option(
            help="Folder to write: waits, queues and occupancy over the day, an animated day.",
            file_okay=False,
            show_default=False,
        ),
    ] = None,
    quiet: QuietOption = False,
) -> None:
    """Live through a roster call by call and judge the targets; exit code 4 if one is not met."""
    from wfm.center.errors import UsageError
    from wfm.simulate.headline import COLUMNS, headline_rows
    from wfm.simulate.model_file import is_model_file

    if precision is not None and replications is not None:
        raise UsageError("give either --precision or --replications")
    if log is not None and engine != "kernel":
        raise UsageError(
            "the log of contacts is written by the kernel; leave --engine or --log out"
        )
    made = None
    with progress_bar(quiet) as progress:
        if is_model_file(place):
            if roster is not None or state is not None or contacts is not None:
                raise UsageError(
                    "a model file has its own staff, start and rates; leave --roster, --state and "
                    "--contacts out"
                )
            outcome, frames = _simulated_model(
                place, replications, precision, seed, engine, progress
            )
        else:
            from wfm.schedule.read import read_roster

            loaded = load(place, seed, replications)
            given = read_roster(roster, loaded) if roster is not None else None
            how = _living(loaded, given, engine, workers, precision, state, contacts)
            made, frames = _simulated_scenario(loaded, given, how, progress)
            outcome = made.outcome
    if log is not None:
        from wfm.simulate.contact_log import write_contact_log

        write_contact_log(frames(), log)
    if figures is not None:
        from wfm.report.living import write_living

        with writing("--figures", figures):
            write_living(outcome, figures)
    if precision is not None:
        _warn_of_imprecision(outcome, made, precision)
    measures = headline_rows(outcome)
    if as_json:
        targets = {"targets": made.headline["targets"]} if made is not None else {}
        print_json(targets | {"replications": outcome.replications, "measures": measures})
    else:
        print_table(COLUMNS, [list(row.values()) for row in measures])
        if made is not None:
            _print_targets(made)
    raise typer.Exit(0 if made is None or made.met else SLA_NOT_MET)


def _simulated_model(
    place: Path,
    replications: int | None,
    precision: float | None,
    seed: int | None,
    engine: "Engine",
    progress: "Progress",
) -> tuple["Outcome", "Callable[[], Iterator[pd.DataFrame]]"]:
    """A model file simulated, and how to get its contacts one by one."""
    from wfm.simulate.model_file import free_log_frames, read_model, simulate_free
    from wfm.simulate.precision import simulate_until

    free = read_model(place)
    seed = 1 if seed is None else seed
    if precision is None:
        count = replications or MODEL_REPLICATIONS
        outcome = simulate_free(
            free, replications=count, seed=seed, engine=engine, progress=progress
        )
    else:
        outcome = simulate_until(
            lambda first, count: simulate_free(
                free, replications=count, seed=seed, first_replication=first, engine=engine
            ),
            precision,
            progress=progress,
        ).outcome
    return outcome, lambda: free_log_frames(free, outcome.replications, seed)


def _warn_of_imprecision(outcome: "Outcome", made: "Plan | None", precision: float) -> None:
    """Say so when the most replications there may be were not enough."""
    from wfm.simulate.precision import queue_half_widths, target_half_widths

    measured = queue_half_widths if made is None else target_half_widths(made.scenario.targets)
    for name, width in measured(outcome).items():
        if width > precision:
            print(
                f"wfm: '{name}' is known to {width:.2g} points after {outcome.replications} "
                f"replications, not to the {precision:g} that were asked",
                file=sys.stderr,
            )


def _living(
    scenario: "Scenario",
    roster: "Roster | None",
    engine: "Engine",
    workers: int,
    precision: float | None,
    state: Path | None,
    contacts: Path | None,
) -> "Living":
    """How the command line asks for the roster to be lived through."""
    from wfm.center.errors import UsageError
    from wfm.plan.live_through import Living
    from wfm.simulate.live_state import read_state
    from wfm.simulate.recorded import read_recorded

    live_state = recorded = None
    if state is not None:
        if roster is None:
            raise UsageError("--state needs --roster, the roster that people work on that day")
        live_state = read_state(state, scenario, roster)
    if contacts is not None:
        recorded = read_recorded(contacts, scenario.queue_names, scenario.horizon)
        if recorded.left_out:
            print(
                f"wfm: {recorded.left_out} contacts of {contacts} lie outside the horizon and are "
                "left out",
                file=sys.stderr,
            )
    return Living(engine, workers, precision, live_state, recorded)


def _simulated_scenario(
    scenario: "Scenario", roster: "Roster | None", how: "Living", progress: "Progress"
) -> tuple["Plan", "Callable[[], Iterator[pd.DataFrame]]"]:
    """A scenario simulated, and how to get its contacts one by one."""
    from wfm.plan.live_through import contact_log
    from wfm.plan.make import plan as make_plan

    made = make_plan(scenario, roster=roster, living=how, progress=progress)
    _warn_of_broken_rules(made)
    return made, lambda: contact_log(
        scenario, made.forecast, made.roster, how, made.outcome.replications
    )


def plan(
    scenario: ScenarioArgument,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            "-o",
            help="Run folder; by default runs/<scenario>/<run-id>.",
            show_default=False,
            metavar="DIR",
        ),
    ] = None,
    seed: SeedOption = None,
    replications: ReplicationsOption = None,
    seconds: Annotated[
        float | None,
        typer.Option(min=0.1, max=36_000, help="Time limit of the scheduler.", show_default=False),
    ] = None,
    rounds: Annotated[
        int | None,
        typer.Option(min=0, max=100, help="Most rounds of the loop.", show_default=False),
    ] = None,
    loop: Annotated[
        bool,
        typer.Option(
            "--loop/--no-loop",
            help="Correct the requirement until the simulated roster just keeps its targets, or "
            "staff and schedule once.",
        ),
    ] = True,
    resume: Annotated[
        Path | None,
        typer.Option(
            help="Run folder of an earlier plan, stopped (Ctrl-C) or ended, to go on from.",
            show_default=False,
            metavar="RUN",
        ),
    ] = None,
    workers: WorkersOption = CORES,
    as_json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Find the cheapest roster that keeps its targets; write the run folder; exit code 4 if not."""
    from wfm.center.errors import UsageError
    from wfm.plan.live_through import Living
    from wfm.plan.make import plan as make_plan
    from wfm.plan.resume import begun_of
    from wfm.plan.run_folder import check_destination, default_folder

    loaded = load(scenario, seed, replications, seconds)
    if rounds is not None or not loop:
        planning = loaded.planning.model_copy(update={"rounds": rounds if loop else 0})
        loaded = loaded.model_copy(update={"planning": planning})
    if resume is not None and loaded.planning.rounds == 0:
        raise UsageError(
            "--resume goes on with the loop; leave --no-loop out and allow some --rounds"
        )
    begun = None if resume is None else begun_of(resume, loaded)
    folder = out or default_folder(loaded.name)
    check_destination(folder)

    def told(found: "Round") -> None:
        if not quiet:
            print(f"wfm: {found}", file=sys.stderr)

    with progress_bar(quiet) as progress:
        living = Living(workers=workers)
        made = make_plan(loaded, begun=begun, told=told, living=living, progress=progress)
        progress("report", 0.0)
        from wfm.report.publish import publish

        publish(made, folder)
        progress("report", 1.0)
    if as_json:
        print_json(made.headline | {"run": str(folder)})
    else:
        _print_plan(made, folder)
    raise typer.Exit(0 if made.met else SLA_NOT_MET)


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


def report(
    run: Annotated[Path, typer.Argument(help="Run folder.", metavar="RUN")],
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", help="Folder to write; by default a new run folder."),
    ] = None,
    workers: WorkersOption = CORES,
    quiet: QuietOption = False,
) -> None:
    """Make a run's report again from its scenario, history, roster and seed, and check it."""
    from wfm.plan.run_folder import check_destination, default_folder
    from wfm.report.publish import publish
    from wfm.report.remake import remake

    with progress_bar(quiet) as progress:
        made, changes = remake(run, workers=workers, progress=progress)
        folder = out or default_folder(made.scenario.name)
        check_destination(folder)
        publish(made, folder)
    _warn_of_broken_rules(made)
    for change in changes:
        print(f"differs from the run: {change}")
    if not changes:
        print(f"every figure is as in {run}")
    print(f"report: {folder / 'report.html'}")


def _warn_of_broken_rules(made: "Plan") -> None:
    if made.violations:
        print(
            f"wfm: the roster breaks {len(made.violations)} rules, the first: "
            f"{made.violations[0]}; 'wfm roster check' lists them",
            file=sys.stderr,
        )


def _print_targets(made: "Plan") -> None:
    rows = [
        (
            t.name,
            t.queue or "all",
            t.formula,
            t.goal,
            t.achieved,
            f"{t.low:.3g} to {t.high:.3g}",
            t.probability,
            "met" if t.met else "NOT MET",
        )
        for t in made.targets
    ]
    header = ("target", "queue", "formula", "goal", "achieved", "95 % interval", "prob.", "verdict")
    print_table(header, rows)


def _print_plan(made: "Plan", folder: Path) -> None:
    figures = made.headline
    print(f"{made.scenario.name}: targets {made.verdict}")
    _print_targets(made)
    currency = made.scenario.currency
    for shortage in made.shortages:
        for line in shortage.lines(currency):
            print(line)
    if made.found is not None and made.found.ended in _ENDED:
        print(_ENDED[made.found.ended])
    if any(target.credits for target in made.scenario.targets):
        print(
            f"credits: {made.credits.mean:,.0f} {currency} expected, at most "
            f"{made.credits.high:,.0f} in 95 % of the horizons"
        )
    print(
        f"{figures['paid_hours']:,.0f} paid hours, {figures['cost']:,.0f} {currency}, "
        f"{figures['agents']} agents, {figures['under_hours']:,.0f} agent-hours under and "
        f"{figures['over_hours']:,.0f} over the requirement, {figures['seconds']:.0f} s"
    )
    print(f"report: {folder / 'report.html'}")
