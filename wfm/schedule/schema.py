"""JSON Schema of scenario files with the work rules that contracts may set."""

from typing import Any

from wfm.center.files import scenario_schema
from wfm.schedule.joint import joint_rules_schema
from wfm.schedule.rules import rules_schema


def scenario_schema_with_rules() -> dict[str, Any]:
    """The schema of a scenario file, contracts' rules by name with their parameters."""
    schema = scenario_schema()
    rules = dict(rules_schema())
    schema["$defs"] |= rules.pop("$defs", {})
    joint = joint_rules_schema()
    schema["$defs"] |= joint.pop("$defs", {})
    for form in schema["anyOf"]:
        if described := form["properties"].get("joint_rules"):
            form["properties"]["joint_rules"] = joint | {"description": described["description"]}
    for holder in ("Contract", "RulesFor"):
        described = schema["$defs"][holder]["properties"]
        described["rules"] = rules | {"description": described["rules"]["description"]}
    return schema
