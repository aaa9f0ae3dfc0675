"""The contact log: every contact once, dated by its arrival, with what became of it."""

import sys
from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from tests.simulate.small import model as small_model
from wfm.center.errors import UsageError
from wfm.center.horizon import Horizon
from wfm.simulate.contact_log import (
    ENDINGS,
    contact_log_frame,
    log_frames,
    write_contact_log,
)
from wfm.simulate.contacts import draw_contacts
from wfm.simulate.kernel.kinds import HANDLED, REPEAT
from wfm.simulate.model_file import ModelFile, compile_file
from wfm.simulate.model_queues import FollowUp
from wfm.simulate.simpy.center import run_simpy
from wfm.simulate.simulate import simulate_model

NAN = float("nan")
SPRING = Horizon(start=date(2026, 3, 29), days=1, interval_minutes=60, timezone="Europe/London")
MODEL = SimpleNamespace(
    horizon=SPRING,
    end_s=float(SPRING.duration_s),
    queues=SimpleNamespace(names=("calls", "chat")),
    agents=SimpleNamespace(names=("Ann", "Bob")),
)


def journeys(rows):
    """Rows of (queue, arrival, agent, handled, and the moments that are known)."""
    moments = {field: np.full(len(rows), NAN) for field in ENDINGS.values()}
    for i, (*_, known) in enumerate(rows):
        for field, moment in known.items():
            moments[field][i] = moment
    queue, arrival_s, agent, handled_s = (np.array(c) for c in list(zip(*rows, strict=True))[:4])
    return SimpleNamespace(
        queue=queue,
        comes_as=np.zeros(len(rows), dtype=int),
        arrival_s=arrival_s,
        agent=agent,
        handled_s=handled_s,
        **moments,
    )


LIVED = journeys(
    [
        (0, 100.0, 1, 300.0, {"answered_s": 130.5}),
        (1, 200.0, -1, 0.0, {"abandoned_s": 260.0}),
        (0, 7200.0, -1, 0.0, {"blocked_s": 7200.0}),
        (0, NAN, -1, 0.0, {"contained_s": 50.0}),
        (1, 80_000.0, -1, 0.0, {}),
        (1, NAN, -1, 0.0, {}),
    ]
)


def test_every_contact_that_came_has_one_row_with_its_ending():
    log = contact_log_frame(MODEL, LIVED, replication=3)
    assert log["outcome"].tolist() == [
        "answered",
        "abandoned",
        "blocked",
        "contained",
        "waiting",
    ]
    assert log["queue"].tolist() == ["calls", "chat", "calls", "calls", "chat"]
    assert log["wait_s"].tolist() == [30.5, 60.0, 0.0, 0.0, 23 * 3600 - 80_000.0]
    assert log["agent"].isna().tolist() == [False, True, True, True, True]
    assert log["agent"][0] == "Bob"
    assert log["handle_s"].sum() == 300
    assert set(log["replication"]) == {3}


def test_arrivals_are_shown_in_the_center_s_zone_and_in_utc():
    log = contact_log_frame(MODEL, LIVED)
    assert log["arrival"][0].isoformat() == "2026-03-29T00:01:40+00:00"
    # The clock has jumped an hour by then.
    assert log["arrival"][2].isoformat() == "2026-03-29T03:00:00+01:00"
    assert (log["arrival"] == log["arrival_utc"]).all()


def test_the_log_of_several_replications_is_one_parquet_file(tmp_path):
    pytest.importorskip("pyarrow")

    frames = (contact_log_frame(MODEL, LIVED, r) for r in range(3))
    assert write_contact_log(frames, tmp_path / "log.parquet") == 15
    read = pd.read_parquet(tmp_path / "log.parquet")
    first = contact_log_frame(MODEL, LIVED, 0)
    pd.testing.assert_frame_equal(
        read[:5].astype({"agent": str}), first.astype({"agent": str}), check_categorical=False
    )
    assert read["replication"].tolist() == [0] * 5 + [1] * 5 + [2] * 5
    with pytest.raises(UsageError, match="cannot be written"):
        write_contact_log([first], tmp_path / "nowhere" / "log.parquet")


def test_without_pyarrow_it_says_what_to_install(monkeypatch, tmp_path):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(UsageError, match=r"pip install 'wfm\[parquet\]'"):
        write_contact_log([], tmp_path / "log.parquet")


def test_the_log_of_the_engines_is_what_they_tally():
    free = compile_file(
        ModelFile(
            lam_per_hour=(40, 20),
            period_min=60,
            svc_min=(4.0, 6.0),
            pat_min=(1.5, 3.0),
            capacity=(4, None),
            skills=((0,), (0, 1)),
            staff=((2, 2, 1), (2, 2, 2)),
        )
    )
    offered = free.offered(5, 3)
    aht_s = np.broadcast_to(free.aht_s, offered.shape)
    tallies = simulate_model(free.model, offered, aht_s, seed=5).tallies
    for i, log in enumerate(log_frames(free.model, offered, aht_s, seed=5)):
        assert set(log["replication"]) == {i}
        for q, queue in enumerate(free.model.queues.names):
            rows = log[log["queue"] == queue]
            for ending in ("answered", "abandoned", "blocked"):
                counted = getattr(tallies, ending)[i, q].sum()
                assert (rows["outcome"] == ending).sum() == counted, ending
            answered = rows[rows["outcome"] == "answered"]
            assert answered["wait_s"].sum() == pytest.approx(tallies.wait_s_of_answered[i, q].sum())
        people = draw_contacts(free.model, offered[i], aht_s[i], 5, i)
        told = run_simpy(free.model, people, free.model.spells)
        pd.testing.assert_frame_equal(contact_log_frame(free.model, told, i), log)


def test_the_log_has_room_for_what_contacts_turn_into():
    spec = replace(
        small_model([[1]], rows=[(0, 0, 3600, 0)]),
        follow_ups=(FollowUp(queue=0, trigger=HANDLED, to=0, share=1.0, comes_as=REPEAT),),
    )
    offered = np.zeros((1, 1, 24), dtype=int)
    offered[0, 0, 0] = 3
    (log,) = log_frames(spec, offered, np.full(offered.shape, 30.0), seed=1)
    assert len(log) > 3
    assert set(log["comes_as"]) == {"first", "repeat"}
