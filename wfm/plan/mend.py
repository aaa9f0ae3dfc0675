"""What would mend targets that break: how many people more, with which skills, on which shift."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from wfm.center.contract import Contract
from wfm.center.roster import Roster, Shift, Span
from wfm.center.scenario import Scenario
from wfm.center.shift import Activity, ShiftTemplate
from wfm.center.target import Measure, Target
from wfm.center.values import WEEKDAYS
from wfm.plan.broken_target import BrokenTarget, Mending, broken_target, clock, lacking
from wfm.plan.idle import idle_people
from wfm.schedule import pauses
from wfm.simulate.outcome import Outcome

WORKING_DAYS = 5
WORTH_A_DAY = 0.2
"""A weekday is worked if its shortfall in the shift is at least this share of the worst one's."""

MOST_FOR_EACH, MOST_OF_FEW = 2.0, 16
"""People more that are tried, for each there is, and where there are few."""

BRINGS_NEARER = 0.1
"""Part of what is missing that twice the people must bring for more of them to be of use."""

Live = Callable[[Scenario, Roster], Outcome]
"""Simulates a roster of a scenario, always on the same paths."""


def broken_targets(
    scenario: Scenario, roster: Roster, outcome: Outcome, live: Live
) -> tuple[BrokenTarget, ...]:
    """Each target that is not met: when, how much, and how many people more would keep it.

    People who are there and could still work a shift then are counted; where they are as many, no
    others are named. Targets are mended one after the other, the people who mend one staying for
    the next. Of those who can help, people with the fewest other queues are taken, then the
    cheapest, all on the one shift that meets most of the shortfall for its pay; their number is
    found by doubling and halving, each tried in simulation under common random numbers.

    Parameters
    ----------
    scenario : Scenario
    roster : Roster
    outcome : Outcome
        Of that roster.
    live : function of a scenario and a roster
    """
    found = []
    now = _Try(scenario, roster, outcome)
    for target in scenario.targets:
        if outcome.judge(target).met:
            continue
        broken = broken_target(target, outcome, _idle(scenario, roster, target, outcome))
        extra = None if now.outcome.judge(target).met else _whom(scenario, target, now.outcome)
        if extra is not None:
            tried, in_vain = _enough(now, extra, target, live)
            mending = extra.mending(tried, target, in_vain)
            # Nobody is hired for what people who are there could do.
            if broken.idle < mending.people:
                broken = replace(broken, mending=mending)
            now = tried if tried.outcome.judge(target).met else now
        found.append(broken)
    return tuple(found)


@dataclass(frozen=True)
class _Try:
    """A center with some people more, and how it does."""

    scenario: Scenario
    roster: Roster
    outcome: Outcome
    people: int = 0


@dataclass(frozen=True)
class _Extra:
    """Who could help, and when they would work."""

    contract: Contract
    skills: tuple[str, ...]
    template: ShiftTemplate
    start_min: int
    weekdays: tuple[int, ...]

    def added(self, to: _Try, people: int) -> tuple[Scenario, Roster]:
        """A center with so many of them, each at a normal pace."""
        scenario, horizon = to.scenario, to.scenario.horizon
        like = next(
            a
            for a in scenario.agents
            if a.contract == self.contract.name and a.skills == self.skills
        )
        plain: dict[str, object] = {"first_day": None, "last_day": None, "proficiency": {}}
        known = len(scenario.agents)
        agents = [
            like.model_copy(update={"id": f"more-{known + i}", **plain}) for i in range(people)
        ]
        shifts = [
            Shift(
                agent.id,
                day,
                self.template.name,
                spans_of(self.template, horizon.second_of(number, self.start_min)),
            )
            for number, day in enumerate(horizon.dates)
            if day.weekday() in self.weekdays
            for agent in agents
        ]
        return (
            scenario.model_copy(update={"agents": (*scenario.agents, *agents)}),
            Roster(horizon, (*to.roster.shifts, *shifts)),
        )

    def mending(self, tried: _Try, target: Target, in_vain: bool) -> Mending:
        """What it comes to."""
        days = sum(day.weekday() in self.weekdays for day in tried.scenario.horizon.dates)
        people_days = tried.people * days
        charged_hours = people_days * self.template.charged_minutes / 60
        return Mending(
            people=tried.people,
            contract=self.contract.name,
            skills=self.skills,
            shift=self.template.name,
            start=clock(self.start_min),
            weekdays=tuple(WEEKDAYS[w] for w in self.weekdays),
            paid_hours=people_days * self.template.paid_minutes / 60,
            cost=charged_hours * self.contract.cost_per_hour,
            holds=tried.outcome.judge(target).met,
            in_vain=in_vain,
        )


