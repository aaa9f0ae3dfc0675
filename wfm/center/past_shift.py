"""Shifts worked before the plan, which rest, runs of days and weekends must know of."""

from collections.abc import Iterator
from datetime import date, datetime, tzinfo
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
    paid: str | bool = Field("", description="Whether it was paid.")
    state: str = Field("", description="State of the entry; not used.")
    version: str | int = Field("", description="Version of the entry; not used.")
    paid_minutes: float | None = Field(
        None,
        ge=0,
        description="Paid minutes; by default those of the activities that were paid, or else of "
        "the shift template.",
    )

    @model_validator(mode="after")
    def _ordered(self) -> "PastShift":
        if (self.start.tzinfo is None) != (self.end.tzinfo is None):
            raise ValueError(f"start and end of '{self.agent}' on {self.day}: one has no offset")
        if self.end <= self.start:
            raise ValueError(f"the shift of '{self.agent}' on {self.day} ends before it starts")
        return self

    def known_paid_minutes(self) -> float | None:
        """Paid minutes as far as the entry itself tells."""
        if self.paid_minutes is not None or self.paid == "":
            return self.paid_minutes
        minutes = (self.end - self.start).total_seconds() / 60
        return minutes if str(self.paid).lower() in ("true", "yes", "1") else 0.0


def off_their_day(entries: tuple[PastShift, ...], zone: tzinfo | None) -> Iterator[tuple[int, str]]:
    """Rows, by index, whose times do not fit the day on which their shift begins, and why.

    Parameters
    ----------
    entries : tuple of PastShift
        Rows as they were given.
    zone : tzinfo, optional
        Of the center; times with an offset are told by its clock.
    """
    local = [e.start if e.start.tzinfo is None else e.start.astimezone(zone) for e in entries]
    first: dict[tuple[str, date], int] = {}
    for i, entry in enumerate(entries):
        known = first.setdefault((entry.agent, entry.day), i)
        if local[i].replace(tzinfo=None) < local[known].replace(tzinfo=None):
            first[entry.agent, entry.day] = i
    begins = set(first.values())
    for i, entry in enumerate(entries):
        later = (local[i].date() - entry.day).days
        # Activities after midnight belong to the day on which their shift began; a shift that
        # begins at 24:00 belongs to the day before.
        at_midnight = (local[i].hour, local[i].minute) == (0, 0)
        if later not in ((0,) if i in begins and not at_midnight else (0, 1)):
            yield (
                i,
                f"the shift of '{entry.agent}' on {entry.day} starts on {local[i]:%Y-%m-%d}; a "
                "shift belongs to the day on which it begins: correct the day or the start",
            )


def one_a_day(entries: tuple[PastShift, ...]) -> tuple[PastShift, ...]:
    """Activities of the same agent and day as one shift, in order of agents and days."""
    if len({entry.start.tzinfo is None for entry in entries}) > 1:
        raise ValueError("some times have an offset from UTC and some have none; give all the same")
    merged: dict[tuple[str, date], PastShift] = {}
    for entry in entries:
        key = entry.agent, entry.day
        other = merged.get(key, entry)
        paid = entry.known_paid_minutes()
        if other is not entry:
            # What one activity leaves open, all of them together do.
            so_far = other.paid_minutes
            paid = None if paid is None or so_far is None else paid + so_far
        merged[key] = PastShift(
            agent=entry.agent,
            day=entry.day,
            shift=other.shift,
            start=min(entry.start, other.start),
            end=max(entry.end, other.end),
            paid_minutes=paid,
        )
    return tuple(merged[key] for key in sorted(merged))
