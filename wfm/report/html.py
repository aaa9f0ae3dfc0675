"""The HTML report of a plan: one file that needs nothing else, on screen and on paper."""

from pathlib import Path

from wfm.center.target import Measure
from wfm.plan.plan import Plan
from wfm.report import figures
from wfm.report.figures.clock import day_name
from wfm.report.figures.roster_day import tightest_day
from wfm.report.ledgers import contract_table, days_table, demand_table, hours_table
from wfm.report.living import busiest_day, waits
from wfm.report.looking import looking
from wfm.report.method import method
from wfm.report.page import choice, document, figure, paragraph, section, text
from wfm.report.summary import by_queue, header, summary

_MAX_CHOICE = 6000


def write_report(plan: Plan, path: Path) -> None:
    """Write the report of a plan as one HTML file that works offline.

    The same plan gives the same bytes.

    Parameters
    ----------
    plan : Plan
    path : Path
        File to write.
    """
    path.write_text(report_html(plan), encoding="utf-8")


def report_html(plan: Plan) -> str:
    """The report as a page of HTML."""
    sections = {
        "targets": ("Targets", summary(plan)),
        "forecast": ("Forecast", forecast_section(plan)),
        "staffing": ("Staffing", _staffing(plan)),
        "roster": ("Roster", _roster(plan)),
        "service": ("Service", _service(plan)),
        "cost": ("Hours and cost", _cost(plan)),
        **({} if plan.found is None else {"loop": ("Rounds", looking(plan, plan.found))}),
        "method": ("How it was made", method(plan)),
    }
    return document(
        f"{plan.scenario.name}: targets {plan.verdict}",
        header(plan),
        sections,
        f"Made with wfm from the scenario {text(plan.scenario.name)}.",
    )


def forecast_section(plan: Plan) -> str:
    """What is expected, beside the history, and what the planner changed."""
    return section(
        "forecast",
        "What is expected",
        demand_table(plan),
        figure(figures.daily_forecast(plan.history, plan.forecast), "daily-forecast"),
        figure(figures.first_week(plan.history, plan.forecast), "first-week"),
        *(
            [figure(figures.forecast_changes(plan.forecast), "forecast-changes")]
            if any(change.offered.any() for change in plan.forecast.changes)
            else []
        ),
    )


def _staffing(plan: Plan) -> str:
    cover = plan.coverage
    return section(
        "staffing",
        "Agents required and scheduled",
        figure(figures.requirement_by_queue(plan.requirement), "requirement"),
        figure(figures.staffing_by_day(cover), "staffing"),
        figure(figures.hours_off_requirement(cover), "off-requirement"),
        figure(figures.net_staffing(cover), "net-staffing"),
    )


def _roster(plan: Plan) -> str:
    horizon, scenario, roster = plan.scenario.horizon, plan.scenario, plan.roster
    tightest = tightest_day(plan.coverage)
    few = len(scenario.agents) * horizon.days <= _MAX_CHOICE
    days = {
        day_name(day): figures.roster_day(scenario, roster, plan.coverage, i)
        for i, day in enumerate(horizon.dates)
        if few or i == tightest
    }
    return section(
        "roster",
        "Who works when",
        paragraph(
            "Names, shifts and pauses are also in roster.xlsx, roster.csv and, for each agent, in "
            "a calendar file."
        ),
        figure(figures.roster_overview(scenario, roster), "roster-overview"),
        "<h3>One day in detail</h3>",
        paragraph("The tightest day is shown first: the one that lacks most agent-hours."),
        choice(
            days,
            "roster-day",
            chosen=day_name(horizon.dates[tightest]),
            label="Day",
        ),
        upright=True,
    )


def _service(plan: Plan) -> str:
    scenario, outcome = plan.scenario, plan.outcome
    return section(
        "service",
        "What callers live through",
        paragraph(
            f"This roster was simulated contact by contact, {outcome.replications} times, each "
            "time on another path of demand drawn from the forecast and with absences drawn from "
            "the shrinkage."
        ),
        by_queue(plan),
        figure(figures.promise(scenario, outcome), "promise"),
        figure(figures.service_by_day(scenario, outcome), "service-by-day"),
        *(
            [figure(figures.service_by_interval(scenario, outcome), "service-by-interval")]
            if any(t.measure is Measure.SERVICE_LEVEL for t in scenario.targets)
            else []
        ),
        figure(waits(outcome), "waits"),
        figure(busiest_day(outcome, plan.roster), "busiest-day"),
        figure(figures.occupancy_by_interval(scenario, plan.roster, outcome), "occupancy"),
    )


def _cost(plan: Plan) -> str:
    return section(
        "cost",
        "Hours and cost",
        days_table(plan),
        hours_table(plan),
        contract_table(plan),
        figure(figures.cost_by_day(plan.scenario, plan.roster), "cost-by-day"),
        figure(figures.cost_by_contract(plan.scenario, plan.roster), "cost-by-contract"),
    )
