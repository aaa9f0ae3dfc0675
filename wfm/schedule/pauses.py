"""Breaks of a given roster placed anew, day by day, with the demand of every interval in view.

Who works which shift stays as it is. Agents with the same skills, template and start are one class,
and CP-SAT decides how many of a class take each break when: an exact model that is small, since it
counts people instead of naming them.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wfm.center.roster import Roster, Shift, Span, State
from wfm.center.scenario import Scenario
from wfm.center.shift import Activity, BreakRule, ShiftTemplate
from wfm.schedule.coverage import cover, gross_by_queue
from wfm.schedule.groups import PlanningGroup, planning_groups
from wfm.staff.requirement import Requirement

WORK_PER_DAY = 0.15
# Weight of the agents missing beyond each share of the requirement: waits grow faster than the
# shortage, so many breaks at once do more harm than the same breaks one after the other.
SHORTAGE_TIERS = ((0.0, 1), (0.05, 1), (0.15, 2))
MAX_PLACEMENTS = 2000
Starts = tuple[int, ...]


@dataclass(frozen=True)
class _Class:
    """Shifts of one day that are alike: the same skills, template and start."""

    members: tuple[int, ...]
    skills: int
    template: ShiftTemplate
    start_s: int


@dataclass(frozen=True)
class _Choice:
    """One way for a run of breaks of a class, and how often it is taken."""

    breaks: tuple[int, ...]
    starts_min: Starts
    count: Any
    overlaps: tuple[tuple[int, int], ...]


def place_pauses(
    scenario: Scenario, requirement: Requirement, roster: Roster, *, seed: int
) -> Roster:
    """Place the breaks of all draft shifts where the agents missing do the least harm.

    What is minimised is `shortage_price`, a convex one. Deterministic: each day has a limit of
    work, not of time. A day is left as it is when nothing better is found.

    Parameters
    ----------
    scenario : Scenario
    requirement : Requirement
        Its `required_gross` is to be covered.
    roster : Roster
        Shifts that follow their templates.
    seed : int

    Returns
    -------
    Roster
        The same shifts, at no higher price of the shortage.
    """
    required = gross_by_queue(scenario, requirement)
    agents = tuple(agent.id for agent in scenario.agents)
    templates = {template.name: template for template in scenario.shifts}
    shifts = list(roster.shifts)
    for group in planning_groups(scenario):
        member = dict(zip(agents, group.members, strict=True))
        by_day: dict[int, list[int]] = defaultdict(list)
        for i, shift in enumerate(shifts):
            movable = shift.state is State.DRAFT and shift.template in templates
            if movable and member[shift.agent] >= 0 and templates[shift.template].breaks:
                by_day[shift.day.toordinal()].append(i)
        for _, indices in sorted(by_day.items()):
            on_queue = Roster(roster.horizon, tuple(shifts)).on_queue(agents)
            before = [shifts[i] for i in indices]
            price = _group_price(group, required, on_queue)
            _place_day(shifts, indices, group, member, templates, required, on_queue, roster, seed)
            after = Roster(roster.horizon, tuple(shifts)).on_queue(agents)
            if _group_price(group, required, after) > price:
                for i, shift in zip(indices, before, strict=True):
                    shifts[i] = shift
    return Roster(roster.horizon, tuple(shifts))


def shortage_price(under: NDArray[np.float64], required: NDArray[np.float64]) -> float:
    """Price of the agents missing in each interval, growing with the share that is missing.

    Parameters
    ----------
    under, required : array of shape (intervals,)
        Agents missing and required in one planning group.
    """
    return sum(
        weight * float(np.maximum(under - share * required, 0.0).sum())
        for share, weight in SHORTAGE_TIERS
    )


def _group_price(
    group: PlanningGroup, required: NDArray[np.float64], on_queue: NDArray[np.float64]
) -> float:
    found = cover(group, required, on_queue)
    return shortage_price(found.under, found.required)


def _place_day(
    shifts: list[Shift],
    indices: Sequence[int],
    group: PlanningGroup,
    member: dict[str, int],
    templates: dict[str, ShiftTemplate],
    required: NDArray[np.float64],
    on_queue: NDArray[np.float64],
    roster: Roster,
    seed: int,
) -> None:
    from ortools.sat.python import cp_model

    interval_s = roster.horizon.interval_s
    classes = _classes(shifts, indices, member, templates)
    present_s = _present_s(shifts, indices, group, member, on_queue, interval_s)
    model = cp_model.CpModel()
    choices = [_choices(model, c, shifts, interval_s) for c in classes]
    away: dict[tuple[int, int], list[Any]] = defaultdict(list)
    for a_class, made in zip(classes, choices, strict=True):
        for choice in made:
            for interval, seconds in choice.overlaps:
                away[a_class.skills, interval].append(seconds * choice.count)
    touched = sorted({t for _, t in away if 0 <= t < required.shape[1]})
    missing: list[Any] = []
    for t in touched:
        short = model.new_int_var(0, len(shifts) * interval_s, "")
        missing.append(short)
        asked = float(required[list(group.queues), t].sum()) * interval_s
        for share, weight in SHORTAGE_TIERS[1:]:
            beyond = model.new_int_var(0, len(shifts) * interval_s, "")
            model.add(beyond >= short - round(share * asked))
            missing.append(weight * beyond)
        for subset, meets in zip(group.subsets, group.meets, strict=True):
            met = np.flatnonzero(meets)
            needed = round(float(required[subset, t].sum()) * interval_s)
            there = round(float(present_s[met, t].sum()))
            gone = [term for c in met for term in away.get((int(c), t), ())]
            if needed > there - sum(len(c.members) for c in classes) * interval_s:
                model.add(short + there - sum(gone) >= needed)
    model.minimize(sum(missing))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = seed % 2**31
    solver.parameters.max_deterministic_time = WORK_PER_DAY
    if solver.solve(model) in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        for a_class, made in zip(classes, choices, strict=True):
            _assign(shifts, a_class, made, solver)


def _classes(
    shifts: list[Shift],
    indices: Sequence[int],
    member: dict[str, int],
    templates: dict[str, ShiftTemplate],
) -> list[_Class]:
    alike: dict[tuple[int, str, int], list[int]] = defaultdict(list)
    for i in indices:
        shift = shifts[i]
        alike[member[shift.agent], shift.template, shift.start_s].append(i)
    return [
        _Class(tuple(found), skills, templates[name], start_s)
        for (skills, name, start_s), found in sorted(alike.items())
    ]


def _present_s(
    shifts: list[Shift],
    indices: Sequence[int],
    group: PlanningGroup,
    member: dict[str, int],
    on_queue: NDArray[np.float64],
    interval_s: int,
) -> NDArray[np.float64]:
    """Seconds on queue by class and interval if nobody of the day took a break."""
    members = np.array(group.members)
    present = np.array([on_queue[members == c].sum(axis=0) for c in range(len(group.classes))])
    present *= interval_s
    for i in indices:
        for span in shifts[i].spans:
            if span.activity is not Activity.ON_QUEUE:
                for interval, seconds in _overlaps(span.start_s, span.end_s, interval_s):
                    if 0 <= interval < present.shape[1]:
                        present[member[shifts[i].agent], interval] += seconds
    return present


def _overlaps(start_s: int, end_s: int, interval_s: int) -> list[tuple[int, int]]:
    """Intervals that a span touches, and for how many seconds."""
    return [
        (t, min(end_s, (t + 1) * interval_s) - max(start_s, t * interval_s))
        for t in range(start_s // interval_s, (end_s - 1) // interval_s + 1)
    ]


def _choices(model: Any, a_class: _Class, shifts: list[Shift], interval_s: int) -> list[_Choice]:
    """Ways for each run of breaks that could get into each other's way; counts add up."""
    size = len(a_class.members)
    now = [_starts_min(shifts[i]) for i in a_class.members]
    made: list[_Choice] = []
    for run in _runs(a_class.template.breaks):
        rules = [a_class.template.breaks[b] for b in run]
        taken = [tuple(starts[b] for b in run) for starts in now]
        placements = _placements(rules) or sorted(set(taken))
        counts = []
        for starts in placements:
            count = model.new_int_var(0, size, "")
            model.add_hint(count, taken.count(starts))
            overlaps = tuple(
                overlap
                for rule, start in zip(rules, starts, strict=True)
                for overlap in _overlaps(
                    a_class.start_s + start * 60,
                    a_class.start_s + (start + rule.minutes) * 60,
                    interval_s,
                )
            )
            counts.append(count)
            made.append(_Choice(run, starts, count, overlaps))
        model.add(sum(counts) == size)
    return made


