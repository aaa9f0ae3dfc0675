"""Run folders are whole or absent, and nothing of the user's is lost."""

import json
from pathlib import Path

import pytest

from wfm.center.errors import DataError, UsageError
from wfm.plan.run_folder import (
    check_destination,
    check_nothing_lost,
    default_folder,
    held_folder,
    read_record,
    whole_folder,
    write_record,
)


def make_run(folder, content="1"):
    with whole_folder(folder) as aside:
        (aside / "calendars").mkdir()
        (aside / "calendars" / "a.ics").write_text(content)
        (aside / "roster.csv").write_text(content)
        write_record(aside, {"verdict": "met", "inputs": [], "horizon": {}, "targets": []})


def fail_half_way(folder):
    with whole_folder(folder) as aside:
        (aside / "roster.csv").write_text("half")
        raise RuntimeError


def test_a_run_is_read_back(tmp_path):
    make_run(tmp_path / "runs" / "one")
    record = read_record(tmp_path / "runs" / "one")
    assert record["verdict"] == "met"
    assert record["files"] == ["calendars/a.ics", "roster.csv"]


def test_a_failure_leaves_nothing(tmp_path):
    with pytest.raises(RuntimeError):
        fail_half_way(tmp_path / "run")
    assert list(tmp_path.iterdir()) == []


def test_a_failure_keeps_the_earlier_run(tmp_path):
    make_run(tmp_path / "run", "old")
    with pytest.raises(RuntimeError):
        fail_half_way(tmp_path / "run")
    assert (tmp_path / "run" / "roster.csv").read_text() == "old"


def test_an_earlier_run_is_replaced_whole(tmp_path):
    make_run(tmp_path / "run", "old")
    make_run(tmp_path / "run", "new")
    assert (tmp_path / "run" / "roster.csv").read_text() == "new"
    assert len(list(tmp_path.iterdir())) == 1


def test_a_strangers_file_is_never_removed(tmp_path):
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(UsageError, match=r"holds 'notes.txt'"):
        make_run(tmp_path)
    make_run(tmp_path / "run")
    (tmp_path / "run" / "edited.xlsx").write_text("mine")
    with pytest.raises(UsageError, match=r"holds 'edited.xlsx'"):
        make_run(tmp_path / "run")


def test_only_the_run_that_it_goes_on_from_may_be_replaced(tmp_path):
    check_nothing_lost(tmp_path / "run")
    make_run(tmp_path / "run")
    make_run(tmp_path / "other")
    for going_on_from in (None, tmp_path / "other"):
        with pytest.raises(UsageError, match="holds an earlier run, which is never overwritten"):
            check_nothing_lost(tmp_path / "run", going_on_from)
    check_nothing_lost(tmp_path / "run", tmp_path / "other" / ".." / "run")


def test_a_file_is_no_folder(tmp_path):
    (tmp_path / "out").write_text("")
    with pytest.raises(UsageError, match="is a file"):
        check_destination(tmp_path / "out")
    with pytest.raises(UsageError, match="cannot be written to"):
        check_destination(tmp_path / "out" / "below")


def test_an_incomplete_run_is_refused(tmp_path):
    make_run(tmp_path / "run")
    (tmp_path / "run" / "roster.csv").unlink()
    with pytest.raises(DataError, match=r"'roster.csv' is missing"):
        read_record(tmp_path / "run")
    (tmp_path / "run" / "run.json").write_text(json.dumps([1]))
    with pytest.raises(DataError, match="not a record"):
        read_record(tmp_path / "run")
    with pytest.raises(DataError, match=r"holds no run\.json"):
        read_record(tmp_path)


def test_the_folder_one_stands_in_is_never_replaced(tmp_path, monkeypatch):
    make_run(tmp_path / "run", "old")
    monkeypatch.chdir(tmp_path / "run")
    with pytest.raises(UsageError, match="the folder you are in"):
        make_run(Path(), "new")
    assert (tmp_path / "run" / "roster.csv").read_text() == "old"


def test_a_run_that_ends_with_an_error_leaves_neither_its_folder_nor_those_above(
    tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    for named in (None, tmp_path / "new" / "run"):
        with pytest.raises(RuntimeError), held_folder(named, "tiny"):
            raise RuntimeError
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "own").mkdir()
    with pytest.raises(RuntimeError), held_folder(tmp_path / "own", "tiny"):
        raise RuntimeError
    assert (tmp_path / "own").is_dir()


def test_runs_that_begin_in_one_second_have_folders_of_their_own(tmp_path):
    folders = {default_folder("tiny", tmp_path) for _ in range(3)}
    assert len(folders) == 3
    assert all(folder.is_dir() for folder in folders)


def test_a_folder_that_cannot_be_made_is_told_before_the_work(tmp_path):
    (tmp_path / "file").write_text("")
    with (
        pytest.raises(UsageError, match="cannot be made"),
        held_folder(tmp_path / "file" / "x", "t"),
    ):
        pass
