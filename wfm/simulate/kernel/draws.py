"""Random numbers of one contact, each a function of a key and the contact's number."""

import math
from typing import Any

import numpy as np

from wfm.simulate.kernel.compiled import aside, part
from wfm.simulate.kernel.floats import log
from wfm.simulate.kernel.kinds import EMPIRICAL, EXPONENTIAL, GAMMA, LOGNORMAL
from wfm.simulate.kernel.records import KEYS, Record
from wfm.simulate.kernel.rows import float_at, key_at

# Added to a key, gives the key of one more random number of the same contact and purpose.
ANOTHER: Any = np.uint64(0xD1B54A32D192ED03)


@part
def uniform(key: int, number: int) -> float:
    """In (0, 1); the same bits as `wfm.streams.uniforms`."""
    z = np.uint64(key) + (np.uint64(number) + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    z ^= z >> np.uint64(31)
    # Through a signed integer, for which the processor has a conversion.
    return (np.float64(np.int64(z >> np.uint64(11))) + 0.5) * 2.0**-53


@part
def chance(center: Record, queue: int, key: int, number: int) -> float:
    """Random number of a contact for what only some queues have; `key` as in `records`."""
    return uniform(key_at(center.keys, queue * KEYS + key).value, number)


@part
def handle_s(center: Record, queue: Record, number: int, mean_s: float) -> float:
    """Handle time of a contact."""
    if queue.handle_kind == EXPONENTIAL:
        return -mean_s * log(uniform(queue.handle_key, number))
    return mean_s * other_law(
        center,
        queue.handle_kind,
        queue.handle_cv,
        queue.handle_from,
        queue.handle_to,
        queue.handle_key,
        number,
    )


@part
def patience_s(center: Record, queue: Record, number: int) -> float:
    """Patience of a contact; none in those who balk."""
    mean_s: float = queue.mean_patience_s
    balks: float = queue.balk_share
    if mean_s == np.inf and balks == 0:
        return np.inf
    u = uniform(queue.patience_key, number)
    if u < balks:
        return 0.0
    if mean_s == np.inf:
        return np.inf
    if queue.patience_kind == EXPONENTIAL:
        return -mean_s * log((u - balks) / (1 - balks))
    key = queue.patience_key + ANOTHER
    return mean_s * other_law(
        center,
        queue.patience_kind,
        queue.patience_cv,
        queue.patience_from,
        queue.patience_to,
        key,
        number,
    )


@part
def patience_beyond(center: Record, queue: Record, number: int, wait_s: float) -> float:
    """Patience of a contact, or infinity where it certainly lasts longer than a wait."""
    if queue.patience_kind == EXPONENTIAL:
        u, balks = uniform(queue.patience_key, number), queue.balk_share
        # A logarithm takes long, and -log(v) is at least 1 - v; a little less, for the rounding.
        if 0.999999 * queue.mean_patience_s * (1 - u) > wait_s * (1 - balks) and u >= balks:
            return np.inf
    return patience_s(center, queue, number)


@aside
def other_law(
    center: Record, kind: int, cv: float, first: int, last: int, key: int, number: int
) -> float:
    """A time of mean 1 from any law.

    `first` and `last` say where the values of an empirical law stand in the table of values; it is
    sampled from the straight lines between them.
    """
    u = uniform(key, number)
    if kind == EXPONENTIAL:
        return -log(u)
    if kind == LOGNORMAL:
        variance = math.log1p(cv * cv)
        return math.exp(math.sqrt(variance) * normal_quantile(u) - variance / 2)
    if kind == GAMMA:
        return gamma(1 / (cv * cv), key, number) * cv * cv
    if kind == EMPIRICAL:
        place = u * (last - first - 1)
        below = int(place)
        low: float = float_at(center.values, first + below).value
        high: float = float_at(center.values, min(first + below + 1, last - 1)).value
        return low + (high - low) * (place - below)
    return 1.0


@part
def gamma(shape: float, key: int, number: int) -> float:
    """Gamma of scale 1 by rejection (Marsaglia and Tsang 2000); attempts have keys of their own."""
    boost, d = 1.0, shape - 1 / 3
    if shape < 1:
        boost = uniform(key + ANOTHER, number) ** (1 / shape)
        d += 1
    c = 1 / math.sqrt(9 * d)
    found = 0.0
    while found == 0:
        x = normal_quantile(uniform(key, number))
        v = (1 + c * x) ** 3
        key += ANOTHER + ANOTHER
        log_u = log(uniform(key + ANOTHER, number))
        if v > 0 and log_u < x * x / 2 + d - d * v + d * math.log(v):
            found = d * v
    return found * boost


@part
def normal_quantile(u: float) -> float:
    """Standard normal quantile, to about 1e-16 (Wichura 1988, algorithm AS 241, PPND16)."""
    q = u - 0.5
    if abs(q) <= 0.425:
        r = 0.180625 - q * q
        above = 2509.0809287301226727
        for c in (
            33430.575583588128105,
            67265.770927008700853,
            45921.953931549871457,
            13731.693765509461125,
            1971.5909503065514427,
            133.14166789178437745,
            3.387132872796366608,
        ):
            above = above * r + c
        below = 5226.495278852545925
        for c in (
            28729.085735721942674,
            39307.89580009271061,
            21213.794301586595867,
            5394.1960214247511077,
            687.1870074920579083,
            42.313330701600911252,
            1.0,
        ):
            below = below * r + c
        return q * above / below
    r = math.sqrt(-log(u if q < 0 else 1 - u))
    if r <= 5:
        r -= 1.6
        above = 7.7454501427834140764e-4
        for c in (
            0.0227238449892691845833,
            0.24178072517745061177,
            1.27045825245236838258,
            3.64784832476320460504,
            5.7694972214606914055,
            4.6303378461565452959,
            1.42343711074968357734,
        ):
            above = above * r + c
        below = 1.05075007164441684324e-9
        for c in (
            5.475938084995344946e-4,
            0.0151986665636164571966,
            0.14810397642748007459,
            0.68976733498510000455,
            1.6763848301838038494,
            2.05319162663775882187,
            1.0,
        ):
            below = below * r + c
    else:
        r -= 5
        above = 2.01033439929228813265e-7
        for c in (
            2.71155556874348757815e-5,
            0.0012426609473880784386,
            0.026532189526576123093,
            0.29656057182850489123,
            1.7848265399172913358,
            5.4637849111641143699,
            6.6579046435011037772,
        ):
            above = above * r + c
        below = 2.04426310338993978564e-15
        for c in (
            1.4215117583164458887e-7,
            1.8463183175100546818e-5,
            7.868691311456132591e-4,
            0.0148753612908506148525,
            0.13692988092273580531,
            0.59983220655588793769,
            1.0,
        ):
            below = below * r + c
    return -above / below if q < 0 else above / below
