"""What callers live through, day by day and interval by interval, beside what was promised."""

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from wfm.center.scenario import Scenario
from wfm.center.target import Measure, Target, format_duration
from wfm.report.figures.clock import (
    Grid,
    active_window,
    as_list,
    as_rows,
    by_day_and_clock,
    day_axis,
    day_name,
    hour_axes,
)
from wfm.report.figures.design import (
    GOAL,
    MET,
    MISSED,
    MUTED,
    Rows,
    faded,
    finish,
    label,
    panel_label,
)
from wfm.report.figures.promise import goal_text
from wfm.simulate.estimate import Estimates
from wfm.simulate.outcome import Outcome

_LEVEL_SCALE = ("#8f3f00", "#e58a3f", "#fbe3cd", "#dcebf6", "#7fb4dc", "#2f78b3")


def target_by_day(outcome: Outcome, target: Target) -> Estimates:
    """What is achieved on a target each day, with its interval."""
    return outcome.target_by_day(target)


def service_by_day(scenario: Scenario, outcome: Outcome) -> go.Figure:
    """What is achieved each day on each target, with 95 % intervals, and the goal.

    Parameters
    ----------
    scenario : Scenario
        Gives the targets.
    outcome : Outcome
    """
    days, targets = outcome.horizon.dates, scenario.targets
    rows = Rows(len(targets), each=128, gap=40, bottom=52)
    figure = make_subplots(
        rows=rows.count, cols=1, shared_xaxes=True, vertical_spacing=rows.vertical_spacing
    )
    said = []
    for i, target in enumerate(targets):
        place = {"row": i + 1, "col": 1}
        found = target_by_day(outcome, target)
        known = ~np.isnan(found.mean)
        kept = np.array(
            [bool(k) and target.reached_by(m) for k, m in zip(known, found.mean, strict=True)]
        )
        for colour, chosen, symbol in ((MET, kept, "circle"), (MISSED, known & ~kept, "diamond")):
            figure.add_scatter(
                x=[d for d, c in zip(days, chosen, strict=True) if c],
                y=as_list(found.mean[chosen], 4),
                error_y={
                    "type": "data",
                    "symmetric": False,
                    "array": as_list(np.nan_to_num(found.high - found.mean)[chosen], 4),
                    "arrayminus": as_list(np.nan_to_num(found.mean - found.low)[chosen], 4),
                    "color": faded(colour, 0.6),
                    "thickness": 1.5,
                    "width": 3,
                },
                mode="markers",
                marker={"color": colour, "size": 8, "symbol": symbol},
                hovertemplate="%{x|%a %d %b}: %{y}<extra></extra>",
                showlegend=False,
                **place,
            )
        figure.add_hline(y=target.goal, line={"color": GOAL, "width": 1.4, "dash": "dash"}, **place)
        label(
            figure,
            f"goal<br>{goal_text(target)}",
            GOAL,
            x=1,
            xref="x domain",
            y=target.goal,
            xshift=6,
            align="left",
            **place,
        )
        missed = int((known & ~kept).sum())
        words = (
            "every day on the right side of the goal"
            if missed == 0
            else f"{missed} of {int(known.sum())} days on the wrong side"
        )
        panel_label(
            figure, f"<b>{target.name}</b>   {words}", MET if missed == 0 else MISSED, **place
        )
        said.append(f"{target.name}: {missed} of {int(known.sum())}")
        _measure_axis(figure, target, found, i + 1)
    day_axis(figure, days)
    figure.update_layout(margin=rows.margin | {"r": 64})
    return finish(
        figure,
        title="Day by day",
        subtitle="mean of all simulations with 95% interval; the goal is for the plan as a whole",
        says="Days on the wrong side of the goal: " + ", ".join(said) + ".",
        height=rows.height,
    )


