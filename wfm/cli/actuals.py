"""Commands that hold a forecast against what came: update, accuracy."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from wfm.cli.forecast_tables import show_forecast
from wfm.cli.show import (
    DateColumnOption,
    DateFormatOption,
    JsonOption,
    OutOption,
    QueueColumnOption,
    ScenarioArgument,
    SeedOption,
    TimeColumnOption,
    ValueColumnOption,
    load,
    print_json,
    print_table,
    write_frame,
)

if TYPE_CHECKING:
    from wfm.center.history import History
    from wfm.forecast.forecast import Forecast

ActualsOption = Annotated[
    Path, typer.Option(help="CSV of the contacts that came (as a history).", show_default=False)
]


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
    time_column: TimeColumnOption = None,
    date_column: DateColumnOption = None,
    value_column: ValueColumnOption = None,
    queue_column: QueueColumnOption = None,
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
    columns = {
        "time_column": time_column,
        "date_column": date_column,
        "value_column": value_column,
        "queue_column": queue_column,
        "date_format": date_format,
    }
    updated = made.update(_came(actuals, made, columns), until)
    for doubt in updated.doubts:
        print(f"note: {doubt}", file=sys.stderr)
    if out is not None:
        write_frame(updated.to_frame(), out)
    show_forecast(updated, loaded.seed, as_json, before=made)


def accuracy(
    folder: Annotated[Path, typer.Argument(help="Folder of a snapshot.", metavar="SNAPSHOT")],
    actuals: ActualsOption,
    time_column: TimeColumnOption = None,
    date_column: DateColumnOption = None,
    value_column: ValueColumnOption = None,
    queue_column: QueueColumnOption = None,
    date_format: DateFormatOption = None,
    as_json: JsonOption = False,
) -> None:
    """Measure a snapshot against what came."""
    from wfm.forecast.accuracy import accuracy as measured
    from wfm.forecast.snapshot import read_snapshot

    frozen = read_snapshot(folder)
    columns = {
        "time_column": time_column,
        "date_column": date_column,
        "value_column": value_column,
        "queue_column": queue_column,
        "date_format": date_format,
    }
    frame = measured(frozen.forecast, _came(actuals, frozen.forecast, columns))
    if as_json:
        about = {"scenario": frozen.scenario, "made_at": frozen.made_at, "changes": frozen.changes}
        print_json(about | {"accuracy": frame.to_dict("records")})
        return
    shown = ["queue", "week", "days", "offered", "forecast", "statistical_wape", "wape",
             "daily_wape", "bias", "wql", "coverage80", "floor"]  # fmt: skip
    made_at = f"{frozen.made_at:%Y-%m-%d %H:%M} UTC"
    print_table(
        shown,
        frame[shown].to_numpy(dtype=object).tolist(),
        title=f"{frozen.forecast!r}, frozen {made_at}",
    )


def _came(file: Path, made: "Forecast", columns: dict[str, Any]) -> "History":
    """What came, on the forecast's interval and zone; doubts about the file go to stderr."""
    from wfm.history.read import read_history

    read = read_history(
        file,
        timezone=made.horizon.timezone,
        interval_minutes=made.horizon.interval_minutes,
        queue=_only_queue(file, made, columns["queue_column"]),
        **columns,
    )
    for note in read.notes:
        if note.startswith("look: "):
            print(note, file=sys.stderr)
    return read


def _only_queue(file: Path, made: "Forecast", queue_column: str | None) -> str | None:
    """The forecast's one queue, for a file that names none."""
    from wfm.history.text_file import inspect_text

    named = queue_column is not None or "queue" in inspect_text(file).header
    return None if named or len(made.queues) > 1 else made.queues[0]
