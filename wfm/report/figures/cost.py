"""What the roster costs, by day and by contract."""

from collections import defaultdict
from datetime import date

import plotly.graph_objects as go

from wfm.center.roster import Roster
from wfm.center.scenario import Scenario
from wfm.report.figures.clock import day_axis, day_name
from wfm.report.figures.design import MUTED, QUEUES, finish, plain
from wfm.schedule.cost import paid_shifts

Ledger = dict[str, dict[date, float]]


def cost_ledger(scenario: Scenario, roster: Roster) -> tuple[Ledger, Ledger]:
    """Paid hours and cost by contract and day."""
    hours: Ledger = {c.name: defaultdict(float) for c in scenario.contracts}
    cost: Ledger = {c.name: defaultdict(float) for c in scenario.contracts}
    for paid in paid_shifts(scenario, roster):
        hours[paid.contract][paid.shift.day] += paid.hours
        cost[paid.contract][paid.shift.day] += paid.cost
    return hours, cost


def cost_by_day(scenario: Scenario, roster: Roster) -> go.Figure:
    """Cost of paid hours for each day, stacked by contract."""
    _, cost = cost_ledger(scenario, roster)
    currency = plain(scenario.currency)
    days = roster.horizon.dates
    figure = go.Figure()
    for i, (contract, by_day) in enumerate(cost.items()):
        if not any(by_day.values()):
            continue
        figure.add_bar(
            x=days,
            y=[round(by_day.get(day, 0.0), 2) for day in days],
            name=contract,
            marker={"color": QUEUES[i % len(QUEUES)]},
            hovertemplate=f"%{{x|%a %d %b}}: %{{y:,.0f}} {currency}<extra>{contract}</extra>",
        )
    figure.update_layout(barmode="stack", margin={"b": 52})
    day_axis(figure, days)
    figure.update_yaxes(title_text=currency, tickformat=",.0f")
    total = {day: sum(by_day.get(day, 0.0) for by_day in cost.values()) for day in days}
    dearest = max(total, key=lambda day: total[day])
    return finish(
        figure,
        title="Cost by day",
        subtitle=f"{currency}, paid hours at each contract's cost per hour",
        says=f"{sum(total.values()):,.0f} {scenario.currency} in all; the dearest day is "
        f"{day_name(dearest)} with {total[dearest]:,.0f}.",
        height=310,
    )


def cost_by_contract(scenario: Scenario, roster: Roster) -> go.Figure:
    """Cost of each contract's paid hours, with hours and people beside the bar."""
    hours, cost = cost_ledger(scenario, roster)
    currency = plain(scenario.currency)
    people: dict[str, int] = defaultdict(int)
    for agent in scenario.agents:
        people[agent.contract] += agent.id in roster.by_agent
    names = [name for name in cost if people[name]]
    totals = [sum(cost[name].values()) for name in names]
    figure = go.Figure()
    figure.add_bar(
        orientation="h",
        y=names,
        x=[round(total, 2) for total in totals],
        marker={"color": [QUEUES[list(cost).index(name) % len(QUEUES)] for name in names]},
        hoverinfo="skip",
        text=[
            f"{total:,.0f} {currency} · {sum(hours[name].values()):,.0f} h · {people[name]} agents"
            for name, total in zip(names, totals, strict=True)
        ],
        textposition="outside",
        textfont={"size": 12, "color": MUTED},
        cliponaxis=False,
    )
    figure.update_xaxes(
        range=[0, max([*totals, 1.0]) * 1.45], tickformat=",.0f", title_text=currency
    )
    figure.update_yaxes(autorange="reversed", showgrid=False, ticklabelstandoff=6)
    figure.update_layout(margin={"l": 110})
    return finish(
        figure,
        title="Cost by contract",
        subtitle="with paid hours and people who work",
        says="; ".join(
            f"{name}: {total:,.0f} {scenario.currency}"
            for name, total in zip(names, totals, strict=True)
        )
        + ".",
        height=130 + 38 * len(names),
    )
