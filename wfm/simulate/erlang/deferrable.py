"""Work that may wait for hours: agents so that everything is answered in time, as a fluid."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from wfm.center.errors import UsageError
from wfm.simulate.erlang._arrays import Array, require

TINY = 1e-9
"""Hours of work that do not count."""


@dataclass(frozen=True)
class Backlog:
    """What a backlog does under given agents, oldest work first; arrays of shape (intervals,).

    Attributes
    ----------
    backlog_hours : array
        Work waiting at the end of each interval.
    age_of_oldest_h : array
        Age of the oldest waiting work at the end of each interval.
    answered_within : array
        Share of the work that came in each interval that is answered in time; nan where none came
        or where the horizon ends too soon to know.
    service_level : float
        The same over all work whose deadline lies in the horizon.
    """

    backlog_hours: Array
    age_of_oldest_h: Array
    answered_within: Array
    service_level: float


def deferrable_agents(
    work_hours: ArrayLike,
    interval_minutes: float,
    within_h: float,
    *,
    staffed: ArrayLike | None = None,
    occupancy: float = 1.0,
    backlog_hours: float = 0.0,
) -> float:
    """Fewest agents, the same in every staffed interval, that answer all work in time.

    Work is a fluid that comes evenly within its interval and is done oldest first. All that came
    up to t - H is done by t if and only if, over every stretch (s, t], the agents can do what came
    in (s, t - H]; so the answer is the largest such workload per staffed hour.

    Parameters
    ----------
    work_hours : array_like, shape (intervals,)
        Contacts of each interval times their handle time, hours.
    interval_minutes : float
        Length of an interval.
    within_h : float
        Hours H within which work is to be answered, closed hours counted.
    staffed : array_like of bool, shape (intervals,), optional
        Intervals in which agents work; all if not given.
    occupancy : float
        Share of the agents' time that goes into the work, above 0.
    backlog_hours : float
        Work waiting when the horizon begins, due `within_h` later.

    Returns
    -------
    float
        Agents, as a real number; work due after the horizon does not bound it.

    Raises
    ------
    UsageError
        If inputs are negative, NaN or of different length, or some work falls due without one
        staffed interval to do it in.
    """
    fluid = _Fluid.of(work_hours, interval_minutes, within_h, staffed, backlog_hours)
    if not 0 < occupancy <= 1:
        raise UsageError(f"occupancy is {occupancy}: it must be above 0 and at most 1")
    most = 0.0
    deadlines = np.unique(np.concatenate([fluid.edges, fluid.edges + within_h]))
    for end in deadlines[(deadlines >= within_h) & (deadlines <= fluid.edges[-1])]:
        starts = fluid.edges[fluid.edges <= end - within_h]
        work = fluid.arrived(end - within_h) - fluid.arrived(starts)
        work[0] += backlog_hours
        hours = fluid.staffed_until(end) - fluid.staffed_until(starts)
        if np.any((work > TINY) & (hours <= TINY)):
            raise UsageError(
                f"work falls due {end:g} h after the start, and no interval between its arrival "
                "and then is staffed: staff one, or allow more hours"
            )
        loads = np.divide(work, hours, out=np.zeros_like(work), where=work > TINY)
        most = max(most, float(loads.max()))
    return most / occupancy


def backlog(
    work_hours: ArrayLike,
    agents: ArrayLike,
    interval_minutes: float,
    within_h: float,
    *,
    occupancy: float = 1.0,
    backlog_hours: float = 0.0,
) -> Backlog:
    """Backlog, its age and its service level when the given agents do the work, oldest first.

    Parameters are those of `deferrable_agents`, with `agents` for each interval.

    Returns
    -------
    Backlog

    Raises
    ------
    UsageError
        If inputs are negative, NaN or of different length.
    """
    fluid = _Fluid.of(work_hours, interval_minutes, within_h, None, backlog_hours)
    if not 0 < occupancy <= 1:
        raise UsageError(f"occupancy is {occupancy}: it must be above 0 and at most 1")
    present = _row("agents", agents, fluid.work.size)
    edges = fluid.edges
    times, done = _work_off(fluid, present * occupancy * fluid.width_h)
    done_by_edge = np.interp(edges[1:], times, done)
    remaining = np.maximum(fluid.arrived(edges[1:]) - done_by_edge, 0.0)
    age = np.where(remaining > TINY, edges[1:] - fluid.arrival_time(done_by_edge + TINY), 0.0)

    # What came at u is in time if all that came by u is done by u + H; between the points below
    # both sides are straight lines, so each piece is in time up to one crossing.
    points = np.unique(np.concatenate([edges, times - within_h]))
    points = points[(points >= 0) & (points <= edges[-1])]
    ahead = np.interp(points + within_h, times, done) - fluid.arrived(points) + TINY
    left, right = ahead[:-1], ahead[1:]
    with np.errstate(divide="ignore", invalid="ignore"):
        crossing = np.abs(left) / (np.abs(left) + np.abs(right))
    part = np.where(left >= 0, np.where(right >= 0, 1.0, crossing), 1.0 - crossing)
    part = np.where((left < 0) & (right < 0), 0.0, part)
    pieces = part * np.diff(fluid.arrived(points))
    of = np.searchsorted(edges, points[:-1], side="right") - 1
    in_time = np.bincount(of, weights=pieces, minlength=fluid.work.size)

    due = edges[1:] + within_h <= edges[-1] + TINY
    known = due & (fluid.work > TINY)
    share = np.full(fluid.work.size, np.nan)
    share[known] = np.minimum(in_time[known] / fluid.work[known], 1.0)
    total = fluid.work[known].sum()
    level = float((share[known] * fluid.work[known]).sum() / total) if total > 0 else 1.0
    return Backlog(remaining, age, share, level)


def hours_to_answer(
    work_hours: ArrayLike,
    agents: ArrayLike,
    interval_minutes: float,
    *,
    share: float = 1.0,
    occupancy: float = 1.0,
    backlog_hours: float = 0.0,
) -> float:
    """Hours within which a share of all work is answered, oldest first; inverse of `backlog`.

    Parameters
    ----------
    share : float
        Share of the work that came in the horizon, above 0; 1 gives the longest wait.
    work_hours, agents, interval_minutes, occupancy, backlog_hours
        As for `backlog`. The first backlog is done before, but not counted.

    Returns
    -------
    float
        Hours; inf where that share is not answered before the horizon ends.

    Raises
    ------
    UsageError
        If inputs are negative, NaN, of different length, or not shares.
    """
    fluid = _Fluid.of(work_hours, interval_minutes, 1.0, None, backlog_hours)
    for name, value in (("occupancy", occupancy), ("share", share)):
        if not 0 < value <= 1:
            raise UsageError(f"{name} is {value}: it must be above 0 and at most 1")
    present = _row("agents", agents, fluid.work.size)
    times, done = _work_off(fluid, present * occupancy * fluid.width_h)
    total = fluid.work.sum()
    if total <= TINY:
        return 0.0
    # Between these amounts of work both its arrival and its answer are straight lines in time.
    came = fluid.arrived(fluid.edges)
    amounts = np.unique(np.concatenate([came, done]))
    amounts = amounts[amounts >= backlog_hours]
    width = np.diff(amounts)
    quarter, rest = amounts[:-1] + 0.25 * width, amounts[:-1] + 0.75 * width
    waits = [np.interp(q, done, times) - np.interp(q, came, fluid.edges) for q in (quarter, rest)]
    slope = waits[1] - waits[0]
    ends = np.stack([waits[0] - 0.5 * slope, waits[1] + 0.5 * slope])
    in_time = quarter < done[-1]
    low, high = np.maximum(ends.min(axis=0)[in_time], 0.0), ends.max(axis=0)[in_time]
    return _shortest(width[in_time], low, high, share * float(width.sum()))


def _shortest(work: Array, low: Array, high: Array, wanted: float) -> float:
    """Wait within which `wanted` work is answered, of pieces whose waits rise evenly."""
    if work.sum() < wanted - TINY:
        return np.inf
    span = high - low
    flat = span <= TINY
    before, before_work = 0.0, 0.0
    for wait in np.unique(np.concatenate([low, high])):
        sloped = np.clip((wait - low) / np.where(flat, 1.0, span), 0.0, 1.0)
        below = float((work * np.where(flat, high < wait, sloped)).sum())
        if below >= wanted - TINY:
            part = (wanted - before_work) / max(below - before_work, TINY)
            return float(before + min(max(part, 0.0), 1.0) * (wait - before))
        before = float(wait)
        before_work = float((work * np.where(flat, high <= wait, sloped)).sum())
        if before_work >= wanted - TINY:
            return before
    return before


@dataclass(frozen=True)
class _Fluid:
    """Work that has come and hours that were staffed, up to any time (hours from the start)."""

    work: Array
    staffed: Array
    width_h: float
    backlog_hours: float

    @classmethod
    def of(
        cls,
        work_hours: ArrayLike,
        interval_minutes: float,
        within_h: float,
        staffed: ArrayLike | None,
        backlog_hours: float,
    ) -> "_Fluid":
        work = np.asarray(work_hours, dtype=np.float64)
        if work.ndim != 1 or work.size == 0:
            raise UsageError("work_hours must be a list with the work of each interval")
        for name, value in (("interval_minutes", interval_minutes), ("within_h", within_h)):
            if not 0 < value < np.inf:
                raise UsageError(f"{name} is {value}: it must be positive")
        if not 0 <= backlog_hours < np.inf:
            raise UsageError(f"backlog_hours is {backlog_hours}: it must be zero or more")
        return cls(
            _row("work_hours", work, work.size),
            _row("staffed", True if staffed is None else staffed, work.size),
            interval_minutes / 60,
            backlog_hours,
        )

    @property
    def edges(self) -> Array:
        """Times at which intervals begin and end, shape (intervals + 1,)."""
        return self.width_h * np.arange(self.work.size + 1, dtype=np.float64)

    @property
    def _came(self) -> Array:
        came: Array = np.append(0.0, np.cumsum(self.work)).astype(np.float64)
        return came + self.backlog_hours

    def arrived(self, time_h: ArrayLike) -> Array:
        """Work that has come by a time, the first backlog included."""
        return np.asarray(np.interp(np.asarray(time_h, dtype=np.float64), self.edges, self._came))

    def arrival_time(self, work_hours: Array) -> Array:
        """When the work after that much came, at the latest."""
        came = self._came
        k = np.clip(np.searchsorted(came, work_hours, side="right") - 1, 0, self.work.size - 1)
        own = self.work[k]
        # Bounded before it is divided: the rounding of `came` may dwarf an interval's own work.
        past = np.clip(work_hours - came[k], 0.0, own)
        return self.edges[k] + self.width_h * np.divide(
            past, own, out=np.zeros(k.shape), where=own > 0
        )

    def staffed_until(self, time_h: ArrayLike) -> Array:
        """Staffed hours before a time."""
        hours = np.concatenate([[0.0], np.cumsum(self.staffed)]) * self.width_h
        return np.asarray(np.interp(np.asarray(time_h, dtype=np.float64), self.edges, hours))


def _work_off(fluid: _Fluid, capacity: Array) -> tuple[Array, Array]:
    """Times, and the work done by then, straight in between; the backlog may run out inside."""
    times, done = [0.0], [0.0]
    waiting = fluid.backlog_hours
    for k, (came, able) in enumerate(zip(fluid.work, capacity, strict=True)):
        begin, end = fluid.edges[k], fluid.edges[k + 1]
        before = done[-1]
        if 0 < waiting < able - came:
            part = waiting / (able - came)
            times.append(begin + part * (end - begin))
            done.append(before + part * able)
        times.append(end)
        done.append(before + min(able, waiting + came))
        waiting = max(waiting + came - able, 0.0)
    return np.array(times), np.array(done)


def _row(name: str, values: ArrayLike, size: int) -> Array:
    """One number for each interval, checked; what is next to nothing is nothing."""
    row = np.asarray(values, dtype=np.float64)
    if row.shape not in {(), (size,)}:
        raise UsageError(f"{name} has shape {row.shape}, but there are {size} intervals")
    require((row >= 0) & np.isfinite(row), f"{name} must be finite and zero or more")
    # Times are divided by such numbers, and what is below rounding would give times without end.
    return np.broadcast_to(np.where(row < TINY, 0.0, row), (size,))
