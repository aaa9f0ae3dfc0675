"""Agents required against agents scheduled; too few and too many are never netted."""

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from wfm.report.figures.clock import (
    Grid,
    active_window,
    as_list,
    as_rows,
    by_day,
    by_day_and_clock,
    day_axis,
    day_heading,
    day_name,
    hour_axes,
    room_above,
)
from wfm.report.figures.design import (
    MUTED,
    OVER,
    OVER_SCALE,
    REQUIRED,
    SCHEDULED,
    UNDER,
    UNDER_SCALE,
    Rows,
    finish,
    panel_label,
    queue_colours,
)
from wfm.schedule.coverage import Coverage
from wfm.staff.requirement import Requirement

_MAX_WEEKS = 8


def requirement_by_queue(requirement: Requirement) -> go.Figure:
    """Agents to roster by queue over the plan's first week."""
    horizon, colours = requirement.horizon, queue_colours(requirement.queues)
    tables = [by_day_and_clock(horizon, row) for row in requirement.required_gross]
    window = active_window(horizon, *tables)
    days = [d for d in range(min(7, horizon.days)) if any(np.nansum(t[d]) > 0 for t in tables)]
    figure = make_subplots(
        rows=1, cols=max(len(days), 1), shared_yaxes=True, horizontal_spacing=0.012
    )
    for j, day in enumerate(days):
        for queue, table in zip(requirement.queues, tables, strict=True):
            figure.add_scatter(
                x=as_list(window.hours, 3),
                y=as_list(table[day, window.slots]),
                mode="lines",
                line={"color": colours[queue], "width": 1.8, "shape": "hv"},
                name=queue,
                showlegend=j == 0,
                row=1,
                col=j + 1,
                hovertemplate="%{y:.1f} agents<extra>" + queue + "</extra>",
            )
        day_heading(figure, day_name(horizon.dates[day]), row=1, col=j + 1)
    hour_axes(figure, window, panels=True)
    figure.update_yaxes(range=[0, room_above(np.array([t[days] for t in tables]))], nticks=6)
    figure.update_yaxes(title_text="agents to roster", row=1, col=1)
    hours = requirement.required_hours
    parts = ", ".join(
        f"{queue} {row.sum() * horizon.interval_minutes / 60:,.0f}"
        for queue, row in zip(requirement.queues, requirement.required_gross, strict=True)
    )
    return finish(
        figure,
        title="Agents required, by queue, in the first week",
        subtitle="agents to roster by hour of day, "
        f"{requirement.shrinkage_text()} shrinkage included",
        says=f"The whole plan asks for {hours:,.0f} gross agent-hours to roster ({parts}).",
        height=300,
    )


