"""What callers and agents live through, in examples small enough to follow with a pencil."""

import numpy as np

from tests.simulate.small import DAY_S, contacts, model, with_aht
from wfm.simulate.kernel import kinds
from wfm.simulate.model_queues import FollowUp
from wfm.simulate.tallies import tally

NEVER = float("nan")
EVERYBODY_ESCALATES = {
    "queue_changes": {"handle_kind": [kinds.EXPONENTIAL, kinds.CONSTANT]},
    "follow_ups": (FollowUp(0, kinds.HANDLED, kinds.HANDED_ON, share=1.0, to=1),),
}


def test_first_come_first_served(run):
    found = run(model([[1]]), contacts([(0, 0, 100), (0, 10, 50), (0, 20, 50)]))
    assert found.answered_s.tolist() == [0, 100, 150]
    assert found.busy_s[:, 2].max() == 200


def test_specialists_before_generalists_then_longest_idle_then_lowest_index(run):
    spec = model([[2, 2], [1, 0], [1, 0]])
    found = run(
        spec,
        contacts([(0, 0, 100), (0, 10, 10), (0, 30, 10), (0, 200, 10), (0, 201, 500), (0, 202, 9)]),
    )
    # 2 is idle since the start, 1 since 100: so 2 goes first at 10; at 30 it is all who is left of
    # the specialists; at 200 agent 2 (idle since 40) goes before 1 (idle since 100).
    assert found.agent.tolist() == [1, 2, 2, 2, 1, 0]


def test_a_freed_agent_takes_by_priority_then_longest_waiting(run):
    spec = model([[2, 2, 2]], priority=[2, 1, 1])
    found = run(spec, contacts([(0, 0, 100), (0, 1, 10), (2, 2, 10), (1, 3, 10), (1, 4, 10)]))
    assert found.answered_s.tolist() == [0, 130, 100, 110, 120]


def test_abandonment_and_the_ghost_that_tells_the_virtual_wait(run):
    found = run(model([[1]]), contacts([(0, 0, 100), (0, 10, 50, 30), (0, 20, 50, 300)]))
    np.testing.assert_equal(found.abandoned_s, [NEVER, 40, NEVER])
    np.testing.assert_equal(found.answered_s, [0, NEVER, 100])
    np.testing.assert_equal(found.reached_s, [0, 100, 100])


def test_who_is_answered_at_the_instant_of_giving_up_is_answered(run):
    found = run(model([[1]]), contacts([(0, 0, 100), (0, 10, 50, 90)]))
    assert found.answered_s.tolist() == [0, 100]


def test_a_call_that_runs_into_a_break_moves_the_break_but_not_the_end_of_shift(run):
    spec = model([[1]], rows=[(0, 0, 100, 30), (0, 130, 200, 30), (0, 230, 300, 0)])
    found = run(spec, contacts([(0, 90, 20), (0, 95, 5), (0, 198, 60), (0, 299, 10), (0, 301, 1)]))
    # Out at 110 instead of 100, back at 140; out at 258 instead of 200, back at 288 until 300.
    np.testing.assert_equal(found.answered_s, [90, 140, 198, 299, NEVER])
    assert found.on_queue_s[:, 1:].tolist() == [[0, 110], [140, 258], [288, 309]]


def test_a_break_that_swallows_the_next_spell_still_keeps_its_length(run):
    spec = model([[1]], rows=[(0, 0, 100, 50), (0, 150, 160, 50), (0, 210, 300, 0)])
    found = run(spec, contacts([(0, 90, 50), (0, 95, 5)]))
    # Out at 140, back at 190, when the second spell is over: 50 s of the second break follow.
    assert found.answered_s.tolist() == [90, 240]


def test_other_activities_do_not_move(run):
    spec = model([[1]], rows=[(0, 0, 100, 0), (0, 400, 500, 0)])
    found = run(spec, contacts([(0, 90, 50), (0, 95, 5)]))
    assert found.answered_s.tolist() == [90, 400]


