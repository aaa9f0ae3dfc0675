"""What the planner's events and overrides do to the statistical forecast."""

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from wfm.forecast.forecast import Forecast, per_day
from wfm.report.figures.clock import as_list, day_axis
from wfm.report.figures.design import (
    HISTORY,
    INK,
    QUEUES,
    Rows,
    finish,
    panel_label,
    plain,
    queue_colours,
)


def forecast_changes(forecast: Forecast) -> go.Figure:
    """Contacts that each change adds or takes away, day by day, beside the statistical forecast.

    One row a queue that is changed: the statistical mean as a line, the planned mean as another,
    and a bar a change.

    Parameters
    ----------
    forecast : Forecast
    """
    daily = [(change, per_day(change.offered, forecast.horizon)) for change in forecast.changes]
    changed = [
        q for q in range(len(forecast.queues)) if any(np.abs(c[q]).max() > 1e-9 for _, c in daily)
    ] or [0]
    colours = queue_colours(forecast.queues)
    rows = Rows(len(changed), each=150, gap=38, bottom=52)
    figure = make_subplots(
        rows=rows.count, cols=1, shared_xaxes=True, vertical_spacing=rows.vertical_spacing
    )
    days = forecast.horizon.dates
    for row, q in enumerate(changed, start=1):
        queue, place = forecast.queues[q], {"row": row, "col": 1}
        reached = forecast.daily_statistical[q].copy()
        for i, (change, contacts) in enumerate(daily):
            if np.abs(contacts[q]).max() > 1e-9:
                figure.add_bar(
                    x=days,
                    y=as_list(contacts[q], 1),
                    base=as_list(reached, 1),
                    name=plain(change.name),
                    legendgroup=change.name,
                    showlegend=all(np.abs(contacts[p]).max() <= 1e-9 for p in changed if p < q),
                    marker={"color": QUEUES[i % len(QUEUES)]},
                    customdata=as_list(contacts[q], 1),
                    hovertemplate=f"{plain(change.name)}, %{{x|%a %d %b}}: %{{customdata:+,.0f}}"
                    "<extra></extra>",
                    **place,
                )
                reached += contacts[q]
        for values, colour, name in (
            (forecast.daily_statistical[q], HISTORY, "statistical"),
            (forecast.daily[q], INK, "planned"),
        ):
            figure.add_scatter(
                x=days,
                y=as_list(np.where(values > 0, values, np.nan), 1),
                mode="lines+markers",
                line={"color": colour, "width": 1.6},
                marker={"size": 4},
                showlegend=False,
                hovertemplate=f"%{{x|%a %d %b}}: %{{y:,.0f}} {name}<extra></extra>",
                **place,
            )
        panel_label(figure, f"<b>{plain(queue)}</b>", colours[queue], **place)
    figure.update_layout(barmode="overlay", margin=rows.margin)
    day_axis(figure, days)
    figure.update_yaxes(title_text="contacts a day", tickformat=",d", nticks=5)
    total = float(forecast.offered.sum() - forecast.statistical.sum())
    share = total / max(float(forecast.statistical.sum()), 1e-9)
    count = len(forecast.changes)
    changes = "1 change moves" if count == 1 else f"{count} changes move"
    return finish(
        figure,
        title="What the planner changed",
        subtitle="grey: statistical; black: planned; bars: what each event or override adds or "
        "takes away",
        says=f"{changes} the forecast by {total:+,.0f} contacts ({share:+.1%}).",
        height=rows.height,
    )
