"""Commands that make a run folder: plan, and report, which makes one again."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from wfm.cli.show import (
    JsonOption,
    QuietOption,
    ReplicationsOption,
    ScenarioArgument,
    SeedOption,
    load,
    print_json,
    progress_bar,
    tell_of_history,
)
from wfm.cli.verdicts import (
    CORES,
    SLA_NOT_MET,
    WorkersOption,
    print_targets,
    warn_of_broken_rules,
)

if TYPE_CHECKING:
    from wfm.plan.plan import Plan
    from wfm.plan.rounds import Round

_ENDED = {
    "people ran out": "people ran out: a higher requirement brought no more of them on queue",
    "stopped": "stopped early: this is the best so far; wfm plan --resume goes on from it",
}


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(plan)
    app.command()(report)


def plan(
    scenario: ScenarioArgument,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            "-o",
            help="Run folder, new or empty, or that of --resume; by default "
            "runs/<scenario>/<run-id>.",
            show_default=False,
            metavar="DIR",
        ),
    ] = None,
    seed: SeedOption = None,
    replications: ReplicationsOption = None,
    seconds: Annotated[
        float | None,
        typer.Option(
            min=0.1,
            max=36_000,
            help="Roughly how long the scheduler searches: a limit of work.",
            show_default=False,
        ),
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
    from wfm.plan.run_folder import check_nothing_lost, held_folder

    loaded = load(scenario, seed, replications, seconds)
    if rounds is not None or not loop:
        planning = loaded.planning.model_copy(update={"rounds": rounds if loop else 0})
        loaded = loaded.model_copy(update={"planning": planning})
    if resume is not None and loaded.planning.rounds == 0:
        raise UsageError(
            "--resume goes on with the loop; leave --no-loop out and allow some --rounds"
        )
    begun = None if resume is None else begun_of(resume, loaded)
    if out is not None:
        check_nothing_lost(out, resume)

    def told(found: "Round") -> None:
        if not quiet:
            print(f"wfm: {found}", file=sys.stderr)

    with (
        progress_bar(quiet) as progress,
        held_folder(out, loaded.name) as folder,
    ):
        living = Living(workers=workers)
        made = make_plan(loaded, begun=begun, told=told, living=living, progress=progress)
        progress("report", 0.0)
        from wfm.report.publish import publish

        publish(made, folder)
        progress("report", 1.0)
    if not quiet:
        tell_of_history(made.history, loaded)
    if as_json:
        print_json(made.headline | {"run": str(folder)})
    else:
        _print_plan(made, folder)
    raise typer.Exit(0 if made.met else SLA_NOT_MET)


def report(
    run: Annotated[Path, typer.Argument(help="Run folder.", metavar="RUN")],
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", "-o", help="Folder to write, new, empty or RUN; by default a new one."
        ),
    ] = None,
    workers: WorkersOption = CORES,
    quiet: QuietOption = False,
) -> None:
    """Make a run's report again from its scenario, history, roster and seed, and check it."""
    from wfm.plan.run_folder import check_nothing_lost, held_folder, read_record
    from wfm.report.publish import publish
    from wfm.report.remake import remake

    if out is not None:
        check_nothing_lost(out, run)
    name = str(read_record(run)["scenario"])
    with progress_bar(quiet) as progress, held_folder(out, name) as folder:
        made, changes = remake(run, workers=workers, progress=progress)
        publish(made, folder)
    warn_of_broken_rules(made)
    for change in changes:
        print(f"differs from the run: {change}")
    if not changes:
        print(f"every figure is as in {run}")
    print(f"report: {folder / 'report.html'}")


def _print_plan(made: "Plan", folder: Path) -> None:
    figures = made.headline
    print(f"{made.scenario.name}: targets {made.verdict}")
    print_targets(made.targets)
    currency = made.scenario.currency
    for broken in made.broken_targets:
        for line in broken.lines(currency):
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
    if made.coverage.note:
        print(made.coverage.note)
    if not any(contract.cost_per_hour for contract in made.scenario.contracts):
        print(
            "no contract has cost_per_hour, so every roster costs the same and the hours are not "
            "the fewest: give each contract its pay"
        )
    print(f"report: {folder / 'report.html'}")
