"""The search for the cheapest agents of each skill set: simulate, cut, step, level, trim."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from wfm.center.progress import Progress
from wfm.center.target import Per, Target
from wfm.simulate.outcome import Outcome
from wfm.staff.contract import Aims, ContractStaffing
from wfm.staff.cuts import Cut, lifted
from wfm.staff.hangs_on import HangsOn
from wfm.staff.kinds import likeness
from wfm.staff.marginal import falls, worth_of_an_agent
from wfm.staff.master import Around, May, held_by_floor, next_step, prices
from wfm.staff.promises import promises
from wfm.staff.skill_grid import SkillGrid
from wfm.staff.skill_requirement import CutRound, SkillRequirement
from wfm.staff.skill_start import most_simulated, start_of
from wfm.staff.staff import staff
from wfm.staff.standing import Standing, probability_to_aim_at, scale, standing, unscale

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

SEARCH_PATHS, PROBE_PATHS, LEVEL_PATHS, VERDICT_PATHS = 60, 25, 150, 300
SEARCH_PATHS_FROM, PROBE_PATHS_FROM, LEVEL_PATHS_FROM = 2_000_000, 2_100_000, 2_200_000
"""Paths that staffings are compared on; that slopes are measured on, new ones at each probing; that
tell, new ones each time, what the first ones are wrong by; and fewest of the verdict, which is on
those from 0 on."""
VERDICTS, BEYOND = 3, 0.03
"""Verdicts at most, each on new paths, and the gap that is asked for beside the last after a no."""

ROUNDS, LAST_ROUNDS, EXTRA_ROUNDS, TRIMS, MENDS = 7, 3, 4, 5, 3
"""Staffings that are tried before their level is told, and after that; how many more until one
holds; how often agents are only taken out, and how often added again at the end."""
PROBED_AT, LEVELLED_AT = (0, 2, 5), (3, ROUNDS)
"""Rounds before which slopes are probed, and the level told."""

ASKED, MOST_ASKED = 0.01, 0.1
"""Gap that a step aims at, a sixth of a point at 80 %, and at most where nothing holds yet."""

FIRST_RADIUS, LEAST_RADIUS, TRIMMED = 0.1, 0.005, 0.02
"""Part of all agent-hours that a step may move, at first and at last, and in the end takes out."""
A_FEW = 6
"""Agents that it may move anyway, for a period each."""

PRICE_OF_A_GAP = 0.5
"""What a missing unit on the scale counts when two staffings are compared, in parts of the cost."""

MOST_FALL, AWAY = 0.5, 2.0
"""Most that an agent's worth falls with the next one; and by what factor it may be off what was
probed last."""

RECENT = 4
"""Staffings, beside the one where a step begins, whose cuts it knows; the others say little there
and make programs slow."""

Live = Callable[[Ints, int, int], Outcome]
"""Agents of each kind in each interval, first path and their number."""


@dataclass(frozen=True, eq=False)
class _Tried:
    """A staffing, its cost, by how much every promise holds, and how it stood on few paths."""

    agents: Ints
    cost: float
    gaps: Floats
    standings: tuple[Standing, ...]

    @property
    def holds(self) -> bool:
        return bool((self.gaps >= 0).all())

    @property
    def merit(self) -> float:
        """Cost with what is missing; lower is better."""
        missing = float(np.maximum(-self.gaps, 0.0).sum())
        return self.cost * (1 + PRICE_OF_A_GAP * missing)


class SkillSearch:
    """The state of a search: what was tried, the cuts, and the best so far."""

    def __init__(
        self, grid: SkillGrid, staffing: ContractStaffing, live: Live, progress: Progress
    ) -> None:
        self.grid, self.scenario, self.live, self.progress = grid, grid.scenario, live, progress
        self.staffing = staffing
        self.targets = promises(grid.scenario)
        self.judged = max(grid.scenario.simulation.replications, VERDICT_PATHS)
        levelled = LEVEL_PATHS * (len(LEVELLED_AT) + 1)
        self.probabilities = [probability_to_aim_at(t, levelled, self.judged) for t in self.targets]
        needed = grid.means(staffing.requirement(Aims()).required_net)
        promised = {t.queue for t in grid.scenario.targets}
        spoken_of = [bool(promised & {name, None}) for name in grid.scenario.queue_names]
        self.floor = np.where(np.array(spoken_of)[:, None], grid.minimum, needed)
        self.biases: list[Floats] = []
        self.guesses = 0
        self.start = start_of(grid, needed, self.floor, self._gaps)
        self.progress("who serves best", 1.0)
        self.tried: list[_Tried] = []
        self.rounds: list[CutRound] = []
        self.cuts: list[Cut] = []
        self.probings = 0
        self.probed = np.zeros((len(self.targets), len(grid.kind)))

    def _gaps(self, agents: Ints) -> Floats:
        self.progress("who serves best", self.guesses / most_simulated(len(self.grid.kinds)))
        self.guesses += 1
        standings = self._standings(agents, SEARCH_PATHS_FROM, SEARCH_PATHS)
        return np.array([s.gap for s in standings])

    @property
    def best_holds(self) -> bool:
        """Whether anything holds so far."""
        return any(t.holds for t in self.tried)

    @property
    def best(self) -> _Tried:
        """What holds at least cost, or else comes nearest to that."""
        return min(self.tried, key=lambda t: (not t.holds, t.cost if t.holds else t.merit))

    @property
    def center(self) -> _Tried:
        """Where steps begin."""
        return min(self.tried, key=lambda t: t.merit)

    def rounds_until_tight(self) -> None:
        """Simulate, add cuts, go where they lead, with ever shorter steps."""
        agents, asked = self.start, ASKED
        radius, least = self._hours(FIRST_RADIUS), self._hours(LEAST_RADIUS)
        most = ROUNDS + LAST_ROUNDS
        for number in range(most + EXTRA_ROUNDS):
            if number >= most and self.best_holds:
                return
            self._tell(number)
            self._try(agents)
            self._cut(probe=number in PROBED_AT)
            if number in LEVELLED_AT:
                self.level()
            if self.center is not self.tried[-1]:
                radius = max(radius / 2, least)
            agents = self._next(self.center, radius, asked)
            # What cuts say holds did not, by chance or where service is S-shaped: ask for more.
            while self._known(agents) and not self.best_holds and asked < MOST_ASKED:
                asked += ASKED
                agents = self._next(self.center, radius, asked)
            if self._known(agents):
                self.level()
                agents = self._next(self.center, radius, asked)
                if self._known(agents):
                    return

    def trim(self) -> None:
        """Take out agents as long as everything holds: the last step of Cezik and L'Ecuyer."""
        asked = -ASKED
        for number in range(TRIMS):
            if not self.best_holds or asked > ASKED:
                return
            self._tell(ROUNDS + LAST_ROUNDS + EXTRA_ROUNDS + number)
            agents = self._next(self.best, self._hours(TRIMMED), asked, "less")
            if not self._known(agents):
                self._try(agents)
                self._cut(probe=False)
                if self.tried[-1].holds:
                    continue
            asked += ASKED / 2

    def mend(self) -> None:
        """Add what lacks where the search ends."""
        for _ in range(MENDS):
            here = self.center
            if here.holds:
                return
            agents, asked = here.agents, 0.0
            while self._known(agents) and asked < MOST_ASKED:
                asked += ASKED
                agents = self._next(here, self._hours(LEAST_RADIUS), asked, "more")
            if self._known(agents):
                return
            self._try(agents)
            self._cut(probe=False)

    def _hours(self, part: float) -> float:
        """Part of all agent-hours, and those of a few agents at least."""
        all_hours = float(self.start @ self.grid.hours)
        return max(part * all_hours, A_FEW * float(self.grid.hours.max(initial=0.0)))

    def _tell(self, done: int) -> None:
        self.progress("skill sets", done / (ROUNDS + LAST_ROUNDS + EXTRA_ROUNDS + TRIMS))

    def _known(self, agents: Ints) -> bool:
        return any((agents == t.agents).all() for t in self.tried)

    def _next(self, center: _Tried, radius: float, asked: float, may: May = "exchange") -> Ints:
        near = self._around(center, radius)
        return next_step(self.grid, near, np.full(len(self.targets), asked), may)

    def _standings(self, agents: Ints, first: int, count: int) -> tuple[Standing, ...]:
        outcome = self.live(self.grid.spread(agents), first, count)
        aimed = zip(self.targets, self.probabilities, strict=True)
        return tuple(standing(target, outcome, p) for target, p in aimed)

    def _try(self, agents: Ints) -> None:
        """Simulate a staffing."""
        standings = self._standings(agents, SEARCH_PATHS_FROM, SEARCH_PATHS)
        gaps = np.array([s.gap for s in standings]) - self._bias()
        self.tried.append(_Tried(agents, float(agents @ self.grid.price), gaps, standings))

    def level(self) -> None:
        """Tell on other paths how wrong those of the search are where it is.

        Two staffings differ by nearly the same on any paths, so all that was found moves along, and
        what all levellings tell is averaged. None has seen its paths before, or the staffings that
        are lucky on them would seem to hold.
        """
        here, before = self.center, self._bias()
        first = LEVEL_PATHS_FROM + len(self.biases) * LEVEL_PATHS
        standings = self._standings(here.agents, first, LEVEL_PATHS)
        self.biases.append(here.gaps + before - np.array([s.gap for s in standings]))
        off = self._bias() - before
        self.tried = [replace(t, gaps=t.gaps - off) for t in self.tried]
        self.cuts = [replace(c, gap=c.gap - off[c.promise]) for c in self.cuts]

    def _bias(self) -> Floats:
        """By how much gaps look better on the paths of the search than they are."""
        return np.mean(self.biases, axis=0) if self.biases else np.zeros(len(self.targets))

    def _cut(self, *, probe: bool) -> None:
        """A cut for every promise, as steep as probed here, or as known."""
        now, last = self.tried[-1], self.cuts[-len(self.targets) :]
        if probe:
            worth = self._worth(now.agents)
            if last:
                known = np.array([cut.slope(now.agents) for cut in last])
                worth = (self.probings * known + worth) / (self.probings + 1)
            self.probings += 1
            self.probed = worth
            # Kinds that take the same queues are taken out and added together, more or less.
            alike = likeness(self.grid.kinds).sum(axis=1, keepdims=True)
            fall = np.minimum(alike * falls(self.grid.kinds, self._there(now.agents)), MOST_FALL)
            by_cell = self.grid.averaged(fall)
            new = [Cut(j, now.agents, gap, worth[j], by_cell) for j, gap in enumerate(now.gaps)]
        else:
            moved = [cut.moved(now.agents, gap) for cut, gap in zip(last, now.gaps, strict=True)]
            new = [
                replace(c, worth=np.clip(c.worth, known / AWAY, known * AWAY))
                for c, known in zip(moved, self.probed, strict=True)
            ]
        self.cuts += new
        worst = int(np.argmin(now.gaps))
        self.rounds.append(
            CutRound(
                number=len(self.rounds),
                hours=float(now.agents @ self.grid.hours),
                cost=now.cost,
                cuts=len(self.cuts),
                worst=self.targets[worst].name,
                gap=float(now.gaps[worst]),
            )
        )

    def _worth(self, agents: Ints) -> Floats:
        """What one agent more of each cell brings each promise, shape (promises, cells)."""
        first = PROBE_PATHS_FROM + self.probings * PROBE_PATHS
        there = self.grid.spread(agents)
        base = self.live(there, first, PROBE_PATHS)
        hangs_on = tuple(
            _what_binds(t, base, p) for t, p in zip(self.targets, self.probabilities, strict=True)
        )

        def probed(kind: int, on: NDArray[np.bool_], crew: int) -> Outcome:
            more = there.copy()
            more[kind] += crew * (on & self.grid.may_be[kind])
            return self.live(more, first, PROBE_PATHS)

        found = worth_of_an_agent(
            self.scenario, base, hangs_on, self._there(agents), self.grid.may_be, probed
        )
        # An agent more can do no harm to a promise but by chance.
        return np.array([np.maximum(self.grid.gathered(v), 0.0) for v in found.values])

    def _there(self, agents: Ints) -> Floats:
        return self.grid.spread(agents).astype(np.float64)

    def _around(self, center: _Tried, radius_hours: float) -> Around:
        """All cuts; those of other staffings raised to allow what was found, as chance demands."""
        seen = [(t.agents, t.gaps) for t in self.tried]
        last = self.cuts[-RECENT * len(self.targets) :]
        own = tuple(c for c in self.cuts if c.at is center.agents)
        cuts = (*own, *(lifted(c, seen) for c in last if c.at is not center.agents))
        return Around(center.agents, self.floor, cuts, radius_hours)

    def _judged(self) -> Outcome:
        """The best staffing on paths that nothing was fitted to.

        Where these do not keep what should hold, agents are added, and as many others judge.
        """
        for number in range(VERDICTS):
            here = self.best
            outcome = self.live(self.grid.spread(here.agents), number * self.judged, self.judged)
            kept = all(outcome.judge(t).met for t in self.targets)
            if kept or not here.holds or number + 1 == VERDICTS or not self._more_than(here):
                break
        return outcome

    def _more_than(self, here: _Tried) -> bool:
        """Whether agents could be added to what holds by a hair; then cheaper ones are dropped."""
        asked = float(here.gaps.min()) + BEYOND
        agents = self._next(here, self._hours(LEAST_RADIUS), asked, "more")
        if self._known(agents):
            return False
        self._try(agents)
        self._cut(probe=False)
        added = self.tried[-1]
        if not added.holds:
            return False
        self.tried = [t for t in self.tried if t.cost >= added.cost or not t.holds]
        return True

    def found(self) -> SkillRequirement:
        """What the search ends with, judged on paths that it never saw."""
        outcome = self._judged()
        grid, scenario, best = self.grid, self.scenario, self.best
        counts = grid.spread(best.agents)
        own = [c for c in self.cuts if c.at is best.agents]
        near = Around(best.agents, self.floor, tuple(own), float(best.agents @ grid.hours))
        shrinkage = scenario.staffing.shrinkage_by_interval(scenario.horizon)
        live = np.array([not queue.channel.deferrable for queue in scenario.queues])
        last = np.array([c.slope(np.maximum(best.agents - 1, 0)) for c in own])
        self.progress("skill sets", 1.0)
        return SkillRequirement(
            horizon=scenario.horizon,
            kinds=grid.kinds,
            required_net=counts,
            required_gross=counts / (1 - shrinkage),
            people=grid.spread(grid.most),
            cost=best.cost,
            live_erlangs=self.staffing.base.workload_erlangs[live].sum(axis=0),
            erlang_hours=_erlang_hours(self.staffing),
            rounds=tuple(self.rounds),
            promises=tuple(
                _levelled(t, s, gap)
                for t, s, gap in zip(self.targets, best.standings, best.gaps, strict=True)
            ),
            verdict=tuple(outcome.judge(t) for t in self.targets),
            worth=np.array([grid.spread(w) for w in last]),
            price=prices(grid, near, np.minimum(best.gaps, ASKED)),
            at_floor=grid.spread(held_by_floor(grid, best.agents, self.floor)),
        )


def _levelled(target: Target, found: Standing, gap: float) -> Standing:
    """How a target stands on all paths together, from where it stood on those of the search."""
    reached = scale(target, found.at_probability) + gap - found.gap
    return replace(found, gap=gap, at_probability=unscale(target, reached))


def _what_binds(target: Target, base: Outcome, probability: float) -> HangsOn:
    """How a target hangs on its sums: of its periods, or of the mean where that is what binds."""
    here = standing(target, base, probability)
    if scale(target, here.achieved) <= scale(target, here.at_probability):
        target, probability = target.model_copy(update={"per": Per.HORIZON}), 0.5
    return HangsOn.of(target, base, probability)


def _erlang_hours(staffing: ContractStaffing) -> dict[str, float]:
    """Agent-hours of whole agents for each queue alone, by Erlang C and Erlang A."""
    scenario, hours = staffing.scenario, staffing.scenario.horizon.interval_minutes / 60
    found = {}
    for model in ("erlang_c", "erlang_a"):
        settings = scenario.staffing.model_copy(update={"model": model})
        alone = scenario.model_copy(update={"staffing": settings})
        made = staff(alone, staffing.forecast)
        found[model] = float(np.ceil(made.required_net - 1e-9).sum() * hours)
    return found
