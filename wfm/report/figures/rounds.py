"""How the loop came to its roster: paid hours and probability, round by round."""

import plotly.graph_objects as go
from plotly.subplots import make_subplots

from wfm.plan.rounds import Found
from wfm.report.figures.design import MET, MISSED, QUEUES, finish

SYMBOLS = {"quick": "circle-open", "full": "circle", "exchange": "diamond", "resumed": "square"}


def loop_rounds(found: Found) -> go.Figure:
    """Paid hours of each round's roster, and how often its tightest target is kept.

    Parameters
    ----------
    found : Found
        What the loop went through.
    """
    figure = make_subplots(rows=1, cols=2, horizontal_spacing=0.14)
    numbers = [r.number for r in found.rounds]
    colours = [MET if r.holds else MISSED for r in found.rounds]
    symbols = [SYMBOLS[r.search] for r in found.rounds]
    sizes = [13 if r.number == found.chosen else 8 for r in found.rounds]
    for column, values, title, tickformat in (
        (1, [round(r.paid_hours, 1) for r in found.rounds], "paid hours", ",.0f"),
        (2, [round(r.probability, 4) for r in found.rounds], "paths that keep it", ".0%"),
    ):
        figure.add_scatter(
            x=numbers,
            y=values,
            mode="lines+markers",
            line={"color": QUEUES[0], "width": 1},
            marker={"color": colours, "symbol": symbols, "size": sizes},
            hovertemplate=f"round %{{x}}: %{{y:{tickformat}}}<extra></extra>",
            showlegend=False,
            row=1,
            col=column,
        )
        figure.update_xaxes(title_text="round", dtick=1, row=1, col=column)
        figure.update_yaxes(title_text=title, tickformat=tickformat, row=1, col=column)
    # From zero, the hours that a round saves would not be seen.
    figure.update_yaxes(rangemode="normal", row=1, col=1)
    first, chosen = found.rounds[0], found.rounds[found.chosen]
    return finish(
        figure,
        title="Round by round",
        subtitle="right: of the target kept most seldom; green: every target holds; filled: full "
        "search; diamond: shifts exchanged; large: the plan",
        says=f"From {first.paid_hours:,.0f} paid hours in the first round to "
        f"{chosen.paid_hours:,.0f} in round {chosen.number}, which is the plan.",
        height=300,
    )
