"""The Plan: everything one planning run found, from history to the simulated roster."""

from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wfm.center.history import History
from wfm.center.roster import Roster
from wfm.center.scenario import Scenario
from wfm.forecast.forecast import Forecast
from wfm.plan.advice import advice
from wfm.plan.broken_target import BrokenTarget
from wfm.plan.credits import Owed, owed
from wfm.plan.rounds import Found
from wfm.schedule.cost import pay
from wfm.schedule.coverage import Coverage
from wfm.schedule.violation import Violation
from wfm.simulate.outcome import Outcome
from wfm.simulate.target_result import TargetResult
from wfm.staff.requirement import Requirement

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Plan:
    """One planning run.

    Attributes
    ----------
    scenario : Scenario
        As resolved, levers applied.
    history : History
        What was recorded.
    forecast : Forecast
        What is expected, with its uncertainty.
    requirement : Requirement
        Agents needed per queue and interval.
    roster : Roster
        Who works when.
    coverage : Coverage
        Scheduled against required.
    outcome : Outcome
        What callers live through when this very roster works.
    targets : tuple of TargetResult
        The verdict on each target.
    seconds : dict
        Wall-clock time of each stage.
    violations : tuple of Violation
        Rules that the roster breaks; none unless a roster was given.
    found : Found or None
        What the loop went through; None for a plan made in one pass, or of a given roster.
    broken_targets : tuple of BrokenTarget
        Each target that is not met: when, by how much, and what would mend it; empty where a given
        roster is only judged.
    history_given : bool
        Whether the history was given as a value, and not read from the scenario's file.
    """

    scenario: Scenario
    history: History
    forecast: Forecast
    requirement: Requirement
    roster: Roster
    coverage: Coverage
    outcome: Outcome
    targets: tuple[TargetResult, ...]
    seconds: dict[str, float] = field(default_factory=dict)
    violations: tuple[Violation, ...] = ()
    found: Found | None = None
    broken_targets: tuple[BrokenTarget, ...] = ()
    history_given: bool = False

    @property
    def input_files(self) -> tuple[Path, ...]:
        """Files that the plan was made from."""
        history = () if self.history_given else (self.scenario.history.file,)
        return tuple(sorted({*self.scenario.sources, *history}))

    @property
    def met(self) -> bool:
        """Whether every target is met."""
        return all(target.met for target in self.targets)

    @property
    def verdict(self) -> str:
        """``met`` or ``not met``."""
        return "met" if self.met else "not met"

    @property
    def paid_hours(self) -> float:
        """Paid hours of the roster."""
        return self.roster.paid_hours

    @property
    def cost(self) -> float:
        """Pay of the roster."""
        return pay(self.scenario, self.roster)

    @property
    def credits(self) -> Owed:
        """What the priced targets are expected to owe."""
        return owed(self.scenario, self.outcome)

    @property
    def headline(self) -> dict[str, Any]:
        """The figures that ``wfm plan --json`` prints, without the run folder."""
        return {
            "verdict": self.verdict,
            "targets": [asdict(target) for target in self.targets],
            "shortages": [asdict(broken) for broken in self.broken_targets],
            "advice": list(advice(self.coverage, self.met)),
            "paid_hours": round(self.paid_hours, 2),
            "cost": round(self.cost, 2),
            "credits": round(self.credits.mean, 2),
            "agents": len(self.roster.by_agent),
            "under_hours": round(self.coverage.under_hours, 2),
            "over_hours": round(self.coverage.over_hours, 2),
            "seconds": round(sum(self.seconds.values()), 2),
        }

    def to_frame(self) -> "pd.DataFrame":
        """One row a target, with the attributes of `TargetResult` as columns."""
        import pandas as pd

        return pd.DataFrame([asdict(target) for target in self.targets])

    def __repr__(self) -> str:
        return (
            f"Plan({self.scenario.name}: targets {self.verdict}, "
            f"{self.paid_hours:,.0f} paid hours, {self.cost:,.0f} {self.scenario.currency})"
        )

    def _repr_html_(self) -> str:
        return f"<p>{self!r}</p>{self.to_frame().to_html(index=False)}"
