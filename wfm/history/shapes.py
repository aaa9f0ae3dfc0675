"""Named shapes of a day: how contacts spread over its hours."""

from typing import Annotated

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from wfm.center.values import ClockMin

Knot = tuple[ClockMin, Annotated[float, Field(ge=0)]]

# morning-peak: half-hourly means of the bank of Weinberg, Brown and Stroud (2007), which is open
# from 7:00 to 21:05; two-peaks: those of the bank of Brown et al. (2005), Sunday to Thursday;
# in both the busiest half-hour is 1. all-day is chosen: mail that arrives at all hours.
NAMED_SHAPES: dict[str, tuple[tuple[int, float], ...]] = {
    "flat": ((0, 1.0),),
    "morning-peak": (
        (7 * 60, 0.25),
        (8 * 60, 0.45),
        (8 * 60 + 30, 0.60),
        (9 * 60, 0.85),
        (9 * 60 + 30, 0.99),
        (10 * 60 + 30, 1.0),
        (11 * 60 + 30, 0.95),
        (13 * 60, 0.88),
        (15 * 60, 0.82),
        (16 * 60, 0.76),
        (17 * 60, 0.59),
        (18 * 60, 0.45),
        (19 * 60, 0.35),
        (20 * 60, 0.29),
        (21 * 60, 0.25),
    ),
    "two-peaks": (
        (0, 0.10),
        (6 * 60, 0.05),
        (7 * 60, 0.24),
        (8 * 60, 0.51),
        (9 * 60, 0.78),
        (10 * 60, 1.0),
        (11 * 60, 0.87),
        (12 * 60 + 30, 0.74),
        (14 * 60, 0.85),
        (16 * 60, 0.82),
        (17 * 60, 0.66),
        (18 * 60, 0.59),
        (19 * 60, 0.47),
        (20 * 60, 0.38),
        (22 * 60, 0.40),
        (23 * 60, 0.34),
        (24 * 60, 0.10),
    ),
    "all-day": (
        (0, 0.15),
        (5 * 60, 0.08),
        (7 * 60, 0.35),
        (9 * 60, 0.95),
        (10 * 60, 1.0),
        (12 * 60, 0.85),
        (14 * 60, 0.90),
        (17 * 60, 0.70),
        (19 * 60, 0.45),
        (22 * 60, 0.30),
        (24 * 60, 0.15),
    ),
}


def level_at(
    knots: tuple[tuple[int, float], ...], clock_min: NDArray[np.floating]
) -> NDArray[np.float64]:
    """Height of a shape at wall-clock minutes: straight lines between knots, level beyond them."""
    minutes, levels = zip(*knots, strict=True)
    return np.asarray(np.interp(clock_min, minutes, levels), dtype=np.float64)
