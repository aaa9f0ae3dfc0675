"""Queueing formulas, written out for tests; times in the units of the rates."""

import math

import numpy as np
from scipy import integrate


def erlang_b(load, agents):
    """Blocking of M/G/n/n, by its recursion."""
    blocked = 1.0
    for n in range(1, agents + 1):
        blocked = load * blocked / (n + load * blocked)
    return blocked


def erlang_c_wait(rate, mean_s, agents):
    """Mean wait of M/M/n."""
    load = rate * mean_s
    blocked = erlang_b(load, agents)
    waits = agents * blocked / (agents - load * (1 - blocked))
    return waits * mean_s / (agents - load)


def pollaczek_khinchine(rate, mean_s, second_moment):
    """Mean wait of M/G/1 (Pollaczek 1930, Khinchine 1932)."""
    return rate * second_moment / (2 * (1 - rate * mean_s))


def room_for(rate, mean_s, agents, room):
    """Probabilities of 0 to `room` contacts in M/M/n/K, shape (room + 1,)."""
    weights = np.ones(room + 1)
    for k in range(1, room + 1):
        weights[k] = weights[k - 1] * rate * mean_s / min(k, agents)
    return weights / weights.sum()


def abandonment(rate, mean_s, agents, outlasts, kinks=()):
    """Share that abandons M/M/n+G, where patience outlasts a time with probability `outlasts`.

    F. Baccelli and G. Hebuterne, "On queues with impatient customers" (1981), in the form of
    A. Mandelbaum and S. Zeltyn, "Staffing many-server queues with impatient customers" (2009).
    """
    grid = np.unique(np.concatenate((np.linspace(0, 60 * mean_s, 60_001), kinks)))
    waited = integrate.cumulative_trapezoid(outlasts(grid), grid, initial=0)
    j = np.trapezoid(np.exp(rate * waited - agents * grid / mean_s), grid)
    load = rate * mean_s
    top = (agents - 1) * math.log(load) - math.lgamma(agents)
    e = sum(math.exp(k * math.log(load) - math.lgamma(k + 1) - top) for k in range(agents))
    return (1 + (rate - agents / mean_s) * j) / (e + rate * j)
