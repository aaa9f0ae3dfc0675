"""All joint rules by name, and those of a scenario with their parameters checked."""

from collections.abc import Iterator
from typing import Any

from pydantic import ValidationError

from wfm.center.documents import read_yaml
from wfm.center.errors import DataError, Problem
from wfm.center.scenario import Scenario
from wfm.schedule.joint.joint_rule import JointRule
from wfm.schedule.joint.people_on_shift import PeopleOnShift
from wfm.schedule.joint.seats import Seats
from wfm.schedule.joint.start_together import StartTogether
from wfm.schedule.rules.problems import SWITCHED_OFF, meant, parameter_problem

SECTION = "joint_rules"
JOINT_RULES: dict[str, type[JointRule]] = {
    rule.name: rule for rule in (Seats, StartTogether, PeopleOnShift)
}


def joint_rules_of(scenario: Scenario) -> tuple[JointRule, ...]:
    """The joint rules of a scenario.

    Raises
    ------
    DataError
        For every unknown rule, parameter, team, agent or shift and every wrong value, each at its
        line where the scenario was read from files.
    """
    rules: list[JointRule] = []
    problems: list[Problem] = []
    for name, given in scenario.joint_rules.items():
        field = f"{SECTION}.{name}"
        if name not in JOINT_RULES:
            message = f"unknown joint rule{meant(name, JOINT_RULES)}"
            problems.append(_placed(scenario, name, Problem(message, field=field)))
            continue
        if isinstance(given, str) and given.lower() == SWITCHED_OFF:
            continue
        several = given if isinstance(given, list) and given else [given]
        for index, parameters in enumerate(several):
            place = f"{field}[{index}]" if len(several) > 1 else field
            try:
                rules.append(JOINT_RULES[name].model_validate(parameters))
            except ValidationError as error:
                found = [
                    parameter_problem(place, JOINT_RULES[name], dict(e)) for e in error.errors()
                ]
            else:
                found = [
                    Problem(message, field=f"{place}.{part}")
                    for part, message in _wrong(rules[-1], scenario)
                ]
            problems += [_placed(scenario, name, problem) for problem in found]
    if problems:
        raise DataError(*problems)
    return tuple(rules)


def joint_rules_schema() -> dict[str, Any]:
    """JSON Schema of the section: every joint rule with its parameters, once or as a list."""
    properties = {}
    for name, rule in JOINT_RULES.items():
        summary = (rule.__doc__ or "").split("\n\n")[0]
        once = rule.model_json_schema() | {"description": " ".join(summary.split())}
        properties[name] = {
            "description": once["description"],
            "anyOf": [once, {"type": "array", "items": once}, {"const": SWITCHED_OFF}],
        }
    return {"type": "object", "properties": properties, "additionalProperties": False}


def _wrong(rule: JointRule, scenario: Scenario) -> Iterator[tuple[str, str]]:
    known = {
        "teams": {agent.team for agent in scenario.agents if agent.team},
        "agents": {agent.id for agent in scenario.agents},
    }
    for part, names in known.items():
        for name in getattr(rule, part):
            if name not in names:
                listed = meant(name, sorted(names)[:8]) if names else "; there is none"
                yield part, f"unknown {part[:-1]} '{name}'{listed}"
    yield from rule.problems(scenario)


def _placed(scenario: Scenario, name: str, problem: Problem) -> Problem:
    """The problem with its file and line, where the scenario was read from files."""
    for file in scenario.sources:
        if file.suffix in (".yaml", ".yml"):
            document = read_yaml(file)
            if name in (document.data.get(SECTION) or {}):
                located = document.problem((SECTION, name), problem.message)
                return Problem(problem.message, located.file, located.line, problem.field)
    return problem
