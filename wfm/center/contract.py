"""Contracts: the shifts an agent may be given, the work rules that hold, what an hour costs."""

from typing import Any

from pydantic import Field

from wfm.center.values import Name, Value


class Contract(Value):
    """What an agent may be asked to work, and at which price."""

    name: Name = Field(description="Name of the contract.")
    shifts: tuple[Name, ...] = Field(
        min_length=1, description="Shift templates its agents may be given."
    )
    rules: dict[str, dict[str, Any]] = Field(
        default_factory=dict,
        description="Work rules by name with their parameters, such as min_rest: {hours: 11}.",
    )
    cost_per_hour: float = Field(0.0, ge=0, description="Cost of a paid hour.")
