"""What people would like to work; the scheduler grants it where that costs little."""

from datetime import date
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, model_validator

from wfm.center.values import ClockMin, Name, Value, format_clock, parse_weekdays


def _blank_is_none(text: object) -> object:
    return None if text == "" else text


class Wish(Value):
    """A wish of one agent for some days, judged on each of them; it may be refused, at a price."""

    agent: Name = Field(description="Id of the agent.")
    wants: Literal["off", "work", "shift"] = Field(
        "off",
        description="off: no shift that day; work: a shift (of the kind below, if given); "
        "shift: on days at work, the kind of shift below.",
    )
    first_day: Annotated[date | None, BeforeValidator(_blank_is_none)] = Field(
        None, description="First day; none means the plan's."
    )
    last_day: Annotated[date | None, BeforeValidator(_blank_is_none)] = Field(
        None, description="Last day; none means the plan's."
    )
    days: str = Field("all", description="Weekdays that it is about, such as sat,sun.")
    shift: Name | None = Field(None, description="Shift template that is wanted.")
    earliest_start: ClockMin | None = Field(None, description="Earliest start wanted, HH:MM.")
    latest_start: ClockMin | None = Field(None, description="Latest start wanted, HH:MM.")
    weight: float = Field(
        1.0,
        gt=0,
        le=100,
        description="A refusal costs so many times the scheduling section's price_of_wish.",
    )
    reason: str = Field("", description="Why, for reports.")

    @model_validator(mode="after")
    def _sensible(self) -> "Wish":
        parse_weekdays(self.days)
        if self.first_day and self.last_day and self.last_day < self.first_day:
            raise ValueError(f"the wish of '{self.agent}' ends before it begins")
        earliest = self.earliest_start or 0
        if self.latest_start is not None and self.latest_start < earliest:
            raise ValueError(f"the wish of '{self.agent}': latest_start is before earliest_start")
        if self.wants == "off" and self._names_a_kind:
            raise ValueError(
                f"the wish of '{self.agent}' wants off and names a shift or start; write "
                "wants: shift or wants: work"
            )
        if self.wants == "shift" and not self._names_a_kind:
            raise ValueError(
                f"the wish of '{self.agent}' names no kind of shift; give shift, earliest_start "
                "or latest_start"
            )
        return self

    @property
    def _names_a_kind(self) -> bool:
        return not (
            self.shift is None and self.earliest_start is None and self.latest_start is None
        )

    def is_about(self, day: date) -> bool:
        """Whether the wish is about a day."""
        return (
            (self.first_day is None or day >= self.first_day)
            and (self.last_day is None or day <= self.last_day)
            and day.weekday() in parse_weekdays(self.days)
        )

    def likes(self, template: str, start_min: int) -> bool:
        """Whether a shift is of the kind that is wanted; any is, where no kind is named.

        Parameters
        ----------
        template : str
        start_min : int
            Start by the clock, minutes after midnight of the shift's day.
        """
        return (
            (self.shift is None or template == self.shift)
            and (self.earliest_start is None or start_min >= self.earliest_start)
            and (self.latest_start is None or start_min <= self.latest_start)
        )

    def is_granted(self, works: bool, liked: bool) -> bool | None:
        """Whether a day grants the wish, None where the day says nothing about it.

        Parameters
        ----------
        works : bool
            Whether the agent has a shift.
        liked : bool
            Whether it is of the kind that is wanted.
        """
        if self.wants == "off":
            return not works
        if self.wants == "work":
            return works and liked
        return liked if works else None

    def describe(self) -> str:
        """The wish in a few words."""
        kind = [f"shift {self.shift}"] if self.shift else []
        if self.earliest_start is not None:
            kind.append(f"start from {format_clock(self.earliest_start)}")
        if self.latest_start is not None:
            kind.append(f"start until {format_clock(self.latest_start)}")
        if self.wants == "off":
            return "a day off"
        return ", ".join(kind) if kind else "a shift"
