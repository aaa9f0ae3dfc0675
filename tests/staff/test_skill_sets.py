"""Skill sets by simulation with cuts, held to what theory and common sense say."""

import numpy as np
import pytest

from tests.staff.flat_center import flat_center, flat_demand, level, queue
from wfm.center.errors import DataError, UsageError
from wfm.staff.explain_skill_set import explain_skill_set
from wfm.staff.skill_sets import staff_skill_sets
from wfm.staff.staff import staff

OPEN = slice(16, 32)
TWO = {"queues": [queue("a"), queue("b")], "targets": [level("a"), level("b")]}


@pytest.fixture(scope="module", autouse=True)
def few_paths():
    """Days are short and level: few paths tell enough."""
    with pytest.MonkeyPatch.context() as patch:
        for name, paths in (("SEARCH_PATHS", 30), ("LEVEL_PATHS", 90), ("PROBE_PATHS", 12)):
            patch.setattr(f"wfm.staff.skill_search.{name}", paths)
        yield


def made(scenario, *contacts, **options):
    return staff_skill_sets(scenario, flat_demand(scenario, *contacts), workers=1, **options)


@pytest.fixture(scope="module")
def single(few_paths):
    scenario = flat_center(
        {"a": (30, 20)}, queues=[queue("a")], targets=[level("a", per="interval")]
    )
    return scenario, made(scenario, 60.0)


def test_one_queue_and_one_kind_come_out_within_an_agent_of_erlang_a(single):
    scenario, found = single
    erlang_a = staff(scenario, flat_demand(scenario, 60.0)).required_net[0, OPEN]
    assert found.required_net[0, OPEN].mean() == pytest.approx(erlang_a.mean(), abs=1.0)
    assert not found.required_net[0, :16].any()
    assert found.erlang_hours["erlang_a"] == pytest.approx(erlang_a.sum() / 2)
    (verdict,) = found.verdict
    assert verdict.achieved == pytest.approx(0.8, abs=0.02)


def test_what_is_found_was_tried_holds_and_takes_less_than_the_queueing_model(single):
    _, found = single
    assert found.net_hours in [r.hours for r in found.rounds]
    assert found.holds_where_fitted
    assert found.net_hours < found.erlang_hours["erlang_a"]
    assert [r.cuts for r in found.rounds] == list(range(1, len(found.rounds) + 1))


def test_the_same_scenario_gives_the_same_staff_on_any_number_of_threads(single):
    scenario, found = single
    again = staff_skill_sets(scenario, flat_demand(scenario, 60.0), workers=3)
    assert np.array_equal(again.required_net, found.required_net)
    assert again.verdict == found.verdict


def test_dear_flexible_people_are_few_and_do_the_most():
    """The N and W designs: some flexibility brings most of what all of it would."""
    apart = flat_center({"a": (30, 20), "b": (30, 20)}, **TWO)
    some = flat_center({"a": (30, 20), "a;b": (30, 24), "b": (30, 20)}, **TWO)
    without, found = made(apart, 40.0, 20.0), made(some, 40.0, 20.0)
    hours = dict(zip(found.names, found.required_net.sum(axis=1) / 2, strict=True))
    assert 0 < hours["a+b"] < 0.3 * found.net_hours
    assert found.net_hours < without.net_hours
    assert found.cost < without.cost
    everybody = 24 * found.net_hours
    assert found.cost < everybody
    assert without.net_hours < without.erlang_hours["erlang_a"]


def test_nobody_is_counted_twice_for_minima():
    scenario = flat_center(
        {"a;b": (30, 20)},
        queues=[queue("a", minimum_agents=3), queue("b", minimum_agents=2)],
        targets=[level("a")],
    )
    found = made(scenario, 1.0, 1.0)
    assert np.all(found.required_net[0, OPEN] == 5)
    assert found.at_floor[0, OPEN].all()
    assert "minimum" in " ".join(explain_skill_set(scenario, found, "a+b", 20))


def test_deferrable_work_is_done_by_those_who_are_there_anyway():
    """Six people must be there for calls of two: they do all the mail between the calls."""
    both = flat_center(
        {"a;mail": (30, 20)},
        queues=[
            queue("a", minimum_agents=6),
            queue("mail", channel="email", mean_patience_s=None, priority=2),
        ],
        targets=[level("a"), level("mail", answered_within_s=7200, goal=0.9)],
    )
    found = made(both, 15.0, 7.0)
    assert found.net_hours == 6 * 8
    assert found.met
    assert found.erlang_hours["erlang_a"] > found.net_hours


def test_too_few_people_are_all_used_and_it_is_said_what_fails():
    few = flat_center({"a": (7, 20)}, queues=[queue("a")], targets=[level("a")])
    found = made(few, 60.0)
    assert np.all(found.required_net[0, OPEN] == 7)
    assert not found.met
    assert found.people_ran_out
    assert "not kept: a-80-20" in repr(found)
    assert "All 7" in " ".join(explain_skill_set(few, found, "a", 20))
    more = made(few, 60.0, any_number=True)
    assert more.net_hours > found.net_hours
    assert more.totals()[0]["people"] is None


def test_where_nobody_can_be_there_is_nothing_to_staff():
    evening = flat_center(
        {"a": (7, 20)}, queues=[queue("a", open="18:00-20:00")], targets=[level("a")]
    )
    with pytest.raises(DataError, match="no queue is open where a shift"):
        made(evening, 10.0)
    calm = flat_center({"a": (7, 20)}, queues=[queue("a")], targets=[level("a")])
    assert made(calm, 0.0).net_hours == 0


def test_a_number_is_explained_by_the_promises_that_need_it(single):
    scenario, found = single
    said = " ".join(explain_skill_set(scenario, found, "a", 20))
    assert "a, Mon 05 Oct 2026 10:00" in said
    assert "a-80-20" in said
    assert "100% of what the agent is worth" in said
    assert "None of their queues is open" in explain_skill_set(scenario, found, "a", 2)[1]
    with pytest.raises(UsageError, match="no skill set 'z'; there are a"):
        explain_skill_set(scenario, found, "z", 20)


def test_the_table_has_a_row_a_kind_and_interval(single):
    _, found = single
    frame = found.to_frame()
    assert len(frame) == 48
    assert frame["required_net"].sum() / 2 == pytest.approx(found.net_hours)
    assert frame.loc[20, "needed_for_a-80-20"] == pytest.approx(1.0)
    assert len(found.rounds_frame()) == len(found.rounds)
