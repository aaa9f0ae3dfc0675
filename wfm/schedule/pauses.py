"""Breaks of a given roster placed anew, with the demand of every interval in view.

Who works which shift stays as it is. The breaks of a few shifts of a day are taken away and given
back, each shift's by the dynamic program over starts that the search uses, with annealing.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from math import gcd
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from wfm.center.roster import Roster, Shift, Span, State
from wfm.center.scenario import Scenario
from wfm.center.shift import Activity, BreakRule, ShiftTemplate
from wfm.schedule.coverage import counted_on_queue, gross_by_queue
from wfm.schedule.groups import PlanningGroup, planning_groups
from wfm.schedule.pace import paces
from wfm.staff.requirement import Requirement

if TYPE_CHECKING:
    from wfm.schedule.kernels.arrays import ShiftArrays

ROUNDS_PER_SHIFT = 60
FEWEST_ROUNDS, MOST_ROUNDS = 2_000, 300_000
# Temperatures, in agents missing for an interval.
WARMEST, COLDEST = 0.3, 0.01
# Weight of the agents missing beyond each share of the requirement: waits grow faster than the
# shortage, so many breaks at once do more harm than the same breaks one after the other.
SHORTAGE_TIERS = ((0.0, 1), (0.05, 1), (0.15, 2))


def place_pauses(
    scenario: Scenario, requirement: Requirement, roster: Roster, *, seed: int
) -> Roster:
    """Place the breaks of all draft shifts where the agents missing do the least harm.

    What is minimised is `shortage_price`, a convex one. Deterministic for a seed.

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
        The same shifts, at no higher price of the shortage, and with no more missing in all.
    """
    required = gross_by_queue(scenario, requirement)
    agents = tuple(agent.id for agent in scenario.agents)
    templates = {template.name: template for template in scenario.shifts}
    on_queue = counted_on_queue(scenario, requirement, roster)
    pace = dict(zip(agents, paces(scenario, requirement).tolist(), strict=True))
    shifts = list(roster.shifts)
    for group in planning_groups(scenario):
        member = dict(zip(agents, group.members, strict=True))
        movable = [
            i
            for i, shift in enumerate(shifts)
            if shift.state is State.DRAFT
            and member[shift.agent] >= 0
            and shift.template in templates
            and templates[shift.template].breaks
        ]
        if movable:
            movable.sort(key=lambda i: (shifts[i].day, i))
            skills = [member[shifts[i].agent] for i in movable]
            moved = [shifts[i] for i in movable]
            missing = group.missing(required, on_queue)
            asked = required[list(group.queues)].sum(axis=0)
            rng = np.random.default_rng(seed)
            settled = _moved(
                moved,
                skills,
                [pace[shift.agent] for shift in moved],
                templates,
                group,
                missing,
                asked,
                roster.horizon.interval_s,
                rng,
            )
            for i, shift in zip(movable, settled, strict=True):
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


def _moved(
    shifts: Sequence[Shift],
    skills: Sequence[int],
    pace: Sequence[float],
    templates: dict[str, ShiftTemplate],
    group: PlanningGroup,
    missing: NDArray[np.float64],
    asked: NDArray[np.float64],
    interval_s: int,
    rng: np.random.Generator,
) -> list[Shift]:
    """Shifts of one planning group, in order of days, with their breaks placed anew."""
    # Loading numba takes a second that other verbs should not pay.
    from wfm.schedule.kernels.breaks import Placed, Shortage, move_breaks

    used = sorted({shift.template for shift in shifts})
    rules = [templates[name] for name in used]
    quantum_s = _quantum_s(interval_s, shifts, rules)
    quanta = interval_s // quantum_s
    days = [shift.day.toordinal() for shift in shifts]
    pauses = np.zeros((len(shifts), max(len(template.breaks) for template in rules)), np.int32)
    for i, shift in enumerate(shifts):
        starts = _starts_s(shift)
        pauses[i, : len(starts)] = np.array(starts) // quantum_s
    placed = Placed(
        np.array([shift.start_s // quantum_s for shift in shifts]),
        np.array([used.index(shift.template) for shift in shifts]),
        np.array(skills),
        np.array(pace),
        np.flatnonzero(np.diff(days, prepend=-1, append=-1)),
        pauses.copy(),
        missing * quanta,
    )
    shares, weights = zip(*SHORTAGE_TIERS, strict=True)
    charged = Shortage(asked * quanta, np.array(shares), np.array(weights, dtype=np.float64))
    rounds = min(max(ROUNDS_PER_SHIFT * len(shifts), FEWEST_ROUNDS), MOST_ROUNDS)
    grown = move_breaks(
        placed,
        _break_arrays(rules, quantum_s),
        np.ascontiguousarray(group.meets.T),
        charged,
        quanta,
        rounds,
        WARMEST * quanta,
        COLDEST * quanta,
        rng,
    )
    if grown > 0:
        return list(shifts)
    return [
        replace(shift, spans=spans_of(templates[shift.template], shift.start_s, starts * quantum_s))
        if (starts != before).any()
        else shift
        for shift, starts, before in zip(shifts, placed.pauses.astype(int), pauses, strict=True)
    ]


def _quantum_s(interval_s: int, shifts: Sequence[Shift], rules: Sequence[ShiftTemplate]) -> int:
    minutes = [60 * template.length_minutes for template in rules]
    minutes += [60 * m for t in rules for b in t.breaks for m in (b.minutes, *b.starts_min)]
    return gcd(interval_s, *minutes, *(shift.start_s for shift in shifts))


def _break_arrays(rules: Sequence[ShiftTemplate], quantum_s: int) -> "ShiftArrays":
    """Lengths and breaks of templates, each an option of itself."""
    from wfm.schedule.kernels.arrays import ShiftArrays

    n_breaks = max(len(template.breaks) for template in rules)

    def table(of: Callable[[BreakRule], int], fill: int = 0) -> NDArray[np.int64]:
        rows = [[of(b) * 60 // quantum_s for b in template.breaks] for template in rules]
        return np.array([row + [fill] * (n_breaks - len(row)) for row in rows], dtype=np.int64)

    lengths = [template.length_minutes * 60 // quantum_s for template in rules]
    return ShiftArrays(
        np.zeros((1, len(rules)), dtype=np.int64),
        np.array(lengths, dtype=np.int64),
        np.zeros(len(rules)),
        np.arange(len(rules)),
        np.array([len(template.breaks) for template in rules], dtype=np.int64),
        table(lambda b: b.minutes),
        table(lambda b: b.starts_min[0]),
        table(lambda b: b.starts_min[-1]),
        # With one possible start the step may be no whole number of quanta.
        np.maximum(table(lambda b: b.step_minutes, 1), 1),
    )


def _starts_s(shift: Shift) -> list[int]:
    """Starts of a shift's breaks, seconds after its own."""
    return [
        span.start_s - shift.start_s
        for span in shift.spans
        if span.activity is not Activity.ON_QUEUE
    ]


def spans_of(
    template: ShiftTemplate, start_s: int, starts_s: NDArray[np.int64]
) -> tuple[Span, ...]:
    """What a shift that starts at a second is made of.

    Parameters
    ----------
    template : ShiftTemplate
    start_s : int
    starts_s : array of shape (breaks,)
        Starts of its breaks, seconds after its own.
    """
    spans = []
    now = start_s
    for rule, start in zip(template.breaks, starts_s.tolist(), strict=False):
        begin = start_s + start
        if begin > now:
            spans.append(Span(Activity.ON_QUEUE, now, begin))
        now = begin + rule.minutes * 60
        spans.append(Span(rule.activity, begin, now, rule.paid))
    end = start_s + template.length_minutes * 60
    if end > now:
        spans.append(Span(Activity.ON_QUEUE, now, end))
    return tuple(spans)
