"""What holds in every center, whatever it does."""

from dataclasses import fields, replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.simulate.centers import centers
from tests.simulate.small import contacts, model
from wfm.simulate.contacts import draw_contacts
from wfm.simulate.kernel import kinds
from wfm.simulate.kernel.live import live, replay
from wfm.simulate.model import Spells

ROOM = 200_000
DEMAND = (centers(), st.integers(0, 2**31), st.integers(0, 12), st.integers(20, 900))


def lived(spec, seed, volume, aht):
    shape = (len(spec.queues.names), spec.horizon.n_intervals)
    offered = np.random.default_rng(seed).poisson(volume, shape)
    memory = live(spec, spec.spells, offered, np.full(shape, float(aht)), seed, 1, logged=ROOM)
    return memory.log, memory.tallies()


def without_agent(spells, agent):
    kept = spells.agent != agent
    return Spells(*(getattr(spells, column.name)[kept] for column in fields(spells)))


@settings(max_examples=30, deadline=None)
@given(*DEMAND)
def test_what_holds_in_every_center(spec, seed, volume, aht):
    log, found = lived(spec, seed, volume, aht)
    nobody_takes_what_they_cannot_nor_more_than_fits(spec, log)
    who_comes_first_is_reached_first_in_a_line(spec, log)
    if not spec.queues.interruptible.any():
        the_queue_is_as_long_as_its_waits(spec, log, found)
    seconds_of_agents_add_up(spec, found)


def nobody_takes_what_they_cannot_nor_more_than_fits(spec, log):
    taken_s = np.fmax(log["answered_s"], log["called_s"])
    taken = log["agent"] >= 0
    able = np.zeros((len(spec.agents.names), len(spec.queues.names)), dtype=bool)
    for line, queue in enumerate(spec.lines.queue):
        able[:, queue] |= spec.agents.agent_rank[:, line] > 0
    assert able[log["agent"][taken], log["queue"][taken]].all()
    # Whoever is interrupted is not in hand all the time, so is left out.
    kept = taken & ~spec.queues.interruptible[log["queue"]]
    starts, ends = taken_s[kept], (taken_s + log["handled_s"])[kept]
    agent, fits = log["agent"][kept], spec.queues.concurrency[log["queue"][kept]]
    for i in range(len(starts)):
        beside = (agent == agent[i]) & (starts < starts[i]) & (ends > starts[i])
        beside[i] = True
        assert beside.sum() <= fits[beside].min()


def who_comes_first_is_reached_first_in_a_line(spec, log):
    for line, queue in enumerate(spec.lines.queue):
        if (spec.lines.queue == queue).sum() > 1 or np.isfinite(spec.lines.after_s[line]):
            continue
        # A callback that is tried again is not reached a second time.
        first = log["as_callback"] == 0
        mine = log[(log["queue"] == queue) & ~np.isnan(log["arrival_s"]) & first]
        reached_s = np.where(np.isnan(mine["reached_s"]), np.inf, mine["reached_s"])
        # Who leaves a message, or is a ghost, may be gone when the queue closes.
        left = ~np.isnan(mine["deferred_s"]) | ~np.isnan(mine["abandoned_s"])
        gone = ~np.isnan(mine["blocked_s"]) | (left & np.isinf(reached_s))
        in_line = ~gone & (reached_s > mine["arrival_s"])
        order = np.argsort(mine["arrival_s"][in_line], kind="stable")
        ordered_s = reached_s[in_line][order].tolist()
        assert ordered_s == sorted(ordered_s)


def the_queue_is_as_long_as_its_waits(spec, log, found):
    """Little's law, exactly: contact-seconds in line are the sum of the waits."""
    log = log[~np.isnan(log["arrival_s"]) & (log["as_callback"] == 0)]
    ends = [log[n] for n in ("answered_s", "abandoned_s", "blocked_s", "deferred_s")]
    until_s = np.fmin(np.fmin.reduce(ends), spec.end_s)
    wait_s = until_s - np.maximum(log["arrival_s"], spec.start_s)
    np.testing.assert_allclose(
        found.queue_length_s[0].sum(axis=1),
        np.bincount(log["queue"], wait_s, minlength=len(spec.queues.names)),
        atol=1e-4,
    )


def seconds_of_agents_add_up(spec, found):
    for name in ("on_queue", "busy"):
        by_interval = getattr(found, f"agents_{name}_s")[0].sum()
        np.testing.assert_allclose(by_interval, getattr(found, f"agent_{name}_s")[0].sum())
    assert (found.agents_busy_s <= found.agents_on_queue_s + 1e-4).all()
    assert (found.agent_busy_s <= found.agent_on_queue_s + 1e-4).all()
    most = len(spec.agents.names) * spec.horizon.interval_s
    assert found.agents_on_queue_s.max() <= most + 1e-4
    taken = found.answered.sum() + found.callback_attempts.sum()
    assert found.agent_contacts.sum() == taken


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 2000), st.integers(0, 400)), min_size=1, max_size=60),
    st.integers(1, 4),
)
def test_one_more_agent_lets_nobody_wait_longer(rows, agents):
    """First come, first served by whoever is free, on the same contacts, who do not give up."""
    people = contacts([(0, at, handle) for at, handle in sorted(rows)])
    waits = []
    for n in (agents, agents + 1):
        spec = model([[1]] * n)
        log = replay(spec, people, spec.spells, logged=100).log
        waits.append(log["answered_s"] - log["arrival_s"])
    assert (waits[1] <= waits[0]).all()


@settings(max_examples=10, deadline=None)
@given(*DEMAND)
def test_more_volume_elsewhere_leaves_every_contact_as_it_was(spec, seed, volume, aht):
    """A number keys arrival, patience and handle time, whatever happens around it."""
    shape = (len(spec.queues.names), spec.horizon.n_intervals)
    offered = np.random.default_rng(seed).poisson(volume, shape)
    aht_s = np.full(shape, float(aht))
    more = offered.copy()
    more[-1] += 3
    one, other = (draw_contacts(spec, o, aht_s, seed, 2) for o in (offered, more))
    kept = {(q, n): row for row, (q, n) in enumerate(zip(other.queue, other.number, strict=True))}
    rows = [kept[q, n] for q, n in zip(one.queue, one.number, strict=True)]
    for name in ("arrival_s", "handle_s", "patience_s"):
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name)[rows])


@settings(max_examples=10, deadline=None)
@given(*DEMAND)
def test_another_staffing_leaves_what_comes_from_outside_as_it_was(spec, seed, volume, aht):
    """So that two plans are compared on the same customers."""
    fewer = replace(spec, spells=without_agent(spec.spells, 0), state=None)
    more = replace(spec, state=None)
    plain = (spec.queues.bot_s == 0) & (spec.queues.dialling != kinds.BY_DIALLER)
    logs = [lived(s, seed, volume, aht)[0] for s in (fewer, more)]
    firsts = [log[(log["comes_as"] == 0) & plain[log["queue"]]] for log in logs]
    for name in ("queue", "number", "arrival_s"):
        np.testing.assert_array_equal(firsts[0][name], firsts[1][name])
