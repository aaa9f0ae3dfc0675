"""The verb ``plan``: forecast, staff, schedule, simulate, judge."""

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

from wfm.center.history import History
from wfm.center.progress import Progress, silent
from wfm.center.roster import Roster
from wfm.center.scenario import Scenario
from wfm.forecast.verb import forecast
from wfm.history.read import history_of
from wfm.plan.live_through import AS_SCENARIO_SAYS, Living, live_through
from wfm.plan.plan import Plan
from wfm.schedule.check import check
from wfm.schedule.coverage import coverage
from wfm.schedule.rules import rules_by_contract
from wfm.schedule.solve import schedule
from wfm.staff.staff import staff


def plan(
    scenario: Scenario,
    history: History | None = None,
    *,
    roster: Roster | None = None,
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
    rules_by_contract(scenario)
    if history is None:
        with timed("history"):
            history = history_of(scenario)
    with timed("forecast"):
        demand = forecast(scenario, history)
    with timed("staff"):
        requirement = staff(scenario, demand)
    if roster is None:
        with timed("schedule"):
            roster = schedule(scenario, requirement, seed=scenario.seed, progress=progress).roster
    with timed("simulate"):
        outcome = live_through(scenario, demand, roster, living, progress=progress)
    return Plan(
        scenario=scenario,
        history=history,
        forecast=demand,
        requirement=requirement,
        roster=roster,
        coverage=coverage(scenario, requirement, roster),
        outcome=outcome,
        targets=tuple(outcome.judge(target) for target in scenario.targets),
        seconds=seconds,
        violations=check(scenario, roster),
    )


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
