"""A roster of some days and people of a plan, and the scenario as far as it is of these."""

from dataclasses import replace

from wfm.center.horizon import Horizon
from wfm.center.roster import Roster, Shift
from wfm.center.scenario import Scenario
from wfm.schedule.read import RosterFile


def part_of(scenario: Scenario, file: RosterFile) -> tuple[Scenario, Roster]:
    """The days of a file from its first to its last, and its people.

    Rules of several people are left out where not everybody is in the file, as they would miss the
    others.

    Parameters
    ----------
    scenario : Scenario
    file : RosterFile
        Read for this scenario.

    Returns
    -------
    Scenario, Roster
        The same shifts, counted from the start of the first day.
    """
    whole = scenario.horizon
    days = [day for day in file.days if whole.start <= day <= whole.dates[-1]]
    if not days:
        return scenario, file.roster
    first, last = days[0], days[-1]
    horizon = Horizon(
        start=first,
        days=(last - first).days + 1,
        interval_minutes=whole.interval_minutes,
        timezone=whole.timezone,
    )
    earlier_s = whole.second_of((first - whole.start).days, 0)

    def moved(shift: Shift) -> Shift:
        spans = tuple(
            replace(span, start_s=span.start_s - earlier_s, end_s=span.end_s - earlier_s)
            for span in shift.spans
        )
        return replace(shift, spans=spans)

    agents = tuple(agent for agent in scenario.agents if agent.id in file.agents)
    everybody = len(agents) == len(scenario.agents)
    part = scenario.model_copy(
        update={
            "horizon": horizon,
            "agents": agents,
            "joint_rules": scenario.joint_rules if everybody else {},
        }
    )
    return part, Roster(horizon, tuple(moved(shift) for shift in file.roster.shifts))
