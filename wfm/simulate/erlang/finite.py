"""A finite number of lines: contacts that find every line taken are blocked."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from wfm.simulate.erlang._arrays import Array, Numbers, require, require_load, shaped, spread
from wfm.simulate.erlang._compiled import compiled
from wfm.simulate.erlang.formulas import service_level
from wfm.simulate.erlang.measures import LEVELS, Measures, from_rows
from wfm.simulate.erlang.sums import HUGE


@dataclass(frozen=True)
class FiniteMeasures:
    """Steady state with a finite number of lines; floats, or arrays of one shape.

    Attributes
    ----------
    p_block : float or array
        Share of all attempts that find no line.
    measures : Measures
        What the contacts that get a line meet: those are the offered ones.
    """

    p_block: Numbers
    measures: Measures


def finite_lines(
    erlangs: ArrayLike,
    agents: ArrayLike,
    lines: ArrayLike,
    aht_s: ArrayLike,
    patience_s: ArrayLike = math.inf,
    threshold_s: ArrayLike = 20.0,
) -> FiniteMeasures:
    """M/M/n/K and M/M/n/K+M: at most `lines` contacts with an agent or in queue together.

    The chain is summed state by state. A contact that finds k waiting is served after k + 1
    departures at the rates n mu, n mu + theta, ..., which take longer than T with a chance that is
    a sum of negative binomial terms (Poisson terms without abandonment): all terms are positive.

    Parameters
    ----------
    erlangs : array_like
        Load of all attempts.
    agents, lines : array_like
        Whole numbers, `lines` at least `agents`; equal, nobody waits (Erlang B).
    aht_s, patience_s, threshold_s : array_like
        Seconds, as for `measures`; patience inf if nobody abandons.

    Returns
    -------
    FiniteMeasures

    Raises
    ------
    UsageError
        If an input is negative or NaN, or agents and lines are not whole or in that order.
    """
    shape, columns = spread(
        erlangs=erlangs,
        agents=agents,
        lines=lines,
        aht_s=aht_s,
        patience_s=patience_s,
        threshold_s=threshold_s,
    )
    load, n, k, aht, patience, _ = columns
    require_load(load, aht)
    require(np.isfinite(k), "lines must be finite: `measures` has no limit")
    require((n == np.floor(n)) & (k == np.floor(k)), "agents and lines must be whole numbers")
    require(k >= n, "lines must not be fewer than agents")
    require(patience > 0, "patience_s must be above 0: with none, lines equal to agents are meant")
    rows = finite_each(*columns)
    return FiniteMeasures(shaped(rows[11], shape), from_rows(rows[:11], shape))


@compiled
def finite_each(
    erlangs: Array,
    agents: Array,
    lines: Array,
    aht_s: Array,
    patience_s: Array,
    threshold_s: Array,
) -> Array:
    """Rows of measures of what gets a line, and a last one of the share that does not."""
    rows = np.zeros((12, erlangs.size))
    for i in range(erlangs.size):
        if erlangs[i] == 0.0:
            rows[LEVELS:11, i] = 1.0
        elif lines[i] == 0.0:
            rows[11, i] = 1.0
        else:
            _finite_one(
                rows, i, erlangs[i] / aht_s[i], agents[i], lines[i], 1.0 / aht_s[i],
                1.0 / patience_s[i], threshold_s[i],
            )  # fmt: skip
    return rows


@compiled
def _finite_one(
    rows: Array,
    i: int,
    arrivals: float,
    agents: float,
    lines: float,
    mu: float,
    theta: float,
    threshold_s: float,
) -> None:
    # Weights of the states relative to "all agents busy, nobody waits", whose own is `weight` at
    # the start of the queue; every sum is scaled down together before it can overflow.
    full_rate = agents * mu
    idle, busy, weight = 0.0, 0.0, 1.0
    down = 1.0
    for k in range(int(agents), 0, -1):
        down *= k * mu / arrivals
        idle += down
        busy += (k - 1) * down
        if down > HUGE:
            idle, busy, weight, down = idle / HUGE, busy / HUGE, weight / HUGE, down / HUGE

    fade = math.exp(-theta * threshold_s)
    met = -math.expm1(-theta * threshold_s) / theta if theta > 0.0 else threshold_s
    # Chances that service takes longer than T: of anybody, and of those still patient then.
    late, late_term, late_log = 0.0, 1.0, -full_rate * threshold_s
    kept, kept_term, kept_log = 0.0, 1.0, -(full_rate + theta) * threshold_s
    steps = 0.0
    wait, in_time, answered, answered_in, moment, queue = 0.0, 0.0, 0.0, 0.0, 0.0, 0.0
    for k in range(int(lines - agents)):
        late += late_term
        kept += kept_term
        if late > HUGE:
            late, late_term, late_log = late / HUGE, late_term / HUGE, late_log + math.log(HUGE)
        if kept > HUGE:
            kept, kept_term, kept_log = kept / HUGE, kept_term / HUGE, kept_log + math.log(HUGE)
        depart = full_rate + (k + 1.0) * theta
        steps += 1.0 / depart
        served = full_rate / depart
        wait += weight
        in_time += weight * (1.0 - min(late * math.exp(late_log), 1.0))
        answered += weight * served
        answered_in += weight * served * (1.0 - min(kept * math.exp(kept_log), 1.0))
        moment += weight * served * steps
        queue += weight * k
        late_term *= met * (full_rate + k * theta) / (k + 1.0)
        kept_term *= met * (full_rate + (k + 1.0) * theta) / (k + 1.0)
        weight *= arrivals / depart
        if weight > HUGE:
            idle, busy, wait, in_time = idle / HUGE, busy / HUGE, wait / HUGE, in_time / HUGE
            answered, answered_in = answered / HUGE, answered_in / HUGE
            moment, queue, weight = moment / HUGE, queue / HUGE, weight / HUGE
    queue += weight * (lines - agents)
    accepted = idle + wait
    total = accepted + weight
    rows[11, i] = weight / total
    if accepted == 0.0:
        return
    share = 1.0 / accepted
    answered = (idle + answered) * share
    virtual = (idle + in_time) * share
    waiting = (1.0 - virtual) * fade
    rows[0, i] = wait * share
    rows[1, i] = theta * queue / arrivals * share
    rows[2, i] = queue / arrivals * share
    rows[3, i] = moment * share / answered if answered > 0.0 else math.inf
    rows[4, i] = queue / total
    rows[5, i] = (busy + agents * (total - idle)) / (agents * total) if agents > 0.0 else 0.0
    for number in range(5):
        rows[LEVELS + number, i] = service_level(
            number, virtual, (idle + answered_in) * share, answered, 1.0 - waiting, waiting
        )
