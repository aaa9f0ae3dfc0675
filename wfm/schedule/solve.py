"""The verb `schedule`: a requirement and people's contracts into a roster that `check` accepts."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from time import perf_counter
from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np

from wfm.center.progress import Progress, silent
from wfm.center.roster import Roster, State
from wfm.center.scenario import Scenario
from wfm.schedule.budget import Budget
from wfm.schedule.check import check
from wfm.schedule.cost import roster_cost
from wfm.schedule.joint import JOINT_RULES
from wfm.schedule.joint.clash import raise_joint_clash
from wfm.schedule.pauses import place_pauses
from wfm.staff.requirement import Requirement

if TYPE_CHECKING:
    import pandas as pd

Status = Literal["optimal", "work limit", "time limit", "stopped"]


class TracePoint(NamedTuple):
    """A moment of the search.

    Attributes
    ----------
    seconds : float
        Since the beginning.
    cost : float
        Of the best roster by then.
    bound : float
        No roster costs less, as far as was proven by then: 0 until more is, as all costs are.
    """

    seconds: float
    cost: float
    bound: float

    @property
    def is_bounded(self) -> bool:
        """Whether the bound says more than that no cost is negative; without it the gap is idle."""
        return self.bound > 0.0 or self.cost <= 0.0

    @property
    def gap(self) -> float:
        """Share of the cost that the bound leaves open."""
        return max(self.cost - self.bound, 0.0) / max(abs(self.cost), 1e-9)


Watch = Callable[[TracePoint], None]


WARM_UP_SHARE = 0.05
BOUND_SHARE = 0.5
SETTLED = 1e-6


@dataclass(frozen=True)
class Solution:
    """A roster, what it costs, and what it could cost at best.

    Attributes
    ----------
    roster : Roster
        Accepted by `check`.
    cost : float
        Pay + under_cost_per_hour x under-hours + over_cost_per_hour x over-hours.
    bound : float
        No roster that keeps the rules costs less.
    seconds : float
        Time the search took.
    status : str
        ``optimal`` when cost and bound meet; ``work limit`` when the search used up its work, which
        is the same on every run; ``time limit`` when the clock ended it before; ``stopped`` when it
        was interrupted.
    trace : tuple of TracePoint
        How cost and bound developed; the first point is the first roster that keeps all rules.
    """

    roster: Roster
    cost: float
    bound: float
    seconds: float
    status: Status
    trace: tuple[TracePoint, ...] = field(repr=False)

    @property
    def gap(self) -> float:
        """Share of the cost that the bound leaves open."""
        return TracePoint(self.seconds, self.cost, self.bound).gap

    def trace_to_frame(self) -> "pd.DataFrame":
        """How the search went; columns: seconds, cost, bound, gap."""
        import pandas as pd

        rows = [(*point, point.gap) for point in self.trace]
        return pd.DataFrame(rows, columns=["seconds", "cost", "bound", "gap"])

    def __repr__(self) -> str:
        return (
            f"Solution(cost {self.cost:,.0f}, bound {self.bound:,.0f}, gap {self.gap:.2%}, "
            f"{self.status} after {self.seconds:.1f} s, {self.roster!r})"
        )


class Stopped(KeyboardInterrupt):
    """Ctrl-C during a search; `solution` makes the best roster by then ready."""

    def __init__(self, solution: Callable[[], Solution]) -> None:
        super().__init__()
        self.solution = solution


def schedule(
    scenario: Scenario,
    requirement: Requirement,
    *,
    seed: int,
    seconds: float | None = None,
    progress: Progress = silent,
    warm_start: Roster | None = None,
    watch: Watch = lambda _point: None,
) -> Solution:
    """Find a cheap roster of named people.

    Parameters
    ----------
    scenario : Scenario
        Its people, contracts, time off and prices.
    requirement : Requirement
        Its `required_gross` is to be covered.
    seed : int
        Seed of the search.
    seconds : float, optional
        Roughly how long to search; by default the scenario's. It is a limit of work: equal calls
        give equal rosters, unless the machine is so slow that the clock ends the search
        (`Solution.status` tells).
    progress : function of (stage, share done)
    warm_start : Roster, optional
        Where to begin; tours in it that break a rule are made anew. Its history, locked and
        published entries stay as they are, and days up to its last history entry are over.
    watch : function of a TracePoint
        Told cost, bound and gap while the search goes on.

    Raises
    ------
    DataError
        If the work rules of a contract are wrong.
    InfeasibleError
        If some agent has no tour that keeps the rules; it names agents, rules, days and ways out.
        If no roster was found that keeps the joint rules.
    Stopped
        Interrupted (Ctrl-C) once there is a roster; it is a KeyboardInterrupt.
    """
    # Compiling and loading numba takes a second that other verbs should not pay.
    from wfm.schedule.bound import lower_bound
    from wfm.schedule.draft import Draft
    from wfm.schedule.explain import raise_infeasible
    from wfm.schedule.explain_kept import raise_clash_of_kept
    from wfm.schedule.kept import Kept
    from wfm.schedule.problem import problem_of
    from wfm.schedule.search import construct, improve

    begun = perf_counter()
    progress("rules", 0.0)
    kept = Kept() if warm_start is None else Kept.of(warm_start)
    problem = problem_of(scenario, requirement, kept)
    raise_clash_of_kept(problem)
    raise_infeasible(problem)
    rng = np.random.default_rng(seed)
    draft = Draft(problem)
    taken = frozenset[int]() if warm_start is None else draft.take(warm_start)
    construct(draft, taken, rng)
    # Loading the kernels, or compiling them on their first use ever, is not part of the search.
    improve(draft, Budget(0.0), rng, lambda _: None)
    lower_bound(problem, draft.cost(), Budget(0.0))
    # Pay and prices are not negative. What the first prices prove is worse, or says as little.
    bound = 0.0
    budget = Budget(scenario.scheduling.seconds if seconds is None else seconds)
    trace: list[TracePoint] = []

    def found(cost: float) -> None:
        trace.append(TracePoint(perf_counter() - begun, cost, bound))
        watch(trace[-1])
        progress("search", budget.share)

    def solved(status: Status) -> Solution:
        progress("breaks", 0.0)
        roster = _with_pauses_placed(scenario, requirement, draft.roster(), seed)
        cost = roster_cost(scenario, requirement, roster)
        found(cost)
        progress("breaks", 1.0)
        broken = check(scenario, roster)
        together = [violation for violation in broken if violation.rule in JOINT_RULES]
        if together:
            raise_joint_clash(together)
        if broken:
            raise RuntimeError(f"the scheduler made a roster that breaks a rule: {broken[0]}")
        if cost <= bound + SETTLED * abs(bound):
            status = "optimal"
        progress("search", 1.0)
        return Solution(roster, cost, bound, perf_counter() - begun, status, tuple(trace))

    bounding = Budget(BOUND_SHARE * budget.seconds)
    try:
        improve(draft, budget.part(WARM_UP_SHARE), rng, found)
        with ThreadPoolExecutor(max_workers=1) as second_core:
            # The bound has a budget of its own, so that it does not depend on how threads
            # interleave.
            raised = second_core.submit(lower_bound, problem, draft.cost(), bounding)

            def least() -> float:
                nonlocal bound
                if raised.done():
                    bound = max(bound, raised.result().cost)
                return bound + SETTLED * abs(bound)

            try:
                improve(draft, budget, rng, found, least)
                bound = max(bound, raised.result().cost)
            except KeyboardInterrupt:
                bounding.stop()
                bound = max(bound, raised.result().cost)
                raise
    except KeyboardInterrupt:
        raise Stopped(lambda: solved("stopped")) from None
    return solved("work limit" if budget.work_is_done else "time limit")


def _with_pauses_placed(
    scenario: Scenario, requirement: Requirement, roster: Roster, seed: int
) -> Roster:
    """Breaks placed anew, but for shifts whose stretches are limited: the search placed those."""
    limited = {template.name for template in scenario.shifts if template.limits_stretches}
    if not limited:
        return place_pauses(scenario, requirement, roster, seed=seed)
    stay = {s.identity: s for s in roster.shifts if s.template in limited}
    pinned = tuple(
        replace(s, state=State.LOCKED) if s.identity in stay else s for s in roster.shifts
    )
    placed = place_pauses(scenario, requirement, Roster(roster.horizon, pinned), seed=seed)
    return Roster(roster.horizon, tuple(stay.get(s.identity, s) for s in placed.shifts))
