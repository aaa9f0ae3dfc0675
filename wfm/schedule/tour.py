"""One agent's shifts over a horizon, beside the terms that bind them."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from wfm.center.roster import Roster, Shift
from wfm.center.scenario import Scenario
from wfm.schedule.employment import Employment


@dataclass(frozen=True)
class Tour:
    """Shifts of one agent, in order of time, and the agent's terms."""

    employment: Employment
    shifts: tuple[Shift, ...]

    @property
    def agent(self) -> str:
        """Id of the agent."""
        return self.employment.agent.id

    def day_index(self, shift: Shift) -> int:
        """Index of the shift's day in the horizon; may lie outside it."""
        return shift.day.toordinal() - self.employment.horizon.start.toordinal()

    def date_of(self, day: int) -> date:
        """Date of a day of the horizon."""
        return date.fromordinal(self.employment.horizon.start.toordinal() + day)

    def clock_min(self, second: int, day: int) -> int:
        """A moment as minutes on the clock after the midnight that begins a day."""
        moment = self.employment.horizon.moment(second)
        later = moment.toordinal() - self.employment.horizon.start.toordinal() - day
        return later * 1440 + moment.hour * 60 + moment.minute

    def with_past(self) -> "Tour":
        """The same tour with the shifts before the horizon, on days below 0."""
        past = self.employment.past
        return Tour(self.employment, (*past, *self.shifts)) if past else self

    def worked_days(self) -> tuple[int, ...]:
        """Indices of the days on which a shift starts, in order."""
        return tuple(sorted({self.day_index(shift) for shift in self.shifts}))

    def shifts_within(self, days: range) -> tuple[Shift, ...]:
        """Shifts that belong to some of the days."""
        return tuple(shift for shift in self.shifts if self.day_index(shift) in days)

    def rests(self) -> Iterator[tuple[Shift, Shift, float]]:
        """Each shift, the next one, and the hours of rest between them."""
        for earlier, later in pairwise(self.shifts):
            yield earlier, later, (later.start_s - earlier.end_s) / 3600


def tours_of(
    scenario: Scenario, roster: Roster, agents: Collection[str] | None = None
) -> Iterator[Tour]:
    """Tours of some agents of the scenario, by default all, also of those without a shift."""
    for agent in scenario.agents:
        if agents is not None and agent.id not in agents:
            continue
        yield Tour(Employment.of(scenario, agent), roster.by_agent.get(agent.id, ()))
