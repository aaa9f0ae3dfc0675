"""What a checked roster breaks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Violation:
    """One broken rule or fact.

    Attributes
    ----------
    rule : str
        Name of the work rule, or of the fact, such as ``one_shift_a_day``.
    agent : str
        Id of the agent, ``*`` for a rule of several people.
    day : date
        Local day it happens on; the first one where it spans several.
    message : str
        What is wrong, with its figures.
    amount : float
        By how much, in the rule's unit.
    cost : float, optional
        What a priced rule charges for it; none where the rule is hard.
    number : int
        Which of the scenario's joint rules it breaks; 0 for rules of one agent.
    lacks_work_on : sequence of int
        Days of the horizon on one of which more work is needed to mend it, such as those of a week
        with too few hours; empty where more work can only make it worse.
    """

    rule: str
    agent: str
    day: date
    message: str
    amount: float = 1.0
    cost: float | None = None
    number: int = 0
    lacks_work_on: Sequence[int] = ()

    def __str__(self) -> str:
        whose = "" if self.agent == "*" else f"{self.agent}, "
        return f"{whose}{self.day:%a %d %b %Y}, {self.rule}: {self.message}"
