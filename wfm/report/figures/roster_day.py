"""One day of the roster: staffing above, everybody's activities below, on one clock."""

from itertools import chain
from typing import Any

import numpy as np
import plotly.graph_objects as go

from wfm.center.roster import Roster, Shift
from wfm.center.scenario import Scenario
from wfm.center.shift import Activity
from wfm.report.figures.clock import as_list, by_day_and_clock, room_above
from wfm.report.figures.design import (
    ACTIVITIES,
    OVER,
    REQUIRED,
    SCHEDULED,
    UNDER,
    Rows,
    finish,
    plain,
)
from wfm.report.figures.names import names_of
from wfm.report.figures.roster_overview import start_hour
from wfm.schedule.coverage import Coverage

_STAFFING, _GAP, _AGENT = 150, 44, 15
_ROOM_FOR_NAMES = 20
_MARGINS = Rows(1, each=0, gap=0)


def tightest_day(coverage: Coverage) -> int:
    """Index of the day with the most agent-hours short, or else the busiest."""
    days = coverage.horizon.day_of_interval
    under = np.bincount(days, coverage.under)
    required = np.bincount(days, coverage.required)
    return int(under.argmax() if under.max() > 0.05 else required.argmax())


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
    names = {agent: plain(name) for agent, name in names_of(scenario, _ROOM_FOR_NAMES).items()}
    shifts = sorted(
        (s for s in roster.shifts if s.day == local_day),
        key=lambda s: (s.start_s, s.end_s, names.get(s.agent, s.agent)),
    )
    gantt = max(_AGENT * len(shifts), 60)
    whole = _STAFFING + _GAP + gantt
    tables = [
        np.nan_to_num(by_day_and_clock(horizon, values)[day])
        for values in (coverage.required, coverage.under, coverage.over)
    ]
    required, _, over = tables
    clock = _clock(roster, required, shifts)
    # Given whole: plotly takes twice as long over the same figure in small steps.
    figure = go.Figure(
        data=_staffing(horizon.interval_minutes, *tables) + _activities(roster, shifts),
        layout={
            "xaxis": clock | {"anchor": "y"},
            "xaxis2": clock | {"anchor": "y2", "matches": "x"},
            "yaxis": {
                "domain": [(gantt + _GAP) / whole, 1],
                "range": [0, room_above(required + over)],
                "title": {"text": "agents on queue"},
                "nticks": 6,
            },
            "yaxis2": {
                "domain": [0, gantt / whole],
                "anchor": "x2",
                "tickvals": list(range(len(shifts))),
                "ticktext": [names.get(s.agent, s.agent) for s in shifts],
                "range": [len(shifts) - 0.5, -0.5],
                "tickfont": {"size": 11},
                "showgrid": False,
            },
            "barmode": "overlay",
            "bargap": 0.18,
            "margin": _MARGINS.margin | {"l": 132},
        },
    )
    paid = sum(s.paid_minutes for s in shifts) / 60
    inside = horizon.day_of_interval == day
    under = float(coverage.under[inside].sum()) * horizon.interval_minutes / 60
    return finish(
        figure,
        title=f"{local_day:%A} {local_day.day} {local_day:%B %Y}",
        subtitle="above: agents on queue; below: each agent's shift",
        says=f"{len(shifts)} agents work {paid:,.1f} paid hours; {under:,.1f} agent-hours lack.",
        height=_MARGINS.height + whole,
    )


def _staffing(
    interval_minutes: int, required: np.ndarray, under: np.ndarray, over: np.ndarray
) -> list[dict[str, Any]]:
    slots = np.arange(len(required) + 1)
    used = np.flatnonzero(required + over > 0)
    shown = slice(used[0], used[-1] + 2) if len(used) else slice(None)
    hours = as_list((slots * interval_minutes / 60)[shown], 3)

    def steps(values: np.ndarray) -> list[float | None]:
        ends = np.append(values, 0.0)[shown]
        ends[-1] = ends[-2]
        return as_list(ends)

    areas: list[dict[str, Any]] = [
        {
            "type": "scatter",
            "x": hours,
            "y": steps(values),
            "stackgroup": "agents",
            "mode": "lines",
            "line": {"width": 0, "shape": "hv"},
            "fillcolor": colour,
            "name": name,
            "hoverinfo": "skip",
        }
        for values, colour, name in (
            (required - under, SCHEDULED, "scheduled and required"),
            (under, UNDER, "too few"),
            (over, OVER, "too many"),
        )
    ]
    scheduled = required - under + over
    return [
        *areas,
        {
            "type": "scatter",
            "x": hours,
            "y": steps(required),
            "mode": "lines",
            "name": "required",
            "line": {"color": REQUIRED, "width": 1.6, "shape": "hv"},
            "customdata": steps(scheduled),
            "hovertemplate": "%{y:.1f} required, %{customdata:.1f} scheduled<extra></extra>",
        },
    ]


def _activities(roster: Roster, shifts: list[Shift]) -> list[dict[str, Any]]:
    """A bar for each span of each shift, one trace an activity; time off duty stays blank."""
    moment = roster.horizon.moment
    bars: dict[Activity, list[tuple[int, float, float, str]]] = {}
    for i, shift in enumerate(shifts):
        start = start_hour(roster, shift)
        for span in chain.from_iterable(shift.parts):
            begin, hours = start + (span.start_s - shift.start_s) / 3600, span.minutes / 60
            words = f"{moment(span.start_s):%H:%M}–{moment(span.end_s):%H:%M}"
            row = (i, round(begin, 3), round(hours, 3), words)
            bars.setdefault(span.activity, []).append(row)
    traces = []
    for activity in Activity:
        if activity in bars:
            rows, begins, lengths, times = zip(*bars[activity], strict=True)
            name = activity.value.replace("_", " ")
            traces.append(
                {
                    "type": "bar",
                    "orientation": "h",
                    "y": rows,
                    "base": begins,
                    "x": lengths,
                    "marker": {"color": ACTIVITIES[activity], "line": {"width": 0}},
                    "name": name,
                    "customdata": times,
                    "hovertemplate": f"{name} %{{customdata}}<extra></extra>",
                    "xaxis": "x2",
                    "yaxis": "y2",
                }
            )
    return traces


def _clock(roster: Roster, required: np.ndarray, shifts: list[Shift]) -> dict[str, Any]:
    """Time axis over all shifts and all demand of the day, in whole hours."""
    edges = [start_hour(roster, s) for s in shifts]
    edges += [start_hour(roster, s) + (s.end_s - s.start_s) / 3600 for s in shifts]
    used, hour = np.flatnonzero(required > 0), roster.horizon.interval_minutes / 60
    edges += [used[0] * hour, (used[-1] + 1) * hour] if len(used) else [8.0, 18.0]
    low, high = int(np.floor(min(edges))), int(np.ceil(max(edges)))
    hours = list(range(low, high + 1, 1 if high - low <= 16 else 2))
    return {
        "range": [low, high],
        "tickvals": hours,
        "ticktext": [f"{h % 24:02d}:00" for h in hours],
        "tickangle": 0,
        "showgrid": True,
    }