def _enough(without: _Try, extra: _Extra, target: Target, live: Live) -> tuple[_Try, bool]:
    """The fewest people more with whom the target is met, or the most that are tried.

    And, where these do not meet it, whether still more would be in vain.
    """

    def tried(people: int) -> _Try:
        scenario, roster = extra.added(without, people)
        return _Try(scenario, roster, live(scenario, roster), people)

    most = max(round(MOST_FOR_EACH * len(without.scenario.agents)), MOST_OF_FEW)
    few, many = [without], tried(1)
    while not many.outcome.judge(target).met and many.people < most:
        few.append(many)
        many = tried(min(2 * many.people, most))
    if not many.outcome.judge(target).met:
        half = next(t for t in reversed(few) if 2 * t.people <= many.people)
        return many, not _nearer(half.outcome, many.outcome, target)
    least = few[-1].people
    while many.people - least > 1:
        middle = tried((least + many.people) // 2)
        if middle.outcome.judge(target).met:
            many = middle
        else:
            least = middle.people
    return many, False


def _nearer(before: Outcome, after: Outcome, target: Target) -> bool:
    """Whether a target that is met by neither is nearer to it afterwards, by what counts."""
    (was, is_now) = (outcome.judge(target) for outcome in (before, after))
    sign = 1.0 if target.measure.higher_is_better else -1.0
    missing = sign * (target.goal - was.achieved)
    gained = sign * (is_now.achieved - was.achieved)
    more_often = is_now.probability - was.probability
    return (missing > 0 and gained >= BRINGS_NEARER * missing) or (
        more_often >= BRINGS_NEARER * (target.probability - was.probability) > 0
    )


def _idle(scenario: Scenario, roster: Roster, target: Target, outcome: Outcome) -> int:
    """People who could work a shift more when the target misses most, within their work rules."""
    queues = scenario.queue_names if target.queue is None else (target.queue,)
    return sum(1 for _ in idle_people(scenario, roster, queues, lacking(target, outcome)))


def _whom(scenario: Scenario, target: Target, outcome: Outcome) -> _Extra | None:
    """People of the kind that helps most directly, on the shift that meets most of the need."""
    queue = target.queue or _neediest(scenario, target, outcome)
    kinds = Counter(
        (a.contract, a.skills) for a in scenario.agents if queue in scenario.queues_of(a)
    )
    contracts = {c.name: c for c in scenario.contracts}
    queues = {(a.contract, a.skills): len(scenario.queues_of(a)) for a in scenario.agents}
    ranked = sorted(
        kinds, key=lambda kind: (queues[kind], contracts[kind[0]].cost_per_hour, -kinds[kind])
    )
    lack = lacking(target, outcome)
    if not ranked or lack.sum() <= 0:
        return None
    contract, skills = contracts[ranked[0][0]], ranked[0][1]
    profile = _week(lack, scenario)
    best, found = 0.0, None
    for template in (scenario.shift(name) for name in contract.shifts):
        if template.on_call:
            continue
        for start in template.starts_min:
            met = _met(profile, template, start)
            days = sorted(range(7), key=lambda w: -met[w])[:WORKING_DAYS]
            days = sorted(w for w in days if met[w] > WORTH_A_DAY * met.max())
            worth = met[days].sum() / (len(days) * template.paid_minutes) if days else 0.0
            if worth > best:
                best, found = worth, _Extra(contract, skills, template, start, tuple(days))
    return found


def _neediest(scenario: Scenario, target: Target, outcome: Outcome) -> str:
    """The queue that misses most of a pooled target; the first one for occupancy."""
    if target.measure is Measure.OCCUPANCY:
        return scenario.queue_names[0]
    need = {
        name: lacking(target.model_copy(update={"queue": name}), outcome).sum()
        for name in scenario.queue_names
    }
    return max(need, key=lambda name: need[name])


def _week(lack: NDArray[np.float64], scenario: Scenario) -> NDArray[np.float64]:
    """Shortfall of each minute of each weekday, shape (7, minutes of a day)."""
    horizon = scenario.horizon
    profile = np.zeros((7, 24 * 60))
    minutes = np.arange(horizon.interval_minutes)
    for weekday, at, missing in zip(
        horizon.weekday_of_interval, horizon.clock_min_of_interval, lack, strict=True
    ):
        profile[weekday, (at + minutes) % (24 * 60)] += missing / horizon.interval_minutes
    return profile


def _met(
    profile: NDArray[np.float64], template: ShiftTemplate, start_min: int
) -> NDArray[np.float64]:
    """Shortfall that falls into a shift on each weekday, shape (7,); 0 where it may not start.

    Breaks are as good as time on queue here, the gap of a split shift is not.
    """
    there = [
        np.arange(span.start_s // 60, span.end_s // 60)
        for span in spans_of(template, 0)
        if span.activity is not Activity.OFF_DUTY
    ]
    at = (start_min + np.concatenate(there)) % (24 * 60)
    allowed = np.isin(np.arange(7), template.weekdays)
    return np.asarray(np.where(allowed, profile[:, at].sum(axis=1), 0.0), dtype=np.float64)


def spans_of(template: ShiftTemplate, start_s: int) -> tuple[Span, ...]:
    """A shift of a template, each break at the middle of its places or as soon after as is free."""
    now, starts_s = 0, []
    for pause in template.breaks:
        places = [60 * minute for minute in pause.starts_min]
        free = [place for place in places if place >= now]
        starts_s.append(next((p for p in free if p >= places[len(places) // 2]), free[-1]))
        now = starts_s[-1] + pause.minutes * 60
    return pauses.spans_of(template, start_s, np.array(starts_s, dtype=np.int64))
