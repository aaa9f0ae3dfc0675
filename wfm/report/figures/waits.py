"""How long contacts wait: the share that waits at most so long, queue by queue."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from wfm.center.target import format_duration
from wfm.report.figures.clock import as_list
from wfm.report.figures.design import MUTED, faded, finish, label, plain, queue_colours
from wfm.simulate.waits import wait_quantile_s

Floats = NDArray[np.float64]

_TICKS_S = (1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1800, 3600, 4 * 3600, 24 * 3600)
_FEWEST = 0.9995
"""Share up to which the curves are followed; the rest is off the page."""


def wait_distribution(
    edges_s: Floats,
    counts: Floats,
    queues: Sequence[str],
    *,
    thresholds_s: Sequence[float | None] = (),
) -> go.Figure:
    """Share of the contacts of each queue that waits at most so long.

    Parameters
    ----------
    edges_s : array, shape (B,)
        Lower edges of the bins, from 0, ascending; the last bin is open. Waits within the first
        bin count as answered at once.
    counts : array, shape (Q, B)
        Contacts whose wait falls into each bin.
    queues : sequence of str
    thresholds_s : sequence of float or None
        Promised threshold of each queue; none is drawn where it is None or not given.
    """
    figure = go.Figure()
    colours = queue_colours(queues)
    ends = edges_s[1:]
    furthest = 1.0
    said = []
    for queue, row in zip(queues, counts, strict=True):
        total = row.sum()
        if total <= 0:
            continue
        reached = np.cumsum(row)[:-1] / total
        past = np.flatnonzero(reached >= _FEWEST)
        last = int(past[0]) + 1 if len(past) else len(ends)
        furthest = max(furthest, float(ends[last - 1]))
        figure.add_scatter(
            x=as_list(ends[:last]),
            y=as_list(reached[:last], 5),
            mode="lines",
            line={"color": colours[queue], "width": 2.4},
            name=plain(queue),
            hovertemplate="%{y:.1%} within %{x:.3g} s<extra>" + plain(queue) + "</extra>",
        )
        ninety = wait_quantile_s(edges_s, row, 0.9)
        said.append(f"{queue} {reached[0]:.0%} at once, 90% within {_seconds(ninety)}")
    promised: dict[float, list[str]] = {}
    for queue, threshold_s in zip(queues, thresholds_s, strict=False):
        if threshold_s is not None and threshold_s > 0:
            promised.setdefault(threshold_s, []).append(queue)
    for row, (threshold_s, named) in enumerate(sorted(promised.items())):
        colour = colours[named[0]] if len(named) == 1 else MUTED
        furthest = max(furthest, 2.0 * threshold_s)
        figure.add_vline(
            x=threshold_s, line={"color": faded(colour, 0.7), "width": 1.4, "dash": "dash"}
        )
        label(
            figure,
            f"promised {format_duration(threshold_s)}",
            colour,
            x=float(np.log10(threshold_s)),  # annotations on a log axis are placed by exponent
            y=0.06 * row,
            yref="y domain",
            yanchor="bottom",
            xshift=5,
        )
    ticks = [t for t in _TICKS_S if t <= furthest * 1.5]
    figure.update_xaxes(
        title_text="wait",
        type="log",
        range=[0.0, float(np.log10(furthest * 1.15))],
        tickvals=ticks,
        ticktext=[format_duration(t) for t in ticks],
    )
    figure.update_yaxes(title_text="share of contacts", tickformat=".0%", range=[0, 1.02])
    return finish(
        figure,
        title="How long contacts wait",
        subtitle="share of contacts that waits at most so long, over all simulations",
        says="Waits: " + "; ".join(said) + "." if said else "Nothing was offered.",
        height=420,
    )


def _seconds(wait_s: float) -> str:
    if wait_s < 1:
        return "1 s"
    if not np.isfinite(wait_s):
        return "more than the longest bin"
    if wait_s < 120:
        return f"{wait_s:.0f} s"
    return f"{wait_s / 60:.0f} min" if wait_s < 7200 else f"{wait_s / 3600:.1f} h"
