"""Commands about rosters: schedule, roster diff and fairness; the other roster commands join."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from wfm.cli.asks import ask
from wfm.cli.changes import show_changes
from wfm.cli.explanations import explain, wishes, worth
from wfm.cli.repairs import repair
from wfm.cli.roster_checks import check
from wfm.cli.roster_files import read_file, roster_path, scenario_of
from wfm.cli.show import (
    FigureOption,
    JsonOption,
    OutOption,
    QuietOption,
    ScenarioArgument,
    SeedOption,
    load,
    print_json,
    print_table,
    progress_bar,
    write_frame,
    writing,
)

if TYPE_CHECKING:
    from wfm.schedule.solve import TracePoint, Watch
    from wfm.schedule.violation import Violation


# From this many times the seconds of the scenario on, a search says that they are work.
MUCH_LONGER = 1.5


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(schedule)
    group = typer.Typer(
        help="Check, compare and change rosters, whoever made them.", no_args_is_help=True
    )
    group.command(
        "check", help="Check a roster, wfm's or any other, against the scenario's rules."
    )(check)
    group.command("diff", help="What changed from one roster CSV to another.")(diff)
    group.command("repair", help="Mend a roster with the fewest changes, after an absence.")(repair)
    group.command("ask", help="A day off, a swap, a give-away, a bid: yes, or no and why.")(ask)
    group.command(
        "fairness", help="Who works nights, late shifts and weekends; whose wishes are granted."
    )(fairness)
    group.command("explain", help="Why an agent has this shift, and what any other costs.")(explain)
    group.command("worth", help="What each work rule costs, what one more agent saves.")(worth)
    group.command("wishes", help="What people wished for: granted, or refused.")(wishes)
    app.add_typer(group, name="roster")


def schedule(
    scenario: ScenarioArgument,
    out: OutOption = None,
    seconds: Annotated[
        float | None,
        typer.Option(
            min=0.1,
            max=36_000,
            help="Roughly how long to search, a limit of work, instead of the scenario's.",
            show_default=False,
        ),
    ] = None,
    seed: SeedOption = None,
    break_rules: Annotated[
        bool,
        typer.Option(
            "--break-rules",
            help="Where rules clash, break as little as possible and say what; exit code 3 then.",
        ),
    ] = False,
    figure: FigureOption = None,
    as_json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Make a roster of named agents that covers the requirement at the least cost."""
    from wfm.forecast.verb import forecast
    from wfm.history.read import history_of
    from wfm.plan.idle import idle_though_much_lacks
    from wfm.schedule.coverage import coverage
    from wfm.schedule.least_broken import least_broken
    from wfm.schedule.solve import Stopped
    from wfm.schedule.solve import schedule as make_roster
    from wfm.staff.staff import staff

    loaded = load(scenario, seed, seconds=seconds)
    with progress_bar(quiet) as progress:
        requirement = staff(loaded, forecast(loaded, history_of(loaded)))
        broken: tuple[Violation, ...] = ()
        if break_rules:
            least = least_broken(
                loaded, requirement, seed=loaded.seed, progress=progress, watch=_live(quiet)
            )
            solution, broken = least.solution, least.violations
        else:
            try:
                solution = make_roster(
                    loaded, requirement, seed=loaded.seed, progress=progress, watch=_live(quiet)
                )
            except Stopped as stopped:
                solution = stopped.solution()
                print("wfm: stopped early: this is the best roster so far", file=sys.stderr)
    covered = coverage(loaded, requirement, solution.roster)
    figures = {
        "agents": len(solution.roster.by_agent),
        "shifts": len(solution.roster.shifts),
        "paid_hours": round(solution.roster.paid_hours, 2),
        "under_hours": round(covered.under_hours, 2),
        "over_hours": round(covered.over_hours, 2),
        "cost": round(solution.cost, 2),
        "bound": round(solution.bound, 2),
        "seconds": round(solution.seconds, 2),
        "status": solution.status,
    }
    if out is not None:
        write_frame(solution.roster.to_frame(), out)
    if figure is not None:
        from wfm.report.figures.search_trace import search_trace
        from wfm.report.figures.standalone import write_figure

        with writing("--figure", figure):
            write_figure(search_trace(solution, loaded.currency), figure)
    header = ("agent", "day", "rule", "message")
    rows = [(v.agent, str(v.day), v.rule, v.message) for v in broken]
    if as_json:
        violations = [dict(zip(header, row, strict=True)) for row in rows]
        print_json(figures | ({"violations": violations} if break_rules else {}))
    else:
        shown = figures if solution.trace[-1].is_bounded else figures | {"bound": "none yet"}
        print_table(("figure", "value"), list(shown.items()), title=repr(solution.roster))
        print("cost and bound include the prices of under- and over-staffing, of rules and wishes")
        asked_s = loaded.scheduling.seconds
        if solution.status == "work limit" and solution.seconds > MUCH_LONGER * asked_s:
            print(
                f"the limit of {asked_s:g} seconds is one of work, not of the clock: for the same "
                f"work, and the same roster, this machine took {solution.seconds:.0f} s just now"
            )
        if covered.note:
            print(covered.note)
        if idle := idle_though_much_lacks(loaded, requirement, solution.roster):
            print(
                f"{idle} of {len(loaded.agents)} agents could work a shift more where others lack, "
                f"but an hour short costs {loaded.prices.under_cost_per_hour:g}, less than a shift "
                "for it: raise under_cost_per_hour, or let 'wfm plan' do so"
            )
        if rows:
            print()
            print_table(header, rows, title=f"rules that clash are broken {len(rows)} times")
    if rows:
        raise typer.Exit(3)


