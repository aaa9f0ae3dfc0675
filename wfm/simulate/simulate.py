"""Live through the horizon, replication by replication, in chunks that any executor can run."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from wfm.center.progress import Progress, silent
from wfm.center.roster import Roster
from wfm.center.scenario import Scenario
from wfm.simulate.absence import spells_worked
from wfm.simulate.arrays import Floats
from wfm.simulate.compile import compile_model
from wfm.simulate.contacts import draw_contacts
from wfm.simulate.kernel.live import live
from wfm.simulate.model import LiveState, Model
from wfm.simulate.outcome import Outcome
from wfm.simulate.simpy.center import run_simpy
from wfm.simulate.tallies import Tallies, join, tally

_CHUNKS = 16
Engine = Literal["kernel", "simpy"]


@dataclass(frozen=True, eq=False)
class Chunk:
    """Some replications of one model; what a worker gets."""

    model: Model
    offered: NDArray[np.integer]
    aht_s: Floats
    seed: int
    first_replication: int
    engine: Engine


Piece = TypeVar("Piece")


class Run(Protocol):
    """What runs independent pieces of work, like `map`."""

    def __call__(
        self, work: Callable[[Piece], Tallies], pieces: Iterable[Piece], /
    ) -> Iterable[Tallies]:
        """Results in the order of the pieces."""
        ...


def simulate(
    scenario: Scenario,
    roster: Roster,
    offered: NDArray[np.integer],
    aht_s: Floats,
    *,
    seed: int,
    first_replication: int = 0,
    engine: Engine = "kernel",
    state: LiveState | None = None,
    run: Run = map,
    progress: Progress = silent,
) -> Outcome:
    """Simulate a roster, contact by contact, on given demand paths.

    Parameters
    ----------
    scenario : Scenario
    roster : Roster
    offered : array of int, shape (n, Q, T)
        Contacts of each interval on n demand paths, one a replication.
    aht_s : array of shape (n, Q, T)
        Mean handle times on those paths.
    seed : int
    first_replication : int
        Number of the first path; random numbers are keyed by it.
    engine : {'kernel', 'simpy'}
        The compiled engine, or its readable reference; both give the same counts.
    state : LiveState, optional
        A moment of a running day from which to start.
    run : callable
        Like `map`; `wfm.execute.pool.executor` gives one with several processes. The outcome does
        not depend on it, to the last bit.
    progress : callable

    Raises
    ------
    ValueError
        If the arrays do not fit the scenario's queues and intervals.
    """
    model = compile_model(scenario, roster, state)
    return simulate_model(
        model,
        offered,
        aht_s,
        seed=seed,
        first_replication=first_replication,
        engine=engine,
        run=run,
        progress=progress,
    )


def simulate_model(
    model: Model,
    offered: NDArray[np.integer],
    aht_s: Floats,
    *,
    seed: int,
    first_replication: int = 0,
    engine: Engine = "kernel",
    run: Run = map,
    progress: Progress = silent,
) -> Outcome:
    """Simulate a compiled model; parameters as in `simulate`."""
    offered, aht_s = np.asarray(offered), np.asarray(aht_s, dtype=np.float64)
    expected = (len(offered), len(model.queues.names), model.horizon.n_intervals)
    if offered.shape != expected or aht_s.shape != expected or len(offered) == 0:
        raise ValueError(
            f"offered and aht_s must have the shape (replications, queues, intervals) = "
            f"(n, {expected[1]}, {expected[2]}); they have {offered.shape} and {aht_s.shape}"
        )
    size = max(1, len(offered) // _CHUNKS)
    chunks = [
        Chunk(
            model, offered[i : i + size], aht_s[i : i + size], seed, first_replication + i, engine
        )
        for i in range(0, len(offered), size)
    ]
    return gathered(model, run, simulate_chunk, chunks, seed, first_replication, progress=progress)


def gathered(
    model: Model,
    run: Run,
    work: Callable[[Piece], Tallies],
    pieces: Sequence[Piece],
    seed: int,
    first_replication: int,
    *,
    progress: Progress = silent,
) -> Outcome:
    """Run pieces of replications, in their order, and join what was tallied."""
    parts: list[Tallies] = []
    for part in run(work, pieces):
        parts.append(part)
        progress("simulate", len(parts) / len(pieces))
    return Outcome(
        model.horizon, model.queues, join(parts), seed, first_replication, model.agents.names
    )


def simulate_chunk(chunk: Chunk) -> Tallies:
    """Live through the replications of one chunk."""
    return join(
        [
            _replicate(chunk, offered, aht_s, chunk.first_replication + i)
            for i, (offered, aht_s) in enumerate(zip(chunk.offered, chunk.aht_s, strict=True))
        ]
    )


def _replicate(
    chunk: Chunk, offered: NDArray[np.integer], aht_s: Floats, replication: int
) -> Tallies:
    model = chunk.model
    spells = spells_worked(model, chunk.seed, replication)
    if chunk.engine == "kernel":
        return live(model, spells, offered, aht_s, chunk.seed, replication).tallies()
    contacts = draw_contacts(model, offered, aht_s, chunk.seed, replication)
    return tally(model, run_simpy(model, contacts, spells))
