"""The day as queues and agents live it: contacts waiting, and how busy agents are."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray
from plotly.subplots import make_subplots

from wfm.center.values import format_clock
from wfm.report.figures.clock import as_list, room_above
from wfm.report.figures.design import (
    INK,
    MUTED,
    Rows,
    faded,
    finish,
    panel_label,
    plain,
    queue_colours,
)

Floats = NDArray[np.float64]


def queue_and_occupancy(
    hours: Floats,
    waiting: Floats,
    occupancy: Floats,
    queues: Sequence[str],
    *,
    waiting_high: Floats | None = None,
    rostered: NDArray[np.bool_] | None = None,
    day: str = "the day",
) -> go.Figure:
    """Contacts waiting in each queue over the day, and the occupancy of the agents below.

    Parameters
    ----------
    hours : array, shape (T,)
        Start of each interval, hours after midnight.
    waiting : array, shape (Q, T)
        Mean number of contacts waiting in each interval: contact-seconds waited over its seconds.
    occupancy : array, shape (T,)
        Busy share of the agents on queue; NaN where there are none.
    queues : sequence of str
    waiting_high : array, shape (Q, T), optional
        Number that nine days in ten do not exceed.
    rostered : array of bool, shape (T,), optional
        Intervals in which anybody is rostered on queue: after the last shift whoever still works
        off a contact is busy all the time, and that is no busy interval.
    day : str
        How to call the day in the title.
    """
    rows = Rows(len(queues) + 1, each=120, gap=34, bottom=52)
    figure = make_subplots(
        rows=rows.count, cols=1, shared_xaxes=True, vertical_spacing=rows.vertical_spacing
    )
    colours = queue_colours(queues)
    clock = [format_clock(h * 60) for h in hours]
    edges = stair_edges(hours)
    said = []
    for i, queue in enumerate(queues):
        place = {"row": i + 1, "col": 1}
        colour = colours[queue]
        if waiting_high is not None:
            figure.add_scatter(
                x=as_list(edges, 4),
                y=as_list(stairs(waiting_high[i]), 2),
                mode="lines",
                line={"color": faded(colour, 0.35), "width": 1, "shape": "hv"},
                customdata=[*clock, ""],
                hovertemplate="%{customdata}: up to %{y} waiting on nine days in ten"
                "<extra>" + plain(queue) + "</extra>",
                showlegend=False,
                **place,
            )
        figure.add_scatter(
            x=as_list(edges, 4),
            y=as_list(stairs(waiting[i]), 2),
            mode="lines",
            line={"color": colour, "width": 1.6, "shape": "hv"},
            fill="tozeroy",
            fillcolor=faded(colour, 0.25),
            customdata=[*clock, ""],
            hovertemplate="%{customdata}: %{y} waiting<extra>" + plain(queue) + "</extra>",
            showlegend=False,
            **place,
        )
        top = waiting[i] if waiting_high is None else np.maximum(waiting[i], waiting_high[i])
        figure.update_yaxes(title_text="waiting", range=[0, max(room_above(top), 1.0)], **place)
        worst = int(np.argmax(waiting[i])) if waiting[i].size else 0
        words = f"<b>{plain(queue)}</b>   most at {clock[worst]}: {waiting[i][worst]:.1f} contacts"
        panel_label(figure, words, colour, **place)
        said.append(f"{queue} {waiting[i][worst]:.1f} at {clock[worst]}")
    place = {"row": rows.count, "col": 1}
    figure.add_scatter(
        x=as_list(edges, 4),
        y=as_list(stairs(occupancy), 4),
        mode="lines",
        line={"color": INK, "width": 1.8, "shape": "hv"},
        customdata=[*clock, ""],
        hovertemplate="%{customdata}: %{y:.0%} busy<extra>agents</extra>",
        showlegend=False,
        connectgaps=False,
        **place,
    )
    figure.update_yaxes(title_text="busy", tickformat=".0%", range=[0, 1.05], **place)
    known = ~np.isnan(occupancy) if rostered is None else ~np.isnan(occupancy) & rostered
    busiest = "nobody on queue"
    if known.any():
        most = int(np.argmax(np.where(known, occupancy, -1.0)))
        busiest = f"{occupancy[most]:.0%} at {clock[most]}"
    panel_label(figure, f"<b>agents</b>   busiest interval {busiest}", INK, **place)
    figure.update_xaxes(**day_hours(hours))
    figure.update_layout(margin=rows.margin)
    figure.update_annotations(font_size=12)
    shown = "" if waiting_high is None else "; thin line: nine days in ten stay below"
    return finish(
        figure,
        title=f"Queues and agents over {day}",
        subtitle=f"contacts waiting on average{shown}; bottom: busy share of agents, by hour",
        says="Most contacts waiting on average: " + ", ".join(said) + ".",
        height=rows.height,
    ).update_yaxes(tickfont={"color": MUTED})


def stair_edges(hours: Floats) -> Floats:
    """Starts of the intervals, and the end of the last: what `stairs` are drawn over."""
    width = float(hours[1] - hours[0]) if hours.size > 1 else 1.0
    return np.append(hours, hours[-1] + width)


def stairs(values: Floats) -> Floats:
    """Values of intervals with the last one repeated, so that it is drawn to its end."""
    return np.append(values, values[-1])


def day_hours(hours: Floats) -> dict[str, object]:
    """An x axis with the hours of the day."""
    low, high = (float(edge) for edge in stair_edges(hours)[[0, -1]])
    ticks = list(range(int(np.ceil(low)), int(high) + 1, 1 if high - low <= 13 else 2))
    return {
        "range": [low, high],
        "tickvals": ticks,
        "ticktext": [f"{h % 24:02d}" for h in ticks],
    }
