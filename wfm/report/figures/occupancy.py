"""How busy people on queue are, by weekday and time of day."""

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from wfm.center.roster import Roster
from wfm.center.scenario import Scenario
from wfm.center.values import WEEKDAYS
from wfm.report.figures.clock import (
    Grid,
    Window,
    active_window,
    as_list,
    by_day_and_clock,
    hour_axes,
)
from wfm.report.figures.design import FORECAST, GOAL, MUTED, finish, label, panel_label
from wfm.simulate.outcome import Outcome


def occupancy_by_interval(scenario: Scenario, roster: Roster, outcome: Outcome) -> go.Figure:
    """Occupancy by time of day for each weekday: busy over on-queue time of all its days.

    Parameters
    ----------
    scenario : Scenario
        Gives the occupancy cap.
    roster : Roster
        Tells when anybody is planned to be on queue; what runs over after that is left out.
    outcome : Outcome
    """
    horizon = outcome.horizon
    agents = tuple(agent.id for agent in scenario.agents)
    planned = roster.on_queue(agents).sum(axis=0) > 0
    busy, on_queue = (
        by_day_and_clock(horizon, np.where(planned, sums.sum(axis=0), 0.0))
        for sums in (outcome.tallies.agents_busy_s, outcome.tallies.agents_on_queue_s)
    )
    window = active_window(horizon, on_queue)
    number = np.array([day.weekday() for day in horizon.dates])
    weekdays = [w for w in range(7) if np.nansum(on_queue[number == w]) > 0]
    figure = make_subplots(
        rows=1, cols=max(len(weekdays), 1), shared_yaxes=True, horizontal_spacing=0.012
    )
    cap = scenario.staffing.max_occupancy
    for j, weekday in enumerate(weekdays):
        rows = number == weekday
        share = _share(busy[rows], on_queue[rows], window)
        place = {"row": 1, "col": j + 1}
        figure.add_scatter(
            x=as_list(window.hours, 3),
            y=as_list(share, 4),
            mode="lines",
            line={"color": FORECAST, "width": 1.8, "shape": "hv"},
            showlegend=False,
            hovertemplate="%{y:.0%} busy<extra></extra>",
            **place,
        )
        if cap < 1:
            figure.add_hline(y=cap, line={"color": GOAL, "width": 1.2, "dash": "dash"}, **place)
        panel_label(figure, WEEKDAYS[weekday].capitalize(), MUTED, **place)
    if cap < 1:
        label(
            figure,
            f"cap<br>{cap:.0%}",
            GOAL,
            x=1,
            xref="x domain",
            xshift=5,
            align="left",
            y=cap,
            row=1,
            col=max(len(weekdays), 1),
        )
    hour_axes(figure, window, panels=True)
    figure.update_yaxes(range=[0, 1.02], tickformat=".0%")
    figure.update_yaxes(title_text="occupancy", row=1, col=1)
    figure.update_layout(margin={"r": 52, "t": 88})
    whole = outcome.occupancy()
    return finish(
        figure,
        title="Occupancy",
        subtitle="share of time on queue with a contact in hand, by weekday and hour of day",
        says=f"Over the whole plan people on queue are busy {whole.mean:.0%} of the time.",
        height=290,
    )


def _share(busy: Grid, on_queue: Grid, window: Window) -> Grid:
    above, below = (np.nansum(t[:, window.slots], axis=0) for t in (busy, on_queue))
    share = np.full(len(above), np.nan)
    np.divide(above, below, out=share, where=below > 0)
    return share
