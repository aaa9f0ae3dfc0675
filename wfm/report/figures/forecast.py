"""What is expected, beside what was recorded."""

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from wfm.center.history import History
from wfm.center.values import WEEKDAYS
from wfm.forecast.forecast import Forecast, per_day
from wfm.report.figures.clock import (
    Grid,
    active_window,
    as_list,
    by_day_and_clock,
    day_heading,
    day_name,
    hour_axes,
    room_above,
)
from wfm.report.figures.design import (
    HISTORY,
    Rows,
    faded,
    finish,
    panel_label,
    queue_colours,
)

BAND = (0.1, 0.9)
_PATHS = 200


def daily_forecast(history: History, forecast: Forecast, *, weeks: int = 8) -> go.Figure:
    """Contacts a day by queue: the last weeks of history, then the forecast with its 80% band.

    Where the planner changed it, the statistical forecast is the dotted line.

    Days without contacts, such as those on which a queue is closed, are left blank.

    Parameters
    ----------
    history : History
    forecast : Forecast
    weeks : int
        Weeks of history to show.
    """
    queues, colours = _with_contacts(history, forecast), queue_colours(forecast.queues)
    rows = Rows(len(queues), each=130, gap=38, bottom=34)
    figure = make_subplots(
        rows=rows.count, cols=1, shared_xaxes=True, vertical_spacing=rows.vertical_spacing
    )
    ahead, mean = forecast.horizon.dates, _blank(forecast.daily)
    statistical = _blank(forecast.daily_statistical)
    low, high = forecast.daily_quantiles(BAND, _PATHS, 1)
    recorded = _blank(per_day(np.nan_to_num(history.offered), history.grid))
    past = min(weeks * 7, history.grid.days)
    for row, queue in enumerate(queues, start=1):
        place, colour, i = {"row": row, "col": 1}, colours[queue], forecast.queues.index(queue)
        shown = [mean[i], high[i]]
        if queue in history.queues:
            own = recorded[history.queues.index(queue), -past:]
            shown.append(own)
            figure.add_scatter(
                x=history.grid.dates[-past:],
                y=as_list(own, 0),
                mode="lines+markers",
                line={"color": HISTORY, "width": 1.2},
                marker={"size": 3.5},
                hovertemplate="%{x|%a %d %b}: %{y:,.0f} recorded<extra></extra>",
                **place,
            )
        for first, last in _runs(~np.isnan(mean[i])):
            days = ahead[first:last]
            figure.add_scatter(
                x=days + days[::-1],
                y=as_list(np.concatenate([high[i][first:last], low[i][first:last][::-1]]), 0),
                fill="toself",
                fillcolor=faded(colour, 0.22),
                line={"width": 0},
                mode="lines",
                hoverinfo="skip",
                **place,
            )
        if not np.allclose(statistical[i], mean[i], equal_nan=True):
            figure.add_scatter(
                x=ahead,
                y=as_list(statistical[i], 0),
                mode="lines",
                line={"color": colour, "width": 1.2, "dash": "dot"},
                hovertemplate="%{x|%a %d %b}: %{y:,.0f} before the planner's changes"
                "<extra></extra>",
                **place,
            )
        figure.add_scatter(
            x=ahead,
            y=as_list(mean[i], 0),
            mode="lines+markers",
            line={"color": colour, "width": 2},
            marker={"size": 4.5},
            customdata=np.column_stack([low[i].round(), high[i].round()]).tolist(),
            hovertemplate="%{x|%a %d %b}: %{y:,.0f} expected (80%: %{customdata[0]:,.0f}"
            " to %{customdata[1]:,.0f})<extra></extra>",
            **place,
        )
        panel_label(figure, f"<b>{queue}</b>", colour, **place)
        figure.update_yaxes(range=[0, room_above(np.concatenate(shown))], **place)
    figure.update_yaxes(title_text="contacts a day", tickformat=",d", nticks=5)
    figure.update_xaxes(tickformat="%-d %b", dtick=7 * 86400000, tick0=str(ahead[0]))
    figure.update_layout(showlegend=False, margin=rows.margin)
    every_queue = np.nansum(mean, axis=0)
    busiest = int(every_queue.argmax())
    return finish(
        figure,
        title="Contacts a day",
        subtitle="grey: recorded; colour: expected, with the band that holds 8 days in 10",
        says=f"{every_queue.sum():,.0f} contacts are expected in {len(ahead)} days; the busiest "
        f"is {day_name(ahead[busiest])} with {every_queue[busiest]:,.0f}.",
        height=rows.height,
    )


