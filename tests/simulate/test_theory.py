"""The engine against queueing theory, within three standard errors.

What is known in closed form comes from the formulas of `queues`, or is written out here with its
source.
"""

import numpy as np
import pytest
from scipy import stats

from tests.simulate import queues
from tests.simulate.small import model
from tests.simulate.test_published import agrees, simulated, steady
from wfm.simulate.erlang.blending import blend
from wfm.simulate.erlang.redials import redialing
from wfm.simulate.kernel import kinds
from wfm.simulate.kernel.live import live
from wfm.simulate.kernel.vectors import Draws
from wfm.simulate.model_queues import FollowUp
from wfm.streams import Purpose, stream_key, uniforms

H = 3600.0
ENDLESS = 1000
WARM_UP = 5


def mean_wait(t, queue=0):
    return steady(t.wait_s_of_answered[:, queue], t.answered[:, queue], WARM_UP)


def share_of(t, name, queue=0):
    return steady(getattr(t, name)[:, queue], t.offered[:, queue], WARM_UP)


def occupancy(t):
    return steady(t.agents_busy_s, t.agents_on_queue_s, WARM_UP)


def second_moment(kind, mean_s, cv):
    spread = {kinds.EXPONENTIAL: 1.0, kinds.CONSTANT: 0.0}.get(kind, cv)
    return mean_s**2 * (1 + spread**2)


LAWS = {
    "exponential": {"handle_kind": kinds.EXPONENTIAL},
    "lognormal": {"handle_kind": kinds.LOGNORMAL, "handle_cv": 1.5},
    "gamma-regular": {"handle_kind": kinds.GAMMA, "handle_cv": 0.5},
    "gamma-irregular": {"handle_kind": kinds.GAMMA, "handle_cv": 1.6},
    "constant": {"handle_kind": kinds.CONSTANT},
}


@pytest.mark.parametrize("law", LAWS)
def test_erlang_b_whatever_the_handle_times(law):
    spec = model(np.ones((8, 1), int), days=2, queue_changes=LAWS[law] | {"trunks": 8})
    t = simulated(spec, [120], [180], 60)
    agrees(share_of(t, "blocked"), queues.erlang_b(6.0, 8))


def test_a_line_with_few_places():
    """M/M/c/K: 3 agents, 7 places in all."""
    spec = model(np.ones((3, 1), int), days=2, queue_changes={"capacity": 4})
    t = simulated(spec, [70], [150], 100)
    p = queues.room_for(70 / H, 150, 3, 7)
    agrees(share_of(t, "blocked"), p[7])
    length = np.maximum(np.arange(8) - 3, 0) @ p
    agrees(mean_wait(t), length / (70 / H * (1 - p[7])))
    agrees(steady(t.queue_length_s[:, 0], np.full_like(t.queue_length_s[:, 0], H), WARM_UP), length)


@pytest.mark.parametrize("law", LAWS)
def test_one_agent_with_any_handle_times(law):
    spec = model([[1]], days=5, queue_changes=LAWS[law])
    t = simulated(spec, [30], [72], 200)
    kind, cv = LAWS[law]["handle_kind"], LAWS[law].get("handle_cv", 1.0)
    moment = second_moment(kind, 72, cv)
    agrees(mean_wait(t), queues.pollaczek_khinchine(30 / H, 72, moment))


@pytest.mark.parametrize("law", ["exponential", "gamma-regular", "constant"])
def test_interruptions_with_the_time_left_resumed(law):
    """Preemptive resume M/G/1, two classes (e.g. L. Kleinrock, Queueing Systems II, 1976, 3.4)."""
    spec = model(
        [[1, 1]],
        priority=[1, 2],
        days=5,
        queue_changes=LAWS[law] | {"interrupts": [True, False], "interruptible": [False, True]},
    )
    rate, mean_s = np.array([20.0, 12.0]) / H, np.array([60.0, 120.0])
    t = simulated(spec, rate * H, mean_s, 150)
    kind, cv = LAWS[law]["handle_kind"], LAWS[law].get("handle_cv", 1.0)
    residual = np.cumsum(rate * second_moment(kind, mean_s, cv) / 2)
    used = np.concatenate(([0.0], np.cumsum(rate * mean_s)))
    first_wait = residual / ((1 - used[:-1]) * (1 - used[1:]))
    agrees(mean_wait(t, 0), first_wait[0])
    agrees(mean_wait(t, 1), first_wait[1])
    # All time in line, after interruptions too, is the time in the system less the work.
    in_line = first_wait[1] + mean_s[1] / (1 - used[1]) - mean_s[1]
    agrees(share_of(t, "queue_length_s", 1), in_line)
    agrees(occupancy(t), used[-1])


