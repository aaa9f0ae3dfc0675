"""The command ``wfm forecast backtest``."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from wfm.cli.show import (
    DateColumnOption,
    DateFormatOption,
    JsonOption,
    QueueColumnOption,
    QuietOption,
    TimeColumnOption,
    ValueColumnOption,
    print_json,
    print_table,
    progress_bar,
    writing,
)

if TYPE_CHECKING:
    from wfm.center.calendar import Holidays
    from wfm.center.history import History

LONGEST_DAYS = 366
TOLD = 5


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
    from wfm.center.calendar import Holidays
    from wfm.forecast.holiday_hint import holiday_hint
    from wfm.forecast.repair import repairs_of

    lines = [note if note.startswith("look: ") else f"note: {note}" for note in read.notes]
    if holidays is not None:
        lines += [f"repair: {mended}" for mended in repairs_of(read, holidays)]
        if holidays == Holidays() and (hint := holiday_hint(read)) is not None:
            lines.append(f"look: {hint}")
    # Doubts come first: they change what is measured.
    lines.sort(key=lambda line: not line.startswith("look: "))
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
