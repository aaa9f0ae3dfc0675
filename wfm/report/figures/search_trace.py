"""How the search for a roster went: cost from above, bound from below."""

import plotly.graph_objects as go

from wfm.report.figures.design import MUTED, QUEUES, finish, plain
from wfm.schedule.solve import Solution


def search_trace(solution: Solution, currency: str = "") -> go.Figure:
    """Best cost and proven bound over the seconds of the search.

    Parameters
    ----------
    solution : Solution
    currency : str
        For display.
    """
    seconds = [round(point.seconds, 3) for point in solution.trace]
    figure = go.Figure()
    for name, values, color in (
        ("Best roster", [point.cost for point in solution.trace], QUEUES[0]),
        ("No roster costs less", [point.bound for point in solution.trace], MUTED),
    ):
        figure.add_scatter(
            x=seconds,
            y=[round(value, 2) for value in values],
            name=name,
            mode="lines",
            line={"shape": "hv", "color": color},
            hovertemplate=f"%{{x:.1f}} s: %{{y:,.0f}} {plain(currency)}<extra>{name}</extra>",
        )
    figure.update_xaxes(title_text="seconds", range=[0, max([*seconds, 0.1])])
    # From zero, or from the first weak bound, the part that matters would be a flat line.
    dearest = max([solution.cost, *(point.cost for point in solution.trace)])
    span = max(dearest - solution.bound, 0.001 * dearest, 1e-9)
    figure.update_yaxes(
        title_text=plain(currency),
        tickformat=",.0f",
        range=[max(solution.bound - 0.4 * span, 0.0), dearest + 0.1 * span],
    )
    return finish(
        figure,
        title="Search for the roster",
        subtitle="Cost of the best roster found, and the cost that none can beat; the axis does "
        "not begin at zero",
        says=f"It ended at {solution.cost:,.0f} against a bound of {solution.bound:,.0f}: "
        f"a gap of {solution.gap:.1%}.",
        height=310,
    )
