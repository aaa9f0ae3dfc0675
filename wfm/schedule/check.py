"""Check a roster from anywhere against facts and work rules; knows nothing of any solver."""

from collections.abc import Collection

from wfm.center.roster import Roster
from wfm.center.scenario import Scenario
from wfm.schedule.facts import check_facts
from wfm.schedule.rules import rules_by_contract
from wfm.schedule.tour import tours_of
from wfm.schedule.violation import Violation


def check(scenario: Scenario, roster: Roster) -> tuple[Violation, ...]:
    """Everything in a roster that breaks a fact or a work rule.

    Parameters
    ----------
    scenario : Scenario
    roster : Roster
        From the scheduler, a file or a person.

    Returns
    -------
    tuple of Violation
        By agent in the scenario's order, then by day; empty when the roster may be worked.

    Raises
    ------
    DataError
        If the work rules of a contract are themselves wrong.
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
    return (*found, *check_agents(scenario, roster, known))


def check_agents(
    scenario: Scenario, roster: Roster, agents: Collection[str]
) -> tuple[Violation, ...]:
    """What some agents break in a roster of the scenario's horizon; see `check`."""
    rules = rules_by_contract(scenario)
    found: list[Violation] = []
    for tour in tours_of(scenario, roster, agents):
        broken = check_facts(tour)
        for rule in rules[tour.employment.contract.name]:
            broken += rule.check(tour)
        found += sorted(broken, key=lambda violation: (violation.day, violation.rule))
    return tuple(found)
