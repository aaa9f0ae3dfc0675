"""A day played back: who waits and who works, interval by interval."""

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
    SCHEDULED,
    UNDER,
    faded,
    finish,
    plain,
    queue_colours,
)
from wfm.report.figures.queue_day import day_hours, stair_edges, stairs

Floats = NDArray[np.float64]

BUSY, IDLE = "#2f78b3", SCHEDULED
FRAME_MS = 350


def animated_day(
    hours: Floats,
    waiting: Floats,
    busy: Floats,
    idle: Floats,
    queues: Sequence[str],
    groups: Sequence[str] = ("agents",),
    day: str = "The day",
) -> go.Figure:
    """A day with a play button and a slider: contacts waiting, agents busy and idle.

    Parameters
    ----------
    hours : array, shape (T,)
        Start of each interval, hours after midnight.
    waiting : array, shape (Q, T)
        Contacts waiting in each queue, on average over the interval, of one day or of many.
    busy, idle : array, shape (G, T)
        Agents of each group with a contact in hand, and free.
    queues, groups : sequence of str
    day : str
        How to call the day in the title.
    """
    hours, waiting, busy, idle = _while_something_happens(hours, waiting, busy, idle)
    figure = make_subplots(
        rows=2,
        cols=2,
        specs=[[{}, {}], [{"colspan": 2}, None]],
        row_heights=[0.62, 0.38],
        horizontal_spacing=0.14,
        vertical_spacing=0.2,
    )
    colours = queue_colours(queues)
    total = waiting.sum(axis=0)
    clock = [format_clock(h * 60) for h in hours]
    figure.add_traces(
        _moment(0, hours, waiting, busy, idle, queues, groups, colours),
        rows=[1, 1, 1, 2],
        cols=[1, 2, 2, 1],
    )
    figure.add_scatter(
        x=as_list(stair_edges(hours), 4),
        y=as_list(stairs(total), 2),
        mode="lines",
        line={"color": UNDER, "width": 1.4, "shape": "hv"},
        fill="tozeroy",
        fillcolor=faded(UNDER, 0.22),
        customdata=[*clock, ""],
        hovertemplate="%{customdata}: %{y} waiting<extra>all queues</extra>",
        showlegend=False,
        row=2,
        col=1,
    )
    figure.frames = [
        go.Frame(
            name=clock[t],
            data=_moment(t, hours, waiting, busy, idle, queues, groups, colours),
            traces=[0, 1, 2, 3],
            layout={"annotations": [_clock_face(clock[t], waiting[:, t], busy[:, t], idle[:, t])]},
        )
        for t in range(len(hours))
    ]
    most_waiting, most_agents = room_above(waiting), room_above(busy + idle)
    figure.update_xaxes(title_text="contacts waiting", range=[0, most_waiting * 1.12], row=1, col=1)
    figure.update_xaxes(title_text="agents", range=[0, most_agents * 1.05], row=1, col=2)
    figure.update_yaxes(autorange="reversed", showgrid=False, automargin=True, row=1)
    figure.update_xaxes(showgrid=True, row=1)
    figure.update_xaxes(**day_hours(hours), row=2, col=1)
    figure.update_yaxes(title_text="all waiting", range=[0, room_above(total)], row=2, col=1)
    figure.update_layout(
        barmode="stack",
        bargap=0.35,
        margin={"t": 104, "b": 108, "l": 84, "r": 28},
        annotations=[_clock_face(clock[0], waiting[:, 0], busy[:, 0], idle[:, 0])],
        updatemenus=[_buttons()],
        sliders=[_slider(clock)],
    )
    worst = int(np.argmax(total))
    here = (busy + idle).sum(axis=0)
    # After closing time only those are there who finish a contact: they are not short of hands.
    free = int(np.argmin(np.where(here > 0.1 * here.max(), idle.sum(axis=0), np.inf)))
    return finish(
        figure,
        title=f"{day}, interval by interval",
        subtitle="left: contacts waiting; right: agents with a contact in hand, and free",
        says=f"Most contacts wait at {clock[worst]}: {total[worst]:.1f}. Fewest agents are free at "
        f"{clock[free]}: {idle[:, free].sum():.1f}.",
        height=560,
    )


