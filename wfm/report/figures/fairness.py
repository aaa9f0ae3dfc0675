"""Who works nights, late shifts and weekends."""

import plotly.graph_objects as go

from wfm.report.figures.design import QUEUES, finish
from wfm.schedule.fairness import FairnessLedger

BARS = (("nights", "Nights"), ("late_shifts", "Late shifts"), ("weekend_shifts", "Weekend shifts"))


def fairness_ledger(ledger: FairnessLedger) -> go.Figure:
    """Nights, late and weekend shifts of each agent, those with most first."""
    order = sorted(
        ledger.shares, key=lambda s: (-(s.nights + s.late_shifts + s.weekend_shifts), s.agent)
    )
    agents = [share.agent for share in order]
    figure = go.Figure()
    spreads, nobody = [], []
    for i, (field, name) in enumerate(BARS):
        least, _, most = ledger.spread(field)
        if most == 0:
            nobody.append(name.lower())
            continue
        spreads.append(f"{name.lower()} from {least:g} to {most:g}")
        figure.add_bar(
            x=agents,
            y=[getattr(share, field) for share in order],
            name=name,
            marker={"color": QUEUES[i % len(QUEUES)]},
            hovertemplate=f"%{{x}}: %{{y}}<extra>{name}</extra>",
        )
    figure.update_layout(barmode="stack", showlegend=True)
    figure.update_xaxes(type="category", showticklabels=len(agents) <= 60)
    figure.update_yaxes(title_text="shifts", tickformat=",d", nticks=6)
    says = []
    if spreads:
        says.append(f"Among {len(agents)} agents: {', '.join(spreads)}.")
    if nobody:
        says.append(f"Nobody works {' or '.join(nobody)}.")
    return finish(
        figure,
        title="Who works the hard hours",
        subtitle="Nights, late shifts and weekend shifts of each agent; a late or night shift on "
        "a weekend is in two bars",
        says=" ".join(says),
        height=330,
    )
