"""Check a roster from anywhere against facts and work rules; knows nothing of any solver."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from datetime import date

from wfm.center.roster import Roster
from wfm.center.scenario import Scenario
from wfm.schedule.facts import check_facts
from wfm.schedule.joint import joint_rules_of
from wfm.schedule.rules import rule_book
from wfm.schedule.tour import tours_of
from wfm.schedule.violation import Violation


def check(scenario: Scenario, roster: Roster) -> tuple[Violation, ...]:
    """Everything in a roster that breaks a fact or a hard work rule.

    Parameters
    ----------
    scenario : Scenario
    roster : Roster
        From the scheduler, a file or a person.

    Returns
    -------
    tuple of Violation
        By agent in the scenario's order, then by day, joint rules last; empty when the roster may
        be worked.

    Raises
    ------
    DataError
        If the work rules of a contract, team or agent are themselves wrong.
    """
    known = {agent.id for agent in scenario.agents}
    found = [
        Violation("known_agent", shift.agent, shift.day, "the scenario has no such agent")
        for shift in roster.shifts
        if shift.agent not in known
    ]
    if roster.horizon != scenario.horizon:
        day = roster.horizon.start
        message = f"the roster's horizon is {roster.horizon!r}, not {scenario.horizon!r}"
        found.append(Violation("same_horizon", "*", day, message))
        return tuple(found)
    together = (v for v in joint_violations(scenario, roster) if v.cost is None)
    return (*found, *check_agents(scenario, roster, known), *together)


def check_agents(
    scenario: Scenario, roster: Roster, agents: Collection[str]
) -> tuple[Violation, ...]:
    """What some agents break in a roster of the scenario's horizon, joint rules left out."""
    return tuple(v for v in _judged(scenario, roster, agents) if v.cost is None)


def joint_violations(scenario: Scenario, roster: Roster) -> tuple[Violation, ...]:
    """What a roster breaks of joint rules, hard and priced ones, rule by rule."""
    return tuple(
        replace(violation, number=number)
        for number, rule in enumerate(joint_rules_of(scenario))
        for violation in rule.check(scenario, roster)
    )


def worse(after: Iterable[Violation], before: Iterable[Violation]) -> tuple[Violation, ...]:
    """Violations of joint rules that were not there before, or not to that amount."""
    amounts: dict[tuple[int, date], float] = {}
    for violation in before:
        key = violation.number, violation.day
        amounts[key] = amounts.get(key, 0.0) + violation.amount
    found = []
    for violation in after:
        key = violation.number, violation.day
        # What a day could break before is used up by the first violations of that day.
        amounts[key] = amounts.get(key, 0.0) - violation.amount
        if amounts[key] < -1e-9:
            found.append(violation)
    return tuple(found)


def charges(
    scenario: Scenario, roster: Roster, agents: Collection[str] | None = None
) -> tuple[Violation, ...]:
    """What priced rules charge for: by default for everybody, ordered as by `check`.

    Joint rules are told only where it is for everybody.
    """
    book = rule_book(scenario)
    # Facts have no price, and most people no priced rule: a repair asks this twice.
    priced = {
        agent.id: [rule for rule in book.of(agent) if rule.price is not None]
        for agent in scenario.agents
        if agents is None or agent.id in agents
    }
    found: list[Violation] = []
    for tour in tours_of(scenario, roster, {agent for agent, rules in priced.items() if rules}):
        broken = [violation for rule in priced[tour.agent] for violation in rule.violations(tour)]
        found += sorted(broken, key=lambda violation: (violation.day, violation.rule))
    if agents is None:
        found += joint_violations(scenario, roster)
    return tuple(violation for violation in found if violation.cost is not None)


def _judged(
    scenario: Scenario, roster: Roster, agents: Collection[str] | None
) -> Iterator[Violation]:
    book = rule_book(scenario)
    for tour in tours_of(scenario, roster, agents):
        broken = check_facts(tour)
        for rule in book.of(tour.employment.agent):
            broken += rule.violations(tour)
        yield from sorted(broken, key=lambda violation: (violation.day, violation.rule))
