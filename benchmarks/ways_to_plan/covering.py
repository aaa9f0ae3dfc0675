"""A plain covering: for every queue and day the fewest paid hours of shifts, without work rules."""

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from wfm.center.roster import Roster, Shift, Span
from wfm.center.scenario import Scenario
from wfm.center.shift import Activity, ShiftTemplate
from wfm.staff.requirement import Requirement

NEAR_BEST = 0.01
"""Gap at which a covering is good enough."""

NODES, FEW_NODES = 300, 30
"""Nodes after which the search for a covering ends, and for one that only tunes."""


def patterns(template: ShiftTemplate) -> list[list[Span]]:
    """Ways to work a template from second 0 on: its breaks early, in the middle, late."""
    found = []
    for place in (0.0, 0.5, 1.0):
        spans, at = [], 0
        for pause in template.breaks:
            starts = pause.starts_min
            begin = 60 * starts[round(place * (len(starts) - 1))]
            spans.append(Span(Activity.ON_QUEUE, at, begin))
            at = begin + 60 * pause.minutes
            spans.append(Span(pause.activity, begin, at, pause.paid))
        spans.append(Span(Activity.ON_QUEUE, at, 60 * template.length_minutes))
        found.append(spans)
    return found


def covered(
    scenario: Scenario, requirement: Requirement, nodes: int = NODES
) -> tuple[Roster, Scenario]:
    """Shifts that cover every queue by itself, worked by as many people as that takes.

    No work rule binds them, and they have the skills of real people of the queue in turn: both are
    to the advantage of this method.
    """
    horizon = scenario.horizon
    shifts: list[Shift] = []
    staffed: dict[str, int] = {}
    mix = shares_of_people(scenario)
    for q, queue in enumerate(scenario.queue_names):
        for day in range(horizon.days):
            columns = [
                replace_spans(spans, horizon.second_of(day, start))
                for template in scenario.shifts
                if horizon.dates[day].weekday() in template.weekdays
                for start in template.starts_min
                for spans in patterns(template)
            ]
            names = [
                template.name
                for template in scenario.shifts
                if horizon.dates[day].weekday() in template.weekdays
                for _ in template.starts_min
                for _ in range(3)
            ]
            if not columns:
                continue
            inside = np.flatnonzero(horizon.day_of_interval == day)
            on = np.array([presence(spans, inside, horizon.interval_s) for spans in columns]).T
            need = np.where(on.sum(axis=1) > 0.99, requirement.required_gross[q, inside], 0.0)
            if not need.any():
                continue
            paid = [sum(s.end_s - s.start_s for s in c if s.paid) for c in columns]
            number = 0
            for column, count in enumerate(
                fewest(on, need, paid, [mix[name] for name in names], nodes)
            ):
                for _ in range(count):
                    agent = f"{queue}-{number:03d}"
                    number += 1
                    shifts.append(
                        Shift(agent, horizon.dates[day], names[column], tuple(columns[column]))
                    )
            staffed[queue] = max(staffed.get(queue, 0), number)
    return Roster(horizon, tuple(shifts)), with_people(scenario, staffed)


def shares_of_people(scenario: Scenario) -> dict[str, float]:
    """For each shift template, the share of people whose contract has it."""
    has = {c.name: frozenset(c.shifts) for c in scenario.contracts}
    return {
        t.name: sum(t.name in has[a.contract] for a in scenario.agents) / len(scenario.agents)
        for t in scenario.shifts
    }


def fewest(
    on: np.ndarray, need: np.ndarray, paid_s: list[int], shares: list[float], nodes: int
) -> list[int]:
    """How many work each shift, so that every interval is covered for the least pay, within 1 %.

    Shifts that only a share of people may work are at most that share of all, and one.
    """
    asked = need > 0
    limits = [LinearConstraint(on[asked], need[asked] - 1e-9, np.inf)]
    for share in {s for s in shares if s < 1}:
        few = np.array([float(s == share) for s in shares]) - share
        limits.append(LinearConstraint(few[None, :], -np.inf, 1.0))
    options = {"mip_rel_gap": NEAR_BEST, "node_limit": nodes}
    whole = np.ones(len(paid_s))
    found = milp(
        np.array(paid_s) / 3600, integrality=whole, bounds=Bounds(0), constraints=limits,
        options=options,
    )  # fmt: skip
    if found.x is None:
        raise RuntimeError(f"no covering was found: {found.message}")
    return [round(count) for count in found.x]


def replace_spans(spans: list[Span], start_s: int) -> list[Span]:
    """Spans moved to a start."""
    return [Span(s.activity, start_s + s.start_s, start_s + s.end_s, s.paid) for s in spans]


def presence(spans: list[Span], inside: np.ndarray, interval_s: int) -> np.ndarray:
    """Share of each interval that the spans are on queue."""
    starts = inside * interval_s
    here = np.zeros(len(inside))
    for span in spans:
        if span.activity is Activity.ON_QUEUE:
            here += np.clip(
                np.minimum(span.end_s, starts + interval_s) - np.maximum(span.start_s, starts),
                0,
                None,
            )
    return here / interval_s


def with_people(scenario: Scenario, staffed: dict[str, int]) -> Scenario:
    """The scenario with the people of a covering in place of its own."""
    agents = []
    for queue, count in staffed.items():
        real = [a for a in scenario.agents if queue in scenario.queues_of(a)]
        agents += [
            real[i % len(real)].model_copy(update={"id": f"{queue}-{i:03d}"}) for i in range(count)
        ]
    return scenario.model_copy(update={"agents": tuple(agents), "time_off": ()})
