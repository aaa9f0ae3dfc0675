"""Days of a history that are probably wrong: zeros, jumps, copies."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from wfm.center.horizon import Horizon

_ENOUGH_CONTACTS = 20
_JUMP = 3.0
_NEIGHBOUR_WEEKS = 4
_LEVEL_DAYS = 10
_FEWEST_INTERVALS = 8
_LONG_S = 7200

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Finding:
    """Something a planner should look at; `day` is where it is, or begins."""

    queue: str
    day: date | None
    kind: Literal["zero day", "odd day", "level", "copied day", "handle time"]
    message: str

    def __str__(self) -> str:
        return f"{self.queue}: {self.message}"


def look_for_faults(queue: str, grid: Horizon, offered: Floats, mean_aht_s: float) -> list[Finding]:
    """Findings of one queue, in order of kind and day.

    A day is compared with the same weekday in the four weeks before and after: without any
    contact, or three times as busy, or a third. A level that changes threefold is told once, where
    the ten days with contacts before and after it differ most. Days whose counts are the same in
    every interval are told as copies.
    """
    recorded = ~np.isnan(offered)
    counts = np.where(recorded, offered, 0.0)
    totals = np.asarray(
        np.bincount(grid.day_of_interval, weights=counts, minlength=grid.days), dtype=np.float64
    )
    known = np.bincount(grid.day_of_interval, weights=recorded, minlength=grid.days) > 0
    usual = _same_weekday_median(totals, known)
    much = known & (usual >= _ENOUGH_CONTACTS)

    found = []
    for i in np.flatnonzero(much & (totals == 0)):
        message = f"{grid.dates[i]} has no contacts, where this weekday usually has {usual[i]:,.0f}"
        found.append(Finding(queue, grid.dates[i], "zero day", message))
    ratio = np.divide(totals, usual, out=np.ones(grid.days), where=usual > 0)
    odd = much & (totals > 0) & ((ratio >= _JUMP) | (ratio <= 1 / _JUMP))
    for i in np.flatnonzero(odd):
        message = (
            f"{grid.dates[i]} has {totals[i]:,.0f} contacts, where this weekday usually has "
            f"{usual[i]:,.0f}"
        )
        found.append(Finding(queue, grid.dates[i], "odd day", message))
    found += _level_changes(queue, grid, totals, known)
    found += _copies(queue, grid, counts)
    if mean_aht_s < 15:
        message = f"handle times are {mean_aht_s:.1f} s on average; are they in minutes?"
        found.append(Finding(queue, None, "handle time", message))
    if mean_aht_s > _LONG_S:
        hours = mean_aht_s / 3600
        message = f"handle times are {hours:.1f} hours on average; are they in milliseconds?"
        found.append(Finding(queue, None, "handle time", message))
    return found


def _same_weekday_median(totals: Floats, known: NDArray[np.bool_]) -> Floats:
    """Median of the same weekday in the weeks around each day (0 where there are fewer than 2)."""
    usual = np.zeros(len(totals))
    steps = [7 * k for k in range(-_NEIGHBOUR_WEEKS, _NEIGHBOUR_WEEKS + 1) if k]
    for i in range(len(totals)):
        near = [i + step for step in steps if 0 <= i + step < len(totals) and known[i + step]]
        if len(near) >= 2:
            usual[i] = np.median(totals[near])
    return usual


def _level_changes(
    queue: str, grid: Horizon, totals: Floats, known: NDArray[np.bool_]
) -> list[Finding]:
    days = np.flatnonzero(known & (totals > 0))
    weekday = (grid.start.weekday() + days) % 7
    typical = np.ones(7)
    for number in np.unique(weekday):
        typical[number] = np.median(totals[days][weekday == number])
    level = totals[days] / typical[weekday]
    n = len(days)
    change = np.zeros(n)
    for k in range(_LEVEL_DAYS, n - _LEVEL_DAYS + 1):
        before = np.median(level[k - _LEVEL_DAYS : k])
        after = np.median(level[k : k + _LEVEL_DAYS])
        change[k] = np.log(after / before)
    found = []
    k = 0
    while k < n:
        if abs(change[k]) < np.log(_JUMP):
            k += 1
            continue
        end = k
        while end < n and abs(change[end]) >= np.log(_JUMP):
            end += 1
        # Medians are equally far apart for a few days around the change; the middle is nearest.
        stretch = change[k:end]
        top = np.flatnonzero(np.isclose(abs(stretch), abs(stretch).max(), atol=0.1))
        at = k + int(top[len(top) // 2])
        if typical[weekday[at]] >= _ENOUGH_CONTACTS / _JUMP:
            times = np.exp(abs(change[at]))
            way = "rises" if change[at] > 0 else "falls"
            message = (
                f"from about {grid.dates[days[at]]} the level {way} by a factor of {times:.1f}"
            )
            found.append(Finding(queue, grid.dates[days[at]], "level", message))
        k = end
    return found


def _copies(queue: str, grid: Horizon, counts: Floats) -> list[Finding]:
    same: dict[bytes, list[int]] = defaultdict(list)
    starts = np.searchsorted(grid.day_of_interval, np.arange(grid.days + 1))
    for i in range(grid.days):
        day = counts[starts[i] : starts[i + 1]]
        if np.count_nonzero(day) >= _FEWEST_INTERVALS and day.sum() >= _ENOUGH_CONTACTS:
            same[day.tobytes()].append(i)
    return [
        Finding(
            queue,
            grid.dates[days[1]],
            "copied day",
            f"{', '.join(str(grid.dates[i]) for i in days[1:4])} "
            f"{'has' if len(days) == 2 else 'have'} the same counts as {grid.dates[days[0]]} in "
            "every interval",
        )
        for days in same.values()
        if len(days) > 1
    ]
