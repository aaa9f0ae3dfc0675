"""The loop: aim, roster, simulate the very roster, correct the aim; until promises just hold."""

import time
from collections.abc import Callable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from wfm.center.progress import Progress, silent
from wfm.center.roster import Roster
from wfm.center.scenario import Scenario
from wfm.center.target import Measure, Target
from wfm.forecast.forecast import Forecast
from wfm.plan.credits import move_that_pays, owed
from wfm.plan.exchanging import (
    cost_when_even,
    exchanging,
    next_exchanges,
    paths_to_probe,
    probed,
)
from wfm.plan.idle import idle_where_short
from wfm.plan.marginal import marginal
from wfm.plan.quick import QuickRosters
from wfm.plan.rounds import Begun, Ended, Found, Round, Search, Told
from wfm.plan.steering import ASIDE, TOLERANCE, Steering
from wfm.schedule.cost import pay
from wfm.schedule.coverage import coverage
from wfm.schedule.pace import paces
from wfm.schedule.solve import schedule
from wfm.simulate.outcome import Outcome
from wfm.staff.contract import Aims, ContractStaffing
from wfm.staff.marginal import Marginal
from wfm.staff.promises import promises
from wfm.staff.requirement import Requirement
from wfm.staff.standing import Standing, probability_to_aim_at, scale, standing, unscale

Floats = NDArray[np.float64]

SEARCH_PATHS_FROM = 1_000_000
"""First replication of the paths that the loop looks at; the verdict is on those from 0 on."""

SEARCH_PATHS = 60
FULL_ROUNDS = 2
"""Rounds at the end that are full searches even if quick ones did not come near."""

PROBINGS, MENDINGS, EXCHANGES = 3, 3, 7
"""Rounds after them that exchange shifts by what each is worth in simulation: how often that is
probed, after how many rounds at the latest, and how many rounds there are at most."""

EXTRA_ROUNDS = 3

FIRST_SHARE, QUICK_SHARE, FULL_SHARE, AGAIN_SHARE = 0.15, 0.1, 0.8, 0.15
"""Search of each kind of round, as a share of the scheduler's seconds."""

BISECTIONS = 7
"""Steps in which the aims are found that people can carry."""

IN_VAIN = 0.8
"""Share of added hours that the roster must lack for people to have run out."""

DEARER = 4.0
"""How much an hour short gets dearer where people are idle whom a promise needs."""

Judged = tuple[Round, Requirement, Roster]
"""A round, what it asked for and its roster."""

Simulate = Callable[[Scenario, Roster, int, int], Outcome]
"""The scenario with its people, a roster, first replication and their number."""


def loop(
    scenario: Scenario,
    forecast: Forecast,
    simulate: Simulate,
    *,
    begun: Begun | None = None,
    told: Told = lambda _: None,
    progress: Progress = silent,
) -> Found:
    """Find the cheapest roster that keeps every target with its probability.

    Quick rounds find the aims; the rounds after them are full searches, begun from the roster
    before. Then shifts are exchanged, given up or added by what each is worth to the promises. Of
    all rosters that keep every target the cheapest is chosen. Interrupted (Ctrl-C), it returns the
    best so far.

    Parameters
    ----------
    scenario : Scenario
    forecast : Forecast
    simulate : function of scenario, roster, first replication and count
    begun : Begun, optional
        Aims and roster of an earlier loop to go on from; they are judged anew, as round 0.
    told : function of a round
        Called after each round.
    progress : callable
    """
    search = _Search(scenario, forecast, simulate, told, progress)
    limit = scenario.planning.rounds + (begun is not None)
    try:
        if begun is not None:
            search.take(begun)
        search.rounds_until(limit)
        if search.ended == "people ran out":
            search.share_out()
        search.exchange_shifts()
        # Promises come first: a few rounds more when none so far keeps them.
        if not search.holds:
            search.rounds_until(len(search.rounds) + EXTRA_ROUNDS)
    except KeyboardInterrupt:
        if search.best is None:
            raise
        search.ended = "stopped"
    progress("loop", 1.0)
    return search.found()


