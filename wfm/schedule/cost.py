"""What a roster costs: its pay, and the prices of being under and over the requirement."""

from wfm.center.roster import Roster
from wfm.center.scenario import Scenario
from wfm.schedule.coverage import Coverage, coverage
from wfm.staff.requirement import Requirement


def pay(scenario: Scenario, roster: Roster) -> float:
    """Paid hours of everybody at the price of their contract."""
    price = {a.id: scenario.contract_of(a).cost_per_hour for a in scenario.agents}
    return sum(s.paid_minutes / 60 * price[s.agent] for s in roster.shifts)


def roster_cost(scenario: Scenario, requirement: Requirement, roster: Roster) -> float:
    """Pay and the scenario's prices of under- and over-hours: what the scheduler minimises."""
    return cost_of(scenario, roster, coverage(scenario, requirement, roster))


def cost_of(scenario: Scenario, roster: Roster, covered: Coverage) -> float:
    """The same where the coverage is known already."""
    prices = scenario.scheduling
    return (
        pay(scenario, roster)
        + prices.under_cost_per_hour * covered.under_hours
        + prices.over_cost_per_hour * covered.over_hours
    )
