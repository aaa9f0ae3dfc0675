"""Figures: that what they draw is what the plan holds."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from tests.report.build_plan import small_plan
from wfm.center.horizon import Horizon
from wfm.center.roster import Roster, Shift, Span
from wfm.center.shift import Activity
from wfm.report import figures
from wfm.report.figures.clock import active_window, by_day_and_clock
from wfm.report.figures.roster_day import tightest_day
from wfm.report.figures.roster_overview import start_hour

LONDON = {"interval_minutes": 30, "timezone": "Europe/London"}


def all_figures(plan):
    return {
        "daily_forecast": figures.daily_forecast(plan.history, plan.forecast),
        "first_week": figures.first_week(plan.history, plan.forecast),
        "requirement": figures.requirement_by_queue(plan.requirement),
        "staffing": figures.staffing_by_day(plan.coverage),
        "off": figures.hours_off_requirement(plan.coverage),
        "net": figures.net_staffing(plan.coverage),
        "overview": figures.roster_overview(plan.scenario, plan.roster),
        "day": figures.roster_day(plan.scenario, plan.roster, plan.coverage, 1),
        "promise": figures.promise(plan.scenario, plan.outcome),
        "service_by_day": figures.service_by_day(plan.scenario, plan.outcome),
        "service_by_interval": figures.service_by_interval(plan.scenario, plan.outcome),
        "occupancy": figures.occupancy_by_interval(plan.scenario, plan.roster, plan.outcome),
        "cost_by_day": figures.cost_by_day(plan.scenario, plan.roster),
        "cost_by_contract": figures.cost_by_contract(plan.scenario, plan.roster),
    }


def test_every_figure_has_a_title_words_and_units():
    for name, figure in all_figures(small_plan()).items():
        assert figure.layout.title.text, name
        assert figure.layout.meta["says"].endswith("."), name
        axes = [a for a in figure.layout.to_plotly_json().values() if isinstance(a, dict)]
        said = str(figure.layout.title.subtitle.text) + str(axes)
        assert any(
            unit in said
            for unit in ("agents", "contacts", "share", "EUR", "hour", "goal", "answered")
        ), name


def test_figures_do_not_fail_when_nobody_works_and_nothing_is_offered():
    plan = small_plan()
    nothing = np.zeros_like(plan.coverage.required)
    idle = replace(plan.coverage, required=nothing, scheduled=nothing, under=nothing, over=nothing)
    empty = replace(
        plan,
        coverage=idle,
        roster=Roster(plan.roster.horizon, ()),
        forecast=replace(plan.forecast, offered=np.zeros_like(plan.forecast.offered)),
    )
    assert len(all_figures(empty)) == 14


def test_day_figure_adds_up_to_required_and_scheduled():
    plan = small_plan()
    figure = figures.roster_day(plan.scenario, plan.roster, plan.coverage, 1)
    met, few, many, required = (np.array(t.y, dtype=float) for t in figure.data[:4])
    np.testing.assert_allclose(met + few, required, atol=0.011)
    inside = plan.coverage.horizon.day_of_interval == 1
    scheduled = plan.coverage.scheduled[inside]
    assert (met + many)[:-1].sum() == pytest.approx(scheduled.sum(), abs=0.2)


def test_too_few_and_too_many_are_never_netted():
    plan = small_plan()
    figure = figures.hours_off_requirement(plan.coverage)
    many, few = (np.array(trace.y, dtype=float) for trace in figure.data)
    assert many.sum() == pytest.approx(plan.coverage.over_hours, abs=0.5)
    assert -few.sum() == pytest.approx(plan.coverage.under_hours, abs=0.5)


def test_promise_shows_one_dot_a_replication_on_the_right_side():
    plan = small_plan()
    figure = figures.promise(plan.scenario, plan.outcome)
    reached, missed = figure.data[0], figure.data[1]
    assert len(reached.x) + len(missed.x) == plan.outcome.replications
    assert all(x >= plan.scenario.targets[0].goal for x in reached.x)


def test_daily_forecast_leaves_closed_days_blank():
    plan = small_plan()
    figure = figures.daily_forecast(plan.history, plan.forecast)
    orders = next(t for t in figure.data if t.yaxis == "y2" and t.customdata is not None)
    blank = [i for i, y in enumerate(orders.y) if y is None]
    assert [plan.scenario.horizon.dates[i].weekday() for i in blank] == [5, 6]


def test_table_by_clock_takes_the_mean_of_a_repeated_hour_and_leaves_a_skipped_one_blank():
    autumn = Horizon(start=date(2026, 10, 25), days=1, **LONDON)
    values = np.arange(autumn.n_intervals, dtype=float)
    table = by_day_and_clock(autumn, values)
    assert table.shape == (1, 48)
    assert table[0, 2] == pytest.approx((2 + 4) / 2)
    spring = Horizon(start=date(2026, 3, 29), days=1, **LONDON)
    table = by_day_and_clock(spring, np.ones(spring.n_intervals))
    assert np.isnan(table[0, 2:4]).all()
    assert np.nansum(table) == 46


def test_window_is_whole_hours_around_what_happens():
    horizon = Horizon(start=date(2026, 6, 1), days=1, **LONDON)
    busy = np.zeros(48)
    busy[[17, 40]] = 1
    window = active_window(horizon, busy[None, :])
    assert (window.hours[0], window.end_hour) == (8.0, 21.0)


def test_night_shift_belongs_to_the_evening_and_its_bar_runs_past_midnight():
    plan = small_plan()
    horizon = plan.roster.horizon
    begin = horizon.second_of(1, 22 * 60)
    night = Shift(
        "A01",
        horizon.dates[1],
        "night",
        (Span(Activity.ON_QUEUE, begin, begin + 8 * 3600),),
    )
    roster = Roster(horizon, (night,))
    assert start_hour(roster, night) == 22.0
    figure = figures.roster_day(plan.scenario, roster, plan.coverage, 1)
    bar = figure.data[-1]
    assert (bar.base[0], bar.x[0]) == (22.0, 8.0)
    assert figure.layout.xaxis.range[1] == 30
    assert "06:00" in figure.layout.xaxis.ticktext


def test_tightest_day_lacks_most():
    coverage = small_plan().coverage
    under = np.bincount(coverage.horizon.day_of_interval, coverage.under)
    assert tightest_day(coverage) == under.argmax()
