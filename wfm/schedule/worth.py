"""What each work rule costs, and what one more agent of each contract would be worth.

Both are read off the prices that prove the bound: without a rule, or with one more person, the
bound falls by what everybody's best tours, or that person's, save at these prices. Whatever roster
there is then, it saves no more than that and the gap that is left. A search says what is found.
"""

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from wfm.center.agent import Agent
from wfm.center.progress import Progress, silent
from wfm.center.roster import Roster, State
from wfm.center.scenario import Scenario
from wfm.schedule.cost import roster_cost
from wfm.schedule.joint import joint_rules_of
from wfm.schedule.problem import Problem, problem_of
from wfm.schedule.rules import rule_book
from wfm.schedule.rules.problems import SWITCHED_OFF
from wfm.staff.requirement import Requirement

if TYPE_CHECKING:
    from wfm.schedule.bound import Bound

BOUND_SECONDS = 5.0


class RuleWorth(NamedTuple):
    """What a rule costs.

    Attributes
    ----------
    rule : str
        Its name, wherever it is set.
    agents : int
        For how many it holds.
    at_most : float or None
        What dropping it saves at the prices of the bound; None where the bound does not know the
        rule, as with teams that start together.
    found : float, optional
        What a search of the same length found cheaper without it.
    """

    rule: str
    agents: int
    at_most: float | None
    found: float | None


class AgentWorth(NamedTuple):
    """What one more agent at a normal pace saves, their pay taken off.

    Attributes
    ----------
    contract : str
    skills : tuple of str
    agents : int
        How many there are now.
    at_most : float
        Saved at the prices of the bound; negative where minimum hours cost more than they mend.
    found : float, optional
        What a search of the same length found cheaper with the agent.
    """

    contract: str
    skills: tuple[str, ...]
    agents: int
    at_most: float
    found: float | None


@dataclass(frozen=True)
class Worth:
    """Prices behind a roster.

    Attributes
    ----------
    cost : float
        Of the roster.
    bound : float
        No roster costs less; all savings are exact up to the gap between the two.
    rules : tuple of RuleWorth
        The dearest first.
    agents : tuple of AgentWorth
        Those worth most first.
    """

    cost: float
    bound: float
    rules: tuple[RuleWorth, ...] = field(repr=False)
    agents: tuple[AgentWorth, ...] = field(repr=False)


