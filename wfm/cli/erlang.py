"""The command ``wfm erlang``: the daily questions about one queue, by formula and simulation."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from wfm.cli.show import JsonOption, QuietOption, SeedOption, progress_bar, writing

if TYPE_CHECKING:
    from wfm.center.target import Formula
    from wfm.simulate.side_by_side import Case, SideBySide

REACH = 5
VOLUME_STEP, AHT_STEP_S = 0.05, 10.0
WhatIf = Literal["agents", "volume", "aht"]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(erlang)


def erlang(
    aht: Annotated[float, typer.Option(min=0.001, max=1e7, help="Average handle time, seconds.")],
    erlangs: Annotated[
        float | None,
        typer.Option(
            min=0, max=1e6, help="Offered load: contacts an hour x AHT.", show_default=False
        ),
    ] = None,
    contacts: Annotated[
        float | None,
        typer.Option(
            min=0, max=1e9, help="Contacts, in place of --erlangs; see --per.", show_default=False
        ),
    ] = None,
    per: Annotated[
        float, typer.Option(min=0.1, max=1e5, help="Minutes in which --contacts come.")
    ] = 60.0,
    model: Annotated[
        Literal["a", "c"],
        typer.Option(help="Model that answers: Erlang A (callers abandon) or C (they wait)."),
    ] = "a",
    agents: Annotated[
        float | None,
        typer.Option(min=0, max=1e6, help="Agents: what service do they give?", show_default=False),
    ] = None,
    target: Annotated[
        float | None,
        typer.Option(
            help="Goal of --measure to reach: how many agents does it take?", show_default=False
        ),
    ] = None,
    measure: Annotated[
        Literal["service_level", "asa", "abandonment"],
        typer.Option(help="What --target bounds: a share answered in time, ASA, share lost."),
    ] = "service_level",
    formula: Annotated[str, typer.Option(help="Formula of the service level.")] = "offered",
    max_occupancy: Annotated[
        float | None,
        typer.Option(
            min=0.01,
            max=1,
            help="With --target: keep agents no busier than this.",
            show_default=False,
        ),
    ] = None,
    patience: Annotated[
        float | None,
        typer.Option(
            min=0, max=1e7, help="Mean patience, seconds; needed for model a.", show_default=False
        ),
    ] = None,
    threshold: Annotated[
        float, typer.Option(min=0, max=1e7, help="Answered within, seconds.")
    ] = 20.0,
    what_if: Annotated[
        WhatIf | None,
        typer.Option(
            help="Rows of the table: more and fewer agents (also by default), volume in steps of "
            "5 %, AHT in steps of 10 s. With --target, volume and aht are staffed anew.",
            show_default=False,
        ),
    ] = None,
    step: Annotated[
        int, typer.Option(min=1, max=10_000, help="Agents from row to row of the table.")
    ] = 1,
    simulation: Annotated[
        bool | None,
        typer.Option(
            "--simulate/--no-simulate",
            help="Simulate beside the formulas; by default in tables, not with --json.",
            show_default=False,
        ),
    ] = None,
    aht_cv: Annotated[
        float | None,
        typer.Option(
            min=0.05,
            max=5,
            help="Simulate lognormal handle times with this spread over mean, not exponential.",
            show_default=False,
        ),
    ] = None,
    figure: Annotated[
        Path | None,
        typer.Option(help="HTML page of service against agents to write.", show_default=False),
    ] = None,
    seed: SeedOption = None,
    as_json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """What service do N agents give, or how many does a target take: Erlang A, C and simulated."""
    from wfm.center.errors import UsageError
    from wfm.cli.erlang_tables import print_answer, print_json_of, print_remarks, print_what_if
    from wfm.simulate.erlang.formulas import FORMULAS, formula_number
    from wfm.simulate.side_by_side import Case, side_by_side

    if (agents is None) == (target is None):
        raise UsageError("give either --agents or --target")
    if (erlangs is None) == (contacts is None):
        raise UsageError("give either --erlangs or --contacts")
    if model == "a" and patience is None:
        raise UsageError("Erlang A needs --patience, the mean in seconds; or use --model c")
    if max_occupancy is not None and target is None:
        raise UsageError("--max-occupancy bounds the answer to --target; leave it out")
    named = FORMULAS[formula_number(formula)]
    load = erlangs if erlangs is not None else (contacts or 0.0) * aht / (60.0 * per)

    def staffed(case: "Case") -> "Case":
        if target is None:
            return case
        from wfm.simulate.erlang import agents_needed

        needed = agents_needed(
            case.erlangs,
            case.aht_s,
            goal=target,
            threshold_s=threshold,
            formula=named,
            model=model,
            patience_s=patience,
            measure=measure,
            max_occupancy=max_occupancy,
        )
        return replace(case, agents=float(needed))

    asked = staffed(Case(load, agents or 0.0, aht, patience, threshold, aht_cv))
    if asked.agents > 1e6:
        raise UsageError("the answer is above a million agents; check the inputs")
    simulated = not as_json if simulation is None else simulation
    tabled = not as_json or what_if is not None or figure is not None
    steps = range(-REACH, REACH + 1) if tabled else range(1)
    cases = [(place, _stepped(asked, what_if or "agents", place, step)) for place in steps]
    cases = [
        (place, staffed(case) if what_if in ("volume", "aht") else case)
        for place, case in cases
        if case.agents >= 0 and case.aht_s > 0
    ]
    with progress_bar(quiet) as progress:
        rows = side_by_side(
            [case for _, case in cases],
            simulated=simulated,
            seed=1 if seed is None else seed,
            progress=progress,
        )
    here = [place for place, _ in cases].index(0)
    if figure is not None:
        _write_figure(figure, rows, here, named, target if measure == "service_level" else None)
    if as_json:
        print_json_of(model, rows, here, named, what_if, simulated)
        return
    print_answer(rows[here], model, named, target, measure)
    print_what_if(rows, here, named, what_if or "agents")
    print_remarks(rows[here], named)


def _stepped(case: "Case", what_if: WhatIf, place: int, step: int) -> "Case":
    """The case some rows further along what the table varies."""
    if what_if == "volume":
        return replace(case, erlangs=case.erlangs * (1 + VOLUME_STEP * place))
    if what_if == "aht":
        aht_s = case.aht_s + AHT_STEP_S * place
        return replace(case, aht_s=aht_s, erlangs=case.erlangs * aht_s / case.aht_s)
    return replace(case, agents=case.agents + step * place)


def _write_figure(
    path: Path,
    rows: "list[SideBySide]",
    here: int,
    formula: "Formula",
    goal: float | None,
) -> None:
    from wfm.center.errors import UsageError
    from wfm.report.erlang import write_erlang_page

    if len({row.case.agents for row in rows}) < 2:
        raise UsageError("--figure is drawn over agents: use --what-if agents, or leave it out")
    with writing("--figure", path):
        write_erlang_page(rows, here, formula, goal, path)
