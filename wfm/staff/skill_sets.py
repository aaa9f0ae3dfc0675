"""Requirements for skill sets: simulation, cuts, and the cheapest staffing that they allow.

Service as a function of the staffing vector is measured by simulation, its slopes by finite
differences under common random numbers, and a program of the cuts proposes the next staffing:
Atlason, Epelman and Henderson (2004, "Call center staffing with simulation and cutting plane
methods", Annals of Operations Research 127; 2008, "Optimizing call center staffing using
simulation and analytic center cutting-plane methods", Management Science 54); Cezik and L'Ecuyer
(2008, "Staffing multiskill call centers via linear programming and simulation", Management Science
54).
"""

import os

import numpy as np
from numpy.typing import NDArray

from wfm.center.errors import DataError
from wfm.center.progress import Progress, silent
from wfm.center.scenario import Scenario
from wfm.execute.pool import threads
from wfm.forecast.forecast import Forecast
from wfm.simulate.compile import compile_counts
from wfm.simulate.outcome import Outcome
from wfm.simulate.simulate import simulate_model
from wfm.staff.contract import ContractStaffing
from wfm.staff.skill_grid import skill_grid
from wfm.staff.skill_requirement import SkillRequirement
from wfm.staff.skill_search import SkillSearch

PERIOD_MIN = 60


def staff_skill_sets(
    scenario: Scenario,
    forecast: Forecast,
    *,
    period_minutes: int = PERIOD_MIN,
    any_number: bool = False,
    workers: int | None = None,
    progress: Progress = silent,
) -> SkillRequirement:
    """Agents of each skill set, so that the simulated center keeps every promise at least pay.

    Begins with what queueing models require, shared out among kinds of people; all channels are
    simulated together, with the scenario's routing, and nobody is counted twice.

    Parameters
    ----------
    scenario : Scenario
    forecast : Forecast
        Of the same queues and horizon.
    period_minutes : int
        Staff of a kind stays the same for so long; a day is a whole number of periods.
    any_number : bool
        Whether there may be more people of each kind than the scenario has, and than can work the
        hours in a week.
    workers : int, optional
        Threads of the simulation, by default one a core; the result does not depend on it.
    progress : callable

    Returns
    -------
    SkillRequirement

    Raises
    ------
    DataError
        If the forecast does not fit the scenario, or nobody can ever be on queue.
    UsageError
        If periods do not fit into a day.
    """
    grid = skill_grid(scenario, period_minutes, any_number=any_number)
    if not grid.may_be.any():
        raise DataError(
            "nobody can be on queue: no queue is open where a shift of its people's contracts can "
            "lie; compare the queues' open hours with the shifts, their days and the holidays"
        )
    with threads(workers or os.cpu_count() or 1) as run:

        def live(counts: NDArray[np.int64], first: int, count: int) -> Outcome:
            paths = forecast.sample(count, scenario.seed, first)
            return simulate_model(
                compile_counts(scenario, grid.kinds, counts),
                paths.offered,
                paths.aht_s,
                seed=scenario.seed,
                first_replication=first,
                run=run,
            )

        search = SkillSearch(grid, ContractStaffing.of(scenario, forecast), live, progress)
        search.rounds_until_tight()
        search.trim()
        search.level()
        search.mend()
        return search.found()
