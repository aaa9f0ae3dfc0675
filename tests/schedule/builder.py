"""Synthetic centers for the scheduler's tests: no files, a few lines each."""

from datetime import date, timedelta
from typing import Any

import numpy as np

from wfm.center.scenario import Scenario
from wfm.staff.requirement import Requirement

DAY_SHIFT: dict[str, Any] = {
    "name": "day",
    "earliest_start": "08:00",
    "latest_start": "12:00",
    "step_minutes": 60,
    "length_minutes": 510,
    "breaks": [
        {
            "name": "lunch",
            "activity": "meal",
            "minutes": 30,
            "paid": False,
            "earliest_min": 180,
            "latest_min": 300,
            "step_minutes": 30,
        }
    ],
}
RULES: dict[str, Any] = {
    "weekly_paid_hours": {"min": 32, "max": 40},
    "max_consecutive_days": {"days": 5},
    "min_rest": {"hours": 11},
}


def center(
    *,
    agents: int | list[dict[str, Any]] = 4,
    days: int = 7,
    start: date = date(2026, 1, 5),
    timezone: str = "Europe/London",
    interval_minutes: int = 30,
    queues: tuple[str, ...] = ("sales",),
    shifts: list[dict[str, Any]] | None = None,
    rules: dict[str, Any] | None = None,
    contracts: list[dict[str, Any]] | None = None,
    time_off: list[dict[str, Any]] | None = None,
    scheduling: dict[str, Any] | None = None,
) -> Scenario:
    """A center of a few agents; agents may be given as a number, all with every skill."""
    shifts = [DAY_SHIFT] if shifts is None else shifts
    if isinstance(agents, int):
        agents = [{"id": f"a{i + 1}"} for i in range(agents)]
    if contracts is None:
        contracts = [
            {
                "name": "full",
                "shifts": [shift["name"] for shift in shifts],
                "rules": RULES if rules is None else rules,
                "cost_per_hour": 20,
            }
        ]
    return Scenario.model_validate(
        {
            "name": "test",
            "horizon": {
                "start": start,
                "days": days,
                "interval_minutes": interval_minutes,
                "timezone": timezone,
            },
            "history": {"file": "history.csv"},
            "queues": [{"name": name, "open": "00:00-24:00", "aht_s": 240} for name in queues],
            "targets": [{"name": "level", "answered_within_s": 20, "goal": 0.8}],
            "shifts": shifts,
            "contracts": contracts,
            "agents": [
                {"contract": contracts[0]["name"], "skills": list(queues)} | agent
                for agent in agents
            ],
            "time_off": time_off or [],
            "scheduling": scheduling or {},
        }
    )


def requirement(scenario: Scenario, required: Any) -> Requirement:
    """A requirement of so many agents: anything that broadcasts to (queues, intervals)."""
    shape = (len(scenario.queues), scenario.horizon.n_intervals)
    gross = np.broadcast_to(np.asarray(required, dtype=float), shape).copy()
    zero = np.zeros(shape)
    return Requirement(
        scenario.horizon, scenario.queue_names, zero, zero, zero, gross, zero, zero, gross, gross,
        0.0, "given",
    )  # fmt: skip


def by_clock(scenario: Scenario, peaks: dict[tuple[int, int], float]) -> np.ndarray:
    """Agents by hours of the day: {(8, 20): 3.0} is 3 from 8 to 20 every day; they add up."""
    clock = scenario.horizon.clock_min_of_interval / 60
    return sum(((clock >= a) & (clock < b)) * n for (a, b), n in peaks.items())


def bank(*, agents: int = 60, days: int = 28, seed: int = 1) -> tuple[Scenario, Requirement]:
    """A center of two voice queues with shared agents, 15-minute intervals, mixed contracts."""
    rng = np.random.default_rng(seed)
    start = date(2026, 1, 5)

    def pause(name: str, minutes: int, earliest: int, latest: int) -> dict[str, Any]:
        return {"name": name, "minutes": minutes, "earliest_min": earliest, "latest_min": latest}

    lunch = {"activity": "meal", "paid": False}
    full_breaks = [
        pause("morning", 15, 75, 150),
        pause("lunch", 30, 195, 300) | lunch,
        pause("afternoon", 15, 345, 435),
    ]
    shifts = [
        {"name": "early", "earliest_start": "07:00", "latest_start": "09:30", "step_minutes": 30,
         "length_minutes": 510, "breaks": full_breaks},
        {"name": "late", "earliest_start": "10:00", "latest_start": "13:30", "step_minutes": 30,
         "length_minutes": 510, "breaks": full_breaks},
        {"name": "short", "earliest_start": "08:00", "latest_start": "17:00", "step_minutes": 60,
         "length_minutes": 300, "breaks": [pause("pause", 15, 90, 195)]},
    ]  # fmt: skip
    shared = {
        "max_consecutive_days": {"days": 6},
        "min_rest": {"hours": 11},
        "min_consecutive_days_off": {"days": 1},
        "max_weekends": {"weekends": 2, "of": 4},
    }
    contracts = [
        {"name": "full", "shifts": ["early", "late"], "cost_per_hour": 22,
         "rules": shared | {"weekly_paid_hours": {"min": 40, "max": 40}}},
        {"name": "part", "shifts": ["short"], "cost_per_hour": 20,
         "rules": shared | {"weekly_paid_hours": {"min": 20, "max": 25}}},
    ]  # fmt: skip
    people, time_off = [], []
    for i in range(agents):
        skills = [["service"], ["service", "loans"], ["loans"]][
            int(rng.choice(3, p=[0.5, 0.3, 0.2]))
        ]
        contract = "part" if rng.random() < 0.3 else "full"
        people.append({"id": f"b{i + 1:02d}", "contract": contract, "skills": skills})
        if rng.random() < 0.25:
            first = start + timedelta(days=int(rng.integers(0, days)))
            last = first + timedelta(days=int(rng.integers(0, 7)))
            hours = 5 if contract == "part" else 8
            time_off.append({"agent": f"b{i + 1:02d}", "first_day": first, "last_day": last,
                             "paid_hours_per_day": hours})  # fmt: skip
    scenario = center(
        agents=people,
        days=days,
        start=start,
        interval_minutes=15,
        queues=("service", "loans"),
        shifts=shifts,
        contracts=contracts,
        time_off=time_off,
    )
    clock = scenario.horizon.clock_min_of_interval / 60
    weekday = (scenario.horizon.day_of_interval + start.weekday()) % 7
    shape = np.exp(-(((clock - 11) / 2.2) ** 2)) + 0.75 * np.exp(-(((clock - 16) / 2.6) ** 2))
    shape *= (clock >= 7) & (clock < 22)
    level = np.array([1.15, 1.0, 0.98, 1.0, 1.05, 0.6, 0.4])[weekday]
    base = shape * level * agents / 60
    loans = np.ceil(9 * base * (weekday < 5) / 0.9 * 10) / 10
    return scenario, requirement(scenario, np.stack([np.ceil(26 * base) / 0.9, loans]))
