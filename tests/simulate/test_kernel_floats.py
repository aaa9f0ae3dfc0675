"""The kernel's own logarithm against the C library's."""

import math

import numpy as np
from numba import njit

from wfm.simulate.kernel.counting import wait_bin
from wfm.simulate.kernel.floats import log
from wfm.simulate.tallies import WAIT_EDGES_S


@njit
def logs(numbers):
    return np.array([log(x) for x in numbers])


@njit
def bins(waits_s):
    return np.array([wait_bin(w) for w in waits_s])


def test_logarithm_to_a_unit_in_the_last_place():
    rng = np.random.default_rng(1)
    numbers = np.concatenate(
        (
            rng.random(20_000),
            rng.uniform(0.7, 1.5, 20_000),
            2.0 ** rng.uniform(-1000, 1000, 1000),
            [2.0**-54, 1 - 2.0**-53, 1.0, 0.5, 2.0, math.sqrt(0.5)],
        )
    )
    expected = np.array([math.log(x) for x in numbers])
    error = np.abs(logs(numbers) - expected) / np.spacing(np.abs(expected))
    assert error.max() <= 1


def test_bins_of_waits_are_those_of_their_edges():
    edges = WAIT_EDGES_S[1:]
    waits_s = np.concatenate(
        ([0.0, 0.5, 1e9], edges, np.nextafter(edges, 0), np.nextafter(edges, np.inf))
    )
    expected = np.searchsorted(WAIT_EDGES_S, waits_s, side="right") - 1
    np.testing.assert_array_equal(bins(waits_s), expected)
