"""What is asked of each, beside the others: nights, late shifts, weekends, and wishes granted."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from wfm.center.horizon import Horizon
from wfm.center.past_share import SHARE_FIGURES, TOTAL, PastShare
from wfm.center.roster import Roster, Shift, Span
from wfm.center.scenario import Scenario
from wfm.schedule.wishes import outcomes

if TYPE_CHECKING:
    import pandas as pd

NIGHT_BEGINS, NIGHT_ENDS = 23, 6
NIGHT_HOURS = 3.0
LATE_HOUR = 20
SATURDAY = 5


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
    wishes : int
        Days on which a wish was granted or refused.
    wishes_granted : int
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
    wishes: int = 0
    wishes_granted: int = 0


@dataclass(frozen=True)
class FairnessLedger:
    """Shares of all agents, in the scenario's order, and what past periods asked of some."""

    shares: tuple[Share, ...] = field(repr=False)
    past: dict[str, PastShare] = field(default_factory=dict, repr=False)

    def total(self, share: Share, figure: str) -> float:
        """A figure of an agent with what past periods asked."""
        before = self.past.get(share.agent)
        now: float = getattr(share, figure)
        return now if before is None else now + getattr(before, figure)

    def spread(self, figure: str, *, with_past: bool = False) -> tuple[float, float, float]:
        """Least, mean and most of a figure among the agents."""
        values = [
            float(self.total(share, figure) if with_past else getattr(share, figure))
            for share in self.shares
        ]
        return min(values), sum(values) / len(values), max(values)

    def to_frame(self) -> "pd.DataFrame":
        """One row an agent; columns: agent, contract, team, the figures, and total_ of each.

        The totals have the past periods in them; a next scenario's ``past_shares`` reads them.
        """
        import pandas as pd

        frame = pd.DataFrame(self.shares, columns=list(Share._fields))
        for figure in SHARE_FIGURES:
            frame[TOTAL + figure] = [self.total(share, figure) for share in self.shares]
        return frame

    def __repr__(self) -> str:
        shown = [
            f"{name} {least:g} to {most:g}"
            for name in SHARE_FIGURES[2:]
            for least, _, most in (self.spread(name),)
        ]
        return f"FairnessLedger({len(self.shares)} agents: {', '.join(shown)})"

    def _repr_html_(self) -> str:
        return f"<p>{self!r}</p>{self.to_frame().to_html(index=False)}"


def fairness(scenario: Scenario, roster: Roster) -> FairnessLedger:
    """Count what the roster asks of every agent of the scenario, and what it grants them."""
    wishes: Counter[str] = Counter()
    granted: Counter[str] = Counter()
    for outcome in outcomes(scenario, roster):
        wishes[outcome.agent] += 1
        granted[outcome.agent] += outcome.granted
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
                wishes[agent.id],
                granted[agent.id],
            )
        )
    return FairnessLedger(tuple(shares), {share.agent: share for share in scenario.past_shares})


def _night_hours(horizon: Horizon, shift: Shift) -> float:
    """Hours between 23:00 and 06:00 by the clock, but for the gap of a split shift."""
    return sum(_night_hours_of(horizon, part) for part in shift.parts)


def _night_hours_of(horizon: Horizon, part: tuple[Span, ...]) -> float:
    start, end = horizon.moment(part[0].start_s), horizon.moment(part[-1].end_s)
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
