"""What changes between a base and other runs."""

import numpy as np
import plotly.graph_objects as go

from wfm.compare.comparison import FIXED, Comparison
from wfm.compare.measures import Difference
from wfm.report.figures.design import MUTED, QUEUES, finish

_EACH = 30


def service_differences(comparison: Comparison) -> go.Figure:
    """Change of each share (service, abandonment, occupancy) in points, with 95% intervals.

    Parameters
    ----------
    comparison : Comparison
    """
    found = {run.label: comparison.differences(run) for run in comparison.runs[1:]}
    names = [name for name in comparison.base.ratios if is_share(name, found)]
    figure = go.Figure()
    for i, (run, differences) in enumerate(found.items()):
        known = [n for n in names if n in differences]
        changes = [differences[n] for n in known]
        figure.add_scatter(
            x=[round(100 * d.difference, 3) for d in changes],
            y=[names.index(n) + _offset(i, len(found)) for n in known],
            error_x={
                "type": "data",
                "symmetric": False,
                "array": [_gap(d.high - d.difference) for d in changes],
                "arrayminus": [_gap(d.difference - d.low) for d in changes],
                "thickness": 1.6,
                "width": 4,
            },
            mode="markers",
            marker={"size": 9, "color": QUEUES[i % len(QUEUES)]},
            name=run,
            customdata=known,
            hovertemplate="%{customdata}: %{x:+.2f} points<extra>" + run + "</extra>",
        )
    figure.add_vline(x=0, line={"color": MUTED, "width": 1})
    _rows(figure, names)
    figure.update_xaxes(title_text="change, percentage points", showgrid=True, zeroline=False)
    clear = sum(d.clear for ds in found.values() for n, d in ds.items() if n in names)
    return finish(
        figure,
        title="Change of service",
        subtitle=f"against {comparison.base.label}, in points, with 95% intervals",
        says=f"{clear} of {sum(len(names) for _ in found)} changes are clear of chance: their "
        "interval leaves out zero.",
        height=150 + _EACH * len(names),
    )


def effort_differences(comparison: Comparison) -> go.Figure:
    """Relative change of hours, cost and people."""
    names = [n for n in FIXED if comparison.base.fixed[n]]
    figure = go.Figure()
    for i, run in enumerate(comparison.runs[1:]):
        changes = [100 * (run.fixed[n] / comparison.base.fixed[n] - 1) for n in names]
        figure.add_bar(
            orientation="h",
            x=[round(c, 2) for c in changes],
            y=list(range(len(names))),
            name=run.label,
            marker={"color": QUEUES[i % len(QUEUES)]},
            text=[f"{c:+.1f}%" for c in changes],
            textposition="outside",
            textfont={"size": 12, "color": MUTED},
            cliponaxis=False,
            hoverinfo="skip",
        )
    reach = max([abs(float(x)) for trace in figure.data for x in trace.x] + [1.0])
    _rows(figure, [n.replace("_", " ") for n in names])
    figure.add_vline(x=0, line={"color": MUTED, "width": 1})
    figure.update_xaxes(
        range=[-1.25 * reach, 1.25 * reach], title_text="change, %", showgrid=True, zeroline=False
    )
    figure.update_layout(barmode="group")
    return finish(
        figure,
        title="Change of effort",
        subtitle=f"against {comparison.base.label}, in per cent",
        says="; ".join(
            f"{run.label}: {run.fixed['paid_hours']:,.0f} paid hours, "
            f"{run.fixed['cost']:,.0f} {run.currency}"
            for run in comparison.runs
        )
        + ".",
        height=150 + (_EACH + 14 * (len(comparison.runs) - 2)) * len(names),
    )


def is_share(name: str, found: dict[str, dict[str, Difference]]) -> bool:
    """Whether a measure is a share of 1; a target may also bound a wait in seconds."""
    if name.startswith(("offered", "asa_s")):
        return False
    values = [v for ds in found.values() if name in ds for v in (ds[name].first, ds[name].second)]
    return bool(values) and all(np.isnan(v) or v <= 1 for v in values)


def _gap(value: float) -> float:
    return 0.0 if np.isnan(value) else round(100 * value, 3)


def _offset(index: int, count: int) -> float:
    return (index - (count - 1) / 2) * 0.5 / max(count, 1)


def _rows(figure: go.Figure, names: list[str]) -> None:
    figure.update_yaxes(
        tickvals=list(range(len(names))),
        ticktext=names,
        range=[len(names) - 0.5, -0.5],
        showgrid=False,
        automargin=True,
    )
    figure.update_layout(margin={"l": 150, "b": 52})
