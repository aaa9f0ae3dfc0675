"""Simulation beside closed forms: they agree where they assume the same, and say where not."""

import pytest

from wfm.center.errors import UsageError
from wfm.center.target import Formula
from wfm.simulate.erlang import measures
from wfm.simulate.side_by_side import Case, assumptions, side_by_side, warnings
from wfm.simulate.steady import simulate_steady


@pytest.mark.parametrize(("agents", "patience_s"), [(9, 60.0), (13, 200.0), (13, None)])
def test_the_simulated_steady_state_is_that_of_the_closed_form(agents, patience_s):
    found = simulate_steady(10.0, agents, 240.0, patience_s, seed=2)
    exact = measures("c" if patience_s is None else "a", 10.0, agents, 240.0, patience_s)
    for formula in Formula:
        level = found.service_levels[formula]
        spread = 1.5 * (level.high - level.low) / 2
        assert level.mean == pytest.approx(exact.service_level(formula), abs=spread)
    assert found.occupancy.mean == pytest.approx(exact.occupancy, rel=0.01)
    assert found.asa_s.mean == pytest.approx(exact.asa_s, rel=0.1)
    assert found.abandonment.mean == pytest.approx(exact.p_abandon, abs=0.004)


def test_what_has_no_steady_state_is_not_simulated():
    with pytest.raises(UsageError, match="no steady state to simulate"):
        simulate_steady(10.0, 10, 240.0)
    with pytest.raises(UsageError, match="0 agents cannot be simulated"):
        simulate_steady(10.0, 0, 240.0, 60.0)
    rows = side_by_side([Case(10.0, 10, 240.0, None, 20.0), Case(10.0, 9.5, 240.0, 60.0, 20.0)])
    assert [row.simulated for row in rows] == [None, None]
    assert rows[0].erlang_c is rows[0].erlang_a is None


def test_models_that_disagree_are_told_apart():
    calm, tight, uneven = side_by_side(
        [
            Case(10.0, 18, 240.0, 120.0, 20.0),
            Case(10.0, 11, 240.0, 120.0, 20.0),
            Case(3.0, 4, 240.0, 3600.0, 60.0, aht_cv=0.1),
        ]
    )
    assert warnings(calm, Formula.OFFERED) == []
    assert "keeps in line" in warnings(tight, Formula.OFFERED)[0]
    assert any("not exponential" in said for said in warnings(uneven, Formula.OFFERED))
    assert "lognormal (spread 0.1 x mean)" in assumptions(uneven)[-1]
