"""A center to plan, and how a roster of it is judged."""

from dataclasses import dataclass

from wfm.center.roster import Roster
from wfm.center.scenario import Scenario
from wfm.forecast.forecast import Forecast
from wfm.plan.live_through import Living, live_paths
from wfm.plan.loop import SEARCH_PATHS, SEARCH_PATHS_FROM
from wfm.simulate.outcome import Outcome
from wfm.staff.standing import Standing, probability_to_aim_at, standing

STATED = 0.9


@dataclass(frozen=True)
class Center:
    """A scenario and what is expected in it."""

    scenario: Scenario
    demand: Forecast

    def live(
        self, roster: Roster, first: int, count: int, scenario: Scenario | None = None
    ) -> Outcome:
        """Simulate a roster on some paths, by its own people or those of another scenario."""
        # One thread: the other core plans another center.
        how = Living(workers=1)
        return live_paths(scenario or self.scenario, self.demand, roster, how, first, count)

    def standings(self, roster: Roster, scenario: Scenario | None = None) -> tuple[Standing, ...]:
        """Every target on the paths that the loop searches with, with the loop's own margin."""
        outcome = self.live(roster, SEARCH_PATHS_FROM, SEARCH_PATHS, scenario)
        judged = self.scenario.simulation.replications
        return tuple(
            standing(t, outcome, probability_to_aim_at(t, SEARCH_PATHS, judged))
            for t in self.scenario.targets
        )


@dataclass(frozen=True)
class Planned:
    """A roster of one method, the people it is of, and whether the method says that it holds."""

    roster: Roster
    scenario: Scenario
    promised: bool
    seconds: float
