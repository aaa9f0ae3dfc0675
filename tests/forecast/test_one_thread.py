"""BLAS is held to one thread inside the block, and set back after it."""

import pytest

from wfm.forecast.one_thread import _switches, one_thread


def test_threads_are_one_inside_and_as_before_after():
    switches = _switches()
    if not switches:
        pytest.skip("NumPy and SciPy bring no OpenBLAS of their own here")
    before = [get() for get, _ in switches]
    with one_thread():
        assert [get() for get, _ in switches] == [1] * len(switches)
    assert [get() for get, _ in switches] == before


def test_threads_are_set_back_after_an_error():
    before = [get() for get, _ in _switches()]
    with pytest.raises(RuntimeError), one_thread():
        raise RuntimeError
    assert [get() for get, _ in _switches()] == before
