"""Commands about demand and the staff it needs: history, forecast, staff."""

from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from wfm.cli.show import (
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
)


class ForecastGroup(TyperGroup):
    """``wfm forecast SCENARIO`` beside ``wfm forecast backtest FILE``."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Take anything that is no subcommand for a scenario."""
        if args and args[0] not in self.commands and args[0] not in ("--help", "-h"):
            args = ["scenario", *args]
        return super().parse_args(ctx, args)


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(history)
    group = typer.Typer(
        cls=ForecastGroup,
        help="Forecast contacts and handle times (wfm forecast SCENARIO), or backtest models.",
        no_args_is_help=True,
    )
    group.command("scenario", help="Forecast a scenario's contacts and handle times.")(forecast)
    group.command("backtest", help="Measure models on a history, day after day.")(backtest)
    app.add_typer(group, name="forecast")
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
    time_column: Annotated[str | None, typer.Option(help="Column of times.")] = None,
    value_column: Annotated[str | None, typer.Option(help="Column of contacts.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Check and summarise a history file: days, contacts, gaps, what looks wrong."""
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
            value_column=value_column,
        )
    summary = summarise(read, scenario)
    frame = summary.to_frame()
    if as_json:
        print_json({"queues": frame.to_dict("records"), "notes": list(read.notes)})
        return
    print(repr(read))
    print_table(list(frame.columns), frame.to_numpy(dtype=object).tolist())
    if scenario is None and timezone is None:
        print("note: no --timezone was given, so days and times are those of UTC")
    for note in read.notes:
        print(f"note: {note}")
    for finding in summary.findings:
        print(f"look: {finding}")


def forecast(
    scenario: ScenarioArgument,
    out: OutOption = None,
    as_json: JsonOption = False,
    seed: SeedOption = None,
) -> None:
    """Forecast a scenario's contacts and handle times."""
    from wfm.forecast.verb import forecast as forecast_demand
    from wfm.history.read import history_of

    loaded = load(scenario, seed)
    made = forecast_demand(loaded, history_of(loaded))
    days = loaded.horizon.dates
    low, high = made.daily_quantiles([0.1, 0.9], n=200, seed=loaded.seed)
    if out is not None:
        write_frame(made.to_frame(), out)
    rows = [
        (str(day), f"{day:%a}", queue, float(made.daily[q, d]), float(low[q, d]), float(high[q, d]))
        for d, day in enumerate(days)
        for q, queue in enumerate(made.queues)
    ]
    header = ("day", "weekday", "queue", "offered", "low_10", "high_90")
    if as_json:
        print_json({"model": made.model, "days": [dict(zip(header, r, strict=True)) for r in rows]})
    else:
        print_table(header, rows, title=repr(made))


def backtest(
    file: Annotated[Path, typer.Argument(help="History CSV.", metavar="FILE")],
    first: Annotated[str, typer.Option(help="First forecast day, YYYY-MM-DD.")],
    interval: Annotated[int, typer.Option(help="Interval in minutes.")] = 30,
    horizons: Annotated[str, typer.Option(help="Days ahead, with commas.")] = "1,7,14,28",
    step: Annotated[int, typer.Option(min=1, help="Operating days between origins.")] = 7,
    origins: Annotated[int, typer.Option(min=1, help="Number of origins.")] = 8,
    model: Annotated[list[str] | None, typer.Option(help="Model; may be repeated.")] = None,
    timezone: Annotated[str, typer.Option(help="Zone of times without offset.")] = "UTC",
    queue: Annotated[str | None, typer.Option(help="Queue of a two-column file.")] = None,
    time_column: Annotated[str | None, typer.Option(help="Column of times.")] = None,
    value_column: Annotated[str | None, typer.Option(help="Column of contacts.")] = None,
    country: Annotated[str | None, typer.Option(help="Country of the holidays.")] = None,
    subdivision: Annotated[str | None, typer.Option(help="Its subdivision.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Measure models on a history: fit before each origin, forecast, compare with what came."""
    from datetime import date

    from wfm.center.calendar import Holidays
    from wfm.center.errors import UsageError
    from wfm.forecast.backtest import backtest as run_backtest
    from wfm.history.read import read_history

    try:
        first_day = date.fromisoformat(first)
        days = tuple(int(text) for text in horizons.split(","))
    except ValueError as error:
        raise UsageError(f"--first or --horizons: {error}") from None
    try:
        holidays = Holidays(country=country, subdivision=subdivision)
    except ValueError:
        raise UsageError(
            f"--country {country}, --subdivision {subdivision}: no holidays are known for that; "
            "write ISO codes such as GB and ENG"
        ) from None
    read = read_history(
        file,
        timezone=timezone,
        interval_minutes=interval,
        queue=queue,
        time_column=time_column,
        value_column=value_column,
    )
    frame = run_backtest(
        read,
        horizons=days,
        first=first_day,
        step=step,
        origins=origins,
        models=tuple(model) if model else None,
        holidays=holidays,
    )
    if as_json:
        print_json(frame.to_dict("records"))
    else:
        print_table(list(frame.columns), frame.to_numpy(dtype=object).tolist())


def staff(
    scenario: ScenarioArgument,
    explain: Annotated[
        tuple[str, str] | None,
        typer.Option(
            help="Print the steps for a queue and a local time, such as '2026-10-05 10:30'.",
            metavar="QUEUE TIME",
        ),
    ] = None,
    out: OutOption = None,
    as_json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Agents needed per queue and interval, and the steps to that number."""
    from wfm.forecast.verb import forecast as forecast_demand
    from wfm.history.read import history_of
    from wfm.staff.explain import explain as explained
    from wfm.staff.explain import interval_at
    from wfm.staff.staff import staff as required_staff

    loaded = load(scenario)
    with progress_bar(quiet) as progress:
        progress("forecast", 0.0)
        made = required_staff(loaded, forecast_demand(loaded, history_of(loaded)))
        progress("forecast", 1.0)
    if out is not None:
        write_frame(made.to_frame(), out)
    if explain is not None:
        queue, moment = explain
        steps = explained(loaded, made, queue, interval_at(loaded.horizon, moment))
        if as_json:
            print_json({"queue": queue, "time": moment, "steps": steps})
        else:
            print("\n".join(steps))
        return
    rows = made.totals()
    if as_json:
        print_json({"model": made.model, "queues": rows})
    else:
        print_table(list(rows[0]), [list(row.values()) for row in rows], title=repr(made))
