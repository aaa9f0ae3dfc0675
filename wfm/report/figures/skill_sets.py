"""Agents of each skill set over the week, and the live work that they carry."""

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from wfm.report.figures.clock import (
    active_window,
    as_list,
    by_day_and_clock,
    day_heading,
    day_name,
    hour_axes,
    room_above,
)
from wfm.report.figures.design import INK, faded, finish, queue_colours
from wfm.staff.skill_requirement import SkillRequirement


def agents_by_skill_set(made: SkillRequirement) -> go.Figure:
    """Agents on queue of each skill set, stacked, over the first week."""
    horizon, colours = made.horizon, queue_colours(made.names)
    tables = [by_day_and_clock(horizon, row.astype(np.float64)) for row in made.required_net]
    work = by_day_and_clock(horizon, made.live_erlangs)
    window = active_window(horizon, *tables)
    days = [d for d in range(min(7, horizon.days)) if any(np.nansum(t[d]) > 0 for t in tables)]
    figure = make_subplots(
        rows=1, cols=max(len(days), 1), shared_yaxes=True, horizontal_spacing=0.012
    )
    hours = as_list(window.hours, 3)
    for j, day in enumerate(days):
        place = {"row": 1, "col": j + 1}
        for name, table in zip(made.names, tables, strict=True):
            figure.add_scatter(
                x=hours,
                y=as_list(np.nan_to_num(table[day, window.slots])),
                stackgroup="agents",
                mode="lines",
                line={"width": 0.5, "shape": "hv", "color": colours[name]},
                fillcolor=faded(colours[name], 0.65),
                name=name,
                showlegend=j == 0,
                hovertemplate="%{y:.0f} agents<extra>" + name + "</extra>",
                **place,
            )
        figure.add_scatter(
            x=hours,
            y=as_list(np.nan_to_num(work[day, window.slots]), 2),
            mode="lines",
            line={"color": INK, "width": 1.6, "shape": "hv"},
            name="live work",
            showlegend=j == 0,
            hovertemplate="%{y:.1f} busy with live work<extra></extra>",
            **place,
        )
        day_heading(figure, day_name(horizon.dates[day]), row=1, col=j + 1)
    hour_axes(figure, window, panels=True)
    total = np.sum([np.nan_to_num(t) for t in tables], axis=0)
    figure.update_yaxes(range=[0, room_above(total[days] if days else total)], nticks=6)
    figure.update_yaxes(title_text="agents on queue", row=1, col=1)
    parts = ", ".join(f"{row['skill_set']} {row['required_net_h']:,.0f}" for row in made.totals())
    return finish(
        figure,
        title="Agents required, by skill set, in the first week",
        subtitle="agents on queue by hour of day; the line is the work of live queues, and "
        "deferrable work is done in the room above it",
        says=f"The whole plan asks for {made.net_hours:,.0f} agent-hours on queue ({parts}).",
        height=340,
    )
