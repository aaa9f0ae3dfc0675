r"""The two sums that all queues here are made of, without underflow or overflow.

With x real and not negative and y positive,

.. math::

    U(x, y) = 1 + \frac{x}{y} + \frac{x(x-1)}{y^2} + \dots = e^y y^{-x} \Gamma(x + 1, y)

    L(x, y) = 1 + \frac{y}{x+1} + \frac{y^2}{(x+1)(x+2)} + \dots = x e^y y^{-x} \gamma(x, y)

U weighs the states of a queue up to "all agents busy", L those from there on; both are relative
to the state "all agents busy, nobody waits". 1 / U is the Erlang B formula. They complete each
other: U + L = 1 + 1 / f, with f(x, y) the Poisson density (DLMF 8.2.3), so each is computed where
its terms are positive and fall, and the other follows without loss.
"""

import math

import numpy as np

from wfm.simulate.erlang._compiled import compiled

NEGLIGIBLE = 1e-17
"""A term this small against the sum ends it: near the peak the rest is within 100 such terms."""

ROUGH = 1e-8
"""The same where six digits will do: a search needs all of them only near its goal."""

LARGE = 2e4
"""Above this the sums would take thousands of terms: a quadrature is as exact and faster."""

HUGE = 1e200
"""Where running weights are scaled down; only their ratios matter."""

DECAY = 41.0
"""Integrands are followed down to exp(-41) of their peak, 1.6e-18."""

NODES, WEIGHTS = (
    0.5 * (part + shift)
    for part, shift in zip(np.polynomial.legendre.leggauss(40), (1.0, 0.0), strict=True)
)
"""Gauss-Legendre rule on [0, 1]."""


@compiled
def log_poisson(x: float, y: float) -> float:
    """Log of the Poisson density exp(-y) y^x / Gamma(x + 1), for real x, to full precision.

    Stirling's series plus the deviance, after C. Loader, "Fast and accurate computation of
    binomial probabilities" (2000): nothing large cancels.
    """
    if x == 0.0:
        return -y
    if y == 0.0:
        return -math.inf
    if x < 16.0:
        return x * math.log(y) - y - math.lgamma(x + 1.0)
    w = 1.0 / (x * x)
    stirling = (
        1.0 / 12.0 - w * (1.0 / 360.0 - w * (1.0 / 1260.0 - w * (1.0 / 1680.0 - w / 1188.0)))
    ) / x
    if abs(x - y) < 0.1 * (x + y):
        v = (x - y) / (x + y)
        deviance = (x - y) * v
        power = 2.0 * x * v
        for k in range(3, 40, 2):
            power *= v * v
            deviance += power / k
            if abs(power) < NEGLIGIBLE * deviance:
                break
    else:
        deviance = x * math.log(x / y) + y - x
    return -deviance - stirling - 0.5 * math.log(2.0 * math.pi * x)


@compiled
def _upper_through_lower(x: float, y: float, negligible: float) -> float:
    """U(x, y) - 1 from U + L = 1 + 1 / f; loses at most a bit where y <= x."""
    return math.exp(-log_poisson(x, y)) - 1.0 - lower_sum(x, y, negligible)


@compiled
def _upper_fraction(x: float, y: float, negligible: float) -> float:
    """U(x, y) - 1 for 0 < x < 1: Legendre's continued fraction (DLMF 8.9.2) unless y is small."""
    if y < 2.0:
        return _upper_through_lower(x, y, negligible)
    b = y - x
    c = 1e300
    d = 1.0 / b
    h = d
    for k in range(1, 200):
        a = -k * (k - 1.0 - x)
        b += 2.0
        d = 1.0 / (a * d + b)
        c = b + a / c
        h *= c * d
        if abs(c * d - 1.0) < 10.0 * negligible:
            break
    return y * h - 1.0


