"""The contact log: every contact once, dated by its arrival, with what became of it."""

import sys
from datetime import date
from types import SimpleNamespace

import numpy as np
import pytest

from wfm.center.errors import UsageError
from wfm.center.horizon import Horizon
from wfm.simulate.contact_log import contact_log_frame, write_contact_log

NAN = float("nan")
SPRING = Horizon(start=date(2026, 3, 29), days=1, interval_minutes=60, timezone="Europe/London")
MODEL = SimpleNamespace(
    horizon=SPRING,
    end_s=float(SPRING.duration_s),
    queues=SimpleNamespace(names=("calls", "chat")),
    agents=SimpleNamespace(names=("Ann", "Bob")),
)


def journeys(rows):
    """Rows of (arrival, answered, abandoned, blocked, contained, agent, handled)."""
    columns = [np.array(c) for c in zip(*rows, strict=True)]
    names = ("arrival", "answered", "abandoned", "blocked", "contained")
    fields = {f"{n}_s": c for n, c in zip(names, columns[:5], strict=True)}
    return SimpleNamespace(agent=columns[5], handled_s=columns[6], **fields)


LIVED = journeys(
    [
        (100.0, 130.5, NAN, NAN, NAN, 1, 300.0),
        (200.0, NAN, 260.0, NAN, NAN, -1, 0.0),
        (7200.0, NAN, NAN, 7200.0, NAN, -1, 0.0),
        (NAN, NAN, NAN, NAN, 50.0, -1, 0.0),
        (80_000.0, NAN, NAN, NAN, NAN, -1, 0.0),
        (NAN, NAN, NAN, NAN, NAN, -1, 0.0),
    ]
)
QUEUE = np.array([0, 1, 0, 0, 1, 1])


def test_every_contact_that_came_has_one_row_with_its_ending():
    log = contact_log_frame(MODEL, QUEUE, LIVED, replication=3)
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
    log = contact_log_frame(MODEL, QUEUE, LIVED)
    assert log["arrival"][0].isoformat() == "2026-03-29T00:01:40+00:00"
    # The clock has jumped an hour by then.
    assert log["arrival"][2].isoformat() == "2026-03-29T03:00:00+01:00"
    assert (log["arrival"] == log["arrival_utc"]).all()


def test_the_log_of_several_replications_is_one_parquet_file(tmp_path):
    pytest.importorskip("pyarrow")
    import pandas as pd

    frames = (contact_log_frame(MODEL, QUEUE, LIVED, r) for r in range(3))
    assert write_contact_log(frames, tmp_path / "log.parquet") == 15
    read = pd.read_parquet(tmp_path / "log.parquet")
    first = contact_log_frame(MODEL, QUEUE, LIVED, 0)
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
