"""Levers: named changes of a base scenario, each one line of YAML."""

from pydantic import Field, model_validator

from wfm.center.values import Value

Setting = str | float | dict[str, str | float]


class Levers(Value):
    """Changes on top of a base; a single value holds for every queue, a mapping names queues."""

    volume: Setting | None = Field(None, description="Change of volume, such as '+15 %'.")
    aht: Setting | None = Field(None, description="Change of AHT, such as '-20 s' or '+5 %'.")
    containment: Setting | None = Field(
        None, description="Share of demand that self-service or a bot contains, such as 0.25."
    )
    shrinkage: str | float | None = Field(
        None,
        description="Unplanned shrinkage at all times, such as '14 %' or 0.14, or a change of it "
        "at all times, such as '+2 points'.",
    )
    target: Setting | None = Field(
        None, description="Goal of the service levels; a mapping names targets or queues."
    )

    @model_validator(mode="after")
    def _nothing_empty(self) -> "Levers":
        for name in type(self).model_fields:
            if getattr(self, name) == {}:
                raise ValueError(f"lever '{name}' names no queue")
        return self

    @property
    def named(self) -> dict[str, Setting]:
        """The levers that are set."""
        return {k: v for k, v in self.model_dump().items() if v is not None}

    def describe(self) -> str:
        """The levers in a line of text."""
        return ", ".join(f"{k}: {v}" for k, v in self.named.items())
