"""Paid hours of three ways to plan, each just meeting the same promise on paths none has seen.

(a) Erlang C for every interval and a plain covering of it by shifts, without any work rule; (b)
Erlang A for every interval and the scheduler; (c) the loop of ``wfm plan``. (a) and (b) are tuned
by one factor on the requirement until their simulated roster holds every target with its
probability and the same margin that the loop keeps, on the paths that the loop searches with.

(a) knows no work rules, and takes as many people as its shifts need, of the center's contracts in
their proportions. So that methods are compared and not rules, minimum weekly hours are lifted for
all, and the help desk has ten people more in its second tier, which runs out of them otherwise.

Run ``python benchmarks/loop.py [--quick] [--json] [--center NAME] [--method a]``. ``--quick`` plans
one week with short searches. The real bank needs its file; `WFM_REFERENCE` names the folder.
"""

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from ortools.sat.python import cp_model

REPOSITORY = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(REPOSITORY))

from wfm.center.contract import Contract  # noqa: E402
from wfm.center.files import read_scenario  # noqa: E402
from wfm.center.horizon import Horizon  # noqa: E402
from wfm.center.roster import Roster, Shift, Span  # noqa: E402
from wfm.center.scenario import Planning, Scenario  # noqa: E402
from wfm.center.shift import Activity, ShiftTemplate  # noqa: E402
from wfm.forecast.forecast import Forecast  # noqa: E402
from wfm.forecast.uncertainty import Uncertainty  # noqa: E402
from wfm.forecast.verb import forecast  # noqa: E402
from wfm.history.read import history_of  # noqa: E402
from wfm.plan.live_through import Living, live_paths  # noqa: E402
from wfm.plan.loop import SEARCH_PATHS, SEARCH_PATHS_FROM, loop  # noqa: E402
from wfm.plan.quick import QuickRosters  # noqa: E402
from wfm.plan.steer import probability_to_aim_at, standing  # noqa: E402
from wfm.schedule.solve import schedule  # noqa: E402
from wfm.simulate.outcome import Outcome  # noqa: E402
from wfm.staff.requirement import Requirement  # noqa: E402
from wfm.staff.staff import staff  # noqa: E402

STATED = 0.9
TUNINGS = {"a": 6, "b": 5}
NEAR = 0.03

MOST_OF_A_SHIFT = 400
COVER_WORK = 0.2
"""Limit of work for the covering of a queue and day; with more it gains less than 0.3 %."""


@dataclass(frozen=True)
class Center:
    """A scenario and what is expected in it."""

    scenario: Scenario
    demand: Forecast

    def live(
        self, roster: Roster, first: int, count: int, scenario: Scenario | None = None
    ) -> Outcome:
        """Simulate a roster on some paths."""
        return live_paths(scenario or self.scenario, self.demand, roster, Living(), first, count)

    def gap(self, roster: Roster, scenario: Scenario | None = None) -> float:
        """How far the worst target is above its goal, with the loop's own margin."""
        outcome = self.live(roster, SEARCH_PATHS_FROM, SEARCH_PATHS, scenario)
        judged = self.scenario.simulation.replications
        return min(
            standing(t, outcome, probability_to_aim_at(t, SEARCH_PATHS, judged)).gap
            for t in self.scenario.targets
        )


@dataclass(frozen=True)
class Planned:
    """A roster of one method, the people it is of, and whether the method says that it holds."""

    roster: Roster
    scenario: Scenario
    promised: bool
    seconds: float


def tuned(
    make: Callable[[float, bool], tuple[Roster, Scenario]], center: Center, times: int
) -> Planned:
    """The cheapest roster that holds, over factors on the requirement found by regula falsi."""
    began = time.perf_counter()
    tried: list[tuple[float, float, Roster, Scenario]] = []
    factor = 1.0
    for number in range(times):
        last = number >= times - 2
        roster, scenario = make(factor, last)
        gap = center.gap(roster, scenario)
        tried.append((factor, gap, roster, scenario))
        good = [t for t in tried if t[1] >= 0]
        bad = [t for t in tried if t[1] < 0]
        if good and bad:
            low, high = max(bad, key=lambda t: t[0]), min(good, key=lambda t: t[0])
            share = (NEAR / 2 - low[1]) / (high[1] - low[1])
            factor = low[0] + min(max(share, 0.1), 0.9) * (high[0] - low[0])
        else:
            factor *= min(max(np.exp(-0.25 * gap), 0.75), 1.25)
    holding = [t for t in tried if t[1] >= 0] or [max(tried, key=lambda t: t[1])]
    best = min(holding, key=lambda t: t[2].paid_hours)
    return Planned(best[2], best[3], best[1] >= 0, time.perf_counter() - began)


# --- the methods -----------------------------------------------------------------------------


def scaled(requirement: Requirement, factor: float) -> Requirement:
    """A requirement with every interval changed by one factor."""
    return replace(requirement, required_gross=requirement.required_gross * factor)