def test_priority_customers_of_one_queue():
    """Cobham (1954): non-preemptive priorities, here as two lines of a queue."""
    spec = model(
        [[1, 1]] * 3,
        priority=[2, 1],
        days=3,
        queue_changes={"priority_share": 0.4},
        line_changes={"queue": [0, 0], "entry": [0], "priority_entry": [1]},
    )
    rate, mean_s, share = 50 / H, 180.0, 0.4
    offered = np.random.default_rng(5).poisson(50, (60, 1, 72))
    waits = []
    for r, counts in enumerate(offered):
        aht_s = np.full(counts.shape, mean_s)
        log = live(spec, spec.spells, counts, aht_s, 5, r, logged=10_000).log
        first = uniforms(stream_key(5, r, 0, Purpose.PRIORITY), log["number"]) < share
        wait_s = log["answered_s"] - log["arrival_s"]
        counted = (log["arrival_s"] > WARM_UP * H) & ~np.isnan(wait_s)
        waits.append([wait_s[counted & (first == f)].mean() for f in (True, False)])
    load = rate * mean_s
    all_wait = queues.erlang_c_wait(rate, mean_s, 3) * (1 - load / 3)
    used = np.array([0.0, share * load / 3, load / 3])
    expected = all_wait / ((1 - used[:-1]) * (1 - used[1:]))
    errors = np.std(waits, axis=0, ddof=1) / np.sqrt(len(waits))
    assert (np.abs(np.mean(waits, axis=0) - expected) <= 3 * errors).all()


def test_waits_that_weigh_more():
    """Delay-dependent priorities: Kleinrock (1964), Naval Research Logistics Quarterly 11."""
    weight = [1.0, 2.5]
    spec = model(
        [[1, 1]],
        days=5,
        line_changes={"queue": [0, 1], "weight": weight},
    )
    rate, mean_s = np.array([20.0, 15.0]) / H, 80.0
    t = simulated(spec, rate * H, [mean_s] * 2, 150)
    used = rate * mean_s
    plain = (rate * mean_s**2).sum() / (1 - used.sum())
    lighter = 1 - weight[0] / weight[1]
    light = plain / (1 - used[1] * lighter)
    agrees(mean_wait(t, 0), light)
    agrees(mean_wait(t, 1), plain - used[0] * light * lighter)


def test_everybody_redials_until_served():
    """M/M/1 with retrials: G. Falin and J. Templeton, Retrial Queues (1997), section 1.2."""
    delay_s, mean_s, rate = 120.0, 100.0, 21.6 / H
    spec = model(
        [[1]],
        days=5,
        queue_changes={"capacity": 0},
        follow_ups=(
            FollowUp(0, kinds.LOST, kinds.REDIAL, 1.0, 0, kinds.EXPONENTIAL, delay_s, most=ENDLESS),
        ),
    )
    t = simulated(spec, [rate * H], [mean_s], 200)
    used = rate * mean_s
    orbit = used / (1 - used) * (used + rate * delay_s)
    agrees(occupancy(t), used)
    # By Little's law over the delays, those who will call again are redials x mean delay.
    hours = np.full_like(t.queue_length_s[:, 0], H)
    agrees(steady(t.redials[:, 0] * delay_s, hours, 20), orbit)
    agrees(steady(t.blocked[:, 0] * delay_s, hours, 20), orbit)


def test_redials_after_abandonment():
    """Erlang A with redials as further Poisson arrivals is nearly right when they are spread out.

    The closed form is an approximation, so one per cent is allowed beside the standard errors.
    """
    spec = model(
        np.ones((10, 1), int),
        days=3,
        queue_changes={"mean_patience_s": 90.0},
        follow_ups=(
            FollowUp(0, kinds.LOST, kinds.REDIAL, 0.8, 0, kinds.EXPONENTIAL, H, most=ENDLESS),
        ),
    )
    t = simulated(spec, [200], [180], 60)
    near = redialing(10.0, 10, 180, 90, 0.8)
    late = 15

    def nearly(found, value):
        mean, error = found
        assert abs(mean - value) <= 3 * error + 0.01 * value, (found, value)

    offered = t.offered[:, 0]
    nearly(steady(t.abandoned[:, 0], offered, late), near.measures.p_abandon)
    firsts = offered - t.redials[:, 0]
    nearly(steady(offered, firsts, late), near.attempts)
    nearly(steady(t.wait_s_of_answered[:, 0], t.answered[:, 0], late), near.measures.asa_s)


