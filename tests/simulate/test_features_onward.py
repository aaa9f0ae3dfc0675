"""What contacts turn into: repeats, redials, transfers, self-service and dialled attempts."""

import math

import numpy as np

from tests.simulate.small import contacts, doors, model, with_aht
from wfm.simulate.kernel import kinds
from wfm.simulate.kernel.vectors import BOT_TIME, Draws
from wfm.simulate.model_queues import FollowUp
from wfm.simulate.tallies import tally

NEVER = float("nan")
CONSTANT = {"handle_kind": kinds.CONSTANT}


def test_what_was_not_resolved_comes_again(run):
    spec = model(
        [[1]],
        queue_changes=CONSTANT,
        follow_ups=(FollowUp(0, kinds.HANDLED, kinds.REPEAT, 1.0, 0, delay_s=1000.0, most=2),),
    )
    found = run(spec, with_aht(contacts([(0, 0, 100), (0, 50, 60)]), [30]))
    # Ends at 100 and 160; each comes twice more, in time of its own.
    assert found.arrival_s.tolist() == [0, 50, 1100, 1160, 2130, 2190]
    assert found.handled_s.tolist() == [100, 60, 30, 30, 30, 30]
    assert found.comes_as.tolist() == [kinds.FIRST] * 2 + [kinds.REPEAT] * 4
    counted = tally(spec, found)
    assert counted.offered.sum() == 6
    assert counted.repeats.sum() == 4


def test_a_repeat_has_the_handle_time_of_the_hour_in_which_it_comes(run):
    spec = model(
        [[1]],
        queue_changes=CONSTANT,
        follow_ups=(FollowUp(0, kinds.HANDLED, kinds.REPEAT, 1.0, 0, delay_s=3600.0, most=1),),
    )
    people = with_aht(contacts([(0, 0, 100)]), [30])
    people.aht_s[0, 1] = 45
    assert run(spec, people).handled_s.tolist() == [100, 45]


def test_who_gives_up_or_hears_the_busy_signal_calls_again(run):
    spec = model(
        [[1]],
        queue_changes=CONSTANT
        | {"capacity": 1, "patience_kind": kinds.CONSTANT, "mean_patience_s": 20.0},
        follow_ups=(FollowUp(0, kinds.LOST, kinds.REDIAL, 1.0, 0, delay_s=50.0, most=2),),
    )
    found = run(spec, with_aht(contacts([(0, 0, 135), (0, 10, 60, 30), (0, 15, 60)]), [25]))
    # The second gives up at 40 and 110, then is taken at 160; the third is turned away at 15, and
    # gives up at 85 and, the last time, gets through at 135 while the line holds it.
    np.testing.assert_equal(found.arrival_s, [0, 10, 15, 65, 90, 135, 160])
    np.testing.assert_equal(found.abandoned_s, [NEVER, 40, NEVER, 85, 110, NEVER, NEVER])
    np.testing.assert_equal(found.blocked_s, [NEVER, NEVER, 15] + [NEVER] * 4)
    np.testing.assert_equal(found.answered_s, [0] + [NEVER] * 4 + [135, 160])
    counted = tally(spec, found)
    assert counted.offered.sum() == 7
    assert counted.redials.sum() == 4


def test_nobody_calls_again_for_ever(run):
    spec = model(
        [[0]],
        queue_changes={"patience_kind": kinds.CONSTANT, "mean_patience_s": 20.0},
        follow_ups=(FollowUp(0, kinds.LOST, kinds.REDIAL, 1.0, 0, delay_s=80.0, most=3),),
    )
    found = run(spec, contacts([(0, 0, 9, 20)]))
    assert found.abandoned_s.tolist() == [20, 120, 220, 320]


def test_one_contact_turns_into_one_thing_by_shares(run):
    shares = ((1, 0.3), (2, 0.5))
    spec = model(
        [[1, 1, 1]] * 40,
        follow_ups=tuple(FollowUp(0, kinds.HANDLED, kinds.HANDED_ON, s, to) for to, s in shares),
    )
    found = run(spec, contacts([(0, i, 10) for i in range(500)]))
    born = np.bincount(found.queue[500:], minlength=3)
    assert born[0] == 0
    for to, share in shares:
        assert abs(born[to] - 500 * share) < 3 * math.sqrt(500 * share * (1 - share))
    assert born.sum() < 500


def transfer(*, warm, handover_s=0.0, patience_s=np.inf, rows=None):
    return model(
        [[1, 0], [0, 1]],
        rows=rows,
        queue_changes=CONSTANT
        | {
            "patience_kind": [kinds.EXPONENTIAL, kinds.CONSTANT],
            "mean_patience_s": [np.inf, patience_s],
        },
        follow_ups=(
            FollowUp(0, kinds.HANDLED, kinds.HANDED_ON, 1.0, 1, warm=warm, handover_s=handover_s),
        ),
    )


TRANSFERRED = [(1, 0, 150), (0, 0, 100), (0, 20, 50)]


