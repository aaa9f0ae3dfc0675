"""Chunks of work in one process, in several, and when one of them dies."""

import os
import signal
from pathlib import Path

import pytest

from wfm.center.errors import WfmError
from wfm.execute.pool import executor, threads


def square(x):
    return x * x


def die_once(task):
    marker, x = task
    if x == 2 and not Path(marker).exists():
        Path(marker).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return x * x


def die(_):
    os.kill(os.getpid(), signal.SIGKILL)


def fail(x):
    raise KeyError(x)


def test_one_worker_is_this_process():
    with executor(1) as run:
        assert list(run(lambda x: x + 1, [1, 2])) == [2, 3]


def test_two_workers_keep_the_order():
    with executor(2) as run:
        assert list(run(square, range(6))) == [0, 1, 4, 9, 16, 25]
        assert list(run(square, [])) == []


def test_a_killed_worker_costs_nothing_but_time(tmp_path):
    with executor(2) as run:
        tasks = [(str(tmp_path / "died"), x) for x in range(6)]
        assert list(run(die_once, tasks)) == [0, 1, 4, 9, 16, 25]
        assert (tmp_path / "died").exists()


def test_workers_that_keep_dying_are_a_clear_error():
    with executor(2) as run, pytest.raises(WfmError, match="killed"):
        list(run(die, [1]))


def test_an_error_in_a_chunk_is_the_callers():
    with executor(2) as run, pytest.raises(KeyError):
        list(run(fail, [1, 2]))


def test_threads_keep_the_order():
    for workers in (1, 2):
        with threads(workers) as run:
            assert list(run(square, range(6))) == [0, 1, 4, 9, 16, 25]
