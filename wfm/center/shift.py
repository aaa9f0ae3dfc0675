"""Activities, the breaks inside a shift, split shifts, and shift templates."""

from collections.abc import Sequence
from enum import StrEnum
from itertools import accumulate

from pydantic import Field, model_validator

from wfm.center.values import ClockMin, Line, Name, Share, Value, parse_weekdays


class Activity(StrEnum):
    """What an agent is planned to do."""

    ON_QUEUE = "on_queue"
    BREAK = "break"
    MEAL = "meal"
    MEETING = "meeting"
    TRAINING = "training"
    COACHING = "coaching"
    OFF_QUEUE = "off_queue"
    ON_CALL = "on_call"
    OFF_DUTY = "off_duty"
    TIME_OFF = "time_off"
    UNAVAILABLE = "unavailable"


# What counts as a break: the time between the parts of a split shift is free too.
RESTS = (Activity.BREAK, Activity.MEAL, Activity.OFF_DUTY)


class BreakRule(Value):
    """One pause or other activity inside a shift, and where in the shift it may lie."""

    name: Line = Field(min_length=1, max_length=60, description="Name of the pause, such as lunch.")
    activity: Activity = Field(Activity.BREAK, description="What it counts as.")
    minutes: int = Field(gt=0, le=16 * 60, description="Length in minutes.")
    paid: bool = Field(True, description="Whether it is paid.")
    earliest_min: int = Field(ge=0, description="Earliest start, minutes after the shift's start.")
    latest_min: int = Field(ge=0, description="Latest start, minutes after the shift's start.")
    step_minutes: int = Field(15, ge=5, le=60, description="Step between possible starts.")

    @model_validator(mode="after")
    def _ordered(self) -> "BreakRule":
        if self.latest_min < self.earliest_min:
            raise ValueError(f"{self.name}: latest_min is before earliest_min")
        if self.activity is Activity.ON_QUEUE:
            raise ValueError(f"{self.name}: a pause cannot be on_queue")
        return self

    @property
    def starts_min(self) -> tuple[int, ...]:
        """Possible starts, minutes after the shift's start."""
        return tuple(range(self.earliest_min, self.latest_min + 1, self.step_minutes))


class Split(Value):
    """The gap of a split shift: off duty, unpaid, between two parts of one day's work."""

    minutes: int = Field(gt=0, le=12 * 60, description="Length of the gap in minutes.")
    earliest_min: int = Field(
        gt=0, description="Earliest start of the gap, minutes after the shift's start."
    )
    latest_min: int | None = Field(
        None, gt=0, description="Latest start of the gap; by default the earliest."
    )
    step_minutes: int = Field(30, ge=5, le=240, description="Step between possible starts.")
    pay_hours: float = Field(
        0.0,
        ge=0,
        le=24,
        description="Split-shift allowance of each day worked so, as hours at the contract's cost "
        "per hour; they are no paid hours to work rules.",
    )

    @property
    def gap(self) -> BreakRule:
        """The gap as everything that places pauses sees it."""
        latest_min = self.earliest_min if self.latest_min is None else self.latest_min
        return BreakRule(
            name="gap of the split shift",
            activity=Activity.OFF_DUTY,
            minutes=self.minutes,
            paid=False,
            earliest_min=self.earliest_min,
            latest_min=latest_min,
            step_minutes=self.step_minutes,
        )