@pytest.mark.parametrize("kept_idle", [0, 1, 3])
def test_a_reserve_against_endless_outbound_work(kept_idle):
    """Bhulai and Koole (2003), as solved by `blend`."""
    spec = model(
        [[1, 1]] * 10,
        priority=[1, 2],
        line_changes={"queue": [0, 1], "reserve": [0, kept_idle]},
    )
    t = simulated(spec, [100, 400], [180, 180], 40)
    expected = blend(5.0, 10, 180, kept_idle)
    agrees(mean_wait(t), expected.inbound.asa_s)
    agrees(
        steady(t.answered_within[:, 0, 0], t.offered[:, 0], WARM_UP),
        expected.inbound.service_level("offered"),
    )
    # Outbound is dated by its arrival, so what is done is seen in the busy time.
    agrees(occupancy(t), expected.inbound.occupancy)
    work_s = t.agents_busy_s - t.handled_s[:, 0]
    done = steady(work_s, np.full_like(work_s, 180.0), WARM_UP)
    agrees(done, expected.outbound_per_hour)


def test_what_is_not_resolved_comes_again_as_load():
    """Feedback: M/M/n with the rate over (1 - p), each visit (J. R. Jackson 1957)."""
    spec = model(
        np.ones((5, 1), int),
        days=3,
        follow_ups=(FollowUp(0, kinds.HANDLED, kinds.REPEAT, 0.25, 0, most=ENDLESS),),
    )
    t = simulated(spec, [60], [180], 100)
    agrees(mean_wait(t), queues.erlang_c_wait(80 / H, 180, 5))
    agrees(steady(t.repeats[:, 0], t.offered[:, 0], WARM_UP), 0.25)


def test_two_tiers_with_cold_transfers():
    """A network of Jackson's: each tier is an M/M/n queue with all that comes to it."""
    spec = model(
        [[1, 0]] * 6 + [[0, 1]] * 4,
        days=3,
        follow_ups=(FollowUp(0, kinds.HANDLED, kinds.HANDED_ON, 0.5, 1),),
    )
    t = simulated(spec, [75, 10], [240, 240], 100)
    agrees(mean_wait(t, 0), queues.erlang_c_wait(75 / H, 240, 6))
    agrees(mean_wait(t, 1), queues.erlang_c_wait(47.5 / H, 240, 4))


def test_self_service_thins_what_comes():
    """Poisson in, exponential time in the bot: Poisson out, at the share that is not contained."""
    spec = model(
        np.ones((4, 1), int), days=3, queue_changes={"contained_share": 0.3, "bot_s": 200.0}
    )
    t = simulated(spec, [80], [180], 100)
    entered = t.contained[:, 0] + t.offered[:, 0]
    # The hour of who is contained is that in which the bot is entered.
    agrees(steady(t.contained[:, 0], np.ones_like(entered), WARM_UP), 0.3 * 80)
    agrees(steady(t.offered[:, 0], np.ones_like(entered), WARM_UP), 0.7 * 80)
    agrees(mean_wait(t), queues.erlang_c_wait(56 / H, 180, 4))


def test_previewed_calls():
    """M/G/1 whose service is dialling and talking, or an attempt in vain."""
    spec = model(
        [[1]],
        days=5,
        queue_changes={
            "dialling": kinds.BY_AGENT,
            "reach_share": 0.4,
            "dial_s": 20.0,
            "unreached_s": 30.0,
        },
    )
    t = simulated(spec, [36], [100], 150)
    mean_s = 0.4 * 120 + 0.6 * 30
    moment = 0.4 * (20**2 + 2 * 20 * 100 + 2 * 100**2) + 0.6 * 30**2
    agrees(occupancy(t), 36 / H * mean_s)
    agrees(mean_wait(t), queues.pollaczek_khinchine(36 / H, mean_s, moment))
    agrees(share_of(t, "unreached"), 0.6)


def dialler(pacing, pacing_busy=0.0):
    """Twenty agents, a list without end, half of the attempts reach somebody."""
    spec = model(
        [[1]] * 20,
        queue_changes={
            "dialling": kinds.BY_DIALLER,
            "reach_share": 0.5,
            "dial_s": 15.0,
            "unreached_s": 25.0,
            "pacing": pacing,
            "pacing_busy": pacing_busy,
            "mean_patience_s": 5.0,
        },
    )
    return simulated(spec, [1500], [120], 10)


def test_a_progressive_dialler_reaches_nobody_in_vain():
    t = dialler(1.0)
    assert t.offered.sum() > 50_000
    assert t.abandoned.sum() == 0
    assert t.wait_s_of_answered.sum() == 0
    # A cycle of an agent is geometrically many attempts, and one talk.
    cycle_s = 25.0 + 15.0 + 120.0
    agrees(steady(t.agents_busy_s, t.agents_on_queue_s, 2), 120 / cycle_s)


