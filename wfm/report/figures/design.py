"""The look of every figure: one template, one meaning a colour.

The colours are those of Okabe and Ito ("Color universal design", 2008), which people with any
common colour blindness tell apart, darkened where they carry text or thin lines.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import plotly.graph_objects as go

from wfm.center.shift import Activity

FONT = "'Segoe UI', 'Helvetica Neue', Helvetica, Arial, 'Liberation Sans', sans-serif"
INK, MUTED, RULE, PAPER = "#1f2a37", "#5b6775", "#e3e7ec", "#ffffff"

REQUIRED = INK
SCHEDULED = "#b7d3ea"
OVER = "#3b86bf"
UNDER = "#d55e00"
GOAL = INK
MET, MISSED = "#00795a", "#c04f00"
FORECAST, HISTORY = "#0072b2", "#8a94a0"

QUEUES = ("#0072b2", "#d55e00", "#00795a", "#b2609a", "#8c6d00", "#4a9fd0", "#7a4fbf", "#555f6b")

ACTIVITIES = {
    Activity.ON_QUEUE: "#a9cbe6",
    Activity.BREAK: "#f0c419",
    Activity.MEAL: "#e07b39",
    Activity.MEETING: "#7a5ea8",
    Activity.TRAINING: "#00795a",
    Activity.COACHING: "#b2609a",
    Activity.OFF_QUEUE: "#5b6775",
    Activity.ON_CALL: "#8fb39a",
    Activity.TIME_OFF: "#c9ced6",
    Activity.UNAVAILABLE: "#e3e7ec",
}

UNDER_SCALE = [[0.0, "#fbf3ec"], [0.25, "#f8d3b3"], [0.6, "#e58a3f"], [1.0, "#8f3f00"]]
OVER_SCALE = [[0.0, "#eef4f9"], [0.25, "#c2dbee"], [0.6, "#5c9dcf"], [1.0, "#0b4a7a"]]
START_SCALE = [
    [0.0, "#fde9a9"],
    [0.3, "#f3b562"],
    [0.6, "#c96f6f"],
    [0.85, "#6f4a8e"],
    [1.0, "#2d2a5e"],
]


def queue_colours(queues: Sequence[str]) -> dict[str, str]:
    """Colour of each queue, by its place in the scenario."""
    return {queue: QUEUES[i % len(QUEUES)] for i, queue in enumerate(queues)}


def faded(colour: str, opacity: float) -> str:
    """The colour with an opacity."""
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({red},{green},{blue},{opacity:g})"


def plain(words: str) -> str:
    """Any text as plotly shows it literally; it reads ``<b>`` and the like as markup."""
    return escape(words, quote=False)


def template() -> go.layout.Template:
    """Fonts, axes, margins and legend of every figure."""
    axis: dict[str, Any] = {
        "gridcolor": RULE,
        "linecolor": "#aab3bd",
        "tickcolor": "#aab3bd",
        "ticks": "outside",
        "ticklen": 4,
        "zeroline": False,
        "tickfont": {"size": 12, "color": MUTED},
        "title": {"font": {"size": 12, "color": MUTED}, "standoff": 8},
        "fixedrange": True,
    }
    return go.layout.Template(
        layout={
            "font": {"family": FONT, "size": 13, "color": INK},
            "title": {
                "x": 0,
                "xref": "container",
                "xanchor": "left",
                "y": 1,
                "yref": "container",
                "yanchor": "top",
                "pad": {"t": 4, "l": 0},
                "font": {"size": 16, "color": INK, "weight": 600},
                "subtitle": {"font": {"size": 13, "color": MUTED, "weight": 400}},
            },
            "colorway": list(QUEUES),
            "paper_bgcolor": PAPER,
            "plot_bgcolor": PAPER,
            "margin": {"l": 64, "r": 28, "t": 76, "b": 44},
            "xaxis": axis | {"showgrid": False, "showline": True},
            "yaxis": axis | {"showgrid": True, "rangemode": "tozero", "ticks": ""},
            "legend": {
                "orientation": "h",
                "x": 1,
                "xref": "container",
                "xanchor": "right",
                "y": 1,
                "yref": "container",
                "yanchor": "top",
                "font": {"size": 12},
                "traceorder": "normal",
                "itemclick": False,
                "itemdoubleclick": False,
            },
            "hoverlabel": {"font": {"family": FONT, "size": 12}},
            "bargap": 0.25,
            "separators": ".,",
        }
    )


def finish(figure: go.Figure, *, title: str, subtitle: str, says: str, height: int) -> go.Figure:
    """Give a figure the house design.

    Parameters
    ----------
    figure : plotly Figure
        Changed in place and returned.
    title, subtitle : str
        What it shows, and its units.
    says : str
        What it says, in a sentence with figures: the caption, and the text for those who cannot
        see it; kept in ``layout.meta["says"]``.
    height : int
        In pixels.
    """
    return figure.update_layout(
        template=template(),
        title={"text": title, "subtitle": {"text": subtitle}},
        meta={"title": title, "says": says},
        height=height,
    )


@dataclass(frozen=True)
class Rows:
    """Heights of a figure of several rows, in pixels.

    Attributes
    ----------
    count : int
    each, gap : int
        Height of a row, and between two rows.
    top, bottom : int
        Margins.
    """

    count: int
    each: int
    gap: int
    top: int = 84
    bottom: int = 44

    @property
    def vertical_spacing(self) -> float:
        """What plotly's `make_subplots` asks for."""
        if self.count == 1:
            return 0.0
        return self.gap / (self.count * self.each + (self.count - 1) * self.gap)

    @property
    def height(self) -> int:
        """Of the whole figure."""
        return self.top + self.count * self.each + (self.count - 1) * self.gap + self.bottom

    @property
    def margin(self) -> dict[str, int]:
        """Top and bottom margin."""
        return {"t": self.top, "b": self.bottom}


def label(
    figure: go.Figure,
    text: str,
    colour: str,
    *,
    row: int | None = None,
    col: int | None = None,
    **place: Any,
) -> None:
    """Write a word beside what it names, in its colour."""
    figure.add_annotation(
        text=text,
        font={"color": colour, "size": 12},
        showarrow=False,
        row=row,
        col=col,
        **({"xanchor": "left"} | place),
    )


def panel_label(figure: go.Figure, text: str, colour: str, **place: Any) -> None:
    """Name a panel above its left edge."""
    corner: dict[str, Any] = {
        "x": 0,
        "xref": "x domain",
        "y": 1,
        "yref": "y domain",
        "yanchor": "bottom",
    }
    label(figure, text, colour, **(corner | place))
