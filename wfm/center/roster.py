"""The roster: who does what, when; made by a solver, a file or a person, and simulated as it is."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property
from itertools import groupby
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from wfm.center.horizon import Horizon
from wfm.center.shift import Activity

if TYPE_CHECKING:
    import pandas as pd


class State(StrEnum):
    """Life of a roster entry."""

    HISTORY = "history"
    LOCKED = "locked"
    DRAFT = "draft"
    PUBLISHED = "published"


@dataclass(frozen=True, slots=True)
class Span:
    """One activity of a shift, half-open, in elapsed seconds from the horizon's start."""

    activity: Activity
    start_s: int
    end_s: int
    paid: bool = True

    @property
    def minutes(self) -> float:
        """Length."""
        return (self.end_s - self.start_s) / 60


@dataclass(frozen=True, slots=True)
class Shift:
    """One agent's day: spans of activities without gaps.

    Attributes
    ----------
    agent : str
        Id of the agent.
    day : date
        Local day on which the shift starts (a night shift belongs to the evening it begins).
    template : str
        Name of the shift template, empty for a shift that follows none.
    spans : tuple of Span
        In order of time, each starting where the one before ends.
    state : State
    version : int
        Counts the changes of this entry.
    """

    agent: str
    day: date
    template: str
    spans: tuple[Span, ...]
    state: State = State.DRAFT
    version: int = 1

    @property
    def identity(self) -> str:
        """Identity of the entry in its roster."""
        return f"{self.agent}/{self.day.isoformat()}"

    @property
    def start_s(self) -> int:
        """Start, elapsed seconds from the horizon's start."""
        return self.spans[0].start_s

    @property
    def end_s(self) -> int:
        """End, elapsed seconds from the horizon's start."""
        return self.spans[-1].end_s

    @property
    def paid_minutes(self) -> float:
        """Paid length."""
        return sum(span.minutes for span in self.spans if span.paid)

    @property
    def is_on_call(self) -> bool:
        """Whether it is a duty on call, at home unless needed."""
        return all(span.activity is Activity.ON_CALL for span in self.spans)

    @property
    def parts(self) -> tuple[tuple[Span, ...], ...]:
        """Its activities, apart where time off duty splits it; one part where nothing does."""
        found: list[tuple[Span, ...]] = []
        for off_duty, spans in groupby(self.spans, lambda s: s.activity is Activity.OFF_DUTY):
            if not off_duty:
                found.append(tuple(spans))
        return tuple(found)

    def hours(self, horizon: Horizon, dash: str = "-") -> str:
        """Start and end of each part on the center's clock, such as 09:00-13:00, 16:00-20:00."""
        moment = horizon.moment
        return ", ".join(
            f"{moment(part[0].start_s):%H:%M}{dash}{moment(part[-1].end_s):%H:%M}"
            for part in self.parts
        )

    def on_queue_spans(self) -> tuple[Span, ...]:
        """Spans in which the agent takes contacts."""
        return tuple(s for s in self.spans if s.activity is Activity.ON_QUEUE)


@dataclass(frozen=True)
class Roster:
    """Everybody's shifts over one horizon, ordered by agent and start."""

    horizon: Horizon
    shifts: tuple[Shift, ...] = field(repr=False)

    def __post_init__(self) -> None:
        ordered = tuple(sorted(self.shifts, key=lambda s: (s.agent, s.start_s)))
        object.__setattr__(self, "shifts", ordered)

    @cached_property
    def by_agent(self) -> dict[str, tuple[Shift, ...]]:
        """Shifts of each agent that has any, in order of time."""
        grouped: dict[str, list[Shift]] = {}
        for shift in self.shifts:
            grouped.setdefault(shift.agent, []).append(shift)
        return {agent: tuple(shifts) for agent, shifts in grouped.items()}

    @property
    def paid_hours(self) -> float:
        """Paid hours of everybody."""
        return sum(s.paid_minutes for s in self.shifts) / 60

    def on_queue(self, agents: tuple[str, ...]) -> NDArray[np.float64]:
        """Share of each interval that each agent is on queue.

        Parameters
        ----------
        agents : tuple of str
            Ids, in the order of the result's rows.

        Returns
        -------
        array of shape (agents, intervals), between 0 and 1
        """
        row = {agent: i for i, agent in enumerate(agents)}
        spans = [
            (row[shift.agent], span.start_s, span.end_s)
            for shift in self.shifts
            if shift.agent in row
            for span in shift.on_queue_spans()
        ]
        rows, starts_s, ends_s = np.array(spans, dtype=np.int64).reshape(-1, 3).T
        n_intervals, interval_s = self.horizon.n_intervals, self.horizon.interval_s
        starts_s, ends_s = np.maximum(starts_s, 0), np.minimum(ends_s, n_intervals * interval_s)
        inside = ends_s > starts_s
        rows, starts_s, ends_s = rows[inside], starts_s[inside], ends_s[inside]
        first, last = starts_s // interval_s, (ends_s - 1) // interval_s
        # Whole intervals are counted in whole numbers, so that no rounding is left in them.
        steps = np.zeros((len(agents), n_intervals + 1), dtype=np.int32)
        np.add.at(steps, (rows, first), 1)
        np.add.at(steps, (rows, last + 1), -1)
        shares = np.cumsum(steps[:, :-1], axis=1).astype(np.float64)
        np.subtract.at(shares, (rows, first), (starts_s - first * interval_s) / interval_s)
        np.subtract.at(shares, (rows, last), ((last + 1) * interval_s - ends_s) / interval_s)
        return np.minimum(shares, 1.0)

    def to_frame(self) -> "pd.DataFrame":
        """One row a span.

        Columns: agent, day, shift, activity, start, end (local time with offset), paid, state,
        version.
        """
        import pandas as pd

        moment = self.horizon.moment
        rows = [
            (
                shift.agent,
                shift.day.isoformat(),
                shift.template,
                span.activity.value,
                moment(span.start_s).isoformat(),
                moment(span.end_s).isoformat(),
                span.paid,
                shift.state.value,
                shift.version,
            )
            for shift in self.shifts
            for span in shift.spans
        ]
        columns = ["agent", "day", "shift", "activity", "start", "end", "paid", "state", "version"]
        return pd.DataFrame(rows, columns=columns)

    def __repr__(self) -> str:
        return (
            f"Roster({len(self.by_agent)} agents, {len(self.shifts)} shifts, "
            f"{self.paid_hours:,.0f} paid hours, {self.horizon.days} days "
            f"from {self.horizon.start})"
        )

    def _repr_html_(self) -> str:
        return f"<p>{self!r}</p>{self.to_frame().head(20).to_html(index=False)}"
