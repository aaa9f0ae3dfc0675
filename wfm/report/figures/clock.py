"""Values by interval laid out as days x time of day, for panels and heat maps."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from wfm.center.horizon import Horizon
from wfm.center.values import format_clock
from wfm.report.figures.design import MUTED, panel_label

Grid = NDArray[np.float64]


def by_day_and_clock(horizon: Horizon, values: Grid) -> Grid:
    """Values by interval as a table of shape (days, slots of a day), NaN where there is none.

    A slot is a wall-clock interval; one that an autumn clock change repeats shows the mean of its
    two passes, one that a spring change skips is NaN.
    """
    slots = 24 * 60 // horizon.interval_minutes
    total, count = np.zeros((horizon.days, slots)), np.zeros((horizon.days, slots))
    place = (horizon.day_of_interval, horizon.clock_min_of_interval // horizon.interval_minutes)
    known = ~np.isnan(values)
    np.add.at(total, place, np.where(known, values, 0.0))
    np.add.at(count, place, known)
    return np.divide(total, count, out=np.full_like(total, np.nan), where=count > 0)


def by_day(horizon: Horizon, values: Grid) -> Grid:
    """Sum of values by interval for each day, shape (..., days)."""
    first = np.searchsorted(horizon.day_of_interval, np.arange(horizon.days))
    return np.add.reduceat(values, first, axis=-1)


@dataclass(frozen=True)
class Window:
    """The stretch of the day in which anything happens."""

    first: int
    last: int
    interval_minutes: int

    @property
    def slots(self) -> slice:
        """Slots of the window."""
        return slice(self.first, self.last)

    @property
    def hours(self) -> Grid:
        """Start of each slot, hours after midnight."""
        return np.arange(self.first, self.last) * self.interval_minutes / 60

    @property
    def middles(self) -> Grid:
        """Middle of each slot, hours after midnight: where a heat map's cell belongs."""
        return self.hours + self.interval_minutes / 120

    @property
    def end_hour(self) -> float:
        """End of the window, hours after midnight."""
        return self.last * self.interval_minutes / 60

    @property
    def labels(self) -> list[str]:
        """Clock time of each slot's start."""
        return [format_clock(hour * 60) for hour in self.hours]


def active_window(horizon: Horizon, *tables: Grid) -> Window:
    """The window of whole hours outside which every (days, slots) table is zero or NaN."""
    slots = 24 * 60 // horizon.interval_minutes
    busy = np.zeros(slots, dtype=bool)
    for table in tables:
        busy |= np.any(np.nan_to_num(table) > 0, axis=0)
    if not busy.any():
        return Window(0, slots, horizon.interval_minutes)
    hour = 60 // horizon.interval_minutes
    used = np.flatnonzero(busy)
    first, last = int(used[0]) // hour * hour, -(-(int(used[-1]) + 1) // hour) * hour
    return Window(first, last, horizon.interval_minutes)


def day_name(day: date) -> str:
    """Short name of a day, such as ``Mon 5 Oct``."""
    return f"{day:%a} {day.day} {day:%b}"


def as_list(values: Grid, digits: int = 2) -> list[float | None]:
    """Rounded numbers for a figure, None for NaN: shorter in a file than full floats."""
    return [None if np.isnan(v) else round(float(v), digits) for v in np.ravel(values)]


def as_rows(table: Grid, digits: int = 2) -> list[list[float | None]]:
    """`as_list` of each row."""
    return [as_list(row, digits) for row in table]


def hour_axes(figure: go.Figure, window: Window, *, panels: bool = False) -> None:
    """Hours of day along every x axis; few, and none at the edges, where panels stand in a row."""
    low, high = float(window.hours[0]), window.end_hour
    step = (3 if high - low <= 15 else 6) if panels else 2
    hours = [h for h in range(0, 25, step) if low <= h <= high]
    if panels:
        hours = [h for h in hours if low < h < high]
    figure.update_xaxes(
        range=[low, high], tickangle=0, tickvals=hours, ticktext=[f"{h:02d}" for h in hours]
    )


def day_axis(figure: go.Figure, days: tuple[date, ...]) -> None:
    """Days along every x axis: each with its weekday, or Mondays alone when there are many."""
    every = len(days) <= 31
    shown = [d for d in days if every or d.weekday() == 0]

    figure.update_xaxes(
        tickvals=[str(d) for d in shown],
        ticktext=[day_tick(d, days) for d in shown],
        range=[
            str(datetime.combine(days[i], time()) + timedelta(hours=18 * sign))
            for i, sign in ((0, -1), (-1, 1))
        ],
        tickfont={"size": 11},
        tickangle=0,
    )


def day_tick(day: date, days: tuple[date, ...]) -> str:
    """A day as the label of a tick; with the month where it begins."""
    month = f" {day:%b}" if day.day == 1 or day == days[0] else ""
    return f"{day:%a}"[:2] + f"<br>{day.day}{month}" if len(days) <= 31 else f"{day.day} {day:%b}"


def day_heading(figure: go.Figure, text: str, row: int, col: int) -> None:
    """Name of the day above its panel."""
    panel_label(figure, text, MUTED, row=row, col=col)


def room_above(values: Grid) -> float:
    """Upper end of an axis that shows the values and leaves some room."""
    top = float(np.nanmax(values)) if np.isfinite(values).any() else 0.0
    return 1.08 * top if top > 0 else 1.0
