"""Erlang C: contacts that find every agent busy wait for as long as it takes, M/M/n."""

import math

from wfm.simulate.erlang._compiled import compiled
from wfm.simulate.erlang.delay import Delays, endless, no_load, patient
from wfm.simulate.erlang.sums import NEGLIGIBLE, upper_sum


@compiled
def erlang_c(
    erlangs: float, agents: float, below: float, aht_s: float, threshold_s: float
) -> Delays:
    """Delays of M/M/n (A. K. Erlang 1917; real n as in Jagerman 1974, through Erlang B).

    `below` is U(agents, erlangs) - 1. Where the load is not below the agents there is no steady
    state: everybody waits for ever.
    """
    if erlangs == 0.0:
        return no_load()
    if erlangs >= agents:
        return endless()
    surplus = agents - erlangs
    drain = surplus * threshold_s / aht_s
    return patient(below, surplus / agents, drain)


@compiled
def free_states(erlangs: float, agents: float, negligible: float = NEGLIGIBLE) -> float:
    """Weight of the states with a free agent, relative to "all busy, nobody waits"."""
    if erlangs > 0.0 and agents > 0.0:
        return upper_sum(agents, erlangs, negligible)
    return math.inf