def covering(center: Center) -> Planned:
    """(a) Erlang C and the fewest paid hours of shifts that cover each queue on each day."""
    as_c = center.scenario.staffing.model_copy(update={"model": "erlang_c"})
    requirement = staff(center.scenario.model_copy(update={"staffing": as_c}), center.demand)
    return tuned(
        lambda f, _: covered(center.scenario, scaled(requirement, f)), center, TUNINGS["a"]
    )


def by_interval(center: Center) -> Planned:
    """(b) Erlang A and the scheduler."""
    scenario = center.scenario
    requirement = staff(scenario, center.demand)
    quick = QuickRosters(scenario, requirement, scenario.seed)
    before: list[Roster] = []

    def make(factor: float, last: bool) -> tuple[Roster, Scenario]:
        asked, start = scaled(requirement, factor), before[-1] if before else None
        seconds = scenario.scheduling.seconds
        if last:
            found = schedule(
                scenario, asked, seed=scenario.seed, seconds=0.8 * seconds, warm_start=start
            ).roster
        else:
            found = quick.roster(asked, 0.15 * seconds, start)
        before.append(found)
        return found, scenario

    return tuned(make, center, TUNINGS["b"])


def looped(center: Center) -> Planned:
    """(c) The loop."""
    began = time.perf_counter()
    found = loop(center.scenario, center.demand, center.live)
    promised = found.rounds[found.chosen].holds
    return Planned(found.roster, center.scenario, promised, time.perf_counter() - began)


METHODS = {"a": covering, "b": by_interval, "c": looped}


# --- plain covering --------------------------------------------------------------------------


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


def covered(scenario: Scenario, requirement: Requirement) -> tuple[Roster, Scenario]:
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
            for column, count in enumerate(fewest(on, need, paid, [mix[name] for name in names])):
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


def fewest(on: np.ndarray, need: np.ndarray, paid_s: list[int], shares: list[float]) -> list[int]:
    """How many work each shift, so that every interval is covered for the least pay, within 2 %.

    Shifts that only a share of people may work are at most that share of all, and one.
    """
    model = cp_model.CpModel()
    counts = [model.new_int_var(0, MOST_OF_A_SHIFT, "") for _ in paid_s]
    for row, needed in zip(np.rint(60 * on).astype(int), need, strict=True):
        if needed > 0:
            covering = sum(int(share) * counts[j] for j, share in enumerate(row) if share)
            model.add(covering >= int(np.ceil(60 * needed - 1e-6)))
    for share in {s for s in shares if s < 1}:
        few = sum(count for count, s in zip(counts, shares, strict=True) if s == share)
        model.add(1000 * few <= round(1000 * share) * sum(counts) + 1000)
    model.minimize(sum(seconds * count for seconds, count in zip(paid_s, counts, strict=True)))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.max_deterministic_time = COVER_WORK
    solver.parameters.relative_gap_limit = 0.02
    solver.solve(model)
    return [int(solver.value(count)) for count in counts]


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


# --- the centers -----------------------------------------------------------------------------


def shipped(name: str, quick: bool) -> Center:
    """One of the scenarios that come with wfm."""
    scenario = read_scenario(REPOSITORY / "scenarios" / name)
    second_tier = [a for a in scenario.agents if "tier2" in a.skills]
    more = tuple(a.model_copy(update={"id": f"{a.id}-more"}) for a in second_tier)
    return promised(scenario.model_copy(update={"agents": (*scenario.agents, *more)}), quick)


def promised(scenario: Scenario, quick: bool) -> Center:
    """A scenario with the stated probability, and a week of it when it has to be quick."""
    changes: dict[str, object] = {
        "targets": tuple(t.model_copy(update={"probability": STATED}) for t in scenario.targets),
        "simulation": scenario.simulation.model_copy(update={"replications": 200}),
        "contracts": without_minimum_hours(scenario),
        "planning": Planning(),
    }
    if quick:
        changes["horizon"] = a_week(scenario.horizon)
        changes["scheduling"] = scenario.scheduling.model_copy(update={"seconds": 4.0})
    made = scenario.model_copy(update=changes)
    return Center(made, forecast(made, history_of(made)))


def without_minimum_hours(scenario: Scenario) -> tuple[Contract, ...]:
    """The contracts, free to give people few hours in a week."""
    found = []
    for contract in scenario.contracts:
        rules = dict(contract.rules)
        if "weekly_paid_hours" in rules:
            rules["weekly_paid_hours"] = {"max": rules["weekly_paid_hours"]["max"]}
        found.append(contract.model_copy(update={"rules": rules}))
    return tuple(found)


def a_week(horizon: Horizon) -> Horizon:
    """The first week of a horizon."""
    return Horizon(**(horizon.model_dump() | {"days": min(horizon.days, 7)}))


def real_bank(quick: bool) -> Center | None:
    """The calls of a large bank; people and handle times are assumed."""
    from tests.cli.real_bank import write_real_bank

    folder = Path(os.environ.get("WFM_REFERENCE", REPOSITORY.parent / "shared"))
    calls = folder / "data" / "bank_calls_5min.csv"
    if not calls.exists():
        print(f"real-bank is left out: there is no {calls}", file=sys.stderr)
        return None
    with tempfile.TemporaryDirectory() as made:
        return promised(read_scenario(write_real_bank(Path(made), calls)), quick)


