"""From a scenario and a roster to an outcome, however the work is cut."""

from datetime import timedelta

import numpy as np
import pytest

from wfm.center.errors import DataError
from wfm.center.roster import Roster, Shift, Span
from wfm.center.scenario import Scenario
from wfm.center.shift import Activity
from wfm.center.target import Formula
from wfm.execute.pool import executor, threads
from wfm.simulate.absence import spells_worked
from wfm.simulate.compile import compile_model
from wfm.simulate.simulate import simulate


def scenario(shrinkage=0.1):
    return Scenario.model_validate(
        {
            "name": "small",
            "horizon": {
                "start": "2026-03-28",
                "days": 3,
                "interval_minutes": 30,
                "timezone": "Europe/London",
            },
            "history": {"file": "history.csv"},
            "queues": [
                {
                    "name": "calls",
                    "open": "08:00-20:00",
                    "mean_patience_s": 120,
                    "escalation": {"to": "second", "share": 0.2},
                },
                {"name": "chats", "channel": "chat", "concurrency": 3, "open": "08:00-20:00"},
                {"name": "mail", "channel": "email", "open": "08:00-20:00", "priority": 5},
                {"name": "second", "open": "08:00-20:00", "mean_patience_s": 300},
            ],
            "targets": [
                {"name": "all", "answered_within_s": 30, "goal": 0.8},
                {"name": "calls", "queue": "calls", "answered_within_s": 20, "goal": 0.8},
                {"name": "mail", "queue": "mail", "answered_within_s": "4 h", "goal": 0.9},
            ],
            "staffing": {"shrinkage": shrinkage},
            "shifts": [{"name": "day", "earliest_start": "08:00", "length_minutes": 600}],
            "contracts": [{"name": "full", "shifts": ["day"]}],
            "agents": [
                {"id": "ann", "contract": "full", "skills": ["calls", "mail"]},
                {"id": "bob", "contract": "full", "skills": ["calls"]},
                {"id": "cat", "contract": "full", "skills": ["chats", "mail"]},
                {"id": "dan", "contract": "full", "skills": ["second", "calls", "chats"]},
            ],
        }
    )


def roster(of):
    shifts = []
    for agent in of.agents:
        for index in range(of.horizon.days):
            start = of.horizon.second_of(index, 8 * 60)
            day = of.horizon.start + timedelta(days=index)
            cuts = [0, 2, 2.25, 4, 4.5, 7, 8, 10]
            doing = ["on_queue", "break", "on_queue", "meal", "on_queue", "meeting", "on_queue"]
            spans = tuple(
                Span(Activity(a), start + int(b * 3600), start + int(e * 3600))
                for a, b, e in zip(doing, cuts[:-1], cuts[1:], strict=True)
            )
            shifts.append(Shift(agent.id, day, "day", spans))
    return Roster(of.horizon, tuple(shifts))


def demand(of, n=8):
    shape = (n, 4, of.horizon.n_intervals)
    offered = np.random.default_rng(1).poisson(6, shape)
    offered[:, 3] = 0
    clock = of.horizon.clock_min_of_interval
    offered[:, :, (clock < 480) | (clock >= 1080)] = 0
    return offered, np.full(shape, 240.0)


def same(one, other):
    for name, values in vars(one.tallies).items():
        np.testing.assert_array_equal(values, getattr(other.tallies, name), err_msg=name)


def test_a_compiled_roster():
    of = scenario()
    model = compile_model(of, roster(of))
    assert model.agents.agent_rank.tolist() == [
        [2, 0, 2, 0],
        [1, 0, 0, 0],
        [0, 2, 2, 0],
        [3, 3, 0, 3],
    ]
    assert model.agents.queue_rank[0].tolist() == [1, 0, 5, 0]
    first = model.spells
    assert first.start_s[:4].tolist() == [8 * 3600, 10.25 * 3600, 12.5 * 3600, 16 * 3600]
    assert first.pause_s[:4].tolist() == [900, 1800, 0, 0]
    # On Sunday the clock has sprung forward.
    assert first.start_s[4] == (24 + 7) * 3600
    assert model.queues.thresholds_s.tolist() == [20, 30, 14400]
    assert model.queues.own_threshold.tolist() == [0, 1, 2, 1]


def test_a_stranger_in_the_roster_is_an_error():
    of = scenario()
    shifts = roster(of).shifts
    stray = Roster(of.horizon, (*shifts, Shift("eve", of.horizon.start, "", shifts[0].spans)))
    with pytest.raises(DataError, match="agent 'eve'"):
        compile_model(of, stray)


def test_any_chunking_and_any_number_of_processes_give_the_same_bits():
    of = scenario()
    offered, aht_s = demand(of)
    whole = simulate(of, roster(of), offered, aht_s, seed=3)
    for cut in (1, 5):
        first = simulate(of, roster(of), offered[:cut], aht_s[:cut], seed=3)
        second = simulate(of, roster(of), offered[cut:], aht_s[cut:], seed=3, first_replication=cut)
        for name, values in vars(whole.tallies).items():
            parts = (getattr(first.tallies, name), getattr(second.tallies, name))
            np.testing.assert_array_equal(values, np.concatenate(parts), err_msg=name)
    for several in (executor, threads):
        with several(2) as run:
            same(whole, simulate(of, roster(of), offered, aht_s, seed=3, run=run))


def test_the_reference_engine_counts_the_same():
    of = scenario()
    offered, aht_s = demand(of, 2)
    kernel = simulate(of, roster(of), offered, aht_s, seed=3).tallies
    reference = simulate(of, roster(of), offered, aht_s, seed=3, engine="simpy").tallies
    for name, values in vars(kernel).items():
        np.testing.assert_allclose(values, getattr(reference, name), rtol=1e-9, err_msg=name)


def test_nobody_is_lost():
    of = scenario()
    offered, aht_s = demand(of)
    found = simulate(of, roster(of), offered, aht_s, seed=3)
    t = found.tallies
    assert (t.offered == t.answered + t.abandoned + t.waiting_at_end).all()
    assert (t.offered[:, :3] == offered[:, :3]).all()
    handed_on = t.offered[:, 3].sum() / t.answered[:, 0].sum()
    assert handed_on == pytest.approx(0.2, abs=0.03)
    assert (t.agents_busy_s <= t.agents_on_queue_s + 1e-6).all()
    level = found.service_level("calls", Formula.OFFERED)
    assert 0 < level.low < level.mean < level.high < 1


def test_progress_is_told_and_reaches_one():
    of = scenario()
    told = []
    offered, aht_s = demand(of, 3)
    simulate(of, roster(of), offered, aht_s, seed=1, progress=lambda s, d: told.append((s, d)))
    assert told[-1] == ("simulate", 1.0)


def test_demand_of_the_wrong_shape_is_an_error():
    of = scenario()
    offered, aht_s = demand(of, 2)
    with pytest.raises(ValueError, match="shape"):
        simulate(of, roster(of), offered[:, :2], aht_s, seed=1)


def test_absence_takes_whole_days_at_its_rate():
    of = scenario(shrinkage=0.3)
    model = compile_model(of, roster(of))
    planned = {(a, d) for a, d in zip(model.spells.agent, model.spells.day, strict=True)}
    came = []
    for replication in range(300):
        worked = spells_worked(model, 1, replication)
        days = {(a, d) for a, d in zip(worked.agent, worked.day, strict=True)}
        assert len(worked.agent) == 4 * len(days)
        came.append(len(days) / len(planned))
    assert np.mean(came) == pytest.approx(0.7, abs=0.03)
