"""One day of the roster: staffing above, everybody's activities below, on one clock."""

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from wfm.center.roster import Roster, Shift
from wfm.center.scenario import Scenario
from wfm.center.shift import Activity
from wfm.report.figures.clock import as_list, by_day_and_clock
from wfm.report.figures.design import ACTIVITIES, OVER, REQUIRED, SCHEDULED, UNDER, finish
from wfm.report.figures.roster_overview import start_hour
from wfm.schedule.coverage import Coverage


def tightest_day(coverage: Coverage) -> int:
    """Index of the day with the most agent-hours short, or else the busiest."""
    days = coverage.horizon.day_of_interval
    under = np.bincount(days, coverage.under)
    return int(
        under.argmax() if under.max() > 0.05 else np.bincount(days, coverage.required).argmax()
    )


def roster_day(scenario: Scenario, roster: Roster, coverage: Coverage, day: int) -> go.Figure:
    """Required and scheduled agents of one day, and the activities of each agent.

    Parameters
    ----------
    scenario : Scenario
    roster : Roster
    coverage : Coverage
    day : int
        Index of the day in the horizon.
    """
    horizon, local_day = roster.horizon, roster.horizon.dates[day]
    names = {agent.id: agent.display_name for agent in scenario.agents}
    shifts = sorted(
        (s for s in roster.shifts if s.day == local_day),
        key=lambda s: (s.start_s, s.end_s, names.get(s.agent, s.agent)),
    )
    gantt = max(15 * len(shifts), 60)
    figure = make_subplots(
        rows=2,
        cols=1,
        shared_xaxes=True,
        row_heights=[150, gantt],
        vertical_spacing=40 / (190 + gantt),
    )
    _staffing(figure, coverage, day)
    _activities(figure, roster, shifts)
    low, high = _window(roster, coverage, shifts, day)
    ticks = list(range(int(low), int(high) + 1))
    step = 1 if len(ticks) <= 16 else 2
    figure.update_xaxes(
        range=[low, high],
        tickvals=ticks[::step],
        ticktext=[f"{t % 24:02d}:00" for t in ticks[::step]],
        showgrid=True,
        tickangle=0,
    )
    figure.update_xaxes(showticklabels=True, row=1, col=1)
    figure.update_yaxes(title_text="agents on queue", row=1, col=1)
    figure.update_yaxes(
        tickvals=list(range(len(shifts))),
        ticktext=[names.get(s.agent, s.agent) for s in shifts],
        range=[len(shifts) - 0.5, -0.5],
        tickfont={"size": 11},
        showgrid=False,
        row=2,
        col=1,
    )
    figure.update_layout(
        barmode="overlay",
        bargap=0.18,
        margin={"l": 132, "t": 84},
    )
    paid = sum(s.paid_minutes for s in shifts) / 60
    inside = horizon.day_of_interval == day
    under = float(coverage.under[inside].sum()) * horizon.interval_minutes / 60
    return finish(
        figure,
        title=f"{local_day:%A} {local_day.day} {local_day:%B %Y}",
        subtitle="above: agents on queue; below: each agent's shift",
        says=f"{len(shifts)} agents work {paid:,.1f} paid hours; the day lacks {under:,.1f} agent-hours.",
        height=84 + 44 + 190 + gantt,
    )


def _staffing(figure: go.Figure, coverage: Coverage, day: int) -> None:
    horizon = coverage.horizon
    required, scheduled, under, over = (
        np.nan_to_num(by_day_and_clock(horizon, v)[day])
        for v in (coverage.required, coverage.scheduled, coverage.under, coverage.over)
    )
    hours = as_list(np.arange(len(required) + 1) * horizon.interval_minutes / 60, 3)
    for values, colour, name in (
        (required - under, SCHEDULED, "scheduled and required"),
        (under, UNDER, "too few"),
        (over, OVER, "too many"),
    ):
        figure.add_scatter(
            x=hours,
            y=as_list(np.append(values, values[-1])),
            stackgroup="agents",
            mode="lines",
            line={"width": 0, "shape": "hv"},
            fillcolor=colour,
            name=name,
            hoverinfo="skip",
            row=1,
            col=1,
        )
    figure.add_scatter(
        x=hours,
        y=as_list(np.append(required, required[-1])),
        mode="lines",
        name="required",
        line={"color": REQUIRED, "width": 1.6, "shape": "hv"},
        row=1,
        col=1,
        customdata=as_list(np.append(scheduled, scheduled[-1])),
        hovertemplate="%{y:.1f} required, %{customdata:.1f} scheduled<extra></extra>",
    )


def _activities(figure: go.Figure, roster: Roster, shifts: list[Shift]) -> None:
    """A bar for each shift, and over it one for each span that is not on queue."""
    moment = roster.horizon.moment
    bars: dict[Activity, list[tuple[int, float, float, str]]] = {}
    for i, shift in enumerate(shifts):
        start = start_hour(roster, shift)
        for span in shift.spans:
            begin, length = start + (span.start_s - shift.start_s) / 3600, span.minutes / 60
            words = f"{moment(span.start_s):%H:%M}–{moment(span.end_s):%H:%M}"
            bars.setdefault(span.activity, []).append((i, begin, length, words))
    for activity in Activity:
        if activity not in bars:
            continue
        rows, begins, lengths, words = zip(*bars[activity], strict=True)
        name = activity.value.replace("_", " ")
        figure.add_bar(
            orientation="h",
            y=rows,
            base=[round(b, 3) for b in begins],
            x=[round(v, 3) for v in lengths],
            marker={"color": ACTIVITIES[activity], "line": {"width": 0}},
            name=name,
            customdata=words,
            hovertemplate=f"{name} %{{customdata}}<extra></extra>",
            row=2,
            col=1,
        )


def _window(
    roster: Roster, coverage: Coverage, shifts: list[Shift], day: int
) -> tuple[float, float]:
    edges = [start_hour(roster, s) for s in shifts]
    edges += [start_hour(roster, s) + (s.end_s - s.start_s) / 3600 for s in shifts]
    needed = np.nan_to_num(by_day_and_clock(coverage.horizon, coverage.required)[day])
    used = np.flatnonzero(needed > 0)
    hour = coverage.horizon.interval_minutes / 60
    edges += [used[0] * hour, (used[-1] + 1) * hour] if len(used) else [8.0, 18.0]
    return float(np.floor(min(edges))), float(np.ceil(max(edges)))
