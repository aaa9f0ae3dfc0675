"""What a staffing is to keep: the targets, and the cap on occupancy as one more of them."""

from wfm.center.scenario import Scenario
from wfm.center.target import Measure, Per, Target
from wfm.staff.contract import CAP

OF_ALL_DAYS = 0.8
"""Share of the simulated days on which `max_occupancy` is to hold."""


def promises(scenario: Scenario) -> tuple[Target, ...]:
    """The targets, and `max_occupancy` as what it is meant for: how busy people really are."""
    cap = scenario.staffing.max_occupancy
    if cap >= 1:
        return scenario.targets
    as_target = Target(
        name=CAP, measure=Measure.OCCUPANCY, goal=cap, per=Per.DAY, probability=OF_ALL_DAYS
    )
    return (*scenario.targets, as_target)
