"""Judge a roster of some days and people of a plan by what the rest of the plan cannot change."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from wfm.center.scenario import Scenario
from wfm.schedule.check import charges, check
from wfm.schedule.employment import Employment
from wfm.schedule.read import RosterFile
from wfm.schedule.violation import Violation


@dataclass(frozen=True)
class PartVerdict:
    """What a part of a plan breaks, and what only the rest of the plan can tell.

    Attributes
    ----------
    broken, priced : tuple of Violation
        What breaks hard rules, and priced ones, whatever the days are like that are not told.
    undecided : tuple of Violation
        Too little work in a week or a period that is told in part, and the like: more work on a day
        that is not told would mend it.
    first, last : date or None
        The days that are told; none where nothing is.
    missing_agents : int
        Agents who are not in the file.
    unjudged_joint_rules : tuple of str
        Names of rules of several people; where agents are missing, they cannot be judged.
    """

    broken: tuple[Violation, ...]
    priced: tuple[Violation, ...]
    undecided: tuple[Violation, ...]
    first: date | None
    last: date | None
    missing_agents: int
    unjudged_joint_rules: tuple[str, ...]


def judge_part(scenario: Scenario, file: RosterFile) -> PartVerdict:
    """Judge the days of a file from its first to its last, and its people, with the plan's bounds.

    Bounds of weeks and periods stay those of the plan: a day that is not told is no day off, and
    does not shorten a week as the end of a plan does. Whatever is too much already is broken;
    whatever is too little is undecided while the agent may still work on a day that is not told.

    Parameters
    ----------
    scenario : Scenario
    file : RosterFile
        Read for this scenario.
    """
    dates = scenario.horizon.dates
    days = [day for day in file.days if dates[0] <= day <= dates[-1]]
    told = range(0)
    if days:
        told = range(dates.index(days[0]), dates.index(days[-1]) + 1)
    agents = tuple(agent for agent in scenario.agents if agent.id in file.agents)
    missing = len(scenario.agents) - len(agents)
    joint_rules = {} if missing else scenario.joint_rules
    part = scenario.model_copy(update={"agents": agents, "joint_rules": joint_rules})
    is_open = _is_open(part, told)
    found = (*check(part, file.roster), *charges(part, file.roster))
    certain = [violation for violation in found if not is_open(violation)]
    return PartVerdict(
        tuple(violation for violation in certain if violation.cost is None),
        tuple(violation for violation in certain if violation.cost is not None),
        tuple(v for v in found if is_open(v) and _concerns(v, told, dates)),
        dates[told[0]] if told else None,
        dates[told[-1]] if told else None,
        missing,
        tuple(scenario.joint_rules) if missing else (),
    )


def _is_open(scenario: Scenario, told: range) -> Callable[[Violation], bool]:
    """Whether work on a day that is not told may mend a violation."""
    untold = [day for day in range(scenario.horizon.days) if day not in told]
    open_days: dict[str, frozenset[int]] = {"*": frozenset(untold)}
    for agent in scenario.agents:
        terms = Employment.of(scenario, agent)
        possible = {day for week in terms.weeks for day in terms.shift_days(week)}
        open_days[agent.id] = frozenset(
            day for day in untold if day in possible and terms.may_work(day)
        )

    def is_open(violation: Violation) -> bool:
        return not open_days.get(violation.agent, frozenset()).isdisjoint(violation.lacks_work_on)

    return is_open


def _concerns(violation: Violation, told: range, dates: Sequence[date]) -> bool:
    """Whether days that are told have to do with a violation; weeks outside the file have not."""
    days = {*violation.lacks_work_on, (violation.day - dates[0]).days}
    return not days.isdisjoint(told)
