"""Command `roster ask`: may somebody have a day off, may two people swap."""

from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from wfm.cli.repairs import RequirementOption, RosterArgument, ScenarioOption, required
from wfm.cli.show import JsonOption, OutOption, QuietOption, load, print_json, write_frame

if TYPE_CHECKING:
    from wfm.schedule.ask import Answer


def ask(
    file: RosterArgument,
    off: Annotated[
        str | None,
        typer.Option(metavar="AGENT:DAY", help="May this agent have the day off?"),
    ] = None,
    swap: Annotated[
        str | None,
        typer.Option(metavar="AGENT:AGENT:DAY", help="May these two trade the day?"),
    ] = None,
    max_short_hours: Annotated[
        float, typer.Option(min=0, help="Agent-hours that may become short.")
    ] = 0.0,
    scenario: ScenarioOption = None,
    requirement: RequirementOption = None,
    out: OutOption = None,
    as_json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Answer a request for a day off or a swap: yes, or no and why; exit code 3 for no."""
    from wfm.center.errors import UsageError
    from wfm.schedule.ask import can_have_off, can_swap
    from wfm.schedule.read import read_roster

    if (off is None) == (swap is None):
        raise UsageError("ask one thing: --off AGENT:DAY or --swap AGENT:AGENT:DAY")
    path = file / "roster.csv" if file.is_dir() else file
    loaded = load(scenario or path.parent)
    roster = read_roster(path, loaded)
    need = required(loaded, path, requirement, quiet)
    if off is not None:
        (agent,), day = _parsed("--off", off, 1)
        answer = can_have_off(loaded, need, roster, agent, day, max_short_hours=max_short_hours)
    else:
        (a, b), day = _parsed("--swap", swap or "", 2)
        answer = can_swap(loaded, need, roster, a, b, day, max_short_hours=max_short_hours)
    if out is not None and answer.yes:
        write_frame(answer.roster.to_frame(), out)
    _show(answer, as_json)
    if not answer.yes:
        raise typer.Exit(3)


def _parsed(option: str, text: str, n_agents: int) -> tuple[list[str], date]:
    from wfm.center.errors import UsageError

    *agents, day = text.split(":")
    try:
        if len(agents) == n_agents:
            return agents, date.fromisoformat(day)
    except ValueError:
        pass
    shape = ":".join(["AGENT"] * n_agents)
    raise UsageError(f"{option} {text}: write {shape}:DAY, the day as 2026-01-05")


def _show(answer: "Answer", as_json: bool) -> None:
    if as_json:
        print_json(
            {
                "answer": "yes" if answer.yes else "no",
                "reasons": answer.reasons,
                "short_hours": round(answer.short_hours, 4),
                "cost_change": round(answer.cost_change, 2),
            }
        )
        return
    print("yes" if answer.yes else "no")
    for reason in answer.reasons:
        print(f"  {reason}")
    print(f"cost: {answer.cost_change:+,.2f} (pay, staffing under and over, rules, wishes)")
