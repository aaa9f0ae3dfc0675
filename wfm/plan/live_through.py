"""The roster is lived through: on paths of the forecast, or on the contacts that really came."""

import os
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from wfm.center.progress import Progress, silent
from wfm.center.roster import Roster
from wfm.center.scenario import Scenario
from wfm.execute.pool import executor, threads
from wfm.forecast.forecast import Forecast
from wfm.simulate.compile import compile_model
from wfm.simulate.contact_log import log_frames
from wfm.simulate.model import LiveState
from wfm.simulate.outcome import Outcome
from wfm.simulate.precision import simulate_until, target_half_widths
from wfm.simulate.recorded import Recorded, recorded_log_frames, simulate_recorded
from wfm.simulate.simulate import Engine, Run, simulate_model

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Living:
    """How a roster is lived through.

    Attributes
    ----------
    engine : {'kernel', 'simpy'}
        The compiled engine of the simulation, or its readable reference; the outcome is the same.
    workers : int or None
        Threads of the kernel, by default one a core, or processes of SimPy, by default this one.
    precision : float or None
        Half-width in percentage points that the 95 % interval of every target must reach; None
        for the scenario's number of replications.
    state : LiveState or None
        A moment of a running day from which to start.
    recorded : Recorded or None
        Contacts that really came, in place of paths of the forecast.
    """

    engine: Engine = "kernel"
    workers: int | None = None
    precision: float | None = None
    state: LiveState | None = None
    recorded: Recorded | None = None


AS_SCENARIO_SAYS = Living()


def live_through(
    scenario: Scenario,
    demand: Forecast,
    roster: Roster,
    how: Living,
    *,
    progress: Progress = silent,
) -> Outcome:
    """Simulate a roster contact by contact.

    Parameters
    ----------
    scenario : Scenario
    demand : Forecast
        Its paths are lived through; of recorded contacts, only its handle times are used.
    roster : Roster
    how : Living
    progress : callable
    """
    model = compile_model(scenario, roster, how.state)

    def batch(first: int, count: int, told: Progress) -> Outcome:
        if how.recorded is not None:
            return simulate_recorded(
                model,
                how.recorded,
                demand.aht_s,
                replications=count,
                seed=scenario.seed,
                first_replication=first,
                engine=how.engine,
                run=run,
                progress=told,
            )
        paths = demand.sample(count, scenario.seed, first)
        return simulate_model(
            model,
            paths.offered,
            paths.aht_s,
            seed=scenario.seed,
            first_replication=first,
            engine=how.engine,
            run=run,
            progress=told,
        )

    with _workers(how) as run:
        if how.precision is None:
            return batch(0, scenario.simulation.replications, progress)
        return simulate_until(
            lambda first, count: batch(first, count, silent),
            how.precision,
            target_half_widths(scenario.targets),
            progress=lambda _, done: progress("simulate", done),
        ).outcome


def live_paths(
    scenario: Scenario, demand: Forecast, roster: Roster, how: Living, first: int, count: int
) -> Outcome:
    """Simulate a roster on some paths of the forecast, by the number of the first."""
    paths = demand.sample(count, scenario.seed, first)
    with _workers(how) as run:
        return simulate_model(
            compile_model(scenario, roster, how.state),
            paths.offered,
            paths.aht_s,
            seed=scenario.seed,
            first_replication=first,
            engine=how.engine,
            run=run,
        )


def contact_log(
    scenario: Scenario, demand: Forecast, roster: Roster, how: Living, replications: int
) -> "Iterator[pd.DataFrame]":
    """Every contact of the replications that `live_through` lives through, a table each."""
    model = compile_model(scenario, roster, how.state)
    if how.recorded is not None:
        return recorded_log_frames(
            model, how.recorded, demand.aht_s, replications=replications, seed=scenario.seed
        )
    paths = demand.sample(replications, scenario.seed)
    return log_frames(model, paths.offered, paths.aht_s, seed=scenario.seed)


def _workers(how: Living) -> AbstractContextManager[Run]:
    """The kernel lets threads run side by side; SimPy needs processes for that."""
    if how.engine == "kernel":
        return threads(how.workers or os.cpu_count() or 1)
    return executor(how.workers or 1)
