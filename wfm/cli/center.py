"""Commands that start and describe a scenario: init, schema, generate."""

from pathlib import Path
from typing import Annotated

import typer

from wfm.cli.show import (
    DateColumnOption,
    DateFormatOption,
    OutOption,
    QueueColumnOption,
    TimeColumnOption,
    ValueColumnOption,
    load,
    write_text,
)


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(init)
    app.command()(schema)
    app.command()(generate)


def init(
    name: Annotated[str, typer.Argument(help="Name of the scenario.", metavar="NAME")],
    history: Annotated[
        Path, typer.Option(help="Your history of contacts: a CSV (see 'wfm history --help').")
    ],
    timezone: Annotated[str, typer.Option(help="Time zone of the center, such as Europe/Paris.")],
    queue: Annotated[str | None, typer.Option(help="Queue of a two-column file.")] = None,
    interval: Annotated[
        int | None, typer.Option(help="Interval to plan in, minutes; by default the file's.")
    ] = None,
    time_column: TimeColumnOption = None,
    date_column: DateColumnOption = None,
    value_column: ValueColumnOption = None,
    queue_column: QueueColumnOption = None,
    date_format: DateFormatOption = None,
    folder: Annotated[Path, typer.Option("--in", help="Folder in which to make it.")] = Path(
        "scenarios"
    ),
) -> None:
    """Start a scenario from your own history: a folder with a commented scenario.yaml."""
    from wfm.history.read import history_of
    from wfm.plan.starter import Source, start_scenario

    source = Source(
        history,
        timezone,
        interval,
        queue,
        time_column=time_column,
        date_column=date_column,
        value_column=value_column,
        queue_column=queue_column,
        date_format=date_format,
    )
    made = start_scenario(name, folder, source)
    print(f"made {made}: scenario.yaml, agents.csv, history.csv")
    started = load(made)
    for note in history_of(started).notes:
        print(f"note: {note}")
    for shift in started.shifts:
        if not shift.breaks:
            print(
                f"note: shift '{shift.name}' of {shift.length_minutes / 60:g} h has no breaks, "
                "since the center seems open for less than 8 h a day; add yours in scenario.yaml"
            )
    print(f"next: put your own people and hours in, then: wfm plan {made}")


def schema(out: OutOption = None) -> None:
    """Print the JSON Schema of scenario files, for editors."""
    import json

    from wfm.schedule.schema import scenario_schema_with_rules

    text = json.dumps(scenario_schema_with_rules(), indent=2, ensure_ascii=False)
    if out is None:
        print(text)
    else:
        write_text(text + "\n", out)


def generate(
    spec: Annotated[Path, typer.Argument(help="YAML file of the generator.", metavar="GENERATOR")],
    out: Annotated[Path, typer.Option("--out", "-o", help="History CSV to write.")],
    seed: Annotated[int, typer.Option(min=0, help="Seed of every random number.")] = 1,
) -> None:
    """Generate a plausible history of contacts (not real ones) as a CSV."""
    from wfm.history.generate import generate as generated
    from wfm.history.generate import read_generator
    from wfm.history.reach import closed_at_the_end
    from wfm.history.write import write_history

    history = generated(read_generator(spec), seed)
    write_history(history, out)
    print(f"wrote {out}: {history!r}")
    if (closed := closed_at_the_end(history)) > 0:
        days = "last day is" if closed == 1 else f"last {closed} days are"
        print(
            f"note: the {days} closed and {'has' if closed == 1 else 'have'} no rows, so the file "
            f"holds {history.grid.days - closed} days"
        )