def test_a_cold_transfer_leaves_the_agent_free_at_once(run):
    found = run(transfer(warm=False), with_aht(contacts(TRANSFERRED), [0, 40]))
    assert found.arrival_s.tolist() == [0, 0, 20, 100, 150]
    assert found.answered_s.tolist() == [0, 0, 100, 150, 190]


def test_a_warm_transfer_holds_the_agent_until_it_is_taken_and_handed_over(run):
    spec = transfer(warm=True, handover_s=20.0)
    found = run(spec, with_aht(contacts(TRANSFERRED), [0, 40]))
    # Agent 0 holds from 100 to 150, and hands over until 170; then takes the next until 220, who
    # waits for agent 1 until 210 only, so is taken at once.
    assert found.arrival_s.tolist() == [0, 0, 20, 100, 220]
    assert found.answered_s.tolist() == [0, 0, 170, 150, 220]
    assert found.handled_s.tolist() == [150, 100, 50, 60, 60]
    busy = sorted(found.busy_s.tolist())
    assert busy == [[0, 0, 170], [0, 170, 240], [1, 0, 150], [1, 150, 210], [1, 220, 280]]


def test_a_warm_transfer_whose_customer_gives_up_sets_the_agent_free(run):
    spec = transfer(warm=True, handover_s=20.0, patience_s=30.0)
    found = run(spec, with_aht(contacts(TRANSFERRED), [0, 40]))
    np.testing.assert_equal(found.abandoned_s, [NEVER, NEVER, NEVER, 130, NEVER])
    np.testing.assert_equal(found.answered_s, [0, 0, 130, NEVER, 180])


def test_an_agent_who_holds_a_transfer_ends_the_shift_after_it(run):
    spec = transfer(warm=True, handover_s=20.0, rows=[(0, 0, 90, 0), (1, 0, 900, 0)])
    found = run(spec, with_aht(contacts(TRANSFERRED), [0, 40]))
    assert sorted(found.on_queue_s.tolist()) == [[0, 0, 170], [1, 0, 900]]
    np.testing.assert_equal(found.answered_s, [0, 0, NEVER, 150])


def test_nobody_is_taken_away_from_a_transfer_that_is_held(run):
    spec = model(
        [[1, 1, 0], [0, 0, 1]],
        priority=[2, 1, 1],
        queue_changes=CONSTANT
        | {"interruptible": [True, False, False], "interrupts": [False, True, False]},
        follow_ups=(FollowUp(0, kinds.HANDLED, kinds.HANDED_ON, 1.0, 2, warm=True),),
    )
    people = with_aht(contacts([(2, 0, 150), (0, 0, 100), (1, 120, 10)]), [0, 0, 40])
    found = run(spec, people)
    # From 100 to 150 agent 0 stays with the customer, and is free for the urgent one only then.
    assert found.answered_s.tolist() == [0, 0, 150, 150]


def test_self_service_contains(run):
    spec = model([[1]], queue_changes={"contained_share": 1.0})
    found = run(spec, contacts([(0, 7, 100)]))
    assert found.contained_s.tolist() == [7]
    assert np.isnan(found.arrival_s).all()
    counted = tally(spec, found)
    assert counted.contained.sum() == 1
    assert counted.offered.sum() == 0


def test_some_of_the_contained_come_all_the_same_past_the_bot(run):
    spec = model(
        [[1]],
        queue_changes=CONSTANT | {"contained_share": 1.0},
        follow_ups=(FollowUp(0, kinds.CONTAINED, kinds.BOUNCE_BACK, 1.0, 0, delay_s=500.0),),
    )
    found = run(spec, with_aht(contacts([(0, 7, 100)]), [30]))
    np.testing.assert_equal(found.arrival_s, [NEVER, 507])
    np.testing.assert_equal(found.answered_s, [NEVER, 507])
    counted = tally(spec, found)
    assert counted.contained.sum() == counted.offered.sum() == counted.bounced_back.sum() == 1


def test_the_bot_takes_its_time_before_the_queue(run):
    spec = model([[1]], queue_changes={"bot_s": 60.0})
    people = contacts([(0, 0, 100), (0, 10, 100, 5)])
    found = run(spec, people)
    draws = Draws(spec, people.aht_by_interval(spec), 0, 0)
    for i, begins in enumerate((0, 10)):
        in_bot_s = -60 * math.log(draws.chance(0, BOT_TIME, i))
        assert found.arrival_s[i] == begins + in_bot_s
    # Waits are measured from the queue; they are of at most 100 s here.
    wait_s = np.fmax(found.answered_s, found.abandoned_s) - found.arrival_s
    assert (wait_s <= 100).all()


def dialled(kind, **changes):
    return {"dialling": kind, "dial_s": 20.0, "unreached_s": 30.0} | CONSTANT | changes


RETRY = FollowUp(0, kinds.UNREACHED, kinds.RETRY, 1.0, 0, delay_s=500.0, most=1)


