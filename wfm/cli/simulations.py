"""The command that lives through a day: simulate."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from wfm.cli.roster_files import read_file
from wfm.cli.show import (
    JsonOption,
    QuietOption,
    ReplicationsOption,
    SeedOption,
    load,
    print_json,
    print_table,
    progress_bar,
    writing,
)
from wfm.cli.verdicts import (
    CORES,
    SLA_NOT_MET,
    WorkersOption,
    print_targets,
    warn_of_broken_rules,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import pandas as pd

    from wfm.center.progress import Progress
    from wfm.center.roster import Roster
    from wfm.center.scenario import Scenario
    from wfm.plan.live_through import Living
    from wfm.plan.plan import Plan
    from wfm.simulate.outcome import Outcome
    from wfm.simulate.simulate import Engine

MODEL_REPLICATIONS = 30


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(simulate)


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
    if log is not None and log.suffix.lower() != ".parquet":
        raise UsageError(f"the log is a Parquet file: name it {log.stem or 'log'}.parquet")
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
            loaded = load(place, seed, replications)
            given = read_file(roster, loaded).roster if roster is not None else None
            how = _living(loaded, given, engine, workers, precision, state, contacts)
            made, frames = _simulated_scenario(loaded, given, how, progress)
            outcome = made.outcome
    if log is not None:
        from wfm.simulate.contact_log import write_contact_log

        write_contact_log(frames(), log)
    if figures is not None:
        from wfm.report.living import write_living

        with writing("--figures", figures):
            write_living(outcome, figures, None if made is None else made.roster)
    if precision is not None:
        _warn_of_imprecision(outcome, made, precision)
    measures = headline_rows(outcome)
    if as_json:
        targets = {"targets": made.headline["targets"]} if made is not None else {}
        print_json(targets | {"replications": outcome.replications, "measures": measures})
    else:
        print_table(COLUMNS, [list(row.values()) for row in measures])
        if made is not None:
            print_targets(made.targets)
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
    warn_of_broken_rules(made)
    return made, lambda: contact_log(
        scenario, made.forecast, made.roster, how, made.outcome.replications
    )
