"""Commands about demand and the staff it needs: history, forecast (in its own file), staff."""

from pathlib import Path
from typing import Annotated

import typer

from wfm.cli import forecasts
from wfm.cli.forecast_tables import repair_lines
from wfm.cli.show import (
    DateColumnOption,
    DateFormatOption,
    FigureOption,
    JsonOption,
    OutOption,
    QueueColumnOption,
    QuietOption,
    ScenarioArgument,
    TimeColumnOption,
    ValueColumnOption,
    load,
    print_json,
    print_table,
    progress_bar,
    tell_of_history,
    write_frame,
)
from wfm.cli.skill_sets import Asked, staff_by_skill_set
from wfm.cli.verdicts import CORES, WorkersOption


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(history)
    forecasts.register(app)
    app.command()(staff)


def history(
    place: Annotated[
        Path, typer.Argument(help="History CSV, or a scenario's folder.", metavar="FILE|SCENARIO")
    ],
    timezone: Annotated[
        str | None, typer.Option(help="Time zone of the center (for a CSV); by default UTC.")
    ] = None,
    interval: Annotated[
        int | None, typer.Option(help="Interval in minutes; by default the file's.")
    ] = None,
    queue: Annotated[str | None, typer.Option(help="Queue of a two-column file.")] = None,
    time_column: TimeColumnOption = None,
    date_column: DateColumnOption = None,
    value_column: ValueColumnOption = None,
    queue_column: QueueColumnOption = None,
    date_format: DateFormatOption = None,
    as_json: JsonOption = False,
) -> None:
    """Check and summarise a history file: days, contacts, gaps, what looks wrong."""
    from wfm.center.calendar import Holidays
    from wfm.forecast.holiday_hint import holiday_hint
    from wfm.forecast.repair import repairs_of
    from wfm.history.read import history_of, read_history
    from wfm.history.summary import summarise

    scenario = load(place) if place.is_dir() or place.suffix in (".yaml", ".yml") else None
    if scenario is not None:
        read = history_of(scenario)
    else:
        read = read_history(
            place,
            timezone=timezone or "UTC",
            interval_minutes=interval,
            queue=queue,
            time_column=time_column,
            date_column=date_column,
            value_column=value_column,
            queue_column=queue_column,
            date_format=date_format,
        )
    summary = summarise(read, scenario)
    known = Holidays() if scenario is None else scenario.holidays
    repairs = repairs_of(read, known)
    hint = holiday_hint(read) if known == Holidays() else None
    frame = summary.to_frame()
    if as_json:
        print_json(
            {
                "queues": frame.to_dict("records"),
                "notes": [*read.notes, *([] if hint is None else [f"look: {hint}"])],
                "repairs": [vars(mended) for mended in repairs],
            }
        )
        return
    print(repr(read))
    print_table(list(frame.columns), frame.to_numpy(dtype=object).tolist())
    if scenario is None and timezone is None:
        print("note: no --timezone was given, so days and times are those of UTC")
    for note in read.notes:
        print(note if note.startswith("look: ") else f"note: {note}")
    if hint is not None:
        print(f"look: {hint}")
    for finding in summary.findings:
        print(f"look: {finding}")
    for line in repair_lines(repairs):
        print(line)


def staff(
    scenario: ScenarioArgument,
    explain: Annotated[
        tuple[str, str] | None,
        typer.Option(
            help="Print the steps for a queue (or skill set) and a time, '2026-10-05 10:30'.",
            metavar="QUEUE TIME",
        ),
    ] = None,
    skill_sets: Annotated[
        bool,
        typer.Option(
            "--skill-sets",
            help="Agents of each skill set, by simulation with cuts, all channels together.",
        ),
    ] = False,
    period: Annotated[
        int | None,
        typer.Option(
            help="Minutes for which staff of a skill set stays the same; by default 60.",
            show_default=False,
        ),
    ] = None,
    any_number: Annotated[
        bool, typer.Option("--any-number", help="More people than there are may be asked for.")
    ] = False,
    workers: WorkersOption = CORES,
    figure: FigureOption = None,
    out: OutOption = None,
    as_json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Agents needed per queue and interval, and the steps to that number; or per skill set."""
    from wfm.center.errors import UsageError

    if skill_sets:
        staff_by_skill_set(
            scenario, Asked(explain, period or 60, any_number, workers, figure, out), as_json, quiet
        )
        return
    if period is not None or any_number or figure is not None:
        raise UsageError("--period, --any-number and --figure go with --skill-sets; add it")
    from wfm.forecast.verb import forecast as forecast_demand
    from wfm.history.read import history_of
    from wfm.staff.explain import explain as explained
    from wfm.staff.explain import interval_at
    from wfm.staff.sharing import rounded_together
    from wfm.staff.staff import staff as required_staff

    loaded = load(scenario)
    with progress_bar(quiet) as progress:
        progress("forecast", 0.0)
        read = history_of(loaded)
        made = required_staff(loaded, forecast_demand(loaded, read))
        progress("forecast", 1.0)
    if not quiet:
        tell_of_history(read, loaded)
    if out is not None:
        write_frame(made.to_frame(), out)
    if explain is not None:
        from wfm.staff.by_models import by_models

        queue, moment = explain
        interval = interval_at(loaded.horizon, moment)
        steps = explained(loaded, made, queue, interval)
        compared = by_models(loaded, made, queue, interval)
        if as_json:
            models = None if compared is None else vars(compared)
            print_json({"queue": queue, "time": moment, "steps": steps, "models": models})
        else:
            print("\n".join(steps + ([] if compared is None else compared.lines())))
        return
    rows = made.totals()
    if as_json:
        print_json({"model": made.model, "queues": rows})
    else:
        print_table(list(rows[0]), [list(row.values()) for row in rows], title=repr(made))
        for line in rounded_together(loaded, made):
            print(line)
