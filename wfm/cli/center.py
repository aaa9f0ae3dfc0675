"""Commands that start and describe a scenario: init, schema, generate."""

from pathlib import Path
from typing import Annotated

import typer

from wfm.cli.show import OutOption


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(init)
    app.command()(schema)
    app.command()(generate)


def init(
    name: Annotated[str, typer.Argument(help="Name of the scenario.", metavar="NAME")],
    history: Annotated[
        Path | None,
        typer.Option(help="Your history file; without it a small example is made."),
    ] = None,
    folder: Annotated[Path, typer.Option("--in", help="Folder in which to make it.")] = Path(
        "scenarios"
    ),
) -> None:
    """Start a new scenario: a folder with a commented scenario.yaml and its CSVs."""
    from wfm.plan.starter import start_scenario

    made = start_scenario(name, folder, history)
    print(f"made {made}")
    print(f"next: edit {made / 'scenario.yaml'}, then: wfm plan {made}")


def schema(out: OutOption = None) -> None:
    """Print the JSON Schema of scenario files, for editors."""
    import json

    from wfm.schedule.schema import scenario_schema_with_rules

    text = json.dumps(scenario_schema_with_rules(), indent=2, ensure_ascii=False)
    if out is None:
        print(text)
    else:
        out.write_text(text + "\n", encoding="utf-8")


def generate(
    spec: Annotated[Path, typer.Argument(help="YAML file of the generator.", metavar="GENERATOR")],
    out: Annotated[Path, typer.Option("--out", "-o", help="History CSV to write.")],
    seed: Annotated[int, typer.Option(min=0, help="Seed of every random number.")] = 1,
) -> None:
    """Generate a plausible history of contacts (not real ones) as a CSV."""
    from wfm.history.generate import generate as generated
    from wfm.history.generate import read_generator
    from wfm.history.write import write_history

    history = generated(read_generator(spec), seed)
    write_history(history, out)
    print(f"wrote {out}: {history!r}")
