"""Commands `roster explain`, `roster worth` and `roster wishes`: the reasons behind a roster."""

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer

from wfm.cli.repairs import RequirementOption, RosterArgument, ScenarioOption, required
from wfm.cli.roster_files import read_file, roster_path, scenario_of
from wfm.cli.show import (
    JsonOption,
    OutOption,
    QuietOption,
    print_json,
    print_table,
    progress_bar,
    write_frame,
)

if TYPE_CHECKING:
    from wfm.schedule.why import Alternative, Why
    from wfm.schedule.wishes import Outcome

PARTS = ("pay", "under", "over", "rules", "wishes")
HEADS = ("pay", "too few", "too many", "rules", "wishes")
OTHER_DAYS = "if other days may change"


def explain(
    file: RosterArgument,
    agent: Annotated[str, typer.Option(metavar="AGENT", help="Whose shift.")],
    day: Annotated[str, typer.Option(metavar="DAY", help="Of which day, such as 2026-01-05.")],
    scenario: ScenarioOption = None,
    requirement: RequirementOption = None,
    as_json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Why an agent has this shift: what any other one that day would cost, or what forbids it."""
    from wfm.center.errors import UsageError
    from wfm.schedule.why import why

    try:
        on = date.fromisoformat(day)
    except ValueError:
        raise UsageError(f"--day {day}: write the day as 2026-01-05") from None
    path = roster_path(file)
    loaded = scenario_of(path, scenario)
    found = why(
        loaded,
        required(loaded, path, requirement, quiet),
        read_file(path, loaded).roster,
        agent,
        on,
    )
    if as_json:
        rows = [_alternative(found, alternative) for alternative in found.alternatives]
        print_json({"agent": agent, "day": on, "now": found.describe(found.now), "shifts": rows})
        return
    print(found.sentence())
    if found.pace != 1:
        print(f"'{agent}' counts as {found.pace:.2g} agents, by proficiency.")
    print()
    possible = [a for a in found.alternatives if not a.broken]
    print_table(
        (found.day.strftime("%a %d %b"), f"{found.currency} more", *HEADS, OTHER_DAYS),
        [_row(found, alternative) for alternative in possible],
    )
    forbidden = [a for a in found.alternatives if a.broken]
    if forbidden:
        print()
        print_table(
            ("forbidden as things are", "because", OTHER_DAYS),
            [
                (found.describe(a.shift), f"{a.broken[0].rule}: {a.broken[0].message}", _freely(a))
                for a in forbidden
            ],
        )

    print()
    print(
        f"{found.currency} more: what the whole roster would cost more than now, in pay, agents "
        "too few and too many, priced rules and wishes.\n"
        f"{OTHER_DAYS}: the same, with the best other shifts on the days in brackets."
    )


def _alternative(found: "Why", alternative: "Alternative") -> dict[str, Any]:
    return {
        "shift": found.describe(alternative.shift),
        "is_now": alternative.is_now,
        "costs": round(alternative.change.total, 2),
        **{part: round(getattr(alternative.change, part), 2) for part in PARTS},
        "breaks": [str(violation) for violation in alternative.broken],
        "with_other_days": None if alternative.freely is None else round(alternative.freely, 2),
        "other_days": alternative.moved,
    }


def _row(found: "Why", alternative: "Alternative") -> tuple[Any, ...]:
    shift = found.describe(alternative.shift) + (" (as it is)" if alternative.is_now else "")
    change = alternative.change
    figures = (change.total, *(getattr(change, part) for part in PARTS))
    return (shift, *(round(figure, 2) + 0.0 for figure in figures), _freely(alternative))


def _freely(alternative: "Alternative") -> str:
    if alternative.freely is None:
        return "not possible"
    days = ", ".join(f"{day:%a %d}" for day in alternative.moved[:4])
    more = ", ..." if len(alternative.moved) > 4 else ""
    return f"{alternative.freely:+,.2f}" + (f" ({days}{more})" if days else "")


def worth(
    file: RosterArgument,
    seconds: Annotated[
        float, typer.Option(min=0.1, max=36_000, help="Work for the prices of the bound.")
    ] = 5.0,
    search: Annotated[
        float,
        typer.Option(
            min=0, max=36_000, help="Seconds of a search for each line, 0 for none: what it finds."
        ),
    ] = 0.0,
    scenario: ScenarioOption = None,
    requirement: RequirementOption = None,
    as_json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """What each work rule costs, and what one more agent of each contract would save."""
    from wfm.schedule.pace import are_counted_by_pace
    from wfm.schedule.worth import worth as worth_of

    path = roster_path(file)
    loaded = scenario_of(path, scenario)
    with progress_bar(quiet) as progress:
        found = worth_of(
            loaded,
            required(loaded, path, requirement, quiet),
            read_file(path, loaded).roster,
            seconds=seconds,
            search_seconds=search,
            seed=loaded.seed,
            progress=progress,
        )
    if as_json:
        print_json(
            {
                "cost": round(found.cost, 2),
                "bound": round(found.bound, 2),
                "rules": [rule._asdict() for rule in found.rules],
                "agents": [agent._asdict() for agent in found.agents],
            }
        )
        return
    tail = ("found by search",) if search else ()
    print_table(
        ("rule", "agents", "dropping it saves at most", *tail),
        [(r.rule, r.agents, r.at_most, *((r.found,) if search else ())) for r in found.rules],
    )
    print()
    print_table(
        ("one more agent on", "skills", "agents now", "saves at most, pay taken off", *tail),
        [
            (a.contract, ", ".join(a.skills), a.agents, a.at_most, *((a.found,) if search else ()))
            for a in found.agents
        ],
    )
    print(
        f"money over the whole plan, at the prices of the bound: cost {found.cost:,.0f}, bound "
        f"{found.bound:,.0f}; what lies between may be saved besides"
    )
    if are_counted_by_pace(loaded):
        print("agents are counted by proficiency; one more is one at a normal pace")


def wishes(
    file: RosterArgument,
    scenario: ScenarioOption = None,
    refused: Annotated[bool, typer.Option("--refused", help="Only refused ones.")] = False,
    out: OutOption = None,
    as_json: JsonOption = False,
) -> None:
    """What people wished for, day by day: granted, or refused and at which price."""
    from wfm.schedule.wishes import outcomes, outcomes_to_frame

    path = roster_path(file)
    loaded = scenario_of(path, scenario)
    found = outcomes(loaded, read_file(path, loaded).roster)
    shown = tuple(o for o in found if not (refused and o.granted))
    if out is not None:
        write_frame(outcomes_to_frame(shown), out)
    granted = sum(o.granted for o in found)
    if as_json:
        told = [_wish(outcome) for outcome in shown]
        print_json({"wishes": told, "granted": granted, "refused": len(found) - granted})
        return
    if not found:
        print("nobody wished for anything: the scenario has no wishes for these days")
        return
    rows = [
        (o.agent, f"{o.day:%a %d %b}", o.wish.describe(), o.wish.weight,
         "granted" if o.granted else "refused", o.cost, o.wish.reason)
        for o in shown
    ]  # fmt: skip
    print_table(("agent", "day", "wish", "weight", "answer", "price", "reason"), rows)
    print(f"{granted} of {len(found)} granted, by day and wish")


def _wish(outcome: "Outcome") -> dict[str, Any]:
    return {
        "agent": outcome.agent,
        "day": outcome.day,
        "wish": outcome.wish.describe(),
        "weight": outcome.wish.weight,
        "granted": outcome.granted,
        "cost": round(outcome.cost, 2),
        "reason": outcome.wish.reason,
    }
