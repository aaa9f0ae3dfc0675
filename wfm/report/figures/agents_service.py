"""Service level against the number of agents: formulas as lines, simulation as points."""

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from wfm.report.figures.clock import as_list
from wfm.report.figures.design import GOAL, INK, MUTED, QUEUES, finish, label

Floats = NDArray[np.float64]

ERLANG_A, ERLANG_C, SIMULATED = QUEUES[0], QUEUES[1], INK


def service_against_agents(
    agents: Floats,
    erlang_c: Floats,
    erlang_a: Floats,
    simulated: Floats,
    low: Floats,
    high: Floats,
    *,
    chosen: float,
    goal: float | None,
    threshold_s: float,
    formula: str,
) -> go.Figure:
    """Service level that each model gives each number of agents.

    Parameters
    ----------
    agents : array, shape (n,)
    erlang_c, erlang_a : array, shape (n,)
        Service levels; NaN where a model has none.
    simulated, low, high : array, shape (n,)
        Simulated service levels with 95 % intervals; NaN where not simulated.
    chosen : float
        Agents that are asked about.
    goal : float or None
        Service level to reach.
    threshold_s : float
    formula : str
        Name of the service-level formula.
    """
    figure = go.Figure()
    for name, colour, levels, dash in (
        ("Erlang C", ERLANG_C, erlang_c, "dot"),
        ("Erlang A", ERLANG_A, erlang_a, "solid"),
    ):
        if np.isnan(levels).all():
            continue
        figure.add_scatter(
            x=as_list(agents),
            y=as_list(levels, 5),
            mode="lines",
            line={"color": colour, "width": 2.4, "dash": dash},
            name=name,
            hovertemplate="%{x} agents: %{y:.1%}<extra>" + name + "</extra>",
        )
    if not np.isnan(simulated).all():
        figure.add_scatter(
            x=as_list(agents),
            y=as_list(simulated, 5),
            error_y={
                "type": "data",
                "symmetric": False,
                "array": as_list(np.nan_to_num(high - simulated), 5),
                "arrayminus": as_list(np.nan_to_num(simulated - low), 5),
                "color": MUTED,
                "thickness": 1.5,
                "width": 4,
            },
            mode="markers",
            marker={"color": SIMULATED, "size": 7},
            name="simulated, 95% interval",
            hovertemplate="%{x} agents: %{y:.1%}<extra>simulated</extra>",
        )
    figure.add_vline(x=chosen, line={"color": MUTED, "width": 1})
    label(
        figure,
        f"{chosen:,g} agents",
        MUTED,
        x=chosen,
        y=0,
        yref="y domain",
        yanchor="bottom",
        xshift=5,
    )
    if goal is not None:
        figure.add_hline(y=goal, line={"color": GOAL, "width": 1.4, "dash": "dash"})
        label(figure, f"goal {goal:.0%}", GOAL, x=0, xref="x domain", y=goal, yshift=9, xshift=4)
    shown = np.concatenate([erlang_c, erlang_a, low, high, [] if goal is None else [goal]])
    pad = 0.05 * max(float(np.nanmax(shown) - np.nanmin(shown)), 0.02)
    bounds = [max(float(np.nanmin(shown)) - pad, -0.02), min(float(np.nanmax(shown)) + pad, 1.02)]
    step = float(np.min(np.diff(agents))) if len(agents) > 1 else 1.0
    figure.update_xaxes(
        title_text="agents",
        range=[float(agents.min()) - 0.6 * step, float(agents.max()) + 0.6 * step],
        dtick=max(step, round(float(np.ptp(agents)) / 12)) if len(agents) > 1 else 1,
    )
    figure.update_yaxes(
        title_text=f"answered in {threshold_s:g} s, share", tickformat=".0%", range=bounds
    )
    return finish(
        figure,
        title="Service level against agents",
        subtitle=f"share by the formula {formula}; lines: closed forms, points: simulation",
        says=_says(agents, erlang_c, erlang_a, simulated, chosen),
        height=440,
    )


def _says(
    agents: Floats, erlang_c: Floats, erlang_a: Floats, simulated: Floats, chosen: float
) -> str:
    at = int(np.argmin(np.abs(agents - chosen)))
    models = (("Erlang C", erlang_c), ("Erlang A", erlang_a), ("the simulation", simulated))
    parts = [f"{name} {levels[at]:.1%}" for name, levels in models if not np.isnan(levels[at])]
    return f"With {chosen:,g} agents: " + ", ".join(parts) + "."
