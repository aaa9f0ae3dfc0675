"""Published queueing results, to be reproduced within 3 combined standard errors."""

import numpy as np
import pytest

from tests.simulate.small import horizon, model, queues
from wfm.simulate.estimate import ratio
from wfm.simulate.groups import staffed_by_counts
from wfm.simulate.model import Model
from wfm.simulate.simulate import simulate_model


def simulated(spec, rate_per_hour, aht_s, replications):
    """Tallies under Poisson arrivals all day."""
    rng = np.random.default_rng(7)
    shape = (replications, len(rate_per_hour), spec.horizon.n_intervals)
    offered = rng.poisson(np.array(rate_per_hour)[None, :, None], shape)
    aht = np.broadcast_to(np.array(aht_s, dtype=float)[None, :, None], shape)
    return simulate_model(spec, offered, aht, seed=11).tallies


def steady(above, below, warm_up):
    """Ratio over the intervals after the warm-up, and its standard error over replications."""
    a, b = above[..., warm_up:].sum(-1).astype(float), below[..., warm_up:].sum(-1).astype(float)
    mean = a.sum() / b.sum()
    return mean, np.sqrt(((a - mean * b) ** 2).sum() / (len(a) * (len(a) - 1))) / b.mean()


def agrees(found, value, half_width_95=0.0):
    mean, error = found
    assert abs(mean - value) <= 3 * np.hypot(error, half_width_95 / 1.96) + 1e-9, (mean, error)


def test_palm_erlang_a():
    """Mandelbaum and Zeltyn (2007): 48 calls/min, 1 min each, 50 agents, patience 2 min."""
    spec = model(np.ones((50, 1), int), queue_changes={"mean_patience_s": [120.0]})
    t = simulated(spec, [48 * 60], [60], 20)
    offered = t.offered[:, 0]
    agrees(steady(t.abandoned[:, 0], offered, 2), 0.030912249)
    agrees(steady(t.wait_s_of_answered[:, 0], t.answered[:, 0], 2), 3.6162)
    agrees(steady(t.agents_busy_s, t.agents_on_queue_s, 2), 0.93032424)
    within, gone = t.answered_within[:, 0, 0], t.abandoned_within[:, 0, 0]
    agrees(steady(within, offered, 2), 0.94302)
    agrees(steady(t.virtual_within[:, 0, 0], offered, 2), 0.96794)
    agrees(steady(within, offered - gone, 2), 0.97203)
    agrees(steady(within + gone, offered, 2), 0.97286)
    agrees(steady(within, t.answered[:, 0], 2), 0.9731)


def test_erlang_c():
    """The worked example of pyworkforce and CRAN's ErlangC: 200 calls/h of 180 s, 14 agents."""
    spec = model(np.ones((14, 1), int), days=2)
    t = simulated(spec, [200], [180], 100)
    agrees(steady(t.wait_s_of_answered[:, 0], t.answered[:, 0], 4), 7.83593701)
    agrees(steady(t.answered_within[:, 0, 0], t.offered[:, 0], 4), 0.88835002)
    agrees(steady(t.agents_busy_s, t.agents_on_queue_s, 4), 0.71428571)


def test_priorities():
    """Cobham (1954), three priorities, 9 agents, arrival rates 1, 1.5, 1, service rate .5."""
    spec = model(np.full((9, 3), 3), priority=[1, 2, 3], days=3)
    t = simulated(spec, [100, 150, 100], [72] * 3, 40)
    # One unit of time of the source is 36 s here.
    for queue, wait in enumerate((0.10998488, 0.24746599, 0.86613096)):
        agrees(steady(t.wait_s_of_answered[:, queue], t.answered[:, queue], 4), wait * 36)


