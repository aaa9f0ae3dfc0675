"""The four centers: two shipped, one made with five queues, and the calls of a real bank."""

import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np

from benchmarks.ways_to_plan.center import STATED, Center
from wfm.center.contract import Contract
from wfm.center.files import read_scenario
from wfm.center.horizon import Horizon
from wfm.center.scenario import Scenario
from wfm.center.settings import Planning
from wfm.forecast.forecast import Forecast
from wfm.forecast.uncertainty import Uncertainty
from wfm.forecast.verb import forecast
from wfm.history.read import history_of

REPOSITORY = Path(__file__).resolve().parents[2]


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
