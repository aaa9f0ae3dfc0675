"""Every simulated horizon against the goal of each target."""

import math

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from wfm.center.scenario import Scenario
from wfm.center.target import Measure, Target
from wfm.report.figures.design import GOAL, MET, MISSED, Rows, finish, label, panel_label
from wfm.simulate.outcome import Outcome

_AXES = {
    Measure.SERVICE_LEVEL: "service level of one simulation",
    Measure.ABANDONMENT: "share abandoned in one simulation",
    Measure.ASA: "mean wait of answered contacts in one simulation (s)",
    Measure.OCCUPANCY: "occupancy in one simulation",
    Measure.AGE_OF_OLDEST: "age of the oldest in one simulation (s)",
}


def promise(scenario: Scenario, outcome: Outcome) -> go.Figure:
    """What each simulated horizon achieves on each target: a dot a horizon, a line at the goal.

    Parameters
    ----------
    scenario : Scenario
        Gives the targets.
    outcome : Outcome
        Of the roster.
    """
    targets = scenario.targets
    rows = Rows(len(targets), each=70, gap=96, top=122, bottom=48)
    figure = make_subplots(rows=rows.count, cols=1, vertical_spacing=rows.vertical_spacing)
    kept_words = []
    for i, target in enumerate(targets):
        place = {"row": i + 1, "col": 1}
        values = outcome.per_replication(target)
        values = values[~np.isnan(values)]
        low, high = _reach(target, values)
        heights = _beeswarm(values, (high - low) / 90)
        kept = np.array([target.reached_by(v) for v in values], dtype=bool)
        figure.update_xaxes(
            range=[low, high],
            tickformat=".1~%" if target.measure.is_share else ",.0f",
            title_text=_AXES[target.measure],
            nticks=10,
            **place,
        )
        for colour, chosen, symbol in ((MET, kept, "circle"), (MISSED, ~kept, "circle-open")):
            figure.add_scatter(
                x=[round(float(v), 5) for v in values[chosen]],
                y=[round(float(v), 3) for v in heights[chosen]],
                mode="markers",
                marker={"color": colour, "size": 8, "symbol": symbol, "opacity": 0.8},
                hovertemplate="%{x}<extra></extra>",
                showlegend=False,
                cliponaxis=False,
                **place,
            )
        figure.add_vline(x=target.goal, line={"color": GOAL, "width": 1.5, "dash": "dash"}, **place)
        label(
            figure,
            f"goal {goal_text(target)}",
            GOAL,
            x=target.goal,
            y=1,
            yref="y domain",
            xanchor="center",
            yanchor="bottom",
            **place,
        )
        count, enough = int(kept.sum()), kept.mean() >= target.probability
        verb = "reach" if target.measure.higher_is_better else "stay within"
        words = f"{count} of {len(values)} horizons {verb} the goal"
        kept_words.append(f"{target.name}: {count} of {len(values)}")
        panel_label(
            figure,
            f"<b>{target.name}</b>   {words}; {target.probability:.0%} must",
            MET if enough else MISSED,
            yshift=20,
            **place,
        )
    figure.update_yaxes(visible=False, range=[-1.15, 1.15])
    figure.update_layout(margin=rows.margin | {"l": 24})
    return finish(
        figure,
        title="How often each promise is kept",
        subtitle="each dot: the whole plan simulated once, on its own demand; filled: goal reached",
        says="Simulated horizons that reach the goal: " + ", ".join(kept_words) + ".",
        height=rows.height,
    )


def goal_text(target: Target) -> str:
    """A target's goal with its unit, as it was promised."""
    return f"{100 * target.goal:.4g}%" if target.measure.is_share else f"{target.goal:g} s"


def show(target: Target, value: float) -> str:
    """A target's figure with its unit."""
    if np.isnan(value):
        return "none"
    return f"{value:.1%}" if target.measure.is_share else f"{value:,.0f} s"


def _reach(target: Target, values: np.ndarray) -> tuple[float, float]:
    """Ends of the axis: the values and the goal, with some room."""
    reach = np.append(values, target.goal)
    low, high = float(reach.min()), float(reach.max())
    pad = max((high - low) * 0.12, 0.005 if target.measure.is_share else 1.0)
    top = 1.0 if target.measure.is_share else math.inf
    return max(low - pad, 0.0), min(high + pad, max(top, high))


def _beeswarm(values: np.ndarray, width: float) -> np.ndarray:
    """Heights that keep near values apart: rank within a bin of `width`, centred on zero."""
    if len(values) == 0:
        return values
    bins = np.floor((values - values.min()) / width).astype(int)
    heights = np.zeros(len(values))
    tallest = max(int(np.bincount(bins).max()), 4)
    for b in np.unique(bins):
        inside = np.flatnonzero(bins == b)
        heights[inside] = (np.arange(len(inside)) - (len(inside) - 1) / 2) * 2 / tallest
    return heights