def test_chats_side_by_side_are_slower_and_exclude_calls(run):
    spec = model([[2, 2]], queue_changes={"concurrency": [3, 1], "slowdown": [0.5, 0.0]})
    found = run(
        spec,
        contacts([(0, 0, 100), (0, 10, 100), (1, 20, 10), (0, 30, 100), (0, 40, 100), (0, 50, 10)]),
    )
    # Ends at 100, 160, 230; the chat of 40 gets the hand freed at 100, that of 50 the one of 160.
    # The call waits until all hands are empty at 300.
    np.testing.assert_allclose(found.handled_s, [100, 150, 10, 200, 200, 20])
    np.testing.assert_equal(found.answered_s, [0, 10, 300, 30, 100, 160])
    assert found.busy_s[:, 1:].tolist() == [[0, 300], [300, 310]]


def test_chats_are_spread_over_agents(run):
    spec = model([[1], [1]], queue_changes={"concurrency": [2]})
    found = run(spec, contacts([(0, 0, 100), (0, 1, 100), (0, 2, 100), (0, 3, 100), (0, 4, 1)]))
    assert found.agent.tolist() == [0, 1, 0, 1, 0]
    assert found.answered_s.tolist() == [0, 1, 2, 3, 100]


def test_mail_waits_over_night(run):
    spec = model([[1]], days=2, rows=[(0, 0, 1000, 0), (0, DAY_S, DAY_S + 1000, 0)])
    found = run(spec, contacts([(0, 990, 100), (0, 995, 50), (0, 40000, 50)]))
    assert found.answered_s.tolist() == [990, DAY_S, DAY_S + 50]


def test_escalation_joins_the_other_line_when_the_first_handling_ends(run):
    spec = model([[1, 0], [0, 1]], **EVERYBODY_ESCALATES)
    people = with_aht(contacts([(0, 0, 100), (1, 50, 200)]), [0, 30])
    found = run(spec, people)
    assert found.arrival_s.tolist() == [0, 50, 100]
    assert found.answered_s.tolist() == [0, 50, 250]
    assert found.handled_s.tolist() == [100, 200, 30]
    assert found.agent.tolist() == [0, 1, 1]


def test_who_gives_up_is_not_handed_on(run):
    spec = model([[1, 0]], rows=[], **EVERYBODY_ESCALATES)
    found = run(spec, with_aht(contacts([(0, 0, 100, 10)]), [0, 30]))
    assert found.abandoned_s.tolist() == [10]


def test_the_end_of_the_horizon_leaves_some_waiting(run):
    spec = model([[1]])
    people = contacts([(0, 86000, 1000), (0, 86001, 10)])
    found = run(spec, people)
    assert tally(spec, found).waiting_at_end.sum() == 1
    assert found.busy_s.tolist() == [[0, 86000, DAY_S]]


def test_agent_seconds_fall_into_their_intervals(run):
    spec = model([[1]], rows=[(0, 1800, 7200, 0)])
    people = contacts([(0, 3000, 1200), (0, 7000, 1000)])
    tallies = tally(spec, run(spec, people))
    assert tallies.agents_on_queue_s[0, :4].tolist() == [1800, 3600, 800, 0]
    assert tallies.agents_busy_s[0, :4].tolist() == [600, 800, 800, 0]


def test_staffed_by_counts_somebody_idle_leaves_first(run):
    rows = [(0, 0, 100, 0), (1, 0, 1000, 0)]
    people = contacts([(0, 90, 50), (0, 120, 10), (0, 150, 10)])
    named = run(model([[1], [1]], rows=rows), people)
    assert named.agent.tolist() == [0, 1, 1]
    counted = run(model([[1], [1]], rows=rows, idle_leave_first=True), people)
    assert counted.agent.tolist() == [0, 0, 0]
    assert counted.answered_s.tolist() == [90, 140, 150]
    assert sorted(counted.on_queue_s[:, 1:].tolist()) == [[0, 100], [0, 1000]]


def test_who_finds_the_line_full_is_blocked_and_ghosts_take_no_room(run):
    spec = model([[1]], queue_changes={"capacity": [1]})
    found = run(spec, contacts([(0, 0, 100), (0, 10, 5, 20), (0, 20, 5), (0, 40, 5), (0, 50, 5)]))
    np.testing.assert_equal(found.blocked_s, [NEVER, NEVER, 20, NEVER, 50])
    np.testing.assert_equal(found.abandoned_s, [NEVER, 30, NEVER, NEVER, NEVER])
    np.testing.assert_equal(found.answered_s, [0, NEVER, NEVER, 100, NEVER])
