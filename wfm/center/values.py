"""How people write times, durations, shares and weekdays, and the values they mean."""

import re
import unicodedata
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
)

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

_DURATION_UNITS_S = {"s": 1, "sec": 1, "min": 60, "h": 3600, "d": 86400}
_NUMBER = r"[+-]?\d+(?:\.\d+)?"


class Value(BaseModel):
    """Base of every frozen value of the scenario: unknown fields are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


def parse_clock_min(text: Any) -> Any:
    """Minutes after midnight of a wall-clock time ``HH:MM`` (``24:00`` is the day's end)."""
    if not isinstance(text, str):
        return text
    match = re.fullmatch(r"(\d{1,2}):(\d{2})", text.strip())
    if match is None or int(match[2]) > 59 or int(match[1]) * 60 + int(match[2]) > 24 * 60:
        raise ValueError(f"'{text}' is not a time of day; write HH:MM, such as 08:30")
    return int(match[1]) * 60 + int(match[2])


def parse_duration_s(text: Any) -> Any:
    """Seconds of a number (seconds) or of text such as ``20 s``, ``5 min``, ``4 h``, ``2 d``."""
    if not isinstance(text, str):
        return text
    match = re.fullmatch(rf"({_NUMBER})\s*([a-z]+)", text.strip())
    if match is None or match[2] not in _DURATION_UNITS_S:
        raise ValueError(f"'{text}' is not a duration; write seconds or '20 s', '5 min', '4 h'")
    return float(match[1]) * _DURATION_UNITS_S[match[2]]


def parse_share(text: Any) -> Any:
    """Share of 1 of a number (0.12) or of text with a percent sign (``12 %``)."""
    if not isinstance(text, str):
        return text
    match = re.fullmatch(rf"({_NUMBER})\s*%", text.strip())
    if match is None:
        raise ValueError(f"'{text}' is not a share; write 0.12 or '12 %'")
    return float(match[1]) / 100


def parse_weekdays(text: str) -> tuple[int, ...]:
    """Weekday numbers (Monday is 0) of ``mon-fri``, ``sat, sun``, ``fri-mon`` or ``all``."""
    days: list[int] = []
    for part in text.lower().split(","):
        first, _, last = (piece.strip() for piece in part.partition("-"))
        if first == "all" and not last:
            return tuple(range(7))
        names = (first, last or first)
        if any(name not in WEEKDAYS for name in names):
            raise ValueError(f"'{text}' is not a set of weekdays; write mon-fri, 'sat, sun' or all")
        begin, end = (WEEKDAYS.index(name) for name in names)
        days += [(begin + i) % 7 for i in range((end - begin) % 7 + 1)]
    return tuple(sorted(set(days)))


def format_clock(minute: float) -> str:
    """``HH:MM`` of minutes after midnight."""
    return f"{int(minute) // 60:02d}:{int(minute) % 60:02d}"


ClockMin = Annotated[
    int,
    BeforeValidator(parse_clock_min, json_schema_input_type=str),
    PlainSerializer(format_clock, return_type=str, when_used="json"),
    Field(ge=0, le=24 * 60),
]
LONGEST_S = 10 * 366 * 86_400
DurationS = Annotated[
    float,
    BeforeValidator(parse_duration_s, json_schema_input_type=float | str),
    Field(ge=0, le=LONGEST_S),
]
Share = Annotated[
    float, BeforeValidator(parse_share, json_schema_input_type=float | str), Field(ge=0, le=1)
]
_NAME = r"^[A-Za-z0-9][A-Za-z0-9_.-]*$"
NAME_HINT = "use up to 60 letters, digits, '-', '_' and '.'"
Name = Annotated[str, Field(pattern=_NAME, max_length=60)]


BREAKS = ("Cc", "Zl", "Zp")
"""Unicode's categories of control characters and of separators of lines and paragraphs."""


def _on_one_line(text: str) -> str:
    # Joiners and marks of direction belong to names in many scripts; only breaks do not.
    at = next((i for i, c in enumerate(text) if unicodedata.category(c) in BREAKS), None)
    if at is not None:
        raise ValueError(
            f"{text!r} has a line break or another control character (the {at + 1}. character); "
            "write it on one line"
        )
    return text


Line = Annotated[str, AfterValidator(_on_one_line)]
"""Text that calendars, tables and pages show on one line."""


def is_name(text: str) -> bool:
    """Whether a text can name a scenario, queue, agent or the like."""
    return re.fullmatch(_NAME, text) is not None and len(text) <= 60
