"""What a generated history is made from: a YAML file of a center's habits."""

import re
from datetime import date
from pathlib import Path
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, ValidationError, field_validator, model_validator

from wfm.center.calendar import Holidays, OpeningHours
from wfm.center.documents import read_yaml
from wfm.center.errors import DataError
from wfm.center.files import problems_of
from wfm.center.horizon import Horizon
from wfm.center.values import (
    WEEKDAYS,
    DurationS,
    Name,
    Share,
    Value,
    parse_share,
    parse_weekdays,
)
from wfm.history.shapes import NAMED_SHAPES, Knot

Change = Annotated[
    float,
    BeforeValidator(parse_share, json_schema_input_type=float | str),
    Field(gt=-1, le=10),
]
Spread = Annotated[float, Field(ge=0, le=3)]
Factor = Annotated[float, Field(ge=0, le=100)]


def _by_weekday(factors: dict[str, Any]) -> dict[int, Any]:
    found: dict[int, Any] = {}
    for days, value in factors.items():
        for number in parse_weekdays(days):
            if number in found:
                raise ValueError(f"{WEEKDAYS[number]} is given twice")
            found[number] = value
    return found


def _ordered(knots: tuple[Knot, ...]) -> tuple[Knot, ...]:
    minutes = [minute for minute, _ in knots]
    if minutes != sorted(set(minutes)):
        raise ValueError("the times of a shape must rise from knot to knot")
    return knots


def _same_all_days(value: Any) -> Any:
    return value if isinstance(value, dict) else {"all": value}


def _named_shape(value: Any) -> Any:
    if isinstance(value, str):
        if value not in NAMED_SHAPES:
            raise ValueError(
                f"unknown shape '{value}'; there are {', '.join(NAMED_SHAPES)}, or write a list "
                "of [HH:MM, height]"
            )
        return NAMED_SHAPES[value]
    return value


Knots = Annotated[tuple[Knot, ...], Field(min_length=1)]
Shape = Annotated[Knots, BeforeValidator(_named_shape, json_schema_input_type=str | Knots)]


class HandleTimes(Value):
    """How long the contacts of a queue take."""

    mean_s: DurationS = Field(gt=0, description="Mean handle time where all factors are 1.")
    weekday_factors: dict[str, Factor] = Field(
        default_factory=dict, description="Factor by weekdays, such as {mon: 1.04}; else 1."
    )
    by_time: Knots = Field(
        ((0, 1.0),), description="Factor by time of day: a list of [HH:MM, factor]."
    )
    trend_per_year: Change = Field(0.0, description="Growth a year, such as '-2 %'.")
    contact_cv: Spread = Field(
        1.2, description="Standard deviation over mean of one contact's handle time (lognormal)."
    )
    day_cv: Spread = Field(0.03, description="Spread of the mean from day to day.")

    @model_validator(mode="after")
    def _readable(self) -> "HandleTimes":
        self.factor_by_weekday()
        _ordered(self.by_time)
        return self

    def factor_by_weekday(self) -> tuple[float, ...]:
        """Factor of each weekday, Monday first."""
        given = _by_weekday(self.weekday_factors)
        return tuple(given.get(number, 1.0) for number in range(7))


class QueueGenerator(Value):
    """How many contacts a queue receives, and when."""

    name: Name = Field(description="Name of the queue.")
    daily_contacts: float = Field(
        gt=0, le=1e6, description="Mean of a day at the start where all factors are 1."
    )
    open: OpeningHours = Field(description="Opening hours, as in a scenario.")
    weekday_factors: dict[str, Factor] = Field(
        default_factory=dict,
        description="Factor by weekdays, such as {mon: 1.1, sat: 0.4}; else 1.",
    )
    yearly_amplitude: Share = Field(
        0.0, lt=1, description="Height of the yearly wave over its mean, such as 6 %."
    )
    yearly_peak: str = Field("01-15", description="Day of the year on which it peaks, MM-DD.")
    month_turn_uplift: Change = Field(
        0.0, description="Growth on the first of a month, fading over days before and after."
    )
    trend_per_year: Change = Field(0.0, description="Growth a year, such as '3 %'.")
    profile: Annotated[dict[str, Shape], BeforeValidator(_same_all_days)] = Field(
        description="Shape of the day: a name, a list of [HH:MM, height], or these by weekdays."
    )
    holiday_factor: Factor = Field(
        0.4, description="Factor of holidays on which the queue is open."
    )
    after_holiday_uplift: Change = Field(
        0.0, description="Growth on the first open day after a holiday, fading on the next two."
    )
    day_cv: Spread = Field(0.06, description="Spread of the level from day to day.")
    day_autocorrelation: float = Field(
        0.5, ge=0, lt=1, description="Correlation of a day's level with that of the day before."
    )
    interval_cv: Spread = Field(0.06, description="Spread of the level from interval to interval.")
    interval_autocorrelation: float = Field(
        0.8, ge=0, lt=1, description="Correlation of neighbouring intervals' levels."
    )
    aht: HandleTimes = Field(description="Handle times.")

    @field_validator("yearly_peak")
    @classmethod
    def _day_of_year(cls, value: str) -> str:
        try:
            if re.fullmatch(r"\d\d-\d\d", value):
                date.fromisoformat(f"2001-{value}")
                return value
        except ValueError:
            pass
        raise ValueError(f"'{value}' is not a day of the year; write MM-DD, such as 01-15")

    @model_validator(mode="after")
    def _readable(self) -> "QueueGenerator":
        self.factor_by_weekday()
        shapes = _by_weekday(self.profile)
        monday = date(2024, 1, 1).toordinal()
        for number, name in enumerate(WEEKDAYS):
            if number in shapes:
                _ordered(shapes[number])
            elif self.open.spans_on(date.fromordinal(monday + number)):
                raise ValueError(
                    f"queue '{self.name}' is open on {name}, but has no profile for it"
                )
        return self

    def factor_by_weekday(self) -> tuple[float, ...]:
        """Factor of each weekday, Monday first."""
        given = _by_weekday(self.weekday_factors)
        return tuple(given.get(number, 1.0) for number in range(7))

    def shape_by_weekday(self) -> tuple[tuple[Knot, ...], ...]:
        """Shape of each weekday, Monday first."""
        given = _by_weekday(self.profile)
        return tuple(given.get(number, NAMED_SHAPES["flat"]) for number in range(7))


class GeneratorSpec(Value):
    """A center's habits, from which a plausible history is drawn."""

    horizon: Horizon = Field(description="Days, interval and zone of the history.")
    holidays: Holidays = Field(Holidays(), description="Public holidays.")
    queue_correlation: Share = Field(
        0.0, description="Correlation of the queues' levels on the same day."
    )
    queues: tuple[QueueGenerator, ...] = Field(min_length=1, description="Queues.")

    @model_validator(mode="after")
    def _distinct(self) -> "GeneratorSpec":
        names = [queue.name for queue in self.queues]
        for name in names:
            if names.count(name) > 1:
                raise ValueError(f"queue '{name}' is given twice")
        return self


def read_generator(path: Path | str) -> GeneratorSpec:
    """Read a generator from its YAML file.

    Raises
    ------
    DataError
        With every problem, each with line and field.
    """
    document = read_yaml(Path(path))
    try:
        return GeneratorSpec.model_validate(document.data)
    except ValidationError as error:
        raise DataError(*problems_of(document, error)) from None
