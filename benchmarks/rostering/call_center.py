"""A generated call center, rostered: ``python -m benchmarks.rostering.call_center 200``.

28 days of 15 minutes, five queues whose agents have one or two skills, full-time and part-time
contracts of 20 to 40 hours with a movable lunch and two breaks, 11 hours of rest, free weekends,
time off and wishes. Prints cost, bound and hours under and over as JSON; the roster is judged by
`wfm.check`.
"""

import argparse
import json
import resource
import time
from datetime import date, timedelta
from typing import Any

import numpy as np

from wfm.center.scenario import Scenario
from wfm.staff.requirement import Requirement

START, DAYS = date(2026, 3, 2), 28
QUEUES = ("sales", "service", "billing", "technical", "claims")
LEVEL = (1.15, 1.02, 0.98, 1.0, 1.05, 0.6, 0.4)


def _pause(name: str, minutes: int, earliest: int, latest: int, **more: Any) -> dict[str, Any]:
    return {
        "name": name,
        "minutes": minutes,
        "earliest_min": earliest,
        "latest_min": latest,
    } | more


def _shift(name: str, starts: tuple[str, str], minutes: int, step: int) -> dict[str, Any]:
    middle = minutes // 2
    breaks = [
        _pause("first break", 15, 75, middle - 75),
        _pause("lunch", 30, middle - 60, middle + 45, activity="meal", paid=False),
        _pause("second break", 15, middle + 75, minutes - 60),
    ]
    if minutes < 360:
        breaks = [_pause("break", 15, 75, minutes - 75)]
    return {
        "name": name,
        "earliest_start": starts[0],
        "latest_start": starts[1],
        "step_minutes": step,
        "length_minutes": minutes,
        "breaks": breaks,
    }


SHIFTS = (
    _shift("full", ("07:00", "13:00"), 510, 30),
    _shift("six", ("07:00", "15:00"), 390, 60),
    _shift("four", ("08:00", "17:00"), 240, 60),
)
COMMON = {
    "min_rest": {"hours": 11},
    "max_consecutive_days": {"days": 6},
    "max_weekends": {"weekends": 2, "of": 4},
    "min_consecutive_days_off": {"days": 1},
}
CONTRACTS = (
    {
        "name": "forty",
        "shifts": ["full"],
        "cost_per_hour": 22,
        "rules": COMMON | {"weekly_paid_hours": {"min": 40, "max": 40}},
    },
    {
        "name": "thirty",
        "shifts": ["six"],
        "cost_per_hour": 21,
        "rules": COMMON | {"weekly_paid_hours": {"min": 24, "max": 30}},
    },
    {
        "name": "twenty",
        "shifts": ["four"],
        "cost_per_hour": 20,
        "rules": COMMON | {"weekly_paid_hours": {"min": 16, "max": 20}},
    },
)


def center(agents: int, seed: int) -> tuple[Scenario, Requirement]:
    """The scenario and what it requires."""
    rng = np.random.default_rng(seed)
    people, time_off = [], []
    for i in range(agents):
        first = int(rng.integers(len(QUEUES)))
        skills = {QUEUES[first]}
        if rng.random() < 0.5:
            skills.add(QUEUES[(first + 1) % len(QUEUES)])
        contract = str(rng.choice(["forty", "thirty", "twenty"], p=[0.6, 0.2, 0.2]))
        people.append({"id": f"a{i + 1:04d}", "contract": contract, "skills": sorted(skills)})
        if rng.random() < 0.2:
            begin = START + timedelta(days=int(rng.integers(DAYS)))
            entry = {"agent": f"a{i + 1:04d}", "first_day": begin}
            end = begin + timedelta(days=int(rng.integers(0, 7)))
            hours = {"forty": 8, "thirty": 6, "twenty": 4}[contract]
            time_off.append(entry | {"last_day": end, "paid_hours_per_day": hours})
    scenario = Scenario.model_validate(
        {
            "name": f"center-{agents}",
            "horizon": {"start": START, "days": DAYS, "timezone": "Europe/London"},
            "history": {"file": "none.csv"},
            "queues": [{"name": q, "open": "07:00-22:00", "aht_s": 300} for q in QUEUES],
            "targets": [{"name": "level", "answered_within_s": 20, "goal": 0.8}],
            "shifts": SHIFTS,
            "contracts": CONTRACTS,
            "agents": people,
            "time_off": time_off,
            "wishes": _wishes(agents, seed),
        }
    )
    clock = scenario.horizon.clock_min_of_interval / 60
    weekday = (scenario.horizon.day_of_interval + START.weekday()) % 7
    shape = np.exp(-(((clock - 11) / 2.4) ** 2)) + 0.8 * np.exp(-(((clock - 16.5) / 2.6) ** 2))
    shape *= (clock >= 7) & (clock < 21)
    curve = shape * np.array(LEVEL)[weekday]
    share = rng.dirichlet(np.full(len(QUEUES), 12.0))
    # As much work as the people's hours carry, breaks and lulls left out.
    hours = sum({"forty": 40, "thirty": 28, "twenty": 19}[p["contract"]] for p in people)
    scale = 0.82 * hours * DAYS / 7 / (curve.sum() / 4)
    noise = rng.lognormal(0.0, 0.04, (len(QUEUES), len(curve)))
    gross = np.round(share[:, None] * scale * curve * noise, 1)
    zero = np.zeros_like(gross)
    requirement = Requirement(
        scenario.horizon, scenario.queue_names, zero, zero, zero, gross, zero, zero, gross, gross,
        0.0, "given",
    )  # fmt: skip
    return scenario, requirement


def _wishes(agents: int, seed: int) -> list[dict[str, Any]]:
    """Days off, free Saturdays and early or late starts, for two in five."""
    rng = np.random.default_rng([seed, 1])
    wishes: list[dict[str, Any]] = []
    for i in range(agents):
        if rng.random() >= 0.4:
            continue
        kind = int(rng.integers(4))
        day = START + timedelta(days=int(rng.integers(DAYS)))
        wish: dict[str, Any] = {"agent": f"a{i + 1:04d}"}
        if kind == 0:
            wish |= {"wants": "off", "first_day": day, "last_day": day, "weight": 2.0}
        elif kind == 1:
            wish |= {"wants": "off", "days": "sat", "weight": 1.0}
        elif kind == 2:
            wish |= {"wants": "shift", "latest_start": "09:00", "weight": 0.1}
        else:
            wish |= {"wants": "shift", "earliest_start": "11:00", "weight": 0.1}
        wishes.append(wish)
    return wishes


def main() -> None:
    from wfm.schedule.check import check
    from wfm.schedule.coverage import coverage
    from wfm.schedule.solve import schedule

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("agents", type=int)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    scenario, requirement = center(arguments.agents, arguments.seed)
    begun, cpu = time.perf_counter(), time.process_time()
    solution = schedule(scenario, requirement, seed=1, seconds=arguments.seconds)
    covered = coverage(scenario, requirement, solution.roster)
    result = {
        "agents": arguments.agents,
        "cost": round(solution.cost),
        "bound": round(solution.bound),
        "gap": round(solution.gap, 4),
        "status": solution.status,
        "first_s": round(solution.trace[0][0], 1),
        "wall_s": round(time.perf_counter() - begun, 1),
        "cpu_s": round(time.process_time() - cpu, 1),
        "under_hours": round(covered.under_hours, 1),
        "over_hours": round(covered.over_hours, 1),
        "violations": len(check(scenario, solution.roster)),
        "memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }
    print(json.dumps(result))


if __name__ == "__main__":
    main()
