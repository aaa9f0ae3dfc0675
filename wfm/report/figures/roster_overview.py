"""Everybody's shifts over the whole plan: agents x days, coloured by the start of the shift."""

from datetime import timedelta

import numpy as np
import plotly.graph_objects as go

from wfm.center.roster import Roster, Shift
from wfm.center.scenario import Scenario
from wfm.center.shift import Activity
from wfm.center.values import format_clock
from wfm.report.figures.clock import Grid, as_rows, day_name, day_tick
from wfm.report.figures.design import ACTIVITIES, INK, MUTED, START_SCALE, finish, plain
from wfm.report.figures.names import names_of

_MAX_LABELLED = 120
_ROOM_FOR_NAMES = 20


def roster_overview(scenario: Scenario, roster: Roster) -> go.Figure:
    """Start of each agent's shift on each day; time off is marked, free days are blank.

    Parameters
    ----------
    scenario : Scenario
        Gives the names of agents, their teams and time off.
    roster : Roster
    """
    horizon = roster.horizon
    agents = sorted(scenario.agents, key=lambda a: (a.team, a.contract, a.id))
    whole = names_of(scenario)
    names = [plain(whole[agent.id]) for agent in agents]
    short = names_of(scenario, _ROOM_FOR_NAMES)
    row = {agent.id: i for i, agent in enumerate(agents)}
    column = {day: j for j, day in enumerate(horizon.dates)}
    starts = np.full((len(agents), horizon.days), np.nan)
    words = [[""] * horizon.days for _ in agents]
    texts = [[""] * horizon.days for _ in agents]
    off = np.full(starts.shape, np.nan)
    for shift in roster.shifts:
        if shift.agent not in row or shift.day not in column:
            continue
        i, j = row[shift.agent], column[shift.day]
        starts[i, j] = start_hour(roster, shift)
        begin = horizon.moment(shift.start_s)
        texts[i][j] = f"{begin.hour}" if begin.minute == 0 else f"{begin:%-H:%M}"
        times = shift.hours(horizon, "–")
        words[i][j] = f"{names[i]}, {day_name(shift.day)}: {shift.template} {times}"
    for absence in scenario.time_off:
        for day in horizon.dates:
            if absence.agent in row and absence.first_day <= day <= absence.last_day:
                i, j = row[absence.agent], column[day]
                if np.isnan(starts[i, j]):
                    off[i, j] = 1.0
                    reason = plain(absence.reason)
                    words[i][j] = f"{names[i]}, {day_name(day)}: time off, {reason}"
    labelled = len(agents) <= _MAX_LABELLED
    ids = [agent.id for agent in agents]
    days = list(range(horizon.days))
    grid = {
        "x": days,
        "y": ids,
        "xgap": 1,
        "ygap": 1,
        "hoverongaps": False,
        "text": words,
    }
    figure = go.Figure()
    figure.add_heatmap(
        z=as_rows(off, 0),
        colorscale=[[0, ACTIVITIES[Activity.TIME_OFF]], [1, ACTIVITIES[Activity.TIME_OFF]]],
        showscale=False,
        hovertemplate="%{text}<extra></extra>",
        **grid,
    )
    low, high = _range(starts)
    figure.add_heatmap(
        z=as_rows(starts),
        colorscale=START_SCALE,
        zmin=low,
        zmax=high,
        hovertemplate="%{text}<extra></extra>",
        colorbar={
            "orientation": "h",
            "x": 1,
            "xref": "container",
            "xanchor": "right",
            "y": 1,
            "yref": "container",
            "yanchor": "top",
            "ypad": 4,
            "xpad": 0,
            "len": 0.42,
            "thickness": 10,
            "outlinewidth": 0,
            "tickfont": {"size": 11, "color": MUTED},
            "ticklen": 3,
            **_start_ticks(low, high),
        },
        **grid,
    )
    if horizon.days <= 31:
        _write_starts(figure, starts, texts, ids, low, high)
    for j, day in enumerate(horizon.dates):
        if day.weekday() == 0 and j:
            figure.add_vline(x=j - 0.5, line={"color": MUTED, "width": 1})
    figure.update_xaxes(
        tickvals=days,
        ticktext=[
            day_tick(d, horizon.dates) if horizon.days <= 31 or d.weekday() == 0 else ""
            for d in horizon.dates
        ],
        side="top",
        tickangle=0,
        tickfont={"size": 11},
        range=[-0.5, horizon.days - 0.5],
        ticks="",
        showline=False,
    )
    height = 15 if labelled else max(3, 1800 // len(agents))
    figure.update_yaxes(
        tickvals=ids if labelled else [],
        ticktext=[plain(short[agent.id]) for agent in agents],
        range=[len(agents) - 0.5, -0.5],
        tickfont={"size": 11},
        showgrid=False,
        ticks="",
    )
    figure.update_layout(
        margin={"l": 132 if labelled else 24, "t": 104, "b": 12, "r": 16}, plot_bgcolor="#f6f7f9"
    )
    shifts = len(roster.shifts)
    return finish(
        figure,
        title="Everybody's shifts",
        subtitle="number and colour: hour the shift starts; grey: time off; blank: day off",
        says=f"{len(roster.by_agent)} of {len(agents)} agents work {shifts:,} shifts, "
        f"{roster.paid_hours:,.0f} paid hours.",
        height=116 + height * len(agents),
    )


def start_hour(roster: Roster, shift: Shift) -> float:
    """Wall-clock start of a shift, hours after midnight of its day."""
    begin = roster.horizon.moment(shift.start_s)
    days = (begin.date() - shift.day) / timedelta(days=1)
    return days * 24 + begin.hour + begin.minute / 60


def _range(starts: Grid) -> tuple[float, float]:
    if np.isnan(starts).all():
        return 0.0, 24.0
    low, high = float(np.nanmin(starts)), float(np.nanmax(starts))
    return low, max(high, low + 1)


def _start_ticks(low: float, high: float) -> dict[str, list[float] | list[str]]:
    step = max(1, round((high - low) / 5))
    hours = [
        h for h in range(int(np.ceil(low)), int(high) + 1) if (h - int(np.ceil(low))) % step == 0
    ]
    return {
        "tickvals": [float(h) for h in hours],
        "ticktext": [format_clock(h % 24 * 60) for h in hours],
    }


def _write_starts(
    figure: go.Figure,
    starts: Grid,
    texts: list[list[str]],
    ids: list[str],
    low: float,
    high: float,
) -> None:
    """The starts as text, light on dark cells: one trace each."""
    for dark, colour in ((False, INK), (True, "#ffffff")):
        place = [
            (j, ids[i], texts[i][j])
            for i, j in zip(*np.nonzero(~np.isnan(starts)), strict=True)
            if ((starts[i, j] - low) / (high - low) > 0.5) == dark
        ]
        if place:
            x, y, text = zip(*place, strict=True)
            figure.add_scatter(
                x=[int(v) for v in x],
                y=y,
                text=text,
                mode="text",
                hoverinfo="skip",
                showlegend=False,
                textfont={"size": 9, "color": colour},
            )
