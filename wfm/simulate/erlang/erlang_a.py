"""Erlang A: as Erlang C, and contacts abandon after an exponential patience, M/M/n+M."""

import math

from wfm.simulate.erlang._compiled import compiled
from wfm.simulate.erlang.delay import Delays, abandon_if_waiting, answered_wait, impatient, no_load
from wfm.simulate.erlang.erlang_c import erlang_c
from wfm.simulate.erlang.sums import NEGLIGIBLE

ENDLESS_PATIENCE = 1e15
"""Mean patience, in handle times, from which nobody abandons within floating-point precision."""


@compiled
def erlang_a(
    erlangs: float,
    agents: float,
    below: float,
    aht_s: float,
    patience_s: float,
    threshold_s: float,
    negligible: float = NEGLIGIBLE,
) -> Delays:
    """Delays of M/M/n+M (C. Palm 1946); `below` is U(agents, erlangs) - 1.

    Without agents everybody abandons. With a patience of 0 whoever would wait is lost: Erlang B.
    """
    if erlangs == 0.0:
        return no_load()
    if patience_s > ENDLESS_PATIENCE * aht_s:
        return erlang_c(erlangs, agents, below, aht_s, threshold_s)
    decay = threshold_s / patience_s if threshold_s > 0.0 else 0.0
    if agents == 0.0:
        return 1.0, 0.0, 0.0, 0.0, 0.0, -math.expm1(-decay), math.exp(-decay)
    span = patience_s / aht_s
    service = agents * threshold_s / aht_s
    return impatient(
        below, agents / erlangs, agents * span, erlangs * span, service, decay, negligible
    )


@compiled
def abandonment(
    delays: Delays, erlangs: float, agents: float, aht_s: float, patience_s: float
) -> float:
    """Share of offered contacts that abandon."""
    p_wait = delays[0]
    if p_wait == 0.0 or patience_s > ENDLESS_PATIENCE * aht_s:
        return 0.0
    if agents == 0.0:
        return 1.0
    span = patience_s / aht_s
    return p_wait * abandon_if_waiting(agents * span, erlangs * span)


@compiled
def asa(delays: Delays, erlangs: float, agents: float, aht_s: float, patience_s: float) -> float:
    """Mean wait of answered contacts; inf where nobody is answered."""
    p_wait, answered, answered_late = delays[:3]
    if answered == 0.0:
        return math.inf
    if answered_late == 0.0:
        return 0.0
    if patience_s > ENDLESS_PATIENCE * aht_s:
        return p_wait * aht_s / (agents - erlangs) if erlangs < agents else math.inf
    span = patience_s / aht_s
    wait = patience_s * answered_wait(agents * span, erlangs * span)
    return answered_late / answered * wait
