"""``wfm staff --skill-sets``: people of each skill set who together keep what is promised."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from wfm.cli.show import load, print_json, print_table, progress_bar, write_frame, writing
from wfm.cli.verdicts import SLA_NOT_MET, print_targets

if TYPE_CHECKING:
    from wfm.staff.skill_requirement import SkillRequirement


@dataclass(frozen=True)
class Asked:
    """What the options say; names as on the command line."""

    explain: tuple[str, str] | None
    period: int
    any_number: bool
    workers: int
    figure: Path | None
    out: Path | None


def staff_by_skill_set(place: Path, asked: Asked, as_json: bool, quiet: bool) -> None:
    """Make the requirement, and print, draw and write what is asked for."""
    from wfm.forecast.verb import forecast
    from wfm.history.read import history_of
    from wfm.staff.explain import interval_at
    from wfm.staff.explain_skill_set import explain_skill_set
    from wfm.staff.skill_sets import staff_skill_sets

    loaded = load(place)
    if asked.explain is not None:
        # A wrong name or time is told before a minute has gone by.
        interval = interval_at(loaded.horizon, asked.explain[1])
        _known(loaded, asked.explain[0])
    with progress_bar(quiet) as progress:
        progress("forecast", 0.0)
        demand = forecast(loaded, history_of(loaded))
        progress("forecast", 1.0)
        made = staff_skill_sets(
            loaded,
            demand,
            period_minutes=asked.period,
            any_number=asked.any_number,
            workers=asked.workers,
            progress=progress,
        )
    if asked.out is not None:
        write_frame(made.to_frame(), asked.out)
    if asked.figure is not None:
        from wfm.report.figures.skill_sets import agents_by_skill_set
        from wfm.report.figures.standalone import write_figure

        with writing("--figure", asked.figure):
            write_figure(agents_by_skill_set(made), asked.figure)
    said = None if asked.explain is None else explain_skill_set(
        loaded, made, asked.explain[0], interval
    )  # fmt: skip
    if as_json:
        print_json(_plain(made) | ({} if said is None else {"steps": said}))
    elif said is not None:
        print("\n".join(said))
    else:
        _print(made, loaded.currency)
    if not made.met:
        raise typer.Exit(SLA_NOT_MET)


def _known(scenario: Any, skill_set: str) -> None:
    from wfm.center.errors import UsageError
    from wfm.staff.kinds import kinds_of

    names = ["+".join(kind) for kind in kinds_of(scenario)]
    if skill_set not in names:
        raise UsageError(f"no skill set '{skill_set}'; there are {', '.join(names)}")


def _plain(made: "SkillRequirement") -> dict[str, Any]:
    return {
        "skill_sets": made.totals(),
        "required_net_h": made.net_hours,
        "required_gross_h": made.gross_hours,
        "cost": made.cost,
        "erlang_hours": made.erlang_hours,
        "targets": [vars(result) for result in made.verdict],
        "rounds": [vars(found) for found in made.rounds],
    }


def _print(made: "SkillRequirement", currency: str) -> None:
    rows = made.totals()
    print_table(list(rows[0]), [list(row.values()) for row in rows], title=repr(made))
    print()
    print_targets(made.verdict)
    print()
    alone = ", ".join(
        f"{hours:,.0f} by {model.replace('_', ' ').title()}"
        for model, hours in made.erlang_hours.items()
    )
    print(
        f"{made.net_hours:,.0f} agent-hours on queue, {made.cost:,.0f} {currency}, after "
        f"{len(made.rounds)} staffings were simulated; each queue alone, every interval for "
        f"itself: {alone}"
    )
    broken = [result.name for result in made.verdict if not result.met]
    if broken:
        print(f"not kept: {', '.join(broken)}; {_why(made)}")


def _why(made: "SkillRequirement") -> str:
    if made.holds_where_fitted:
        return "kept with a margin on the paths it was fitted to: chance was larger on these"
    if made.is_limited and made.people_ran_out:
        return "people run out, and --any-number tells how many it would take"
    return "nothing was found that keeps them"
