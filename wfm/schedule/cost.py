"""What a roster costs: pay, prices of being under and over, of broken rules and refused wishes."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from wfm.center.roster import Roster, Shift
from wfm.center.scenario import Scenario
from wfm.center.shift import ShiftTemplate
from wfm.schedule.check import charges
from wfm.schedule.coverage import Coverage, coverage
from wfm.schedule.violation import Violation
from wfm.schedule.wishes import outcomes
from wfm.staff.requirement import Requirement


@dataclass(frozen=True)
class CostParts:
    """What the cost of a roster is made of; what the scheduler minimises is their sum.

    Attributes
    ----------
    pay : float
        Paid hours of everybody at the price of their contract.
    under, over : float
        Agent-hours under and over the requirement at the scenario's prices.
    rules : float
        What priced rules charge.
    wishes : float
        Refused wishes.
    """

    pay: float
    under: float
    over: float
    rules: float
    wishes: float

    @property
    def total(self) -> float:
        """Sum of all parts."""
        return self.pay + self.under + self.over + self.rules + self.wishes

    def less(self, other: "CostParts") -> "CostParts":
        """Differences from another roster's costs."""
        return CostParts(
            self.pay - other.pay,
            self.under - other.under,
            self.over - other.over,
            self.rules - other.rules,
            self.wishes - other.wishes,
        )


class Paid(NamedTuple):
    """What a shift is paid: `hours` at the price of the agent's `contract`.

    The `cost` has more than the hours: duty on call, the allowance of a split shift.
    """

    shift: Shift
    contract: str
    hours: float
    cost: float


def paid_shifts(scenario: Scenario, roster: Roster) -> Iterator[Paid]:
    """Every shift with its pay."""
    contracts = {agent.id: scenario.contract_of(agent) for agent in scenario.agents}
    templates = {t.name: t for t in scenario.shifts}
    for shift in roster.shifts:
        contract, hours = contracts[shift.agent], shift.paid_minutes / 60
        charged = hours + allowance_hours(templates.get(shift.template), shift)
        yield Paid(shift, contract.name, hours, charged * contract.cost_per_hour)


def allowance_hours(template: ShiftTemplate | None, shift: Shift) -> float:
    """Hours that a shift costs beside those that are paid, if it is what its template says."""
    if template is None:
        return 0.0
    if template.on_call and shift.is_on_call:
        return template.on_call_pay * (shift.end_s - shift.start_s) / 3600
    if template.split is not None and len(shift.parts) > 1:
        return template.split.pay_hours
    return 0.0


def pay(scenario: Scenario, roster: Roster) -> float:
    """Paid hours of everybody at the price of their contract."""
    return sum(paid.cost for paid in paid_shifts(scenario, roster))


def roster_cost(scenario: Scenario, requirement: Requirement, roster: Roster) -> float:
    """What the scheduler minimises: the sum of `cost_parts`."""
    return cost_of(scenario, roster, coverage(scenario, requirement, roster))


def cost_of(scenario: Scenario, roster: Roster, covered: Coverage) -> float:
    """The same where the coverage is known already."""
    return cost_parts(scenario, roster, covered).total


def cost_of_people(
    scenario: Scenario,
    roster: Roster,
    covered: Coverage,
    agents: Collection[str],
    joint: Iterable[Violation],
) -> float:
    """The same but for what other people are paid and charged; to compare two rosters.

    Parameters
    ----------
    scenario, roster, covered
    agents : collection of str
        People who differ between the rosters.
    joint : iterable of Violation
        What the roster breaks of joint rules.
    """
    own = Roster(roster.horizon, tuple(s for s in roster.shifts if s.agent in agents))
    prices = scenario.prices
    return (
        pay(scenario, own)
        + prices.under_cost_per_hour * covered.under_hours
        + prices.over_cost_per_hour * covered.over_hours
        + sum(violation.cost or 0.0 for violation in (*charges(scenario, own, agents), *joint))
        + sum(outcome.cost for outcome in outcomes(scenario, own, agents))
    )


def cost_parts(scenario: Scenario, roster: Roster, covered: Coverage) -> CostParts:
    """What the cost of a roster is made of."""
    prices = scenario.prices
    return CostParts(
        pay(scenario, roster),
        prices.under_cost_per_hour * covered.under_hours,
        prices.over_cost_per_hour * covered.over_hours,
        sum(violation.cost or 0.0 for violation in charges(scenario, roster)),
        sum(outcome.cost for outcome in outcomes(scenario, roster)),
    )
