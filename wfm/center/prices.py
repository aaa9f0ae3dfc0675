"""What the scheduler pays, beside wages, for staff that lacks or is idle and wishes refused."""

from dataclasses import dataclass, replace

UNPAID = 20.0
"""Pay per hour that prices follow where no contract has any."""


@dataclass(frozen=True)
class Prices:
    """Prices in the scenario's currency.

    Attributes
    ----------
    under_cost_per_hour, over_cost_per_hour : float
        Of an agent-hour short of the requirement, and of one above it, beside its pay.
    price_of_wish : float
        Of refusing a wish of weight 1 on one day.
    """

    under_cost_per_hour: float
    over_cost_per_hour: float
    price_of_wish: float

    @classmethod
    def by_default(cls, dearest_pay: float) -> "Prices":
        """Prices in proportion to pay per hour, so that a plan is the same in any currency."""
        pay = dearest_pay or UNPAID
        return cls(3 * pay, pay / 10, pay)

    def but(self, **given: float | None) -> "Prices":
        """The same, but for those that are given."""
        return replace(self, **{name: price for name, price in given.items() if price is not None})
