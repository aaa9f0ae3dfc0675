"""Finite lines, chat, blending and redials against their chains in arbitrary precision."""

import math

import mpmath as mp
import pytest

from wfm.simulate.erlang import blend, chat, finite_lines, redialing

EXACT = 1e-9


def stationary(up, down):
    """Probabilities of a birth-death chain from its rates up and down."""
    weights = [mp.mpf(1)]
    for rise, fall in zip(up, down, strict=True):
        weights.append(weights[-1] * rise / fall)
    total = mp.fsum(weights)
    return [w / total for w in weights]


def service(states, free, full_rate, theta, wait_s):
    """(virtual, answered in time, answered) of contacts that meet each state of a queue.

    The wait behind k others is that of k + 1 departures, whose chance to be over by T is an
    incomplete beta function of 1 - exp(-theta T); gamma where nobody abandons.
    """
    virtual = in_time = answered = mp.fsum(states[:free])
    for k, p in enumerate(states[free:]):
        if theta == 0:
            served = mp.mpf(1)
            soon = soon_served = mp.gammainc(k + 1, 0, full_rate * wait_s, regularized=True)
        else:
            gone = 1 - mp.exp(-theta * wait_s)
            served = full_rate / (full_rate + (k + 1) * theta)
            soon = mp.betainc(k + 1, full_rate / theta, 0, gone, regularized=True)
            soon_served = mp.betainc(k + 1, full_rate / theta + 1, 0, gone, regularized=True)
        virtual += p * soon
        answered += p * served
        in_time += p * served * soon_served
    return virtual, in_time, answered


def close(ours, exact):
    assert float(ours) == pytest.approx(float(exact), rel=EXACT)


@pytest.mark.parametrize(
    ("erlangs", "agents", "lines", "aht_s", "patience_s", "wait_s"),
    [
        (10, 11, 20, 300, 120, 20),
        (300, 290, 330, 300, 60, 20),
        (40, 50, 60, 200, math.inf, 30),
        (20, 10, 60, 300, 600, 5),
        (10_000, 9_900, 10_040, 300, 90, 10),
    ],
)
def test_finite_lines_are_the_chain(erlangs, agents, lines, aht_s, patience_s, wait_s):
    with mp.workdps(40):
        mu = 1 / mp.mpf(aht_s)
        theta = 1 / mp.mpf(patience_s) if patience_s < math.inf else mp.mpf(0)
        rates = [min(k, agents) * mu + max(k - agents, 0) * theta for k in range(1, lines + 1)]
        *accepted, blocked = stationary([erlangs * mu] * lines, rates)
        virtual, in_time, answered = (
            v / (1 - blocked) for v in service(accepted, agents, agents * mu, theta, wait_s)
        )
        found = finite_lines(erlangs, agents, lines, aht_s, patience_s, wait_s)
        close(found.p_block, blocked)
        close(found.measures.service_level("virtual"), virtual)
        close(found.measures.service_level("offered"), in_time)
        close(found.measures.service_level("answered"), in_time / answered)


@pytest.mark.parametrize(("per_hour", "agents"), [(120, 5), (900, 28)])
def test_chat_is_the_chain(per_hour, agents):
    aht_s, patience_s, wait_s = (180.0, 200.0, 260.0), 90.0, 20.0
    with mp.workdps(40):
        slots, theta = agents * len(aht_s), 1 / mp.mpf(patience_s)

        def rate(contacts):
            each, more = divmod(min(contacts, slots), agents)
            done = sum(
                count * at_once / mp.mpf(aht_s[at_once - 1])
                for count, at_once in ((agents - more, each), (more, each + 1))
                if at_once > 0 and count > 0
            )
            return done + max(contacts - slots, 0) * theta

        top = slots + 400
        states = stationary([mp.mpf(per_hour) / 3600] * top, [rate(k) for k in range(1, top + 1)])
        virtual, in_time, answered = service(states, slots, rate(slots), theta, wait_s)
        found = chat(per_hour, agents, aht_s, patience_s, wait_s).measures
        close(found.p_wait, mp.fsum(states[slots:]))
        close(found.service_level("virtual"), virtual)
        close(found.service_level("offered"), in_time)
        close(1 - found.p_abandon, answered)


@pytest.mark.parametrize(("erlangs", "agents", "kept"), [(8, 12, 3), (150, 160, 6)])
def test_blending_is_the_chain(erlangs, agents, kept):
    aht_s, patience_s, wait_s = 240.0, 100.0, 15.0
    with mp.workdps(40):
        mu, theta = 1 / mp.mpf(aht_s), 1 / mp.mpf(patience_s)
        least, top = agents - kept, agents + 600
        rates = [
            min(k, agents) * mu + max(k - agents, 0) * theta for k in range(least + 1, top + 1)
        ]
        states = stationary([erlangs * mu] * (top - least), rates)
        virtual, in_time, answered = service(states, kept, agents * mu, theta, wait_s)
        found = blend(erlangs, agents, aht_s, kept, patience_s, wait_s)
        close(found.inbound.service_level("virtual"), virtual)
        close(found.inbound.service_level("offered"), in_time)
        close(1 - found.inbound.p_abandon, answered)
        busy = mp.fsum(p * min(least + i, agents) for i, p in enumerate(states))
        close(found.outbound_per_hour, (busy - erlangs * answered) / aht_s * 3600)


def test_redials_are_the_fixed_point_of_the_chain():
    erlangs, agents, aht_s, patience_s, share, wait_s = 30.0, 28, 300.0, 60.0, 0.6, 20.0
    with mp.workdps(40):
        mu, theta = 1 / mp.mpf(aht_s), 1 / mp.mpf(patience_s)

        def attempts(load):
            top = agents + 300
            rates = [min(k, agents) * mu + max(k - agents, 0) * theta for k in range(1, top + 1)]
            states = stationary([load * mu] * top, rates)
            return service(states, agents, agents * mu, theta, wait_s)

        total = mp.findroot(
            lambda load: load * (1 - share * (1 - attempts(load)[2])) - erlangs,
            (31, 36),
            solver="anderson",
        )
        found = redialing(erlangs, agents, aht_s, patience_s, share, wait_s)
        close(found.erlangs, total)
        close(found.measures.service_level("offered"), attempts(total)[1])