def five_queues(quick: bool) -> Center:
    """Five queues, 150 people with one to three skills; demand is made here."""
    names = ("sales", "orders", "service", "billing", "technical")
    peaks, aht_s = np.array([51.0, 39.0, 72.0, 30.0, 24.0]), np.array([240, 200, 260, 320, 420.0])
    sets = [
        ("sales", "orders"), ("service",), ("service", "billing"), ("technical", "service"),
        ("orders", "sales", "service"), ("billing",), ("technical",), ("sales",),
    ]  # fmt: skip
    base = read_scenario(REPOSITORY / "scenarios" / "retail-bank")
    queue = base.queues[0]
    scenario = base.model_copy(
        update={
            "name": "five-queues",
            "queues": tuple(queue.model_copy(update={"name": n, "skills": (n,)}) for n in names),
            "targets": tuple(
                base.targets[0].model_copy(update={"name": f"{n}-80-20", "queue": n}) for n in names
            ),
            "agents": tuple(
                base.agents[i % len(base.agents)].model_copy(
                    update={"id": f"P{i:03d}", "skills": sets[i % len(sets)]}
                )
                for i in range(150)
            ),
            "time_off": (),
        }
    )
    horizon = scenario.horizon
    if quick:
        horizon = a_week(horizon)
    hour = horizon.clock_min_of_interval / 60
    day = np.exp(-(((hour - 10.5) / 1.8) ** 2)) + 0.75 * np.exp(-(((hour - 15) / 2.2) ** 2)) + 0.1
    is_open = queue.open.open_intervals(horizon, scenario.holidays.within(horizon))
    offered = peaks[:, None] * day * is_open
    size = (len(names), horizon.n_intervals)
    demand = Forecast(
        horizon,
        names,
        "made",
        offered,
        offered,
        np.repeat(aht_s[:, None], horizon.n_intervals, axis=1),
        Uncertainty(
            day_sd=np.full((len(names), horizon.days), 0.07),
            day_autocorrelation=np.full(len(names), 0.4),
            queue_correlation=np.full((len(names), len(names)), 0.5) + 0.5 * np.eye(len(names)),
            interval_sd=np.full(size, 0.08),
            interval_autocorrelation=np.full(len(names), 0.3),
            aht_day_sd=np.full(len(names), 0.02),
        ),
    )
    seconds = 4.0 if quick else 30.0
    changes = {
        "horizon": horizon,
        "targets": tuple(t.model_copy(update={"probability": STATED}) for t in scenario.targets),
        "simulation": scenario.simulation.model_copy(update={"replications": 200}),
        "scheduling": scenario.scheduling.model_copy(update={"seconds": seconds}),
        "contracts": without_minimum_hours(scenario),
    }
    return Center(scenario.model_copy(update=changes), demand)


CENTERS: dict[str, Callable[[bool], Center | None]] = {
    "retail-bank": lambda quick: shipped("retail-bank", quick),
    "help-desk": lambda quick: shipped("help-desk", quick),
    "five-queues": five_queues,
    "real-bank": real_bank,
}


# --- the table -------------------------------------------------------------------------------


def row(name: str, method: str, center: Center, planned: Planned, fresh: int) -> dict[str, object]:
    """Figures of one method in one center, on fresh paths."""
    outcome: Outcome = center.live(planned.roster, 0, fresh, planned.scenario)
    results = [outcome.judge(t) for t in center.scenario.targets]
    targets = {t.name: t for t in center.scenario.targets}
    tightest = min(results, key=lambda r: outcome.probability(targets[r.name]).mean)
    share = outcome.probability(targets[tightest.name])
    return {
        "center": name,
        "method": method,
        "paid_hours": round(planned.roster.paid_hours, 1),
        "target": tightest.name,
        "sla": round(tightest.achieved, 4),
        "sla_low": round(tightest.low, 4),
        "sla_high": round(tightest.high, 4),
        "promised": planned.promised,
        "stated": STATED,
        "observed": round(share.mean, 3),
        "observed_low": round(share.low, 3),
        "observed_high": round(share.high, 3),
        "seconds": round(planned.seconds, 1),
    }


def main() -> None:
    """Print the table, or JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument("--quick", action="store_true", help="one week, short searches")
    parser.add_argument("--center", choices=list(CENTERS), action="append", help="only this one")
    parser.add_argument("--method", choices=list(METHODS), action="append", help="only this one")
    given = parser.parse_args()
    fresh = 200 if given.quick else 400
    rows = []
    for name in given.center or list(CENTERS):
        center = CENTERS[name](given.quick)
        if center is None:
            continue
        for method in given.method or list(METHODS):
            plan = METHODS[method]
            rows.append(row(name, method, center, plan(center), fresh))
            if not given.json:
                shown = rows[-1]
                print("  ".join(f"{value!s:<14}" for value in shown.values()), flush=True)
    if given.json:
        print(json.dumps({"load": os.getloadavg()[0], "rows": rows}, indent=2))


if __name__ == "__main__":
    main()
