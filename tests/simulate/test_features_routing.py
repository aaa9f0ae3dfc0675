"""Who takes what: priority customers, weighted waits, reserves, interruptions, last agents."""

from dataclasses import replace

import numpy as np
import pytest

from tests.simulate.small import contacts, model, spells, state, with_aht
from wfm.simulate.kernel import kinds
from wfm.simulate.kernel.vectors import PRIORITY, Draws
from wfm.simulate.model_queues import FollowUp
from wfm.simulate.tallies import tally

NEVER = float("nan")


def drawn_below(spec, people, key, pattern):
    """The contacts with numbers whose draw for a purpose is below a half where `pattern` says."""
    draws = Draws(spec, people.aht_by_interval(spec), people.seed, people.replication)
    numbers, n = [], 0
    for queue, wanted in zip(people.queue, pattern, strict=True):
        while (draws.chance(int(queue), key, n) < 0.5) != wanted:
            n += 1
        numbers.append(n)
        n += 1
    return replace(people, number=np.array(numbers))


def priority_line(priority, credit_s):
    return model(
        [[1, 1]],
        priority=priority,
        queue_changes={"priority_share": 0.5},
        line_changes={
            "queue": [0, 0],
            "entry": [0],
            "priority_entry": [1],
            "credit_s": [0.0, credit_s],
        },
    )


def test_priority_customers_go_first_whenever_they_come(run):
    spec = priority_line([2, 1], 0.0)
    people = contacts([(0, 0, 100), (0, 10, 50), (0, 90, 50), (0, 95, 50)])
    people = drawn_below(spec, people, PRIORITY, [False, False, True, False])
    assert run(spec, people).answered_s.tolist() == [0, 150, 100, 200]


def test_priority_customers_with_a_head_start_go_before_who_came_little_earlier(run):
    spec = priority_line([1, 1], 60.0)
    people = contacts([(0, 0, 100), (0, 10, 50), (0, 65, 50), (0, 69, 50), (0, 75, 50)])
    people = drawn_below(spec, people, PRIORITY, [False, False, True, True, False])
    # 5 and 9 stand for the priority customers of 65 and 69: before who came at 10.
    assert run(spec, people).answered_s.tolist() == [0, 200, 100, 150, 250]
    late = contacts([(0, 0, 100), (0, 10, 50), (0, 71, 50)])
    late = drawn_below(spec, late, PRIORITY, [False, False, True])
    assert run(spec, late).answered_s.tolist() == [0, 100, 150]


def test_a_weighted_wait(run):
    spec = model([[1, 1]], line_changes={"queue": [0, 1], "weight": [1.0, 3.0]})
    found = run(spec, contacts([(0, 0, 100), (0, 10, 10), (1, 60, 200), (1, 80, 10)]))
    # At 100: 90 against 3 x 40. At 300: 290 against 3 x 220.
    assert found.answered_s.tolist() == [0, 310, 100, 300]


def test_a_head_start_of_a_queue(run):
    spec = model([[1, 1]], line_changes={"queue": [0, 1], "credit_s": [0.0, 30.0]})
    found = run(spec, contacts([(0, 0, 100), (0, 10, 10), (1, 39, 10), (1, 41, 10)]))
    assert found.answered_s.tolist() == [0, 110, 100, 120]


def test_equal_scores_go_by_the_order_of_the_contacts(run):
    spec = model([[1, 1]], line_changes={"queue": [0, 1], "weight": [2.0, 1.0]})
    found = run(spec, contacts([(0, 0, 100), (1, 20, 10), (0, 60, 10)]))
    assert found.answered_s.tolist() == [0, 100, 110]


def reserved(agents, **rest):
    return model(agents, line_changes={"queue": [0, 1], "reserve": [0, 1]}, **rest)


