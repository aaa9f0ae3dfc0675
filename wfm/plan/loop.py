"""The loop: aim, roster, simulate the very roster, correct the aim; until promises just hold."""

import time
from collections.abc import Callable

from wfm.center.progress import Progress, silent
from wfm.center.roster import Roster
from wfm.center.scenario import Scenario
from wfm.center.target import Measure, Target
from wfm.forecast.forecast import Forecast
from wfm.plan.quick import QuickRosters
from wfm.plan.rounds import Found, Round, Told
from wfm.plan.steer import Control, probability_to_aim_at, scale, standing, unscale
from wfm.schedule.cost import pay
from wfm.schedule.coverage import coverage
from wfm.schedule.solve import schedule
from wfm.simulate.outcome import Outcome
from wfm.staff.contract import CAP, Aims, ContractStaffing
from wfm.staff.requirement import Requirement

SEARCH_PATHS_FROM = 1_000_000
"""First replication of the paths that the loop looks at; the verdict is on those from 0 on."""

SEARCH_PATHS = 60
FULL_ROUNDS = 3
"""Rounds at the end that are full searches even if quick ones did not come near."""

FIRST_SHARE, QUICK_SHARE, FULL_SHARE, AGAIN_SHARE = 0.15, 0.1, 0.8, 0.15
"""Search of each kind of round, as a share of the scheduler's seconds."""

TOLERANCE = 0.03
"""Gap that is close enough: 0.5 points of a service level of 80 %."""

ASIDE = 3.0
"""How far an aim may move from its goal, on its scale."""

Simulate = Callable[[Roster, int, int], Outcome]
"""Roster, first replication and their number."""


def loop(
    scenario: Scenario,
    forecast: Forecast,
    simulate: Simulate,
    *,
    told: Told = lambda _: None,
    progress: Progress = silent,
) -> Found:
    """Find the cheapest roster that keeps every target with its probability.

    Quick rounds find the aims; the rounds after them are full searches, begun from the roster
    before, and only those are chosen from. Interrupted (Ctrl-C), it returns the best so far.

    Parameters
    ----------
    scenario : Scenario
    forecast : Forecast
    simulate : function of roster, first replication and count
    told : function of a round
        Called after each round.
    progress : callable
    """
    search = _Search(scenario, forecast, simulate, told)
    limit = scenario.planning.rounds
    try:
        while len(search.kept) < limit and not search.done:
            progress("loop", len(search.kept) / limit)
            search.round(full=search.is_near or len(search.kept) >= limit - FULL_ROUNDS)
    except KeyboardInterrupt:
        if not search.kept:
            raise
    progress("loop", 1.0)
    return search.best()


class _Search:
    """The state of a loop: its controls, and what it has found."""

    def __init__(
        self, scenario: Scenario, forecast: Forecast, simulate: Simulate, told: Told
    ) -> None:
        self.scenario = scenario
        self.simulate, self.told = simulate, told
        self.staffing = ContractStaffing.of(scenario, forecast)
        self.promises = (*scenario.targets, *_cap_as_a_target(scenario))
        self.aims = {t.name: Control(scale(t, t.goal)) for t in self.promises if self._has_aim(t)}
        self.pace = {name: Control(0.0) for name in self.staffing.paced}
        self.quick = QuickRosters(scenario, self.staffing.base, scenario.seed)
        self.began = time.perf_counter()
        self.kept: list[tuple[Round, Requirement, Roster]] = []

    def _has_aim(self, target: Target) -> bool:
        return target in self.staffing.modelled or target.measure is Measure.OCCUPANCY

    @property
    def is_near(self) -> bool:
        """Whether quick rounds have done their part."""
        last = self.kept[-1][0] if self.kept else None
        return last is not None and (last.search == "full" or abs(last.gap) <= TOLERANCE)

    @property
    def done(self) -> bool:
        """Whether a full round holds and is as tight as asked, or a second could not better it."""
        full = [r for r, _, _ in self.kept if r.search == "full"]
        holding = [r for r in full if r.holds]
        return any(r.gap <= TOLERANCE for r in holding) or (bool(holding) and len(full) > 1)

    def round(self, full: bool) -> None:
        """Aim, roster, simulate, and move the aims."""
        scenario = self.scenario
        aims = Aims(
            {
                t.name: unscale(t, self.aims[t.name].at)
                for t in self.promises
                if t.name in self.aims
            },
            {name: _pace(control.at) for name, control in self.pace.items()},
        )
        requirement = self.staffing.requirement(aims)
        roster = self._roster(requirement, full)
        outcome = self.simulate(roster, SEARCH_PATHS_FROM, SEARCH_PATHS)
        standings = tuple(
            standing(
                t,
                outcome,
                probability_to_aim_at(t, SEARCH_PATHS, scenario.simulation.replications),
            )
            for t in self.promises
        )
        found = Round(
            number=len(self.kept),
            search="full" if full else "quick",
            required_hours=requirement.required_hours,
            paid_hours=roster.paid_hours,
            cost=pay(scenario, roster),
            under_hours=coverage(scenario, requirement, roster).under_hours,
            standings=standings,
            aims=aims,
            seconds=time.perf_counter() - self.began,
        )
        self.kept.append((found, requirement, roster))
        self.told(found)
        self._steer(found)

    def _roster(self, requirement: Requirement, full: bool) -> Roster:
        seconds = self.scenario.scheduling.seconds
        before = self.kept[-1][2] if self.kept else None
        if not full:
            share = QUICK_SHARE if self.kept else FIRST_SHARE
            return self.quick.roster(requirement, share * seconds, before)
        again = any(r.search == "full" for r, _, _ in self.kept)
        return schedule(
            self.scenario,
            requirement,
            seed=self.scenario.seed,
            seconds=(AGAIN_SHARE if again else FULL_SHARE) * seconds,
            warm_start=before,
        ).roster

    def _steer(self, found: Round) -> None:
        # Half the tolerance to the good: a round that ends just below its goal is a round lost.
        gaps = {s.target: s.gap - TOLERANCE / 2 for s in found.standings}
        for target in self.promises:
            if target.name in self.aims:
                middle = scale(target, target.goal)
                self.aims[target.name] = self.aims[target.name].moved(
                    gaps[target.name], middle - ASIDE, middle + ASIDE
                )
        for name, control in self.pace.items():
            own = [gaps[t.name] for t in self.scenario.targets if t.queue in (name, None)]
            if own:
                self.pace[name] = control.moved(min(own), -ASIDE, ASIDE)

    def best(self) -> Found:
        """The cheapest full round that holds; without one, the nearest to holding."""
        full = [k for k in self.kept if k[0].search == "full"] or self.kept
        holding = [k for k in full if k[0].holds]
        chosen = (
            min(holding, key=lambda k: k[0].cost) if holding else max(full, key=lambda k: k[0].gap)
        )
        return Found(chosen[1], chosen[2], tuple(r for r, _, _ in self.kept), chosen[0].number)


def _cap_as_a_target(scenario: Scenario) -> tuple[Target, ...]:
    """The occupancy cap as what it is meant for: a limit on how busy people really are."""
    cap = scenario.staffing.max_occupancy
    if cap >= 1:
        return ()
    return (Target(name=CAP, measure=Measure.OCCUPANCY, goal=cap, probability=0.5),)


def _pace(at: float) -> float:
    """Agents per erlang of paced work: 1 at 0, none at the lower end."""
    return max(1.0 + at / ASIDE, 0.0)
