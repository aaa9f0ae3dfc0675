r"""What contacts meet in a queue of Markov type, given how often it is free.

The states below "all agents busy, nobody waits" enter only through their weight relative to that
state, `below`; so the same two functions serve Erlang C and A, chat, and blending. From there on
contacts leave to an agent at the full service rate M, and each waiting one abandons at rate theta.

For a test contact of infinite patience the wait V has the density

.. math:: v(t) = M \pi_n \exp\{\lambda (1 - e^{-\theta t}) / \theta - M t\}

(F. Baccelli and G. Hebuterne, "On queues with impatient customers", 1981; A. Mandelbaum and
S. Zeltyn, "Service engineering in action: the Palm/Erlang-A queue", 2007), whose integrals are the
sum L at x = M / theta, y = lambda / theta and at y exp(-theta T).
"""

import math

from wfm.simulate.erlang._compiled import compiled
from wfm.simulate.erlang.sums import (
    DECAY,
    LARGE,
    NEGLIGIBLE,
    NODES,
    WEIGHTS,
    log_poisson,
    lower_slope,
    lower_sum,
    lower_sums,
    upper_sum,
)

Delays = tuple[float, float, float, float, float, float, float]
"""Shares of the offered contacts: p_wait, answered, answered after a wait, virtual wait
at most T, answered within T, answered or abandoned within T, still in queue at T."""


@compiled
def no_load() -> Delays:
    """Nobody comes: whoever came would be answered at once."""
    return 0.0, 1.0, 0.0, 1.0, 1.0, 1.0, 0.0


@compiled
def endless() -> Delays:
    """Nobody abandons and more comes than is answered: waits grow without bound."""
    return 1.0, 1.0, 1.0, 0.0, 0.0, 0.0, 1.0


@compiled
def overloaded(x: float, y: float) -> bool:
    """Whether L(x, y) is large: more than a few deviations beyond the critical load y = x."""
    return y > x + 2.0 + 3.0 * math.sqrt(x) or (y > x and x > LARGE)


@compiled
def patient(below: float, slack: float, drain: float) -> Delays:
    """Delays where nobody abandons.

    Parameters
    ----------
    below : float
        Weight of the states with a free agent.
    slack : float
        1 - occupancy of the full service rate, (M - lambda) / M, above 0.
    drain : float
        (M - lambda) T.
    """
    free = slack * below
    if math.isinf(free):
        return no_load()
    p_wait = 1.0 / (1.0 + free)
    late = p_wait * math.exp(-drain)
    within = (free - math.expm1(-drain)) * p_wait
    return p_wait, 1.0, p_wait, within, within, within, late


@compiled
def impatient(
    below: float,
    ratio: float,
    x: float,
    y: float,
    service: float,
    decay: float,
    negligible: float = NEGLIGIBLE,
) -> Delays:
    """Delays where patience is exponential.

    Parameters
    ----------
    below : float
        Weight of the states with a free agent.
    ratio : float
        M / lambda.
    x, y : float
        M / theta and lambda / theta.
    service, decay : float
        M T and theta T.
    negligible : float
        Terms of the sums that may be left out.
    """
    if math.isinf(below):
        return no_load()
    gone = -math.expm1(-decay)
    z = y * math.exp(-decay)
    log_edge = y * gone - service
    if overloaded(x, y):
        # L may exceed the floating-point range; its product with the density cannot.
        log_scale = log_poisson(x, y)
        scale = math.exp(log_scale)
        edge = math.exp(log_scale + log_edge)
        beyond = scale * upper_sum(x, y, negligible)
        wait = 1.0 - beyond
        wait_answered = wait - scale
        if overloaded(x, z):
            within = edge * upper_sum(x, z, negligible) - beyond
        else:
            within = wait - edge * (1.0 + lower_sum(x, z, negligible))
    else:
        scale = 1.0
        edge = math.exp(log_edge)
        wait_answered, later = lower_sums(x, y, z, negligible)
        wait = 1.0 + wait_answered
        within = wait - edge * (1.0 + later)
    idle = scale * below
    share = 1.0 / (idle + wait)
    virtual = (idle + within) * share
    answered_late = ratio * wait_answered * share
    return (
        wait * share,
        idle * share + answered_late,
        answered_late,
        virtual,
        (idle + ratio * (within - scale + edge)) * share,
        gone + (1.0 - gone) * virtual,
        (wait - within) * share * (1.0 - gone),
    )


@compiled
def abandon_if_waiting(x: float, y: float) -> float:
    """Share that abandons of the contacts that wait: (dL/dy) / L, as each leaves at rate theta."""
    if overloaded(x, y):
        scale = math.exp(log_poisson(x, y))
        wait = 1.0 - scale * upper_sum(x, y)
        return 1.0 - x / y + scale * x / y / wait
    return lower_slope(x, y) / (1.0 + lower_sum(x, y))


@compiled
def answered_wait(x: float, y: float) -> float:
    """Mean wait, in mean patiences, of contacts that wait and are answered.

    Their waits have a density proportional to exp(y (1 - exp(-s)) - (x + 1) s); its two integrals
    share their quadrature points, on either side of the peak, so their scale cancels.
    """
    x += 1.0
    peak = math.log(y / x) if y > x else 0.0
    curve = x if y > x else y
    gap = 0.0 if y > x else x - y
    drop = DECAY / curve if curve > 0.0 else math.inf
    wide = math.sqrt(2.0 * drop)
    right = drop + wide
    if gap > 0.0:
        right = min(right, DECAY / gap)
    left = min(peak, wide, math.log1p(drop + wide))
    mass = 0.0
    moment = 0.0
    for k in range(NODES.size):
        u = right * NODES[k]
        weight = right * WEIGHTS[k] * math.exp(-gap * u - curve * (math.expm1(-u) + u))
        mass += weight
        moment += weight * (peak + u)
        u = -left * NODES[k]
        weight = left * WEIGHTS[k] * math.exp(-gap * u - curve * (math.expm1(-u) + u))
        mass += weight
        moment += weight * (peak + u)
    return moment / mass
