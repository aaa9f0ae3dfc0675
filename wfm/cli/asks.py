"""Command `roster ask`: a day off, a swap, a shift given away, a bid."""

from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from wfm.cli.repairs import RequirementOption, RosterArgument, ScenarioOption, required
from wfm.cli.roster_files import read_file, roster_path, scenario_of
from wfm.cli.show import JsonOption, OutOption, QuietOption, print_json, write_frame

if TYPE_CHECKING:
    from wfm.center.roster import Roster
    from wfm.center.scenario import Scenario
    from wfm.schedule.ask import Answer
    from wfm.staff.requirement import Requirement


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
    give: Annotated[
        str | None,
        typer.Option(metavar="AGENT:AGENT:DAY", help="May the first give their shift away?"),
    ] = None,
    bid: Annotated[
        str | None,
        typer.Option(
            metavar="AGENT:DAY:SHIFT[@HH:MM],...",
            help="May this agent have one of these shifts, the first that is possible?",
        ),
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
    """Answer a request (day off, swap, give-away, bid): yes, or no and why; exit code 3 for no."""
    from wfm.center.errors import UsageError
    from wfm.schedule.ask import can_give, can_have_off, can_swap

    if sum(request is not None for request in (off, swap, give, bid)) != 1:
        raise UsageError(
            "ask one thing: --off AGENT:DAY, --swap or --give AGENT:AGENT:DAY, or "
            "--bid AGENT:DAY:SHIFT"
        )
    path = roster_path(file)
    loaded = scenario_of(path, scenario)
    roster = read_file(path, loaded).roster
    need = required(loaded, path, requirement, quiet)
    if off is not None:
        (agent,), day = _parsed("--off", off, 1)
        answer = can_have_off(loaded, need, roster, agent, day, max_short_hours=max_short_hours)
    elif bid is not None:
        answer = _best_bid(loaded, need, roster, bid, max_short_hours, as_json)
    else:
        option, trade = ("--swap", can_swap) if swap is not None else ("--give", can_give)
        (a, b), day = _parsed(option, swap or give or "", 2)
        answer = trade(loaded, need, roster, a, b, day, max_short_hours=max_short_hours)
    if out is not None and answer.yes:
        write_frame(answer.roster.to_frame(), out)
    _show(answer, as_json)
    if not answer.yes:
        raise typer.Exit(3)


def _best_bid(
    scenario: "Scenario",
    requirement: "Requirement",
    roster: "Roster",
    text: str,
    max_short_hours: float,
    as_json: bool,
) -> "Answer":
    """The first shift of a ranked bid that is possible, or why the last one is not.

    Raises
    ------
    UsageError
        For all choices that nobody could bid for, even after one that is possible.
    """
    from wfm.center.errors import UsageError
    from wfm.center.values import parse_clock_min
    from wfm.schedule.ask import can_bid

    shape = "write AGENT:DAY:SHIFT or SHIFT@HH:MM, several with commas between"
    agent, _, rest = text.partition(":")
    day, _, wanted = rest.partition(":")
    if not wanted:
        raise UsageError(f"--bid {text}: {shape}")
    choices = [choice.strip() for choice in wanted.split(",")]
    answers: list[Answer] = []
    wrong: dict[str, None] = {}
    for choice in choices:
        template, at, clock = choice.partition("@")
        try:
            on, start_min = date.fromisoformat(day), parse_clock_min(clock) if at else None
            answers.append(
                can_bid(
                    scenario,
                    requirement,
                    roster,
                    agent,
                    on,
                    template,
                    start_min,
                    max_short_hours=max_short_hours,
                )
            )
        except ValueError:
            wrong[f"--bid {text}: {shape}"] = None
        except UsageError as error:
            wrong[str(error)] = None
    if wrong:
        raise UsageError("\n".join(wrong))
    for rank, (choice, answer) in enumerate(zip(choices, answers, strict=True), 1):
        if not as_json:
            print(f"{rank}. {choice}: {'yes' if answer.yes else 'no'}")
        if answer.yes or rank == len(choices):
            break
        for reason in answer.reasons if not as_json else ():
            print(f"  {reason}")
    return answer


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