def _runs(breaks: tuple[BreakRule, ...]) -> list[tuple[int, ...]]:
    """Breaks cut into runs such that those of different runs can never clash."""
    runs: list[list[int]] = [[0]]
    for b in range(1, len(breaks)):
        latest_end = max(breaks[c].latest_min + breaks[c].minutes for c in range(b))
        if latest_end > breaks[b].earliest_min:
            runs[-1].append(b)
        else:
            runs.append([b])
    return [tuple(run) for run in runs]


def _placements(rules: list[BreakRule]) -> list[Starts]:
    """Starts of a run of breaks that follow each other; empty when there are too many."""
    if np.prod([len(rule.starts_min) for rule in rules]) > MAX_PLACEMENTS:
        return []
    return [
        starts
        for starts in product(*(rule.starts_min for rule in rules))
        if all(
            later >= earlier + rule.minutes
            for (earlier, later), rule in zip(pairwise(starts), rules, strict=False)
        )
    ]


def _starts_min(shift: Shift) -> Starts:
    return tuple(
        (span.start_s - shift.start_s) // 60
        for span in shift.spans
        if span.activity is not Activity.ON_QUEUE
    )


def _assign(shifts: list[Shift], a_class: _Class, choices: list[_Choice], solver: Any) -> None:
    """Give the counted places to the members, early first breaks with early later ones."""
    places: dict[tuple[int, ...], list[Starts]] = defaultdict(list)
    for choice in choices:
        places[choice.breaks] += [choice.starts_min] * solver.value(choice.count)
    for position, i in enumerate(a_class.members):
        starts = {
            b: start
            for run, taken in places.items()
            for b, start in zip(run, taken[position], strict=True)
        }
        shifts[i] = replace(shifts[i], spans=_spans(a_class, [starts[b] for b in sorted(starts)]))


def _spans(a_class: _Class, starts_min: list[int]) -> tuple[Span, ...]:
    spans = []
    now = a_class.start_s
    for rule, start_min in zip(a_class.template.breaks, starts_min, strict=True):
        begin = a_class.start_s + start_min * 60
        if begin > now:
            spans.append(Span(Activity.ON_QUEUE, now, begin))
        now = begin + rule.minutes * 60
        spans.append(Span(rule.activity, begin, now, rule.paid))
    end = a_class.start_s + a_class.template.length_minutes * 60
    if end > now:
        spans.append(Span(Activity.ON_QUEUE, now, end))
    return tuple(spans)
