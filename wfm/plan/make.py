"""The verb ``plan``: forecast; staff, schedule and simulate until the promise holds; judge."""

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

from wfm.center.errors import DataError
from wfm.center.history import History
from wfm.center.progress import Progress, silent
from wfm.center.roster import Roster
from wfm.center.scenario import Scenario
from wfm.forecast.forecast import Forecast
from wfm.forecast.verb import forecast
from wfm.history.read import history_of
from wfm.plan.broken_target import BrokenTarget
from wfm.plan.live_through import AS_SCENARIO_SAYS, Living, live_paths, live_through
from wfm.plan.mend import broken_targets
from wfm.plan.plan import Plan
from wfm.plan.rounds import Begun, Found, Told
from wfm.schedule.check import check
from wfm.schedule.coverage import coverage
from wfm.schedule.rules import rule_book
from wfm.schedule.solve import schedule
from wfm.simulate.outcome import Outcome
from wfm.staff.contract import Aims, ContractStaffing
from wfm.staff.requirement import Requirement
from wfm.staff.staff import staff


def plan(
    scenario: Scenario,
    history: History | None = None,
    *,
    roster: Roster | None = None,
    aims: Aims | None = None,
    begun: Begun | None = None,
    told: Told = lambda _: None,
    living: Living = AS_SCENARIO_SAYS,
    progress: Progress = silent,
) -> Plan:
    """Plan a scenario from its history to a simulated roster.

    Parameters
    ----------
    scenario : Scenario
    history : History, optional
        By default the scenario's history file is read.
    roster : Roster, optional
        A roster to judge instead of making one; the rules it breaks are listed in the plan.
    aims : Aims, optional
        What to staff for instead of looking for it, such as ``found.aims`` of an earlier plan.
    begun : Begun, optional
        Where an earlier loop ended, to go on from (`wfm.plan.resume.begun_of`).
    told : function of a Round
        Called after each round of the loop.
    living : Living
        How the roster is lived through; with several processes of SimPy, a script must start its
        work under ``if __name__ == "__main__"``. The result is the same for any number of workers.
    progress : callable
        Told the stage and the share of it that is done.

    Returns
    -------
    Plan

    Raises
    ------
    DataError
        If the history or the scenario is wrong.
    InfeasibleError
        If some agent's hard rules allow no roster; the message names the rules.
    """
    seconds: dict[str, float] = {}
    timed = _timer(seconds, progress)
    rule_book(scenario)
    history_given = history is not None
    if history is None:
        with timed("history"):
            history = history_of(scenario)
    with timed("forecast"):
        demand = forecast(scenario, history)
    if living.recorded is None:
        _refuse_nothing_to_do(scenario, demand)
    with timed("staff"):
        if aims is None:
            requirement = staff(scenario, demand)
        else:
            requirement = ContractStaffing.of(scenario, demand).requirement(aims)
    if living.recorded is None:
        _refuse_promises_to_nobody(scenario, requirement)
    found = None
    is_given = roster is not None and aims is None
    if roster is None and aims is None and scenario.planning.rounds > 0:
        with timed("loop"):
            found = _looked_for(scenario, demand, living, begun, told, progress)
        requirement, roster = found.requirement, found.roster
    elif roster is None:
        with timed("schedule"):
            roster = schedule(scenario, requirement, seed=scenario.seed, progress=progress).roster
    with timed("simulate"):
        outcome = live_through(scenario, demand, roster, living, progress=progress)
    targets = tuple(outcome.judge(target) for target in scenario.targets)
    lacking: tuple[BrokenTarget, ...] = ()
    if not is_given and not all(t.met for t in targets):
        with timed("mend"):
            lacking = broken_targets(
                scenario,
                roster,
                outcome,
                lambda people, working: live_through(people, demand, working, living),
            )
    return Plan(
        scenario=scenario,
        history=history,
        forecast=demand,
        requirement=requirement,
        roster=roster,
        coverage=coverage(scenario, requirement, roster),
        outcome=outcome,
        targets=targets,
        found=found,
        seconds=seconds,
        violations=check(scenario, roster),
        broken_targets=lacking,
        history_given=history_given,
    )


def _refuse_nothing_to_do(scenario: Scenario, demand: Forecast) -> None:
    """A plan for nobody's calls would end in targets that can neither be met nor missed."""
    if demand.offered.any():
        return
    horizon = scenario.horizon
    days = f"the {horizon.days} days from {horizon.start}"
    holidays = scenario.holidays.within(horizon)
    if not any(q.open.open_intervals(horizon, holidays).any() for q in scenario.queues):
        raise DataError(
            f"every queue is closed on {days}, so there is nothing to plan; move the horizon, or "
            "change open of the queues or the holidays"
        )
    raise DataError(
        f"no contacts are expected on {days}: the history has none at the times when queues are "
        "open; move the horizon, or change open of the queues"
    )


def _refuse_promises_to_nobody(scenario: Scenario, requirement: Requirement) -> None:
    """A target of a queue that nobody reaches could be neither met nor missed."""
    for target in scenario.targets:
        if target.queue is None or scenario.queue(target.queue).outbound is not None:
            continue
        if not requirement.workload_erlangs[requirement.queues.index(target.queue)].any():
            raise DataError(
                f"target '{target.name}' is of queue '{target.queue}', in which no contacts are "
                f"expected on the {scenario.horizon.days} days from {scenario.horizon.start}; take "
                "the target out, or change open of the queue"
            )


def _looked_for(
    scenario: Scenario,
    demand: Forecast,
    living: Living,
    begun: Begun | None,
    told: Told,
    progress: Progress,
) -> Found:
    """The loop, on paths of its own: those of the verdict stay unseen."""
    # Compiling and loading numba takes a second that other verbs should not pay.
    from wfm.plan.loop import loop

    workers = Living(workers=living.workers)

    def simulate(people: Scenario, roster: Roster, first: int, count: int) -> Outcome:
        return live_paths(people, demand, roster, workers, first, count)

    return loop(scenario, demand, simulate, begun=begun, told=told, progress=progress)


def _timer(
    seconds: dict[str, float], progress: Progress
) -> Callable[[str], AbstractContextManager[None]]:
    @contextmanager
    def timed(stage: str) -> Iterator[None]:
        progress(stage, 0.0)
        start = time.perf_counter()
        yield
        seconds[stage] = time.perf_counter() - start
        progress(stage, 1.0)

    return timed
