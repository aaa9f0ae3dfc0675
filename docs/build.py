"""Write the reference pages that are generated from the code: scenario fields, commands."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from wfm.cli.main import app
from wfm.schedule.schema import scenario_schema_with_rules

HERE = Path(__file__).parent
COMMANDS = (
    "init", "generate", "schema", "history", "forecast scenario", "forecast backtest",
    "forecast update", "forecast snapshot", "forecast accuracy", "staff", "schedule",
    "roster check", "roster diff", "simulate", "plan", "compare", "report", "erlang",
)  # fmt: skip
INTRO = """\
# Scenario fields

A scenario is a folder with `scenario.yaml` and its CSVs. This page is generated from the models
that read it. Durations are seconds, or text such as `20 s`, `5 min`, `4 h`; shares are `0.12` or
`12 %`; times of day are `HH:MM`. `wfm schema` prints the same as a JSON Schema for editors.
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


def scenario_page() -> str:
    """The page of scenario fields."""
    schema = scenario_schema_with_rules()
    whole, short = schema["anyOf"]
    parts = [INTRO, "## Scenario\n", table(whole["properties"], whole["required"])]
    for name, definition in schema["$defs"].items():
        parts.append(f"\n## {name}\n")
        parts.append(definition.get("description", "").split("\n\n")[0] + "\n")
        if "enum" in definition:
            parts.append("One of " + ", ".join(f"`{v}`" for v in definition["enum"]) + ".")
        else:
            parts.append(table(definition.get("properties", {}), definition.get("required", [])))
    levers = {k: v for k, v in short["properties"].items() if k not in whole["properties"]}
    parts += ["\n" + WHAT_IF, table(levers, short["required"])]
    return "\n".join(parts) + "\n"


def commands_page() -> str:
    """The page of commands: each one's own help."""
    parts = ["# Command line\n", str(app.info.help) + "\n", str(app.info.epilog) + "\n"]
    for command in COMMANDS:
        call = [sys.executable, "-c", "from wfm.cli.main import main; main()", *command.split()]
        shown = subprocess.run(
            [*call, "--help"],
            capture_output=True,
            text=True,
            check=True,
            env=os.environ | {"COLUMNS": "96"},
        )
        text = shown.stdout.replace("Usage: -c", "Usage: wfm").strip()
        parts.append(f"## wfm {command.removesuffix(' scenario')}\n\n```text\n{text}\n```\n")
    return "\n".join(parts)


if __name__ == "__main__":
    (HERE / "reference" / "scenario.md").write_text(scenario_page(), encoding="utf-8")
    (HERE / "reference" / "commands.md").write_text(commands_page(), encoding="utf-8")
