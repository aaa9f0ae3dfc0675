"""Write the reference pages that are generated from the code: scenario fields, commands."""

import os
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any

from wfm.cli.main import app
from wfm.schedule.schema import scenario_schema_with_rules
from wfm.simulate.model_schema import ModelFile

HERE = Path(__file__).parent
COMMANDS = (
    "init", "generate", "schema", "history", "forecast scenario", "forecast backtest",
    "forecast update", "forecast snapshot", "forecast accuracy", "staff", "schedule",
    "roster check", "roster diff", "roster repair", "roster ask", "roster explain",
    "roster worth", "roster wishes", "roster fairness",
    "simulate", "plan", "compare", "report", "erlang",
)  # fmt: skip
INTRO = """\
# Scenario fields

A scenario is a folder with `scenario.yaml` and its CSVs. This page is generated from the models
that read it. Durations are seconds, or text such as `20 s`, `5 min`, `4 h`; shares are `0.12` or
`12 %`; times of day are `HH:MM`. `wfm schema` prints the same as a JSON Schema for editors.
"""
MODEL = """\
# Model files

`wfm simulate model.yaml` works without history and without people. The file (YAML or JSON) gives
rates, handle times, patience, skills, ranks and staffing as matrices, in the shape in which such
models are published. Queues are called types and are numbered from 0; a group holds agents who can
replace each other. This page is generated from the model that reads the file.

```yaml
types: [calls, mail]
groups: [mixed, calls-only]
period_min: 60
lam_per_hour: [60, 20]           # or a list with one rate a period
profile: [1, 1.2, 0.8]           # factor on all rates in each period
svc_min: [3, 5]
pat_min: [2, null]               # null waits for ever
skills: [[0, 1], [0]]            # types each group can take
staff: [[2, 3, 2], [3, 3, 2]]    # agents of each group in each period
TG: [[2, 1], [1, 0]]             # for each type the rank of each group: 1 first, 0 cannot
GT: [[1, 2], [1, 0]]             # for each group the rank of each type
awt_sec: 20
behaviour:
  0:
    overflow: [{after_s: 2 min, leave_message: true}]
    voicemail: {to: mail, share: 50 %}
transfers: [{type: 0, to: 1, share: 0.1}]
start: {at_min: 30, contacts: [{type: 0, count: 4, for_s: 20}, {type: 0, group: 1, count: 2}]}
```

[Simulation](../explanation/simulation.md) tells what holds; [Say what a queue
does](../how-to/channels.md) tells what goes under `behaviour`.
"""
WHAT_IF = """\
## A what-if

A file with `base:` starts from another scenario. It may set the levers below and replace any whole
section of the base.

```yaml
base: ../retail-bank
volume: +15 %
aht: -20 s
```
"""


def kind_of(schema: dict[str, Any]) -> str:
    """Short text of a field's type."""
    if "$ref" in schema:
        return f"[{schema['$ref'].rsplit('/', 1)[1]}](#{schema['$ref'].rsplit('/', 1)[1].lower()})"
    if "anyOf" in schema:
        kinds = [kind_of(s) for s in schema["anyOf"] if s.get("type") != "null"]
        return " or ".join(dict.fromkeys(kinds))
    if "enum" in schema:
        return ", ".join(f"`{value}`" for value in schema["enum"])
    if "const" in schema:
        return f"`{schema['const']}`"
    if schema.get("type") == "array":
        return f"list of {kind_of(schema.get('items', {}))}"
    kind = schema.get("type", "any")
    if isinstance(kind, list):
        return " or ".join(kind)
    if kind == "object" and isinstance(schema.get("additionalProperties"), dict):
        return f"mapping to {kind_of(schema['additionalProperties'])}"
    return {"string": "text", "object": "mapping"}.get(kind, kind)


def table(properties: dict[str, Any], required: list[str]) -> str:
    """Fields as a Markdown table."""
    rows = ["| field | type | default | meaning |", "| --- | --- | --- | --- |"]
    for name, schema in properties.items():
        default = schema.get("default")
        shown = (
            "required" if name in required else "" if default in (None, {}, []) else f"`{default}`"
        )
        if isinstance(default, dict):
            shown = ""
        meaning = schema.get("description", "").replace("|", "\\|").replace("\n", " ")
        rows.append(f"| `{name}` | {kind_of(schema)} | {shown} | {meaning} |")
    return "\n".join(rows)


def definitions(named: dict[str, Any]) -> list[str]:
    """Sections of what a schema refers to."""
    parts = []
    for name, definition in named.items():
        parts.append(f"\n## {name}\n")
        parts.append(definition.get("description", "").split("\n\n")[0] + "\n")
        if "enum" in definition:
            parts.append("One of " + ", ".join(f"`{v}`" for v in definition["enum"]) + ".")
        else:
            parts.append(table(definition.get("properties", {}), definition.get("required", [])))
    return parts


def scenario_page() -> str:
    """The page of scenario fields."""
    schema = scenario_schema_with_rules()
    whole, short = schema["anyOf"]
    parts = [INTRO, "## Scenario\n", table(whole["properties"], whole["required"])]
    parts += definitions(schema["$defs"])
    levers = {k: v for k, v in short["properties"].items() if k not in whole["properties"]}
    parts += ["\n" + WHAT_IF, table(levers, short["required"])]
    return "\n".join(parts) + "\n"


def model_page() -> str:
    """The page of the fields of a model file."""
    schema = ModelFile.model_json_schema(ref_template="#/$defs/{model}")
    parts = [MODEL, "## Fields\n", table(schema["properties"], schema["required"])]
    parts += definitions(schema["$defs"])
    return "\n".join(parts) + "\n"


def commands_page() -> str:
    """The page of commands: each one's own help."""
    parts = ["# Command line\n", str(app.info.help) + "\n", str(app.info.epilog) + "\n"]
    for command in COMMANDS:
        with redirect_stdout(StringIO()) as shown:
            app([*command.split(), "--help"], prog_name="wfm", standalone_mode=False)
        text = shown.getvalue().strip()
        parts.append(f"## wfm {command.removesuffix(' scenario')}\n\n```text\n{text}\n```\n")
    return "\n".join(parts)


if __name__ == "__main__":
    os.environ["COLUMNS"] = "96"
    (HERE / "reference" / "scenario.md").write_text(scenario_page(), encoding="utf-8")
    (HERE / "reference" / "model-file.md").write_text(model_page(), encoding="utf-8")
    (HERE / "reference" / "commands.md").write_text(commands_page(), encoding="utf-8")
