"""The command ``wfm forecast`` and those below it: backtest, update, snapshot, accuracy."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from wfm.cli.show import (
    DateColumnOption,
    DateFormatOption,
    JsonOption,
    OutOption,
    QueueColumnOption,
    QuietOption,
    ScenarioArgument,
    SeedOption,
    TimeColumnOption,
    ValueColumnOption,
    load,
    print_json,
    print_table,
    progress_bar,
    tell_of_history,
    write_frame,
    writing,
)

if TYPE_CHECKING:
    from wfm.center.calendar import Holidays
    from wfm.center.date_format import DateFormat
    from wfm.center.history import History
    from wfm.forecast.forecast import Forecast

HEADER = ("day", "weekday", "queue", "statistical", "offered", "low_10", "high_90")
BAND = (0.1, 0.9)
PATHS = 200
LONGEST_DAYS = 366
TOLD = 5

ActualsOption = Annotated[
    Path, typer.Option(help="CSV of the contacts that came (as a history).", show_default=False)
]


class ForecastGroup(TyperGroup):
    """``wfm forecast SCENARIO`` beside ``wfm forecast backtest FILE``."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Take anything that is no subcommand for a scenario."""
        if args and args[0] not in self.commands and args[0] not in ("--help", "-h"):
            args = ["scenario", *args]
        return super().parse_args(ctx, args)


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(
        cls=ForecastGroup,
        help="Forecast contacts and handle times (wfm forecast SCENARIO), or one of the commands "
        "below.",
        no_args_is_help=True,
    )
    group.command("scenario", help="Forecast a scenario's contacts and handle times.")(forecast)
    group.command("backtest", help="Measure models on a history, day after day.")(backtest)
    group.command("update", help="Re-forecast the rest of a day from what came so far.")(update)
    group.command("snapshot", help="Freeze a scenario's forecast in a folder.")(snapshot)
    group.command("accuracy", help="Measure a snapshot against what came.")(accuracy)
    app.add_typer(group, name="forecast")


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
    history = history_of(loaded)
    tell_of_history(history, loaded)
    made = forecast_demand(loaded, history)
    if out is not None:
        write_frame(made.to_frame(), out)
    _show(made, loaded.seed, as_json)


def update(
    scenario: ScenarioArgument,
    actuals: ActualsOption,
    at: Annotated[
        str | None,
        typer.Option(
            help="Local time up to which the counts are complete, such as '2026-10-05 12:00'; by "
            "default the end of the last interval in the file.",
            show_default=False,
        ),
    ] = None,
    frozen: Annotated[
        Path | None,
        typer.Option(
            "--snapshot", help="Update this snapshot, not a new forecast.", show_default=False
        ),
    ] = None,
    date_format: DateFormatOption = None,
    out: OutOption = None,
    as_json: JsonOption = False,
    seed: SeedOption = None,
) -> None:
    """Re-forecast the rest of a day from what came so far."""
    from datetime import datetime

    from wfm.center.errors import UsageError
    from wfm.forecast.snapshot import read_snapshot
    from wfm.forecast.verb import forecast as forecast_demand
    from wfm.history.read import history_of

    loaded = load(scenario, seed)
    made = (
        read_snapshot(frozen).forecast
        if frozen is not None
        else forecast_demand(loaded, history_of(loaded))
    )
    try:
        until = datetime.fromisoformat(at) if at else None
    except ValueError:
        raise UsageError(f"--at {at} is not a time; write '2026-10-05 12:00'") from None
    if until is not None and until.tzinfo is None:
        until = until.replace(tzinfo=made.horizon.zone)
    updated = made.update(_came(actuals, made, date_format), until)
    for doubt in updated.doubts:
        print(f"note: {doubt}", file=sys.stderr)
    if out is not None:
        write_frame(updated.to_frame(), out)
    _show(updated, loaded.seed, as_json, before=made)


def snapshot(
    scenario: ScenarioArgument,
    out: Annotated[Path, typer.Option("--out", "-o", help="Folder to make.", show_default=False)],
) -> None:
    """Freeze a scenario's forecast in a folder."""
    from wfm.forecast.snapshot import freeze
    from wfm.forecast.verb import forecast as forecast_demand
    from wfm.history.read import history_of

    loaded = load(scenario)
    made = forecast_demand(loaded, history_of(loaded))
    print(f"{freeze(made, out, scenario=loaded.name)}: {made!r}")


