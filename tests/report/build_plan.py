"""Plans to report on: real classes, a history made here, and a roster made by a plain rule."""

from datetime import date, timedelta
from functools import cache

import numpy as np

from wfm.center.history import History
from wfm.center.horizon import Horizon
from wfm.center.roster import Roster, Shift, Span
from wfm.center.scenario import Scenario
from wfm.center.shift import Activity, ShiftTemplate
from wfm.forecast.forecast import Forecast
from wfm.forecast.uncertainty import Uncertainty
from wfm.plan.plan import Plan
from wfm.schedule.coverage import coverage
from wfm.simulate.simulate import simulate
from wfm.staff.staff import staff

LUNCH = {"name": "lunch", "activity": "meal", "minutes": 30, "paid": False,
         "earliest_min": 180, "latest_min": 240}  # fmt: skip
SMALL = {
    "name": "corner-shop",
    "description": "Two queues & <one> small team.",
    "seed": 3,
    "horizon": {
        "start": "2026-10-19",
        "days": 9,
        "interval_minutes": 30,
        "timezone": "Europe/London",
    },
    "history": {"file": "history.csv"},
    "queues": [
        {"name": "voice", "open": {"all": "08:00-18:00"}, "aht_s": 240, "mean_patience_s": 180},
        {"name": "orders", "open": {"mon-fri": "09:00-17:00"}, "aht_s": 300},
    ],
    "targets": [
        {"name": "voice-80-20", "queue": "voice", "answered_within_s": 20, "goal": 0.8},
        {"name": "lost", "measure": "abandonment", "goal": 0.05},
        {"name": "wait", "measure": "asa", "queue": "orders", "goal": 30},
    ],
    "staffing": {"shrinkage": 0.05, "max_occupancy": 0.9},
    "shifts": [
        {
            "name": "day",
            "earliest_start": "08:00",
            "latest_start": "10:00",
            "length_minutes": 480,
            "breaks": [LUNCH],
        }
    ],
    "contracts": [{"name": "full-time", "shifts": ["day"], "cost_per_hour": 20}],
    "agents": [
        {"id": f"A{i:02d}", "name": name, "contract": "full-time", "skills": ["voice", "orders"]}
        for i, name in enumerate(
            ("Ann", "=1+1", "Bo <b>", "Çelik", "Dee", "Eve", "Fay", "Gus", "Hal", "Ida"), start=1
        )
    ],
    "time_off": [
        {
            "agent": "A10",
            "first_day": "2026-10-19",
            "last_day": "2026-10-27",
            "reason": "annual leave",
        }
    ],
    "simulation": {"replications": 6},
}


@cache
def small_plan() -> Plan:
    """Two queues, ten agents, nine days across the end of summer time; quick to make."""
    return made_plan(Scenario.model_validate(SMALL), contacts=(18.0, 6.0))


def made_plan(scenario: Scenario, contacts: tuple[float, ...]) -> Plan:
    """A plan of a scenario whose queues get about `contacts` an interval at the peak."""
    horizon = scenario.horizon
    peaks = np.array(contacts)[:, None]
    noise = np.random.default_rng(1)
    grid = Horizon(
        start=horizon.start - timedelta(weeks=10),
        days=70,
        interval_minutes=horizon.interval_minutes,
        timezone=horizon.timezone,
    )
    mean = peaks * np.stack([_shape(scenario, grid, q) for q in range(len(contacts))])
    busy = noise.gamma(100, 1 / 100, (len(contacts), grid.days))[:, grid.day_of_interval]
    aht_s = [q.aht_s or 240.0 for q in scenario.queues]
    history = History(
        grid,
        scenario.queue_names,
        noise.poisson(mean * busy).astype(float),
        np.repeat([aht_s], grid.n_intervals, axis=0).T,
        ("2 duplicated rows dropped <first kept>",),
    )
    offered = 1.02 * peaks * np.stack([_shape(scenario, horizon, q) for q in range(len(contacts))])
    demand = Forecast(
        horizon,
        scenario.queue_names,
        "made",
        offered,
        offered,
        np.repeat([aht_s], horizon.n_intervals, axis=0).T,
        _uncertainty(len(contacts), horizon),
    )
    requirement = staff(scenario, demand)
    roster = _roster(scenario)
    paths = demand.sample(scenario.simulation.replications, scenario.seed)
    outcome = simulate(scenario, roster, paths.offered, paths.aht_s, seed=scenario.seed)
    return Plan(
        scenario,
        history,
        demand,
        requirement,
        roster,
        coverage(scenario, requirement, roster),
        outcome,
        tuple(outcome.judge(target) for target in scenario.targets),
        {"schedule": 1.0},
        history_given=True,
    )


def _shape(scenario: Scenario, grid: Horizon, queue: int) -> np.ndarray:
    hour = grid.clock_min_of_interval / 60
    day = np.exp(-(((hour - 10.5) / 1.8) ** 2)) + 0.75 * np.exp(-(((hour - 15) / 2.2) ** 2)) + 0.08
    week = np.array([1.2, 1.05, 1.0, 0.97, 1.0, 0.6, 0.4])
    level = week[[d.weekday() for d in grid.dates]][grid.day_of_interval]
    return day * level * scenario.queues[queue].open.open_intervals(grid)


def _uncertainty(queues: int, horizon: Horizon) -> Uncertainty:
    return Uncertainty(
        day_sd=np.full((queues, horizon.days), 0.06),
        day_autocorrelation=np.full(queues, 0.4),
        queue_correlation=np.eye(queues),
        interval_sd=np.full((queues, horizon.n_intervals), 0.05),
        interval_autocorrelation=np.full(queues, 0.3),
        aht_day_sd=np.full(queues, 0.02),
    )


def _roster(scenario: Scenario) -> Roster:
    """Five of seven days each, starts spread over the template's, pauses staggered."""
    horizon = scenario.horizon
    off = {
        (t.agent, t.first_day + timedelta(days=d))
        for t in scenario.time_off
        for d in range((t.last_day - t.first_day).days + 1)
    }
    shifts = []
    for i, agent in enumerate(scenario.agents):
        templates = [scenario.shift(n) for n in scenario.contract_of(agent).shifts]
        for j, day in enumerate(horizon.dates):
            if (j + 2 * i) % 7 >= 5 or (agent.id, day) in off:
                continue
            fitting = [t for t in templates if day.weekday() in t.weekdays]
            if fitting:
                shifts.append(_shift(horizon, agent.id, day, j, fitting[0], i))
    return Roster(horizon, tuple(shifts))


def _shift(
    horizon: Horizon, agent: str, day: date, index: int, template: ShiftTemplate, turn: int
) -> Shift:
    start = template.starts_min[(turn * 3 + index // 7) % len(template.starts_min)]
    begin = horizon.second_of(index, start)
    edges: list[Span] = []
    at = begin
    for pause in template.breaks:
        pause_at = begin + 60 * pause.starts_min[turn % len(pause.starts_min)]
        pause_end = pause_at + 60 * pause.minutes
        edges.append(Span(Activity.ON_QUEUE, at, pause_at))
        edges.append(Span(pause.activity, pause_at, pause_end, pause.paid))
        at = pause_end
    edges.append(Span(Activity.ON_QUEUE, at, begin + template.length_minutes * 60))
    return Shift(agent, day, template.name, tuple(edges))
