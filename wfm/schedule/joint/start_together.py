"""Joint rule `start_together`: people of a team begin their day close to each other."""

from collections.abc import Iterator
from typing import ClassVar

import numpy as np
from pydantic import Field

from wfm.center.roster import Roster, Shift
from wfm.center.scenario import Scenario
from wfm.schedule.joint.joint_rule import JointRule
from wfm.schedule.joint.terms import StartsTerm
from wfm.schedule.violation import Violation


class StartTogether(JointRule):
    """Most minutes between the first and the last start of a team's people on the same day.

    It holds for each team apart, all teams where none is named; agents who are named are one more
    team. Starts are compared by the clock; duty on call does not count.
    """

    name: ClassVar[str] = "start_together"
    unit: ClassVar[str] = "hour"

    minutes: int = Field(ge=0, le=24 * 60, description="Most minutes between two starts of a day.")

    def check(self, scenario: Scenario, roster: Roster) -> list[Violation]:
        """Days on which a team's starts lie too far apart."""
        horizon = scenario.horizon
        found = []
        for team, agents in self._teams(scenario).items():
            starts: dict[object, list[tuple[int, Shift]]] = {}
            for shift in roster.shifts:
                if shift.agent in agents and not shift.is_on_call and shift.day in horizon.dates:
                    moment = horizon.moment(shift.start_s)
                    later = (moment.date() - shift.day).days
                    clock = later * 1440 + moment.hour * 60 + moment.minute
                    starts.setdefault(shift.day, []).append((clock, shift))
            for of_day in starts.values():
                first, last = (choose(of_day, key=lambda pair: pair[0]) for choose in (min, max))
                apart = last[0] - first[0]
                if apart > self.minutes:
                    begin, end = (horizon.moment(pair[1].start_s) for pair in (first, last))
                    found.append(
                        self.violation(
                            first[1].day,
                            f"{team} starts from {begin:%H:%M} ('{first[1].agent}') to "
                            f"{end:%H:%M} ('{last[1].agent}'), {apart} min apart, at most "
                            f"{self.minutes} are allowed",
                            (apart - self.minutes) / 60,
                        )
                    )
        return sorted(found, key=lambda violation: violation.day)

    def terms(self, scenario: Scenario) -> Iterator[StartsTerm]:
        """One term a team."""
        for agents in self._teams(scenario).values():
            members = np.array([agent.id in agents for agent in scenario.agents], dtype=bool)
            yield StartsTerm(members, self.minutes, self.unit_price)

    def _teams(self, scenario: Scenario) -> dict[str, frozenset[str]]:
        """The people of each team, by what the team is called."""
        teams = self.teams
        if not teams and not self.agents:
            teams = tuple(sorted({agent.team for agent in scenario.agents if agent.team}))
        found = {
            f"team '{team}'": frozenset(a.id for a in scenario.agents if a.team == team)
            for team in teams
        }
        if self.agents:
            known = {agent.id for agent in scenario.agents}
            found["the group of " + ", ".join(self.agents[:3])] = frozenset(self.agents) & known
        return found

    def problems(self, scenario: Scenario) -> Iterator[tuple[str, str]]:
        """Nobody it could hold for."""
        if not self._teams(scenario):
            yield "teams", "no agent has a team; name teams or agents"

    def sentence(self) -> str:
        """The rule in one sentence."""
        who = f"People of {self.whose}" if self.whose else "People of each team"
        if not self.minutes:
            return f"{who} start at the same time on a day."
        return f"{who} start within {self.minutes} minutes of each other on a day."
