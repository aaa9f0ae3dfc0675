"""Why an agent has this shift: what any other one that day would cost, or which rule forbids it."""

from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from wfm.center.errors import UsageError
from wfm.center.roster import Roster, Shift, State
from wfm.center.scenario import Scenario
from wfm.schedule.check import charges, check_agents, joint_violations, worse
from wfm.schedule.cost import CostParts, pay
from wfm.schedule.coverage import counted_on_queue, cover, gross_by_queue
from wfm.schedule.groups import planning_groups
from wfm.schedule.kept import Kept
from wfm.schedule.pace import paces
from wfm.schedule.violation import Violation
from wfm.schedule.wishes import outcomes
from wfm.staff.requirement import Requirement

if TYPE_CHECKING:
    from wfm.schedule.draft import Draft

IMPOSSIBLE = 1e200


@dataclass(frozen=True)
class Alternative:
    """Something else that the agent could do on the day.

    Attributes
    ----------
    shift : Shift or None
        None is a day off.
    is_now : bool
        Whether it is what the agent has.
    change : CostParts
        What it would cost more than what the agent has, everything else as it is.
    broken : tuple of Violation
        Hard rules and facts that it would break then; with any it is not possible so.
    freely : float, optional
        What it would cost more if the agent's other days were made anew as well as they can be;
        none where no tour of the agent keeps the hard rules, those of several people too.
    moved : tuple of date
        Days that would change then.
    """

    shift: Shift | None
    is_now: bool
    change: CostParts
    broken: tuple[Violation, ...]
    freely: float | None
    moved: tuple[date, ...]


@dataclass(frozen=True)
class Why:
    """What an agent does on a day, beside everything else they could do.

    Attributes
    ----------
    agent : str
    name : str
        Of the agent, to show.
    day : date
    now : Shift or None
    alternatives : tuple of Alternative
        Possible ones first, the cheapest before.
    currency : str
    roster : Roster
    pace : float
        Normal agents that the agent stands for.
    """

    agent: str
    name: str
    day: date
    now: Shift | None
    alternatives: tuple[Alternative, ...] = field(repr=False)
    currency: str
    roster: Roster = field(repr=False)
    pace: float

    def describe(self, shift: Shift | None) -> str:
        """A shift in words, on the center's clock."""
        if shift is None:
            return "day off"
        return f"{shift.template} {shift.hours(self.roster.horizon)}"

    def sentence(self) -> str:
        """The answer in a sentence or two."""
        who = self.agent if self.name == self.agent else f"{self.name} ({self.agent})"
        does = "is off" if self.now is None else f"works {self.describe(self.now)}"
        what = f"{who} {does} on {self.day:%a %d %b}"
        others = [a for a in self.alternatives if not a.is_now]
        possible = [a for a in others if not a.broken]
        if not possible:
            return f"{what}: with the other days as they are, the rules leave nothing else."
        best = possible[0]
        money = f"{abs(best.change.total):,.2f} {self.currency}"
        if best.change.total < -0.005:
            return (
                f"{what}, but {self.describe(best.shift)} would cost {money} less, "
                "other days and people being as they are."
            )
        forbidden = len(others) - len(possible)
        rest = f" The rules forbid {forbidden} more." if forbidden else ""
        return (
            f"{what}, the cheapest of {len(possible) + 1} choices. "
            f"The next, {self.describe(best.shift)}, would cost {money} more.{rest}"
        )


