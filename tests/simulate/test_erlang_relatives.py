"""Queues around Erlang A: limits they share with it, balances they keep, cases done by hand."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wfm.center.errors import UsageError
from wfm.center.target import Formula
from wfm.simulate.erlang import (
    agents_needed,
    blend,
    blocking,
    chat,
    chat_agents_needed,
    finite_lines,
    idle_needed,
    lagged_load,
    lines_needed,
    max_erlangs,
    measures,
    modified_load,
    priority_waits,
    redialing,
    wait_quantile,
)

loads = st.floats(0.1, 80)
staffs = st.integers(1, 90)
handle_times = st.floats(30, 900)
patiences = st.floats(5, 2000)
thresholds = st.floats(0, 200)
NAMES = ("p_wait", "p_abandon", "mean_wait_s", "asa_s", "mean_queue_length", "occupancy")


def assert_same(ours, other, rel=1e-9, names=NAMES):
    for name in names:
        assert getattr(ours, name) == pytest.approx(getattr(other, name), rel=rel, abs=1e-12), name
    for formula in Formula:
        assert ours.service_level(formula) == pytest.approx(
            other.service_level(formula), rel=rel, abs=1e-12
        ), formula


# ---- limits and order of Erlang A itself


@pytest.mark.parametrize("agents", [12, 100])
def test_endless_patience_is_erlang_c(agents):
    c = measures("c", agents - 3, agents, 300)
    assert_same(measures("a", agents - 3, agents, 300, math.inf), c)
    assert_same(measures("a", agents - 3, agents, 300, 1e15), c, rel=1e-6)


def test_no_patience_is_erlang_b():
    a = measures("a", 50, 48, 300, 0)
    assert a.p_abandon == a.p_wait == pytest.approx(blocking(50, 48), rel=1e-12)
    assert (a.mean_wait_s, a.asa_s, a.mean_queue_length) == (0, 0, 0)
    assert measures("a", 50, 48, 300, 1e-6).p_abandon == pytest.approx(blocking(50, 48), rel=1e-5)


@settings(max_examples=60, deadline=None)
@given(loads, handle_times, patiences, thresholds)
def test_more_agents_never_hurt(erlangs, aht_s, patience_s, threshold_s):
    out = measures("a", erlangs, np.arange(1, 100), aht_s, patience_s, threshold_s)
    for name in NAMES:
        values = getattr(out, name)
        assert (np.diff(values) <= 1e-12 * np.abs(values[1:]) + 1e-13).all(), name
    for formula in Formula:
        assert (np.diff(out.service_level(formula)) >= -1e-12).all(), formula


@settings(max_examples=60, deadline=None)
@given(loads, staffs, handle_times, patiences, thresholds)
def test_measures_agree_with_one_another(erlangs, agents, aht_s, patience_s, threshold_s):
    m = measures("a", erlangs, agents, aht_s, patience_s, threshold_s)
    level = m.service_level
    assert m.p_abandon == pytest.approx(m.mean_wait_s / patience_s, rel=1e-12)
    assert m.mean_queue_length == pytest.approx(m.mean_wait_s * erlangs / aht_s, rel=1e-12)
    assert m.occupancy * agents == pytest.approx(erlangs * (1 - m.p_abandon), rel=1e-9)
    assert level("offered") == pytest.approx(level("answered") * (1 - m.p_abandon), rel=1e-9)
    assert level("offered") <= level("offered_less_short") + 1e-12
    assert level("offered_less_short") <= level("with_abandons") + 1e-12
    fade = math.exp(-threshold_s / patience_s)
    assert 1 - level("with_abandons") == pytest.approx(fade * (1 - level("virtual")), abs=1e-12)
    at_once = measures("a", erlangs, agents, aht_s, patience_s, 0)
    for formula in ("offered", "virtual", "with_abandons"):
        assert at_once.service_level(formula) == pytest.approx(1 - m.p_wait, rel=1e-9, abs=1e-12)


def test_no_load_and_too_much_load_are_answered_plainly():
    idle = measures("a", 0, [0, 5], 0, 60)
    assert (idle.service_level() == 1).all()
    assert (idle.mean_wait_s == 0).all()
    for agents in (0, 9, 10):
        flooded = measures("c", 10, agents, 300)
        assert flooded.service_level("virtual") == 0
        assert flooded.mean_wait_s == flooded.asa_s == math.inf
    nobody = measures("a", 10, 0, 300, 120)
    assert (nobody.p_abandon, nobody.mean_wait_s, nobody.asa_s) == (1, 120, math.inf)


@settings(max_examples=40, deadline=None)
@given(loads, staffs, handle_times, patiences, st.floats(0.01, 0.999))
def test_the_quantile_is_where_the_level_is_reached(erlangs, agents, aht_s, patience_s, share):
    for formula in ("with_abandons", "answered", "virtual"):
        wait = wait_quantile("a", share, erlangs, agents, aht_s, patience_s, formula)
        level = measures("a", erlangs, agents, aht_s, patience_s, wait).service_level(formula)
        assert level >= share - 1e-9
        if wait > 0:
            assert level == pytest.approx(share, abs=1e-9)


def test_a_share_that_is_never_answered_has_no_quantile():
    assert wait_quantile("a", 0.99, 100, 50, 300, 120, "offered") == math.inf
    assert wait_quantile("c", 0.5, 10, 10, 300) == math.inf


@settings(max_examples=40, deadline=None)
@given(staffs, handle_times, patiences, st.floats(0.1, 0.95), st.sampled_from(list(Formula)))
def test_the_most_traffic_is_the_inverse_of_the_agents(agents, aht_s, patience_s, goal, formula):
    asked = {"goal": goal, "threshold_s": 20, "formula": formula, "patience_s": patience_s}
    most = max_erlangs(agents, aht_s, **asked)
    if most < 1e6:
        assert agents_needed(most * (1 - 1e-9), aht_s, **asked) <= agents
        assert agents_needed(most * (1 + 1e-9), aht_s, **asked) == agents + 1
    else:
        assert most == math.inf


@settings(max_examples=30, deadline=None)
@given(st.floats(0.01, 500), st.floats(1e-6, 0.9))
def test_lines_lose_the_share_they_are_asked_to(erlangs, share):
    lines = lines_needed(erlangs, share)
    assert blocking(erlangs, lines) == pytest.approx(share, rel=1e-9)


# ---- finite lines


@settings(max_examples=40, deadline=None)
@given(loads, staffs, handle_times, patiences, thresholds)
def test_many_lines_are_no_limit(erlangs, agents, aht_s, patience_s, threshold_s):
    ample = agents + 400 + int(20 * patience_s / aht_s * erlangs)
    limited = finite_lines(erlangs, agents, ample, aht_s, patience_s, threshold_s)
    assert limited.p_block == pytest.approx(0, abs=1e-12)
    assert_same(limited.measures, measures("a", erlangs, agents, aht_s, patience_s, threshold_s))


def test_many_lines_without_abandonment_are_erlang_c():
    assert_same(finite_lines(9, 11, 900, 240).measures, measures("c", 9, 11, 240))


def test_without_room_to_wait_lines_are_erlang_b():
    none = finite_lines([30, 0, 5], [32, 3, 0], [32, 3, 0], 300)
    assert none.p_block.tolist() == pytest.approx([blocking(30, 32), 0, 1], rel=1e-12)
    assert none.measures.service_level()[0] == 1


def test_one_agent_and_one_place_to_wait_by_hand():
    # Load 1, nobody abandons: the states 0, 1, 2 are equally likely; half the accepted wait 60 s.
    one = finite_lines(1, 1, 2, 60, threshold_s=60)
    assert one.p_block == pytest.approx(1 / 3)
    assert one.measures.p_wait == pytest.approx(1 / 2)
    assert one.measures.mean_wait_s == pytest.approx(30)
    assert one.measures.occupancy == pytest.approx(2 / 3)
    assert one.measures.service_level() == pytest.approx(1 - 0.5 * math.exp(-1))


def test_a_large_overload_of_finite_lines_does_not_overflow():
    flooded = finite_lines(20_000, 5_000, 10_000, 300, threshold_s=200)
    assert flooded.p_block == pytest.approx(0.75, rel=1e-9)
    # A full queue of 5,000 drains at 5,000 / 300 a second.
    assert flooded.measures.mean_wait_s == pytest.approx(300, rel=1e-3)
    assert flooded.measures.service_level() < 1e-9


# ---- redials


@settings(max_examples=40, deadline=None)
@given(loads, staffs, handle_times, patiences, st.floats(0, 0.95))
def test_redials_balance(erlangs, agents, aht_s, patience_s, share):
    again = redialing(erlangs, agents, aht_s, patience_s, share)
    repeats = share * again.measures.p_abandon * again.erlangs
    assert again.erlangs == pytest.approx(erlangs + repeats, rel=1e-9)
    assert again.attempts == pytest.approx(again.erlangs / erlangs, rel=1e-9)
    answered = again.attempts * (1 - again.measures.p_abandon)
    assert answered + again.p_lost == pytest.approx(1, rel=1e-9)
    assert again.measures.service_level() <= (
        measures("a", erlangs, agents, aht_s, patience_s).service_level() + 1e-12
    )


def test_nobody_redials_and_everybody_redials():
    assert_same(redialing(10, 9, 300, 60, 0).measures, measures("a", 10, 9, 300, 60))
    flooded = redialing([10, 8], 9, 300, 60, 1)
    assert flooded.erlangs[0] == math.inf
    assert flooded.measures.p_abandon[0] == 1
    # Everybody gets through in the end: the agents do the whole fresh load.
    assert flooded.measures.occupancy[1] == pytest.approx(8 / 9, rel=1e-9)
    assert flooded.p_lost.tolist() == [0, 0]


# ---- blending


@settings(max_examples=40, deadline=None)
@given(loads, staffs, handle_times, patiences, st.integers(0, 90))
def test_blending_keeps_its_balances(erlangs, agents, aht_s, patience_s, kept):
    mixed = blend(erlangs, agents, aht_s, kept, patience_s)
    inbound = erlangs * (1 - mixed.inbound.p_abandon)
    outbound = mixed.outbound_per_hour * aht_s / 3600
    assert inbound + outbound == pytest.approx(agents * mixed.inbound.occupancy, rel=1e-9)
    if kept == 0:
        assert mixed.inbound.occupancy == pytest.approx(1)
    if kept >= agents:
        assert mixed.outbound_per_hour == pytest.approx(0, abs=1e-7 * agents)
        assert_same(mixed.inbound, measures("a", erlangs, agents, aht_s, patience_s))


def test_agents_kept_idle_are_as_few_as_the_goal_allows():
    kept = idle_needed(12, 16, 180, goal=0.8, threshold_s=20)
    levels = [blend(12, 16, 180, k).inbound.service_level() for k in (kept - 1, kept)]
    assert levels[0] < 0.8 <= levels[1]
    assert idle_needed(12, 13, 180, goal=0.999, threshold_s=20) == 13
    assert idle_needed(0, 5, 180, goal=0.8, threshold_s=20) <= 1


def test_blending_of_many_idle_agents_does_not_overflow():
    mixed = blend(8_000, 10_000, 300, 10_000)
    assert mixed.inbound.occupancy == pytest.approx(0.8, rel=1e-9)


# ---- chat


@settings(max_examples=30, deadline=None)
@given(loads, staffs, handle_times, patiences, thresholds)
def test_one_chat_at_a_time_is_erlang_a(erlangs, agents, aht_s, patience_s, threshold_s):
    one = chat(erlangs / aht_s * 3600, agents, [aht_s], patience_s, threshold_s)
    assert_same(one.measures, measures("a", erlangs, agents, aht_s, patience_s, threshold_s))
    assert one.slot_occupancy == pytest.approx(one.measures.occupancy, rel=1e-9)
    assert one.concurrency == pytest.approx(1)


@settings(max_examples=30, deadline=None)
@given(loads, st.integers(1, 30), handle_times, patiences, st.integers(2, 4))
def test_chats_that_slow_nobody_down_are_as_many_agents(erlangs, agents, aht_s, patience_s, most):
    slots = chat(erlangs / aht_s * 3600, agents, [aht_s] * most, patience_s)
    plain = measures("a", erlangs, agents * most, aht_s, patience_s)
    assert_same(slots.measures, plain, names=NAMES[:5])
    assert slots.slot_occupancy == pytest.approx(plain.occupancy, rel=1e-9)
    assert 1 - 1e-12 <= slots.concurrency <= most + 1e-12


@settings(max_examples=30, deadline=None)
@given(
    st.floats(1, 2000),
    st.floats(0.05, 0.98),
    st.sampled_from(list(Formula)),
    st.sampled_from([[300], [240, 300], [180, 210, 240]]),
)
def test_chat_agents_are_the_fewest(per_hour, goal, formula, aht_s):
    asked = {"goal": goal, "threshold_s": 30, "formula": formula, "patience_s": 90}
    needed = chat_agents_needed(per_hour, aht_s, **asked)
    levels = chat(per_hour, [max(needed - 1, 0), needed], aht_s, 90, 30).measures
    fewer, enough = levels.service_level(formula)
    assert enough >= goal - 1e-12
    assert needed == 0 or fewer < goal


def test_chat_goals_by_other_measures():
    few = chat_agents_needed(600, [180, 210], goal=0.05, measure="abandonment", patience_s=60)
    assert chat(600, few, [180, 210], 60).measures.p_abandon <= 0.05
    assert chat(600, few - 1, [180, 210], 60).measures.p_abandon > 0.05
    quick = chat_agents_needed([0, 600], [180, 210], goal=5, measure="asa")
    assert quick[0] == 0
    assert chat(600, quick[1], [180, 210]).measures.asa_s <= 5


# ---- priority, changing load


def test_priorities_share_out_the_wait_of_one_class():
    waits = priority_waits([2, 3, 2], 9, 120)
    assert (np.diff(waits) > 0).all()
    # The workload waiting is conserved (Kleinrock): mean wait weighted by load is that of M/M/n.
    assert np.average(waits, weights=[2, 3, 2]) == pytest.approx(
        measures("c", 7, 9, 120).mean_wait_s
    )
    assert priority_waits([5, 6], 9, 120).tolist() == [
        pytest.approx(120 / 9 / (1 - 5 / 9)),
        math.inf,
    ]


def test_a_steady_load_is_its_own_modified_load():
    steady = modified_load(np.full((2, 8), 30.0), 300, 15)
    for values in (steady.mean, steady.end, steady.peak):
        assert values == pytest.approx(np.full((2, 8), 30.0))
    assert lagged_load([30.0] * 8, 300, 15) == pytest.approx([30.0] * 8)


def test_load_builds_up_after_opening_and_dies_away():
    load = modified_load([60, 60, 0, 0], 600, 10, start_erlangs=0)
    grown = 60 * (1 - np.exp(-np.array([1, 2])))
    assert load.end[:2] == pytest.approx(grown)
    assert load.end[3] == pytest.approx(grown[1] * math.exp(-2))
    assert load.peak[2] == pytest.approx(grown[1])
    assert load.mean[0] == pytest.approx(60 * math.exp(-1))


def test_a_lag_of_half_an_interval_mixes_two():
    assert lagged_load([10, 20, 40], 900, 30) == pytest.approx([10, 15, 30])
    # More than an interval long: what came one and a half intervals before.
    assert lagged_load([10, 20, 40], 2700, 30) == pytest.approx([10, 10, 15])


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: finite_lines(5, 6, 5, 300), "lines must not be fewer"),
        (lambda: finite_lines(5, 6.5, 8, 300), "whole numbers"),
        (lambda: chat(5, 6, []), "one positive handle time for each"),
        (lambda: chat(5, 1.5, [200]), "whole numbers"),
        (lambda: redialing(5, 6, 300, 60, 1.5), "redial_share"),
        (lambda: blend(5, 6.5, 300, 1), "whole numbers"),
        (lambda: wait_quantile("a", 1.5, 5, 6, 300, 60), "probability"),
        (lambda: lines_needed(5, 0), "max_blocking must be above 0"),
        (lambda: priority_waits(3, 6, 300), "load of each class"),
        (lambda: modified_load([1, -2], 300, 15), "erlangs"),
        (lambda: modified_load([1, 2], 300, 0), "interval_minutes"),
        (lambda: measures("a", [1, 2], 3, 300, 60).service_level("best"), "formula 'best'"),
    ],
)
def test_what_is_wrong_is_said(call, message):
    with pytest.raises(UsageError, match=message):
        call()