def _while_something_happens(
    hours: Floats, waiting: Floats, busy: Floats, idle: Floats
) -> tuple[Floats, Floats, Floats, Floats]:
    """The same without the hours before and after, in which nobody waits or works."""
    happens = np.flatnonzero(waiting.sum(axis=0) + (busy + idle).sum(axis=0) >= 0.05)
    if len(happens) < 2:
        return hours, waiting, busy, idle
    inside = slice(int(happens[0]), int(happens[-1]) + 1)
    return hours[inside], waiting[:, inside], busy[:, inside], idle[:, inside]


def _moment(
    t: int,
    hours: Floats,
    waiting: Floats,
    busy: Floats,
    idle: Floats,
    queues: Sequence[str],
    groups: Sequence[str],
    colours: dict[str, str],
) -> list[go.Bar | go.Scatter]:
    """What moves: bars of the queues, of busy and of idle agents, and the hand of the clock."""
    names = [plain(queue) for queue in queues]
    teams = [plain(group) for group in groups]
    top = room_above(waiting.sum(axis=0))
    return [
        go.Bar(
            x=as_list(waiting[:, t], 1),
            y=names,
            orientation="h",
            marker={"color": [colours[queue] for queue in queues]},
            text=[f"{w:.1f}" if w >= 0.05 else "nobody" for w in waiting[:, t]],
            textposition="outside",
            cliponaxis=False,
            hovertemplate="%{y}: %{x} waiting<extra></extra>",
            showlegend=False,
        ),
        go.Bar(
            x=as_list(busy[:, t], 1),
            y=teams,
            orientation="h",
            marker={"color": BUSY},
            name="busy",
            hovertemplate="%{y}: %{x} busy<extra></extra>",
        ),
        go.Bar(
            x=as_list(idle[:, t], 1),
            y=teams,
            orientation="h",
            marker={"color": IDLE},
            name="free",
            hovertemplate="%{y}: %{x} free<extra></extra>",
        ),
        go.Scatter(
            x=[round(float(hours[t]), 4)] * 2,
            y=[0, top],
            mode="lines",
            line={"color": INK, "width": 2},
            hoverinfo="skip",
            showlegend=False,
        ),
    ]


def _clock_face(clock: str, waiting: Floats, busy: Floats, idle: Floats) -> dict[str, object]:
    """The time in large figures, and the moment in a line."""
    words = f"{waiting.sum():.0f} waiting, {busy.sum():.0f} busy, {idle.sum():.0f} free"
    return {
        "text": f"<b style='font-size:26px'>{clock}</b>   {words}",
        "x": 0,
        "xref": "paper",
        "xanchor": "left",
        "y": 1,
        "yref": "paper",
        "yanchor": "bottom",
        "yshift": 6,
        "font": {"size": 14, "color": INK},
        "showarrow": False,
    }


def _buttons() -> dict[str, object]:
    play = {"frame": {"duration": FRAME_MS, "redraw": True}, "transition": {"duration": 0}}
    stop = {"frame": {"duration": 0, "redraw": False}, "mode": "immediate"}
    return {
        "type": "buttons",
        "direction": "left",
        "showactive": False,
        "x": 0,
        "xanchor": "left",
        "y": 0,
        "yanchor": "top",
        "pad": {"t": 52, "r": 8},
        "font": {"size": 13},
        "buttons": [
            {"label": "▶ Play", "method": "animate", "args": [None, play | {"fromcurrent": True}]},
            {"label": "❚❚ Stop", "method": "animate", "args": [[None], stop]},
        ],
    }


def _slider(clock: Sequence[str]) -> dict[str, object]:
    jump = {"frame": {"duration": 0, "redraw": True}, "mode": "immediate"}
    return {
        "active": 0,
        "x": 0.17,
        "len": 0.83,
        "y": 0,
        "yanchor": "top",
        "pad": {"t": 44},
        "currentvalue": {"visible": False},
        "tickcolor": MUTED,
        "font": {"size": 11, "color": MUTED},
        "steps": [{"label": time, "method": "animate", "args": [[time], jump]} for time in clock],
    }
