"""One figure as a page of its own: the only home of an animation."""

from html import escape
from pathlib import Path

import plotly.graph_objects as go

from wfm.report.figures.design import FONT, INK


def write_figure(figure: go.Figure, path: Path) -> None:
    """Write a figure and its caption as an HTML file that works offline.

    The same figure gives the same bytes.

    Parameters
    ----------
    figure : plotly Figure
        With or without frames; an animation waits for its play button.
    path : Path
        File to write; its folder is made when it does not exist.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    html = figure.to_html(
        config={"displayModeBar": False, "responsive": True},
        auto_play=False,
        include_plotlyjs=True,
        div_id="figure",
    )
    title, says = (escape(figure.layout.meta[name]) for name in ("title", "says"))
    head = f'<head><title>{title}</title><meta name="generator" content="wfm">'
    style = escape(f"font: 15px {FONT}; color: {INK}; margin: 12px 0")
    caption = f'<p style="{style}">{says}</p></body>'
    before, _, after = html.replace("<head>", head, 1).rpartition("</body>")
    path.write_text(before + caption + after, encoding="utf-8")
