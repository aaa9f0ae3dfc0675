"""How well a roster covers the requirement, without counting anyone twice."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from wfm.center.errors import UsageError
from wfm.center.horizon import Horizon
from wfm.center.roster import Roster
from wfm.center.scenario import Scenario
from wfm.schedule.groups import PlanningGroup, planning_groups
from wfm.schedule.pace import are_counted_by_pace, paces
from wfm.staff.requirement import Requirement

if TYPE_CHECKING:
    import pandas as pd

Series = NDArray[np.float64]

COUNTED_BY_PROFICIENCY = "agents are counted by proficiency: who takes twice as long counts as half"


@dataclass(frozen=True)
class Cover:
    """Agents of one planning group, or of all; every array has shape (intervals,)."""

    name: str
    required: Series
    scheduled: Series
    under: Series
    over: Series


@dataclass(frozen=True)
class Coverage:
    """Required and scheduled agents per interval; under and over are never netted.

    Attributes
    ----------
    horizon : Horizon
    required, scheduled, under, over : array of shape (intervals,)
        In agents at a normal pace, all planning groups together.
    groups : tuple of Cover
        The same for each planning group.
    by_proficiency : bool
        Whether some agent counts as more or fewer than one.
    """

    horizon: Horizon
    required: Series
    scheduled: Series
    under: Series
    over: Series
    groups: tuple[Cover, ...]
    by_proficiency: bool = False

    @property
    def under_hours(self) -> float:
        """Agent-hours short of the requirement."""
        return float(self.under.sum()) * self.horizon.interval_minutes / 60

    @property
    def over_hours(self) -> float:
        """Agent-hours above the requirement."""
        return float(self.over.sum()) * self.horizon.interval_minutes / 60

    @property
    def note(self) -> str:
        """How agents are counted, where that is not one each; else empty."""
        return COUNTED_BY_PROFICIENCY if self.by_proficiency else ""

    def to_frame(self) -> "pd.DataFrame":
        """Tidy table; columns: interval_start (UTC), group, required, scheduled, under, over."""
        import pandas as pd

        starts = self.horizon.interval_starts()
        return pd.concat(
            [
                pd.DataFrame(
                    {
                        "interval_start": starts,
                        "group": cover.name,
                        "required": cover.required,
                        "scheduled": cover.scheduled,
                        "under": cover.under,
                        "over": cover.over,
                    }
                )
                for cover in self.groups
            ],
            ignore_index=True,
        )

    def __repr__(self) -> str:
        return (
            f"Coverage({len(self.groups)} planning groups: {self.under_hours:,.1f} agent-hours "
            f"under, {self.over_hours:,.1f} over)"
        )

    def _repr_html_(self) -> str:
        return f"<p>{self!r}</p>{self.to_frame().head(20).to_html(index=False)}"


def coverage(scenario: Scenario, requirement: Requirement, roster: Roster) -> Coverage:
    """Agents required and on queue in every interval.

    With several skills in a planning group the agents missing are
    ``max over subsets S of its queues of (R(S) - N(S))+``, where R(S) is what the queues of S
    require and N(S) counts the agents who can take some queue of S: the deficiency form of Hall's
    theorem (Hall, 1935, "On representatives of subsets"), so that nobody serves two queues at once.
    Over is scheduled - required + under. By their proficiency agents count as more or fewer than
    one each, see `wfm.schedule.pace`; with that as what each can give, the theorem is that of
    maximum flow and minimum cut (Ford and Fulkerson, 1956).

    Parameters
    ----------
    scenario : Scenario
    requirement : Requirement
        Its `required_gross` is to be covered.
    roster : Roster
    """
    required = gross_by_queue(scenario, requirement)
    on_queue = counted_on_queue(scenario, requirement, roster)
    covers = tuple(cover(group, required, on_queue) for group in planning_groups(scenario))

    def total(name: str) -> Series:
        return np.asarray(np.sum([getattr(cover, name) for cover in covers], axis=0))

    return Coverage(
        scenario.horizon,
        total("required"),
        total("scheduled"),
        total("under"),
        total("over"),
        covers,
        are_counted_by_pace(scenario),
    )


def counted_on_queue(scenario: Scenario, requirement: Requirement, roster: Roster) -> Series:
    """Share of each interval on queue, times the agent's pace; shape (agents, intervals)."""
    on_queue = roster.on_queue(tuple(agent.id for agent in scenario.agents))
    counted: Series = paces(scenario, requirement)[:, None] * on_queue
    return counted


def gross_by_queue(scenario: Scenario, requirement: Requirement) -> Series:
    """`required_gross` with rows in the scenario's order; an absent queue needs nobody."""
    if requirement.horizon != scenario.horizon:
        raise UsageError("the requirement is of another horizon than the scenario")
    required = np.zeros((len(scenario.queues), scenario.horizon.n_intervals))
    for row, name in enumerate(requirement.queues):
        if name not in scenario.queue_names:
            raise UsageError(f"the requirement has a queue '{name}' that the scenario has not")
        required[scenario.queue_names.index(name)] = requirement.required_gross[row]
    return required


def cover(group: PlanningGroup, required: Series, on_queue: Series) -> Cover:
    """Cover of one planning group; arrays of shape (queues, intervals) and (agents, intervals)."""
    missing, by_class = group.missing(required, on_queue), group.by_class(on_queue)
    asked, scheduled = required[list(group.queues)].sum(axis=0), by_class.sum(axis=0)
    under = np.maximum(missing.max(axis=0), 0.0)
    # Rounding in the sums must not show up as a sliver of overstaffing.
    over = np.maximum(scheduled - asked + under, 0.0)
    return Cover(group.name, asked, scheduled, under, over)
