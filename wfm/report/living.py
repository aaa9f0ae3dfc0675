"""Pages of what callers and agents live through: waits, queues over the day, an animated day."""

from pathlib import Path

import numpy as np

from wfm.report.figures.animated_day import animated_day
from wfm.report.figures.queue_day import queue_and_occupancy
from wfm.report.figures.standalone import write_figure
from wfm.report.figures.waits import wait_distribution
from wfm.simulate.outcome import Outcome
from wfm.simulate.tallies import WAIT_EDGES_S


def write_living(outcome: Outcome, folder: Path) -> tuple[Path, ...]:
    """Write the pages ``waits.html``, ``queue-day.html`` and ``animated-day.html``.

    The two days are the busiest one of the horizon.

    Parameters
    ----------
    outcome : Outcome
    folder : Path

    Returns
    -------
    tuple of Path
        What was written.
    """
    names, tallies, horizon = outcome.queues.names, outcome.tallies, outcome.horizon
    thresholds = [
        float(outcome.queues.thresholds_s[k]) if k >= 0 else None
        for k in outcome.queues.own_threshold
    ]
    work_s = tallies.handled_s.mean(axis=0).sum(axis=0)
    day = int(np.argmax(np.bincount(horizon.day_of_interval, work_s)))
    of_day = np.flatnonzero(horizon.day_of_interval == day)
    hours = horizon.clock_min_of_interval[of_day] / 60
    waiting = tallies.queue_length_s[:, :, of_day] / horizon.interval_s
    here_s = tallies.agents_on_queue_s[:, of_day].mean(axis=0)
    busy_s = tallies.agents_busy_s[:, of_day].mean(axis=0)
    occupancy = np.full(len(of_day), np.nan)
    np.divide(busy_s, here_s, out=occupancy, where=here_s > 0)
    busy, idle = busy_s / horizon.interval_s, np.maximum(here_s - busy_s, 0) / horizon.interval_s
    pages = {
        "waits.html": wait_distribution(
            WAIT_EDGES_S, tallies.wait_counts.sum(axis=0), names, thresholds_s=thresholds
        ),
        "queue-day.html": queue_and_occupancy(
            hours,
            waiting.mean(axis=0),
            occupancy,
            names,
            waiting_high=np.quantile(waiting, 0.9, axis=0),
        ),
        "animated-day.html": animated_day(
            hours, waiting.mean(axis=0), busy[None], idle[None], names
        ),
    }
    for name, figure in pages.items():
        write_figure(figure, folder / name)
    return tuple(folder / name for name in pages)