def why(scenario: Scenario, requirement: Requirement, roster: Roster, agent: str, day: date) -> Why:
    """Price everything else that an agent could do on a day.

    Breaks of each alternative, that of the present shift too, are placed where they cost least, so
    that the figures compare shifts and not breaks.

    Parameters
    ----------
    scenario : Scenario
    requirement : Requirement
        Its `required_gross` is to be covered.
    roster : Roster
        From anywhere; the states of its entries play no part.
    agent : str
    day : date

    Raises
    ------
    DataError
        If work rules are wrong.
    UsageError
        If the agent or the day is not in the plan, or the agent's tour breaks a rule already.
    """
    from wfm.schedule.draft import Draft
    from wfm.schedule.kernels import anneal
    from wfm.schedule.kernels.alternatives import price_day
    from wfm.schedule.problem import open_choices, problem_of

    number = next((i for i, a in enumerate(scenario.agents) if a.id == agent), None)
    if number is None:
        raise UsageError(f"no agent '{agent}'; the scenario has no agent of that id")
    if day not in scenario.horizon.dates:
        last = scenario.horizon.dates[-1]
        raise UsageError(f"{day} is not in the plan, {scenario.horizon.start} to {last}")
    plain = Roster(roster.horizon, tuple(replace(s, state=State.DRAFT) for s in roster.shifts))
    draft = Draft(problem_of(scenario, requirement))
    taken = draft.take(plain)
    if number not in taken:
        broken = check_agents(scenario, plain, {agent})
        first = f": {broken[0]}" if broken else ""
        raise UsageError(
            f"the shifts of '{agent}' break a rule as they are{first}; mend that first"
        )
    if len(taken) < len(scenario.agents):
        # People whose tours are none of their contract's stay as they are.
        ids = {a.id for i, a in enumerate(scenario.agents) if i not in taken}
        kept = Kept(tuple(s for s in plain.shifts if s.agent in ids))
        draft = Draft(problem_of(scenario, requirement, kept))
        draft.take(plain)
    tables, current = draft.problem.tables, draft.current
    candidate = draft.problem.candidates[number]
    index, days = (day - scenario.horizon.start).days, scenario.horizon.days
    anneal.take_off(tables, current, number, 0, days - 1)
    n_choices = tables.shifts.length.shape[1] + 1
    alone, freely = np.zeros(n_choices), np.zeros(n_choices)
    tours = np.zeros((n_choices, days), dtype=np.int32)
    price_day(tables, current, draft.scratch, number, index, alone, freely, tours)
    as_now = draft.choices[number].copy()
    costs = _Costs(scenario, requirement, plain, agent)
    others = tuple(s for s in plain.by_agent.get(agent, ()) if s.day != day)
    together = _Together(scenario, plain, agent, day)
    made: list[tuple[int, Shift | None, tuple[Shift, ...]]] = []
    offered = open_choices(candidate.options, candidate.employment)[index]
    for choice in map(int, np.flatnonzero(offered)):
        draft.choices[number, :] = 0
        draft.choices[number, index] = choice
        if choice and candidate.graph.layers[index].action_of[choice] >= 0:
            draft.pauses[number, index] = draft.scratch.pauses[index, choice - 1]
        elif choice:
            # No tour has this shift, so nobody has placed its breaks.
            early = candidate.options.template(choice - 1).first_placement or ()
            quanta = [minutes * 60 // draft.problem.quantum_s for minutes in early]
            draft.pauses[number, index, : len(quanta)] = quanta
        shift = next(iter(draft.shifts_of(number)), None)
        made.append((choice, shift, (*others, *((shift,) if shift else ()))))
    reference = costs.of(next(shifts for choice, _, shifts in made if choice == as_now[index]))
    found = []
    for choice, shift, shifts in made:
        moved = np.flatnonzero(tours[choice] != as_now)
        is_possible = freely[choice] < IMPOSSIBLE and (
            not scenario.joint_rules or _keeps_joint_rules(draft, number, tours[choice], plain)
        )
        found.append(
            Alternative(
                shift,
                choice == as_now[index],
                together.charged(costs.of(shifts).less(reference), shift),
                (
                    *check_agents(scenario, Roster(plain.horizon, shifts), {agent}),
                    *together.broken(shift),
                ),
                float(freely[choice] - alone[as_now[index]]) if is_possible else None,
                tuple(plain.horizon.dates[d] for d in moved if d != index) if is_possible else (),
            )
        )
    found.sort(key=lambda a: (bool(a.broken), not a.is_now, a.change.total))
    now = next((s for s in roster.by_agent.get(agent, ()) if s.day == day), None)
    name = scenario.agents[number].display_name
    return Why(agent, name, day, now, tuple(found), scenario.currency, roster, candidate.pace)


def _keeps_joint_rules(draft: "Draft", number: int, tour: NDArray[np.int32], now: Roster) -> bool:
    """Whether an agent with another tour leaves all hard joint rules as well kept as they are."""
    draft.choices[number] = tour
    for day in np.flatnonzero(tour):
        draft.pauses[number, day] = draft.scratch.pauses[day, tour[day] - 1]
    scenario = draft.problem.scenario
    agent = scenario.agents[number].id
    shifts = (*(s for s in now.shifts if s.agent != agent), *draft.shifts_of(number))
    then = joint_violations(scenario, Roster(now.horizon, shifts))
    return all(v.cost is not None for v in worse(then, joint_violations(scenario, now)))


class _Together:
    """What joint rules say of one day with other shifts of one agent."""

    def __init__(self, scenario: Scenario, roster: Roster, agent: str, day: date) -> None:
        self._scenario, self._horizon = scenario, roster.horizon
        # Shifts of other days can be left out, but for those that reach into this one.
        self._near = tuple(
            s
            for s in roster.shifts
            if abs((s.day - day).days) <= 1 and (s.agent, s.day) != (agent, day)
        )
        now = next((s for s in roster.by_agent.get(agent, ()) if s.day == day), None)
        self._now = self._judged(now)

    def _judged(self, shift: Shift | None) -> tuple[Violation, ...]:
        if not self._scenario.joint_rules:
            return ()
        shifts = (*self._near, *((shift,) if shift else ()))
        return joint_violations(self._scenario, Roster(self._horizon, shifts))

    def broken(self, shift: Shift | None) -> tuple[Violation, ...]:
        """Hard rules that are broken with this shift and not now."""
        return tuple(v for v in worse(self._judged(shift), self._now) if v.cost is None)

    def charged(self, change: CostParts, shift: Shift | None) -> CostParts:
        """The change with that of joint rules' charges."""
        more = [sum(v.cost or 0.0 for v in found) for found in (self._judged(shift), self._now)]
        return replace(change, rules=change.rules + more[0] - more[1])


class _Costs:
    """Costs of one agent's shifts beside everybody else's."""

    def __init__(
        self, scenario: Scenario, requirement: Requirement, roster: Roster, agent: str
    ) -> None:
        self._scenario, self._roster, self._agent = scenario, roster, agent
        ids = tuple(a.id for a in scenario.agents)
        self._row = ids.index(agent)
        self._required = gross_by_queue(scenario, requirement)
        self._on_queue = counted_on_queue(scenario, requirement, roster)
        self._pace = float(paces(scenario, requirement)[self._row])
        self._group = next(
            group for group in planning_groups(scenario) if group.members[self._row] >= 0
        )

    def of(self, shifts: tuple[Shift, ...]) -> CostParts:
        """What the agent's shifts cost, and what the planning group then has under and over."""
        scenario, own = self._scenario, Roster(self._roster.horizon, shifts)
        self._on_queue[self._row] = self._pace * own.on_queue((self._agent,))[0]
        covered = cover(self._group, self._required, self._on_queue)
        hours, prices = scenario.horizon.interval_minutes / 60, scenario.prices
        mine = {self._agent}
        return CostParts(
            pay(scenario, own),
            prices.under_cost_per_hour * float(covered.under.sum()) * hours,
            prices.over_cost_per_hour * float(covered.over.sum()) * hours,
            sum(violation.cost or 0.0 for violation in charges(scenario, own, mine)),
            sum(outcome.cost for outcome in outcomes(scenario, own, mine)),
        )
