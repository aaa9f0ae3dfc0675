"""Opening hours and holidays."""

from datetime import date
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np
from pydantic import Field, field_validator, model_validator

from wfm.center.horizon import Horizon
from wfm.center.values import WEEKDAYS, Value, parse_clock_min, parse_weekdays

Span = tuple[int, int]


def parse_spans(text: Any) -> tuple[Span, ...]:
    """Opening spans, in minutes after midnight, of ``08:00-20:00,21:00-23:00`` or ``closed``.

    A span that ends at or before its start runs into the next day.
    """
    if text in ("closed", None):
        return ()
    if not isinstance(text, str):
        raise ValueError(f"'{text}' is not a span of opening; write 08:00-20:00 or closed")
    spans = []
    for part in text.split(","):
        begin, dash, end = part.partition("-")
        if not dash:
            raise ValueError(f"'{part}' is not a span of opening; write 08:00-20:00 or closed")
        start_min, end_min = parse_clock_min(begin.strip()), parse_clock_min(end.strip())
        spans.append((start_min, end_min if end_min > start_min else end_min + 24 * 60))
    ordered = sorted(spans)
    if any(later[0] < earlier[1] for earlier, later in pairwise(ordered)):
        raise ValueError(f"the spans of '{text}' overlap")
    return tuple(ordered)


class OpeningHours(Value):
    """When a queue is open, by weekday and on holidays."""

    by_weekday: dict[str, str] = Field(
        description="Spans by weekdays, such as {mon-fri: '08:00-20:00', sat: '09:00-14:00'}; "
        "weekdays that are not named are closed."
    )
    holidays: str | None = Field(
        None, description="Spans on public holidays, or 'closed'; by default as on other days."
    )

    @model_validator(mode="before")
    @classmethod
    def _plain_mapping(cls, value: Any) -> Any:
        if isinstance(value, str):
            return {"by_weekday": {"all": value}}
        if isinstance(value, dict) and "by_weekday" not in value:
            days = {k: v for k, v in value.items() if k != "holidays"}
            return {"by_weekday": days, "holidays": value.get("holidays")}
        return value

    @field_validator("by_weekday")
    @classmethod
    def _readable_days(cls, value: dict[str, str]) -> dict[str, str]:
        seen: set[int] = set()
        for days, spans in value.items():
            parse_spans(spans)
            numbers = set(parse_weekdays(days))
            if twice := seen & numbers:
                raise ValueError(f"{WEEKDAYS[min(twice)]} is given twice")
            seen |= numbers
        return value

    @field_validator("holidays")
    @classmethod
    def _readable_holidays(cls, value: str | None) -> str | None:
        if value is not None:
            parse_spans(value)
        return value

    @cached_property
    def _spans(self) -> tuple[tuple[Span, ...], ...]:
        week: list[tuple[Span, ...]] = [()] * 7
        for days, spans in self.by_weekday.items():
            for number in parse_weekdays(days):
                week[number] = parse_spans(spans)
        return tuple(week)

    def spans_on(self, day: date, is_holiday: bool = False) -> tuple[Span, ...]:
        """Spans of one local day, minutes after its midnight; an end past 1440 is the next day."""
        if is_holiday and self.holidays is not None:
            return parse_spans(self.holidays)
        return self._spans[day.weekday()]

    def open_intervals(
        self, horizon: Horizon, holidays: frozenset[date] = frozenset()
    ) -> "np.ndarray[tuple[int], np.dtype[np.bool_]]":
        """Which intervals of the horizon are open, shape (n_intervals,).

        An interval counts as open when the queue is open at its start.
        """
        is_open = np.zeros(horizon.n_intervals, dtype=bool)
        starts = horizon.interval_start_s
        for index in range(-1, horizon.days):
            day = date.fromordinal(horizon.start.toordinal() + index)
            for begin, end in self.spans_on(day, day in holidays):
                first, last = horizon.second_of(index, begin), horizon.second_of(index, end)
                is_open |= (starts >= first) & (starts < last)
        return is_open

    def describe(self) -> str:
        """Opening hours in a line of text."""
        parts = [f"{days} {spans}" for days, spans in self.by_weekday.items()]
        if self.holidays is not None:
            parts.append(f"holidays {self.holidays}")
        return ", ".join(parts)


class Holidays(Value):
    """Public holidays of a country, and the center's own."""

    country: str | None = Field(None, description="ISO 3166 country code, such as GB.")
    subdivision: str | None = Field(None, description="Subdivision of the country, such as ENG.")
    extra: tuple[date, ...] = Field((), description="Further days that count as holidays.")

    @model_validator(mode="after")
    def _known_country(self) -> "Holidays":
        if self.country is not None:
            self.between(date(2026, 1, 1), date(2026, 1, 2))
        return self

    def between(self, first: date, last: date) -> dict[date, str]:
        """Name of each holiday from `first` to `last` inclusive."""
        found = {day: "center holiday" for day in self.extra if first <= day <= last}
        if self.country is not None:
            import holidays

            try:
                listed = holidays.country_holidays(
                    self.country, subdiv=self.subdivision, years=range(first.year, last.year + 1)
                )
            except NotImplementedError:
                place = "/".join(filter(None, (self.country, self.subdivision)))
                raise ValueError(
                    f"no holidays are known for '{place}'; write an ISO 3166 code such as GB or "
                    "GB with subdivision ENG, or list the days under 'extra'"
                ) from None
            found |= {day: name for day, name in listed.items() if first <= day <= last}
        return dict(sorted(found.items()))

    def within(self, horizon: Horizon) -> frozenset[date]:
        """Holidays from the day before the horizon to its end."""
        first = date.fromordinal(horizon.start.toordinal() - 1)
        return frozenset(self.between(first, horizon.dates[-1]))