def test_a_contact_finds_only_agents_beyond_the_reserve(run):
    found = run(
        reserved([[1, 1], [1, 1]]), contacts([(1, 0, 100), (1, 10, 100), (0, 20, 300), (0, 150, 9)])
    )
    # One of two is kept for queue 0, which needs no reserve itself.
    np.testing.assert_equal(found.answered_s, [0, 320, 20, 150])
    # At 100 agent 0 is the one idle agent and leaves the one of 10 in line; so it is at 159. At
    # 320 the other comes free too.
    assert found.agent.tolist() == [0, 1, 1, 0]


def test_a_freed_agent_takes_when_the_reserve_is_idle_beside(run):
    found = run(reserved([[1, 1], [1, 1]]), contacts([(1, 0, 100), (0, 5, 200), (1, 10, 50)]))
    # At 100 agent 0 is freed but would be the reserve; at 205 agent 0 is that, and 1 takes.
    assert found.answered_s.tolist() == [0, 5, 205]
    assert found.agent.tolist() == [0, 1, 1]


def test_each_team_keeps_its_own_reserve(run):
    # Agent 2 has queue 1 only, is a team by itself and so always the reserve.
    found = run(reserved([[1, 1], [1, 1], [0, 1]]), contacts([(1, 0, 100), (1, 10, 100)]))
    assert found.answered_s.tolist() == [0, 100]
    assert found.agent.tolist() == [0, 0]


def test_who_comes_on_duty_frees_a_reserve(run):
    spec = reserved([[1, 1], [1, 1]], rows=[(0, 0, 900, 0), (1, 50, 900, 0)])
    found = run(spec, contacts([(1, 10, 100)]))
    assert found.answered_s.tolist() == [50]
    assert found.agent.tolist() == [1]


INTERRUPTIONS = {"interrupts": [True, False], "interruptible": [False, True]}


def test_an_urgent_contact_interrupts_whom_it_finds_longest_at_the_same(run):
    spec = model([[1, 1], [1, 1]], queue_changes=INTERRUPTIONS)
    found = run(spec, contacts([(1, 0, 100), (1, 10, 100), (0, 40, 30), (1, 50, 10)]))
    assert found.agent.tolist() == [0, 1, 0, 1]
    # Agent 0 takes up the contact of 0 at 70, before the one of 50, for the 60 s left.
    assert found.answered_s.tolist() == [0, 10, 40, 110]
    busy = sorted(found.busy_s.tolist())
    assert busy == [[0, 0, 40], [0, 40, 70], [0, 70, 130], [1, 10, 110], [1, 110, 120]]
    counted = tally(spec, found)
    assert counted.answered.sum() == 4
    assert counted.handled_s.sum() == 100 + 100 + 30 + 10
    assert counted.wait_s_of_answered.sum() == 60
    # The interrupted contact waits again, from 40 to 70.
    assert counted.queue_length_s[0, 1].sum() == 30 + 60


def test_an_interrupted_contact_may_go_on_with_somebody_else_and_never_gives_up(run):
    spec = model([[1, 1], [0, 1]], queue_changes=INTERRUPTIONS)
    found = run(spec, contacts([(1, 0, 50, 15), (1, 1, 100, 5), (0, 20, 500), (0, 30, 10, 5)]))
    # Agent 0 leaves the contact of 0 at 20; agent 1, who is freed at 101, takes it for 30 s.
    assert found.agent.tolist() == [0, 1, 0, -1]
    np.testing.assert_equal(found.abandoned_s, [NEVER, NEVER, NEVER, 35])
    busy = sorted(found.busy_s.tolist())
    assert busy == [[0, 0, 20], [0, 20, 520], [1, 1, 101], [1, 101, 131]]


def test_specialists_are_interrupted_before_generalists(run):
    spec = model([[2, 1], [1, 1]], queue_changes=INTERRUPTIONS)
    found = run(spec, contacts([(1, 0, 100), (1, 10, 100), (0, 40, 30)]))
    assert found.agent.tolist() == [0, 1, 1]


def test_what_is_not_interruptible_is_not_interrupted(run):
    spec = model([[1, 1]], queue_changes={"interrupts": [True, False]})
    found = run(spec, contacts([(1, 0, 100), (0, 40, 30)]))
    assert found.answered_s.tolist() == [0, 100]


