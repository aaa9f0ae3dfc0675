"""Plotly figures, one function a figure, shared by notebooks, the HTML report and later the web."""

from wfm.report.figures.backtest import (
    backtest_bias,
    backtest_coverage,
    backtest_error,
    backtest_quantile_loss,
    backtest_skill,
)
from wfm.report.figures.cost import cost_by_contract, cost_by_day
from wfm.report.figures.difference import effort_differences, service_differences
from wfm.report.figures.forecast import daily_forecast, first_week
from wfm.report.figures.forecast_changes import forecast_changes
from wfm.report.figures.occupancy import occupancy_by_interval
from wfm.report.figures.promise import promise
from wfm.report.figures.roster_day import roster_day
from wfm.report.figures.roster_overview import roster_overview
from wfm.report.figures.service import service_by_day, service_by_interval
from wfm.report.figures.staffing import (
    hours_off_requirement,
    net_staffing,
    requirement_by_queue,
    staffing_by_day,
)

__all__ = [
    "backtest_bias",
    "backtest_coverage",
    "backtest_error",
    "backtest_quantile_loss",
    "backtest_skill",
    "cost_by_contract",
    "cost_by_day",
    "daily_forecast",
    "effort_differences",
    "first_week",
    "forecast_changes",
    "hours_off_requirement",
    "net_staffing",
    "occupancy_by_interval",
    "promise",
    "requirement_by_queue",
    "roster_day",
    "roster_overview",
    "service_by_day",
    "service_by_interval",
    "service_differences",
    "staffing_by_day",
]
