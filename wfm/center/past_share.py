"""What past periods asked of an agent, so that burdens and refusals are evened out over time."""

from typing import Any

from pydantic import Field, model_validator

from wfm.center.values import Name, Value

SHARE_FIGURES = (
    "shifts",
    "paid_hours",
    "nights",
    "late_shifts",
    "weekend_shifts",
    "weekends",
    "wishes",
    "wishes_granted",
)
TOTAL = "total_"
PAST_SHARE_COLUMNS = (
    "agent",
    "contract",
    "team",
    *SHARE_FIGURES,
    *(TOTAL + figure for figure in SHARE_FIGURES),
)


class PastShare(Value):
    """What past periods asked of one agent, all of them together.

    A ledger that has totals already, in columns such as ``total_nights``, is read with these.
    """

    agent: Name = Field(description="Id of the agent.")
    contract: str = Field("", description="Contract then; not used.")
    team: str = Field("", description="Team then; not used.")
    shifts: int = Field(0, ge=0, description="Shifts worked.")
    paid_hours: float = Field(0.0, ge=0, description="Paid hours.")
    nights: int = Field(0, ge=0, description="Night shifts.")
    late_shifts: int = Field(0, ge=0, description="Late shifts.")
    weekend_shifts: int = Field(0, ge=0, description="Shifts that began on a Saturday or Sunday.")
    weekends: int = Field(0, ge=0, description="Weekends with such a shift.")
    wishes: int = Field(0, ge=0, description="Days on which a wish was granted or refused.")
    wishes_granted: int = Field(0, ge=0, description="Days on which a wish was granted.")

    @model_validator(mode="before")
    @classmethod
    def _with_totals(cls, value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        totals = {
            figure: value[TOTAL + figure] for figure in SHARE_FIGURES if TOTAL + figure in value
        }
        plain = {k: v for k, v in value.items() if k.removeprefix(TOTAL) not in totals}
        return plain | totals

    @model_validator(mode="after")
    def _ordered(self) -> "PastShare":
        if self.wishes_granted > self.wishes:
            raise ValueError(
                f"'{self.agent}': {self.wishes_granted} wishes granted of only {self.wishes}"
            )
        return self
