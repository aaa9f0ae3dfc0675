"""Who works the nights, late shifts and weekends: what is asked of each, beside the others."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from wfm.center.horizon import Horizon
from wfm.center.roster import Roster, Shift
from wfm.center.scenario import Scenario

if TYPE_CHECKING:
    import pandas as pd

NIGHT_BEGINS, NIGHT_ENDS = 23, 6
NIGHT_HOURS = 3.0
LATE_HOUR = 20
SATURDAY = 5
FIGURES = ("shifts", "paid_hours", "nights", "late_shifts", "weekend_shifts", "weekends")


class Share(NamedTuple):
    """What one agent is asked for.

    Attributes
    ----------
    agent, contract, team : str
    shifts : int
    paid_hours : float
    nights : int
        Shifts with at least three hours between 23:00 and 06:00.
    late_shifts : int
        Other shifts that end after 20:00.
    weekend_shifts : int
        Shifts that begin on a Saturday or Sunday.
    weekends : int
        Weekends with such a shift.
    """

    agent: str
    contract: str
    team: str
    shifts: int
    paid_hours: float
    nights: int
    late_shifts: int
    weekend_shifts: int
    weekends: int


@dataclass(frozen=True)
class FairnessLedger:
    """Shares of all agents, in the scenario's order."""

    shares: tuple[Share, ...] = field(repr=False)

    def spread(self, figure: str) -> tuple[float, float, float]:
        """Least, mean and most of a figure among the agents."""
        values = [float(getattr(share, figure)) for share in self.shares]
        return min(values), sum(values) / len(values), max(values)

    def to_frame(self) -> "pd.DataFrame":
        """One row an agent; columns: agent, contract, team and the figures."""
        import pandas as pd

        return pd.DataFrame(self.shares, columns=list(Share._fields))

    def __repr__(self) -> str:
        shown = [
            f"{name} {least:g} to {most:g}"
            for name in FIGURES[2:]
            for least, _, most in (self.spread(name),)
        ]
        return f"FairnessLedger({len(self.shares)} agents: {', '.join(shown)})"

    def _repr_html_(self) -> str:
        return f"<p>{self!r}</p>{self.to_frame().to_html(index=False)}"


def fairness(scenario: Scenario, roster: Roster) -> FairnessLedger:
    """Count what the roster asks of every agent of the scenario."""
    shares = []
    for agent in scenario.agents:
        shifts = roster.by_agent.get(agent.id, ())
        nights = [s for s in shifts if _night_hours(roster.horizon, s) >= NIGHT_HOURS - 1e-9]
        late = [s for s in shifts if s not in nights and _is_late(roster.horizon, s)]
        weekend = [s.day for s in shifts if s.day.weekday() >= SATURDAY]
        shares.append(
            Share(
                agent.id,
                agent.contract,
                agent.team,
                len(shifts),
                sum(s.paid_minutes for s in shifts) / 60,
                len(nights),
                len(late),
                len(weekend),
                len({day.toordinal() - day.weekday() for day in weekend}),
            )
        )
    return FairnessLedger(tuple(shares))


def _night_hours(horizon: Horizon, shift: Shift) -> float:
    """Hours between 23:00 and 06:00 by the clock."""
    start, end = horizon.moment(shift.start_s), horizon.moment(shift.end_s)
    hours = 0.0
    midnight = datetime(start.year, start.month, start.day)
    begin, stop = start.replace(tzinfo=None), end.replace(tzinfo=None)
    for day in range((stop - midnight).days + 2):
        dawn = midnight + timedelta(days=day, hours=NIGHT_ENDS)
        dusk = midnight + timedelta(days=day - 1, hours=NIGHT_BEGINS)
        hours += max((min(stop, dawn) - max(begin, dusk)).total_seconds(), 0.0) / 3600
    return hours


def _is_late(horizon: Horizon, shift: Shift) -> bool:
    end = horizon.moment(shift.end_s)
    return end.date() > shift.day or end.hour * 60 + end.minute > LATE_HOUR * 60
