"""Search for the few changes that mend a roster: one person, then two or three at once."""

from dataclasses import replace

import numpy as np

from wfm.center.roster import Roster, Shift
from wfm.center.scenario import Scenario
from wfm.schedule.draft import Draft
from wfm.schedule.joint.tables import joint_tables
from wfm.schedule.kept import Kept
from wfm.schedule.kernels import anneal
from wfm.schedule.kernels.arrays import Floats, Ints, Ints32
from wfm.schedule.kernels.change import change_tour
from wfm.schedule.kernels.joint import joint_cost
from wfm.schedule.problem import Problem, problem_of
from wfm.staff.requirement import Requirement

KICKS = 50
POOL = 30
HELPFUL_SHARE = 0.1
NOISE = 0.3
BREAK_SHARE = 0.25
LOOKED_AT = 6
BETTER = 1e-6
Tour = tuple[Ints32, Ints32]


def few_changes(
    scenario: Scenario,
    requirement: Requirement,
    given: Roster,
    left: Roster,
    kept: Kept,
    *,
    absent: frozenset[str],
    days: tuple[int, int],
    mend_everything: bool,
    price: float,
    max_agents: int,
    seed: int,
) -> Roster:
    """The roster `left` with other shifts for at most `max_agents` people; see `repair`.

    Parameters
    ----------
    given, left : Roster
        Before and after the absences.
    days : pair of int
        First and last day that may change.
    """
    mine = tuple(s for s in left.shifts if s.agent in absent)
    kept = Kept(tuple({s.identity: s for s in (*kept.shifts, *mine)}.values()), kept.first_open_day)
    draft, stray = _start(scenario, requirement, given, left, kept, mend_everything)
    stray -= absent
    if stray:
        # Tours that are none of the contract's, or break rules already, stay as they are.
        more = (s for s in left.shifts if s.agent in stray)
        entries = tuple({s.identity: s for s in (*kept.shifts, *more)}.values())
        kept = Kept(entries, kept.first_open_day)
        draft, _ = _start(scenario, requirement, given, left, kept, mend_everything)
    outside = absent | stray
    agents = [c.employment.agent.id for c in draft.problem.candidates]
    movable = tuple(a for a, agent in enumerate(agents) if agent not in outside)
    rng = np.random.default_rng(seed)
    charged = 0.0 if mend_everything else _charged_together(draft.problem, given)
    search = _FewChanges(draft, movable, days, price, max_agents, rng, charged)
    search.run()
    changed = {agents[a]: draft.shifts_of(a) for a in search.touched}
    return _merged(left, kept, changed)


def _start(
    scenario: Scenario,
    requirement: Requirement,
    given: Roster,
    left: Roster,
    kept: Kept,
    mend_everything: bool,
) -> tuple[Draft, frozenset[str]]:
    """The roster as a draft, and the agents whose tours it could not take."""
    problem = problem_of(scenario, requirement, kept)
    draft = Draft(problem if mend_everything else _forgiving(problem, given))
    taken = draft.take(left)
    agents = (c.employment.agent.id for c in problem.candidates)
    return draft, frozenset(agent for a, agent in enumerate(agents) if a not in taken)


def _forgiving(problem: Problem, given: Roster) -> Problem:
    """The same problem, asking for no more than the given roster had."""
    agents = tuple(c.employment.agent.id for c in problem.candidates)
    counted, quanta = problem.tables.meets.T * problem.tables.pace, problem.tables.quanta
    there = np.zeros_like(problem.required)
    for roster, sign in ((given, 1.0), (Roster(given.horizon, problem.kept.shifts), -1.0)):
        there += sign * (counted @ (roster.on_queue(agents) * quanta))
    return replace(problem, required=np.minimum(problem.required, there))


def _charged_together(problem: Problem, given: Roster) -> float:
    """What joint rules charge the given roster."""
    if not problem.tables.has_joint:
        return 0.0
    contracts = {c.employment.contract.name: c.options for c in problem.candidates}
    options, quantum_s = tuple(contracts.values()), problem.quantum_s
    _, taken = joint_tables(problem.scenario, options, given.shifts, quantum_s)
    return float(joint_cost(problem.tables.joint, taken))


