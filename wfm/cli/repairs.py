"""Command `roster repair`: mend a roster after an absence or a change of demand."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from wfm.cli.changes import changes_as_rows, show_changes
from wfm.cli.roster_files import read_file, roster_path, scenario_of
from wfm.cli.show import JsonOption, OutOption, QuietOption, print_json, write_frame

if TYPE_CHECKING:
    from wfm.center.scenario import Scenario
    from wfm.schedule.repair import Absence, Repair
    from wfm.staff.requirement import Requirement

RosterArgument = Annotated[
    Path, typer.Argument(help="Roster CSV, or a run folder.", metavar="ROSTER|RUN")
]
ScenarioOption = Annotated[
    Path | None,
    typer.Option(help="Scenario of the roster; by default the one beside it."),
]
RequirementOption = Annotated[
    Path | None,
    typer.Option(
        help="CSV of required_gross; by default requirement.csv beside the roster, or what the "
        "scenario's history asks for."
    ),
]


def repair(
    file: RosterArgument,
    absent: Annotated[
        list[str] | None,
        typer.Option(
            metavar="AGENT:DAY[..DAY]",
            help="Somebody who cannot come, such as A7:2026-01-05 or A7:2026-01-05..2026-01-07; "
            "as often as needed.",
        ),
    ] = None,
    scenario: ScenarioOption = None,
    requirement: RequirementOption = None,
    everything: Annotated[
        bool,
        typer.Option(
            "--everything", help="Mend all that is short, not only what the absences open."
        ),
    ] = False,
    published: Annotated[
        bool, typer.Option("--published", help="Let published shifts be changed too.")
    ] = False,
    price: Annotated[
        float | None,
        typer.Option(
            min=0,
            help="What a changed shift must save at least; by default ten minutes of an agent "
            "short.",
            show_default=False,
        ),
    ] = None,
    max_agents: Annotated[
        int, typer.Option(min=0, max=1000, help="Most other people whose shifts are changed.")
    ] = 4,
    out: OutOption = None,
    as_json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Mend a roster with the fewest changes after an absence or a change of demand."""
    from wfm.center.errors import UsageError
    from wfm.center.roster import State
    from wfm.schedule.repair import repair as mend

    absences = tuple(_absence(text) for text in absent or ())
    if not absences and not everything:
        raise UsageError("nothing to mend: give --absent AGENT:DAY, or --everything")
    path = roster_path(file)
    loaded = scenario_of(path, scenario)
    found = mend(
        loaded,
        required(loaded, path, requirement, quiet),
        read_file(path, loaded).roster,
        absences=absences,
        mend_everything=everything,
        movable=(State.DRAFT, State.PUBLISHED) if published else (State.DRAFT,),
        price_per_change=price,
        max_agents=max_agents,
        seed=loaded.seed,
    )
    if out is not None:
        write_frame(found.roster.to_frame(), out)
    _show(found, as_json)


def required(scenario: "Scenario", roster: Path, given: Path | None, quiet: bool) -> "Requirement":
    """The requirement of a file, of the run the roster is in, or of the scenario's history."""
    from wfm.cli.show import progress_bar
    from wfm.schedule.read_requirement import read_requirement

    beside = roster.parent / "requirement.csv"
    if given is not None or beside.exists():
        return read_requirement(given or beside, scenario)
    from wfm.forecast.verb import forecast
    from wfm.history.read import history_of
    from wfm.staff.staff import staff

    with progress_bar(quiet) as progress:
        progress("staff", 0.0)
        return staff(scenario, forecast(scenario, history_of(scenario)))


def _absence(text: str) -> "Absence":
    from wfm.center.errors import UsageError
    from wfm.schedule.repair import Absence

    agent, _, days = text.rpartition(":")
    first, _, last = days.partition("..")
    try:
        return Absence(agent, date.fromisoformat(first), date.fromisoformat(last or first))
    except ValueError:
        raise UsageError(
            f"--absent {text}: write AGENT:DAY or AGENT:DAY..DAY, such as A7:2026-01-05"
        ) from None


def _show(found: "Repair", as_json: bool) -> None:
    from wfm.schedule.coverage import COUNTED_BY_PROFICIENCY
    from wfm.schedule.pace import are_counted_by_pace

    short = [found.describe(shortage) for shortage in found.still_short]
    broken = [f"{v.agent} {v.day:%a %d %b} {v.rule}: {v.message}" for v in found.violations]
    if as_json:
        print_json(
            {
                "changes": changes_as_rows(found.changes),
                "totals": found.changes.totals(),
                "lost_shifts": len(found.lost),
                "lost_paid_hours": round(found.lost_paid_hours, 4),
                "opened_hours": round(found.opened_hours, 4),
                "short_hours": round(found.short_hours, 4),
                "still_short": short,
                "cost_change": round(found.cost_change, 2),
                "violations": broken,
            }
        )
        return
    print(f"to mend: {found.opened_hours:.3g} agent-hours")
    if found.absences and not found.changes.changes:
        print("nothing else is changed")
    else:
        show_changes(found.changes, as_json=False)
    if found.lost:
        shifts = "1 shift" if len(found.lost) == 1 else f"{len(found.lost)} shifts"
        print(
            f"the absence, not counted above, takes {shifts} of {found.lost_paid_hours:,.1f} paid "
            f"hours: {found.changes.paid_hours - found.lost_paid_hours:+,.1f} in all"
        )
    if short:
        print(f"still short: {found.short_hours:.3g} agent-hours")
        for line in short[:12]:
            print(f"  {line}")
        if len(short) > 12:
            print(f"  ... and {len(short) - 12} more stretches")
    else:
        print("nothing is short that was not before")
    for line in broken:
        print(f"broken: {line}")
    if are_counted_by_pace(found.scenario):
        print(COUNTED_BY_PROFICIENCY)
    print(f"cost: {found.cost_change:+,.2f} (pay, staffing under and over, rules, wishes)")
