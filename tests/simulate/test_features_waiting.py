"""What happens to who waits: stages, messages, closing, callbacks, full trunks, no patience."""

import numpy as np
import pytest

from tests.simulate.small import contacts, doors, model, with_aht
from wfm.simulate.kernel import kinds
from wfm.simulate.model_queues import FollowUp
from wfm.simulate.tallies import tally

NEVER = float("nan")


def two_queues_and_a_stage(*, after_s=60.0, following=2, when_waiting=0, **rest):
    """Agent 0 has queue 0, agent 1 queue 1; after some time agent 1 takes queue 0 too."""
    return model(
        [[1, 0, 1], [0, 1, 2]],
        line_changes={
            "queue": [0, 1, 0],
            "entry": [0, 1],
            "priority_entry": [0, 1],
            "after_s": [after_s, np.inf, np.inf],
            "following": [following, kinds.NOBODY, kinds.NOBODY],
            "when_waiting": [when_waiting, 0, 0],
        },
        **rest,
    )


def test_after_a_time_agents_of_another_queue_may_take_the_contact(run):
    found = run(
        two_queues_and_a_stage(),
        contacts([(0, 0, 500), (0, 10, 50), (1, 80, 10)]),
    )
    # Agent 1 is idle all along but takes the second only when it has waited 60 s.
    assert found.answered_s.tolist() == [0, 70, 120]
    assert found.agent.tolist() == [0, 1, 1]


def test_in_the_next_stage_a_contact_stands_by_its_arrival(run):
    people = contacts([(0, 0, 500), (1, 0, 100), (0, 10, 50), (1, 20, 50)])
    found = run(two_queues_and_a_stage(), people)
    # At 100 agent 1 reaches the one of 10, who moved at 70, before the one of 20.
    assert found.answered_s.tolist() == [0, 0, 100, 150]
    ranked = run(two_queues_and_a_stage(priority=[1, 1, 2]), people)
    assert ranked.answered_s.tolist() == [0, 0, 150, 100]


def test_own_agents_take_from_the_next_stage_too(run):
    found = run(
        two_queues_and_a_stage(), contacts([(0, 0, 90), (1, 0, 500), (0, 10, 50), (0, 20, 50)])
    )
    assert found.answered_s.tolist() == [0, 0, 90, 140]
    assert found.agent.tolist() == [0, 1, 0, 0]


def test_a_stage_that_asks_for_a_queue_is_passed_over_where_there_is_none(run):
    found = run(
        two_queues_and_a_stage(when_waiting=2), contacts([(0, 0, 500), (0, 10, 50), (0, 20, 50)])
    )
    # At 70 two wait, so the first moves on; at 80 the second is alone, and stays for good.
    assert found.answered_s.tolist() == [0, 70, 500]
    assert found.agent.tolist() == [0, 1, 0]


def test_ghosts_move_on_too(run):
    spec = two_queues_and_a_stage()
    free = run(spec, contacts([(0, 0, 500), (0, 10, 50, 30)]))
    np.testing.assert_equal(free.abandoned_s, [NEVER, 40])
    np.testing.assert_equal(free.reached_s, [0, 70])
    busy = run(spec, contacts([(0, 0, 500), (1, 0, 100), (0, 10, 50, 30)]))
    np.testing.assert_equal(busy.reached_s, [0, 0, 100])


def test_who_gives_up_at_the_instant_of_moving_on_has_given_up(run):
    found = run(two_queues_and_a_stage(), contacts([(0, 0, 500), (0, 10, 50, 60)]))
    np.testing.assert_equal(found.abandoned_s, [NEVER, 70])
    np.testing.assert_equal(found.answered_s, [0, NEVER])


MESSAGES = {
    "queue_changes": {"handle_kind": kinds.CONSTANT},
    "follow_ups": (FollowUp(0, kinds.DEFERRED, kinds.MESSAGE, share=1.0, to=1),),
}


def test_a_message_instead_of_a_longer_wait(run):
    spec = two_queues_and_a_stage(following=kinds.LEAVES, **MESSAGES)
    found = run(spec, with_aht(contacts([(0, 0, 500), (0, 10, 50), (0, 20, 50, 30)]), [0, 25]))
    np.testing.assert_equal(found.deferred_s, [NEVER, 70, NEVER, NEVER])
    np.testing.assert_equal(found.abandoned_s, [NEVER, NEVER, 50, NEVER])
    # Only who waited so long leaves a message, which queue 1 handles in its own time.
    assert found.queue.tolist() == [0, 0, 0, 1]
    assert found.comes_as[3] == kinds.MESSAGE
    np.testing.assert_equal(found.arrival_s[3:], [70])
    assert found.handled_s[3] == 25
    counted = tally(spec, found)
    assert counted.offered.sum(axis=(0, 2)).tolist() == [3, 1]
    assert counted.messages.sum(axis=(0, 2)).tolist() == [0, 1]
    assert counted.deferred.sum() == 1