@pytest.mark.parametrize(
    ("patience_s", "level", "asa_s", "occupancy", "abandoned"),
    [(float("inf"), 0.900, 6.06, 0.697, 0.0), (60.0, 0.974, 1.44, 0.677, 59.379)],
    ids=["MMC", "MMCAb"],
)
def test_a_day_from_empty(patience_s, level, asa_s, occupancy, abandoned):
    """ContactCenters (Buist and L'Ecuyer): 4.2 calls/min, 2 min each, 12 agents, 8 h, T = 20 s."""
    spec = model(np.ones((12, 1), int), queue_changes={"mean_patience_s": [patience_s]})
    rng = np.random.default_rng(3)
    n = 300
    offered = np.zeros((n, 1, 24), dtype=int)
    offered[:, :, :8] = rng.poisson(4.2 * 60, (n, 1, 8))
    t = simulate_model(spec, offered, np.full(offered.shape, 120.0), seed=5).tallies
    agrees(steady(t.answered_within[:, 0, 0], t.answered[:, 0], 0), level, 0.0005)
    agrees(steady(t.wait_s_of_answered[:, 0], t.answered[:, 0], 0), asa_s, 0.03)
    busy, on_queue = t.agents_busy_s[:, :8], t.agents_on_queue_s[:, :8]
    agrees(steady(busy, on_queue, 0), occupancy, 0.0005)
    agrees(steady(t.abandoned[:, 0], np.ones_like(t.offered[:, 0]) / 24, 0), abandoned, 0.21)


def test_95_percent_intervals_hold_the_truth_about_95_times_in_100():
    """300 experiments of 10 days each; the truth is taken from all of them together."""
    spec = model(np.ones((4, 1), int), queue_changes={"mean_patience_s": [120.0]})
    t = simulated(spec, [60], [180], 3000)
    within, offered = t.answered_within[:, 0, 0].sum(-1), t.offered[:, 0].sum(-1)
    truth = within.sum() / offered.sum()
    found = ratio(within.reshape(300, 10).T, offered.reshape(300, 10).T)
    covered = np.mean((found.low <= truth) & (truth <= found.high))
    assert 0.912 <= covered <= 0.988, covered


def test_busy_days_with_rates_that_change_by_period():
    """ContactCenters' SimpleMSK (Buist and L'Ecuyer): 3 types, 2 groups, one FIFO, 3 times 2 h.

    Arrival, service and patience rates change by period, so each type is a queue in each period;
    a day's rates have a gamma factor of shape 28.7. Its occupancy of 0.879 is not compared: it
    is no ratio of busy to staffed time (4,286 contacts of these lengths fill 0.82 of it).
    """
    arrivals = np.array([[4.2, 5.3, 3.2], [5.1, 4.3, 4.8], [6.3, 5.2, 4.8]]).reshape(-1) * 60
    service, gives_up = np.array([0.5, 0.6, 0.4] * 3), np.array([0.3, 0.4, 0.2] * 3)
    period = np.arange(9) % 3
    takes = np.array([[1, 1, 0], [0, 1, 1]]).repeat(3, axis=1)
    prefers = np.array([[1, 1, 0], [0, 2, 1]]).repeat(3, axis=1)
    # In the two hours after closing, as many finish what waits.
    staff = np.array([[12, 18, 9, 9], [15, 20, 11, 11]])
    agents, spells = staffed_by_counts(("one", "two"), staff, 7200.0, prefers, takes)
    columns = queues(9, mean_patience_s=60 / gives_up)
    spec = Model(horizon(), columns, agents, spells, idle_leave_first=True)
    n, rng = 500, np.random.default_rng(1)
    offered = np.zeros((n, 9, 24), dtype=int)
    busyness = rng.gamma(28.7, 1 / 28.7, n)
    for queue in range(9):
        for hour in (2 * period[queue], 2 * period[queue] + 1):
            offered[:, queue, hour] = rng.poisson(arrivals[queue] * busyness)
    aht_s = np.broadcast_to((60 / service)[None, :, None], offered.shape)
    t = simulate_model(spec, offered, aht_s, seed=5).tallies

    def total(counts):
        return counts.reshape(n, -1)

    each = np.ones((n, 1))
    within, gone = t.answered_within[:, 0], t.abandoned_within[:, 0]
    agrees(steady(total(t.answered), each, 0), 4286.262, 5.999)
    agrees(steady(total(t.abandoned), each, 0), 896.659, 7.669)
    agrees(steady(total(within), total(t.offered - gone), 0), 0.506, 0.002)
    published = [173.792, 597.831, 16.493, 266.88, 509.80, 36.372, 266.29, 611.56, 25.590]
    widths = [1.342, 1.153, 0.379, 1.9055, 1.2145, 0.764, 2.2065, 1.3865, 0.592]
    for queue, (value, width) in enumerate(zip(published, widths, strict=True)):
        agrees(steady(within[:, queue], each, 0), value, width)
