"""Exports that leave out intervals without contacts."""

from datetime import date

import numpy as np
import pytest

from tests.history.files import canonical, read, write
from wfm.center.horizon import Horizon
from wfm.history.zeros import left_out_zeros

GRID = Horizon(start=date(2026, 1, 5), days=56, interval_minutes=30, timezone="UTC")
CLOCK = GRID.clock_min_of_interval
OPEN = (CLOCK >= 480) & (CLOCK < 1080) & ((GRID.day_of_interval % 7) < 5)
EVERY = np.ones(GRID.n_intervals, dtype=bool)
WORKED = np.arange(GRID.days) % 7 < 5


def counts(mean, seed=1):
    return np.where(OPEN, np.random.default_rng(seed).poisson(mean, GRID.n_intervals), np.nan)


@pytest.mark.parametrize("mean", [0.1, 0.7, 2.0])
def test_zeros_that_were_left_out_are_found_and_nothing_else(mean):
    true = counts(mean)
    exported = np.where(true > 0, true, np.nan)
    zeros = left_out_zeros(exported, GRID, EVERY, WORKED)
    assert not zeros[~OPEN].any()
    found = zeros.sum() / (true == 0).sum()
    assert found > 0.9


def test_gaps_of_an_export_with_zeros_stay_gaps():
    true = counts(0.7)
    true[(GRID.day_of_interval == 10) & (CLOCK < 720)] = np.nan
    assert not left_out_zeros(true, GRID, EVERY, WORKED).any()


def test_gaps_of_a_busy_queue_stay_gaps():
    true = counts(30.0)
    true[(GRID.day_of_interval == 10) & (CLOCK < 720)] = np.nan
    assert not left_out_zeros(true, GRID, EVERY, WORKED).any()


def test_a_day_without_any_row_of_the_center_stays_open():
    true = counts(0.7)
    exported = np.where(true > 0, true, np.nan)
    exported[GRID.day_of_interval == 10] = np.nan
    worked = WORKED & (np.arange(GRID.days) != 10)
    zeros = left_out_zeros(exported, GRID, EVERY, worked)
    assert not zeros[GRID.day_of_interval == 10].any()


def test_the_reader_says_what_it_took_for_zero(tmp_path):
    true = counts(0.7)
    rows = [
        f"{GRID.moment(int(s)):%Y-%m-%dT%H:%M}Z,care,{int(n)},200"
        for s, n in zip(GRID.interval_start_s, true, strict=True)
        if n > 0
    ]
    made = read(write(tmp_path, canonical(*rows)), timezone="UTC", interval=30)
    assert any("taken as 0" in note for note in made.notes)
    assert np.nanmean(made.offered) == pytest.approx(np.nanmean(true), rel=0.02)
