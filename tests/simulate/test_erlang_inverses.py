"""Inverses of the relatives of Erlang A: the smallest number that is enough, and no smaller."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wfm.center.errors import UsageError
from wfm.simulate.erlang import (
    agents_needed,
    backlog,
    blocking,
    finite_agents_needed,
    finite_lines,
    finite_lines_needed,
    hours_to_answer,
    redial_agents_needed,
    redialing,
)

loads = st.floats(0.1, 60)
patiences = st.one_of(st.floats(5, 2000), st.just(math.inf))


@settings(max_examples=40, deadline=None)
@given(loads, st.integers(1, 90), st.floats(30, 900), patiences, st.floats(0.05, 0.99))
def test_agents_behind_given_lines_are_as_few_as_the_goal_allows(
    erlangs, lines, aht_s, patience_s, goal
):
    answer = finite_agents_needed(
        erlangs, lines, aht_s, goal=goal, threshold_s=20, patience_s=patience_s
    )
    every = np.arange(0, lines + 1)
    levels = finite_lines(erlangs, every, lines, aht_s, patience_s, 20).measures.service_level()
    assert np.argmax(levels >= goal - 1e-12) == answer


def test_with_many_lines_the_agents_are_those_of_erlang_a():
    asked = {"goal": 0.8, "threshold_s": 20, "patience_s": 120}
    loads_ = np.array([3.0, 40.0, 0.0])
    assert finite_agents_needed(loads_, 400, 300, **asked).tolist() == (
        agents_needed(loads_, 300, **asked).tolist()
    )


@settings(max_examples=40, deadline=None)
@given(loads, st.integers(1, 70), st.floats(30, 900), st.floats(5, 2000), st.floats(1e-4, 0.5))
def test_lines_turn_away_as_few_as_asked_and_one_less_more(
    erlangs, agents, aht_s, patience_s, share
):
    lines = finite_lines_needed(erlangs, agents, aht_s, max_blocking=share, patience_s=patience_s)
    assert finite_lines(erlangs, agents, lines, aht_s, patience_s).p_block <= share + 1e-12
    if lines > agents:
        assert finite_lines(erlangs, agents, lines - 1, aht_s, patience_s).p_block > share


def test_lines_that_no_number_is_enough_for_are_refused():
    with pytest.raises(UsageError, match="no number of lines turns away so few"):
        finite_lines_needed(12, 10, 300, max_blocking=0.1)
    assert finite_lines_needed(12, 10, 300, max_blocking=0.9) == 10
    assert blocking(12, 10) < 0.9
    with pytest.raises(UsageError, match="still busier than max_occupancy"):
        finite_agents_needed(20, 10, 300, goal=0.8, max_occupancy=0.7)
    with pytest.raises(UsageError, match="max_blocking must be a share above 0"):
        finite_lines_needed(12, 10, 300, max_blocking=0)


@settings(max_examples=30, deadline=None)
@given(loads, st.floats(30, 900), st.floats(5, 2000), st.floats(0, 1), st.floats(0.05, 0.99))
def test_agents_with_redials_reach_the_goal_and_one_less_does_not(
    erlangs, aht_s, patience_s, share, goal
):
    asked = {"goal": goal, "threshold_s": 20, "patience_s": patience_s}
    answer = redial_agents_needed(erlangs, aht_s, redial_share=share, **asked)
    assert answer >= agents_needed(erlangs, aht_s, **asked)
    found = redialing(erlangs, [max(answer - 1, 0), answer], aht_s, patience_s, share)
    assert found.measures.service_level()[1] >= goal - 1e-9
    if answer > 0:
        assert found.measures.service_level()[0] < goal


def test_redials_cost_agents_and_without_them_none():
    asked = {"goal": 0.8, "threshold_s": 20, "patience_s": 60}
    shares = np.array([0.0, 0.5, 1.0])
    needed = redial_agents_needed(50, 300, redial_share=shares, **asked)
    assert needed[0] == agents_needed(50, 300, **asked)
    assert needed[0] < needed[1] < needed[2]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.floats(0, 10), min_size=2, max_size=24),
    st.floats(0.5, 12),
    st.sampled_from([0.3, 0.8, 0.95, 1.0]),
    st.floats(0, 10),
)
def test_hours_to_answer_are_those_at_which_the_backlog_keeps_its_promise(
    work, agents, share, waiting
):
    # A quiet night after the work lets all of it fall due within the horizon.
    calm = [*work, *[0.0] * 400]
    hours = hours_to_answer(calm, agents, 60, share=share, backlog_hours=waiting)
    if sum(work) <= 1e-6:
        return
    assert hours < 400
    level = backlog(calm, agents, 60, hours + 1e-6, backlog_hours=waiting).service_level
    assert level >= share - 1e-6
    if hours > 1e-3:
        tighter = backlog(calm, agents, 60, hours - 1e-3, backlog_hours=waiting).service_level
        assert tighter < share + 1e-9


def test_work_too_small_to_be_told_from_rounding_is_no_trouble():
    work = [1.91, 0.81, 0.12, 0.05, 2.44, 5e-324]
    with np.errstate(all="raise"):
        assert backlog(work, 1.7, 60, 4, backlog_hours=0.1).service_level == pytest.approx(1)
        assert hours_to_answer(work, 1.7, 60) < 1
        assert hours_to_answer([2e-311, 1.0, 0.0], 1, 60, share=0.3) < 1


def test_hours_to_answer_by_hand():
    # 10 hours of work at once, 5 agents: the last is answered an hour after it came.
    assert hours_to_answer([10, 0, 0], 5, 60) == pytest.approx(1.0)
    assert hours_to_answer([10, 0, 0], 5, 60, share=0.5) == pytest.approx(0.5)
    assert hours_to_answer([10, 0, 0], [0, 0, 10], 60) == pytest.approx(2.0)
    assert hours_to_answer([10, 0], 4, 60) == math.inf
    assert hours_to_answer([0, 0], 4, 60) == 0.0
    with pytest.raises(UsageError, match=r"share is 1\.5"):
        hours_to_answer([1], 1, 60, share=1.5)
