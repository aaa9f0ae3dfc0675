"""Agents needed: the smallest number that reaches the goal, whatever way it is asked for."""

import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from wfm.center.errors import UsageError
from wfm.center.target import Formula
from wfm.simulate.erlang import agents_needed, measures, real_agents_needed
from wfm.simulate.erlang.goals import MEASURES


def reached(model, agents, erlangs, aht_s, patience_s, threshold_s, goal, measure, formula, cap):
    """Which of the numbers of agents reach the goal, straight from the measures."""
    out = measures(model, erlangs, agents, aht_s, patience_s, threshold_s)
    if measure == "service_level":
        good = out.service_level(formula) >= goal - 1e-12
    elif measure == "asa":
        good = out.asa_s <= goal + 1e-12
    else:
        good = out.p_abandon <= goal + 1e-12
    if cap is None:
        return good
    with_cap = np.where(agents > 0, out.occupancy, math.inf)
    return good & (with_cap <= cap + 1e-12)


@pytest.mark.parametrize(
    ("formula", "agents"), [("offered", 370), ("virtual", 364), ("with_abandons", 361)]
)
def test_400_erlangs_need_fewer_agents_than_load_by_every_formula(formula, agents):
    assert agents == agents_needed(
        400, 300, goal=0.8, threshold_s=20, patience_s=120, formula=formula
    )


goals = st.one_of(
    st.tuples(st.just("service_level"), st.floats(0, 1), st.sampled_from(list(Formula))),
    st.tuples(st.just("asa"), st.floats(0.01, 300), st.just(Formula.OFFERED)),
    st.tuples(st.just("abandonment"), st.floats(1e-6, 1), st.just(Formula.OFFERED)),
)


@settings(max_examples=200, deadline=None)
@given(
    model=st.sampled_from("ac"),
    erlangs=st.one_of(st.floats(1e-3, 5), st.floats(5, 150)),
    aht_s=st.floats(20, 1200),
    patience_s=st.floats(0, 3000),
    threshold_s=st.floats(0, 300),
    goal=goals,
    cap=st.one_of(st.none(), st.floats(0.5, 1.0)),
)
def test_the_answer_reaches_the_goal_and_one_less_does_not(
    model, erlangs, aht_s, patience_s, threshold_s, goal, cap
):
    measure, aim, formula = goal
    assume(measure != "abandonment" or model == "a")
    asked = {"threshold_s": threshold_s, "patience_s": patience_s, "model": model}
    asked |= {"goal": aim, "measure": measure, "formula": formula, "max_occupancy": cap}
    answer = agents_needed(erlangs, aht_s, **asked)
    every = np.arange(0, answer + 2)
    good = reached(
        model, every, erlangs, aht_s, patience_s, threshold_s, aim, measure, formula, cap
    )
    assert np.argmax(good) == answer
    assert good[answer:].all()

    real = real_agents_needed(erlangs, aht_s, **asked)
    assert answer - 1 - 1e-9 <= real <= answer


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 10_000), measure=st.sampled_from(MEASURES))
def test_answers_of_a_long_array_are_those_of_one_at_a_time(seed, measure):
    rng = np.random.default_rng(seed)
    loads = np.concatenate([rng.uniform(0, 30, 60), rng.uniform(100, 110, 60), [0.0]])
    rng.shuffle(loads)
    aht_s = np.repeat([180.0, 300.0, 180.0], [50, 50, 21])
    goal = {"service_level": 0.8, "asa": 15.0, "abandonment": 0.05}[measure]
    asked = {"goal": goal, "measure": measure, "threshold_s": 20, "patience_s": 90}
    together = agents_needed(loads, aht_s, **asked)
    singly = [agents_needed(*pair, **asked) for pair in zip(loads, aht_s, strict=True)]
    assert together.tolist() == singly


def test_a_large_center_is_answered_exactly():
    assert reached_only_from(agents_needed(10_000, 300, **TYPICAL), 10_000)
    assert reached_only_from(agents_needed(3_456.7, 300, **TYPICAL), 3_456.7)


TYPICAL = {"goal": 0.8, "threshold_s": 20, "patience_s": 120}


def reached_only_from(agents, erlangs):
    pair = np.array([agents - 1, agents])
    levels = measures("a", erlangs, pair, 300, 120, 20).service_level()
    return levels[0] < 0.8 <= levels[1]


def test_a_goal_met_exactly_costs_no_extra_agent():
    level = measures("c", 20.0, 24, 240.0, threshold_s=20.0).service_level()
    assert agents_needed(20, 240, goal=level, threshold_s=20, model="c") == 24
    assert agents_needed(20, 240, goal=level + 1e-13, threshold_s=20, model="c") == 24
    assert agents_needed(20, 240, goal=level + 1e-9, threshold_s=20, model="c") == 25


def test_minimum_and_intervals_without_load():
    asked = agents_needed([0, 0, 5], [0, 300, 300], minimum=[0, 1.2, 40], **TYPICAL)
    assert asked.tolist() == [0, 2, 40]


def test_without_patience_the_agents_are_those_of_erlang_b():
    asked = agents_needed(50, 300, goal=0.9, threshold_s=20, patience_s=0)
    assert [round(1 - measures("a", 50, n, 300, 0).p_wait, 4) for n in (asked - 1, asked)] == [
        pytest.approx(0.8933, abs=2e-3),
        pytest.approx(0.903, abs=4e-3),
    ]
    assert agents_needed(50, 300, goal=0.0, threshold_s=20, patience_s=0) == 0


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"goal": 1.2}, "goal must be a share"),
        ({"goal": math.nan}, "goal holds nan"),
        ({"patience_s": None}, "needs patience_s"),
        ({"threshold_s": None}, "needs threshold_s"),
        ({"formula": "best"}, "no service-level formula 'best'"),
        ({"measure": "joy"}, "no measure 'joy'"),
        ({"model": "b"}, "no queueing model 'b'"),
        ({"model": "c", "measure": "abandonment"}, "abandonment goal needs model 'a'"),
        ({"max_occupancy": 0}, "max_occupancy must be above 0"),
        ({"minimum": [1, 2, 3], "patience_s": [1, 2]}, "shapes do not fit"),
        ({"minimum": "two"}, "minimum must be a number"),
    ],
)
def test_what_is_wrong_is_said(change, message):
    with pytest.raises(UsageError, match=message):
        agents_needed(10, 300, **(TYPICAL | change))
    with pytest.raises(UsageError, match="aht_s must be positive"):
        agents_needed(10, 0, **TYPICAL)
    with pytest.raises(UsageError, match="erlangs holds -1"):
        agents_needed([3, -1], 300, **TYPICAL)
