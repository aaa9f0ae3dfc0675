"""The planner's hand on demand: events that happen on known days, and overrides of the forecast."""

import re
from datetime import date, timedelta
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from wfm.center.values import ClockMin, Name, Value, parse_clock_min, parse_share

_MOST_DAYS = 1000


def parse_days(given: Any) -> Any:
    """Days of dates and ranges such as ``2026-03-02`` and ``2026-03-02 to 2026-03-06``."""
    if isinstance(given, str | date):
        given = [given]
    if not isinstance(given, list | tuple):
        return given
    days: set[date] = set()
    for part in given:
        days.update(_run_of_days(part))
    if len(days) > _MOST_DAYS:
        raise ValueError(f"these are {len(days):,} days; more than {_MOST_DAYS:,} are not possible")
    return tuple(sorted(days))


def _run_of_days(part: Any) -> list[date]:
    if isinstance(part, date):
        return [part]
    ends = re.split(r"\s+to\s+", str(part).strip())
    try:
        first, last = date.fromisoformat(ends[0]), date.fromisoformat(ends[-1])
    except ValueError:
        first, last = date.max, date.min
    if len(ends) > 2 or last < first or (last - first).days > _MOST_DAYS:
        raise ValueError(
            f"'{part}' is not a day or a run of days; write 2026-03-02 or '2026-03-02 to "
            "2026-03-06'"
        ) from None
    return [first + timedelta(days=i) for i in range((last - first).days + 1)]


def _parse_hours(given: Any) -> Any:
    """Minutes after midnight of ``09:00-12:30``."""
    if not isinstance(given, str):
        return given
    begin, dash, end = given.partition("-")
    if not dash:
        raise ValueError(f"'{given}' is not a part of the day; write 09:00-12:30")
    start, stop = parse_clock_min(begin.strip()), parse_clock_min(end.strip())
    if stop <= start:
        raise ValueError(f"'{given}' ends before it begins; write two parts for two days")
    return start, stop


def _parse_factor(given: Any) -> Any:
    """A factor of a number (1.2) or of a change (``+20 %``)."""
    if isinstance(given, str) and given.strip()[:1] in "+-":
        return 1 + parse_share(given)
    return given


Days = Annotated[
    tuple[date, ...],
    BeforeValidator(parse_days, json_schema_input_type=str | list[str]),
    Field(min_length=1),
]
Hours = Annotated[
    tuple[ClockMin, ClockMin],
    BeforeValidator(_parse_hours, json_schema_input_type=str),
]
Factor = Annotated[
    float,
    BeforeValidator(_parse_factor, json_schema_input_type=float | str),
    Field(ge=0, le=1000),
]
Effect = Annotated[
    float,
    BeforeValidator(parse_share, json_schema_input_type=float | str),
    Field(gt=-1, le=10),
]


class Event(Value):
    """Something that moves demand on known days, past or to come, and is learnt from the past.

    Its days in the history are kept out of the statistical forecast; what they had more or less
    than expected is its effect, shrunk by how often it was seen.
    """

    name: Name = Field(description="Name; the days of one name share one effect.")
    kind: Literal["campaign", "mailing", "outage", "promotion", "other"] = Field(
        "other", description="Kind, for tables and figures."
    )
    days: Days = Field(
        description="Days, past and to come: dates, or runs such as '2026-03-02 to 2026-03-06'."
    )
    queues: tuple[Name, ...] = Field((), description="Queues it moves; by default all.")
    hours: Hours | None = Field(
        None, description="Part of the day, such as '09:00-12:30'; by default the whole day."
    )
    expected: Effect | None = Field(
        None, description="Effect that is expected before any was seen, such as '+20 %'; else none."
    )
    active: bool = Field(True, description="Switch: false leaves it out, as if it were not there.")


class NewQueue(Value):
    """A queue without enough history of its own, which starts from one that is like it."""

    queue: Name = Field(description="The new queue.")
    like: Name = Field(description="A queue with a history, whose days and profile it borrows.")
    share: float = Field(
        gt=0, le=1000, description="Contacts of the new queue for each of the other, as planned."
    )


class Override(Value):
    """A planner's change of the forecast; exactly one of `set`, `add` and `scale`."""

    name: Name = Field(description="Name, for tables and figures.")
    days: Days = Field(description="Days of the horizon: dates, or runs of them.")
    queues: tuple[Name, ...] = Field((), description="Queues it changes; by default all.")
    hours: Hours | None = Field(
        None, description="Part of the day, such as '09:00-12:30'; by default the whole day."
    )
    of: Literal["contacts", "aht_s"] = Field("contacts", description="What it changes.")
    per: Literal["interval", "day", "range"] = Field(
        "day",
        description="What `set` and `add` of contacts speak of: each interval, each day, or all "
        "its days together; spread as the forecast is.",
    )
    set: float | None = Field(None, ge=0, le=1e7, description="New value.")
    add: float | None = Field(None, ge=-1e7, le=1e7, description="What is added (or taken away).")
    scale: Factor | None = Field(None, description="Factor, such as 1.2 or '+20 %'.")
    active: bool = Field(True, description="Switch: false leaves it out, but keeps it written.")
    reason: str = Field("", description="Why, for reports.")

    @model_validator(mode="after")
    def _one_change(self) -> "Override":
        given = [k for k in ("set", "add", "scale") if getattr(self, k) is not None]
        if len(given) != 1:
            raise ValueError(
                f"override '{self.name}' needs exactly one of set, add and scale; it has "
                f"{' and '.join(given) or 'none'}"
            )
        return self

    def describe(self) -> str:
        """The change in a few words."""
        what = "contacts" if self.of == "contacts" else "s of AHT"
        if self.scale is not None:
            return f"{what} x {self.scale:g}"
        each = {"interval": " an interval", "day": " a day", "range": " in all"}[self.per]
        each = "" if self.of == "aht_s" else each
        if self.set is not None:
            return f"{self.set:g} {what}{each}"
        return f"{self.add:+g} {what}{each}"