def test_an_agent_whose_spell_is_over_is_not_interrupted(run):
    spec = model(
        [[1, 1], [1, 1]], queue_changes=INTERRUPTIONS, rows=[(0, 0, 30, 0), (1, 50, 900, 0)]
    )
    found = run(spec, contacts([(1, 0, 100), (0, 40, 30)]))
    assert found.answered_s.tolist() == [0, 50]


def test_an_interrupted_contact_resumes_after_another_interruption(run):
    spec = model([[1, 1]], queue_changes=INTERRUPTIONS)
    found = run(spec, contacts([(1, 0, 100), (0, 10, 5), (0, 50, 5), (1, 60, 5)]))
    # 100 s of work in 10 + 35 + 55 s: done at 110.
    assert found.answered_s.tolist() == [0, 10, 50, 110]


def test_who_comes_back_goes_to_the_agent_of_before_when_that_one_is_free(run):
    again = FollowUp(0, kinds.HANDLED, kinds.REPEAT, 1.0, 0, delay_s=100.0, most=1)
    people = with_aht(contacts([(0, 0, 50), (0, 10, 50), (0, 15, 200)]), [20])
    for prefers_last, expected in ((True, [0, 1, 2, 0, 1, 2]), (False, [0, 1, 2, 0, 1, 0])):
        spec = model(
            [[1]] * 3,
            queue_changes={"prefers_last": prefers_last, "handle_kind": kinds.CONSTANT},
            follow_ups=(again,),
        )
        found = run(spec, people)
        np.testing.assert_equal(found.arrival_s[3:], [150, 160, 315])
        assert found.agent.tolist() == expected
    # Agent 0 idle since 170, 1 since 180, 2 since 215: without preference the last goes to 0.


def test_the_agent_of_before_is_not_waited_for(run):
    again = FollowUp(0, kinds.HANDLED, kinds.REPEAT, 1.0, 0, delay_s=100.0, most=1)
    spec = model(
        [[1], [1]],
        queue_changes={"prefers_last": True, "handle_kind": kinds.CONSTANT},
        follow_ups=(again,),
    )
    found = run(spec, with_aht(contacts([(0, 0, 50), (0, 100, 5), (0, 101, 100)]), [20]))
    # The third keeps agent 1 or 0 busy; the repeat of 150 goes to whoever is free.
    assert found.agent.tolist()[:4] == [0, 1, 0, 1]


def test_proficiency_stretches_the_handle_time(run):
    spec = model([[1, 1], [2, 2]], aht_factor=[[0.5, 1.0], [1.0, 3.0]])
    found = run(spec, contacts([(0, 0, 100), (0, 10, 100), (1, 60, 100), (1, 120, 100)]))
    assert found.agent.tolist() == [0, 1, 0, 1]
    assert found.handled_s.tolist() == [50, 100, 100, 300]


def test_proficiency_and_slowdown_multiply(run):
    spec = model([[1]], aht_factor=[[2.0]], queue_changes={"concurrency": [2], "slowdown": [0.5]})
    found = run(spec, contacts([(0, 0, 100), (0, 10, 100)]))
    assert found.handled_s.tolist() == [200, 300]


def test_a_break_that_begins_late_may_end_as_planned(run):
    rows = [(0, 0, 100, 30), (0, 130, 200, 30), (0, 230, 300, 0)]
    people = contacts([(0, 90, 20), (0, 95, 5), (0, 198, 60), (0, 299, 10), (0, 301, 1)])
    spec = model([[1]], rows=rows, breaks_keep_length=False)
    found = run(spec, people)
    # Out at 110, back at 130; out at 258, after the end of the break, and back at once.
    np.testing.assert_equal(found.answered_s, [90, 130, 198, 299, NEVER])
    assert found.on_queue_s[:, 1:].tolist() == [[0, 110], [130, 258], [258, 309]]


def test_only_somebody_of_the_same_team_leaves_in_place_of_who_is_busy(run):
    rows = [(0, 0, 100, 0), (1, 0, 1000, 0)]
    people = contacts([(0, 90, 50), (0, 120, 10), (0, 150, 10)])
    found = run(model([[1], [2]], rows=rows, idle_leave_first=True), people)
    assert found.agent.tolist() == [0, 1, 1]