class _FewChanges:
    """The search; `draft` ends as the best roster found, `touched` are the agents changed in it."""

    def __init__(
        self,
        draft: Draft,
        movable: tuple[int, ...],
        days: tuple[int, int],
        price: float,
        max_agents: int,
        rng: np.random.Generator,
        charged: float,
    ) -> None:
        self._draft = draft
        self._charged = charged
        self._tables = draft.problem.tables
        self._movable = movable
        self._first, self._last = days
        self._price = price
        self._max_agents = max_agents
        self._rng = rng
        self._choices = draft.choices.copy()
        self._pauses = draft.pauses.copy()
        self._quiet = np.zeros(draft.problem.horizon.days)
        self._helpful = np.array(movable)
        self.touched: set[int] = set()

    def run(self) -> None:
        """Mend, kick, and take back what mends nothing."""
        if self._last < self._first or not self._movable or self._max_agents < 1:
            return
        while self._is_short() and self._change_one():
            pass
        self._helpful = self._most_helpful()
        for _ in range(KICKS):
            if not self._is_short() and not self.touched:
                break
            self._kick()
        self._take_back()

    def _is_short(self) -> bool:
        """Whether agents are missing, or joint rules charge more than before, as for a duty."""
        charged = joint_cost(self._tables.joint, self._draft.current.joint)
        return self._short() > BETTER or charged > self._charged + BETTER

    def _short(self) -> float:
        tables = self._tables
        return sum(
            anneal.missing_cost(tables, self._draft.current.slack, g, self._first, self._last)
            for g in range(len(tables.first_member) - 1)
        )

    def _missing(self, agent: int) -> float:
        group = int(self._tables.group[agent])
        slack = self._draft.current.slack
        return anneal.missing_cost(self._tables, slack, group, self._first, self._last)

    def _changes(self, agent: int) -> float:
        """Price of what the agent would work differently."""
        now, given = self._draft.choices[agent], self._choices[agent]
        moved = now != given
        paused = ~moved & (self._draft.pauses[agent] != self._pauses[agent]).any(axis=1)
        return self._price * float(moved.sum() + BREAK_SHARE * (paused & (now > 0)).sum())

    def _off(self, agent: int) -> float:
        return anneal.take_off(
            self._tables, self._draft.current, agent, self._first, self._last
        ) + self._changes(agent)

    def _on(self, agent: int, noise: Floats) -> float:
        worth = change_tour(
            self._tables,
            self._draft.current,
            self._draft.scratch,
            agent,
            self._first,
            self._last,
            self._choices[agent],
            self._pauses[agent],
            self._price,
            BREAK_SHARE * self._price,
            noise,
        )
        return worth + self._changes(agent)

    def _tour(self, agent: int) -> Tour:
        return self._draft.choices[agent].copy(), self._draft.pauses[agent].copy()

    def _try(self, agents: tuple[int, ...], noise: Floats) -> float:
        """Change some people's tours in turn; the difference in cost, prices of changes in it."""
        groups = {int(self._tables.group[a]): a for a in agents}.values()
        delta = -sum(self._missing(agent) for agent in groups)
        for agent in agents:
            delta -= self._off(agent)
        for agent in agents:
            delta += self._on(agent, noise)
        return delta + sum(self._missing(agent) for agent in groups)

    def _change_one(self) -> bool:
        """Make the change of one person that saves most; False if none saves anything."""
        full = len(self.touched) >= self._max_agents
        ranked = []
        for agent in self._movable:
            if full and agent not in self.touched:
                continue
            before = self._tour(agent)
            delta = self._try((agent,), self._quiet)
            if delta < -BETTER:
                ranked.append((delta, agent))
            self._draft.set_tour(agent, *before)
        best: tuple[float, int, Tour] | None = None
        for _, agent in sorted(ranked)[:LOOKED_AT]:
            before = self._tour(agent)
            delta = self._try((agent,), self._quiet)
            delta += self._restore_days(agent)
            if delta < -BETTER and (best is None or delta < best[0]):
                best = delta, agent, self._tour(agent)
            self._draft.set_tour(agent, *before)
        if best is None:
            return False
        self._draft.set_tour(best[1], *best[2])
        self._note(best[1])
        return True

    def _most_helpful(self) -> Ints:
        """People who would mend most if changes cost little; others are not worth a kick."""
        price, self._price = self._price, HELPFUL_SHARE * self._price
        deltas = []
        for agent in self._movable:
            before = self._tour(agent)
            deltas.append(self._try((agent,), self._quiet))
            self._draft.set_tour(agent, *before)
        self._price = price
        return np.array(self._movable)[np.argsort(deltas, kind="stable")[:POOL]]

    def _kick(self) -> None:
        """Give two or three people new tours at once, at prices off the truth."""
        pool = self._helpful
        fresh = self._rng.choice(pool, size=min(2, len(pool)), replace=False)
        old = self._rng.permutation(sorted(self.touched))[: int(self._rng.integers(0, 3))]
        agents = tuple(dict.fromkeys(int(a) for a in (*old, *fresh)))
        tours = [self._tour(agent) for agent in agents]
        length = len(self._quiet)
        noise = (
            NOISE * (self._rng.random(length) - 0.5) if self._rng.random() < 0.5 else self._quiet
        )
        delta = self._try(agents, noise)
        delta += sum(self._restore_days(agent) for agent in agents)
        touched = {a for a in self.touched.union(agents) if self._changes(a) > 0}
        if delta < -BETTER and len(touched) <= self._max_agents:
            self.touched = touched
            return
        for agent, tour in zip(agents, tours, strict=True):
            self._draft.set_tour(agent, *tour)

    def _restore_days(self, agent: int) -> float:
        """Give days back as they were where that opens no hole; the difference in cost."""
        gained = 0.0
        for day in range(self._first, self._last + 1):
            now = self._tour(agent)
            given = self._choices[agent][day], self._pauses[agent][day]
            if now[0][day] == given[0] and (now[1][day] == given[1]).all():
                continue
            choices, pauses = self._tour(agent)
            choices[day], pauses[day] = given
            if not self._draft.problem.candidates[agent].graph.accepts(choices):
                continue
            short = self._missing(agent)
            joint = joint_cost(self._tables.joint, self._draft.current.joint)
            price = self._off(agent)
            anneal.put_on(self._tables, self._draft.current, agent, self._first, self._last)
            self._draft.set_tour(agent, choices, pauses)
            charged = joint_cost(self._tables.joint, self._draft.current.joint)
            if self._missing(agent) > short + BETTER or charged > joint + BETTER:
                self._draft.set_tour(agent, *now)
                continue
            restored = self._off(agent)
            anneal.put_on(self._tables, self._draft.current, agent, self._first, self._last)
            gained += restored - price + self._missing(agent) - short
        return gained

    def _take_back(self) -> None:
        for agent in sorted(self.touched):
            self._restore_days(agent)
            self._note(agent)

    def _note(self, agent: int) -> None:
        if self._changes(agent) > 0:
            self.touched.add(agent)
        else:
            self.touched.discard(agent)


def _merged(left: Roster, kept: Kept, changed: dict[str, list[Shift]]) -> Roster:
    """The roster with the tours of some agents; changed entries are one version on."""
    old = {shift.identity: shift for shift in left.shifts}

    def entry(shift: Shift) -> Shift:
        was = old.get(shift.identity)
        if was is None:
            return shift
        if (was.template, was.spans) == (shift.template, shift.spans):
            return was
        return replace(shift, version=was.version + 1)

    new = [entry(shift) for shifts in changed.values() for shift in shifts]
    same = [s for s in left.shifts if s.agent not in changed or s.identity in kept.identities]
    return Roster(left.horizon, (*same, *new))
