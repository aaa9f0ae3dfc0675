"""What is written is what is read again, clock changes included."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from wfm.center.errors import UsageError
from wfm.center.history import History
from wfm.center.horizon import Horizon
from wfm.history.read import read_history
from wfm.history.write import write_history

CHANGES = {
    "Europe/London": (date(2026, 3, 29), date(2026, 10, 25)),
    "America/New_York": (date(2026, 3, 8), date(2026, 11, 1)),
    "Asia/Kolkata": (date(2026, 1, 1),),
    "Australia/Lord_Howe": (date(2026, 4, 5), date(2026, 10, 4)),
}


@st.composite
def histories(draw):
    zone = draw(st.sampled_from(sorted(CHANGES)))
    start = draw(st.sampled_from(CHANGES[zone])) - timedelta(days=draw(st.integers(0, 1)))
    minutes = draw(st.sampled_from([15, 30]))
    grid = Horizon(start=start, days=2, interval_minutes=minutes, timezone=zone)
    queues = draw(st.sampled_from([("a",), ("b", "a")]))
    shape = (len(queues), grid.n_intervals)
    offered = draw(
        arrays(np.float64, shape, elements=st.sampled_from([np.nan, 0.0, 1.0, 2.0, 77.0]))
    )
    # A record at both ends keeps the days; a handle time belongs to contacts.
    offered[:, [0, -1]] = 1.0
    tenths = draw(arrays(np.int64, shape, elements=st.integers(1, 36000)))
    aht_s = np.where(offered > 0, tenths / 10, np.nan)
    return History(grid, queues, offered, aht_s)


@given(history=histories())
@settings(max_examples=60, deadline=None)
def test_round_trip(tmp_path_factory, history):
    path = tmp_path_factory.mktemp("round") / "history.csv"
    write_history(history, path)
    again = read_history(
        path,
        timezone=history.grid.timezone,
        interval_minutes=history.grid.interval_minutes,
        source_interval_minutes=history.grid.interval_minutes,
    )
    assert again.grid == history.grid
    assert again.queues == history.queues
    assert np.array_equal(again.offered, history.offered, equal_nan=True)
    assert np.allclose(again.aht_s, history.aht_s, rtol=0, atol=1e-9, equal_nan=True)


@given(history=histories(), factor=st.sampled_from([2, 4]))
@settings(max_examples=30, deadline=None)
def test_summing_keeps_contacts_and_work(tmp_path_factory, history, factor):
    target = history.grid.interval_minutes * factor
    if target > 60 or history.grid.timezone == "Australia/Lord_Howe":
        target = history.grid.interval_minutes * 2 if history.grid.interval_minutes == 15 else 30
    path = tmp_path_factory.mktemp("sums") / "history.csv"
    write_history(history, path)
    again = read_history(
        path,
        timezone=history.grid.timezone,
        interval_minutes=target,
        source_interval_minutes=history.grid.interval_minutes,
    )
    assert np.nansum(again.offered) == np.nansum(history.offered)
    work = np.nansum(history.offered * history.aht_s)
    assert np.nansum(again.offered * again.aht_s) == pytest.approx(work)


def test_what_a_file_looks_like(tmp_path):
    grid = Horizon(start=date(2026, 10, 25), days=1, interval_minutes=60, timezone="Europe/London")
    offered = np.full((2, 25), np.nan)
    offered[:, 1:3] = [[3, 0], [5, 1.5]]
    aht_s = np.where(offered > 0, 300.25, np.nan)
    write_history(History(grid, ("a", "b"), offered, aht_s), tmp_path / "h.csv")
    assert (tmp_path / "h.csv").read_text().splitlines() == [
        "interval_start,queue,offered,aht_s",
        "2026-10-25T01:00+01:00,a,3,300.2",
        "2026-10-25T01:00+01:00,b,5,300.2",
        "2026-10-25T01:00+00:00,a,0,",
        "2026-10-25T01:00+00:00,b,1.5,300.2",
    ]


def test_a_place_that_cannot_be_written(tmp_path):
    grid = Horizon(start=date(2026, 1, 5), days=1, interval_minutes=60, timezone="UTC")
    empty = np.full((1, 24), np.nan)
    with pytest.raises(UsageError, match="cannot be written"):
        write_history(History(grid, ("a",), empty, empty), tmp_path / "nowhere" / "h.csv")
