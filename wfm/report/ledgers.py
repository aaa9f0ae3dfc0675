"""Tables of the report: demand, hours and cost."""

import numpy as np

from wfm.plan.daily import daily_frame
from wfm.plan.plan import Plan
from wfm.report.figures.clock import day_name
from wfm.report.figures.cost import cost_ledger
from wfm.report.page import Cell, table


def demand_table(plan: Plan) -> str:
    """Contacts, handle time and workload of each queue."""
    need = plan.requirement
    rows = []
    for i, queue in enumerate(need.queues):
        offered = float(need.offered[i].sum())
        work_s = float((need.offered[i] * need.aht_s[i]).sum())
        forecast = float(plan.forecast.offered[i].sum())
        handed = offered - forecast
        rows.append(
            [
                queue,
                plan.scenario.queues[i].channel.value,
                f"{forecast:,.0f}",
                f"{handed:,.0f}" if handed > 0.5 else "–",
                f"{work_s / offered:,.0f} s" if offered > 0 else "–",
                f"{work_s / 3600:,.0f} h",
            ]
        )
    return table(
        ("Queue", "Channel", "Contacts", "Handed on to it", "Mean handle time", "Workload"),
        rows,
        caption="Demand of the whole plan",
        left=2,
    )


def hours_table(plan: Plan) -> str:
    """Paid, on-queue, required, lacking and spare hours of each week."""
    horizon = plan.scenario.horizon
    share = horizon.interval_minutes / 60
    agents = tuple(a.id for a in plan.scenario.agents)
    on_queue = plan.roster.on_queue(agents).sum(axis=0)
    paid = np.zeros(horizon.days)
    for shift in plan.roster.shifts:
        index = (shift.day - horizon.start).days
        if 0 <= index < horizon.days:
            paid[index] += shift.paid_minutes / 60
    rows: list[list[Cell]] = []
    totals = np.zeros(5)
    for week in range(-(-horizon.days // 7)):
        first, last = week * 7, min(week * 7 + 7, horizon.days)
        inside = (horizon.day_of_interval >= first) & (horizon.day_of_interval < last)
        figures = np.array(
            [paid[first:last].sum()]
            + [
                float(v[inside].sum()) * share
                for v in (
                    on_queue,
                    plan.coverage.required,
                    plan.coverage.under,
                    plan.coverage.over,
                )
            ]
        )
        totals += figures
        name = f"{day_name(horizon.dates[first])} to {day_name(horizon.dates[last - 1])}"
        rows.append([name, *(f"{v:,.1f}" for v in figures)])
    rows.append([("In all", "total"), *((f"{v:,.1f}", "total") for v in totals)])
    return table(
        ("Week", "Paid", "On queue", "Required on queue", "Too few", "Too many"),
        rows,
        caption="Hours by week; too few and too many are not netted",
    )


def contract_table(plan: Plan) -> str:
    """People, paid hours and cost of each contract."""
    hours, cost = cost_ledger(plan.scenario, plan.roster)
    people = {c: [a for a in plan.scenario.agents if a.contract == c] for c in hours}
    weeks = plan.scenario.horizon.days / 7
    rows: list[list[Cell]] = []
    for contract in plan.scenario.contracts:
        name = contract.name
        working = sum(a.id in plan.roster.by_agent for a in people[name])
        paid, price = sum(hours[name].values()), sum(cost[name].values())
        rows.append(
            [
                name,
                f"{working} of {len(people[name])}",
                f"{paid:,.1f}",
                f"{paid / weeks / working:,.1f}" if working else "–",
                f"{contract.cost_per_hour:,.2f}",
                f"{price:,.0f}",
            ]
        )
    total = (
        ("In all", "total"),
        (f"{len(plan.roster.by_agent)} of {len(plan.scenario.agents)}", "total"),
        (f"{plan.paid_hours:,.1f}", "total"),
        ("", "total"),
        ("", "total"),
        (f"{plan.cost:,.0f}", "total"),
    )
    currency = plan.scenario.currency
    return table(
        (
            "Contract",
            "Agents with shifts",
            "Paid hours",
            "A week and agent",
            f"{currency} an hour",
            f"Cost, {currency}",
        ),
        [*rows, total],
        caption="Paid hours and cost by contract",
    )


def days_table(plan: Plan) -> str:
    """Every day with its staff, cost, and each target: achieved, interval and probability."""
    frame = daily_frame(plan)
    targets = plan.scenario.targets
    rows: list[list[Cell]] = []
    for index, day in enumerate(plan.scenario.horizon.dates):
        row = frame.iloc[index]
        if row["required_hours"] == 0 and row["paid_hours"] == 0:
            continue
        cells: list[Cell] = [
            day_name(day),
            f"{row['required_hours']:,.0f}",
            f"{row['scheduled_hours']:,.0f}",
            f"{row['under_hours']:,.0f}",
            f"{row['over_hours']:,.0f}",
            f"{row['cost']:,.0f}",
        ]
        for target in targets:
            scale, unit = (100, "%") if target.measure.is_share else (1, " s")
            achieved, low, high = (
                float(row[target.name + end]) * scale for end in ("", "_low", "_high")
            )
            if np.isnan(achieved):
                cells += ["–", "–"]
                continue
            chance = float(row[f"{target.name}_probability"])
            cells += [f"{achieved:.1f}{unit} ({low:.1f}–{high:.1f})", f"{chance:.0%}"]
        rows.append(cells)
    return table(
        (
            "Day",
            "Required h",
            "Scheduled h",
            "Short h",
            "Spare h",
            f"Cost, {plan.scenario.currency}",
            *(head for target in targets for head in (target.name, "Prob.")),
        ),
        rows,
        caption="Day by day; each target: achieved (95% interval), and beside it the probability "
        "that the day by itself reaches the goal",
    )
