"""What a model would have said from days in the past, beside what came."""

from dataclasses import dataclass

import numpy as np

from wfm.forecast.day_table import DayTable, Grid
from wfm.forecast.fitted import Fitted
from wfm.forecast.rolling import LEADS, rolling_origins


@dataclass(frozen=True)
class Miss:
    """What came and what was forecast from one origin, each of shape (queues, leads, slots)."""

    origin: int
    actual: Grid
    mean: Grid


def roll(fitted: Fitted, past: DayTable) -> list[Miss]:
    """Misses from recent origins, padded with NaN where the past ends before the longest lead."""
    misses = []
    for origin in rolling_origins(past.n_days):
        stop = min(origin + LEADS, past.n_days)
        actual = np.full((len(past.queues), LEADS, past.n_slots), np.nan)
        mean = np.zeros(actual.shape)
        actual[:, : stop - origin] = past.offered[:, origin:stop]
        mean[:, : stop - origin] = fitted.hindcast(origin, range(origin, stop))
        misses.append(Miss(origin, actual, mean))
    return misses
