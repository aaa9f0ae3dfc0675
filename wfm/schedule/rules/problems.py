"""What is wrong with the parameters of a rule, in words."""

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Any

from wfm.center.errors import Problem
from wfm.center.values import Value

SWITCHED_OFF = "off"


def meant(name: str, known: Iterable[str]) -> str:
    """The name that was probably meant, or all there are, for the end of a sentence."""
    close = get_close_matches(name, list(known), n=1, cutoff=0.6)
    listed = ", ".join(sorted(known))
    return f"; did you mean '{close[0]}'?" if close else f"; there are {listed}"


def parameter_problem(place: str, rule: type[Value], detail: dict[str, Any]) -> Problem:
    """What pydantic found wrong with the parameters of a rule, in a sentence of ours."""
    location = ".".join(str(part) for part in detail["loc"])
    field = f"{place}.{location}" if location else place
    if detail["type"] == "extra_forbidden":
        return Problem(f"unknown parameter{meant(location, rule.model_fields)}", field=field)
    if detail["type"] == "missing":
        about = rule.model_fields[location].description or ""
        return Problem(f"is missing; expected: {about}", field=field)
    if detail["type"] == "value_error":
        return Problem(str(detail["ctx"]["error"]), field=field)
    if detail["type"] in ("model_type", "model_attributes_type"):
        wanted = ", ".join(f"{name}: ..." for name in rule.model_fields if name != "price")
        return Problem(
            f"expected parameters {{{wanted}}}, a list of these, or {SWITCHED_OFF}, not "
            f"{detail['input']!r}",
            field=field,
        )
    message = str(detail["msg"])
    return Problem(f"{message[0].lower()}{message[1:]}, not {detail['input']!r}", field=field)
