"""One queue in its steady state by simulation: what closed forms are held against."""

import math
from dataclasses import dataclass

from wfm.center.errors import UsageError
from wfm.center.target import Formula, Measure, Target
from wfm.simulate.arrays import Floats
from wfm.simulate.estimate import Estimate, ratio, single
from wfm.simulate.model_file import compile_file, simulate_free
from wfm.simulate.model_schema import ModelFile

REPLICATIONS = 20
CONTACTS = 30_000
"""Contacts measured in each replication, about."""

MOST_HOURS = 240
MOST_PER_HOUR = 1_000_000
MOST_AGENTS = 100_000


@dataclass(frozen=True)
class Steady:
    """Steady state as simulated; every figure with its 95 % interval.

    Attributes
    ----------
    service_levels : dict of Formula to Estimate
    abandonment, asa_s, occupancy : Estimate
    replications : int
    warm_up_h, hours : float
        Hours of each replication that are thrown away, and that are measured after them.
    """

    service_levels: dict[Formula, Estimate]
    abandonment: Estimate
    asa_s: Estimate
    occupancy: Estimate
    replications: int
    warm_up_h: float
    hours: float


def simulate_steady(
    erlangs: float,
    agents: int,
    aht_s: float,
    patience_s: float | None = None,
    threshold_s: float = 20.0,
    *,
    aht_cv: float | None = None,
    replications: int = REPLICATIONS,
    seed: int = 1,
) -> Steady:
    """Simulate one queue at a constant rate: long runs from empty, the start thrown away.

    Parameters
    ----------
    erlangs, aht_s, threshold_s : float
        As for `measures`.
    agents : int
        At least one.
    patience_s : float, optional
        Mean patience (exponential); without it nobody abandons.
    aht_cv : float, optional
        Standard deviation over mean of lognormal handle times; exponential without it.
    replications, seed : int
        The same seed gives the same contacts whatever the agents.

    Raises
    ------
    UsageError
        If nobody works, there is no load, there is no steady state, or it is too large.
    """
    per_hour = erlangs / aht_s * 3600.0
    if not 1 <= agents <= MOST_AGENTS:
        raise UsageError(f"{agents:g} agents cannot be simulated: take 1 to {MOST_AGENTS:,}")
    if not 0 < per_hour <= MOST_PER_HOUR:
        raise UsageError(
            f"{per_hour:,.0f} contacts an hour cannot be simulated: take up to {MOST_PER_HOUR:,}"
        )
    endless = patience_s is None or math.isinf(patience_s)
    if endless and erlangs >= agents:
        raise UsageError(
            f"nobody abandons and {erlangs:g} erlangs are no fewer than {agents} agents: "
            "waits grow without end, so there is no steady state to simulate"
        )
    if patience_s == 0:
        raise UsageError("a patience of 0 s means that nobody waits: this is not simulated")
    warm_up = _warm_up_h(erlangs, agents, aht_s, math.inf if endless else patience_s or 0.0)
    hours = min(max(math.ceil(CONTACTS / per_hour), 4), MOST_HOURS)
    free = compile_file(
        ModelFile(
            lam_per_hour=(per_hour,),
            period_min=60,
            svc_min=(aht_s / 60.0,),
            svc_cv=(aht_cv,),
            pat_min=(None if endless or patience_s is None else patience_s / 60.0,),
            skills=((0,),),
            staff=((agents,) * (warm_up + hours + 1),),
            awt_sec=threshold_s,
        )
    )
    outcome = simulate_free(free, replications=replications, seed=seed)
    # The last hour only lets those who came before it be answered.
    measured = slice(warm_up, warm_up + hours)
    queue = outcome.queues.names[0]

    def estimate(sums: tuple[Floats, Floats], share: bool = True) -> Estimate:
        above, below = (part[:, measured].sum(axis=1, keepdims=True) for part in sums)
        return single(ratio(above, below, share=share))

    def service_level(formula: Formula) -> Estimate:
        return estimate(outcome.target_sums(_target(formula, threshold_s, queue)))

    return Steady(
        {formula: service_level(formula) for formula in Formula},
        estimate(outcome.abandonment_sums(queue)),
        estimate(outcome.asa_sums(queue), share=False),
        estimate((outcome.tallies.agents_busy_s, outcome.tallies.agents_on_queue_s)),
        replications,
        float(warm_up),
        float(hours),
    )


def _target(formula: Formula, threshold_s: float, queue: str) -> Target:
    return Target(
        name="level",
        queue=queue,
        measure=Measure.SERVICE_LEVEL,
        formula=formula,
        answered_within_s=threshold_s,
        goal=0.5,
    )


def _warm_up_h(erlangs: float, agents: int, aht_s: float, patience_s: float) -> int:
    """Hours until the start from empty is forgotten, about: seven relaxation times.

    That of M/M/n is 1 / (sqrt(n mu) - sqrt(lambda))^2 (P. M. Morse 1955, "Stochastic properties of
    waiting lines") or the handle time, if that is longer; abandonment makes it no longer than the
    patience.
    """
    gap = math.sqrt(agents) - math.sqrt(erlangs)
    queue_s = aht_s / gap**2 if gap > 0 else math.inf
    relaxation_s = max(aht_s, min(queue_s, patience_s))
    return min(max(math.ceil(7.0 * relaxation_s / 3600.0), 1), MOST_HOURS)
