"""Frozen forecasts and their accuracy."""

from dataclasses import replace

import numpy as np
import pytest

from tests.forecast.made import bell, forecast, history, horizon
from wfm.center.errors import DataError, UsageError
from wfm.forecast.accuracy import accuracy
from wfm.forecast.snapshot import freeze, read_snapshot

GRID = horizon(14)


def made():
    return forecast(
        np.tile(800 * bell(), 14),
        grid=GRID,
        queues=("sales",),
        day_sd=np.full((1, 14), 0.1),
        interval_sd=np.full((1, GRID.n_intervals), 0.05),
    )


def test_trust_in_updates_is_kept(tmp_path):
    trusted = replace(made(), update_trust=np.array([0.25]))
    assert (
        read_snapshot(freeze(trusted, tmp_path / "a", scenario="c")).forecast.update_trust == 0.25
    )
    assert read_snapshot(freeze(made(), tmp_path / "b", scenario="c")).forecast.update_trust is None


def test_a_snapshot_draws_the_same_paths(tmp_path):
    before = made()
    again = read_snapshot(freeze(before, tmp_path / "frozen", scenario="center"))
    assert (again.scenario, again.forecast.queues) == ("center", ("sales",))
    np.testing.assert_array_equal(again.forecast.offered, before.offered)
    np.testing.assert_array_equal(
        again.forecast.sample(5, seed=2).offered, before.sample(5, seed=2).offered
    )


def test_a_folder_with_something_in_it_is_left_alone(tmp_path):
    (tmp_path / "note.txt").write_text("mine")
    with pytest.raises(UsageError, match="never overwritten"):
        freeze(made(), tmp_path)


@pytest.mark.parametrize("file", ["snapshot.json", "forecast.csv", "days.csv"])
def test_incomplete_and_garbled_snapshots_are_refused(tmp_path, file):
    frozen = freeze(made(), tmp_path / "frozen")
    (frozen / file).write_text("{}")
    with pytest.raises(DataError, match="snapshot"):
        read_snapshot(frozen)
    (frozen / file).unlink()
    with pytest.raises(DataError, match="is no snapshot"):
        read_snapshot(frozen)


def test_accuracy_counts_only_what_came():
    before = made()
    came = np.where(GRID.day_of_interval < 9, before.offered * 1.1, np.nan)
    found = accuracy(before, history(came, grid=GRID)).set_index("week")
    assert list(found.index) == ["1", "2", "all"]
    assert list(found["days"]) == [7, 2, 9]
    np.testing.assert_allclose(found["wape"], 0.1 / 1.1)
    np.testing.assert_allclose(found["bias"], -0.1 / 1.1)
    np.testing.assert_allclose(found["statistical_wape"], found["wape"])
    with pytest.raises(DataError, match="nothing was recorded"):
        accuracy(before, history(np.full(GRID.n_intervals, np.nan), grid=GRID))
