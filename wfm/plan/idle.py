"""People who could still be given a shift where agents lack, within their work rules."""

from collections.abc import Collection, Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from wfm.center.agent import Agent
from wfm.center.roster import Roster, Shift
from wfm.center.scenario import Scenario
from wfm.plan.placed import Placing
from wfm.schedule.check import check_agents, joint_violations, worse
from wfm.schedule.coverage import coverage
from wfm.schedule.employment import Employment
from wfm.schedule.groups import planning_groups
from wfm.staff.requirement import Requirement

MUCH_SHORT = 0.5
"""Share of the required hours that lacks before it is asked whether people are idle."""

DAYS_TRIED = 5
"""Days on which a shift more is tried for each person, those on which most lacks first."""


def idle_people(
    scenario: Scenario, roster: Roster, queues: Collection[str], lack: NDArray[np.float64]
) -> Iterator[Agent]:
    """Agents of some queues who could work a shift more when agents lack, one after the other.

    On each of the days that lack most the shift that meets most is tried, for one person at a time:
    together they may be fewer, by joint rules.

    Parameters
    ----------
    scenario : Scenario
    roster : Roster
    queues : collection of str
    lack : array of shape (intervals,)
        What lacks in each interval, in any unit.
    """
    if lack.sum() <= 0:
        return
    best = _best_shifts(scenario, lack)
    together = [v for v in joint_violations(scenario, roster) if v.cost is None]
    entries = roster.by_agent
    for agent in scenario.agents:
        if not set(queues) & set(scenario.queues_of(agent)):
            continue
        employment, offers = Employment.of(scenario, agent), best[agent.contract]
        taken = {shift.day for shift in entries.get(agent.id, ())}
        free = [
            day
            for day, date in enumerate(scenario.horizon.dates)
            if offers[day].worth > 0 and employment.may_work(day) and date not in taken
        ]
        before = len(check_agents(scenario, roster, {agent.id}))
        for day in sorted(free, key=lambda d: -offers[d].worth)[:DAYS_TRIED]:
            shift = offers[day].shift(agent.id, day)
            if shift is None:
                continue
            more = Roster(roster.horizon, (*roster.shifts, shift))
            broken = [v for v in joint_violations(scenario, more) if v.cost is None]
            if len(check_agents(scenario, more, {agent.id})) <= before and not worse(
                broken, together
            ):
                yield agent
                break


def idle_where_short(
    scenario: Scenario, requirement: Requirement, roster: Roster
) -> Iterator[Agent]:
    """Agents who could work a shift more where a roster lacks its requirement."""
    covers = coverage(scenario, requirement, roster).groups
    for group, cover in zip(planning_groups(scenario), covers, strict=True):
        queues = [scenario.queue_names[q] for q in group.queues]
        yield from idle_people(scenario, roster, queues, cover.under)


def idle_though_much_lacks(scenario: Scenario, requirement: Requirement, roster: Roster) -> int:
    """How many agents could work a shift more where a roster lacks much of its requirement.

    Some hours short are common while others are free: their rules do not fit. Where more lack than
    `MUCH_SHORT` of what is required, an hour short may be too cheap to be worth a shift.

    Parameters
    ----------
    scenario : Scenario
    requirement : Requirement
    roster : Roster

    Returns
    -------
    int
        0 where not so much lacks.
    """
    lacks = coverage(scenario, requirement, roster).under_hours
    if lacks <= MUCH_SHORT * requirement.required_hours:
        return 0
    return sum(1 for _ in idle_where_short(scenario, requirement, roster))


class _Offer(NamedTuple):
    """A shift by its placing, start and pauses, and what it meets of what lacks."""

    worth: float
    placing: Placing | None = None
    start: int = 0
    pauses_min: NDArray[np.int64] = np.zeros(0, dtype=np.int64)

    def shift(self, agent: str, day: int) -> Shift | None:
        """The shift for an agent; None where its pauses do not fit."""
        if self.placing is None:
            return None
        return self.placing.shift(agent, day, self.start, self.pauses_min)


def _best_shifts(scenario: Scenario, lack: NDArray[np.float64]) -> dict[str, list[_Offer]]:
    """The shift of each contract that meets most on each day, by the contract's name."""
    days = scenario.horizon.days
    sums = np.concatenate([[0.0], np.cumsum(lack)])[None]
    best: dict[str, list[_Offer]] = {}
    for template in scenario.shifts:
        if template.on_call:
            continue
        placing = Placing(scenario.horizon, template)
        worth, pauses_min = placing.worths(sums)
        for contract in scenario.contracts:
            offers = best.setdefault(contract.name, [_Offer(0.0)] * days)
            if template.name not in contract.shifts:
                continue
            for day in range(days):
                start = int(worth[0, day].argmax())
                if worth[0, day, start] > offers[day].worth:
                    offers[day] = _Offer(
                        float(worth[0, day, start]), placing, start, pauses_min[0, day, start]
                    )
    return best
