"""A call center rostered by pyworkforce: covering, then rostering, each queue's people by itself.

pyworkforce knows neither weekly hours nor weekends, breaks or several skills. Hours are covered by
its `MinAbsDifference`; its `MinHoursRoster` gives the shifts of each contract to people, and asks
for every one of them, so that the cover is lowered step by step until it finds a roster. Breaks are
put in the middle of their windows. What the roster breaks is counted by `wfm.check`.
"""

import time

import numpy as np

from wfm.center.roster import Roster, Shift
from wfm.center.scenario import Scenario
from wfm.schedule.employment import Employment
from wfm.schedule.pauses import spans_of
from wfm.staff.requirement import Requirement

CONTRACT_OF = {"full": "forty", "six": "thirty", "four": "twenty"}
DAYS_A_WEEK = {"forty": 5, "thirty": 4, "twenty": 4}
LOWERED = (1.0, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3)


def pyworkforce(scenario: Scenario, requirement: Requirement, seconds: float) -> Roster | None:
    """The roster of pyworkforce in some seconds; None where it finds none for any queue."""
    shifts: list[Shift] = []
    begun = time.perf_counter()
    for number, queue in enumerate(scenario.queue_names):
        left = seconds - (time.perf_counter() - begun)
        shifts += _of_queue(scenario, requirement, queue, left / (len(scenario.queues) - number))
    return Roster(scenario.horizon, tuple(shifts)) if shifts else None


def _of_queue(
    scenario: Scenario, requirement: Requirement, queue: str, seconds: float
) -> list[Shift]:
    from pyworkforce.rostering.binary_programming import MinHoursRoster
    from pyworkforce.scheduling import MinAbsDifference

    horizon = scenario.horizon
    # Each agent works for one queue here, the one that comes first among theirs.
    team = [agent for agent in scenario.agents if agent.skills[0] == queue]
    hourly = requirement.required_gross[requirement.queues.index(queue)]
    at = (horizon.day_of_interval, np.asarray(horizon.clock_min_of_interval) // 60)
    sums, counts = np.zeros((horizon.days, 24)), np.zeros((horizon.days, 24))
    np.add.at(sums, at, hourly)
    np.add.at(counts, at, 1.0)
    hourly = sums / np.maximum(counts, 1.0)
    names = {
        f"{template.name} {start // 60:02d}": (template, start)
        for template in scenario.shifts
        for start in template.starts_min
        if start % 60 == 0
    }
    coverage = {
        name: [int(start <= 60 * hour < start + template.length_minutes) for hour in range(24)]
        for name, (template, start) in names.items()
    }
    covering = MinAbsDifference(
        num_days=horizon.days,
        periods=24,
        shifts_coverage=coverage,
        required_resources=np.ceil(hourly).astype(int).tolist(),
        max_period_concurrency=len(team),
        max_shift_concurrency=len(team),
        max_search_time=seconds / 4,
        num_search_workers=2,
    ).solve()
    made: list[Shift] = []
    for kind, contract in CONTRACT_OF.items():
        people = {agent.id: agent for agent in team if agent.contract == contract}
        mine = [name for name, (template, _) in names.items() if template.name == kind]
        if not people:
            continue
        wanted = np.zeros((len(mine), horizon.days))
        for entry in covering["resources_shifts"]:
            if entry["shift"] in mine:
                wanted[mine.index(entry["shift"]), int(entry["day"])] = entry["resources"]
        banned = [
            {"resource": agent, "shift": name, "day": day}
            for agent, who in people.items()
            for day in range(horizon.days)
            if not Employment.of(scenario, who).may_work(day)
            for name in mine
        ]
        for lowered in LOWERED:
            # The shifts of a day are lowered together, largest parts first kept whole.
            asked = np.floor(wanted * lowered + 0.5).astype(int)
            over = asked.sum(axis=0) > len(people)
            asked[:, over] = 0
            roster = MinHoursRoster(
                num_days=horizon.days,
                resources=list(people),
                shifts=mine,
                shifts_hours=[names[name][0].paid_minutes // 60 for name in mine],
                min_working_hours=0,
                banned_shifts=banned,
                max_resting=horizon.days - DAYS_A_WEEK[contract] * horizon.days // 7 + 5,
                required_resources={name: asked[i].tolist() for i, name in enumerate(mine)},
                non_sequential_shifts=_too_close(names, mine),
                max_search_time=seconds / 8,
                num_search_workers=2,
            ).solve()
            if roster["status"] in ("OPTIMAL", "FEASIBLE"):
                for entry in roster["resource_shifts"]:
                    template, start = names[entry["shift"]]
                    start_s = horizon.second_of(int(entry["day"]), start)
                    middles = [b.starts_min[len(b.starts_min) // 2] * 60 for b in template.breaks]
                    made.append(
                        Shift(
                            entry["resource"],
                            horizon.dates[int(entry["day"])],
                            template.name,
                            spans_of(template, start_s, np.array(middles)),
                        )
                    )
                break
    return made


def _too_close(names: dict, mine: list[str]) -> list[dict[str, str]]:
    """Pairs of shifts with less than 11 hours between them."""
    return [
        {"origin": one, "destination": other}
        for one in mine
        for other in mine
        if names[other][1] + 1440 - names[one][1] - names[one][0].length_minutes < 660
    ]