class _Search:
    """The state of a loop: where it aims, and what it has found."""

    def __init__(
        self,
        scenario: Scenario,
        forecast: Forecast,
        simulate: Simulate,
        told: Told,
        progress: Progress,
    ) -> None:
        self.scenario = scenario
        self.simulate, self.told, self.progress = simulate, told, progress
        self.staffing = ContractStaffing.of(scenario, forecast)
        self.promises = promises(scenario)
        self.paces_of_agents = paces(scenario, self.staffing.base)
        self.steering = Steering(
            self.promises,
            {t.name: scale(t, t.goal) for t in self.promises if self._has_aim(t)},
            dict.fromkeys(self.staffing.paced, 0.0),
        )
        self.priced = scenario
        self.quick = QuickRosters(scenario, self.staffing.base, scenario.seed)
        self.began = time.perf_counter()
        self.rounds: list[Round] = []
        self.roster: Roster | None = None
        self.best: Judged | None = None
        self.even: Judged | None = None
        self.ended: Ended | None = None
        self.probes_from = SEARCH_PATHS_FROM + SEARCH_PATHS

    def _has_aim(self, target: Target) -> bool:
        return target in self.staffing.modelled or target.measure is Measure.OCCUPANCY

    @property
    def is_near(self) -> bool:
        """Whether quick rounds have done their part."""
        last = self.rounds[-1] if self.rounds else None
        return last is not None and (
            last.search != "quick" or abs(last.gap) <= TOLERANCE or self._ran_out
        )

    @property
    def holds(self) -> bool:
        """Whether some round that may be the plan keeps every target."""
        return any(r.search != "quick" and r.holds for r in self.rounds)

    @property
    def _ran_out(self) -> bool:
        """Whether more was asked of people in the last round, in vain, and a target breaks."""
        if len(self.rounds) < 2 or self.rounds[-1].holds:
            return False
        before, last = self.rounds[-2:]
        more = last.required_hours - before.required_hours
        return more >= 0 and last.under_hours - before.under_hours >= IN_VAIN * more

    def take(self, begun: Begun) -> None:
        """Judge what an earlier loop ended with, and go on from it."""
        self.steering = self.steering.aimed_at(begun.aims)
        self._judge(begun.roster, "resumed")

    def rounds_until(self, limit: int) -> None:
        """Rounds until one holds and is tight, people run out, or there were so many."""
        while self.ended is None and len(self.rounds) < limit:
            self.progress("loop", min(0.7 * len(self.rounds) / limit, 1.0))
            self.round(full=self.is_near or len(self.rounds) >= limit - FULL_ROUNDS)

    def share_out(self) -> None:
        """A full round for as much as there are people for: all aims lowered by the same.

        Where far more is asked than people can give, a roster falls short wherever it likes.
        """
        last = self.rounds[-1]
        carried_hours = last.required_hours - last.under_hours
        aimed = self.steering.aimed_at(last.aims)
        least, most = 0.0, ASIDE
        for _ in range(BISECTIONS):
            middle = (least + most) / 2
            self.steering = aimed.lowered(middle)
            asked_hours = self.staffing.requirement(self.steering.aims).required_hours
            least, most = (middle, most) if asked_hours > carried_hours else (least, middle)
        self.round(full=True)

    def exchange_shifts(self) -> None:
        """Rounds that exchange shifts, as long as there is anything to exchange.

        What holds is probed anew and made cheaper; what does not is mended by what is known.
        """
        if self.ended == "people ran out":
            return
        assert self.even is not None
        start, requirement, roster = self.even
        steered = self.steering
        self.steering = steered.aimed_at(start.aims)
        self._exchange_from(roster, self._spare(start), self._floor(requirement))
        self.steering = steered

    def _exchange_from(self, roster: Roster, spare: Floats, floor: Floats) -> None:
        state = exchanging(roster, spare, floor, self.paces_of_agents)
        for number in range(min(EXCHANGES, self.scenario.planning.rounds)):
            self.progress("loop", 0.7 + 0.3 * number / EXCHANGES)
            holds = self.rounds[-1].holds
            if state.probings < PROBINGS and (holds or number % MENDINGS == 0):
                assert self.even is not None
                best, _, likely = self.even
                state = probed(state.at(likely, self._spare(best)), self._worth)
            elif holds:
                return
            found = next_exchanges(self.scenario, state)
            if found is None:
                return
            self._judge(found.roster, "exchange")
            priced = np.array([s.priced for s in self.rounds[-1].standings])
            state = state.after(found, self._spare(self.rounds[-1]), priced)
            if self.ended is None and self.rounds[-1].holds:
                self.ended = "held"

    def round(self, full: bool) -> None:
        """Aim, roster, simulate, and move the aims."""
        requirement = self.staffing.requirement(self.steering.aims)
        self._judge(self._roster(requirement, full), "full" if full else "quick")
        full_rounds = [r for r in self.rounds if r.search == "full"]
        holding = [r for r in full_rounds if r.holds]
        if self._ran_out and self._bring_in(requirement):
            return
        # A full round that is as tight as asked, or a last one that could not better those before.
        if any(abs(r.gap) <= TOLERANCE and not self.steering.can_spare(r) for r in holding) or (
            holding and len(full_rounds) >= FULL_ROUNDS
        ):
            self.ended = "held"
        elif full and self._ran_out:
            self.ended = "people ran out"

    def _bring_in(self, requirement: Requirement) -> bool:
        """Make hours short dearer if that can bring idle people in; a promise is to be kept.

        An hour short need not be dearer than a whole shift for the shortest time that can lack.
        """
        scenario, prices = self.scenario, self.priced.prices
        longest_h = max(t.paid_minutes for t in scenario.shifts) / 60
        dearest = max(c.cost_per_hour for c in scenario.contracts) + prices.over_cost_per_hour
        enough = DEARER * dearest * longest_h * 60 / scenario.horizon.interval_minutes
        assert self.roster is not None
        if prices.under_cost_per_hour >= enough:
            return False
        if next(idle_where_short(scenario, requirement, self.roster), None) is None:
            return False
        dearer = min(DEARER * max(prices.under_cost_per_hour, dearest), enough)
        scheduling = scenario.scheduling.model_copy(update={"under_cost_per_hour": dearer})
        self.priced = scenario.model_copy(update={"scheduling": scheduling})
        self.quick = QuickRosters(self.priced, self.staffing.base, scenario.seed)
        return True

    def _worth(self, roster: Roster) -> Marginal:
        """Worth of an agent more, on paths that nothing has been measured on yet."""
        first, count = self.probes_from, paths_to_probe(self.scenario)
        self.probes_from += count
        return marginal(
            self.scenario,
            roster,
            self.paces_of_agents,
            self.promises,
            tuple(self._probability(t) for t in self.promises),
            lambda people, lived: self.simulate(people, lived, first, count),
        )

    def _cost_when_even(self, judged: Judged) -> float:
        found, requirement, _ = judged
        return cost_when_even(found.all_cost, self._spare(found), self.promises, requirement)

    def _floor(self, requirement: Requirement) -> Floats:
        """Agents whom no promise speaks of: minimum staff, and the staff of queues without one."""
        floor = requirement.for_minimum.copy()
        promised = {t.queue for t in self.scenario.targets}
        for q, name in enumerate(requirement.queues):
            if not promised & {name, None}:
                floor[q] = requirement.required_net[q]
        return np.asarray(floor / (1 - requirement.shrinkage))

    def _spare(self, found: Round) -> Floats:
        """What each promise has to spare; priced ones are to stay where they are."""
        return np.array([TOLERANCE / 2 if s.priced else s.gap for s in found.standings])

    def _probability(self, target: Target) -> float:
        if target.credits:
            return target.probability
        return probability_to_aim_at(target, SEARCH_PATHS, self.scenario.simulation.replications)

    def _judge(self, roster: Roster, search: Search) -> None:
        """Simulate a roster of the present aims, remember how it stands, and move the aims."""
        scenario, aims = self.scenario, self.steering.aims
        requirement = self.staffing.requirement(aims)
        outcome = self.simulate(scenario, roster, SEARCH_PATHS_FROM, SEARCH_PATHS)
        found = Round(
            number=len(self.rounds),
            search=search,
            required_hours=requirement.required_hours,
            paid_hours=roster.paid_hours,
            cost=pay(scenario, roster),
            under_hours=coverage(scenario, requirement, roster).under_hours,
            standings=tuple(
                self._priced(t, outcome, requirement, pay(scenario, roster))
                if t.credits and t.name in self.steering.at
                else standing(t, outcome, self._probability(t))
                for t in self.promises
            ),
            aims=aims,
            seconds=time.perf_counter() - self.began,
            credits=owed(scenario, outcome).mean,
        )
        self.rounds.append(found)
        self.roster = roster
        judged = found, requirement, roster
        if self.best is None or found.is_better_than(self.best[0]):
            self.best = judged
        if self.even is None or self._cost_when_even(judged) < self._cost_when_even(self.even):
            self.even = judged
        self.told(found)
        if search != "exchange":
            broke = any(not r.holds for r in self.rounds)
            self.steering = self.steering.after(found, broke)

    def _priced(
        self, target: Target, outcome: Outcome, requirement: Requirement, paid: float
    ) -> Standing:
        """A target with credits: how far it is from where they and pay are least together."""

        def pay_of_move(move: float) -> float:
            aims = self.steering.aims
            aim = unscale(target, self.steering.at[target.name] + move)
            there = self.staffing.requirement(Aims({**aims.figures, target.name: aim}, aims.pace))
            return paid * (there.required_hours / requirement.required_hours - 1)

        found = standing(target, outcome, target.probability)
        return replace(found, gap=-move_that_pays(target, outcome, pay_of_move), priced=True)

    def _roster(self, requirement: Requirement, full: bool) -> Roster:
        seconds = self.scenario.scheduling.seconds
        if not full:
            share = QUICK_SHARE if self.rounds else FIRST_SHARE
            return self.quick.roster(requirement, share * seconds, self.roster)
        again = any(r.search == "full" for r in self.rounds)
        return schedule(
            self.priced,
            requirement,
            seed=self.scenario.seed,
            seconds=(AGAIN_SHARE if again else FULL_SHARE) * seconds,
            warm_start=self.roster,
        ).roster

    def found(self) -> Found:
        """What the loop ends with."""
        assert self.best is not None
        chosen, requirement, roster = self.best
        return Found(requirement, roster, tuple(self.rounds), chosen.number, self.ended or "rounds")