def first_week(history: History, forecast: Forecast, *, weeks: int = 4) -> go.Figure:
    """The plan's first week by interval, against the mean of the last same weekdays recorded.

    Parameters
    ----------
    history : History
    forecast : Forecast
    weeks : int
        Same weekdays of history to average.
    """
    queues, horizon = _with_contacts(history, forecast), forecast.horizon
    colours, chosen = queue_colours(forecast.queues), [forecast.queues.index(q) for q in queues]
    low, high = forecast.quantiles(BAND, _PATHS, 1)[:, chosen]
    tables = [_blank(by_day_and_clock(horizon, row)) for row in forecast.offered[chosen]]
    window = active_window(horizon, *tables)
    days = [d for d in range(min(7, horizon.days)) if any(np.nansum(t[d]) > 0 for t in tables)]
    rows = Rows(len(queues), each=118, gap=20, top=96)
    figure = make_subplots(
        rows=rows.count,
        cols=max(len(days), 1),
        shared_xaxes=True,
        horizontal_spacing=0.012,
        vertical_spacing=rows.vertical_spacing,
    )
    hours = as_list(window.hours, 3)
    for i, queue in enumerate(queues):
        bands = [by_day_and_clock(horizon, band[i]) for band in (low, high)]
        usual = _usual_day(history, queue, weeks, horizon.interval_minutes)
        top = room_above(np.concatenate([bands[1][days].ravel(), tables[i][days].ravel()]))
        for j, day in enumerate(days):
            place = {"row": i + 1, "col": j + 1}
            below, above = (b[day, window.slots] for b in bands)
            for first, last in _runs(~np.isnan(tables[i][day, window.slots])):
                span = hours[first:last]
                figure.add_scatter(
                    x=span + span[::-1],
                    y=as_list(np.concatenate([above[first:last], below[first:last][::-1]]), 1),
                    fill="toself",
                    mode="lines",
                    fillcolor=faded(colours[queue], 0.22),
                    line={"width": 0},
                    hoverinfo="skip",
                    **place,
                )
            if usual is not None:
                figure.add_scatter(
                    x=hours,
                    y=as_list(_blank(usual[horizon.dates[day].weekday(), window.slots]), 1),
                    mode="lines",
                    line={"color": HISTORY, "width": 1.2},
                    hovertemplate="%{y:.1f} recorded on average<extra></extra>",
                    **place,
                )
            figure.add_scatter(
                x=hours,
                y=as_list(tables[i][day, window.slots], 1),
                mode="lines",
                line={"color": colours[queue], "width": 1.8},
                hovertemplate="%{y:.1f} expected<extra></extra>",
                **place,
            )
            figure.update_yaxes(range=[0, top], showticklabels=j == 0, nticks=5, **place)
            if i == 0:
                day_heading(figure, day_name(horizon.dates[day]), **place)
        figure.update_yaxes(
            title={"text": f"<b>{queue}</b>", "font": {"color": colours[queue]}}, row=i + 1, col=1
        )
    hour_axes(figure, window, panels=True)
    figure.update_layout(showlegend=False, margin=rows.margin)
    return finish(
        figure,
        title="The first week, interval by interval",
        subtitle=f"contacts per {horizon.interval_minutes} minutes by hour of day; colour: "
        f"expected, with 80% band; grey: mean of the last {weeks} same weekdays recorded",
        says="The band is what single intervals may bring, so it is wide where few contacts come.",
        height=rows.height,
    )


def _with_contacts(history: History, forecast: Forecast) -> tuple[str, ...]:
    """Queues that contacts come to from outside; the first if there is none."""
    return (
        tuple(
            queue
            for i, queue in enumerate(forecast.queues)
            if forecast.offered[i].any() or _recorded(history, queue)
        )
        or forecast.queues[:1]
    )


def _recorded(history: History, queue: str) -> bool:
    return queue in history.queues and bool(
        np.nansum(history.offered[history.queues.index(queue)]) > 0
    )


def _blank(values: Grid) -> Grid:
    """NaN in place of zeros."""
    blanked: Grid = np.where(values > 0, values, np.nan)
    return blanked


def _runs(chosen: np.ndarray) -> list[tuple[int, int]]:
    """First and last (exclusive) of each run of true values."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], chosen.astype(int), [0]])))
    return [(int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True)]


def _usual_day(history: History, queue: str, weeks: int, per_minutes: int) -> Grid | None:
    """Mean of the last `weeks` same weekdays by slot of `per_minutes`, shape (7, slots)."""
    if queue not in history.queues:
        return None
    grid = history.grid
    table = by_day_and_clock(grid, history.offered[history.queues.index(queue)])
    table = _resampled(table, grid.interval_minutes, per_minutes)
    usual = np.full((len(WEEKDAYS), table.shape[1]), np.nan)
    weekday = np.array([day.weekday() for day in grid.dates])
    for number in range(len(WEEKDAYS)):
        rows = table[weekday == number][-weeks:]
        known = (~np.isnan(rows)).sum(axis=0)
        np.divide(np.nansum(rows, axis=0), known, where=known > 0, out=usual[number])
    return usual


def _resampled(table: Grid, minutes: int, per_minutes: int) -> Grid:
    """Contacts a slot of another length, spread evenly inside a longer one."""
    if per_minutes >= minutes:
        merged: Grid = table.reshape(len(table), -1, per_minutes // minutes).sum(axis=2)
        return merged
    parts = minutes // per_minutes
    return np.repeat(table / parts, parts, axis=1)