def test_no_stage_leads_to_a_message_without_a_share_for_it(run):
    found = run(
        two_queues_and_a_stage(following=kinds.LEAVES), contacts([(0, 0, 500), (0, 10, 50)])
    )
    np.testing.assert_equal(found.deferred_s, [NEVER, 70])


def closing(kind, **rest):
    return model(
        [[1, 0], [0, 1]],
        queue_changes={"handle_kind": kinds.CONSTANT, "closing": kind},
        doors=doors([(100, 0, False)], [True, True]),
        **rest,
    )


LAST_CALLS = [(0, 0, 300), (0, 10, 50), (0, 20, 50, 70), (0, 30, 50, 80), (0, 100, 50)]


def test_who_waits_at_closing_is_still_answered(run):
    found = run(closing(kinds.FINISH), contacts(LAST_CALLS))
    np.testing.assert_equal(found.answered_s, [0, 300, NEVER, NEVER, NEVER])
    np.testing.assert_equal(found.abandoned_s, [NEVER, NEVER, 90, 110, NEVER])
    # Who comes at the very instant of closing finds it closed.
    np.testing.assert_equal(found.blocked_s, [NEVER, NEVER, NEVER, NEVER, 100])


def test_who_waits_at_closing_is_turned_away(run):
    found = run(closing(kinds.TURN_AWAY), contacts(LAST_CALLS))
    np.testing.assert_equal(found.blocked_s, [NEVER, 100, NEVER, 100, 100])
    np.testing.assert_equal(found.abandoned_s, [NEVER, NEVER, 90, NEVER, NEVER])
    assert found.busy_s.tolist() == [[0, 0, 300]]


def test_who_waits_at_closing_leaves_a_message(run):
    spec = closing(kinds.TAKE_MESSAGE, follow_ups=MESSAGES["follow_ups"])
    found = run(spec, with_aht(contacts(LAST_CALLS), [0, 25]))
    np.testing.assert_equal(found.deferred_s[:5], [NEVER, 100, NEVER, 100, NEVER])
    # Who comes after closing is turned away and leaves none.
    np.testing.assert_equal(found.blocked_s[:5], [NEVER] * 4 + [100])
    np.testing.assert_equal(found.answered_s[5:], [100, 125])


def test_who_is_answered_at_the_instant_of_closing_is_answered(run):
    found = run(closing(kinds.TURN_AWAY), contacts([(0, 0, 100), (0, 10, 50)]))
    assert found.answered_s.tolist() == [0, 100]


def test_a_closed_queue_opens(run):
    spec = model([[1]], doors=doors([(100, 0, True)], [False]))
    found = run(spec, contacts([(0, 99, 50), (0, 100, 50)]))
    np.testing.assert_equal(found.blocked_s, [99, NEVER])
    np.testing.assert_equal(found.answered_s, [NEVER, 100])


def test_promised_callbacks_survive_closing(run):
    spec = model(
        [[1]],
        queue_changes={
            "closing": kinds.TURN_AWAY,
            "callback_share": 1.0,
            "callback_after_s": 60.0,
        },
        doors=doors([(250, 0, False)], [True]),
    )
    found = run(spec, contacts([(0, 0, 100), (0, 10, 300), (0, 110, 20)]))
    np.testing.assert_equal(found.called_s, [NEVER, NEVER, 400])
    np.testing.assert_equal(found.blocked_s, [NEVER] * 3)


CALLED_BACK = {"callback_share": 1.0, "callback_after_s": 60.0, "dial_s": 15.0, "unreached_s": 30.0}


def test_a_callback_keeps_its_place_and_is_promised_the_wait_of_the_last(run):
    spec = model(
        [[1, 1]],
        queue_changes={n: [v, 0.0] for n, v in CALLED_BACK.items()},
    )
    people = contacts([(0, 0, 100), (0, 10, 100), (0, 110, 20, 5), (1, 120, 20), (0, 130, 20)])
    found = run(spec, people)
    # The first two are offered none: nobody had waited. The second waited 90 s, which is promised
    # to the third, who has no patience any more, and keeps the place before the one of 120.
    np.testing.assert_equal(found.promised_s, [NEVER, NEVER, 90, NEVER, 90])
    np.testing.assert_equal(found.deferred_s, [NEVER, NEVER, 110, NEVER, 130])
    np.testing.assert_equal(found.called_s, [NEVER, NEVER, 200, NEVER, 255])
    np.testing.assert_equal(found.answered_s, [0, 100, NEVER, 235, NEVER])
    # The agent's time until somebody answers is part of the handle time.
    assert found.handled_s.tolist() == [100, 100, 35, 20, 35]
    counted = tally(spec, found)
    assert counted.callbacks.sum() == counted.callback_attempts.sum() == 2
    assert counted.callback_wait_s.sum() == 90 + 125
    assert counted.callback_promised_s.sum() == 180
    assert counted.answered.sum() == 3
    assert counted.deferred.sum() == 2
    # Nobody stands in line meanwhile: 90 s of the second, 115 s of the one of 120.
    assert counted.queue_length_s.sum() == 90 + 115


