"""The roster with the fewest broken rules, where the rules of some agents clash."""

from dataclasses import dataclass

from wfm.center.agent import Agent
from wfm.center.contract import RulesFor
from wfm.center.errors import InfeasibleError
from wfm.center.progress import Progress, silent
from wfm.center.scenario import Scenario
from wfm.schedule.check import check
from wfm.schedule.joint import joint_rules_of
from wfm.schedule.rules import Rule
from wfm.schedule.solve import Solution, Watch, schedule
from wfm.schedule.violation import Violation
from wfm.staff.requirement import Requirement

# Dearer than anything else a roster can be charged, so that as little as possible is broken.
PRICE = 10_000.0
MOST_CLASHES = 10


@dataclass(frozen=True)
class LeastBroken:
    """A roster that breaks as little as it must.

    Attributes
    ----------
    solution : Solution
        Its cost and bound have the broken rules in them, at `PRICE` a unit.
    violations : tuple of Violation
        What it breaks of the scenario as it is; empty where nothing clashes.
    """

    solution: Solution
    violations: tuple[Violation, ...]


def least_broken(
    scenario: Scenario,
    requirement: Requirement,
    *,
    seed: int,
    seconds: float | None = None,
    progress: Progress = silent,
    watch: Watch = lambda _point: None,
) -> LeastBroken:
    """Make a roster although rules clash: those in a clash are broken as little as possible.

    For every agent without a tour the smallest clash is found, and its rules get a high price in
    place of being hard, until there is a tour. Time off and other facts are never broken, and
    neither are the rules of anybody else; joint rules are priced likewise. Parameters are those of
    `schedule`.

    Raises
    ------
    DataError
        If work rules are wrong.
    InfeasibleError
        If facts alone leave an agent without a tour.
    """
    freed = with_clashes_priced(scenario, requirement)
    solution = schedule(
        freed, requirement, seed=seed, seconds=seconds, progress=progress, watch=watch
    )
    return LeastBroken(solution, check(scenario, solution.roster))


def with_clashes_priced(scenario: Scenario, requirement: Requirement) -> Scenario:
    """The scenario with a price on every rule that takes part in a clash, agent by agent."""
    from wfm.schedule.explain import explain
    from wfm.schedule.problem import problem_of

    if scenario.joint_rules:
        scenario = scenario.model_copy(update={"joint_rules": _joint_priced(scenario)})
    for _ in range(MOST_CLASHES):
        problem = problem_of(scenario, requirement)
        without = [c for c in problem.candidates if c.graph.is_empty]
        if not without:
            return scenario
        clashes: dict[object, tuple[Rule, ...]] = {}
        entries = []
        for candidate in without:
            agent = candidate.employment.agent
            alike = id(candidate.rules), candidate.employment.terms
            if alike not in clashes:
                found = explain(scenario, agent, candidate.rules, candidate.options)
                clashes[alike] = found.rules
                if not found.rules:
                    raise InfeasibleError(found.sentence())
            entries.append(_priced(agent, candidate.rules, clashes[alike]))
        scenario = scenario.model_copy(update={"rules": (*scenario.rules, *entries)})
    raise InfeasibleError(f"more than {MOST_CLASHES} clashes of rules in a row")


def _joint_priced(scenario: Scenario) -> dict[str, object]:
    """The joint rules, the hard ones with a high price."""
    priced: dict[str, list[dict[str, object]]] = {}
    for rule in joint_rules_of(scenario):
        given = {"price": PRICE} | rule.model_dump(exclude_none=True)
        priced.setdefault(rule.name, []).append(given)
    return dict(priced)


def _priced(agent: Agent, rules: tuple[Rule, ...], clashing: tuple[Rule, ...]) -> RulesFor:
    """The rules of an agent that clash, each instance with its own or a high price."""
    parameters: dict[str, list[dict[str, object]]] = {}
    names = {rule.name for rule in clashing}
    for rule in rules:
        if rule.name in names:
            given = rule.model_dump(exclude_none=True)
            if any(rule is other for other in clashing):
                given["price"] = PRICE
            parameters.setdefault(rule.name, []).append(given)
    return RulesFor(agents=(agent.id,), rules=dict(parameters))
