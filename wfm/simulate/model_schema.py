"""What a file of a free-standing model may hold: fields that fit together."""

from pydantic import model_validator

from wfm.center.scenario import ContradictionError
from wfm.simulate.model_checks import clashes
from wfm.simulate.model_fields import ModelFields


class ModelFile(ModelFields):
    """A queueing model by numbers: rates, groups of equal agents, who takes what."""

    @model_validator(mode="after")
    def _fits_together(self) -> "ModelFile":
        if found := clashes(self):
            raise ContradictionError(found)
        return self