def test_preview_takes_the_agents_time_to_dial(run):
    spec = model([[1]], queue_changes=dialled(kinds.BY_AGENT))
    found = run(spec, contacts([(0, 0, 100), (0, 0, 50)]))
    assert found.answered_s.tolist() == [0, 120]
    assert found.handled_s.tolist() == [120, 70]


def test_preview_in_vain_takes_less_and_is_tried_again(run):
    spec = model([[1]], queue_changes=dialled(kinds.BY_AGENT, reach_share=0.0), follow_ups=(RETRY,))
    found = run(spec, with_aht(contacts([(0, 0, 100), (0, 0, 50)]), [40]))
    assert found.answered_s.tolist() == [0, 30, 530, 560]
    assert found.handled_s.tolist() == [30] * 4
    counted = tally(spec, found)
    assert counted.unreached.sum() == 4
    assert counted.retries.sum() == 2


def test_progressive_rings_for_each_idle_agent_only(run):
    spec = model([[1], [1]], queue_changes=dialled(kinds.BY_DIALLER))
    found = run(spec, contacts([(0, 0, 100), (0, 0, 100), (0, 0, 100), (0, 0, 100)]))
    # Two ring until 20 and are handled until 120; then two ring until 140.
    assert found.arrival_s.tolist() == [20, 20, 140, 140]
    assert found.answered_s.tolist() == [20, 20, 140, 140]
    assert found.handled_s.tolist() == [100] * 4


def test_an_attempt_of_a_dialler_in_vain_is_nobodys_time(run):
    spec = model(
        [[1]], queue_changes=dialled(kinds.BY_DIALLER, reach_share=0.0), follow_ups=(RETRY,)
    )
    found = run(spec, contacts([(0, 0, 100), (0, 0, 100)]))
    # One agent is idle: attempts of 30 s one after the other, and again 500 s after each.
    np.testing.assert_equal(found.unreached_s, [30, 60, 560, 590])
    assert np.isnan(found.arrival_s).all()
    counted = tally(spec, found)
    assert counted.offered.sum() == 0
    assert counted.unreached.sum() == 4
    assert counted.agents_busy_s.sum() == 0


def test_predictive_reaches_more_than_there_are_agents(run):
    spec = model([[1]], queue_changes=dialled(kinds.BY_DIALLER, pacing=2.0))
    found = run(spec, contacts([(0, 0, 100), (0, 0, 100, 3), (0, 0, 100, 3)]))
    # Two attempts for one agent: who is reached beside the first hangs up after 3 s. The third is
    # dialled when the agent is idle again.
    assert found.arrival_s.tolist() == [20, 20, 140]
    np.testing.assert_equal(found.abandoned_s, [NEVER, 23, NEVER])
    np.testing.assert_equal(found.answered_s, [20, NEVER, 140])


def test_predictive_rings_for_busy_agents_too(run):
    spec = model([[1], [1]], queue_changes=dialled(kinds.BY_DIALLER, pacing_busy=0.5))
    found = run(spec, contacts([(0, 0, 100), (0, 0, 100), (0, 0, 50), (0, 0, 50)]))
    # At 20 both are busy, so half of two: one attempt is under way, whose customer waits from 40
    # and counts as the next for somebody idle: no other rings until 120.
    assert found.arrival_s.tolist() == [20, 20, 40, 140]
    assert found.answered_s.tolist() == [20, 20, 120, 140]


def test_a_dialler_leaves_the_reserve_to_others(run):
    spec = model(
        [[1, 1], [1, 1]],
        queue_changes={
            "dialling": [kinds.BY_DIALLER, kinds.NOT_DIALLED],
            "dial_s": [20.0, 0.0],
        },
        line_changes={"queue": [0, 1], "reserve": [1, 0]},
    )
    found = run(spec, contacts([(0, 0, 100), (0, 0, 100)]))
    assert found.answered_s.tolist() == [20, 140]


def test_a_dialler_rests_while_its_queue_is_closed(run):
    spec = model(
        [[1]],
        queue_changes=dialled(kinds.BY_DIALLER),
        doors=doors([(300, 0, True)], [False]),
    )
    found = run(spec, contacts([(0, 0, 100)]))
    assert found.arrival_s.tolist() == [320]


def test_who_accepts_a_callback_in_a_warm_transfer_frees_the_agent_of_before(run):
    """One agent for both queues: the first is let go, and calls the customer back at once."""
    spec = model(
        [[1, 1]],
        queue_changes={
            "handle_kind": [kinds.EXPONENTIAL, kinds.CONSTANT],
            "callback_share": [0.0, 1.0],
        },
        follow_ups=(
            FollowUp(
                0, kinds.HANDLED, kinds.HANDED_ON, share=1.0, to=1, warm=True, handover_s=20.0
            ),
        ),
    )
    found = run(spec, with_aht(contacts([(0, 0, 100)]), [0, 30]))
    assert found.called_s.tolist()[1] == 100
    assert found.handled_s.tolist() == [100, 30]
