"""Random numbers as a function of (seed, replication, queue, contact, purpose).

The order of calls never matters, so two runs that differ in staffing, routing or engine see the
same contacts. A key is built by folding the identities into 64 bits with the finaliser of
SplitMix64 (Steele, Lea and Flood, 2014, "Fast splittable pseudorandom number generators"), and the
contact's number is a counter under that key.
"""

from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

_GOLDEN = 0x9E3779B97F4A7C15
_MASK = 0xFFFFFFFFFFFFFFFF


class Purpose(IntEnum):
    """What a random number decides; one stream each."""

    DAY_LEVEL = 1
    INTERVAL_LEVEL = 2
    COUNT = 3
    AHT_LEVEL = 4
    ARRIVAL = 5
    HANDLE_TIME = 6
    PATIENCE = 7
    ESCALATION = 8
    ABSENCE = 9
    HISTORY = 10
    PRIORITY = 11
    CONTAINMENT = 12
    BOT_TIME = 13
    CALLBACK = 14
    REACH = 15
    REDIAL = 16
    BOUNCE_BACK = 17
    RETRY = 18
    MESSAGE = 19
    DELAY = 20
    IN_HAND = 21


def _mix(z: int) -> int:
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & _MASK
    return z ^ (z >> 31)


def _keyed(key: int, *parts: int) -> int:
    for part in parts:
        key = _mix((key + _GOLDEN) & _MASK ^ _mix((part + _GOLDEN) & _MASK))
    return key


def stream_key(seed: int, replication: int, queue: int, purpose: Purpose) -> int:
    """64-bit key of one stream."""
    return _keyed(0, seed, replication, queue, int(purpose))


def stream_keys(seed: int, replication: int, queues: int, purpose: Purpose) -> NDArray[np.uint64]:
    """Keys of one purpose for queues 0 to `queues` - 1, shape (queues,)."""
    key = _keyed(0, seed, replication)
    return np.array([_keyed(key, queue, int(purpose)) for queue in range(queues)], dtype=np.uint64)


def uniforms(key: int | NDArray[np.uint64], contact: NDArray[np.integer]) -> NDArray[np.float64]:
    """Uniform numbers in the open interval (0, 1), one for each contact number.

    Parameters
    ----------
    key : int, or array of int
        From `stream_key`; those of several streams have a shape that goes with the numbers'.
    contact : array of int
        Non-negative numbers of the contacts (or days, intervals, agents), any shape.
    """
    counter = np.asarray(contact).astype(np.uint64)
    z = np.uint64(key) + (counter + np.uint64(1)) * np.uint64(_GOLDEN)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    z ^= z >> np.uint64(31)
    return ((z >> np.uint64(11)).astype(np.float64) + 0.5) * 2.0**-53
