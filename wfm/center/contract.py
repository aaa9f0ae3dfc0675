"""Contracts: the shifts an agent may be given, the work rules that hold, what an hour costs."""

from typing import Annotated, Any

from pydantic import BeforeValidator, Field, model_validator

from wfm.center.values import Name, Value


class Contract(Value):
    """What an agent may be asked to work, and at which price."""

    name: Name = Field(description="Name of the contract.")
    shifts: tuple[Name, ...] = Field(
        min_length=1, description="Shift templates its agents may be given."
    )
    rules: dict[str, Any] = Field(
        default_factory=dict,
        description="Work rules by name with their parameters, such as min_rest: {hours: 11}.",
    )
    cost_per_hour: float = Field(0.0, ge=0, description="Cost of a paid hour.")


def one_is_a_list(value: Any) -> Any:
    """A name by itself as a list of one."""
    return (value,) if isinstance(value, str) else value


class RulesFor(Value):
    """Work rules of a team or of some agents, in place of or beside those of their contracts."""

    team: str | None = Field(None, description="Team that they hold for.")
    agents: Annotated[tuple[Name, ...], BeforeValidator(one_is_a_list)] = Field(
        (), description="Agents that they hold for; what they say goes before their team's rules."
    )
    rules: dict[str, Any] = Field(
        description="Work rules by name with their parameters, field by field before those of the "
        "contract; off for a rule that does not hold."
    )

    @model_validator(mode="after")
    def _for_somebody(self) -> "RulesFor":
        if (self.team is None) == (not self.agents):
            raise ValueError("say for whom the rules are: a team, or agents")
        return self

    @property
    def whose(self) -> str:
        """Whom they hold for, in words."""
        if self.team is not None:
            return f"team '{self.team}'"
        names = ", ".join(f"'{agent}'" for agent in self.agents[:3])
        return f"agents {names}" + (", ..." if len(self.agents) > 3 else "")