def test_of_two_idle_the_longest_idle_leaves(run):
    rows = [(0, 0, 100, 0), (1, 0, 1000, 0), (2, 0, 1000, 0)]
    people = contacts([(0, 0, 10), (0, 20, 5), (0, 90, 50), (0, 101, 5)])
    # At 100 agent 2 is busy since 90 (idle longest before); then 0 since 10 and 1 since 25.
    found = run(model([[1]] * 3, rows=rows, idle_leave_first=True), people)
    assert found.agent.tolist() == [0, 1, 2, 1]


def test_starts_with_contacts_in_line_and_in_hand(run):
    spec = model(
        [[1, 1], [1, 1]],
        queue_changes={"handle_kind": kinds.CONSTANT, "mean_patience_s": [500.0, np.inf]},
        state=state(
            start_s=3700.0, waiting=[(0, 40), (1, 90), (0, 30)], busy=[(0, 0, 80), (1, 1, 20)]
        ),
    )
    spec = replace(
        spec,
        queues=replace(spec.queues, patience_kind=np.array([kinds.CONSTANT] * 2)),
    )
    people = with_aht(contacts([(0, 3750, 10), (1, 3900, 10)]), [100, 200])
    found = run(spec, people)
    # Agent 0 has 20 s left and agent 1 180. In line, longest waiting first, each takes its AHT.
    later = np.argsort(found.arrival_s[2:]) + 2
    in_line = [i for i in later if not np.isnan(found.arrival_s[i])]
    assert found.arrival_s[in_line].tolist() == [3610, 3660, 3670]
    assert found.answered_s[in_line].tolist() == [3720, 3880, 3920]
    assert found.answered_s[:2].tolist() == [3980, 3990]
    counted = tally(spec, found)
    # Who waited before counts as offered when it came, and with all of its wait.
    assert counted.offered.sum() == 5
    assert counted.wait_s_of_answered.sum() == 110 + 220 + 250 + 230 + 90
    assert found.on_queue_s[:, 1].tolist() == [3700, 3700]
    # Only the seconds from the start on are counted.
    assert counted.agents_on_queue_s[0, :2].tolist() == [0, 7000]


def test_nothing_before_the_start_is_lived_through(run):
    spec = model([[1]], state=state(start_s=3700.0))
    found = run(spec, contacts([(0, 3600, 10), (0, 3699, 10), (0, 3700, 10)]))
    np.testing.assert_equal(found.arrival_s, [NEVER, NEVER, 3700])
    np.testing.assert_equal(found.answered_s, [NEVER, NEVER, 3700])


def test_spells_and_doors_before_the_start_have_happened(run):
    spec = model(
        [[1], [1]],
        state=state(start_s=500.0, busy=[(1, 0, 0)]),
        queue_changes={"handle_kind": kinds.CONSTANT},
    )
    spec = replace(spec, spells=spells([(0, 0, 400, 100), (0, 600, 900, 0), (1, 0, 550, 0)]))
    found = run(spec, with_aht(contacts([(0, 510, 10), (0, 605, 10)]), [70]))
    # Agent 1 holds the contact of the start until 570, past the spell; agent 0 comes at 600.
    np.testing.assert_equal(found.answered_s[:2], [600, 610])
    assert sorted(found.on_queue_s.tolist()) == [[0, 600, 900], [1, 500, 570]]


@pytest.mark.parametrize("waited_s", [0, 60, 600])
def test_patience_that_has_lasted_lasts_longer(run, waited_s):
    spec = model(
        [[1]],
        queue_changes={"mean_patience_s": 120.0},
        rows=[],
        state=state(start_s=900.0, waiting=[(0, waited_s)] * 5),
    )
    found = run(spec, contacts([(0, 80000, 1)]))
    gone = found.abandoned_s[1:]
    assert (gone > 900).all()
    assert len(set(gone.tolist())) == 5