def _measure_axis(figure: go.Figure, target: Target, found: Estimates, row: int) -> None:
    share = target.measure.is_share
    title = {
        Measure.SERVICE_LEVEL: f"answered in {format_duration(target.answered_within_s or 0)}",
        Measure.ABANDONMENT: "abandoned",
        Measure.ASA: "mean wait (s)",
        Measure.OCCUPANCY: "occupancy",
        Measure.AGE_OF_OLDEST: "age of the oldest (s)",
    }[target.measure]
    reach = np.concatenate([found.low, found.high, found.mean, [target.goal]])
    low, high = float(np.nanmin(reach)), float(np.nanmax(reach))
    pad = max((high - low) * 0.1, 0.005)
    if target.measure is not Measure.SERVICE_LEVEL:
        low = 0.0
    bounds = [max(0.0, low - pad), min(1.0 + pad, high + pad) if share else high + pad]
    figure.update_yaxes(
        title_text=title,
        tickformat=".0%" if high - low > 0.05 else ".1%",
        range=bounds,
        row=row,
        col=1,
        nticks=6,
    ) if share else figure.update_yaxes(title_text=title, range=bounds, row=row, col=1, nticks=6)


def service_by_interval(scenario: Scenario, outcome: Outcome) -> go.Figure:
    """Service level of each interval of each day, a panel for each promised service level.

    Parameters
    ----------
    scenario : Scenario
    outcome : Outcome
    """
    horizon = outcome.horizon
    targets = [t for t in scenario.targets if t.measure is Measure.SERVICE_LEVEL]
    tables = [by_day_and_clock(horizon, _level(outcome, t)) for t in targets]
    window = active_window(horizon, *[np.where(np.isnan(t), 0.0, 1.0) for t in tables])
    columns = 2 if len(targets) > 1 else 1
    count = max(-(-len(targets) // columns), 1)
    rows = Rows(count, each=14 * horizon.days + 10, gap=56, top=92)
    figure = make_subplots(
        rows=rows.count,
        cols=columns,
        shared_yaxes=True,
        horizontal_spacing=0.05,
        vertical_spacing=rows.vertical_spacing if rows.count > 1 else 0,
    )
    names = [day_name(d) for d in horizon.dates]
    worst = []
    for i, (target, table) in enumerate(zip(targets, tables, strict=True)):
        row, col = i // columns + 1, i % columns + 1
        figure.add_heatmap(
            z=as_rows(100 * table[:, window.slots], 0),
            x=as_list(window.middles, 3),
            y=names,
            colorscale=_around(target.goal),
            zmin=0,
            zmax=100,
            ygap=1,
            showscale=i == 0,
            text=[[f"{clock}" for clock in window.labels]] * horizon.days,
            hovertemplate="%{y} at %{text}: %{z:.0f} %<extra>" + target.name + "</extra>",
            hoverongaps=False,
            row=row,
            col=col,
            colorbar={
                "orientation": "h",
                "x": 1,
                "xref": "container",
                "xanchor": "right",
                "y": 1,
                "yref": "container",
                "yanchor": "top",
                "len": 0.36,
                "thickness": 10,
                "outlinewidth": 0,
                "ypad": 4,
                "xpad": 0,
                "ticktext": ["0%", "25%", "50%", "75%", "100%"],
                "tickfont": {"size": 11, "color": MUTED},
                "tickvals": [0, 25, 50, 75, 100],
                "ticklen": 3,
            },
        )
        panel_label(
            figure, f"<b>{target.name}</b>   goal {goal_text(target)}", GOAL, row=row, col=col
        )
        below = (
            np.nanmean(table < target.goal, where=~np.isnan(table))
            if (~np.isnan(table)).any()
            else 0.0
        )
        worst.append(f"{target.name}: {below:.0%}")
    figure.update_yaxes(autorange="reversed", showgrid=False, tickfont={"size": 11}, dtick=1)
    hour_axes(figure, window)
    figure.update_layout(margin=rows.margin | {"l": 84})
    return finish(
        figure,
        title="Interval by interval",
        subtitle="share answered in time, by day and hour; orange: below the goal, blue: above it",
        says="Share of intervals whose simulated service level is below the goal: "
        + ", ".join(worst)
        + ".",
        height=rows.height,
    )


def _level(outcome: Outcome, target: Target) -> Grid:
    within_s = target.answered_within_s
    return outcome.service_level(target.queue, target.formula, "interval", within_s=within_s).mean


def _around(goal: float) -> list[list[float | str]]:
    """A colour scale from 0 to 100 % that turns from orange to blue at the goal."""
    dark, middle, pale, light, above, top = _LEVEL_SCALE
    return [
        [0.0, dark],
        [goal * 0.55, middle],
        [goal, pale],
        [min(goal + 1e-6, 1.0), light],
        [goal + (1 - goal) * 0.6, above],
        [1.0, top],
    ]
