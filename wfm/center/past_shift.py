"""Shifts worked before the plan, which rest, runs of days and weekends must know of."""

from datetime import date, datetime
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, model_validator

from wfm.center.values import Name, Value


def _moment(text: Any) -> Any:
    if not isinstance(text, str):
        return text
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"'{text}' is not a time; write 2026-01-05T08:00:00+00:00") from None


class PastShift(Value):
    """A shift, or one activity of it, that was worked before the plan; a row of a roster's CSV."""

    agent: Name = Field(description="Id of the agent.")
    day: date = Field(description="Local day on which the shift began.")
    shift: str = Field("", description="Shift template.")
    activity: str = Field("", description="Activity; not used.")
    start: Annotated[datetime, BeforeValidator(_moment)] = Field(
        description="Start; without an offset on the center's clock."
    )
    end: Annotated[datetime, BeforeValidator(_moment)] = Field(
        description="End; without an offset on the center's clock."
    )
    paid: str | bool = Field("", description="Whether it was paid; not used.")
    state: str = Field("", description="State of the entry; not used.")
    version: str | int = Field("", description="Version of the entry; not used.")

    @model_validator(mode="after")
    def _ordered(self) -> "PastShift":
        if (self.start.tzinfo is None) != (self.end.tzinfo is None):
            raise ValueError(f"start and end of '{self.agent}' on {self.day}: one has no offset")
        if self.end <= self.start:
            raise ValueError(f"the shift of '{self.agent}' on {self.day} ends before it starts")
        return self


def one_a_day(entries: tuple[PastShift, ...]) -> tuple[PastShift, ...]:
    """Activities of the same agent and day as one shift, in order of agents and days."""
    if len({entry.start.tzinfo is None for entry in entries}) > 1:
        raise ValueError("some times have an offset from UTC and some have none; give all the same")
    merged: dict[tuple[str, date], PastShift] = {}
    for entry in entries:
        key = entry.agent, entry.day
        other = merged.get(key, entry)
        merged[key] = PastShift(
            agent=entry.agent,
            day=entry.day,
            shift=other.shift,
            start=min(entry.start, other.start),
            end=max(entry.end, other.end),
        )
    return tuple(merged[key] for key in sorted(merged))