@compiled
def upper_sum(x: float, y: float, negligible: float = NEGLIGIBLE) -> float:
    """U(x, y) - 1 for real x >= 0 and y > 0; inf where it exceeds the floating-point range.

    Terms below `negligible` times the sum are left out.
    """
    if y < x and (x > LARGE or x != math.floor(x)):
        return _upper_through_lower(x, y, negligible)
    if x > LARGE and y < 2.0 * x:
        return _upper_integral(x, y)
    inverse = 1.0 / y
    total = 0.0
    term = 1.0
    while x >= 4.0:  # four terms a step, so that the processor can overlap them
        first = x * inverse
        second = (x - 1.0) * inverse
        third = (x - 2.0) * inverse
        fourth = (x - 3.0) * inverse
        total += term * (first * (1.0 + second * (1.0 + third * (1.0 + fourth))))
        term *= (first * second) * (third * fourth)
        x -= 4.0
        if term < negligible * total:
            return total
    while x >= 1.0:
        term *= x * inverse
        total += term
        x -= 1.0
    if x > 0.0:
        total += term * _upper_fraction(x, y, negligible)
    return total


@compiled
def _upper_integral(x: float, y: float) -> float:
    """U(x, y) - 1 for large x <= y: y times the integral of exp(x log(1 + t) - y t), less 1."""
    reach = 2.0 * DECAY / (y - x + math.sqrt((y - x) ** 2 + 1.9 * DECAY * x))
    total = 0.0
    for k in range(NODES.size):
        t = reach * NODES[k]
        total += WEIGHTS[k] * math.exp(x * math.log1p(t) - y * t)
    return y * reach * total - 1.0


@compiled
def lower_sum(x: float, y: float, negligible: float = NEGLIGIBLE) -> float:
    """L(x, y) - 1 for real x, y >= 0; meant for y not far above x.

    Terms below `negligible` times the sum are left out.
    """
    if x > LARGE and y > 0.5 * x:
        return _lower_integral(x, y)[0]
    square = y * y
    total = 0.0
    term = 1.0
    x += 1.0
    while y > 0.0:  # four terms a step over one common denominator
        second = x + 1.0
        tail = (x + 2.0) * (x + 3.0)
        inverse = 1.0 / (x * second * tail)
        total += term * (y * (tail * (second + y) + square * (x + 3.0 + y)) * inverse)
        term *= square * square * inverse
        x += 4.0
        if term <= negligible * total and x > y:
            break
    return total


@compiled
def lower_sums(x: float, y: float, z: float, negligible: float = NEGLIGIBLE) -> tuple[float, float]:
    """`lower_sum` at (x, y) and at (x, z) for z <= y, whose terms share their denominators."""
    if x > LARGE and y > 0.5 * x:
        return lower_sum(x, y, negligible), lower_sum(x, z, negligible)
    square, square_z = y * y, z * z
    total, total_z = 0.0, 0.0
    term, term_z = 1.0, 1.0
    x += 1.0
    while y > 0.0:
        second = x + 1.0
        third = x + 3.0
        tail = (x + 2.0) * third
        inverse = 1.0 / (x * second * tail)
        total += term * (y * (tail * (second + y) + square * (third + y)) * inverse)
        term *= square * square * inverse
        total_z += term_z * (z * (tail * (second + z) + square_z * (third + z)) * inverse)
        term_z *= square_z * square_z * inverse
        x += 4.0
        # The terms of z fall faster, so they are negligible before those of y are.
        if term <= negligible * total and x > y:
            break
    return total, total_z


@compiled
def lower_slope(x: float, y: float) -> float:
    """Derivative dL/dy of L(x, y), for the same arguments."""
    if x > LARGE and y > 0.5 * x:
        return _lower_integral(x, y)[1]
    term = 1.0 / (x + 1.0)
    total = term
    k = 2.0
    while True:
        term *= y / (x + k)
        total += k * term
        if k * term <= NEGLIGIBLE * total and x + k > y:
            return total
        k += 1.0


@compiled
def _lower_integral(x: float, y: float) -> tuple[float, float]:
    """(L - 1, dL/dy) for large x >= y: x times the integral of exp(y (1 - exp(-s)) - x s)."""
    gap = x - y
    reach = 2.0 * DECAY / (gap + math.sqrt(gap * gap + 1.9 * DECAY * y))
    total = 0.0
    slope = 0.0
    for k in range(NODES.size):
        s = reach * NODES[k]
        gone = -math.expm1(-s)
        weight = WEIGHTS[k] * math.exp(-gap * s - y * (s - gone))
        total += weight
        slope += weight * gone
    return x * reach * total - 1.0, x * reach * slope