def accuracy(
    folder: Annotated[Path, typer.Argument(help="Folder of a snapshot.", metavar="SNAPSHOT")],
    actuals: ActualsOption,
    date_format: DateFormatOption = None,
    as_json: JsonOption = False,
) -> None:
    """Measure a snapshot against what came."""
    from wfm.forecast.accuracy import accuracy as measured
    from wfm.forecast.snapshot import read_snapshot

    frozen = read_snapshot(folder)
    frame = measured(frozen.forecast, _came(actuals, frozen.forecast, date_format))
    if as_json:
        about = {"scenario": frozen.scenario, "made_at": frozen.made_at, "changes": frozen.changes}
        print_json(about | {"accuracy": frame.to_dict("records")})
        return
    columns = ["queue", "week", "days", "offered", "forecast", "statistical_wape", "wape",
               "daily_wape", "bias", "wql", "coverage80", "floor"]  # fmt: skip
    made_at = f"{frozen.made_at:%Y-%m-%d %H:%M} UTC"
    print_table(
        columns,
        frame[columns].to_numpy(dtype=object).tolist(),
        title=f"{frozen.forecast!r}, frozen {made_at}",
    )


def backtest(
    file: Annotated[Path, typer.Argument(help="History CSV.", metavar="FILE")],
    first: Annotated[str, typer.Option(help="First forecast day, YYYY-MM-DD.")],
    interval: Annotated[int, typer.Option(help="Interval in minutes.")] = 30,
    horizons: Annotated[str, typer.Option(help="Days ahead, with commas.")] = "1,7,14,28",
    step: Annotated[int, typer.Option(min=1, help="Operating days between origins.")] = 7,
    origins: Annotated[int, typer.Option(min=1, help="Number of origins.")] = 8,
    model: Annotated[list[str] | None, typer.Option(help="Model; may be repeated.")] = None,
    update_at: Annotated[
        str | None,
        typer.Option(
            help="Measure what an update at this time of day (HH:MM) gains instead.",
            show_default=False,
        ),
    ] = None,
    aht: Annotated[
        bool, typer.Option("--aht", help="Measure forecasts of handle times instead.")
    ] = False,
    timezone: Annotated[str, typer.Option(help="Zone of times without offset.")] = "UTC",
    queue: Annotated[str | None, typer.Option(help="Queue of a two-column file.")] = None,
    time_column: TimeColumnOption = None,
    date_column: DateColumnOption = None,
    value_column: ValueColumnOption = None,
    queue_column: QueueColumnOption = None,
    date_format: DateFormatOption = None,
    weekdays_only: Annotated[
        bool,
        typer.Option(
            "--weekdays-only", help="Leave out weekends; days never worked are found anyway."
        ),
    ] = False,
    country: Annotated[str | None, typer.Option(help="Country of the holidays.")] = None,
    subdivision: Annotated[str | None, typer.Option(help="Its subdivision.")] = None,
    figures: Annotated[
        Path | None,
        typer.Option(
            help="Folder to write a page a queue into: errors, bias, coverage of the bands.",
            file_okay=False,
            show_default=False,
        ),
    ] = None,
    as_json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Measure models on a history: fit before each origin, forecast, compare with what came."""
    from datetime import date

    from wfm.center.errors import UsageError
    from wfm.center.values import parse_clock_min
    from wfm.forecast.aht_backtest import backtest_aht
    from wfm.forecast.backtest import backtest as run_backtest
    from wfm.forecast.backtest import beyond_the_data
    from wfm.forecast.intraday_backtest import backtest_update
    from wfm.history.read import read_history

    try:
        days = tuple(dict.fromkeys(int(text) for text in horizons.split(",")))
        words: dict[str, Any] = {"first": date.fromisoformat(first), "horizons": days}
        at_min = None if update_at is None else parse_clock_min(update_at)
    except ValueError as error:
        raise UsageError(
            f"--first (such as 2026-01-31), --horizons (1,7,28) or --update-at (12:00): {error}"
        ) from None
    if not all(1 <= day <= LONGEST_DAYS for day in days):
        raise UsageError(f"--horizons {horizons}: each is from 1 to {LONGEST_DAYS} days ahead")
    if figures is not None and (at_min is not None or aht):
        raise UsageError(
            "--figures shows forecasts of contacts; leave it or --update-at and --aht out"
        )
    if aht and (at_min is not None or model):
        raise UsageError(
            "--aht measures the one model of handle times; leave --update-at and --model out"
        )
    if aht and (country is not None or subdivision is not None):
        raise UsageError(
            "--aht measures handle times, whose forecast knows no holidays; leave --country and "
            "--subdivision out"
        )
    words |= {"step": step, "origins": origins}
    listed = _holidays(country, subdivision)
    read = read_history(
        file,
        timezone=timezone,
        interval_minutes=interval,
        queue=queue,
        time_column=time_column,
        value_column=value_column,
        queue_column=queue_column,
        date_column=date_column,
        date_format=date_format,
    )
    if weekdays_only:
        read = _without_weekends(read)
    if not quiet:
        _tell_repairs(read, None if aht else listed)
    with progress_bar(quiet) as progress:
        words |= {"progress": progress}
        if aht:
            frame = backtest_aht(read, **words)
        elif at_min is None:
            chosen = tuple(model) if model else None
            frame = run_backtest(read, models=chosen, holidays=listed, **words)
        else:
            one = (model or ["wfm"])[0]
            frame = backtest_update(read, at_min=at_min, model=one, holidays=listed, **words)
    if not quiet and not aht and at_min is None:
        when = {name: words[name] for name in ("horizons", "first", "step", "origins")}
        for note in beyond_the_data(read, **when):
            print(f"note: {note}", file=sys.stderr)
    if figures is not None:
        from wfm.report.backtest import write_backtest

        with writing("--figures", figures):
            write_backtest(frame, figures)
    if as_json:
        print_json(frame.to_dict("records"))
    else:
        print_table(list(frame.columns), frame.to_numpy(dtype=object).tolist())


def _tell_repairs(read: "History", holidays: "Holidays | None") -> None:
    """Say on stderr what in a history is mended before any model sees it.

    Handle times are measured without repairs or holidays; there are none of these to tell then.
    """
    from wfm.forecast.repair import repairs_of

    lines = [f"note: {note}" for note in read.notes]
    if holidays is not None:
        lines += [f"repair: {mended}" for mended in repairs_of(read, holidays)]
    for line in lines[:TOLD]:
        print(line, file=sys.stderr)
    if len(lines) > TOLD:
        print(f"{len(lines) - TOLD} more; 'wfm history' lists them", file=sys.stderr)


def _without_weekends(read: "History") -> "History":
    from dataclasses import replace

    import numpy as np

    weekday = (read.grid.start.weekday() + read.grid.day_of_interval) % 7
    return replace(read, offered=np.where(weekday < 5, read.offered, np.nan))


def _holidays(country: str | None, subdivision: str | None) -> "Holidays":
    from wfm.center.calendar import Holidays
    from wfm.center.errors import UsageError

    if subdivision is not None and country is None:
        raise UsageError(
            f"--subdivision {subdivision} has no country; add --country, such as --country GB"
        )
    try:
        return Holidays(country=country, subdivision=subdivision)
    except ValueError:
        raise UsageError(
            f"--country {country}, --subdivision {subdivision}: no holidays are known for that; "
            "write ISO codes such as GB and ENG"
        ) from None


def _came(file: Path, made: "Forecast", date_format: "DateFormat | None") -> "History":
    """What came, on the forecast's interval and zone."""
    from wfm.history.read import read_history

    return read_history(
        file,
        timezone=made.horizon.timezone,
        interval_minutes=made.horizon.interval_minutes,
        queue=_only_queue(file, made),
        date_format=date_format,
    )


def _only_queue(file: Path, made: "Forecast") -> str | None:
    """The forecast's one queue, for a file that names none."""
    from wfm.history.text_file import inspect_text

    named = "queue" in inspect_text(file).header
    return None if named or len(made.queues) > 1 else made.queues[0]


def _show(made: "Forecast", seed: int, as_json: bool, before: "Forecast | None" = None) -> None:
    """Days of a forecast, and what the planner changed; `before` is what it was until now."""
    days = made.horizon.dates
    low, high = made.daily_quantiles(BAND, n=PATHS, seed=seed)
    statistical = made.daily_statistical
    rows = [
        (
            str(day),
            f"{day:%a}",
            queue,
            float(statistical[q, d]),
            *(() if before is None else (float(before.daily[q, d]),)),
            float(made.daily[q, d]),
            float(low[q, d]),
            float(high[q, d]),
        )
        for d, day in enumerate(days)
        for q, queue in enumerate(made.queues)
    ]
    header = HEADER if before is None else (*HEADER[:4], "before", *HEADER[4:])
    changes = made.changes_frame()
    if as_json:
        print_json(
            {
                "model": made.model,
                "days": [dict(zip(header, r, strict=True)) for r in rows],
                "changes": changes.to_dict("records"),
                "repairs": [vars(repair) for repair in made.repairs],
            }
        )
        return
    print_table(header, rows, title=repr(made))
    if len(changes):
        shown = ["day", "queue", "kind", "name", "change", "aht_change_s", "says"]
        print()
        print_table(
            shown,
            changes[shown].astype({"day": str}).to_numpy(dtype=object).tolist(),
            title="What moves it away from the statistical forecast",
        )
    for repair in made.repairs:
        print(f"repair: {repair}")
    for change in made.changes:
        if not change.offered.any() and not change.aht_s.any():
            print(f"note: {change.kind} '{change.name}' changes nothing ({change.says})")