def staffing_by_day(coverage: Coverage) -> go.Figure:
    """Required and scheduled agents by interval, a panel a day, a row a week."""
    horizon = coverage.horizon
    required, scheduled, under, over = (
        by_day_and_clock(horizon, values)
        for values in (coverage.required, coverage.scheduled, coverage.under, coverage.over)
    )
    window = active_window(horizon, required, scheduled)
    weeks = min(-(-horizon.days // 7), _MAX_WEEKS)
    rows = Rows(weeks, each=104, gap=28, top=96)
    figure = make_subplots(
        rows=weeks,
        cols=7,
        shared_xaxes=True,
        shared_yaxes=True,
        horizontal_spacing=0.01,
        vertical_spacing=rows.vertical_spacing,
    )
    hours = [*as_list(window.hours, 3), window.end_hour]

    def steps(table: Grid, day: int) -> list[float | None]:
        values = as_list(np.nan_to_num(table[day, window.slots]))
        return [*values, values[-1]]

    for day in range(min(horizon.days, weeks * 7)):
        place = {"row": day // 7 + 1, "col": day % 7 + 1}
        served = np.nan_to_num(required) - np.nan_to_num(under)
        for table, colour in ((served, SCHEDULED), (under, UNDER), (over, OVER)):
            if np.nansum(table[day]) == 0:
                continue
            figure.add_scatter(
                x=hours,
                y=steps(table, day),
                stackgroup="agents",
                mode="lines",
                line={"width": 0, "shape": "hv"},
                fillcolor=colour,
                hoverinfo="skip",
                showlegend=False,
                **place,
            )
        figure.add_scatter(
            x=hours,
            y=steps(required, day),
            mode="lines",
            showlegend=False,
            line={"color": REQUIRED, "width": 1.3, "shape": "hv"},
            customdata=steps(scheduled, day),
            hovertemplate="%{y:.1f} required, %{customdata:.1f} scheduled<extra></extra>",
            **place,
        )
        day_heading(figure, day_name(horizon.dates[day]), **place)
    for name, colour in (
        ("scheduled and required", SCHEDULED),
        ("too many", OVER),
        ("too few", UNDER),
    ):
        figure.add_scatter(
            x=[None],
            y=[None],
            mode="markers",
            name=name,
            marker={"symbol": "square", "size": 11, "color": colour},
        )
    figure.add_scatter(
        x=[None], y=[None], mode="lines", name="required", line={"color": REQUIRED, "width": 1.5}
    )
    hour_axes(figure, window, panels=True)
    for row in range(weeks):
        figure.update_yaxes(title_text="agents", row=row + 1, col=1)
    shown = "" if weeks * 7 >= horizon.days else f" (first {weeks} weeks)"
    figure.update_layout(margin=rows.margin)
    figure.update_yaxes(range=[0, room_above(required + over)], nticks=5)
    return finish(
        figure,
        title=f"Required and scheduled, interval by interval{shown}",
        subtitle="agents on queue by hour of day, a panel a day" + _counted(coverage),
        says=f"Short of the requirement by {coverage.under_hours:,.0f} agent-hours and above it by "
        f"{coverage.over_hours:,.0f}; the one does not make up for the other.",
        height=rows.height,
    )


def net_staffing(coverage: Coverage) -> go.Figure:
    """Agents too few and too many by day and time of day, side by side."""
    horizon = coverage.horizon
    required, under, over = (
        by_day_and_clock(horizon, v) for v in (coverage.required, coverage.under, coverage.over)
    )
    window = active_window(horizon, required, under, over)
    figure = make_subplots(rows=1, cols=2, shared_yaxes=True, horizontal_spacing=0.1)
    names = [day_name(d) for d in horizon.dates]
    top = max(float(np.nanmax(under)), float(np.nanmax(over)), 1.0)
    for col, (table, scale, word) in enumerate(
        ((under, UNDER_SCALE, "too few"), (over, OVER_SCALE, "too many")), start=1
    ):
        shown = np.where(table > 0.005, table, np.nan)
        figure.add_heatmap(
            z=as_rows(shown[:, window.slots], 1),
            x=as_list(window.middles, 3),
            y=names,
            text=[window.labels] * horizon.days,
            x0=None,
            colorscale=scale,
            zmin=0,
            zmax=top,
            xgap=0,
            ygap=1,
            hoverongaps=False,
            hovertemplate="%{y} at %{text}: %{z:.1f} agents " + word + "<extra></extra>",
            colorbar={
                "x": 0.45 if col == 1 else 1.0,
                "thickness": 10,
                "len": 0.9,
                "outlinewidth": 0,
                "title": {"text": "agents", "font": {"size": 12, "color": MUTED}},
                "tickfont": {"size": 11, "color": MUTED},
            },
            row=1,
            col=col,
        )
        hours = (
            float(np.sum(coverage.under if col == 1 else coverage.over))
            * horizon.interval_minutes
            / 60
        )
        panel_label(
            figure,
            f"<b>{word}</b>: {hours:,.0f} agent-hours",
            UNDER if col == 1 else OVER,
            row=1,
            col=col,
        )
    figure.update_yaxes(autorange="reversed", showgrid=False, tickfont={"size": 11})
    hour_axes(figure, window)
    figure.update_xaxes(title_text="hour of day")
    figure.update_layout(margin={"l": 84, "r": 60})
    return finish(
        figure,
        title="Where there are too few and too many agents",
        subtitle="agents below and above the requirement by day and hour; blank where it is met",
        says=worst_stretch(coverage),
        height=150 + 17 * horizon.days,
    )


def hours_off_requirement(coverage: Coverage) -> go.Figure:
    """Agent-hours below and above the requirement for each day."""
    horizon = coverage.horizon
    share = horizon.interval_minutes / 60
    under, over = (by_day(horizon, v) * share for v in (coverage.under, coverage.over))
    figure = go.Figure()
    for values, colour, word, sign in ((over, OVER, "too many", 1), (under, UNDER, "too few", -1)):
        figure.add_bar(
            x=horizon.dates,
            y=as_list(sign * values, 1),
            marker={"color": colour},
            name=word,
            customdata=as_list(values, 1),
            hovertemplate="%{x|%a %d %b}: %{customdata:,.1f} agent-hours "
            + word
            + "<extra></extra>",
        )
    figure.update_layout(barmode="relative", margin={"t": 76, "b": 52})
    day_axis(figure, horizon.dates)
    figure.update_yaxes(
        title_text="agent-hours",
        rangemode="normal",
        zeroline=True,
        zerolinecolor="#5b6775",
        zerolinewidth=1,
    )
    return finish(
        figure,
        title="Agent-hours above and below the requirement, by day",
        subtitle="agent-hours; above zero: more than required, below zero: fewer than required",
        says=f"{over.sum():,.0f} agent-hours above, {under.sum():,.0f} below.",
        height=300,
    )


def _counted(coverage: Coverage) -> str:
    return ", counted by proficiency" if coverage.by_proficiency else ""


def worst_stretch(coverage: Coverage) -> str:
    """Where the roster is shortest, in a sentence."""
    if coverage.under_hours < 0.05:
        return "No interval is short of its requirement."
    horizon = coverage.horizon
    worst = int(np.argmax(coverage.under))
    moment = horizon.moment(float(horizon.interval_start_s[worst]))
    return (
        f"The shortest interval is {day_name(moment.date())} at {moment:%H:%M}: "
        f"{coverage.scheduled[worst]:.1f} of {coverage.required[worst]:.1f} agents"
        f"{_counted(coverage)}."
    )
