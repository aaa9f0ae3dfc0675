"""How exchanges of shifts go on from round to round: where they begin, what they may give up."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from wfm.center.roster import Roster
from wfm.center.scenario import Scenario
from wfm.center.target import Target
from wfm.plan.exchange import Exchanged, exchanged
from wfm.plan.rounds import NEGLIGIBLE
from wfm.plan.steering import TOLERANCE
from wfm.schedule.cost import pay
from wfm.staff.marginal import Marginal, probings
from wfm.staff.requirement import Requirement

Floats = NDArray[np.float64]

PROBED_WEEKS = 360
LEAST_PROBED, MOST_PROBED = 10, 40
"""Weeks simulated to measure what an agent is worth, and limits of the paths they are of."""

OF_ALL_SHIFTS = 0.05
LEAST_EXCHANGED = 8
MOST_GIVEN = 0.1
"""Shifts exchanged in a round, and what a target may give up: the worth is known near the present
roster only."""

LEARNED = 0.4
"""Part of what exchanges last promised too much that is held back from now on."""

PER_STAFF = 8.0
"""How much a target's figure rises on its scale when its staff rises by a factor e, about."""

MENDED, GIVEN = 4.0, 0.3
"""What mending a gap costs, in parts of that; and how much of what a queue has to spare exchanges
turn into pay, at most."""


@dataclass(frozen=True)
class Exchanging:
    """Where exchanges go on.

    Attributes
    ----------
    roster : Roster
    spare : array of shape (targets,)
        What its promises spare.
    reserve : array of shape (targets,)
        What is held back of that.
    floor : array of shape (queues, intervals)
        Agents whom no promise speaks of.
    paces : array of shape (agents,)
        Normal agents that each stands for.
    worth : Marginal, optional
        Of an agent more, by all probings and by the exchanges since.
    measured : array of shape (targets, kinds, intervals) or float
        Sum of what was measured at each probing.
    probings : int
        Their number.
    """

    roster: Roster
    spare: Floats
    reserve: Floats
    floor: Floats
    paces: Floats
    worth: Marginal | None = None
    measured: Floats | float = 0.0
    probings: int = 0

    @property
    def holds(self) -> bool:
        """Whether every promise is kept."""
        return bool((self.spare >= -NEGLIGIBLE).all())

    @property
    def to_spare(self) -> Floats:
        """What promises may give up next; a roster that holds need not keep more."""
        given = np.minimum(self.spare - self.reserve - TOLERANCE / 2, MOST_GIVEN)
        return np.maximum(given, 0.0) if self.holds else given

    def at(self, roster: Roster, spare: Floats) -> "Exchanging":
        """Go on from a roster that spares so much, where the exchanges since were not made."""
        if roster is self.roster or self.worth is None:
            return replace(self, roster=roster, spare=spare)
        worth = replace(self.worth, values=np.asarray(self.measured / self.probings))
        return replace(self, roster=roster, spare=spare, worth=worth)

    def after(self, found: Exchanged, spare: Floats, priced: NDArray[np.bool_]) -> "Exchanging":
        """Go on from exchanges whose roster spares so much in simulation.

        What was promised too much this time is held back the next, but of priced targets.
        """
        missed = found.spare - self.to_spare + self.spare - spare
        missed[priced] = 0.0
        reserve = np.maximum(LEARNED * missed + (1 - LEARNED) * self.reserve, 0.0)
        return replace(self, roster=found.roster, spare=spare, reserve=reserve, worth=found.worth)


def exchanging(roster: Roster, spare: Floats, floor: Floats, paces: Floats) -> Exchanging:
    """Begin with a roster."""
    return Exchanging(roster, spare, np.zeros(len(spare)), floor, paces)


def probed(state: Exchanging, measure: Callable[[Roster], Marginal]) -> Exchanging:
    """With a new probing of the present roster, averaged with those before."""
    new, n = measure(state.roster), state.probings
    before = 0.0 if state.worth is None else state.worth.values
    worth = replace(new, values=(n * before + new.values) / (n + 1))
    return replace(state, worth=worth, measured=state.measured + new.values, probings=n + 1)


def next_exchanges(scenario: Scenario, state: Exchanging) -> Exchanged | None:
    """The exchanges of a round, after `probed`; None where what holds would only get dearer."""
    assert state.worth is not None
    roster = state.roster
    most = max(LEAST_EXCHANGED, round(OF_ALL_SHIFTS * len(roster.shifts)))
    found = exchanged(scenario, roster, state.worth, state.to_spare, state.floor, most, state.paces)
    is_dearer = pay(scenario, found.roster) >= pay(scenario, roster)
    return None if found.count == 0 or (state.holds and is_dearer) else found


def paths_to_probe(scenario: Scenario) -> int:
    """On how many paths the worth of an agent is measured."""
    weeks = max(scenario.horizon.days, 7) / 7 * probings(scenario)
    return min(max(round(PROBED_WEEKS / weeks), LEAST_PROBED), MOST_PROBED)


def cost_when_even(
    cost: float, spare: Floats, promises: tuple[Target, ...], requirement: Requirement
) -> float:
    """About what a roster costs once exchanges have mended its gaps and used up what it spares.

    Each queue counts by its part of the required hours, with the worst of its targets.

    Parameters
    ----------
    cost : float
        Of the roster.
    spare : array of shape (targets,)
        What each promise spares; negative where it breaks.
    promises : tuple of Target
    requirement : Requirement
    """
    hours = requirement.required_gross.sum(axis=1)
    moved = 0.0
    for name, share in zip(requirement.queues, hours / max(hours.sum(), 1e-9), strict=True):
        own = [s for s, t in zip(spare, promises, strict=True) if t.queue in (name, None)]
        gap = min(own, default=0.0)
        moved += float(share) * (min(gap, GIVEN) if gap > 0 else MENDED * gap)
    return cost * (1 - moved / PER_STAFF)
