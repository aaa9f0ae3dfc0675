"""Work that may wait: agents that are just enough, and what the backlog does under them."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wfm.center.errors import UsageError
from wfm.simulate.erlang import backlog, deferrable_agents

days = st.lists(st.floats(0, 50).map(lambda x: round(x, 3)), min_size=8, max_size=24)


def test_even_work_takes_its_workload():
    assert deferrable_agents([10] * 24, 60, 4) == pytest.approx(10 * 20 / 24)
    assert deferrable_agents([10] * 240, 60, 4) == pytest.approx(10 * 236 / 240)


def test_one_burst_is_spread_over_the_time_it_may_wait():
    # 40 h of work arrive in one hour; the last of it is due 4 h later, so 5 h are there for it.
    work = [0, 0, 40, 0, 0, 0, 0, 0]
    assert deferrable_agents(work, 60, 4) == pytest.approx(8)
    assert deferrable_agents(work, 60, 4, occupancy=0.8) == pytest.approx(10)
    # With two of those hours closed, three are left.
    staffed = [1, 1, 1, 0, 0, 1, 1, 1]
    assert deferrable_agents(work, 60, 4, staffed=staffed) == pytest.approx(40 / 3)


def test_a_first_backlog_is_due_first():
    assert deferrable_agents([0] * 8, 30, 2, backlog_hours=12) == pytest.approx(6)


def test_work_due_with_nobody_there_is_an_error():
    with pytest.raises(UsageError, match="falls due 4 h after the start"):
        deferrable_agents([5, 5, 5, 5], 60, 1, staffed=[1, 1, 0, 0])


@settings(max_examples=100, deadline=None)
@given(days, st.integers(1, 6), st.floats(0, 30), st.data())
def test_the_agents_are_enough_and_not_more(work, hours, first, data):
    staffed = np.array(data.draw(st.lists(st.booleans(), min_size=len(work), max_size=len(work))))
    asked = {"staffed": staffed, "backlog_hours": first, "occupancy": 0.9}
    try:
        agents = deferrable_agents(work, 60, hours, **asked)
    except UsageError:
        return
    given_ = {"occupancy": 0.9, "backlog_hours": first}
    enough = backlog(work, agents * (1 + 1e-9) * staffed, 60, hours, **given_)
    assert enough.service_level == pytest.approx(1, abs=1e-6)
    assert (enough.age_of_oldest_h <= hours + 1e-6).all()
    if agents > 0.1:
        short = backlog(work, agents * 0.99 * staffed, 60, hours, **given_)
        assert short.service_level < 1 or short.age_of_oldest_h.max() > hours or first > 0


def test_backlog_by_hand():
    # 4 h of work arrive in the first hour, 2 agents: 2 h are left after it, and none after two.
    seen = backlog([4, 0, 0, 0], 2, 60, 0.5)
    assert seen.backlog_hours.tolist() == pytest.approx([2, 0, 0, 0])
    # What came at u is done at 2 u: in time up to u = 0.5, half of the work.
    assert seen.answered_within[0] == pytest.approx(0.5)
    assert np.isnan(seen.answered_within[1:]).all()
    # After an hour 2 h are done, which had come by half past.
    assert seen.age_of_oldest_h.tolist() == pytest.approx([0.5, 0, 0, 0])
    assert seen.service_level == pytest.approx(0.5)


def test_agents_who_catch_up_within_an_interval_then_keep_pace():
    seen = backlog([6, 2, 2, 2], [2, 8, 8, 8], 60, 0.25)
    # 4 h are left; at 8 - 2 an hour they are gone after 40 minutes, and then nothing waits.
    assert seen.backlog_hours.tolist() == pytest.approx([4, 0, 0, 0])
    assert seen.answered_within[2] == pytest.approx(1)
    # What comes u after the second hour begins is done after (4 + 2 u) / 8: late up to u = 1/3.
    assert seen.answered_within[1] == pytest.approx(2 / 3)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"work_hours": [1, -1]}, "work_hours must be finite and zero or more"),
        ({"work_hours": 3}, "work_hours must be a list"),
        ({"within_h": 0}, "within_h is 0"),
        ({"interval_minutes": -5}, "interval_minutes is -5"),
        ({"occupancy": 1.2}, "occupancy is 1.2"),
        ({"backlog_hours": -1}, "backlog_hours is -1"),
        ({"staffed": [1, 1, 1]}, "there are 2 intervals"),
    ],
)
def test_what_is_wrong_is_said(change, message):
    with pytest.raises(UsageError, match=message):
        deferrable_agents(
            **({"work_hours": [1, 1], "interval_minutes": 60, "within_h": 1} | change)
        )