def worth(
    scenario: Scenario,
    requirement: Requirement,
    roster: Roster,
    *,
    seconds: float = BOUND_SECONDS,
    search_seconds: float = 0.0,
    seed: int = 1,
    progress: Progress = silent,
) -> Worth:
    """Price every work rule, joint ones too, and one more agent of each contract and set of skills.

    Parameters
    ----------
    scenario : Scenario
    requirement : Requirement
    roster : Roster
        That was made of them; the states of its entries play no part.
    seconds : float
        Work for the bound.
    search_seconds : float
        Work for each search that begins with the roster; 0 searches nothing.
    seed : int
        Seed of these searches.
    progress : function of (stage, share done)

    Raises
    ------
    DataError
        If work rules are wrong.
    InfeasibleError
        If some agent has no tour that keeps the rules.
    """
    from wfm.schedule.bound import lower_bound
    from wfm.schedule.budget import Budget
    from wfm.schedule.explain import raise_infeasible
    from wfm.schedule.solve import schedule

    problem = problem_of(scenario, requirement)
    raise_infeasible(problem)
    cost = roster_cost(scenario, requirement, roster)
    progress("bound", 0.0)
    bound = lower_bound(problem, cost, Budget(seconds))
    start = Roster(roster.horizon, tuple(replace(s, state=State.DRAFT) for s in roster.shifts))

    def searched(changed: Scenario) -> float:
        found = schedule(changed, requirement, seed=seed, seconds=search_seconds, warm_start=start)
        return found.cost

    baseline = searched(scenario) if search_seconds else 0.0

    def saved(changed: Scenario) -> float | None:
        return max(baseline - searched(changed), 0.0) if search_seconds else None

    book = rule_book(scenario)
    holds = Counter(
        name for agent in scenario.agents for name in {rule.name for rule in book.of(agent)}
    )
    kinds = Counter((a.contract, tuple(sorted(a.skills))) for a in scenario.agents)
    joint = {rule.name for rule in joint_rules_of(scenario)}
    steps, done = len(holds) + len(joint) + len(kinds), 0
    now = sum(_tour_costs(problem, bound))
    rules = []
    for name, count in holds.items():
        changed = without_rule(scenario, name)
        freed = sum(_tour_costs(problem_of(changed, requirement), bound))
        rules.append(RuleWorth(name, count, max(now - freed, 0.0), saved(changed)))
        done += 1
        progress("worth", done / steps)
    for name in sorted(joint):
        changed = without_joint_rule(scenario, name)
        members = [r.members(scenario) for r in joint_rules_of(scenario) if r.name == name]
        count = int(np.any(members, axis=0).sum())
        at_most = _saved_together(problem, problem_of(changed, requirement), bound)
        rules.append(RuleWorth(name, count, at_most, saved(changed)))
        done += 1
        progress("worth", done / steps)
    more = [
        Agent(id=f"new-agent-{i}", contract=contract, skills=skills)
        for i, (contract, skills) in enumerate(kinds)
    ]
    everybody = scenario.model_copy(update={"agents": (*scenario.agents, *more)})
    tours = _tour_costs(problem_of(everybody, requirement), bound)[len(scenario.agents) :]
    agents = []
    for agent, tour, (kind, count) in zip(more, tours, kinds.items(), strict=True):
        changed = scenario.model_copy(update={"agents": (*scenario.agents, agent)})
        agents.append(AgentWorth(*kind, count, -tour, saved(changed)))
        done += 1
        progress("worth", done / steps)
    return Worth(
        cost,
        bound.cost,
        tuple(sorted(rules, key=lambda rule: -(rule.at_most or 0.0))),
        tuple(sorted(agents, key=lambda agent: -agent.at_most)),
    )


def without_rule(scenario: Scenario, name: str) -> Scenario:
    """The scenario with one work rule switched off for everybody."""
    off = {name: SWITCHED_OFF}
    contracts = tuple(c.model_copy(update={"rules": c.rules | off}) for c in scenario.contracts)
    entries = tuple(e.model_copy(update={"rules": e.rules | off}) for e in scenario.rules)
    return scenario.model_copy(update={"contracts": contracts, "rules": entries})


def without_joint_rule(scenario: Scenario, name: str) -> Scenario:
    """The scenario with one joint rule switched off, however often it holds."""
    return scenario.model_copy(update={"joint_rules": scenario.joint_rules | {name: SWITCHED_OFF}})


def _saved_together(problem: Problem, without: Problem, bound: "Bound") -> float | None:
    """What the bound falls by without a joint rule, the prices of all others as they are."""
    from wfm.schedule.bound import worth_of_limits

    # All that one name states is of one kind, so that its prices go together.
    seat, person = bound.joint
    has_seats, has_crews = len(without.joint.free) > 0, len(without.joint.there) > 0
    if has_seats == (len(seat) > 0) and has_crews == (len(person) > 0):
        return None
    left = bound.joint._replace(
        seat=seat if has_seats else seat[:0], person=person if has_crews else person[:0]
    )
    now = sum(_tour_costs(problem, bound)) + worth_of_limits(problem, bound.joint)
    freed = sum(_tour_costs(without, replace(bound, joint=left))) + worth_of_limits(without, left)
    return max(now - freed, 0.0)


def _tour_costs(problem: Problem, bound: "Bound") -> list[float]:
    """Cost of everybody's best tour at the prices of a bound."""
    from wfm.schedule.kernels.joint import nothing_priced
    from wfm.schedule.kernels.priced_tours import priced_tours

    by_kind: dict[int, float] = {}
    for i, candidate in enumerate(problem.candidates):
        if candidate.kind not in by_kind:
            one, paid = (np.array([i]), np.array([1])), bound.paid(candidate.pace)
            on_queue, used = np.zeros_like(paid), nothing_priced(problem.joint)
            by_kind[candidate.kind] = priced_tours(
                problem.tables, *one, paid, on_queue, bound.joint, used
            )
    return [by_kind[candidate.kind] for candidate in problem.candidates]