class ShiftTemplate(Value):
    """Pattern of one day's work: when it may start, how long it is, its breaks.

    Starts are wall-clock times; the length is elapsed time, so that a shift across a clock change
    is as long, and as well paid, as on any other day.
    """

    name: Name = Field(description="Name of the template.")
    earliest_start: ClockMin = Field(description="Earliest start, HH:MM.")
    latest_start: ClockMin | None = Field(
        None, description="Latest start, HH:MM; by default the earliest. May lie past midnight."
    )
    step_minutes: int = Field(30, ge=5, le=240, description="Step between possible starts.")
    length_minutes: int = Field(
        gt=0,
        le=16 * 60,
        description="Length from start to end, unpaid pauses and the gap of a split included.",
    )
    days: str = Field("all", description="Weekdays on which it may start, such as mon-fri.")
    breaks: tuple[BreakRule, ...] = Field((), description="Pauses, in their order in the shift.")
    longest_stretch_minutes: int | None = Field(
        None,
        gt=0,
        le=16 * 60,
        description="Longest time without a break: from the start or the end of a pause to the "
        "next pause or the shift's end.",
    )
    shortest_stretch_minutes: int = Field(
        0, ge=0, le=16 * 60, description="Shortest such time, so that pauses keep their distance."
    )

    split: Split | None = Field(
        None,
        description="Gap at home between two parts of the shift. Pauses whose window opens before "
        "the gap's lie in the first part, the others in the second.",
    )
    on_call: bool = Field(
        False,
        description="Whether it is duty on call, at home unless needed: rest, days in a row and "
        "counts of shifts know of it, but it is no time on queue and has no paid hours.",
    )
    on_call_pay: Share = Field(
        0.0, description="Share of the contract's cost per hour that an hour on call costs."
    )

    @model_validator(mode="after")
    def _on_call_throughout(self) -> "ShiftTemplate":
        if not self.on_call:
            if self.on_call_pay:
                raise ValueError(f"shift '{self.name}': on_call_pay is for shifts with on_call")
            return self
        # Everything else sees one long unpaid activity instead of time on queue.
        duty = BreakRule(
            name="on call",
            activity=Activity.ON_CALL,
            minutes=self.length_minutes,
            paid=False,
            earliest_min=0,
            latest_min=0,
        )
        if self.breaks not in ((), (duty,)):
            raise ValueError(f"shift '{self.name}': duty on call has no breaks")
        if self.limits_stretches:
            raise ValueError(f"shift '{self.name}': duty on call has no stretches to limit")
        if self.split is not None:
            raise ValueError(f"shift '{self.name}': duty on call cannot be split")
        object.__setattr__(self, "breaks", (duty,))
        return self

    @model_validator(mode="after")
    def _split_by_a_gap(self) -> "ShiftTemplate":
        gap = self.split.gap if self.split is not None else None
        pauses = tuple(pause for pause in self.breaks if pause != gap)
        for pause in pauses:
            if pause.activity is Activity.OFF_DUTY:
                raise ValueError(
                    f"shift '{self.name}': {pause.name} is off_duty; write the gap of a split "
                    "shift as split: {minutes, earliest_min}"
                )
        if gap is None:
            return self
        if gap.latest_min < gap.earliest_min:
            raise ValueError(f"shift '{self.name}': split.latest_min is before earliest_min")
        if gap.latest_min + gap.minutes >= self.length_minutes:
            raise ValueError(
                f"shift '{self.name}': the gap can last to the shift's end; the length of "
                f"{self.length_minutes} min counts from the first part's start to the second's end"
            )
        # Everything else sees one more unpaid pause, in its place among the others.
        before = sum(
            earliest < gap.earliest_min
            for earliest in accumulate((pause.earliest_min for pause in pauses), max)
        )
        object.__setattr__(self, "breaks", (*pauses[:before], gap, *pauses[before:]))
        return self

    @model_validator(mode="after")
    def _consistent(self) -> "ShiftTemplate":
        parse_weekdays(self.days)
        if self.latest_start is not None and self.latest_start < self.earliest_start:
            raise ValueError(f"shift '{self.name}': latest_start is before earliest_start")
        before = 0
        for pause in self.breaks:
            if pause.latest_min + pause.minutes > self.length_minutes:
                raise ValueError(f"shift '{self.name}': {pause.name} can end after the shift")
            before = max(before, pause.earliest_min)
            if pause.latest_min < before:
                raise ValueError(
                    f"shift '{self.name}': {pause.name} cannot follow the pause before it"
                )
            before += pause.minutes
        if self.limits_stretches:
            self._check_stretches()
        return self

    def _check_stretches(self) -> None:
        worked = [p for p in self.breaks if p.activity not in RESTS]
        if self.longest_stretch_minutes is not None and worked:
            raise ValueError(
                f"shift '{self.name}': {worked[0].name} is no break, so a longest stretch cannot "
                "be told from the pauses; leave longest_stretch_minutes out"
            )
        if self.first_placement is None:
            limits = f"at least {self.shortest_stretch_minutes} min"
            if self.longest_stretch_minutes is not None:
                limits += f" and at most {self.longest_stretch_minutes} min"
            raise ValueError(
                f"shift '{self.name}': no placement of its pauses leaves {limits} between them, "
                "from the start and to the end; widen their windows or the limits"
            )

    @property
    def limits_stretches(self) -> bool:
        """Whether the time between pauses is limited."""
        return self.longest_stretch_minutes is not None or self.shortest_stretch_minutes > 0

    @property
    def first_placement(self) -> tuple[int, ...] | None:
        """Starts of pauses, as early as the windows and stretches allow; None if nothing does."""
        return self._placement(0, 0)

    def _placement(self, pause: int, free_from: int) -> tuple[int, ...] | None:
        """Starts of the pauses from one on, when the one before it ends at a minute."""
        if pause == len(self.breaks):
            return () if self._allows(self.length_minutes - free_from) else None
        rule = self.breaks[pause]
        for start in rule.starts_min:
            if start >= free_from and self._allows(start - free_from):
                rest = self._placement(pause + 1, start + rule.minutes)
                if rest is not None:
                    return (start, *rest)
        return None

    def _allows(self, minutes: float) -> bool:
        longest = self.longest_stretch_minutes
        return minutes >= self.shortest_stretch_minutes and (longest is None or minutes <= longest)

    def starts_of(self, pause: int) -> tuple[int, ...]:
        """Starts of a pause that leave a stretch as it must be at the shift's start and end."""
        rule = self.breaks[pause]
        starts: tuple[int, ...] = rule.starts_min
        if pause == 0:
            starts = tuple(start for start in starts if self._allows(start))
        if pause == len(self.breaks) - 1:
            ends = self.length_minutes - rule.minutes
            starts = tuple(start for start in starts if self._allows(ends - start))
        return starts

    def stretches_min(self, starts_min: Sequence[float]) -> tuple[float, ...]:
        """Minutes without a pause, from the start to the end, for given starts of the pauses."""
        ends = [0.0]
        ends += [start + p.minutes for start, p in zip(starts_min, self.breaks, strict=True)]
        begins = (*starts_min, self.length_minutes)
        return tuple(begin - end for begin, end in zip(begins, ends, strict=True))

    def keeps_stretches(self, starts_min: Sequence[float]) -> bool:
        """Whether pauses that start so leave neither too long nor too short a stretch."""
        return all(self._allows(minutes) for minutes in self.stretches_min(starts_min))

    @property
    def starts_min(self) -> tuple[int, ...]:
        """Possible starts, wall-clock minutes after midnight."""
        last = self.earliest_start if self.latest_start is None else self.latest_start
        return tuple(range(self.earliest_start, last + 1, self.step_minutes))

    @property
    def weekdays(self) -> tuple[int, ...]:
        """Weekday numbers on which the shift may start (Monday is 0)."""
        return parse_weekdays(self.days)

    @property
    def paid_minutes(self) -> int:
        """Paid length."""
        return self.length_minutes - sum(b.minutes for b in self.breaks if not b.paid)

    @property
    def charged_minutes(self) -> float:
        """Minutes at the contract's cost per hour that it costs."""
        return self.paid_minutes + self.allowance_minutes

    @property
    def allowance_minutes(self) -> float:
        """Those of them that are no paid time: duty on call, or the allowance of a split shift."""
        if self.on_call:
            return self.on_call_pay * self.length_minutes
        return 60 * self.split.pay_hours if self.split is not None else 0.0
