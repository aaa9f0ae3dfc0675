"""Recognises what is wrong in a history, mends it, and says so; nothing is changed silently.

Only days before the forecast are looked at, by those around them, so a backtest does not learn from
its future. What cannot be mended is left open, which every model takes for unknown.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray
from scipy.special import pdtr

from wfm.center.calendar import Holidays
from wfm.center.history import History
from wfm.center.values import WEEKDAYS, format_clock
from wfm.forecast.day_table import DayTable, Grid, day_table
from wfm.forecast.profile import USUALLY_CLOSED

Mask = NDArray[np.bool_]

WEEKS_AROUND = 4
LEAST_NEIGHBOURS = 3
LEAST_EXPECTED = 20.0
OUTAGE_LEVEL = 0.1
OUTAGE_CHANCE = 1e-9
EMPTY_LEVEL = 0.02
LEAST_SLOTS = 12
MOST_COPIES = 0.05
MOST_EVEN = 0.5
EVERY = 5
DOUBLED = (1.6, 2.5)
DAYS_NEAR = 3
LEVELS = (0.3, 3.0)
_STEPS = [7 * k for k in range(-WEEKS_AROUND, WEEKS_AROUND + 1) if k]


@dataclass(frozen=True)
class Repair:
    """Something that was recognised in one queue's history, and what was done.

    Attributes
    ----------
    queue : str
    day : date
        Where it is.
    kind : str
        ``outage``, ``empty day``, ``copied day``, ``doubled day``, ``missing day``, ``closed
        hours`` or ``fallen silent``.
    says : str
    """

    queue: str
    day: date
    kind: str
    says: str

    def __str__(self) -> str:
        return f"{self.queue}: {self.says}"


def repair(past: DayTable, holidays: Mapping[date, str]) -> tuple[DayTable, tuple[Repair, ...]]:
    """Mend a past.

    - An *outage* is a stretch inside an otherwise normal day with at most a tenth of the contacts
      that the same weekdays around have at that time; it is left open.
    - An *empty day* has next to no contacts where the same weekdays have many, and is no holiday;
      it is left open. So is a *copied day*, with the counts of an earlier one in every slot.
    - A *doubled day* was imported twice: twice the usual contacts, and every count even; it is
      halved.
    - A *missing day* has no record where its weekday has; it stays open and is told.
    - *Closed hours* are those in which a weekday is mostly not recorded; no contacts are expected
      in them.
    - A queue has *fallen silent* when nothing but zeros was recorded for weeks up to the end; no
      contacts are expected.

    Returns
    -------
    past : DayTable
    repairs : tuple of Repair
        By queue and day.
    """
    offered, found = past.offered.copy(), []
    common = past.common_days(holidays)
    for q, queue in enumerate(past.queues):
        days = _Days.of(past, offered[q], common)
        found += _missing(queue, past, days) + _closed(queue, past, days)
        for fault in (_doubled, _copied, _empty, _outages):
            found += fault(queue, past, days)
        if past.silent[q]:
            found.append(_silent(queue, past, days))
    changed = replace(past, offered=offered) if found else past
    return changed, tuple(sorted(found, key=lambda r: (past.queues.index(r.queue), r.day)))


def repairs_of(history: History, holidays: Holidays) -> tuple[Repair, ...]:
    """What `repair` mends in a whole history."""
    dates = history.grid.dates
    return repair(day_table(history), holidays.between(dates[0], dates[-1]))[1]


@dataclass(frozen=True)
class _Days:
    """One queue's days; `offered` is mended in place.

    Attributes
    ----------
    offered : array of shape (days, slots)
    common : array of bool, shape (days,)
        Days that are no holidays.
    weekday : array of int, shape (days,)
    usual_total : array of shape (days,)
        Median of the same weekday in the weeks around; 0 where fewer than `LEAST_NEIGHBOURS`.
    """

    offered: Grid
    common: Mask
    weekday: NDArray[np.int64]
    usual_total: Grid

    @classmethod
    def of(cls, past: DayTable, offered: Grid, common: Mask) -> "_Days":
        totals = np.where((~np.isnan(offered)).any(axis=1), np.nansum(offered, axis=1), np.nan)
        normal = np.where(common, totals, np.nan)
        around = np.full((2 * WEEKS_AROUND, len(totals)), np.nan)
        for i, step in enumerate(_STEPS):
            if abs(step) >= len(totals):
                continue
            own = slice(max(0, -step), min(len(totals), len(totals) - step))
            around[i, own] = normal[max(0, step) : len(totals) + min(0, step)]
        usual = _median(around)
        weekday = (past.first_day.weekday() + np.arange(past.n_days)) % 7
        return cls(offered, common, weekday, usual)

    @property
    def total(self) -> Grid:
        """Contacts of each day."""
        total: Grid = np.nansum(self.offered, axis=1)
        return total

    def usual_on(self, days: NDArray[np.int64]) -> Grid:
        """Median of the same weekday in the weeks around by slot, as busy as each day itself.

        A day's own level is that of its typical slot, which an outage of some hours does not move.
        Shape (days, slots); zeros where too little is known.
        """
        rows = days + np.array(_STEPS)[:, None]
        inside = (rows >= 0) & (rows < len(self.offered))
        rows = np.where(inside, rows, 0)
        told = inside & self.common[rows]
        usual = _median(np.where(np.expand_dims(told, 2), self.offered[rows], np.nan))
        own = self.offered[days]
        known = (usual > 0) & ~np.isnan(own)
        relative = np.divide(own, usual, out=np.full(own.shape, np.inf), where=known)
        order = np.argsort(relative, axis=1)
        weight = np.cumsum(np.take_along_axis(np.where(known, usual, 0.0), order, axis=1), axis=1)
        middle = np.argmax(weight >= weight[:, -1:] / 2, axis=1)
        place = np.arange(len(days))
        ratio = np.clip(relative[place, order[place, middle]], *LEVELS)
        some = np.any(known, axis=1, keepdims=True)
        return np.where(some, usual * ratio[:, None], 0.0)

    def suspects(self) -> NDArray[np.int64]:
        """Common days with a quiet stretch by the mean of their weekday: a coarse sieve."""
        counts, known = np.nan_to_num(self.offered), ~np.isnan(self.offered)
        typical = np.zeros((7, self.offered.shape[1]))
        for number in range(7):
            own = self.weekday == number
            typical[number] = counts[own].sum(axis=0) / np.maximum(known[own].sum(axis=0), 1)
        expected = typical[self.weekday]
        quiet = known & (counts <= 2 * OUTAGE_LEVEL * expected)
        summed = np.cumsum(np.where(quiet, expected, 0.0), axis=1)
        stretch = summed - np.maximum.accumulate(np.where(quiet, 0.0, summed), axis=1)
        return np.flatnonzero(self.common & (stretch.max(axis=1) >= LEAST_EXPECTED / 2))


def _missing(queue: str, past: DayTable, days: _Days) -> list[Repair]:
    known = (~np.isnan(days.offered)).any(axis=1)
    if not known.any():
        return []
    first, last = np.flatnonzero(known)[[0, -1]]
    dates = past.dates
    return [
        Repair(queue, dates[d], "missing day", f"{dates[d]} has no record; it stays open")
        for d in np.flatnonzero(~known & days.common & (days.usual_total > 0)).tolist()
        if first < d < last
    ]


def _closed(queue: str, past: DayTable, days: _Days) -> list[Repair]:
    known = ~np.isnan(days.offered)
    worked = known.any(axis=1)
    weekdays: dict[str, list[str]] = {}
    for number in range(7):
        own = known[worked & (days.weekday == number)]
        used = own.mean(axis=0) > USUALLY_CLOSED if len(own) else np.zeros(past.n_slots, dtype=bool)
        spans = ", ".join(
            f"{format_clock(a * past.slot_minutes)}-{format_clock(b * past.slot_minutes)}"
            for a, b in _runs(used)
        )
        weekdays.setdefault(spans, []).append(WEEKDAYS[number])
    if not worked.any() or list(weekdays) == ["00:00-24:00"]:
        return []
    hours = "; ".join(f"{' '.join(names)} {spans or 'never'}" for spans, names in weekdays.items())
    says = f"it is usually recorded {hours}; no contacts are expected at other times"
    return [Repair(queue, past.dates[int(worked.argmax())], "closed hours", says)]


def _silent(queue: str, past: DayTable, days: _Days) -> Repair:
    last = past.dates[int(np.flatnonzero(days.total > 0)[-1])]
    says = f"it has no contacts since {last}, only zeros; none are expected until some come"
    return Repair(queue, last, "fallen silent", says)


def _doubled(queue: str, past: DayTable, days: _Days) -> list[Repair]:
    usual = days.usual_total
    ratio = np.divide(days.total, usual, out=np.zeros(len(usual)), where=usual >= LEAST_EXPECTED)
    suspects = np.flatnonzero((ratio >= DOUBLED[0]) & (ratio <= DOUBLED[1]))
    counts = np.nan_to_num(days.offered[suspects])
    even = (counts % 2 == 0).all(axis=1) & ((counts > 0).sum(axis=1) >= LEAST_SLOTS)
    others = np.nan_to_num(days.offered[::EVERY])
    if not even.any() or (others % 2 == 0).all(axis=1)[others.any(axis=1)].mean() > MOST_EVEN:
        return []
    found = []
    for d in suspects[even].tolist():
        says = (
            f"{past.dates[d]} has {ratio[d]:.1f} times the usual contacts and every count is even; "
            "it was imported twice and is halved"
        )
        days.offered[d] /= 2
        found.append(Repair(queue, past.dates[d], "doubled day", says))
    return found


def _copied(queue: str, past: DayTable, days: _Days) -> list[Repair]:
    same: dict[bytes, list[int]] = defaultdict(list)
    counts = np.nan_to_num(days.offered)
    many = ((counts > 0).sum(axis=1) >= LEAST_SLOTS) & (counts.sum(axis=1) >= LEAST_EXPECTED)
    # Copies have the same total, which few days share.
    _, place, times = np.unique(counts.sum(axis=1), return_inverse=True, return_counts=True)
    for d in np.flatnonzero(many & (times[place] > 1)).tolist():
        same[counts[d].tobytes()].append(d)
    copies = {d: group[0] for group in same.values() for d in group[1:]}
    if len(copies) > MOST_COPIES * max(int(many.sum()), 1):
        return []
    found = []
    for d, original in copies.items():
        says = (
            f"{past.dates[d]} has the counts of {past.dates[original]} in every interval; it is a "
            "copy and left open"
        )
        days.offered[d] = np.nan
        found.append(Repair(queue, past.dates[d], "copied day", says))
    return found


def _empty(queue: str, past: DayTable, days: _Days) -> list[Repair]:
    usual, total = days.usual_total, days.total
    recorded = (~np.isnan(days.offered)).any(axis=1)
    empty = days.common & recorded & (usual >= LEAST_EXPECTED) & (total <= EMPTY_LEVEL * usual)
    found = []
    for d in np.flatnonzero(empty).tolist():
        if _often_near(empty, d):
            continue
        says = (
            f"{past.dates[d]} has {total[d]:,.0f} contacts, where its weekday usually has "
            f"{usual[d]:,.0f}; it is left open"
        )
        days.offered[d] = np.nan
        found.append(Repair(queue, past.dates[d], "empty day", says))
    return found


def _outages(queue: str, past: DayTable, days: _Days) -> list[Repair]:
    suspects = days.suspects()
    expected, counts = days.usual_on(suspects), days.offered[suspects]
    low = (expected > 0) & (counts <= np.maximum(OUTAGE_LEVEL * expected, 0.5))
    busy = counts > OUTAGE_LEVEL * expected
    # One column more than there are slots parts the runs of one day from those of the next.
    apart = np.pad(low, ((0, 0), (0, 1)))
    found: list[tuple[int, int, int, float]] = []
    for begin, end in _runs(apart.ravel()):
        row, start = divmod(begin, apart.shape[1])
        stop = start + end - begin
        # It has contacts before and after: a day that opens late or closes early is no outage.
        wanted = float(expected[row, start:stop].sum())
        if wanted >= LEAST_EXPECTED and busy[row, :start].any() and busy[row, stop:].any():
            came = counts[row, start:stop].sum()
            if pdtr(came, wanted) < OUTAGE_CHANCE:
                found.append((int(suspects[row]), start, stop, wanted))

    def lasting(day: int, start: int, stop: int) -> bool:
        near = [o for o in found if 0 < abs(o[0] - day) <= 7 and o[1] < stop and o[2] > start]
        return len(near) >= DAYS_NEAR

    return [_left_open(queue, past, days, *own) for own in found if not lasting(*own[:3])]


def _left_open(
    queue: str, past: DayTable, days: _Days, d: int, start: int, stop: int, wanted: float
) -> Repair:
    came = np.nansum(days.offered[d, start:stop])
    days.offered[d, start:stop] = np.nan
    begin, end = (format_clock(s * past.slot_minutes) for s in (start, stop))
    says = (
        f"{past.dates[d]} from {begin} to {end} has {came:,.0f} contacts, where {wanted:,.0f} were "
        "to be expected; it looks like an outage and is left open"
    )
    return Repair(queue, past.dates[d], "outage", says)


def _median(rows: Grid) -> Grid:
    """Median of the known rows of each column; 0 where fewer than `LEAST_NEIGHBOURS` are known."""
    count = (~np.isnan(rows)).sum(axis=0)
    ordered = np.sort(rows, axis=0)
    low = np.take_along_axis(ordered, np.maximum(count - 1, 0)[None] // 2, axis=0)[0]
    high = np.take_along_axis(ordered, np.minimum(count // 2, len(rows) - 1)[None], axis=0)[0]
    return np.where(count >= LEAST_NEIGHBOURS, (low + high) / 2, 0.0)


def _often_near(flags: Mask, day: int) -> bool:
    """Whether several days around have it too: then it is a change, not a fault."""
    near = flags[max(0, day - 7) : day + 8]
    return int(near.sum()) > DAYS_NEAR


def _runs(flags: Mask) -> list[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(np.concatenate([[0], flags.astype(int), [0]])))
    return list(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True))
