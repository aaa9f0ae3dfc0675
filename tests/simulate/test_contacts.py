"""Contacts: what others must not influence, and what their draws look like."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.simulate.small import model
from wfm.simulate.contacts import draw_contacts
from wfm.simulate.kernel.kinds import LOGNORMAL

SPEC = model(
    [[3, 3, 3]],
    queue_changes={
        "handle_kind": [LOGNORMAL, 0, 0],
        "handle_cv": [0.8, 1, 1],
        "mean_patience_s": [90.0, float("inf"), 60.0],
    },
)
T = SPEC.horizon.n_intervals


def drawn(offered, aht=200.0, replication=0):
    return draw_contacts(SPEC, np.asarray(offered), np.full((3, T), aht), 5, replication)


def by_identity(contacts):
    return {
        (int(q), int(n)): (h, p)
        for q, n, h, p in zip(
            contacts.queue, contacts.number, contacts.handle_s, contacts.patience_s, strict=True
        )
    }


@settings(deadline=None, max_examples=30)
@given(st.integers(0, T - 1), st.integers(0, 2), st.integers(1, 40))
def test_more_contacts_leave_the_others_as_they_were(interval, queue, more):
    before = np.full((3, T), 20)
    after = before.copy()
    after[queue, interval] += more
    old, new = by_identity(drawn(before)), by_identity(drawn(after))
    assert len(old) == len(drawn(before).queue)
    assert old.items() <= new.items()


def test_arrivals_are_sorted_counted_and_inside_their_intervals():
    offered = np.random.default_rng(0).poisson(30, (3, T))
    contacts = drawn(offered)
    n = len(contacts.queue)
    assert n == offered.sum()
    assert (np.diff(contacts.arrival_s[:n]) >= 0).all()
    interval = (contacts.arrival_s[:n] // 3600).astype(int)
    found = np.bincount(contacts.queue[:n] * T + interval, minlength=3 * T).reshape(3, T)
    assert (found == offered).all()


def test_moments_of_the_draws():
    contacts = drawn(np.full((3, T), 2000))
    first = contacts.queue == 0
    handle = contacts.handle_s[first]
    assert abs(handle.mean() - 200) < 3 * 160 / np.sqrt(first.sum())
    assert abs(handle.std() / handle.mean() - 0.8) < 0.03
    assert abs(contacts.patience_s[first].mean() - 90) < 3 * 90 / np.sqrt(first.sum())
    assert np.isinf(contacts.patience_s[contacts.queue == 1]).all()


def test_intervals_without_an_aht_take_the_mean_of_the_queue():
    offered = np.full((3, T), 20)
    aht = np.full((3, T), np.nan)
    aht[:, 3] = 100.0
    contacts = draw_contacts(SPEC, offered, aht, 1, 0)
    assert np.isfinite(contacts.handle_s).all()
    assert 80 < contacts.handle_s.mean() < 120
