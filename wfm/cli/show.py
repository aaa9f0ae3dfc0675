"""What commands share: options, progress on stderr, tables and JSON on stdout."""

import json
import math
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from wfm.center.date_format import DateFormat

if TYPE_CHECKING:
    from wfm.center.history import History
    from wfm.center.progress import Progress
    from wfm.center.scenario import Scenario

ScenarioArgument = Annotated[
    Path, typer.Argument(help="Folder of the scenario, or its YAML file.", metavar="SCENARIO")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print machine-readable results.")]
QuietOption = Annotated[bool, typer.Option("--quiet", "-q", help="No progress on stderr.")]
SeedOption = Annotated[
    int | None,
    typer.Option(min=0, max=2**63 - 1, help="Seed instead of the scenario's.", show_default=False),
]
ReplicationsOption = Annotated[
    int | None,
    typer.Option(
        min=2, max=100_000, help="Simulated horizons instead of the scenario's.", show_default=False
    ),
]
TimeColumnOption = Annotated[str | None, typer.Option(help="Column of times.")]
DateColumnOption = Annotated[
    str | None, typer.Option(help="Column of dates, where times of day have one of their own.")
]
ValueColumnOption = Annotated[str | None, typer.Option(help="Column of contacts.")]
QueueColumnOption = Annotated[
    str | None, typer.Option(help="Column that names the queue of each row.")
]
DateFormatOption = Annotated[
    DateFormat | None,
    typer.Option(
        help="How dates are written if not YYYY-MM-DD, such as DD/MM/YYYY.",
        metavar="FORMAT",
        show_default=False,
    ),
]


def can_be_written(parameter: typer.CallbackParam, place: Path | None) -> Path | None:
    """Refuse a file that cannot be written before any work is done for it."""
    if place is not None and not _is_device(place):
        with writing(parameter.opts[0], place):
            is_new = not place.exists()
            with place.open("ab"):
                pass
            if is_new:
                place.unlink()
    return place


def _is_device(place: Path) -> bool:
    """Whether it is there and neither file nor folder, such as a pipe, which opening would stop."""
    return place.exists() and not (place.is_file() or place.is_dir())


FigureOption = Annotated[
    Path | None,
    typer.Option(
        help="HTML page of a figure to write.",
        dir_okay=False,
        show_default=False,
        callback=can_be_written,
    ),
]
OutOption = Annotated[
    Path | None,
    typer.Option("--out", "-o", help="File to write.", show_default=False, callback=can_be_written),
]


def load(
    path: Path,
    seed: int | None = None,
    replications: int | None = None,
    seconds: float | None = None,
) -> "Scenario":
    """Read a scenario with its work rules, and set what the command line sets instead."""
    from wfm.center.files import read_scenario
    from wfm.schedule.joint import joint_rules_of
    from wfm.schedule.rules.book import rule_book

    scenario = read_scenario(path)
    # Wrong rules are told by every command, though only rosters need them.
    rule_book(scenario)
    joint_rules_of(scenario)
    update: dict[str, Any] = {}
    if seed is not None:
        update["seed"] = seed
    if replications is not None:
        update["simulation"] = scenario.simulation.model_copy(update={"replications": replications})
    if seconds is not None:
        update["scheduling"] = scenario.scheduling.model_copy(update={"seconds": seconds})
    return scenario.model_copy(update=update) if update else scenario


@contextmanager
def progress_bar(quiet: bool) -> Iterator["Progress"]:
    """A progress bar on stderr, a row a stage; plain silence when quiet or not a terminal."""
    from wfm.center.progress import silent

    if quiet:
        yield silent
        return
    if not sys.stderr.isatty():
        yield _stage_lines()
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description:<10}"), BarColumn(40), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True)) as bars:
        tasks: dict[str, Any] = {}

        def show(stage: str, done: float) -> None:
            if stage not in tasks:
                tasks[stage] = bars.add_task(stage, total=1.0)
            bars.update(tasks[stage], completed=done)

        yield show


def _stage_lines() -> "Progress":
    seen: set[str] = set()

    def show(stage: str, done: float) -> None:  # noqa: ARG001
        if stage not in seen:
            seen.add(stage)
            print(f"wfm: {stage} ...", file=sys.stderr)

    return show


NOTES_SHOWN = 4


def tell_of_history(history: "History", scenario: "Scenario") -> None:
    """Say on stderr what was found in the scenario's history and done about it."""
    from wfm.history.reach import far_ahead

    far = far_ahead(history, scenario.horizon)
    notes = [*([] if far is None else [far]), *history.notes]
    # Doubts come first: they change what is planned.
    notes.sort(key=lambda note: not (note == far or note.startswith("look: ")))
    for note in notes[:NOTES_SHOWN]:
        print(f"wfm: history: {note}", file=sys.stderr)
    if len(notes) > NOTES_SHOWN:
        more = len(notes) - NOTES_SHOWN
        print(f"wfm: history: and {more} more, which 'wfm history' lists", file=sys.stderr)


def print_json(value: Any) -> None:
    """Print strict JSON: what is not a number is null."""
    print(json.dumps(_plain(value), ensure_ascii=False, allow_nan=False, indent=2, default=str))


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(k): _plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(v) for v in value]
    if hasattr(value, "item") and not isinstance(value, str):
        value = value.item()
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value


def print_table(header: Sequence[str], rows: Sequence[Sequence[Any]], title: str = "") -> None:
    """Print an aligned table; numbers to the right."""
    cells = [[cell(c) for c in row] for row in rows]
    widths = [max([len(name), *(len(row[i]) for row in cells)]) for i, name in enumerate(header)]
    numeric = [
        bool(rows) and all(isinstance(row[i], int | float) or row[i] is None for row in rows)
        for i in range(len(header))
    ]

    def line(values: Sequence[str]) -> str:
        padded = (
            v.rjust(w) if number else v.ljust(w)
            for v, w, number in zip(values, widths, numeric, strict=True)
        )
        return "  ".join(padded).rstrip()

    if title:
        print(title)
    print(line(list(header)))
    print(line(["-" * w for w in widths]))
    for row in cells:
        print(line(row))


def cell(value: Any) -> str:
    """A value as people read it."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:,.1f}" if abs(value) >= 100 else f"{value:,.3g}"
    return f"{value:,}" if isinstance(value, int) else str(value)


def write_frame(frame: Any, out: Path) -> None:
    """Write a table as CSV; errors as in `write_text`."""
    write_text(frame.to_csv(index=False), out)


def write_text(text: str, out: Path) -> None:
    """Write a text file; errors as in `writing`."""
    with writing("--out", out):
        out.write_text(text, encoding="utf-8")
    print(f"wrote {out}", file=sys.stderr)


@contextmanager
def writing(option: str, place: Path) -> Iterator[None]:
    """Say which option named a place that cannot be written.

    Raises
    ------
    UsageError
        In place of any error of the file system.
    """
    from wfm.center.errors import UsageError

    try:
        yield
    except (FileExistsError, NotADirectoryError) as error:
        raise UsageError(
            f"{option} {place} cannot be written: {error.filename} is a file, not a folder; name "
            "another place"
        ) from None
    except OSError as error:
        raise UsageError(f"{option} {place} cannot be written: {error.strerror}") from None