def _live(quiet: bool) -> "Watch":
    """Tell cost, and bound and gap once there are, on stderr, at most once a second."""
    told_s = float("-inf")

    def tell(point: "TracePoint") -> None:
        nonlocal told_s
        if not quiet and point.seconds >= told_s + 1.0:
            told_s = point.seconds
            proven = f"bound {point.bound:,.0f}  gap {point.gap:.2%}"
            print(
                f"wfm: {point.seconds:5.1f} s  cost {point.cost:,.0f}  "
                f"{proven if point.is_bounded else 'no bound yet'}",
                file=sys.stderr,
            )

    return tell


def diff(
    before: Annotated[Path, typer.Argument(help="Roster CSV, or a run folder.", metavar="BEFORE")],
    after: Annotated[Path, typer.Argument(help="Roster CSV, or a run folder.", metavar="AFTER")],
    scenario: Annotated[
        Path | None,
        typer.Option(help="Scenario of both; by default the one beside the first roster."),
    ] = None,
    out: OutOption = None,
    as_json: JsonOption = False,
) -> None:
    """What changed from one roster CSV to another, by agent and day."""
    from wfm.schedule.diff import diff as changes_between

    files = [roster_path(path) for path in (before, after)]
    loaded = scenario_of(files[0], scenario)
    found = changes_between(*(read_file(file, loaded).roster for file in files))
    if out is not None:
        write_frame(found.to_frame(), out)
    show_changes(found, as_json)


def fairness(
    file: Annotated[Path, typer.Argument(help="Roster CSV, or a run folder.", metavar="FILE|RUN")],
    scenario: Annotated[
        Path | None,
        typer.Option(help="Scenario of the roster; by default the one beside it."),
    ] = None,
    out: OutOption = None,
    figure: FigureOption = None,
    as_json: JsonOption = False,
) -> None:
    """Who works nights, late shifts and weekends, whose wishes are granted, with past periods."""
    from wfm.center.past_share import SHARE_FIGURES
    from wfm.schedule.fairness import Share
    from wfm.schedule.fairness import fairness as ledger_of

    path = roster_path(file)
    loaded = scenario_of(path, scenario)
    ledger = ledger_of(loaded, read_file(path, loaded).roster)
    if out is not None:
        write_frame(ledger.to_frame(), out)
    if figure is not None:
        from wfm.report.figures.fairness import fairness_ledger
        from wfm.report.figures.standalone import write_figure

        with writing("--figure", figure):
            write_figure(fairness_ledger(ledger), figure)
    spreads = {name: ledger.spread(name) for name in SHARE_FIGURES}
    if ledger.past:
        spreads |= {
            f"{name} with past": ledger.spread(name, with_past=True) for name in SHARE_FIGURES
        }
    if as_json:
        rows = [share._asdict() for share in ledger.shares]
        spread = {
            name: dict(zip(("least", "mean", "most"), values, strict=True))
            for name, values in spreads.items()
        }
        print_json({"agents": rows, "spread": spread})
        return
    print_table(Share._fields, list(ledger.shares))
    print_table(("figure", "least", "mean", "most"), [(k, *v) for k, v in spreads.items()])