def test_a_callback_that_reaches_nobody_is_tried_again(run):
    spec = model(
        [[1]],
        queue_changes=CALLED_BACK | {"reach_share": 0.0, "handle_kind": kinds.CONSTANT},
        follow_ups=(
            FollowUp(0, kinds.UNREACHED, kinds.RETRY, 1.0, 0, delay_s=500.0, most=1),
            FollowUp(0, kinds.LOST, kinds.REDIAL, 1.0, 0),
        ),
    )
    people = with_aht(contacts([(0, 0, 100), (0, 10, 100), (0, 110, 20)]), [77])
    found = run(spec, people)
    np.testing.assert_equal(found.called_s, [NEVER, NEVER, 200, 730])
    np.testing.assert_equal(found.unreached_s, [NEVER, NEVER, 200, 730])
    assert found.as_callback.tolist() == [0, 0, 0, 1]
    assert found.handled_s.tolist() == [100, 100, 30, 30]
    counted = tally(spec, found)
    assert counted.offered.sum() == 3
    assert counted.unreached.sum() == 2
    assert counted.retries.sum() == 1


def test_an_interrupted_callback_takes_no_place_to_wait(run):
    spec = model(
        [[1, 1]],
        priority=[2, 1],
        queue_changes={n: [v, 0.0] for n, v in CALLED_BACK.items()}
        | {
            "capacity": [1, 1],
            "interruptible": [True, False],
            "interrupts": [False, True],
        },
    )
    people = contacts([(0, 0, 100), (0, 10, 100), (0, 110, 50), (1, 210, 20), (0, 220, 9)])
    found = run(spec, people)
    # The callback of 110 is made at 200, interrupted from 210 to 230, and done at 285.
    np.testing.assert_equal(found.called_s[2], 200)
    np.testing.assert_equal(found.blocked_s, [NEVER] * 5)
    counted = tally(spec, found)
    assert counted.queue_length_s[0, 0].sum() == 90
    assert counted.callbacks.sum() == 2


def test_nobody_is_offered_a_callback_before_somebody_has_waited_so_long(run):
    spec = model([[1]], queue_changes=CALLED_BACK)
    found = run(spec, contacts([(0, 0, 50), (0, 10, 50), (0, 20, 50)]))
    assert found.answered_s.tolist() == [0, 50, 100]


def test_trunks_carry_who_waits_and_who_is_handled(run):
    spec = model([[1]], queue_changes={"trunks": 2})
    found = run(spec, contacts([(0, 0, 100), (0, 10, 50, 30), (0, 20, 9), (0, 40, 9), (0, 50, 9)]))
    # The trunk of who gives up at 40 is free for who comes at 40.
    np.testing.assert_equal(found.blocked_s, [NEVER, NEVER, 20, NEVER, 50])
    np.testing.assert_equal(found.answered_s, [0, NEVER, NEVER, 100, NEVER])


def test_a_callback_hangs_up_and_frees_its_trunk(run):
    spec = model([[1]], queue_changes=CALLED_BACK | {"trunks": 2})
    found = run(spec, contacts([(0, 0, 100), (0, 10, 100), (0, 110, 20), (0, 120, 20)]))
    np.testing.assert_equal(found.blocked_s, [NEVER] * 4)
    np.testing.assert_equal(found.called_s, [NEVER, NEVER, 200, 235])


def test_who_balks_goes_at_once_but_only_where_nobody_is_free(run):
    spec = model(
        [[1]],
        queue_changes={"balk_share": 1.0, "handle_kind": kinds.CONSTANT},
        follow_ups=(FollowUp(0, kinds.HANDLED, kinds.REPEAT, 1.0, 0, delay_s=50.0, most=1),),
    )
    found = run(spec, with_aht(contacts([(0, 0, 100), (0, 10, 100, 0), (0, 120, 50, 0)]), [9]))
    # Patience is given here for who comes from outside and drawn for who comes again at 150.
    np.testing.assert_equal(found.abandoned_s, [NEVER, 10, NEVER, 150, NEVER])
    np.testing.assert_equal(found.answered_s, [0, NEVER, 120, NEVER, 220])
    assert tally(spec, found).short_abandoned.sum() == 2


@pytest.mark.parametrize(
    "law",
    [
        {"patience_kind": kinds.CONSTANT},
        {"patience_kind": kinds.EMPIRICAL, "patience_values": (np.array([1.0, 1.0]),)},
    ],
    ids=["constant", "empirical"],
)
def test_patience_by_its_law(run, law):
    spec = model(
        [[1]],
        queue_changes=law | {"mean_patience_s": 30.0},
        follow_ups=(FollowUp(0, kinds.LOST, kinds.REDIAL, 1.0, 0, delay_s=50.0, most=1),),
    )
    found = run(spec, contacts([(0, 0, 1000), (0, 0, 9, 10)]))
    # The redial of 60 draws its patience of 30 s.
    np.testing.assert_equal(found.abandoned_s, [NEVER, 10, 90])
