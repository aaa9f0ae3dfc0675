"""What a round of the loop found."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Literal

from wfm.center.roster import Roster
from wfm.staff.contract import Aims
from wfm.staff.requirement import Requirement
from wfm.staff.standing import Standing

if TYPE_CHECKING:
    import pandas as pd

Search = Literal["quick", "full", "exchange", "resumed"]
"""How a roster was made: between rounds, as one that may be the plan, from the one before by
exchange of shifts, or by an earlier loop."""

Ended = Literal["held", "rounds", "people ran out", "stopped"]
"""Why a loop ended: a round holds and is tight, none was left, nobody is left to add, Ctrl-C."""

NEGLIGIBLE = 0.01
"""A gap this small below the goal is far within the margin of the probability aimed at."""


@dataclass(frozen=True)
class Round:
    """A requirement, its roster, and how the targets stand when the roster is simulated.

    Attributes
    ----------
    number : int
        From 0.
    search : str
        ``quick`` between rounds, ``full`` for rosters that may be the plan, ``exchange`` for those
        made from the one before by exchange of shifts, ``resumed`` for the one that an earlier loop
        ended with.
    required_hours : float
        Agent-hours to roster on queue.
    paid_hours, cost : float
        Of the roster.
    under_hours : float
        Agent-hours that the roster lacks of its requirement.
    standings : tuple of Standing
        In the order of the targets, on the paths that the loop searches with.
    aims : Aims
        What the requirement was staffed for.
    seconds : float
        Since the loop began.
    credits : float
        Money that the priced targets are expected to owe.
    """

    number: int
    search: Search
    required_hours: float
    paid_hours: float
    cost: float
    under_hours: float
    standings: tuple[Standing, ...]
    aims: Aims
    seconds: float
    credits: float = 0.0

    @property
    def holds(self) -> bool:
        """Whether every target holds with its probability and the margin; priced ones always do."""
        return all(s.priced or s.gap >= -NEGLIGIBLE for s in self.standings)

    @property
    def gap(self) -> float:
        """That of the target that stands worst; a priced one is as bad on either side."""
        return min(-abs(s.gap) if s.priced else s.gap for s in self.standings)

    @property
    def probability(self) -> float:
        """That of the target that is kept most seldom."""
        return min(s.probability for s in self.standings)

    @property
    def all_cost(self) -> float:
        """Pay, and the credits that are expected."""
        return self.cost + self.credits

    def is_better_than(self, other: "Round") -> bool:
        """Whether to plan with its roster rather than with the other's.

        Those that hold come first, the cheapest before all; then full searches, the nearest to
        holding first; then quick ones.
        """

        def worth(r: Round) -> tuple[bool, float, bool, float]:
            whole = r.search != "quick"
            if r.holds:
                return True, -r.all_cost, whole, -abs(r.gap)
            return False, float(whole), whole, r.gap

        return worth(self) > worth(other)

    def __str__(self) -> str:
        worst = min(self.standings, key=lambda s: s.gap)
        kept = f"{worst.target} is kept on {worst.probability:.0%} of the paths"
        verdict = (
            f"every target holds with its margin; {kept}"
            if self.holds
            else f"{kept}, too few for its probability and margin"
        )
        owed = f", {self.credits:,.0f} of credits expected" if self.credits else ""
        hours = f"{self.paid_hours:,.0f} paid hours{owed}"
        return f"round {self.number} ({self.search}): {hours}, {verdict}"


Told = Callable[[Round], None]


@dataclass(frozen=True)
class Begun:
    """Where an earlier loop ended, to go on from.

    Attributes
    ----------
    aims : Aims
    roster : Roster
    """

    aims: Aims
    roster: Roster


@dataclass(frozen=True)
class Found:
    """What the loop ends with.

    Attributes
    ----------
    requirement : Requirement
    roster : Roster
        The cheapest whose targets all hold on the paths of the search, else the one nearest to it.
    rounds : tuple of Round
    chosen : int
        Number of the round that the roster is of.
    ended : str
        Why: ``held``, ``rounds``, ``people ran out`` or ``stopped``.
    """

    requirement: Requirement
    roster: Roster
    rounds: tuple[Round, ...]
    chosen: int
    ended: Ended = "rounds"

    @property
    def aims(self) -> Aims:
        """What the chosen requirement was staffed for."""
        return self.rounds[self.chosen].aims


def record_of(found: Found) -> dict[str, Any]:
    """A loop as plain values, for the record of a run."""
    return {
        "chosen": found.chosen,
        "ended": found.ended,
        "rounds": [asdict(r) for r in found.rounds],
    }


def found_of(record: dict[str, Any], requirement: Requirement, roster: Roster) -> Found:
    """The loop of such a record, with the requirement and roster of its chosen round."""
    rounds = tuple(
        Round(
            **r
            | {
                "standings": tuple(Standing(**s) for s in r["standings"]),
                "aims": Aims(**r["aims"]),
            }
        )
        for r in record["rounds"]
    )
    return Found(requirement, roster, rounds, record["chosen"], record.get("ended", "rounds"))


def rounds_frame(rounds: tuple[Round, ...]) -> "pd.DataFrame":
    """One row a round.

    Columns: round, search, required_hours, paid_hours, cost, credits, under_hours, holds, seconds,
    and for each target NAME: NAME (achieved), NAME_at_probability, NAME_probability, NAME_aim.
    """
    import pandas as pd

    rows = []
    for r in rounds:
        row: dict[str, object] = {
            "round": r.number,
            "search": r.search,
            "required_hours": round(r.required_hours, 2),
            "paid_hours": round(r.paid_hours, 2),
            "cost": round(r.cost, 2),
            "credits": round(r.credits, 2),
            "under_hours": round(r.under_hours, 2),
            "holds": r.holds,
            "seconds": round(r.seconds, 1),
        }
        for s in r.standings:
            row |= {
                s.target: s.achieved,
                f"{s.target}_at_probability": s.at_probability,
                f"{s.target}_probability": s.probability,
            }
        rows.append(
            row | {f"{name}_aim": aim for name, aim in ({**r.aims.figures, **r.aims.pace}).items()}
        )
    return pd.DataFrame(rows)
