"""What changed between two rosters of one horizon, agent by agent and day by day."""

from dataclasses import dataclass, field
from datetime import date
from itertools import zip_longest
from typing import TYPE_CHECKING, Literal

from wfm.center.errors import UsageError
from wfm.center.horizon import Horizon
from wfm.center.roster import Roster, Shift
from wfm.center.shift import Activity

if TYPE_CHECKING:
    import pandas as pd

Kind = Literal["added", "removed", "moved", "breaks moved"]


@dataclass(frozen=True)
class Change:
    """One agent's day that is not as it was.

    Attributes
    ----------
    agent : str
    day : date
    kind : str
        ``added``, ``removed``, ``moved`` (other hours or another shift template), or
        ``breaks moved`` (the same shift with its pauses or activities elsewhere).
    before, after : Shift or None
        None where there is no shift.
    """

    agent: str
    day: date
    kind: Kind
    before: Shift | None
    after: Shift | None

    @property
    def paid_hours(self) -> float:
        """Paid hours that were added, negative when there are fewer."""
        after = self.after.paid_minutes if self.after is not None else 0.0
        before = self.before.paid_minutes if self.before is not None else 0.0
        return (after - before) / 60


@dataclass(frozen=True)
class RosterDiff:
    """All changes from one roster to another, by agent and day.

    Changes of state and version alone are none: people work the same hours.
    """

    horizon: Horizon
    changes: tuple[Change, ...] = field(repr=False)

    @property
    def agents(self) -> tuple[str, ...]:
        """Ids of the agents with a change."""
        return tuple(dict.fromkeys(change.agent for change in self.changes))

    def count(self, kind: Kind) -> int:
        """Number of changes of a kind."""
        return sum(change.kind == kind for change in self.changes)

    @property
    def paid_hours(self) -> float:
        """Paid hours that were added in all, negative when there are fewer."""
        return sum(change.paid_hours for change in self.changes)

    def totals(self) -> dict[str, float]:
        """Agents touched, changes of each kind, paid hours added."""
        return {
            "agents": len(self.agents),
            "added": self.count("added"),
            "removed": self.count("removed"),
            "moved": self.count("moved"),
            "breaks_moved": self.count("breaks moved"),
            "paid_hours": round(self.paid_hours, 4),
        }

    def describe(self, change: Change) -> str:
        """A change in the words of a supervisor, times on the center's clock."""
        before, after = change.before, change.after
        if before is None:
            return f"works {self._hours(after)}" if after is not None else ""
        if after is None:
            return f"is off, was {self._hours(before)}"
        if change.kind == "moved":
            return f"{self._hours(before)} becomes {self._hours(after)}"
        return f"{self._pauses(before)} becomes {self._pauses(after)}"

    def to_frame(self) -> "pd.DataFrame":
        """One row a change; columns: agent, day, change, before, after, paid_hours."""
        import pandas as pd

        rows = [
            (
                change.agent,
                change.day.isoformat(),
                change.kind,
                self._shown(change.before),
                self._shown(change.after),
                change.paid_hours,
            )
            for change in self.changes
        ]
        columns = ["agent", "day", "change", "before", "after", "paid_hours"]
        return pd.DataFrame(rows, columns=columns)

    def _shown(self, shift: Shift | None) -> str:
        if shift is None:
            return ""
        pauses = self._pauses(shift)
        return self._hours(shift) + (f" ({pauses})" if pauses else "")

    def _hours(self, shift: Shift) -> str:
        name = f"{shift.template} " if shift.template else ""
        return f"{name}{shift.hours(self.horizon)}"

    def _pauses(self, shift: Shift) -> str:
        return ", ".join(
            f"{span.activity.value} {self._clock(span.start_s)}-{self._clock(span.end_s)}"
            for span in shift.spans
            if span.activity not in (Activity.ON_QUEUE, Activity.OFF_DUTY)
        )

    def _clock(self, second: int) -> str:
        return f"{self.horizon.moment(second):%H:%M}"

    def __repr__(self) -> str:
        kinds: tuple[Kind, ...] = ("added", "removed", "moved", "breaks moved")
        counts = [f"{self.count(kind)} {kind}" for kind in kinds if self.count(kind)]
        what = ", ".join(counts) or "nothing changed"
        return f"RosterDiff({len(self.agents)} agents: {what}; {self.paid_hours:+,.1f} paid hours)"

    def _repr_html_(self) -> str:
        return f"<p>{self!r}</p>{self.to_frame().to_html(index=False)}"


def diff(before: Roster, after: Roster) -> RosterDiff:
    """Everything that people would work differently.

    Parameters
    ----------
    before, after : Roster
        Of one horizon.

    Raises
    ------
    UsageError
        If the rosters are of different horizons.
    """
    if before.horizon != after.horizon:
        raise UsageError(
            f"the rosters are of {before.horizon!r} and {after.horizon!r}; give two of one"
        )
    old, new = _by_day(before), _by_day(after)
    changes = []
    for agent, day in sorted({*old, *new}):
        for was, now in zip_longest(old.get((agent, day), ()), new.get((agent, day), ())):
            kind = _kind(was, now)
            if kind is not None:
                changes.append(Change(agent, day, kind, was, now))
    return RosterDiff(before.horizon, tuple(changes))


def _kind(was: Shift | None, now: Shift | None) -> Kind | None:
    if was is None:
        return "added"
    if now is None:
        return "removed"
    if (was.template, was.spans) == (now.template, now.spans):
        return None
    if (was.template, _edges_s(was)) != (now.template, _edges_s(now)):
        return "moved"
    return "breaks moved"


def _edges_s(shift: Shift) -> tuple[tuple[int, int], ...]:
    """Start and end of each part."""
    return tuple((part[0].start_s, part[-1].end_s) for part in shift.parts)


def _by_day(roster: Roster) -> dict[tuple[str, date], tuple[Shift, ...]]:
    found: dict[tuple[str, date], tuple[Shift, ...]] = {}
    for shift in roster.shifts:
        key = shift.agent, shift.day
        found[key] = (*found.get(key, ()), shift)
    return found