def test_a_faster_dialler_fills_more_time_and_reaches_more_in_vain():
    runs = [dialler(*pace) for pace in ((1.0, 0.0), (1.5, 0.0), (2.0, 0.0), (2.0, 0.1))]
    mismatch = [t.abandoned.sum() / t.offered.sum() for t in runs]
    busy = [t.agents_busy_s.sum() / t.agents_on_queue_s.sum() for t in runs]
    assert mismatch[0] == 0
    assert (np.diff(mismatch) > 0.002).all(), mismatch
    assert (np.diff(busy) > 0.005).all(), busy


def test_chats_side_by_side_are_so_many_agents():
    spec = model([[1]] * 3, days=2, queue_changes={"concurrency": 2})
    t = simulated(spec, [100], [180], 60)
    agrees(mean_wait(t), queues.erlang_c_wait(100 / H, 180, 6))


TRIANGLE = np.array([0.0, 0.5, 1.0, 2.5])


def outlasting(law, mean_s):
    """Patience of a law: probability that it outlasts a time."""
    triangle = TRIANGLE / np.mean((TRIANGLE[1:] + TRIANGLE[:-1]) / 2)
    sigma = np.sqrt(np.log1p(0.7**2))
    found = {
        "exponential": stats.expon(scale=mean_s).sf,
        "gamma": stats.gamma(1 / 0.7**2, scale=mean_s * 0.7**2).sf,
        "lognormal": stats.lognorm(sigma, scale=mean_s * np.exp(-(sigma**2) / 2)).sf,
        "constant": lambda x: (x < mean_s).astype(float),
        "empirical": lambda x: 1 - np.interp(x, triangle * mean_s, np.arange(4) / 3),
    }
    return found[law]


PATIENCE = {
    "exponential": {"patience_kind": kinds.EXPONENTIAL},
    "gamma": {"patience_kind": kinds.GAMMA, "patience_cv": 0.7},
    "lognormal": {"patience_kind": kinds.LOGNORMAL, "patience_cv": 0.7},
    "constant": {"patience_kind": kinds.CONSTANT},
    "empirical": {
        "patience_kind": kinds.EMPIRICAL,
        "patience_values": (TRIANGLE / np.mean((TRIANGLE[1:] + TRIANGLE[:-1]) / 2),),
    },
}


@pytest.mark.parametrize("law", PATIENCE)
@pytest.mark.parametrize("balks", [0.0, 0.15])
def test_patience_of_any_law(law, balks):
    changes = PATIENCE[law] | {"mean_patience_s": 100.0, "balk_share": balks}
    spec = model(np.ones((10, 1), int), queue_changes=changes)
    t = simulated(spec, [220], [180], 50)
    outlasts = outlasting(law, 100.0)
    expected = queues.abandonment(220 / H, 180, 10, lambda x: (1 - balks) * outlasts(x), [100.0])
    agrees(share_of(t, "abandoned"), expected)


@pytest.mark.parametrize("law", ["lognormal", "gamma-regular", "gamma-irregular", "exponential"])
def test_handle_times_have_their_law(law):
    changes = LAWS[law]
    cv = changes.get("handle_cv", 1.0)
    spec = model([[1]], queue_changes=changes)
    draws = Draws(spec, np.full((1, 24), 200.0), 7, 0)
    drawn = draws.handle_times_s(0, np.arange(200_000), np.full(200_000, 200.0))
    sigma = np.sqrt(np.log1p(cv**2))
    expected = {
        kinds.LOGNORMAL: stats.lognorm(sigma, scale=200 * np.exp(-(sigma**2) / 2)),
        kinds.GAMMA: stats.gamma(1 / cv**2, scale=200 * cv**2),
        kinds.EXPONENTIAL: stats.expon(scale=200),
    }[changes["handle_kind"]]
    assert stats.kstest(drawn, expected.cdf).pvalue > 0.001
    assert drawn.mean() == pytest.approx(200, abs=3 * 200 * cv / np.sqrt(len(drawn)))


def test_empirical_times_come_from_the_straight_lines_between_the_values():
    values = np.array([0.2, 0.6, 1.0, 3.0])
    spec = model([[1]], queue_changes={"handle_kind": kinds.EMPIRICAL, "handle_values": (values,)})
    draws = Draws(spec, np.full((1, 24), 1.0), 7, 0)
    drawn = draws.handle_times_s(0, np.arange(100_000), np.ones(100_000))
    expected = stats.kstest(drawn, lambda x: np.interp(x, values, [0, 1 / 3, 2 / 3, 1]))
    assert expected.pvalue > 0.001
    assert values[0] <= drawn.min() < drawn.max() <= values[-1]
