"""Absence: at every moment its share is away, and spells are cut where that begins or ends."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.simulate.small import horizon, model
from tests.simulate.test_simulate import demand, roster, same, scenario
from wfm.simulate.absence import spells_worked
from wfm.simulate.compile import compile_model
from wfm.simulate.model import LiveState
from wfm.simulate.simulate import simulate, simulate_model
from wfm.streams import Purpose, stream_key, uniforms

H = 3600.0
DAY = [(0, 9 * H, 12 * H, 1800), (0, 12.5 * H, 17.1 * H, 0)]


def always(*hours):
    """Everybody is away in these hours, nobody else."""
    away = np.zeros(24)
    away[list(hours)] = 1.0
    return away


def worked(rows, away, days=1):
    found = spells_worked(model([[1]], rows=rows, days=days, absence=away), 1, 0)
    columns = (found.agent, found.start_s / H, found.end_s / H, found.pause_s)
    return [tuple(row) for row in np.column_stack(columns)]


@pytest.mark.parametrize(
    ("away", "left"),
    [
        (always(20), [(0, 9, 12, 1800), (0, 12.5, 17.1, 0)]),
        (always(10), [(0, 9, 10, 0), (0, 11, 12, 1800), (0, 12.5, 17.1, 0)]),
        (always(11), [(0, 9, 11, 0), (0, 12.5, 17.1, 0)]),
        (always(12), [(0, 9, 12, 1800), (0, 13, 17.1, 0)]),
        (always(9, 10, 17), [(0, 11, 12, 1800), (0, 12.5, 17, 0)]),
        (always(*range(9, 18)), []),
        (1.0, []),
    ],
)
def test_spells_are_cut_where_agents_leave_or_come(away, left):
    assert worked(DAY, away) == left


def test_a_change_of_the_share_in_which_an_agent_stays_cuts_nothing():
    away = np.linspace(0.0, 1e-9, 24)
    assert worked(DAY, away) == [(0, 9, 12, 1800), (0, 12.5, 17.1, 0)]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.sampled_from([0.0, 0.2, 0.5, 0.9]), min_size=24, max_size=24),
    st.lists(st.integers(0, 24 * 60 - 1), min_size=2, max_size=12, unique=True),
    st.integers(0, 1000),
)
def test_what_is_left_is_every_minute_at_which_the_agent_comes(shares, cuts_min, seed):
    cuts = sorted(cuts_min)
    rows = [(0, 60.0 * a, 60.0 * b, 5.0) for a, b in zip(cuts[::2], cuts[1::2], strict=False)]
    of = model([[1]], rows=rows, absence=np.array(shares))
    found = spells_worked(of, seed, 0)
    number = uniforms(stream_key(seed, 0, 0, Purpose.ABSENCE), of.spells.day[:1])[0]
    minute = np.arange(24 * 60)
    planned, left = (
        ((s.start_s[:, None] <= 60 * minute) & (60 * minute < s.end_s[:, None])).sum(axis=0)
        for s in (of.spells, found)
    )
    comes = np.array(shares)[minute // 60] <= number
    np.testing.assert_array_equal(left, planned * comes)
    assert (found.start_s < found.end_s).all()
    assert (found.start_s[1:] >= found.end_s[:-1]).all()
    assert len(found.agent) <= len(rows) + (np.diff(shares) != 0).sum()
    assert set(found.end_s[found.pause_s > 0]) <= set(of.spells.end_s)


def test_a_night_is_one_draw_and_may_end_beyond_the_horizon():
    of = model([[1]], rows=[(0, 22 * H, 30 * H, 0), (0, 46 * H, 54 * H, 0)], days=2)
    half = np.where(np.arange(48) % 24 < 12, 0.6, 0.3)
    of = replace(of, absence=half)
    found = set()
    for replication in range(200):
        left = spells_worked(of, 1, replication)
        first = left.day == 0
        found.add(tuple(zip(left.start_s[first] / H, left.end_s[first] / H, strict=True)))
    assert found == {(), ((22.0, 24.0),), ((22.0, 30.0),)}


def test_who_has_a_contact_in_hand_at_a_live_start_is_at_work():
    one = np.array([1])
    state = LiveState(13 * H, one[:0], np.zeros(0), one, 0 * one, np.zeros(1))
    away = np.repeat([0.2, 0.6, 0.8], 8)
    rows = [(a, d * 24 * H + 8 * H, d * 24 * H + 20 * H, 0) for a in range(2) for d in range(2)]
    of = model(np.ones((2, 1)), rows=rows, days=2, absence=np.tile(away, 2), state=state)
    worked = [spells_worked(of, 5, replication) for replication in range(2000)]
    ends = [found.end_s[(found.agent == 1) & (found.day == 0)] / H for found in worked]
    assert {tuple(hours) for hours in ends} == {(16,), (20,)}
    # Of those with a number above 0.6, half have one above 0.8.
    assert np.mean([hours[0] == 20 for hours in ends]) == pytest.approx(0.5, abs=0.04)
    for agent, day in ((0, 0), (1, 1)):
        came = [((found.agent == agent) & (found.day == day)).any() for found in worked]
        assert np.mean(came) == pytest.approx(0.4, abs=0.04)


def test_each_interval_loses_its_share():
    agents, days = 25, 5
    rng = np.random.default_rng(7)
    share = rng.uniform(0, 0.5, horizon(days, 30).n_intervals)
    rows = [
        (a, d * 24 * H + s, d * 24 * H + e, pause)
        for a in range(agents)
        for d in range(days)
        for s, e, pause in ((8.1 * H, 11.5 * H, 900), (11.75 * H, 20 * H, 0))
    ]
    of = model(np.ones((agents, 1)), rows=rows, days=days, interval_minutes=30, absence=share)
    middle = (np.arange(len(share)) + 0.5) * 1800

    def here(of_spells):
        return (np.searchsorted(np.sort(of_spells.start_s), middle, side="right")
                - np.searchsorted(np.sort(of_spells.end_s), middle, side="right"))  # fmt: skip

    replications = 200
    planned = here(of.spells)
    came = sum(here(spells_worked(of, 3, r)) for r in range(replications))
    some = planned > 0
    away = 1 - came[some] / (planned[some] * replications)
    spread = np.sqrt(share[some] * (1 - share[some]) / (agents * replications))
    score = (away - share[some]) / np.maximum(spread, 1e-3)
    assert np.abs(score).max() < 4.5
    assert away.mean() == pytest.approx(share[some].mean(), abs=0.003)


def test_a_list_of_one_piece_lives_through_the_same_as_one_share():
    one, listed = (scenario(shrinkage=s) for s in (0.3, [{"share": 0.5}, {"share": 0.3}]))
    offered, aht_s = demand(one, 4)
    same(*(simulate(of, roster(of), offered, aht_s, seed=2) for of in (one, listed)))


def test_both_engines_live_through_early_and_late_hours_alike():
    pieces = [
        {"share": 0.3},
        {"share": 0.6, "hours": "09:30-11:00"},
        {"share": 0.1, "days": "sat", "hours": "12:00-15:30"},
    ]
    of = scenario(shrinkage=pieces)
    offered, aht_s = demand(of, 6)
    kernel, simpy = (
        simulate(of, roster(of), offered, aht_s, seed=4, engine=engine)
        for engine in ("kernel", "simpy")
    )
    spec = compile_model(of, roster(of))
    assert any(
        len(spells_worked(spec, 4, r).agent) > len(spec.spells.agent) * 0.7 for r in range(6)
    )
    for name, values in vars(kernel.tallies).items():
        np.testing.assert_allclose(
            values, getattr(simpy.tallies, name), rtol=1e-9, atol=1e-6, err_msg=name
        )


@pytest.mark.parametrize("keep_length", [True, False])
def test_a_pool_of_one_team_too(keep_length):
    rows = [(a, (8 + a / 3) * H, 12 * H, 1800) for a in range(6)]
    rows += [(a, 12.5 * H, 18 * H, 0) for a in range(6)]
    away = np.tile([0.1, 0.5, 0.2, 0.7], 6)
    of = model(np.ones((6, 1)), rows=rows, absence=away, breaks_keep_length=keep_length)
    offered = np.zeros((5, 1, 24), dtype=int)
    offered[:, :, 8:18] = 40
    aht_s = np.full(offered.shape, 400.0)
    kernel, simpy = (
        simulate_model(of, offered, aht_s, seed=4, engine=engine) for engine in ("kernel", "simpy")
    )
    for name, values in vars(kernel.tallies).items():
        np.testing.assert_allclose(
            values, getattr(simpy.tallies, name), rtol=1e-9, atol=1e-6, err_msg=name
        )
