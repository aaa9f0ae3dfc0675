"""Read a scenario from its folder (YAML, CSV tables, a base with levers), errors with lines."""

from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from wfm.center.agent import Agent, TimeOff
from wfm.center.documents import Document, Location, header_of, read_table, read_yaml
from wfm.center.errors import DataError, Problem, UsageError
from wfm.center.lever import Levers
from wfm.center.past_share import PAST_SHARE_COLUMNS
from wfm.center.past_shift import PastShift
from wfm.center.roster_rows import read_roster_rows
from wfm.center.scenario import ContradictionError, Scenario
from wfm.center.shift import ShiftTemplate
from wfm.center.what_if import LeverError, apply_levers
from wfm.center.wish import Wish

SCENARIO_FILE = "scenario.yaml"
_TABLES: dict[str, tuple[str, ...]] = {
    "agents": tuple(Agent.model_fields),
    "time_off": tuple(TimeOff.model_fields),
    "wishes": tuple(Wish.model_fields),
    "past_shares": PAST_SHARE_COLUMNS,
    "before": tuple(PastShift.model_fields),
}
_MAX_BASES = 10
_FROM_READING = {"base", "levers", "sources"}


def scenario_path(path: Path | str) -> Path:
    """The scenario file of a folder or file.

    Raises
    ------
    UsageError
        If there is none.
    """
    given = Path(path)
    file = given / SCENARIO_FILE if given.is_dir() else given
    if not file.is_file():
        hint = f" (no {SCENARIO_FILE} in it)" if given.is_dir() else ""
        raise UsageError(f"no scenario at {given}{hint}; 'wfm init NAME' starts one")
    return file


def read_scenario(path: Path | str) -> Scenario:
    """Read and check a scenario from its folder or file.

    Parameters
    ----------
    path : path
        Folder that holds ``scenario.yaml``, or the file itself.

    Raises
    ------
    UsageError
        If there is no scenario.
    DataError
        With every problem that was found, each with file, line, field and what was expected.
    """
    return _resolve(scenario_path(path).absolute(), ())


def _resolve(file: Path, children: tuple[Path, ...]) -> Scenario:
    file = file.resolve()
    document = read_yaml(file)
    if "base" not in document.data:
        return _validated(document, file)
    base_place = document.data["base"]
    if not isinstance(base_place, str):
        raise DataError(document.problem(("base",), "name the folder of the base scenario"))
    base_file = file.parent / base_place
    if base_file.is_dir():
        base_file /= SCENARIO_FILE
    if not base_file.is_file():
        raise DataError(document.problem(("base",), f"there is no scenario at '{base_place}'"))
    if base_file.resolve() in (*children, file) or len(children) >= _MAX_BASES:
        raise DataError(document.problem(("base",), "the bases refer to each other in a circle"))
    base = _resolve(base_file, (*children, file))
    return _what_if(document, base, file)


def _what_if(document: Document, base: Scenario, file: Path) -> Scenario:
    """Levers and whole replaced sections on top of a base."""
    given = {k: v for k, v in document.data.items() if k != "base"}
    set_levers = {k: v for k, v in given.items() if k in Levers.model_fields}
    sections = {k: v for k, v in given.items() if k not in Levers.model_fields}
    _load_tables(document, sections, file, base)
    allowed = set(Scenario.model_fields) - _FROM_READING
    unknown = [k for k in sections if k not in allowed]
    if unknown:
        raise DataError(
            *(
                document.problem(
                    (k,),
                    f"unknown field; a what-if has base, the levers "
                    f"{', '.join(Levers.model_fields)}, and sections of a scenario",
                )
                for k in unknown
            )
        )
    try:
        levers = Levers.model_validate(set_levers)
        resolved = base
        if sections:
            _absolute_history(sections, file)
            plain = base.model_dump(mode="python", exclude=_FROM_READING)
            resolved = Scenario.model_validate(plain | sections)
        resolved = apply_levers(resolved, levers)
    except ValidationError as error:
        raise DataError(*problems_of(document, error)) from None
    except LeverError as error:
        raise DataError(document.problem((error.lever,), str(error))) from None
    name = sections.get("name", file.parent.name)
    sources = tuple(sorted({*base.sources, *document.files}))
    return resolved.model_copy(
        update={"name": name, "base": base.name, "levers": levers, "sources": sources}
    )


def _validated(document: Document, file: Path) -> Scenario:
    data = dict(document.data)
    if levers := [field for field in data if field in Levers.model_fields]:
        raise DataError(
            document.problem((levers[0],), "a lever needs a base; name it with 'base:'")
        )
    if unknown := [field for field in data if field in _FROM_READING]:
        raise DataError(document.problem((unknown[0],), f"unknown field '{unknown[0]}'"))
    _load_tables(document, data, file)
    _absolute_history(data, file)
    try:
        return Scenario.model_validate(data | {"sources": document.files})
    except ValidationError as error:
        raise DataError(*problems_of(document, error)) from None


