"""Pages of what callers and agents live through: waits, queues over the day, an animated day."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import plotly.graph_objects as go

from wfm.center.roster import Roster
from wfm.report.figures.animated_day import animated_day
from wfm.report.figures.clock import day_name
from wfm.report.figures.queue_day import queue_and_occupancy
from wfm.report.figures.standalone import write_figure
from wfm.report.figures.waits import wait_distribution
from wfm.simulate.arrays import Floats
from wfm.simulate.outcome import Outcome
from wfm.simulate.tallies import WAIT_EDGES_S


def write_living(outcome: Outcome, folder: Path, roster: Roster | None = None) -> tuple[Path, ...]:
    """Write the pages ``waits.html``, ``queue-day.html`` and ``animated-day.html``.

    The two days are the busiest one of the horizon.

    Parameters
    ----------
    outcome : Outcome
    folder : Path
    roster : Roster, optional
        That was simulated; a model file has none.

    Returns
    -------
    tuple of Path
        What was written.
    """
    pages = {
        "waits.html": waits(outcome),
        "queue-day.html": busiest_day(outcome, roster),
        "animated-day.html": busiest_day_animated(outcome),
    }
    for name, figure in pages.items():
        write_figure(figure, folder / name)
    return tuple(folder / name for name in pages)


def waits(outcome: Outcome) -> go.Figure:
    """How long contacts wait."""
    queues = outcome.queues
    thresholds = [float(queues.thresholds_s[k]) if k >= 0 else None for k in queues.own_threshold]
    counts = outcome.tallies.wait_counts.sum(axis=0)
    return wait_distribution(WAIT_EDGES_S, counts, queues.names, thresholds_s=thresholds)


def busiest_day(outcome: Outcome, roster: Roster | None = None) -> go.Figure:
    """Queues and occupancy over the busiest day, and when in it people are rostered."""
    day = _day(outcome)
    rostered = None
    if roster is not None:
        on_queue = roster.on_queue(tuple(roster.by_agent)).sum(axis=0)
        rostered = on_queue[outcome.horizon.day_of_interval == day.number] > 0
    here_s = day.busy + day.idle
    occupancy = np.full(len(here_s), np.nan)
    np.divide(day.busy, here_s, out=occupancy, where=here_s > 0)
    return queue_and_occupancy(
        day.hours,
        day.waiting.mean(axis=0),
        occupancy,
        outcome.queues.names,
        waiting_high=np.quantile(day.waiting, 0.9, axis=0),
        rostered=rostered,
        day=f"{day_name(day.date)}, the busiest day",
    )


def busiest_day_animated(outcome: Outcome) -> go.Figure:
    """The busiest day, interval by interval."""
    day = _day(outcome)
    waiting = day.waiting.mean(axis=0)
    return animated_day(
        day.hours,
        waiting,
        day.busy[None],
        day.idle[None],
        outcome.queues.names,
        day=f"{day_name(day.date)}, the busiest day",
    )


@dataclass(frozen=True, eq=False)
class _Day:
    """The busiest day: hours (T,), contacts waiting (n, Q, T), agents busy and idle (T,)."""

    number: int
    date: date
    hours: Floats
    waiting: Floats
    busy: Floats
    idle: Floats


def _day(outcome: Outcome) -> _Day:
    tallies, horizon = outcome.tallies, outcome.horizon
    work_s = tallies.handled_s.mean(axis=0).sum(axis=0)
    day = int(np.argmax(np.bincount(horizon.day_of_interval, work_s)))
    of_day = np.flatnonzero(horizon.day_of_interval == day)
    here = tallies.agents_on_queue_s[:, of_day].mean(axis=0) / horizon.interval_s
    busy = tallies.agents_busy_s[:, of_day].mean(axis=0) / horizon.interval_s
    return _Day(
        number=day,
        date=horizon.dates[day],
        hours=horizon.clock_min_of_interval[of_day] / 60,
        waiting=tallies.queue_length_s[:, :, of_day] / horizon.interval_s,
        busy=busy,
        idle=np.maximum(here - busy, 0),
    )
