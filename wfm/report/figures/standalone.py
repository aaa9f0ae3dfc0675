"""One figure as a page of its own: the only home of an animation."""

from pathlib import Path

import plotly.graph_objects as go


def write_figure(figure: go.Figure, path: Path) -> None:
    """Write a figure as an HTML file that works offline; the same figure gives the same bytes.

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
    title = figure.layout.meta["title"]
    head = f'<head><title>{title}</title><meta name="generator" content="wfm">'
    path.write_text(html.replace("<head>", head, 1), encoding="utf-8")