def _load_tables(
    document: Document, data: dict[str, Any], file: Path, base: Scenario | None = None
) -> None:
    """Replace the name of a CSV by its rows."""
    for section, columns in _TABLES.items():
        if isinstance(data.get(section), str):
            table_file = file.parent / data[section]
            if not table_file.exists():
                raise DataError(document.problem((section,), f"there is no file {table_file}"))
            if section == "before" and not set(header_of(table_file)) <= set(columns):
                table = _foreign_shifts(table_file, data, base)
            else:
                table = read_table(table_file, (section,), columns)
            data[section] = table.data["rows"]
            document.places.update(table.places)


def _foreign_shifts(table_file: Path, data: dict[str, Any], base: Scenario | None) -> Document:
    """The shifts before the plan from a roster file of another tool."""
    people, templates = data.get("agents"), data.get("shifts")
    agents = {agent.id: agent.name for agent in base.agents} if base is not None else {}
    if isinstance(people, list):
        told = [agent for agent in people if isinstance(agent, dict)]
        agents = {str(agent.get("id", "")): str(agent.get("name", "")) for agent in told}
    shifts = list(base.shifts) if base is not None else []
    if isinstance(templates, list):
        # What is wrong with a template is told when the scenario is made.
        with suppress(ValidationError):
            shifts = TypeAdapter(list[ShiftTemplate]).validate_python(templates)
    lengths = {template.name: timedelta(minutes=template.length_minutes) for template in shifts}
    rows: list[dict[str, Any]] = []
    places: dict[Location, tuple[Path, int]] = {}
    for row in read_roster_rows(table_file, agents, shifts, leave_out_unknown=True).rows:
        end = row.end if row.end is not None else row.start + lengths[row.shift]
        places["before", len(rows)] = (table_file, row.line)
        told_of = {"agent": row.agent, "day": row.day, "start": row.start, "end": end}
        rows.append(told_of | {"shift": row.shift, "paid": row.paid})
    return Document({"rows": rows}, places)


def _absolute_history(data: dict[str, Any], file: Path) -> None:
    history = data.get("history")
    if isinstance(history, str):
        history = data["history"] = {"file": history}
    if isinstance(history, dict) and isinstance(history.get("file"), str):
        data["history"] = history | {"file": str(file.parent / history["file"])}


def problems_of(document: Document, error: ValidationError) -> list[Problem]:
    """A sentence for everything that pydantic found wrong, each at its line of the document."""
    problems = []
    details = error.errors()
    for detail in details:
        # A list whose items are wrong counts as empty: that is no fault of its own.
        if detail["type"] == "too_short" and any(
            other["loc"][: len(detail["loc"])] == detail["loc"] and other is not detail
            for other in details
        ):
            continue
        cause = detail.get("ctx", {}).get("error")
        if isinstance(cause, ContradictionError):
            problems += [document.problem(loc, message) for loc, message in cause.clashes]
            continue
        location: Location = tuple(p for p in detail["loc"] if p != "[key]")
        problems.append(document.problem(location, _sentence(dict(detail), location)))
    return problems


def _sentence(detail: dict[str, Any], location: Location) -> str:
    kind, message = detail["type"], str(detail["msg"])
    if kind == "missing":
        return f"'{location[-1]}' is missing"
    if kind == "extra_forbidden":
        return f"unknown field '{location[-1]}'"
    if kind == "value_error":
        return str(detail["ctx"]["error"])
    shown = repr(detail["input"])
    if kind in ("tuple_type", "list_type"):
        message = "Expected a list"
    return (
        f"{message[0].lower()}{message[1:]}, not {shown if len(shown) < 60 else shown[:57] + '...'}"
    )


def scenario_schema() -> dict[str, Any]:
    """JSON Schema of a scenario file: a whole scenario, or a base with levers."""
    whole = TypeAdapter(Scenario).json_schema(ref_template="#/$defs/{model}")
    definitions = whole.pop("$defs")
    properties = {k: v for k, v in whole["properties"].items() if k not in _FROM_READING}
    table = {"type": "string", "description": "Name of a CSV file beside the scenario."}
    for section in _TABLES:
        properties[section] = {
            "description": properties[section]["description"],
            "anyOf": [properties[section], table],
        }
    properties["history"] = {
        "description": "The recorded contacts: a CSV's name, or where it is and how to read it.",
        "anyOf": [properties["history"], table],
    }
    levers = definitions.pop("Levers")["properties"]
    base = {"type": "string", "description": "Folder of the base scenario, such as ../retail-bank."}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "wfm scenario",
        "anyOf": [
            {
                "type": "object",
                "properties": properties,
                "required": whole["required"],
                "additionalProperties": False,
            },
            {
                "type": "object",
                "properties": {"base": base} | levers | properties,
                "required": ["base"],
                "additionalProperties": False,
            },
        ],
        "$defs": definitions,
    }
